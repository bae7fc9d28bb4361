//! The mean law: the time means over a cycle of x and of sigmoid(x), as functions of the drive c.
//!
//! The mean of x is -c exactly, for any epsilon, oscillating or at rest, because y returns and the mean of dy/dt = x + c is
//! zero. The mean of sigmoid(x) has no closed form: it is computed from limit cycles ([`AsymptoticState`]) at drives chosen where it
//! bends, and interpolated. It falls smoothly but for the canard explosion just inside |c| = 1, where the cycle grows from
//! small to large within a sliver of c; nodes crowd there until the jump is narrower than [`NARROWEST`].

use super::{AsymptoticState, Drive, Epsilon, Neuron};

/// What a straight line between neighbours may miss at their middle before another node is put there.
const BEND: f64 = 3e-6;
/// The closest that two nodes may come.
const NARROWEST: f64 = 2e-7;
/// Nodes to begin with, so that no feature hides between two of them.
const FIRST_NODES: usize = 17;

/// A drive and the time mean of sigmoid(x) there.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    c: f64,
    mean: f64,
    slope: f64,
}

/// The time mean F(c) of sigmoid(x), and its derivative, for all c at one epsilon.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanLaw {
    epsilon: Epsilon,
    /// From c = 0 to 1; F(-c) = 1 - F(c).
    nodes: Vec<Node>,
}

impl MeanLaw {
    /// The time mean of x at drive `c`: -c.
    pub fn mean_x(c: f64) -> f64 {
        // Adding zero turns -0 into 0.
        -c + 0.0
    }

    /// Computes the law at `epsilon`. Takes some tenths of a second at epsilon 0.1, longer for a smaller one; works on the
    /// processors that rayon has.
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

    /// The epsilon that it holds for.
    pub fn epsilon(&self) -> Epsilon {
        self.epsilon
    }

    /// How many limit cycles it rests on.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// F(c), the time mean of sigmoid(x), and F'(c).
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

/// F and F' where the neuron is at rest at x = -c.
fn rest(c: f64) -> (f64, f64) {
    let sigmoid = 1.0 / (1.0 + c.exp());
    (sigmoid, -sigmoid * (1.0 - sigmoid))
}

fn node(epsilon: Epsilon, c: f64) -> Node {
    #[allow(clippy::expect_used, reason = "nodes lie from 0 to 1")]
    let drive = Drive::new(c).expect("a drive from 0 to 1");
    Node { c, mean: AsymptoticState::of(&Neuron::new(epsilon, drive)).mean_sigmoid_x, slope: 0.0 }
}

/// The nodes after `left` up to `right`, as many as the bends ask for.
fn refined(epsilon: Epsilon, left: Node, right: Node) -> Vec<Node> {
    let middle = node(epsilon, f64::midpoint(left.c, right.c));
    let straight = f64::midpoint(left.mean, right.mean);
    if (middle.mean - straight).abs() < BEND || right.c - left.c < NARROWEST {
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
            // F(c) + F(-c) = 1: the parabola at 0 is a straight line.
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
