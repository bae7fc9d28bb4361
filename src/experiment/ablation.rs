//! Neurons silenced: how accuracy falls when some of the hundred stand still.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::context::{EvaluationContext, Scores};
use crate::control::{Progress, StopToken};
use crate::network::FhnNetwork;
use crate::neuron::SimulationError;

/// What was read right with some neurons silent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AblationPoint {
    /// How many neurons are silent.
    #[serde(rename = "silent")]
    pub ablated: usize,
    /// Which ones, by a seed.
    pub seed: u64,
    /// The share read right by the longest winner, 0 to 1.
    pub winner: f64,
    /// The same for the digit that comes out worst.
    pub winner_worst: f64,
    /// The share read right by the largest mean output, 0 to 1.
    pub mean: f64,
}

/// Accuracy with each of these numbers of neurons silent, each drawn anew for each of `seeds`. A silent neuron's x is 0.
///
/// The same seed silences the same neurons first, whatever their number.
///
/// # Errors
/// [`SimulationError`] if the times don't fit the neurons, or somebody stopped the work.
pub fn accuracy_by_ablation(
    context: &EvaluationContext<'_>,
    (numbers, seeds): (&[usize], &[u64]),
    (stop, progress): (&StopToken, Progress<'_>),
) -> Result<Vec<AblationPoint>, SimulationError> {
    let readout = context.network.readout();
    let table = context.table(&context.simulation(), (&readout, context.drive_bound(0.0)), stop)?;
    let drives = context.network.drives(context.pictures);
    let mut points = Vec::new();
    let total = (numbers.len() * seeds.len()) as f32;
    for &count in numbers {
        for &seed in seeds {
            stop.check()?;
            let mut order: Vec<usize> = (0..readout.neurons()).collect();
            order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            order.truncate(count);
            let votes = ablated(context.network, &order).readout().table_votes(&table, drives.iter().copied());
            let Scores { winner, winner_worst, mean } = Scores::of(&votes, context.pictures);
            points.push(AblationPoint { ablated: order.len(), seed, winner, winner_worst, mean });
            progress(points.len() as f32 / total);
        }
    }
    Ok(points)
}

/// The network with these neurons at x = 0 for good: what is read of them then is part of the biases.
pub fn ablated(network: &FhnNetwork, neurons: &[usize]) -> FhnNetwork {
    let layer = &network.units;
    let input_map = layer.input_map();
    let read = if layer.uses_sigmoid() { 0.5 * input_map.slope + input_map.offset } else { input_map.offset };
    let mut output = network.output().clone();
    for &neuron in neurons {
        let mut row = output.weights.row_mut(neuron);
        output.biases.scaled_add(read, &row);
        row.fill(0.0);
    }
    network.with_output(output)
}
