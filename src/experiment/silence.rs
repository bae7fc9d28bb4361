//! Neurons silenced: how accuracy falls when some of the hundred stand still.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::subject::{Found, Subject};
use crate::control::{Progress, StopToken};
use crate::fhn::WatchError;
use crate::network::FhnNetwork;

/// What was read right with some neurons silent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SilencePoint {
    /// How many neurons are silent.
    pub silent: usize,
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
/// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
pub fn accuracy_by_silence(
    subject: &Subject<'_>,
    (numbers, seeds): (&[usize], &[u64]),
    (stop, progress): (&StopToken, Progress<'_>),
) -> Result<Vec<SilencePoint>, WatchError> {
    let readout = subject.network.readout();
    let table = subject.table(&subject.watch(), (&readout, subject.reach(0.0)), stop)?;
    let drives = subject.network.drives(subject.pictures);
    let mut points = Vec::new();
    let total = (numbers.len() * seeds.len()) as f32;
    for &silent in numbers {
        for &seed in seeds {
            stop.check()?;
            let mut order: Vec<usize> = (0..readout.neurons()).collect();
            order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            order.truncate(silent);
            let votes = silenced(subject.network, &order).readout().table_votes(&table, drives.iter().copied());
            let Found { winner, winner_worst, mean } = Found::of(&votes, subject.pictures);
            points.push(SilencePoint { silent: order.len(), seed, winner, winner_worst, mean });
            progress(points.len() as f32 / total);
        }
    }
    Ok(points)
}

/// The network with these neurons at x = 0 for good: what is read of them then is part of the biases.
pub fn silenced(network: &FhnNetwork, neurons: &[usize]) -> FhnNetwork {
    let mut network = network.clone();
    let layer = &network.layer;
    let feature = layer.feature();
    let read = if layer.squashes() { 0.5 * feature.slope + feature.offset } else { feature.offset };
    for &neuron in neurons {
        let mut row = network.output.weights.row_mut(neuron);
        network.output.biases.scaled_add(read, &row);
        row.fill(0.0);
    }
    network
}
