//! The training images inside the program.

/// `assets/mnist/train-images.xz`.
pub(super) fn bytes() -> &'static [u8] {
    include_bytes!("../../../assets/mnist/train-images.xz")
}
