//! Models of neurons behind one trait: equations, drive, names and units, signals, equilibria.

use serde::{Deserialize, Serialize};

use super::equilibrium::{Eigenvalue, EquilibriumKind};
use super::real::{Dual, Real};
use super::timing::Timing;

/// A name, a symbol and a unit, for labels of axes and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Such as "membrane potential".
    pub name: &'static str,
    /// Such as "V"; also the name of a column.
    pub symbol: &'static str,
    /// Such as "mV"; empty if it is dimensionless.
    pub unit: &'static str,
}

impl Quantity {
    /// The symbol with its unit, such as "V (mV)".
    pub fn label(&self) -> String {
        if self.unit.is_empty() { self.symbol.to_owned() } else { format!("{} ({})", self.symbol, self.unit) }
    }
}

/// The signal that targets of a neuron receive, through a synapse or at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The first variable, which stands for the membrane potential; in its unit.
    Potential,
    /// Spikes: their number since the last sample by the time since then, in spikes a unit of time. With a time constant of
    /// the synapse of several intervals between spikes this is a smooth rate.
    Spikes,
}

impl Signal {
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Potential => "potential",
            Self::Spikes => "spikes",
        }
    }
}

/// What a model says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelDescription {
    /// Its name in text, such as "Morris-Lecar".
    pub name: &'static str,
    /// Its equations, a line each.
    pub equations: &'static [&'static str],
    /// Where equations and parameters are from.
    pub source: &'static str,
    /// The constant that drives it.
    pub drive: Quantity,
    /// The drives allowed, far beyond those that make sense.
    pub drive_bounds: [f64; 2],
    /// The unit of time; empty if time is dimensionless.
    pub time_unit: &'static str,
    /// Its variables; the first stands for the membrane potential.
    pub variables: &'static [Quantity],
    /// The part of the space of states that its motion fills, lowest and highest value of each variable: for axes, and for
    /// scattered initial states.
    pub region: &'static [[f64; 2]],
    /// The signal read of it unless another one is asked for.
    pub signal: Signal,
    /// Transient, window and sampling that suit it.
    pub times: Timing,
}

/// A model of a neuron with `N` variables and a constant drive.
///
/// Equations are written once, for any [`Real`]: a [`Population`](super::Population) integrates them in f32 on SIMD lanes,
/// [`MeanTable`](super::MeanTable) tabulates their time means, [`jacobian`] derives them. Put `#[inline(always)]` on
/// [`rate`](Self::rate) and [`reset`](Self::reset): code that is not inlined into the kernels runs without SIMD.
///
/// ```
/// use nullcline::neuron::{MorrisLecar, NeuronModel};
///
/// let neuron = MorrisLecar::HOPF;
/// let [dv, dw] = neuron.rate([-60.0, 0.0], 100.0);
/// // At rest potential of the leak, with closed potassium channels, hardly any calcium flows.
/// assert!((dv - (100.0 / 20.0)).abs() < 0.1 && dw > 0.0);
/// ```
pub trait NeuronModel<const N: usize>: Copy + Send + Sync {
    /// Whether the state jumps after a spike.
    const RESETS: bool = false;

    /// Names, units, ranges.
    fn description(&self) -> ModelDescription;

    /// The rate of change of each variable, in its unit by the unit of time.
    fn rate<T: Real>(&self, state: [T; N], drive: T) -> [T; N];

    /// A spike is the moment at which the first variable rises to this value.
    fn threshold(&self) -> f64;

    /// The state after a spike, from that at the threshold.
    fn reset<T: Real>(&self, at_threshold: [T; N]) -> [T; N] {
        at_threshold
    }

    /// The initial state by default.
    fn start(&self) -> [f64; N];

    /// The default step of the integration, and the longest allowed, in units of time.
    fn steps(&self) -> [f64; 2];

    /// Initial states that between them lead to every attractor at this drive: where it has several, the time means depend on
    /// the start.
    fn starts(&self, _drive: f64) -> Vec<[f64; N]> {
        vec![self.start()]
    }
}

/// The Jacobian of a model: its derivative by variable `column` of the rate of variable `row`.
pub fn jacobian<const N: usize>(model: &impl NeuronModel<N>, state: [f64; N], drive: f64) -> [[f64; N]; N] {
    let mut matrix = [[0.0; N]; N];
    for column in 0..N {
        let seeded = std::array::from_fn(|variable| Dual {
            value: state[variable],
            slope: if variable == column { 1.0 } else { 0.0 },
        });
        let rates = model.rate::<Dual>(seeded, Dual::fixed(drive));
        for (row, rate) in matrix.iter_mut().zip(rates) {
            row[column] = rate.slope;
        }
    }
    matrix
}

