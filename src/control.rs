//! Stopping long computations, and their progress.
//!
//! A long computation of this library takes a [`StopToken`], which it polls often enough to stop within half a second, and a
//! [`Progress`] callback. It starts no thread of its own except those of rayon's pool.
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering};
//!
//! use nullcline::control::{Control, StopToken};
//! use nullcline::neuron::{Epsilon, Simulation, State, Timing};
//!
//! // Stops a simulation of ten thousand neurons after the first part of its recording.
//! let times = Timing { transient: 0.0, window: 1000.0, ..Timing::default() };
//! let simulation = Simulation::new(Epsilon::new(0.1)?, State::DEFAULT, times);
//! let (stop, calls) = (StopToken::new(), AtomicU32::new(0));
//! let progress = |done: f32| {
//!     calls.fetch_add(1, Ordering::Relaxed);
//!     if done > 0.0 {
//!         stop.stop();
//!     }
//! };
//! let drives: Vec<f32> = (0..10_000).map(|index| index as f32 * 1e-4).collect();
//! let outcome = simulation.run(&drives, Control { stop: &stop, progress: &progress }, |_recording| Ok(()));
//! assert_eq!(outcome.unwrap_err().to_string(), "stopped");
//! assert_eq!(calls.into_inner(), 2);
//! # Ok::<(), nullcline::neuron::ParameterError>(())
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to stop that can be made from any thread. Clones share the request.
///
/// ```
/// use nullcline::control::{StopToken, Stopped};
///
/// let stop = StopToken::new();
/// let worker = std::thread::spawn({
///     let stop = stop.clone();
///     move || -> Result<(), Stopped> {
///         loop {
///             stop.check()?;
///         }
///     }
/// });
/// stop.stop();
/// assert_eq!(worker.join().unwrap(), Err(Stopped));
/// ```
#[derive(Clone, Debug, Default)]
pub struct StopToken(Arc<AtomicBool>);

impl StopToken {
    /// A token without a request to stop.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requests the stop. The request can't be withdrawn.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the stop was requested.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// `Err(Stopped)` once the stop was requested: for `?` in a loop.
    ///
    /// # Errors
    /// [`Stopped`] after [`StopToken::stop`].
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_stopped() { Err(Stopped) } else { Ok(()) }
    }
}

/// A computation ended early because a [`StopToken`] requested it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;

/// A callback that is told the fraction done, from 0 to 1. It may be called from any thread.
pub type Progress<'a> = &'a (dyn Fn(f32) + Sync);

/// The token and the callback of a long computation.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// Polled often enough to stop within half a second.
    pub stop: &'a StopToken,
    /// Told how far the work is.
    pub progress: Progress<'a>,
}

impl<'a> Control<'a> {
    /// Without a callback.
    pub fn without_progress(stop: &'a StopToken) -> Self {
        Self { stop, progress: &no_progress }
    }
}

/// A [`Progress`] that does nothing.
pub fn no_progress(_done: f32) {}
