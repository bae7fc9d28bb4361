//! A simulation of many neurons: everything but their drives, and the recording of x that comes of it.

use super::ensemble::{Ensemble, Recording, TILE};
use super::integrator::{StepError, state_bound_for};
use super::{Discretisation, Epsilon, State, Timing};
use crate::control::{Progress, StopToken, Stopped};

/// Everything of a run but the drives: where the neurons start and when they are watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simulation {
    /// Time scale of all neurons.
    pub epsilon: Epsilon,
    /// Where all neurons start.
    pub start: State,
    /// Transient, window and sampling.
    pub times: Timing,
}

/// Why neurons could not be watched.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SimulationError {
    /// The times can't be cut into stable steps.
    #[error(transparent)]
    Step(#[from] StepError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl Simulation {
    /// The most bytes of a recording that are held at once; longer windows come in pieces.
    const MOST_BYTES: usize = 48 << 20;

    /// The schedule for neurons of |c| up to `largest_drive`.
    ///
    /// # Errors
    /// [`StepError`] if the times do not fit.
    pub fn discretise(&self, largest_drive: f64) -> Result<Discretisation, StepError> {
        let state_bound = |drive| state_bound_for(self.epsilon.get(), drive, self.start);
        Discretisation::new(&self.times, self.epsilon, state_bound(largest_drive).max(state_bound(-largest_drive)))
    }

    /// Samples of `neurons` that are held at once.
    pub(super) fn piece(neurons: usize) -> usize {
        (Self::MOST_BYTES / Recording::bytes(neurons.max(1), TILE)).max(1) * TILE
    }

    /// Integrates neurons of these `drives` and hands over their recording, in pieces one after the other if it is long.
    ///
    /// Progress is reported from 0 to 1.
    ///
    /// # Errors
    /// [`SimulationError`].
    pub fn run(
        &self,
        drives: &[f32],
        stop: &StopToken,
        progress: Progress<'_>,
        mut keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        let largest = drives.iter().fold(0.0_f32, |most, drive| most.max(drive.abs()));
        let discretisation = self.discretise(f64::from(largest))?;
        let mut ensemble = Ensemble::new(self.epsilon, drives, self.start);
        ensemble.advance(discretisation.transient, stop)?;
        let total = discretisation.total_steps() as f32;
        let mut done = discretisation.transient.count;
        progress(done as f32 / total);
        let piece = Self::piece(drives.len());
        let mut left = discretisation.samples;
        while left > 0 {
            let samples = left.min(piece);
            keep(ensemble.record(discretisation.between_samples, samples, stop)?)?;
            left -= samples;
            done += samples * discretisation.between_samples.count;
            progress(done as f32 / total);
        }
        Ok(())
    }
}