/// A model with a phase plane.
pub trait PlanarModel: NeuronModel<2> {
    /// The second variable on the nullcline of the first and on that of the second, at a value `x` of the first; `None` where
    /// the nullcline has no such point, or is a vertical line.
    fn nullclines(&self, x: f64, drive: f64) -> [Option<f64>; 2];
}

/// An equilibrium of a model with a phase plane, and its linear stability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanarEquilibrium {
    /// Where it is.
    pub state: [f64; 2],
    /// The eigenvalues of the Jacobian, the one of larger real part first.
    pub eigenvalues: [Eigenvalue; 2],
    /// Its type.
    pub kind: EquilibriumKind,
}

impl PlanarEquilibrium {
    fn at(model: &impl PlanarModel, state: [f64; 2], drive: f64) -> Self {
        let [[a, b], [c, d]] = jacobian(model, state, drive);
        let (trace, determinant) = (a + d, a * d - b * c);
        let discriminant = trace * trace / 4.0 - determinant;
        let root = discriminant.abs().sqrt();
        let of = |re, im| Eigenvalue { re, im };
        let eigenvalues = if discriminant >= 0.0 {
            [of(trace / 2.0 + root, 0.0), of(trace / 2.0 - root, 0.0)]
        } else {
            [of(trace / 2.0, root), of(trace / 2.0, -root)]
        };
        let kind = match (trace < 0.0, discriminant >= 0.0) {
            _ if determinant < 0.0 => EquilibriumKind::Saddle,
            _ if trace == 0.0 => EquilibriumKind::Hopf,
            (true, true) => EquilibriumKind::StableNode,
            (true, false) => EquilibriumKind::StableFocus,
            (false, false) => EquilibriumKind::UnstableFocus,
            (false, true) => EquilibriumKind::UnstableNode,
        };
        Self { state, eigenvalues, kind }
    }
}

/// How finely a nullcline is searched for equilibria.
const CELLS: usize = 2000;

/// The equilibria of a model at a drive, in ascending order of the first variable: where both nullclines cross, searched in
/// the model's region and as far again on either side.
///
/// ```
/// use nullcline::neuron::{EquilibriumKind, MorrisLecar, equilibria};
///
/// // Three below the saddle-node on the invariant circle at 39.96, one above.
/// let kinds = |drive| equilibria(&MorrisLecar::SNIC, drive).iter().map(|found| found.kind).collect::<Vec<_>>();
/// assert_eq!(kinds(30.0)[..2], [EquilibriumKind::StableNode, EquilibriumKind::Saddle]);
/// assert_eq!((kinds(30.0).len(), kinds(41.0).len()), (3, 1));
/// ```
pub fn equilibria(model: &impl PlanarModel, drive: f64) -> Vec<PlanarEquilibrium> {
    let [low, high] = model.description().region[0];
    let (low, width) = (low - (high - low), 3.0 * (high - low));
    let at = |cell: usize| low + width * cell as f64 / CELLS as f64;
    // Along one nullcline the rate of the other variable changes its sign.
    let along = |x: f64| -> Option<(f64, f64)> {
        match model.nullclines(x, drive) {
            [_, Some(y)] => Some((y, model.rate([x, y], drive)[0])),
            [Some(y), None] => Some((y, model.rate([x, y], drive)[1])),
            [None, None] => None,
        }
    };
    let mut found = Vec::new();
    for cell in 0..CELLS {
        let (mut left, mut right) = (at(cell), at(cell + 1));
        let (Some((_, from)), Some((_, to))) = (along(left), along(right)) else { continue };
        if (from < 0.0) == (to < 0.0) {
            continue;
        }
        for _ in 0..60 {
            let middle = f64::midpoint(left, right);
            match along(middle) {
                Some((_, rate)) if (rate < 0.0) == (from < 0.0) => left = middle,
                _ => right = middle,
            }
        }
        let x = f64::midpoint(left, right);
        if let Some((y, _)) = along(x) {
            found.push(PlanarEquilibrium::at(model, [x, y], drive));
        }
    }
    found
}

/// Starts beside every stable equilibrium of a model at a drive, and `usual`: between them they lead to every attractor of a
/// model with at most one stable limit cycle.
pub(super) fn planar_starts(model: &impl PlanarModel, usual: [f64; 2], drive: f64) -> Vec<[f64; 2]> {
    let stable = equilibria(model, drive).into_iter().filter(|found| found.kind.is_stable());
    std::iter::once(usual).chain(stable.map(|found| found.state)).collect()
}
