//! Background work for the window: long jobs that report as they go, and a queue of one where the newest request wins.
//!
//! Nothing here knows of the window. Whoever starts work hands in a callback that is called after every report, from
//! the work's own thread; the window asks for a repaint there. A panic in a job is caught and reported like any result.

mod latest;
mod worker;

use std::any::Any;

pub use latest::Latest;
pub use worker::{Event, Reporter, Worker};

/// The message of a job that panicked, for display.
fn panic_message(panic: &(dyn Any + Send)) -> String {
    format!("an error in the program itself: {}", panic_text(panic))
}

/// The text of a panic.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no more is known")
}
