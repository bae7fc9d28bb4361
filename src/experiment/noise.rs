//! Noise in the current, independent for each neuron: fluctuating in time, or quenched (parameter heterogeneity).
//!
//! Fluctuating noise is an Ornstein-Uhlenbeck process, eta with standard deviation s and correlation time tau, added to the
//! drive c of each neuron of each image. It is advanced exactly from one sample to the next, d later, and constant between them:
//!
//! ```text
//! eta(t + d) = eta(t) exp(-d/tau) + s sqrt(1 - exp(-2 d/tau)) N(0, 1)
//! ```
//!
//! Holding it constant raises its power at low frequencies by a factor (d/2 tau) coth(d/2 tau): a sampling interval above
//! tau/2, where that is 2 %, is refused.
//!
//! Every neuron of every image is integrated. Quenched noise is an offset of each neuron's drive, the same for all images.

use ndarray::{Array2, Axis};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::accuracy::Engine;
use super::context::{EvaluationContext, Scores, point};
use super::direct::{Condition, DirectRuns};
use super::draws::{DrawStatistics, Draws};
use super::drive_noise::{Fluctuation, check_interval, offsets};
use crate::control::Control;
use crate::network::{Readout, VoteCounts};
use crate::neuron::{Observer, SimulationError, Steps};

/// The kind of noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoiseKind {
    /// Ornstein-Uhlenbeck noise of this correlation time tau; dimensionless time, above 0.
    Fluctuating(f64),
    /// Quenched: constant in time, parameter heterogeneity.
    Frozen,
}

point! {
    /// Scores under noise, over independent draws of it.
    NoisePoint: DrawStatistics {
        /// The standard deviation s of the noise, in the unit of the drive; dimensionless for FitzHugh-Nagumo neurons.
        deviation: f64,
    }
}

