//! Bifurcation diagrams: equilibria and oscillations over the drive, for any model of the program.

use super::built_in::BuiltInModel;
use super::model::PlanarEquilibrium;
use super::orbit::Orbit;
use crate::control::{StopToken, Stopped};

/// What a model can do at one drive.
#[derive(Clone, Debug, PartialEq)]
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

/// The model's start, and points along the borders of its region.
fn starts(model: &BuiltInModel) -> Vec<[f64; 2]> {
    let description = model.description();
    let [x, y] = [description.region[0], description.region[1]];
    let at = |[low, high]: [f64; 2], share: f64| low + (high - low) * share;
    let borders = [(0.1, 0.1), (0.5, 0.0), (0.9, 0.3), (0.5, 0.9), (0.1, 0.5)];
    let points = borders.into_iter().map(|(across, up)| [at(x, across), at(y, up)]);
    std::iter::once(model.start()).chain(points).collect()
}
