//! Bifurcation diagrams: equilibria and oscillations over the drive, for any model of the program.

use serde::{Deserialize, Serialize};

use super::built_in::BuiltInModel;
use super::model::PlanarEquilibrium;
use super::orbit::Orbit;
use crate::control::{StopToken, Stopped};

/// What a model can do at one drive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BifurcationPoint {
    /// The drive, in the model's unit.
    pub drive: f64,
    /// All equilibria, stable or not, in ascending order of the first variable.
    pub equilibria: Vec<PlanarEquilibrium>,
    /// The oscillation, if there is one, of the widest range of the first variable.
    pub oscillation: Option<Orbit<2>>,
    /// Whether it depends on the start if the neuron oscillates: a stable equilibrium lies beside the oscillation.
    pub is_bistable: bool,
}

/// The diagram of a model over `steps` drives from `from` to `to`, both among them; `steps` is at least 2.
///
/// Equilibria are searched on nullclines; of oscillations only stable ones are found, from starts over the model's region.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::neuron::{NeuronKind, bifurcation_diagram};
///
/// // The Hopf set rests at 80, may rest or oscillate at 91, and oscillates at 102 uA/cm2.
/// let model = NeuronKind::MorrisLecar.model(None);
/// let diagram = bifurcation_diagram(&model, [80.0, 102.0], 3, &StopToken::new())?;
/// let found: Vec<_> = diagram.iter().map(|point| (point.oscillation.is_some(), point.is_bistable)).collect();
/// assert_eq!(found, [(false, false), (true, true), (true, false)]);
/// # Ok::<(), nullcline::control::Stopped>(())
/// ```
///
/// # Errors
/// [`Stopped`] if `stop` was set.
pub fn bifurcation_diagram(
    model: &BuiltInModel,
    [from, to]: [f64; 2],
    steps: usize,
    stop: &StopToken,
) -> Result<Vec<BifurcationPoint>, Stopped> {
    let last = (steps.max(2) - 1) as f64;
    let drives: Vec<f64> = (0..steps.max(2)).map(|step| from + (to - from) * step as f64 / last).collect();
    points(model, &drives, stop)
}

/// The diagram at these drives.
fn points(model: &BuiltInModel, drives: &[f64], stop: &StopToken) -> Result<Vec<BifurcationPoint>, Stopped> {
    let starts = starts(model);
    let neurons: Vec<(f64, [f64; 2])> =
        drives.iter().flat_map(|drive| starts.iter().map(|start| (*drive, *start))).collect();
    let orbits = model.orbits(&neurons, stop)?;
    let range = |orbit: &Orbit<2>| orbit.extrema[0][1] - orbit.extrema[0][0];
    let points = drives.iter().zip(orbits.chunks(starts.len())).map(|(drive, orbits)| {
        let oscillations = orbits.iter().filter(|orbit| !orbit.is_rest());
        let oscillation = oscillations.max_by(|a, b| range(a).total_cmp(&range(b))).copied();
        let equilibria = model.equilibria(*drive);
        let is_bistable = oscillation.is_some() && equilibria.iter().any(|found| found.kind.is_stable());
        BifurcationPoint { drive: *drive, equilibria, oscillation, is_bistable }
    });
    Ok(points.collect())
}

/// Further drives in an interval across which the diagram jumps.
const FINER: usize = 8;
/// Extrema that differ by more than this part of the model's region from one drive to the next are a jump.
const JUMP: f64 = 0.05;

