//! Noise in the current, independent for each neuron: fluctuating in time, or quenched (parameter heterogeneity).
//!
//! Fluctuating noise is an Ornstein-Uhlenbeck process, eta with standard deviation s and correlation time tau, added to the
//! drive c of each neuron of each image. It is advanced exactly from one sample to the next and constant between them:
//!
//! ```text
//! eta(t + dt) = eta(t) exp(-dt/tau) + s sqrt(1 - exp(-2 dt/tau)) N(0, 1)
//! ```
//!
//! Every neuron is integrated by itself. Quenched noise is an offset of each neuron's drive, the same for all images.

use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;
use serde::Serialize;

use super::context::{EvaluationContext, Scores};
use crate::control::{Control, StopToken};
use crate::network::{Readout, VoteCounts};
use crate::neuron::{Ensemble, SimulationError, Steps};

/// The kind of noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoiseKind {
    /// Ornstein-Uhlenbeck noise of this correlation time tau; dimensionless time, above 0.
    Fluctuating(f64),
    /// Quenched: constant in time, parameter heterogeneity.
    Frozen,
}

/// Scores under noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NoisePoint {
    /// The standard deviation s of the noise; dimensionless current.
    pub deviation: f64,
    /// Accuracy by the longest-winner rule, 0 to 1.
    pub winner: f64,
    /// Lowest per-class recall by the longest-winner rule, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, 0 to 1.
    pub mean: f64,
}

/// Accuracy under noise of each of these `deviations`.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_noise(
    context: &EvaluationContext<'_>,
    kind: NoiseKind,
    (deviations, seed): (&[f64], u64),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<NoisePoint>, SimulationError> {
    let total = deviations.len() as f32;
    let each = deviations.iter().enumerate().map(|(index, deviation)| {
        let so_far = |done: f32| progress((index as f32 + done) / total);
        let votes = match kind {
            NoiseKind::Fluctuating(tau) => {
                fluctuating(context, (*deviation, tau), seed, Control { stop, progress: &so_far })?
            }
            NoiseKind::Frozen => frozen(context, *deviation, seed, stop)?,
        };
        so_far(1.0);
        let Scores { winner, winner_worst, mean } = Scores::of(&votes, context.pictures);
        Ok(NoisePoint { deviation: *deviation, winner, winner_worst, mean })
    });
    each.collect()
}

fn frozen(
    context: &EvaluationContext<'_>,
    deviation: f64,
    seed: u64,
    stop: &StopToken,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let (readout, simulation) = (context.network.readout(), context.simulation());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let offsets: Vec<f32> =
        (0..readout.neurons()).map(|_| deviation as f32 * rng.sample::<f32, _>(StandardNormal)).collect();
    let most = offsets.iter().fold(0.0_f32, |most, offset| most.max(offset.abs()));
    let table = EvaluationContext::table(&simulation, (&readout, context.drive_bound(most.into())), stop)?;
    let drives = context.network.drives(context.pictures);
    let shifted = drives.iter().zip(offsets.iter().cycle()).map(|(drive, offset)| drive + offset);
    Ok(readout.table_votes(&table, shifted))
}

/// The integration step is stable for noise of up to so many standard deviations.
const LARGEST: f64 = 5.0;

fn fluctuating(
    context: &EvaluationContext<'_>,
    (deviation, tau): (f64, f64),
    seed: u64,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let simulation = context.simulation();
    let discretisation = simulation.discretise(context.drive_bound(LARGEST * deviation))?;
    let between = discretisation.between_samples;
    let readout = context.network.readout();
    let drives = context.network.drives(context.pictures);
    let mut process = Process::new(&drives, (deviation, tau), seed);
    let mut ensemble = Ensemble::new(simulation.epsilon, process.drives(between), simulation.start);
    let mut votes = vec![VoteCounts::new(readout.classes()); context.pictures.len()];
    let unwatched = discretisation.transient.count / between.count;
    let total = unwatched + discretisation.samples;
    for turn in 0..total {
        if turn > 0 {
            ensemble.set_drives(process.drives(between));
        }
        ensemble.advance(between, stop)?;
        if turn >= unwatched {
            vote(&readout, ensemble.x(), &mut votes);
        }
        if turn % 64 == 0 {
            progress(turn as f32 / total as f32);
        }
    }
    Ok(votes)
}

/// Counts the leaders of this sample.
fn vote(readout: &Readout, x: &[f32], votes: &mut [VoteCounts]) {
    let pictures = x.par_chunks(readout.neurons()).with_min_len(8);
    pictures.zip(votes).for_each(|(x, votes)| votes.push(&readout.outputs(x)));
}

