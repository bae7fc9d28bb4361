//! One long job in a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use super::reporter::Reporter;
use crate::control::StopToken;
use crate::job::panic::panic_message;
use crate::job::{Event, Job};

/// A job that runs in a thread of its own. Dropping it asks the job to stop, and does not wait.
///
/// ```
/// use std::sync::mpsc::channel;
///
/// use nullcline::job::{Event, Worker};
///
/// // The callback tells the owner, here by a channel, that there is something to drain.
/// let (wake, woken) = channel();
/// let notify = move || {
///     let _nobody_waits = wake.send(());
/// };
/// let mut worker = Worker::start("squares", notify, |reporter, stop| {
///     (1..=3).take_while(|_| !stop.is_stopped()).inspect(|number| reporter.report(number * number)).count()
/// });
/// let mut events = Vec::new();
/// while worker.is_running() {
///     woken.recv().unwrap();
///     events.extend(worker.drain());
/// }
/// assert_eq!(events, [Event::Report(1), Event::Report(4), Event::Report(9), Event::Finished(3)]);
/// ```
#[derive(Debug)]
pub struct Worker<Report, Output> {
    events: Receiver<Event<Report, Output>>,
    stop: StopToken,
    paused: Arc<AtomicBool>,
    running: bool,
}

impl<Report: Send + 'static, Output: Send + 'static> Worker<Report, Output> {
    /// Starts a job in a thread of its own. `notify` is called after each event, from that thread.
    pub fn run<J: Job<Report = Report, Output = Output>>(job: J, notify: impl Fn() + Send + Sync + 'static) -> Self {
        Self::start(J::NAME, notify, move |reporter, stop| pollster::block_on(job.run(reporter, stop)))
    }

    /// Starts `work` in a thread called `name`. `notify` is called after each event, from that thread.
    pub fn start(
        name: &str,
        notify: impl Fn() + Send + Sync + 'static,
        work: impl FnOnce(&Reporter<Report, Output>, &StopToken) -> Output + Send + 'static,
    ) -> Self {
        let (sender, events) = channel();
        let stop = StopToken::new();
        let paused = Arc::new(AtomicBool::new(false));
        let reporter = Reporter::new((sender.clone(), Arc::new(notify)), stop.clone(), Arc::clone(&paused));
        let token = stop.clone();
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(&reporter, &token)));
            reporter.send(match result {
                Ok(output) => Event::Finished(output),
                Err(panic) => Event::Failed(panic_message(panic.as_ref())),
            });
        });
        if let Err(error) = spawned {
            // The receiver is ours, so this can't fail.
            let _sent = sender.send(Event::Failed(format!("no thread could be started: {error}")));
        }
        Self { events, stop, paused, running: true }
    }

    /// The events since the last call, oldest first.
    pub fn drain(&mut self) -> Vec<Event<Report, Output>> {
        let events: Vec<_> = self.events.try_iter().collect();
        if events.iter().any(Event::is_last) {
            self.running = false;
        }
        events
    }

    /// Lets the job wait at its next report, or go on.
    pub fn set_paused(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    /// Whether it waits, or will at its next report.
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// Asks the job to stop, even if it is paused. Its last event still comes.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// Whether it was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.stop.is_stopped()
    }

    /// Whether the last event is still to come.
    pub fn is_running(&self) -> bool {
        self.running
    }
}

impl<Report, Output> Drop for Worker<Report, Output> {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::RecvTimeoutError;
    use std::time::{Duration, Instant};

    use super::super::reporter::PATIENCE;
    use super::*;

    fn wait<R: Send + 'static, O: Send + 'static>(worker: &mut Worker<R, O>) -> Vec<Event<R, O>> {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut events = Vec::new();
        while worker.is_running() && Instant::now() < deadline {
            events.extend(worker.drain());
            thread::sleep(Duration::from_millis(1));
        }
        events
    }

    #[test]
    fn reports_arrive_in_order_and_each_is_notified() {
        let notified = Arc::new(AtomicUsize::new(0));
        let counter = notified.clone();
        let mut worker = Worker::start(
            "test",
            move || {
                counter.fetch_add(1, Ordering::Relaxed);
            },
            |reporter, _| {
                (0..3).for_each(|number| reporter.report(number));
                "done"
            },
        );
        let expected = [Event::Report(0), Event::Report(1), Event::Report(2), Event::Finished("done")];
        assert_eq!(wait(&mut worker), expected);
        // The thread may still be on its way from the last event to the notice of it.
        let deadline = Instant::now() + Duration::from_secs(5);
        while notified.load(Ordering::Relaxed) < 4 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(notified.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn a_panic_is_an_event() {
        let mut worker: Worker<(), ()> = Worker::start("test", || (), |_, _| panic!("out of cheese"));
        let events = wait(&mut worker);
        assert!(matches!(&events[..], [Event::Failed(message)] if message.contains("out of cheese")), "{events:?}");
        assert!(!worker.is_running());
    }

    #[test]
    fn a_paused_job_waits_at_a_report_and_goes_on_or_stops() {
        // It reports a number each time it is told to, and then says so: nothing depends on how fast it is.
        let (go, told) = channel::<()>();
        let (doing, done) = channel();
        let count = move |reporter: &Reporter<u32, u32>, stop: &StopToken| {
            let mut number = 0;
            while told.recv().is_ok() && !stop.is_stopped() {
                reporter.report(number);
                doing.send(number).unwrap();
                number += 1;
            }
            number
        };
        let mut worker = Worker::start("test", || (), count);
        worker.set_paused(true);
        go.send(()).unwrap();
        go.send(()).unwrap();
        // It waits in the report of 0 for as long as it is paused: a few of its looks at the pause go by.
        assert_eq!(done.recv_timeout(5 * PATIENCE), Err(RecvTimeoutError::Timeout), "it waits");
        worker.set_paused(false);
        for number in [0, 1] {
            assert_eq!(done.recv_timeout(Duration::from_mins(1)), Ok(number), "it goes on");
        }
        worker.set_paused(true);
        go.send(()).unwrap();
        assert_eq!(done.recv_timeout(5 * PATIENCE), Err(RecvTimeoutError::Timeout), "it waits again");
        worker.stop();
        drop(go);
        assert!(matches!(wait(&mut worker).last(), Some(Event::Finished(3))), "it ends without going on");
    }

    #[test]
    fn dropping_stops_the_job() {
        let (sender, receiver) = channel();
        let worker: Worker<(), ()> = Worker::start(
            "test",
            || (),
            move |_, stop| {
                while !stop.is_stopped() {
                    thread::sleep(Duration::from_millis(1));
                }
                sender.send(()).unwrap();
            },
        );
        drop(worker);
        receiver.recv_timeout(Duration::from_secs(5)).unwrap();
    }
}
