//! A queue of one: the newest request replaces the one that waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::control::StopToken;
use crate::job::panic::panic_message;
use crate::job::{Message, Questions};

/// Answers requests one at a time in a thread of its own. A request made while another is being answered waits; a
/// newer one takes its place. So dragging a slider asks for as many answers as there is time for, and the last always
/// comes.
///
/// ```
/// use std::sync::mpsc::channel;
///
/// use nullcline::job::Latest;
///
/// let (wake, woken) = channel();
/// let notify = move || {
///     let _nobody_waits = wake.send(());
/// };
/// let mut squares = Latest::new("squares", notify, |number: u32, _stop: &_| number * number);
/// (1..=100).for_each(|number| squares.ask(number));
/// let mut newest = None;
/// while squares.is_busy() {
///     woken.recv().unwrap();
///     newest = squares.poll().or(newest);
/// }
/// assert_eq!(newest, Some(Ok(10_000)), "requests between may be left out, the last is answered");
/// ```
#[derive(Debug)]
pub struct Latest<Request, Answer> {
    shared: Arc<Shared<Request>>,
    answers: Receiver<Numbered<Result<Answer, String>>>,
    asked: u64,
    answered: u64,
    stop: StopToken,
}

/// How long nothing is asked before what can be made again is freed: longer than a slider stands still under a hand.
const REST: Duration = Duration::from_millis(if cfg!(test) { 50 } else { 5000 });

#[derive(Debug)]
struct Numbered<T> {
    number: u64,
    value: T,
}

#[derive(Debug)]
struct Shared<Request> {
    waiting: Mutex<Waiting<Request>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Waiting<Request> {
    request: Option<Numbered<Request>>,
    closed: bool,
}

impl<Request> Shared<Request> {
    /// The lock guards two fields that are each set whole, so a panic elsewhere leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, Waiting<Request>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a request; `None` once the owner is gone. `rest` is called when none has come for [`REST`].
    fn next(&self, mut rest: impl FnMut()) -> Option<Numbered<Request>> {
        let nothing = |waiting: &mut Waiting<Request>| !waiting.closed && waiting.request.is_none();
        let waited = self.changed.wait_timeout_while(self.lock(), REST, nothing);
        let (mut waiting, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            drop(waiting);
            rest();
            waiting = self.changed.wait_while(self.lock(), nothing).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.closed { None } else { waiting.request.take() }
    }
}

/// Who answers.
trait Answers<Request, Answer>: Send + 'static {
    fn answer(&mut self, request: Request, stop: &StopToken) -> Answer;

    fn rest(&mut self) {}
}

impl<Request, Answer, F: FnMut(Request, &StopToken) -> Answer + Send + 'static> Answers<Request, Answer> for F {
    fn answer(&mut self, request: Request, stop: &StopToken) -> Answer {
        self(request, stop)
    }
}

/// Those who answer more than a closure can.
struct Kept<Q>(Q);

impl<Q: Questions> Answers<Q::Request, Q::Answer> for Kept<Q> {
    fn answer(&mut self, request: Q::Request, stop: &StopToken) -> Q::Answer {
        self.0.answer(request, stop)
    }

    fn rest(&mut self) {
        self.0.rest();
    }
}

impl<Request: Message, Answer: Message> Latest<Request, Answer> {
    /// Starts a thread that answers what is asked. `notify` is called after each answer, from that thread.
    pub fn of<Q: Questions<Request = Request, Answer = Answer>>(notify: impl Fn() + Send + 'static) -> Self {
        Self::start(Q::NAME, notify, Kept(Q::default()))
    }
}

impl<Request: Send + 'static, Answer: Send + 'static> Latest<Request, Answer> {
    /// Starts the thread, called `name`. `notify` is called after each answer, from that thread; `work` gets a token
    /// that is stopped when the `Latest` is dropped.
    pub fn new(
        name: &str,
        notify: impl Fn() + Send + 'static,
        work: impl FnMut(Request, &StopToken) -> Answer + Send + 'static,
    ) -> Self {
        Self::start(name, notify, work)
    }

