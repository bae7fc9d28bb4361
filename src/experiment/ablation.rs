//! Ablation: accuracy without some of the hidden neurons.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::accuracy::Engine;
use super::context::{EvaluationContext, Scores, point};
use super::direct::{Condition, DirectRuns};
use super::draws::{DrawStatistics, Draws};
use crate::control::Control;
use crate::network::FhnNetwork;
use crate::neuron::SimulationError;

point! {
    /// Scores with some neurons ablated, over independent draws of which.
    AblationPoint: DrawStatistics {
        /// The number of ablated neurons.
        ablated: usize as "silent",
    }
}

/// Accuracy with each of these numbers of neurons ablated. An ablated neuron contributes nothing to any output, as
/// [`Constraint::Ablated`](super::Constraint::Ablated) has it.
///
/// The same draw ablates the same neurons first, whatever their number.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_ablation(
    context: &EvaluationContext<'_>,
    (numbers, draws): (&[usize], Draws),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<AblationPoint>, SimulationError> {
    let mut runs = DirectRuns::new(context, 0.0)?;
    let table = match context.engine() {
        Engine::Direct => None,
        _ => Some(context.table(&context.simulation(), context.drive_bound(0.0), stop)?),
    };
    let mut score = |count: usize, seed: u64| {
        stop.check()?;
        let readout = ablated(context.network, &picked(context.network.hidden_count(), count, seed)).readout();
        let votes = if let Some(table) = &table {
            readout.table_votes(table, runs.drives().iter().copied())
        } else {
            runs.set_readout(readout);
            runs.votes(&Condition::default(), Control::without_progress(stop))?
        };
        Ok::<_, SimulationError>(Scores::of(&votes, context.images))
    };
    let each = numbers.iter().enumerate().map(|(index, &count)| {
        let scores = draws.scores(count > 0, |seed| score(count, seed))?;
        progress((index + 1) as f32 / numbers.len() as f32);
        Ok(AblationPoint { ablated: count.min(context.network.hidden_count()), scores: DrawStatistics::of(&scores) })
    });
    each.collect()
}

/// The neurons that a draw ablates.
pub(super) fn picked(neurons: usize, count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..neurons).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order.truncate(count);
    order
}

/// The network without these neurons: they contribute nothing to any output.
pub fn ablated(network: &FhnNetwork, neurons: &[usize]) -> FhnNetwork {
    let mut output = network.output().clone();
    for &neuron in neurons {
        output.weights.row_mut(neuron).fill(0.0);
    }
    network.with_output(output)
}
