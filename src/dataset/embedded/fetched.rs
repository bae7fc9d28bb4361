//! The training images as a page fetched them.

use std::sync::OnceLock;

static BYTES: OnceLock<Vec<u8>> = OnceLock::new();

/// Gives the program `assets/mnist/train-images.xz`, once.
pub fn provide_training_images(bytes: Vec<u8>) {
    // They are always the same.
    let _known = BYTES.set(bytes);
}

/// What was given, or nothing.
pub(super) fn bytes() -> &'static [u8] {
    BYTES.get().map_or(&[], Vec::as_slice)
}