    fn start(name: &str, notify: impl Fn() + Send + 'static, mut work: impl Answers<Request, Answer>) -> Self {
        let (sender, answers) = channel();
        let stop = StopToken::new();
        let shared =
            Arc::new(Shared { waiting: Mutex::new(Waiting { request: None, closed: false }), changed: Condvar::new() });
        let (queue, token, failure) = (shared.clone(), stop.clone(), sender.clone());
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Some(Numbered { number, value }) = queue.next(|| work.rest()) {
                let answer = catch_unwind(AssertUnwindSafe(|| work.answer(value, &token)));
                let value = answer.map_err(|panic| panic_message(panic.as_ref()));
                if sender.send(Numbered { number, value }).is_err() {
                    return;
                }
                notify();
            }
        });
        if let Err(error) = spawned {
            // Number 0 answers nothing that was asked, it is only shown. The receiver is ours, so this can't fail.
            let value = Err(format!("no thread could be started: {error}"));
            let _sent = failure.send(Numbered { number: 0, value });
        }
        Self { shared, answers, asked: 0, answered: 0, stop }
    }

    /// Asks; replaces the request that waits, if any.
    pub fn ask(&mut self, request: Request) {
        self.asked += 1;
        self.shared.lock().request = Some(Numbered { number: self.asked, value: request });
        self.shared.changed.notify_one();
    }

    /// The newest answer since the last call; `Err` is a sentence about a panic.
    pub fn poll(&mut self) -> Option<Result<Answer, String>> {
        let Numbered { number, value } = self.answers.try_iter().last()?;
        self.answered = self.answered.max(number);
        Some(value)
    }

    /// Whether the newest request is still to be answered.
    pub fn is_busy(&self) -> bool {
        self.answered < self.asked
    }
}

impl<Request, Answer> Drop for Latest<Request, Answer> {
    fn drop(&mut self) {
        self.stop.stop();
        self.shared.lock().closed = true;
        self.shared.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;
    use std::time::{Duration, Instant};

    use super::*;

    fn wait<Q: Send + 'static, A: Send + 'static>(latest: &mut Latest<Q, A>) -> Result<A, String> {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut newest = None;
        while latest.is_busy() {
            newest = latest.poll().or(newest);
            assert!(Instant::now() < deadline, "no answer came");
            thread::sleep(Duration::from_millis(1));
        }
        newest.unwrap()
    }

    #[test]
    fn the_newest_request_replaces_those_that_wait() {
        let (started, has_started) = sync_channel(10);
        let (go, may_go) = sync_channel(10);
        let mut latest = Latest::new(
            "test",
            || (),
            move |request: u32, _| {
                started.send(request).unwrap();
                may_go.recv_timeout(Duration::from_secs(10)).unwrap();
                request * 10
            },
        );
        latest.ask(1);
        assert_eq!(has_started.recv_timeout(Duration::from_secs(10)), Ok(1));
        (2..=9).for_each(|request| latest.ask(request));
        go.send(()).unwrap();
        go.send(()).unwrap();
        assert_eq!(wait(&mut latest), Ok(90));
        assert_eq!(has_started.try_iter().collect::<Vec<_>>(), [9], "2 to 8 were never begun");
    }

    #[test]
    fn a_panic_is_an_answer_and_the_next_request_is_answered() {
        let mut latest = Latest::new(
            "test",
            || (),
            |request: u32, _| {
                assert_ne!(request, 1, "one is refused");
                request
            },
        );
        latest.ask(1);
        assert!(wait(&mut latest).unwrap_err().contains("one is refused"));
        latest.ask(2);
        assert_eq!(wait(&mut latest), Ok(2));
    }

    #[test]
    fn who_is_asked_nothing_for_a_while_rests_once_and_answers_afterwards() {
        struct Sleeper(u32);
        impl Answers<(), u32> for Sleeper {
            fn answer(&mut self, (): (), _stop: &StopToken) -> u32 {
                self.0
            }

            fn rest(&mut self) {
                self.0 += 1;
            }
        }
        let mut latest = Latest::start("test", || (), Sleeper(0));
        latest.ask(());
        assert_eq!(wait(&mut latest), Ok(0));
        thread::sleep(2 * REST + REST / 2);
        latest.ask(());
        assert_eq!(wait(&mut latest), Ok(1));
    }

    #[test]
    fn dropping_stops_the_work() {
        let (stopped, has_stopped) = sync_channel(1);
        let (started, has_started) = sync_channel(1);
        let mut latest: Latest<(), ()> = Latest::new(
            "test",
            || (),
            move |(), stop: &StopToken| {
                started.send(()).unwrap();
                while !stop.is_stopped() {
                    thread::sleep(Duration::from_millis(1));
                }
                stopped.send(()).unwrap();
            },
        );
        latest.ask(());
        has_started.recv_timeout(Duration::from_secs(10)).unwrap();
        drop(latest);
        has_stopped.recv_timeout(Duration::from_secs(5)).unwrap();
    }
}
