//! Ablation: accuracy without some of the hidden neurons.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::context::{EvaluationContext, Scores};
use super::draws::{DrawStatistics, Draws};
use crate::control::Control;
use crate::network::FhnNetwork;
use crate::neuron::SimulationError;

/// Scores with some neurons ablated, over independent draws of which.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AblationPoint {
    /// The number of ablated neurons.
    #[serde(rename = "silent")]
    pub ablated: usize,
    /// How many draws.
    pub draws: usize,
    /// Accuracy by the longest-winner rule, mean over the draws, 0 to 1.
    pub winner: f64,
    /// Its standard deviation; `None` for a single draw.
    pub winner_sd: Option<f64>,
    /// Its lowest value.
    pub winner_lowest: f64,
    /// Lowest per-class recall by the longest-winner rule, mean over the draws, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, mean over the draws, 0 to 1.
    pub mean: f64,
    /// Its standard deviation; `None` for a single draw.
    pub mean_sd: Option<f64>,
    /// Its lowest value.
    pub mean_lowest: f64,
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
    let table = context.table(&context.simulation(), context.drive_bound(0.0), stop)?;
    let drives = context.network.drives(context.pictures);
    let score = |count: usize, seed: u64| {
        stop.check()?;
        let votes = ablated(context.network, &picked(context, count, seed)).readout();
        Ok::<_, SimulationError>(Scores::of(&votes.table_votes(&table, drives.iter().copied()), context.pictures))
    };
    let each = numbers.iter().enumerate().map(|(index, &count)| {
        let scores = draws.scores(count > 0, |seed| score(count, seed))?;
        progress((index + 1) as f32 / numbers.len() as f32);
        Ok(AblationPoint::new(count.min(context.network.hidden_count()), &scores))
    });
    each.collect()
}

/// The neurons that a draw ablates.
fn picked(context: &EvaluationContext<'_>, count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..context.network.hidden_count()).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order.truncate(count);
    order
}

impl AblationPoint {
    fn new(ablated: usize, scores: &[Scores]) -> Self {
        let DrawStatistics { draws, winner, winner_sd, winner_lowest, winner_worst, mean, mean_sd, mean_lowest } =
            DrawStatistics::of(scores);
        Self { ablated, draws, winner, winner_sd, winner_lowest, winner_worst, mean, mean_sd, mean_lowest }
    }
}

/// The network without these neurons: they contribute nothing to any output.
pub fn ablated(network: &FhnNetwork, neurons: &[usize]) -> FhnNetwork {
    let mut output = network.output().clone();
    for &neuron in neurons {
        output.weights.row_mut(neuron).fill(0.0);
    }
    network.with_output(output)
}
