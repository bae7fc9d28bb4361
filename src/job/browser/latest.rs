//! A queue of one in front of a worker of the page: the newest request replaces the one that waits.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::link::Link;
use super::messages::{decoded, encoded};
use crate::job::{Message, Questions};

/// Answers requests one at a time in a worker, which starts with the first of them. A request made while another is being
/// answered waits; a newer one takes its place.
pub struct Latest<Request, Answer> {
    queue: Rc<RefCell<Queue<Request, Answer>>>,
}

struct Queue<Request, Answer> {
    name: &'static str,
    notify: Box<dyn Fn()>,
    link: Option<Link>,
    waiting: Option<(u64, Request)>,
    /// The request that is being answered.
    sent: Option<u64>,
    newest: Option<Result<Answer, String>>,
    asked: u64,
    answered: u64,
}

impl<Request, Answer> fmt::Debug for Latest<Request, Answer> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latest").finish_non_exhaustive()
    }
}

impl<Request: Message, Answer: Message> Latest<Request, Answer> {
    /// Answers what is asked; `notify` is called after each answer.
    pub fn of<Q: Questions<Request = Request, Answer = Answer>>(notify: impl Fn() + Send + 'static) -> Self {
        let queue = Queue {
            name: Q::NAME,
            notify: Box::new(notify),
            link: None,
            waiting: None,
            sent: None,
            newest: None,
            asked: 0,
            answered: 0,
        };
        Self { queue: Rc::new(RefCell::new(queue)) }
    }

    /// Asks; replaces the request that waits, if any.
    pub fn ask(&mut self, request: Request) {
        let mut queue = self.queue.borrow_mut();
        queue.asked += 1;
        queue.waiting = Some((queue.asked, request));
        drop(queue);
        go_on(&self.queue);
    }

    /// The newest answer since the last call; `Err` is a sentence about a panic.
    pub fn poll(&mut self) -> Option<Result<Answer, String>> {
        self.queue.borrow_mut().newest.take()
    }
}

impl<Request, Answer> Latest<Request, Answer> {
    /// Whether the newest request is still to be answered, or its answer to be taken.
    pub fn is_busy(&self) -> bool {
        let queue = self.queue.borrow();
        queue.answered < queue.asked || queue.newest.is_some()
    }
}

/// Sends the request that waits, unless one is being answered.
fn go_on<Request: Message, Answer: Message>(queue: &Rc<RefCell<Queue<Request, Answer>>>) {
    let mut now = queue.borrow_mut();
    if now.sent.is_some() {
        return;
    }
    let Some((number, request)) = now.waiting.take() else { return };
    now.sent = Some(number);
    let sent = encoded(&request).and_then(|bytes| {
        if now.link.is_none() {
            // The queue owns the worker, so the worker must not own the queue.
            let owner = Rc::downgrade(queue);
            now.link = Some(Link::open(move |reply| {
                if let Some(queue) = owner.upgrade() {
                    take(&queue, reply.map(|bytes| decoded(&bytes)));
                }
            })?);
        }
        now.link.as_ref().map_or(Ok(()), |link| link.send(now.name, &bytes, &[]))
    });
    drop(now);
    if let Err(error) = sent {
        take(queue, Err(error));
    }
}

/// Takes an answer, or a sentence about a worker that ended; the next request starts another one.
fn take<Request: Message, Answer: Message>(
    queue: &Rc<RefCell<Queue<Request, Answer>>>,
    reply: Result<Result<Answer, String>, String>,
) {
    let mut now = queue.borrow_mut();
    // A worker that failed may say so twice.
    let Some(number) = now.sent.take() else { return };
    now.answered = number;
    let dead = if reply.is_err() { now.link.take() } else { None };
    now.newest = Some(reply.and_then(|answer| answer));
    (now.notify)();
    drop(now);
    // Not dropped within its own callback's borrow.
    if let Some(link) = dead {
        wasm_bindgen_futures::spawn_local(async move { drop(link) });
    }
    go_on(queue);
}
