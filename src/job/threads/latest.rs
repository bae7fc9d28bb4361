//! A queue of one: the newest request replaces the one that waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

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

    /// Waits for a request; `None` once the owner is gone.
    fn next(&self) -> Option<Numbered<Request>> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(request) = waiting.request.take() {
                return Some(request);
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<Request: Message, Answer: Message> Latest<Request, Answer> {
    /// Starts a thread that answers what is asked. `notify` is called after each answer, from that thread.
    pub fn of<Q: Questions<Request = Request, Answer = Answer>>(notify: impl Fn() + Send + 'static) -> Self {
        let mut questions = Q::default();
        Self::new(Q::NAME, notify, move |request, stop| questions.answer(request, stop))
    }
}

impl<Request: Send + 'static, Answer: Send + 'static> Latest<Request, Answer> {
    /// Starts the thread, called `name`. `notify` is called after each answer, from that thread; `work` gets a token
    /// that is stopped when the `Latest` is dropped.
    pub fn new(
        name: &str,
        notify: impl Fn() + Send + 'static,
        mut work: impl FnMut(Request, &StopToken) -> Answer + Send + 'static,
    ) -> Self {
        let (sender, answers) = channel();
        let stop = StopToken::new();
        let shared =
            Arc::new(Shared { waiting: Mutex::new(Waiting { request: None, closed: false }), changed: Condvar::new() });
        let (queue, token, failure) = (shared.clone(), stop.clone(), sender.clone());
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(move || {
            serve(
                &queue,
                &sender,
                |request| {
                    let answer = catch_unwind(AssertUnwindSafe(|| work(request, &token)));
                    answer.map_err(|panic| panic_message(panic.as_ref()))
                },
                &notify,
            );
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

/// The thread: answers until the owner is gone.
fn serve<Request, Answer>(
    queue: &Shared<Request>,
    answers: &Sender<Numbered<Answer>>,
    mut answer: impl FnMut(Request) -> Answer,
    notify: &dyn Fn(),
) {
    while let Some(Numbered { number, value }) = queue.next() {
        if answers.send(Numbered { number, value: answer(value) }).is_err() {
            return;
        }
        notify();
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
