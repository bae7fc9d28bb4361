//! The times of a simulation: a transient that is discarded, then samples over an observation window.

use serde::{Deserialize, Serialize};

use super::integrator::{StepError, checked_step};
use super::{Epsilon, Sampling};

/// The times of a simulation as a person states them; all dimensionless. [`Discretisation`] divides them into steps.
///
/// The default is T_trans 1000, T 100, a sample each 0.1 and the default step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// T_trans, the transient that is discarded, 0 to 1e6. The paper has 1000 (200 in training).
    pub transient: f64,
    /// T, the length of the observation window, at least one sampling interval, up to 1e6. The paper has 100.
    pub window: f64,
    /// The sampling interval, above 0. The paper gives none.
    pub every: f64,
    /// The largest integration step, or `None` for [`default_step`](super::default_step) (0.01 at epsilon 0.1). The paper gives
    /// none.
    pub step: Option<f64>,
}

impl Default for Timing {
    fn default() -> Self {
        Self { transient: 1000.0, window: 100.0, every: 0.1, step: None }
    }
}

/// A number of successive integration steps of equal length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps {
    /// The number of steps.
    pub count: usize,
    /// The length of each step, dimensionless time.
    pub length: f64,
}

/// A [`Timing`] divided into whole integration steps that are stable.
///
/// ```
/// use nullcline::neuron::{Discretisation, Epsilon, Timing};
///
/// // 2 is the largest |x| of a neuron on a relaxation cycle.
/// let discretisation = Discretisation::new(&Timing::default(), Epsilon::new(0.1)?, 2.0)?;
/// assert_eq!((discretisation.transient.count, discretisation.transient.length), (100_000, 0.01));
/// assert_eq!((discretisation.samples, discretisation.between_samples.count), (1000, 10));
/// assert_eq!(discretisation.total_steps(), 110_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discretisation {
    /// The steps of the transient.
    pub transient: Steps,
    /// The steps from one sample to the next.
    pub between_samples: Steps,
    /// The number of samples in the observation window, at least 1. The first is one sampling interval after the transient.
    pub samples: usize,
}

impl Discretisation {
    /// The longest transient and observation window, dimensionless.
    const LONGEST: f64 = 1e6;

    /// Divides `times` into steps that are stable at `epsilon` while |x| stays within `state_bound`
    /// (see [`state_bound`](super::state_bound)).
    ///
    /// Steps are shortened where needed, so that the transient and each sampling interval hold a whole number of them.
    ///
    /// # Errors
    /// [`StepError::Time`] if a time is out of its range, [`StepError::Unstable`] if `times.step` is not stable.
    pub fn new(times: &Timing, epsilon: Epsilon, state_bound: f64) -> Result<Self, StepError> {
        Self::with_step(times, checked_step(times.step, epsilon.get(), state_bound)?)
    }

    /// Divides `times` into steps of at most `step`, which was checked to be stable.
    pub(super) fn with_step(times: &Timing, step: f64) -> Result<Self, StepError> {
        for (name, value) in [("transient", times.transient), ("window", times.window)] {
            if !(0.0..=Self::LONGEST).contains(&value) {
                return Err(StepError::Time { name, wanted: format!("from 0 to {}", Self::LONGEST), value });
            }
        }
        let window = Sampling::new(times.window, times.every, step)?;
        if window.samples == 0 {
            let wanted = format!("at least one sampling interval ({})", times.every);
            return Err(StepError::Time { name: "window", wanted, value: times.window });
        }
        let count = (times.transient / step - 1e-9).ceil().max(0.0) as usize;
        Ok(Self {
            transient: Steps { count, length: if count == 0 { step } else { times.transient / count as f64 } },
            between_samples: Steps { count: window.steps_per_sample, length: window.step() },
            samples: window.samples,
        })
    }

    /// The number of steps of one neuron, transient and observation window together.
    pub fn total_steps(&self) -> usize {
        self.transient.count + self.samples * self.between_samples.count
    }
}
