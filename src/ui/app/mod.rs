//! What holds the tabs together: the app, the bar at the top, files, keys, the tour.

mod acting;
mod files;
mod header;
mod help;
#[cfg(target_os = "linux")]
mod keyboard;
mod keys;
pub(super) mod plots;
mod recorder;
mod sessions;
pub(super) mod start;
pub(super) mod state;
mod tour;