/// The drives of all neurons of all images with noise on them, and a random generator for each image.
struct Process {
    mean: Array2<f32>,
    noise: Array2<f32>,
    noisy: Vec<f32>,
    generators: Vec<ChaCha8Rng>,
    deviation: f32,
    tau: f64,
}

impl Process {
    fn new(drives: &Array2<f32>, (deviation, tau): (f64, f64), seed: u64) -> Self {
        let generator = |picture: usize| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(picture as u64);
            rng
        };
        let mut generators: Vec<ChaCha8Rng> = (0..drives.nrows()).map(generator).collect();
        let deviation = deviation as f32;
        let mut noise = Array2::zeros(drives.raw_dim());
        for (mut row, rng) in noise.axis_iter_mut(Axis(0)).zip(&mut generators) {
            row.iter_mut().for_each(|eta| *eta = deviation * rng.sample::<f32, _>(StandardNormal));
        }
        Self {
            mean: drives.as_standard_layout().into_owned(),
            noise,
            noisy: vec![0.0; drives.len()],
            generators,
            deviation,
            tau,
        }
    }

    /// The drives after one more sampling interval.
    fn drives(&mut self, between: Steps) -> &[f32] {
        let time = between.count as f64 * between.length;
        let kept = (-time / self.tau).exp();
        let fresh = self.deviation * (1.0 - kept * kept).sqrt() as f32;
        let kept = kept as f32;
        let neurons = self.mean.ncols().max(1);
        let rows = self.noise.axis_iter_mut(Axis(0)).into_par_iter().zip(self.mean.axis_iter(Axis(0)).into_par_iter());
        let rows = rows.zip(self.noisy.par_chunks_mut(neurons)).zip(&mut self.generators).with_min_len(8);
        rows.for_each(|(((noise, mean), noisy), rng)| {
            for ((eta, mean), noisy) in noise.into_iter().zip(mean).zip(noisy) {
                *eta = kept * *eta + fresh * rng.sample::<f32, _>(StandardNormal);
                *noisy = mean + *eta;
            }
        });
        &self.noisy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVIATION: f64 = 0.3;
    const TAU: f64 = 2.0;
    const BETWEEN: Steps = Steps { count: 5, length: 0.1 };

    /// The noise on the drives of 50 neurons of 100 images, at successive samples.
    fn noise(samples: usize) -> Vec<Vec<f64>> {
        let drives = Array2::from_shape_fn((100, 50), |(image, neuron)| (image as f32 - neuron as f32) / 100.0);
        let mut process = Process::new(&drives, (DEVIATION, TAU), 1);
        let mut next = || {
            let noisy = process.drives(BETWEEN).iter();
            noisy.zip(&drives).map(|(noisy, mean)| f64::from(noisy - mean)).collect()
        };
        (0..samples).map(|_| next()).collect()
    }

    fn mean_product(one: &[f64], other: &[f64]) -> f64 {
        one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>() / one.len() as f64
    }

    /// 5,000 values: their variance is known to 2 %, their mean to 1.5 % of the deviation.
    #[test]
    fn the_noise_has_its_variance_from_the_first_sample_on() {
        for eta in noise(40) {
            let mean = eta.iter().sum::<f64>() / eta.len() as f64;
            assert!(mean.abs() < 0.08 * DEVIATION, "{mean}");
            let variance = mean_product(&eta, &eta) / DEVIATION.powi(2);
            assert!((variance - 1.0).abs() < 0.1, "{variance}");
        }
    }

    #[test]
    fn the_noise_is_forgotten_within_its_correlation_time() {
        let eta = noise(17);
        for (lag, later) in eta.iter().enumerate() {
            let correlation = mean_product(&eta[0], later) / DEVIATION.powi(2);
            let expected = (-(lag as f64) * 0.5 / TAU).exp();
            assert!((correlation - expected).abs() < 0.08, "after {lag} samples: {correlation}, not {expected}");
        }
    }

    #[test]
    fn neurons_and_images_have_noise_of_their_own() {
        let eta = &noise(1)[0];
        let neighbours: Vec<f64> = eta[1..].to_vec();
        assert!(mean_product(&eta[..eta.len() - 1], &neighbours).abs() < 0.08 * DEVIATION.powi(2));
        assert!(mean_product(&eta[..4950], &eta[50..]).abs() < 0.08 * DEVIATION.powi(2));
    }
}
