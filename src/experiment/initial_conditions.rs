//! Initial conditions: one for all neurons, or one for each.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::accuracy::{Protocol, votes};
use super::context::{EvaluationContext, Scores, point};
use super::direct::{Condition, DirectRuns};
use super::draws::{DrawStatistics, Draws};
use crate::control::Control;
use crate::network::FhnLayer;
use crate::neuron::{SimulationError, State};

point! {
    /// Scores for one distribution of initial conditions, over independent draws from it.
    InitialConditionPoint: DrawStatistics {
        /// x of the common initial state.
        x0: f64,
        /// y of the common initial state.
        y0: f64,
        /// 0: all neurons start there. Above: each starts at a phase of its own, uniform over this fraction of its limit cycle;
        /// 1 is a uniform phase.
        scatter: f64,
    }
}

impl InitialConditionPoint {
    fn new(State { x: x0, y: y0 }: State, scatter: f64, scores: &[Scores]) -> Self {
        Self { x0, y0, scatter, scores: DrawStatistics::of(scores) }
    }
}

/// Accuracy with all neurons at each of these `initial_conditions`, from a lookup table unless they are coupled. Nothing is
/// drawn.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_initial_condition(
    context: &EvaluationContext<'_>,
    initial_conditions: &[State],
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<InitialConditionPoint>, SimulationError> {
    let drives = context.network.drives(context.images);
    let protocol = Protocol { times: context.times, engine: context.engine() };
    let each = initial_conditions.iter().enumerate().map(|(index, start)| {
        let layer = FhnLayer { start: *start, ..context.network.units };
        let share = |done: f32| progress((index as f32 + done) / initial_conditions.len() as f32);
        let control = Control { stop, progress: &share };
        let votes = votes(&layer, &context.network.readout(), &drives, &protocol, control)?;
        Ok(InitialConditionPoint::new(*start, 0.0, &[Scores::of(&votes, context.images)]))
    });
    each.collect()
}

/// Accuracy with a phase for each neuron, the same one for every image, for each of these `scatters` from 0 to 1
/// ([`InitialConditionPoint::scatter`]). Every neuron is integrated by itself.
///
/// The same draw has the same order of phases, whatever the scatter.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_scatter(
    context: &EvaluationContext<'_>,
    (scatters, draws): (&[f64], Draws),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<InitialConditionPoint>, SimulationError> {
    let cycles = DirectRuns::cycles(context);
    let runs = DirectRuns::with_phases(context, 0.0, &cycles)?;
    let total: usize = scatters.iter().map(|scatter| draws.needed(*scatter > 0.0).seeds().len()).sum();
    let mut done = 0.0;
    let mut score = |scatter: f64, seed: u64| {
        let so_far = |share: f32| progress((done + share) / total as f32);
        let phases = if scatter > 0.0 { phases(context.network.hidden_count(), scatter, seed) } else { Vec::new() };
        let condition = Condition { phases: &phases, ..Condition::default() };
        let votes = runs.votes(&condition, Control { stop, progress: &so_far })?;
        done += 1.0;
        Ok::<_, SimulationError>(Scores::of(&votes, context.images))
    };
    let each = scatters.iter().map(|&scatter| {
        let scores = draws.scores(scatter > 0.0, |seed| score(scatter, seed))?;
        Ok(InitialConditionPoint::new(context.network.units.start, scatter, &scores))
    });
    each.collect()
}

/// A phase for each neuron, uniform from 0 to `scatter`.
pub(super) fn phases(neurons: usize, scatter: f64, seed: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..neurons).map(|_| scatter.clamp(0.0, 1.0) * rng.random::<f64>()).collect()
}
