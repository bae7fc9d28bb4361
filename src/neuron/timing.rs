//! When a network's neurons are watched: a transient that is thrown away, then samples over a window.

use serde::{Deserialize, Serialize};

use super::integrator::{StepError, checked_step};
use super::{Epsilon, Sampling};

/// The times of a run as a person gives them; all dimensionless.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// T_trans, thrown away; the paper has 1000 (200 in training).
    pub transient: f64,
    /// T, over which the outputs race; the paper has 100.
    pub window: f64,
    /// Time between samples. The paper gives none.
    pub every: f64,
    /// The integration step, or what epsilon allows (0.01 at epsilon 0.1). The paper gives none.
    pub step: Option<f64>,
}

impl Default for Timing {
    fn default() -> Self {
        Self { transient: 1000.0, window: 100.0, every: 0.1, step: None }
    }
}

/// Equal steps one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps {
    /// How many.
    pub count: usize,
    /// The length of each, dimensionless time.
    pub length: f64,
}

/// The same times in whole steps that are stable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discretisation {
    /// The steps thrown away.
    pub transient: Steps,
    /// The steps from one sample to the next.
    pub between_samples: Steps,
    /// How many samples the window has. The first is one sampling interval after the transient.
    pub samples: usize,
}

impl Discretisation {
    /// The longest transient and window.
    const LONGEST: f64 = 1e6;

    /// Cuts `times` into steps that are stable at `epsilon` while |x| stays within `drive_bound`.
    ///
    /// # Errors
    /// [`StepError`] if a time is out of range or the step asked for is not stable.
    pub fn new(times: &Timing, epsilon: Epsilon, drive_bound: f64) -> Result<Self, StepError> {
        let step = checked_step(times.step, epsilon.get(), drive_bound)?;
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

    /// Steps that one neuron takes in all.
    pub fn total_steps(&self) -> usize {
        self.transient.count + self.samples * self.between_samples.count
    }
}
