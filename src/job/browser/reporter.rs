//! Where a job leaves its reports.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use web_time::Instant;

use super::messages::{post, rest, waits};
use crate::job::{Event, Message};

/// The longest that a job works without rest.
const SLICE: Duration = Duration::from_millis(250);
/// The interval at which a paused job looks whether it may continue, in milliseconds.
const PATIENCE: i32 = 40;

/// Where a job leaves its reports.
pub struct Reporter<Report, Output> {
    send: Box<dyn Fn(Event<Report, Output>) + Send + Sync>,
    rested: Mutex<Instant>,
}

impl<Report, Output> Reporter<Report, Output> {
    /// Whether the work has to [rest](Self::rest) now and then to be reached at all.
    pub const MUST_REST: bool = true;

    pub(super) fn new(send: impl Fn(Event<Report, Output>) + Send + Sync + 'static) -> Self {
        Self { send: Box::new(send), rested: Mutex::new(Instant::now()) }
    }

    /// Hands a report to the owner of the [`Worker`].
    pub fn report(&self, report: Report) {
        (self.send)(Event::Report(report));
    }

    /// Lets messages to the job arrive, if that was long ago. While the job is paused, this does not return: a job pauses where
    /// it rests.
    pub async fn rest(&self) {
        if self.rested.lock().unwrap_or_else(PoisonError::into_inner).elapsed() < SLICE {
            return;
        }
        rest(0).await;
        while waits() {
            rest(PATIENCE).await;
        }
        *self.rested.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

impl<Report: Message, Output: Message> Reporter<Report, Output> {
    /// In a worker: reports go to the page.
    pub(super) fn to_page() -> Self {
        Self::new(|event| post(&event))
    }
}
