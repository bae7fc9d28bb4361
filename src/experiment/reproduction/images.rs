//! The images that a reproduction is computed from.

use crate::dataset::ImageSet;

/// The images that everything is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Images<'a> {
    /// 60,000 in MNIST.
    pub train: &'a ImageSet,
    /// 10,000 in MNIST.
    pub test: &'a ImageSet,
}