/// Accuracy under noise of each of these `deviations`. The same draw has the same noise but for its size.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, the sampling interval is above half of the correlation
/// time, or the work was stopped.
pub fn accuracy_by_noise(
    context: &EvaluationContext<'_>,
    kind: NoiseKind,
    (deviations, draws): (&[f64], Draws),
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<NoisePoint>, SimulationError> {
    if let NoiseKind::Fluctuating(tau) = kind {
        check_interval(&context.times, tau)?;
    }
    let total = deviations.len() as f32;
    let each = deviations.iter().enumerate().map(|(index, &deviation)| {
        let so_far = |done: f32| progress((index as f32 + done) / total);
        let control = Control { stop, progress: &so_far };
        let scores = match kind {
            NoiseKind::Fluctuating(tau) => fluctuating_scores(context, (deviation, tau), draws, control)?,
            NoiseKind::Frozen => frozen_scores(context, deviation, draws, control)?,
        };
        so_far(1.0);
        Ok(NoisePoint { deviation, scores: DrawStatistics::of(&scores) })
    });
    each.collect()
}

/// The scores of each draw, from one lookup table.
fn frozen_scores(
    context: &EvaluationContext<'_>,
    deviation: f64,
    draws: Draws,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<Scores>, SimulationError> {
    let readout = context.network.readout();
    let seeds = draws.needed(deviation != 0.0).seeds();
    let offsets: Vec<Vec<f32>> = seeds.iter().map(|seed| offsets(readout.neurons(), deviation, *seed)).collect();
    let most = offsets.iter().flatten().fold(0.0_f32, |most, offset| most.max(offset.abs()));
    if context.engine() == Engine::Direct {
        let runs = DirectRuns::new(context, most.into())?;
        let each = offsets.iter().enumerate().map(|(draw, offsets)| {
            let share = |done: f32| progress((draw as f32 + done) / seeds.len() as f32);
            let votes = runs.votes(&Condition { offsets, phases: &[] }, Control { stop, progress: &share })?;
            Ok(Scores::of(&votes, context.images))
        });
        return Ok(draws.all(&each.collect::<Result<Vec<_>, SimulationError>>()?));
    }
    let table = context.table(&context.simulation(), context.drive_bound(most.into()), stop)?;
    let drives = context.network.drives(context.images);
    let each = offsets.iter().enumerate().map(|(draw, offsets)| {
        stop.check()?;
        let shifted = drives.iter().zip(offsets.iter().cycle()).map(|(drive, offset)| drive + offset);
        let scores = Scores::of(&readout.table_votes(&table, shifted), context.images);
        progress((draw + 1) as f32 / seeds.len() as f32);
        Ok(scores)
    });
    Ok(draws.all(&each.collect::<Result<Vec<_>, SimulationError>>()?))
}

/// The scores of each draw.
fn fluctuating_scores(
    context: &EvaluationContext<'_>,
    noise: (f64, f64),
    draws: Draws,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<Scores>, SimulationError> {
    let (count, mut done) = (draws.needed(noise.0 != 0.0).seeds().len() as f32, 0.0);
    draws.scores(noise.0 != 0.0, |seed| {
        let so_far = |share: f32| progress((done + share) / count);
        let votes = fluctuating(context, noise, seed, Control { stop, progress: &so_far })?;
        done += 1.0;
        Ok(Scores::of(&votes, context.images))
    })
}

fn fluctuating(
    context: &EvaluationContext<'_>,
    (deviation, tau): (f64, f64),
    seed: u64,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let simulation = context.simulation();
    let discretisation = simulation.discretise(context.drive_bound(Fluctuation::LARGEST * deviation))?;
    let between = discretisation.between_samples;
    let readout = context.network.readout();
    let drives = context.network.drives(context.images);
    let mut process = Process::new(&drives, (deviation, tau), seed);
    let mut ensemble = simulation.ensemble(process.drives(between));
    let mut votes = vec![VoteCounts::new(readout.classes()); context.images.len()];
    let mut observer = Observer::new(context.network.units.observable(), &ensemble);
    // In sampling intervals, whose steps may be shorter than those of the transient.
    let transient = (context.times.transient / context.times.every).round() as usize;
    let total = transient + discretisation.samples;
    for turn in 0..total {
        if turn > 0 {
            ensemble.set_drives(process.drives(between));
        }
        ensemble.advance(between, stop)?;
        let signals = observer.observe(ensemble.x(), context.times.every);
        if turn >= transient {
            vote(&readout, &signals, &mut votes);
        }
        if turn % 64 == 0 {
            progress(turn as f32 / total as f32);
        }
    }
    Ok(votes)
}

/// Counts the leaders of this sample.
pub(super) fn vote(readout: &Readout, signals: &[f32], votes: &mut [VoteCounts]) {
    let images = signals.par_chunks(readout.neurons()).with_min_len(8);
    images.zip(votes).for_each(|(signals, votes)| votes.push(&readout.outputs_of(signals.iter().copied())));
}

/// The drives of all neurons of all images with noise on them.
pub(super) struct Process {
    mean: Array2<f32>,
    /// Of each image, with a random generator of its own.
    noise: Vec<Fluctuation>,
    noisy: Vec<f32>,
}

impl Process {
    pub(super) fn new(drives: &Array2<f32>, noise: (f64, f64), seed: u64) -> Self {
        let of_image = |image: usize| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(image as u64);
            Fluctuation::new(drives.ncols(), noise, rng)
        };
        Self {
            mean: drives.as_standard_layout().into_owned(),
            noise: (0..drives.nrows()).map(of_image).collect(),
            noisy: vec![0.0; drives.len()],
        }
    }

    /// The drives after one more sampling interval.
    pub(super) fn drives(&mut self, between: Steps) -> &[f32] {
        let time = between.count as f64 * between.length;
        let neurons = self.mean.ncols().max(1);
        let rows = self.noise.par_iter_mut().zip(self.mean.axis_iter(Axis(0)).into_par_iter());
        rows.zip(self.noisy.par_chunks_mut(neurons)).with_min_len(8).for_each(|((noise, mean), noisy)| {
            noise.advance(time);
            for ((eta, mean), noisy) in noise.values().iter().zip(mean).zip(noisy) {
                *noisy = mean + *eta;
            }
        });
        &self.noisy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Class, DIGITS, ImageSet};
    use crate::experiment::{Engine, Protocol, votes};
    use crate::image::PIXELS;
    use crate::network::{Coupling, FhnLayer, HiddenCount, Network};
    use crate::neuron::Timing;

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

    /// With steps of 0.0075 between samples and of 0.01 in the transient, its time is not a number of either's steps.
    #[test]
    fn the_transient_lasts_as_long_as_it_says() {
        let pixels = Array2::from_shape_fn((4, PIXELS), |(image, pixel)| ((image + 1) * pixel * 37 % 256) as u8);
        let set = ImageSet::new(pixels, (0..4).map(Class::new).collect(), DIGITS).unwrap();
        let layer = FhnLayer::new(Coupling::Calibrated);
        let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), layer, 1);
        let times = Timing { transient: 30.0, window: 0.6, every: 0.015, step: None };
        let context = EvaluationContext { network: &network, images: &set, times };
        let stop = crate::control::StopToken::new();
        let without_noise = fluctuating(&context, (0.0, 1.0), 0, Control::without_progress(&stop)).unwrap();
        let protocol = Protocol { times, engine: Engine::Direct };
        let (readout, drives) = (network.readout(), network.drives(&set));
        let expected = votes(&layer, &readout, &drives, &protocol, Control::without_progress(&stop)).unwrap();
        for (found, expected) in without_noise.iter().zip(&expected) {
            assert_eq!(found.samples(), expected.samples());
            for (found, expected) in found.means().iter().zip(expected.means()) {
                assert!((found - expected).abs() < 0.02 * expected.abs().max(1.0), "{found}, not {expected}");
            }
        }
    }
}
