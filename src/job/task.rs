//! Work that can be done anywhere: what goes in and what comes out are messages.

use super::Reporter;
use super::event::Message;
use crate::control::StopToken;

/// A long job: all that it depends on, as a message. A thread does it on a desktop, and a worker of the page in a browser, which
/// shares no memory with the window.
pub trait Job: Message {
    /// What the thread is called; no other work has this name.
    const NAME: &'static str;
    /// Files that a browser has to fetch first, beside the page. A desktop program has them inside.
    const FILES: &'static [&'static str] = &[];
    /// What it tells on its way.
    type Report: Message;
    /// What it comes to.
    type Output: Message;

    /// Does it. Where the work [has to rest](Reporter::MUST_REST), `stop` can be set only while it does.
    fn run(
        self,
        reporter: &Reporter<Self::Report, Self::Output>,
        stop: &StopToken,
    ) -> impl Future<Output = Self::Output>;

    /// What it comes to if it is ended from outside, where it never rests; `None` if it rests, and ends itself when it is told.
    fn ended() -> Option<Self::Output>;
}

/// Work that answers one request after the other, of which only the newest counts. What it keeps from one to the next begins as
/// the default.
pub trait Questions: Default + Send + 'static {
    /// What the thread is called; no other work has this name.
    const NAME: &'static str;
    /// What is asked.
    type Request: Message;
    /// What is answered.
    type Answer: Message;

    /// Answers.
    fn answer(&mut self, request: Self::Request, stop: &StopToken) -> Self::Answer;

    /// Frees what is large and soon made again: nothing was asked for some seconds. (The workers of a page are not told.)
    fn rest(&mut self) {}
}
