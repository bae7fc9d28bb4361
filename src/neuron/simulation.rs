//! A simulation of many neurons from a common initial state, and its recording of x.

use super::ensemble::Ensemble;
use super::integrator::{StepError, state_bound_for};
use super::mean_field::MeanField;
use super::observation::{Observable, Observer};
use super::range_error::RangeError;
use super::recording::{Recording, TILE};
use super::{Discretisation, Epsilon, State, Timing};
use crate::control::{Control, Stopped};

/// A simulation of many neurons from a common initial state, uncoupled unless `mean_field` couples them: a transient that is discarded, then x recorded at
/// equal intervals. The drives are given to [`Simulation::run`].
///
/// ```
/// use nullcline::control::{Control, StopToken};
/// use nullcline::neuron::{Epsilon, Simulation, State, Timing};
///
/// let times = Timing { transient: 50.0, window: 20.0, ..Timing::default() };
/// let simulation = Simulation::new(Epsilon::new(0.1)?, State::DEFAULT, times);
/// let mut means = vec![0.0_f32; 2];
/// simulation.run(&[-0.5, 1.2], Control::without_progress(&StopToken::new()), |recording| {
///     for (neuron, mean) in means.iter_mut().enumerate() {
///         *mean += recording.trace(neuron).sum::<f32>() / 200.0;
///     }
///     Ok(())
/// })?;
/// // The mean law: -c, up to the incomplete period at the end of the window.
/// assert!((means[0] - 0.5).abs() < 0.1 && (means[1] + 1.2).abs() < 1e-3, "{means:?}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simulation {
    /// The time scale of all neurons.
    pub epsilon: Epsilon,
    /// The initial state of all neurons.
    pub start: State,
    /// Transient, observation window, sampling interval and step.
    pub times: Timing,
    /// Coupling of successive neurons to the mean of their population.
    pub mean_field: MeanField,
}

/// A simulation could not be started, or was stopped.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SimulationError {
    /// A time is out of range, or the step is not stable for these drives.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The stop token was set.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The mean law of neurons is not monotone over their drives, or depends on the start.
    #[error(transparent)]
    Range(#[from] Box<RangeError>),
    /// A lookup table was asked for, and the neurons are coupled.
    #[error("neurons that are coupled can't be looked up: each image has to be integrated (engine direct)")]
    Coupled,
}

impl Simulation {
    /// The most bytes of one recording; longer observation windows are recorded in pieces.
    const MOST_BYTES: usize = 48 << 20;

    /// A simulation of uncoupled neurons.
    pub fn new(epsilon: Epsilon, start: State, times: Timing) -> Self {
        Self { epsilon, start, times, mean_field: MeanField::NONE }
    }

    /// An ensemble with these drives in the initial state, coupled as this simulation is.
    ///
    /// # Panics
    /// If the drives are no whole number of populations.
    pub fn ensemble(&self, drives: &[f32]) -> Ensemble {
        let mut ensemble = Ensemble::new(self.epsilon, drives, self.start);
        ensemble.couple(self.mean_field);
        ensemble
    }

    /// The steps of this simulation for neurons of |c| up to `largest_drive`.
    ///
    /// # Errors
    /// [`StepError`] if a time is out of range or the step is not stable for these drives.
    pub fn discretise(&self, largest_drive: f64) -> Result<Discretisation, StepError> {
        let state_bound = |drive| state_bound_for(self.epsilon.get(), drive, self.start);
        let bound = state_bound(largest_drive).max(state_bound(-largest_drive));
        Discretisation::new(&self.times, self.epsilon, self.mean_field.strength.coupled_bound(bound))
    }

    /// The number of samples in one recording of so many `neurons`.
    pub(super) fn piece(neurons: usize) -> usize {
        (Self::MOST_BYTES / Recording::bytes(neurons.max(1), TILE)).max(1) * TILE
    }

    /// Integrates one neuron for each of the `drives` c and passes their recording to `keep`, with neuron i of drive
    /// `drives[i]`.
    ///
    /// A recording of more than 48 MiB is passed in several pieces, one after the other in time. `progress` is called with
    /// values from 0 to 1; `stop` is polled every few milliseconds.
    ///
    /// # Errors
    /// [`SimulationError::Step`] if a time is out of range or the step is not stable for these drives;
    /// [`SimulationError::Stopped`] if `stop` was set or `keep` returned [`Stopped`].
    ///
    /// # Panics
    /// If the neurons are coupled, and are no whole number of populations.
    pub fn run(
        &self,
        drives: &[f32],
        control: Control<'_>,
        keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        self.observe(drives, Observable::default(), control, keep)
    }

    /// [`Simulation::run`] where an `observable` of each neuron is recorded instead of x.
    ///
    /// Synapses follow the neurons through the transient ([`Observer::pass_transient`]).
    ///
    /// # Errors
    /// Those of [`Simulation::run`].
    ///
    /// # Panics
    /// As [`Simulation::run`].
    pub fn observe(
        &self,
        drives: &[f32],
        observable: Observable,
        Control { stop, progress }: Control<'_>,
        mut keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        let largest = drives.iter().fold(0.0_f32, |most, drive| most.max(drive.abs()));
        let discretisation = self.discretise(f64::from(largest))?;
        let mut ensemble = self.ensemble(drives);
        let mut observer = Observer::new(observable, &ensemble);
        observer.pass_transient(&mut ensemble, &discretisation, stop)?;
        let total = discretisation.total_steps() as f32;
        let mut done = discretisation.transient.count;
        progress(done as f32 / total);
        let piece = Self::piece(drives.len());
        let mut left = discretisation.samples;
        while left > 0 {
            let samples = left.min(piece);
            keep(observer.record(&mut ensemble, (discretisation.between_samples, samples), stop)?)?;
            left -= samples;
            done += samples * discretisation.between_samples.count;
            progress(done as f32 / total);
        }
        Ok(())
    }
}
