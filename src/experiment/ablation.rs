//! Ablation: accuracy with some of the hidden neurons held at x = 0.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::context::{EvaluationContext, Scores};
use crate::control::Control;
use crate::network::FhnNetwork;
use crate::neuron::SimulationError;

/// Scores with some neurons ablated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AblationPoint {
    /// The number of ablated neurons.
    #[serde(rename = "silent")]
    pub ablated: usize,
    /// The seed that selects them.
    pub seed: u64,
    /// Accuracy by the longest-winner rule, 0 to 1.
    pub winner: f64,
    /// Lowest per-class recall by the longest-winner rule, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, 0 to 1.
    pub mean: f64,
}

/// Accuracy with each of these numbers of neurons ablated, drawn anew for each of `seeds`. The x of an ablated neuron is 0.
///
/// The same seed ablates the same neurons first, whatever their number.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_ablation(
    context: &EvaluationContext<'_>,
    (numbers, seeds): (&[usize], &[u64]),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<AblationPoint>, SimulationError> {
    let readout = context.network.readout();
    let table = EvaluationContext::table(&context.simulation(), (&readout, context.drive_bound(0.0)), stop)?;
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

/// The network with these neurons at x = 0: their constant contribution becomes part of the biases.
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
