//! One long job, in a worker of the page; short ones at once.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use super::link::Link;
use super::messages::{decoded, encoded};
use super::reporter::Reporter;
use crate::control::StopToken;
use crate::job::{Event, Job, Message};

type Events<Report, Output> = Rc<RefCell<VecDeque<Event<Report, Output>>>>;

/// A job in a worker of the page, or one that was done at once. Dropping it ends the job.
pub struct Worker<Report, Output> {
    events: Events<Report, Output>,
    link: RefCell<Option<Link>>,
    notify: Rc<dyn Fn()>,
    /// What a job comes to that is ended.
    ended: fn() -> Option<Output>,
    stop: StopToken,
    paused: Cell<bool>,
    running: bool,
}

impl<Report, Output> fmt::Debug for Worker<Report, Output> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("running", &self.running).finish_non_exhaustive()
    }
}

impl<Report, Output> Worker<Report, Output> {
    fn new(notify: Rc<dyn Fn()>, ended: fn() -> Option<Output>) -> Self {
        Self {
            events: Rc::default(),
            link: RefCell::default(),
            notify,
            ended,
            stop: StopToken::new(),
            paused: Cell::new(false),
            running: true,
        }
    }

    fn tell(&self, event: Event<Report, Output>) {
        self.events.borrow_mut().push_back(event);
        (self.notify)();
    }
}

impl<Report: Message, Output: Message> Worker<Report, Output> {
    /// Starts a job in a worker. `notify` is called after each event.
    #[allow(clippy::needless_pass_by_value, reason = "as where a thread takes the job")]
    pub fn run<J: Job<Report = Report, Output = Output>>(job: J, notify: impl Fn() + Send + Sync + 'static) -> Self {
        let notify: Rc<dyn Fn()> = Rc::new(notify);
        let worker = Self::new(Rc::clone(&notify), J::ended);
        let (events, wake) = (Rc::clone(&worker.events), Rc::clone(&notify));
        let on_reply = move |reply: Result<Vec<u8>, String>| {
            let event = reply.and_then(|bytes| decoded(&bytes)).unwrap_or_else(Event::Failed);
            events.borrow_mut().push_back(event);
            wake();
        };
        let started = encoded(&job).and_then(|bytes| {
            let link = Link::open(on_reply)?;
            link.send(J::NAME, &bytes, J::FILES)?;
            Ok(link)
        });
        match started {
            Ok(link) => worker.link.replace(Some(link)).map_or((), drop),
            Err(error) => worker.tell(Event::Failed(error)),
        }
        worker
    }
}

impl<Report: Send + 'static, Output: Send + 'static> Worker<Report, Output> {
    /// Does `work` at once, and calls `notify` after it.
    pub fn start(
        _name: &str,
        notify: impl Fn() + Send + Sync + 'static,
        work: impl FnOnce(&Reporter<Report, Output>, &StopToken) -> Output + Send + 'static,
    ) -> Self {
        let worker = Self::new(Rc::new(notify), || None);
        let reports = Arc::new(Mutex::new(VecDeque::new()));
        let sink = Arc::clone(&reports);
        let reporter = Reporter::new(move |event| sink.lock().unwrap_or_else(PoisonError::into_inner).push_back(event));
        let output = work(&reporter, &worker.stop);
        worker.events.borrow_mut().append(&mut reports.lock().unwrap_or_else(PoisonError::into_inner));
        worker.tell(Event::Finished(output));
        worker
    }
}

impl<Report, Output> Worker<Report, Output> {
    /// The events since the last call, oldest first.
    pub fn drain(&mut self) -> Vec<Event<Report, Output>> {
        let mut events: Vec<_> = self.events.borrow_mut().drain(..).collect();
        if let Some(last) = events.iter().position(Event::is_last) {
            events.truncate(last + 1);
            self.running = false;
            self.link.replace(None);
        }
        events
    }

    /// Lets the job wait where it rests, or go on.
    pub fn set_paused(&self, paused: bool) {
        self.paused.set(paused);
        self.control();
    }

    fn control(&self) {
        if let Some(link) = &*self.link.borrow() {
            // A worker that can't be reached has told so.
            let _told = link.control(self.stop.is_stopped(), self.paused.get());
        }
    }

    /// Whether it waits, or will where it rests.
    pub fn is_paused(&self) -> bool {
        self.paused.get()
    }

    /// Ends the job, even if it is paused. Its last event still comes.
    pub fn stop(&self) {
        self.stop.stop();
        match (self.ended)() {
            Some(output) => {
                self.link.replace(None);
                self.events.borrow_mut().push_back(Event::Finished(output));
                (self.notify)();
            }
            None => self.control(),
        }
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
