//! Background work for the window: long jobs that report as they go, and a queue of one where the newest request wins.
//!
//! Nothing here knows of the window. Whoever starts work hands in a callback that is called after every report, from
//! the work's own thread; the window asks for a repaint there. A panic in a job is caught and reported like any result.

mod latest;
mod worker;

pub use latest::Latest;
pub use worker::{Event, Reporter, Worker};

/// What a job that panicked said, for people to read.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("an error in the program itself: {}", text.unwrap_or("no more is known"))
}
