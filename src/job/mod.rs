//! Background work for the window: long jobs that report as they go, and a queue of one where the newest request wins.
//!
//! Nothing here knows of the window. Whoever starts work hands in a callback that is called after every report, from
//! the work's own thread; the window asks for a repaint there. A panic in a job is caught and reported like any result.
//!
//! On a desktop all of it is threads. A browser has none without shared memory, which pages get only with special headers: there
//! a [`Job`] and [`Questions`] are done by workers of the page, each a second copy of the program, and what is no message is
//! done at once.

#[cfg(target_arch = "wasm32")]
pub mod browser;
mod event;
pub(crate) mod panic;
mod task;
#[cfg(not(target_arch = "wasm32"))]
mod threads;

#[cfg(target_arch = "wasm32")]
pub use browser::{Latest, Reporter, Worker};
pub use event::{Event, Message};
pub use task::{Job, Questions};
#[cfg(not(target_arch = "wasm32"))]
pub use threads::{Latest, Reporter, Worker};
