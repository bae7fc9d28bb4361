//! Time means of x and of sigmoid(x) as functions of the drive c.
//!
//! The mean of sigmoid(x) has no closed form. It is computed from limit cycles ([`AsymptoticState`]) at nodes that are refined
//! where the function is curved, and interpolated. At the canard explosion just inside |c| = 1 it changes almost
//! discontinuously; refinement ends there at a distance of [`NARROWEST`].

use super::{AsymptoticState, Drive, Epsilon, Neuron};

/// An interval is refined if the function at its middle differs from the mean of its ends by more than this.
const CURVATURE_TOLERANCE: f64 = 3e-6;
/// The shortest interval that is refined.
const NARROWEST: f64 = 2e-7;
/// The number of nodes before refinement.
const FIRST_NODES: usize = 17;

/// A drive, the time mean of sigmoid(x) at this drive and its derivative.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    c: f64,
    mean: f64,
    slope: f64,
}

/// The mean law at one epsilon: the time means of x and of sigmoid(x) = 1/(1 + exp(-x)) as functions of the drive c.
///
/// * The time mean of x is -c exactly, for any epsilon, on the limit cycle and at rest: y is bounded, so the time mean of
///   dy/dt = x + c is zero.
/// * The time mean F(c) of sigmoid(x) has no closed form for |c| < 1. It is computed from limit cycles and interpolated, to
///   1e-4 of single cycles for epsilon from 0.05. At rest, for |c| >= 1, it is sigmoid(-c). F(-c) = 1 - F(c).
///
/// F falls with c, steeply just inside |c| = 1, where the limit cycle grows in the canard explosion.
///
/// ```
/// use nullcline::neuron::{Epsilon, MeanLaw};
///
/// assert_eq!(MeanLaw::mean_x(0.25), -0.25);
/// let law = MeanLaw::of(Epsilon::new(0.5)?);
/// let (mean, derivative) = law.at(0.25);
/// assert!((mean - 0.452_316).abs() < 1e-4 && derivative < 0.0);
/// // Without a drive the neuron is as often above 0 as below.
/// assert!((law.at(0.0).0 - 0.5).abs() < 1e-9);
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MeanLaw {
    epsilon: Epsilon,
    /// In ascending order of c from 0 to 1; negative c follow from F(-c) = 1 - F(c).
    nodes: Vec<Node>,
}

impl MeanLaw {
    /// The time mean of x at the drive `c`, which is -c for any epsilon.
    pub fn mean_x(c: f64) -> f64 {
        // Adding zero turns -0 into 0.
        -c + 0.0
    }

    /// Computes F at `epsilon` from some hundreds of limit cycles, in parallel on the threads of rayon's pool.
    ///
    /// This takes some tenths of a second at epsilon 0.1, and longer the smaller epsilon is.
    pub fn of(epsilon: Epsilon) -> Self {
        let firsts: Vec<f64> = (0..FIRST_NODES).map(|node| node as f64 / (FIRST_NODES - 1) as f64).collect();
        let mut nodes = vec![node(epsilon, 0.0)];
        for pair in firsts.windows(2) {
            let (left, right) = (node(epsilon, pair[0]), node(epsilon, pair[1]));
            nodes.extend(refined(epsilon, left, right));
        }
        set_slopes(&mut nodes);
        Self { epsilon, nodes }
    }

    /// The epsilon at which F was computed.
    pub fn epsilon(&self) -> Epsilon {
        self.epsilon
    }

    /// The number of limit cycles from which F is interpolated.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// F(c), the time mean of sigmoid(x), and its derivative F'(c), for any `c`.
    pub fn at(&self, c: f64) -> (f64, f64) {
        let size = c.abs();
        let (mean, slope) = if size >= 1.0 { rest(size) } else { self.inside(size) };
        if c < 0.0 { (1.0 - mean, slope) } else { (mean, slope) }
    }

    /// Cubic Hermite interpolation between the nodes around `c`, from 0 to 1.
    fn inside(&self, c: f64) -> (f64, f64) {
        let right = self.nodes.partition_point(|node| node.c <= c).clamp(1, self.nodes.len() - 1);
        let (left, right) = (self.nodes[right - 1], self.nodes[right]);
        let width = right.c - left.c;
        let s = (c - left.c) / width;
        let chord = right.mean - left.mean;
        let (low, high) = (left.slope * width - chord, chord - right.slope * width);
        let bend = (1.0 - s) * low + s * high;
        let mean = left.mean + s * chord + s * (1.0 - s) * bend;
        let slope = (chord + (1.0 - 2.0 * s) * bend + s * (1.0 - s) * (high - low)) / width;
        (mean, slope)
    }
}

/// F and F' of a neuron at rest at x = -c.
fn rest(c: f64) -> (f64, f64) {
    let sigmoid = 1.0 / (1.0 + c.exp());
    (sigmoid, -sigmoid * (1.0 - sigmoid))
}

#[allow(clippy::expect_used, reason = "nodes lie from c = 0 to 1")]
fn node(epsilon: Epsilon, c: f64) -> Node {
    let drive = Drive::new(c).expect("nodes lie from c = 0 to 1, within the range of a drive");
    Node { c, mean: AsymptoticState::of(&Neuron::new(epsilon, drive)).mean_sigmoid_x, slope: 0.0 }
}

/// The nodes after `left` up to `right`, refined by the curvature of F.
fn refined(epsilon: Epsilon, left: Node, right: Node) -> Vec<Node> {
    let middle = node(epsilon, f64::midpoint(left.c, right.c));
    let straight = f64::midpoint(left.mean, right.mean);
    if (middle.mean - straight).abs() < CURVATURE_TOLERANCE || right.c - left.c < NARROWEST {
        return vec![middle, right];
    }
    let (mut lower, upper) = rayon::join(|| refined(epsilon, left, middle), || refined(epsilon, middle, right));
    lower.extend(upper);
    lower
}

/// The slope of each node from the parabola through it and its neighbours.
fn set_slopes(nodes: &mut [Node]) {
    let chord = |a: Node, b: Node| (b.mean - a.mean) / (b.c - a.c);
    for index in 0..nodes.len() {
        nodes[index].slope = if index == 0 {
            // F(c) + F(-c) = 1: by symmetry the parabola through -c, 0 and c is a straight line.
            chord(nodes[0], nodes[1])
        } else if index + 1 == nodes.len() {
            chord(nodes[index - 1], nodes[index])
        } else {
            let (before, here, after) = (nodes[index - 1], nodes[index], nodes[index + 1]);
            let (back, ahead) = (here.c - before.c, after.c - here.c);
            (chord(before, here) * ahead + chord(here, after) * back) / (back + ahead)
        };
    }
}
