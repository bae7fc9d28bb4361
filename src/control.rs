//! Stopping long work and hearing of its progress.
//!
//! The core owns no thread and no clock. Whoever calls it hands in a [`StopToken`], which the core polls often enough
//! to stop within half a second, and a [`Progress`] callback.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks work to stop. Clones share the request.
#[derive(Clone, Debug, Default)]
pub struct StopToken(Arc<AtomicBool>);

impl StopToken {
    /// A token that nobody has stopped yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to stop. It can't be taken back.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// `Err(Stopped)` once the work was asked to stop: for `?` in a loop.
    ///
    /// # Errors
    /// [`Stopped`] after [`StopToken::stop`].
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_stopped() { Err(Stopped) } else { Ok(()) }
    }
}

/// The work ended early because somebody asked it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;

/// Hears how far the work is, from 0 to 1. May be called from any thread.
pub type Progress<'a> = &'a (dyn Fn(f32) + Sync);

/// A [`Progress`] that hears nothing.
pub fn no_progress(_done: f32) {}
