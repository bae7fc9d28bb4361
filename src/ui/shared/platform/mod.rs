//! What a desktop and a browser do each in its own way: files, and words for those who can't see the window.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod desktop;

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::{Choosing, HAS_FOLDERS, NOTHING_CHOSEN, dropped, hand_out_files, other_ways, tell};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use desktop::{Choosing, HAS_FOLDERS, NOTHING_CHOSEN, dropped, hand_out_files, other_ways, tell};
