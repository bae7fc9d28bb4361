//! Where a job leaves its reports.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crate::control::StopToken;
use crate::job::Event;

/// The interval at which a paused job checks whether it may continue.
pub(super) const PATIENCE: Duration = Duration::from_millis(20);

/// Where a job leaves its reports.
pub struct Reporter<Report, Output> {
    events: Sender<Event<Report, Output>>,
    notify: Notify,
    stop: StopToken,
    paused: Arc<AtomicBool>,
}

type Notify = Arc<dyn Fn() + Send + Sync>;

impl<Report, Output> Reporter<Report, Output> {
    pub(super) fn new(
        (events, notify): (Sender<Event<Report, Output>>, Notify),
        stop: StopToken,
        paused: Arc<AtomicBool>,
    ) -> Self {
        Self { events, notify, stop, paused }
    }

    /// Hands a report to the owner of the [`Worker`](crate::job::Worker). Nobody listening any more is not an error.
    ///
    /// While the job is paused, this does not return: a job pauses at its next report.
    pub fn report(&self, report: Report) {
        self.send(Event::Report(report));
        while self.paused.load(Ordering::Relaxed) && !self.stop.is_stopped() {
            thread::sleep(PATIENCE);
        }
    }

    /// Whether the work has to [rest](Self::rest) now and then to be reached at all.
    pub const MUST_REST: bool = false;

    /// Lets messages to the job arrive, where it can't be reached otherwise. A thread needs no rest.
    pub fn rest(&self) -> impl Future<Output = ()> {
        ready(())
    }

    pub(super) fn send(&self, event: Event<Report, Output>) {
        if self.events.send(event).is_ok() {
            (self.notify)();
        }
    }
}
