//! What holds the tabs together: the app, the bar at the top, files, keys, the tour.

mod acting;
mod arriving;
mod built_in;
mod changing;
mod files;
mod frame;
mod header;
mod help;
mod incoming;
#[cfg(target_os = "linux")]
mod keyboard;
mod keys;
mod opening;
mod plots;
mod recorder;
mod remembered;
mod screenshot;
mod sessions;
mod shelf;
#[cfg_attr(target_arch = "wasm32", path = "start_web.rs")]
pub(crate) mod start;
pub(super) mod state;
mod tour;
mod words;
