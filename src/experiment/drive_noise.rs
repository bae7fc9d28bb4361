//! Noise on the drives of a hidden layer, independent for each neuron: quenched (parameter heterogeneity) and fluctuating.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

use crate::neuron::{StepError, Timing, parameter};

parameter! {
    /// The standard deviation of noise on the drives c, 0 to 10; dimensionless current. 0, the default, is no noise.
    NoiseDeviation, "noise", 0.0, 10.0, 0.0
}

/// Noise on the drives c of a layer of neurons: a constant offset for each neuron, and a fluctuation in time.
///
/// Offsets are normally distributed. Fluctuations are Ornstein-Uhlenbeck processes of correlation time
/// [`DriveNoise::CORRELATION_TIME`]; see [`accuracy_by_noise`](super::accuracy_by_noise) for their equation. The default is
/// no noise.
///
/// ```
/// use nullcline::experiment::{DriveNoise, NoiseDeviation};
///
/// let noise = DriveNoise { heterogeneity: NoiseDeviation::new(0.02)?, ..DriveNoise::default() };
/// let offsets = noise.offsets(10_000);
/// let variance = offsets.iter().map(|offset| offset * offset).sum::<f32>() / 10_000.0;
/// assert!((variance.sqrt() - 0.02).abs() < 1e-3);
/// // Another draw is other neurons.
/// assert_ne!(DriveNoise { seed: 1, ..noise }.offsets(10_000), offsets);
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DriveNoise {
    /// Parameter heterogeneity: the standard deviation of the constant offsets.
    pub heterogeneity: NoiseDeviation,
    /// The standard deviation of the fluctuations.
    pub fluctuation: NoiseDeviation,
    /// The seed of the draw. The same draw has the same noise but for its size.
    pub seed: u64,
}

impl DriveNoise {
    /// The correlation time tau of the fluctuations, about a third of a turn at epsilon 0.1; dimensionless time.
    pub const CORRELATION_TIME: f64 = 1.0;

    /// Whether there is no noise at all, whatever the seed.
    pub fn is_none(&self) -> bool {
        *self == Self { seed: self.seed, ..Self::default() }
    }

    /// Its heterogeneity alone; equal where no neuron has another offset.
    pub fn quenched(self) -> Self {
        let quenched = Self { fluctuation: NoiseDeviation::DEFAULT, ..self };
        if quenched.is_none() { Self::default() } else { quenched }
    }

    /// The constant offset of each neuron's drive; zeros without heterogeneity.
    pub fn offsets(&self, neurons: usize) -> Vec<f32> {
        offsets(neurons, self.heterogeneity.get(), self.seed)
    }

    /// The fluctuations; `None` where there are none.
    pub fn fluctuation(&self, neurons: usize) -> Option<Fluctuation> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        // The offsets are those of stream 0.
        rng.set_stream(1);
        let deviation = self.fluctuation.get();
        (deviation > 0.0).then(|| Fluctuation::new(neurons, (deviation, Self::CORRELATION_TIME), rng))
    }
}

/// A constant offset of the drive for each neuron.
pub(super) fn offsets(neurons: usize, deviation: f64, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..neurons).map(|_| deviation as f32 * rng.sample::<f32, _>(StandardNormal)).collect()
}

/// Refuses sampling intervals over which noise of correlation time `tau` can't be held.
pub(super) fn check_interval(times: &Timing, tau: f64) -> Result<(), StepError> {
    if times.every <= tau / 2.0 {
        return Ok(());
    }
    let wanted = format!("at most {}, half of the noise's correlation time {tau}", tau / 2.0);
    Err(StepError::Time { name: "every", wanted, value: times.every })
}

/// Fluctuations of many drives: independent Ornstein-Uhlenbeck processes, stationary from the beginning.
#[derive(Clone, Debug)]
pub struct Fluctuation {
    values: Vec<f32>,
    deviation: f32,
    tau: f64,
    rng: ChaCha8Rng,
}

impl Fluctuation {
    /// Noise of up to so many standard deviations is what integration steps are made for.
    pub const LARGEST: f64 = 5.0;

    /// So many processes of standard deviation and correlation time (`deviation`, `tau`).
    pub(super) fn new(neurons: usize, (deviation, tau): (f64, f64), mut rng: ChaCha8Rng) -> Self {
        let deviation = deviation as f32;
        let values = (0..neurons).map(|_| deviation * rng.sample::<f32, _>(StandardNormal)).collect();
        Self { values, deviation, tau, rng }
    }

    /// Their values now.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Lets `time` pass, exactly.
    pub fn advance(&mut self, time: f64) {
        let kept = (-time / self.tau).exp();
        let fresh = self.deviation * (1.0 - kept * kept).sqrt() as f32;
        let kept = kept as f32;
        for eta in &mut self.values {
            *eta = kept * *eta + fresh * self.rng.sample::<f32, _>(StandardNormal);
        }
    }

    /// Makes them larger or smaller; they go on.
    pub fn set_deviation(&mut self, deviation: NoiseDeviation) {
        let deviation = deviation.get() as f32;
        let factor = deviation / self.deviation;
        self.values.iter_mut().for_each(|eta| *eta *= factor);
        self.deviation = deviation;
    }
}