/// [`bifurcation_diagram`], finer where oscillations begin, end, or change their size abruptly, as at a canard explosion.
///
/// # Errors
/// [`Stopped`] if `stop` was set.
pub fn refined_bifurcation_diagram(
    model: &BuiltInModel,
    range: [f64; 2],
    steps: usize,
    stop: &StopToken,
) -> Result<Vec<BifurcationPoint>, Stopped> {
    let mut diagram = bifurcation_diagram(model, range, steps, stop)?;
    let [low, high] = model.description().region[0];
    let jumps = |[one, other]: [&BifurcationPoint; 2]| match (one.oscillation, other.oscillation) {
        (None, None) => false,
        (Some(one), Some(other)) => {
            (0..2).any(|end| (one.extrema[0][end] - other.extrema[0][end]).abs() > JUMP * (high - low))
        }
        _ => true,
    };
    let between = diagram.windows(2).filter(|pair| jumps([&pair[0], &pair[1]])).flat_map(|pair| {
        let (from, to) = (pair[0].drive, pair[1].drive);
        (1..=FINER).map(move |step| from + (to - from) * step as f64 / (FINER + 1) as f64)
    });
    let between: Vec<f64> = between.collect();
    if !between.is_empty() {
        diagram.extend(points(model, &between, stop)?);
        diagram.sort_by(|a, b| a.drive.total_cmp(&b.drive));
    }
    Ok(diagram)
}

/// A change of the equilibria of a model at a drive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bifurcation {
    /// The drive, in the model's unit.
    pub drive: f64,
    /// What happens there.
    pub kind: BifurcationKind,
}

/// What happens to the equilibria of a model at a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BifurcationKind {
    /// An Andronov-Hopf bifurcation: a focus changes its stability.
    Hopf,
    /// A saddle-node bifurcation: two equilibria meet and vanish.
    SaddleNode,
}

impl BifurcationKind {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hopf => "Hopf",
            Self::SaddleNode => "saddle-node",
        }
    }
}

/// Drives at which a range is searched for bifurcations of equilibria, and steps in which one is narrowed down.
const SEARCHED: usize = 200;
const HALVINGS: usize = 30;

/// The bifurcations of the equilibria of a model over a range of drives, in ascending order; two within a two-hundredth of the
/// range may be missed.
///
/// ```
/// use nullcline::neuron::{BifurcationKind, NeuronKind, bifurcations};
///
/// let found = bifurcations(&NeuronKind::MorrisLecarSnic.model(None), [20.0, 130.0]);
/// let kinds: Vec<BifurcationKind> = found.iter().map(|found| found.kind).collect();
/// assert!(kinds.contains(&BifurcationKind::SaddleNode) && kinds.contains(&BifurcationKind::Hopf));
/// assert!(found.iter().any(|found| (found.drive - 39.96).abs() < 0.01));
/// assert!(found.iter().any(|found| (found.drive - 97.79).abs() < 0.01));
/// ```
pub fn bifurcations(model: &BuiltInModel, [from, to]: [f64; 2]) -> Vec<Bifurcation> {
    // How many equilibria there are, and how many of them are stable foci or nodes.
    let count = |drive: f64| {
        let found = model.equilibria(drive);
        (found.len(), found.iter().filter(|found| found.kind.is_stable()).count())
    };
    let at = |step: usize| from + (to - from) * step as f64 / SEARCHED as f64;
    let mut found = Vec::new();
    let mut before = count(at(0));
    for step in 1..=SEARCHED {
        let after = count(at(step));
        if after != before {
            let (mut low, mut high) = (at(step - 1), at(step));
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(low, high);
                if count(middle) == before { low = middle } else { high = middle }
            }
            let kind = if after.0 == before.0 { BifurcationKind::Hopf } else { BifurcationKind::SaddleNode };
            found.push(Bifurcation { drive: f64::midpoint(low, high), kind });
        }
        before = after;
    }
    found
}

/// The model's start, and points along the borders of its region.
fn starts(model: &BuiltInModel) -> Vec<[f64; 2]> {
    let description = model.description();
    let [x, y] = [description.region[0], description.region[1]];
    let at = |[low, high]: [f64; 2], share: f64| low + (high - low) * share;
    let borders = [(0.1, 0.1), (0.5, 0.0), (0.9, 0.3), (0.5, 0.9), (0.1, 0.5)];
    let points = borders.into_iter().map(|(across, up)| [at(x, across), at(y, up)]);
    std::iter::once(model.start()).chain(points).collect()
}
