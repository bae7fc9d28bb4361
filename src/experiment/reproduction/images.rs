//! The images that a reproduction is computed from.

use super::ReproductionError;
use crate::dataset::{DIGITS, ImageSet, paper_subset};

/// The images that everything is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Images<'a> {
    /// 60,000 in MNIST.
    pub train: &'a ImageSet,
    /// 10,000 in MNIST.
    pub test: &'a ImageSet,
}

impl Images<'_> {
    /// Whether the paper's experiments can be made with these images: found out before the work.
    pub(super) fn check(self, seed: u64) -> Result<(), ReproductionError> {
        let other = [self.train, self.test].map(ImageSet::classes).into_iter().find(|classes| *classes != DIGITS);
        if let Some(classes) = other {
            return Err(ReproductionError::Classes(classes));
        }
        paper_subset(self.train, self.test, seed)?;
        Ok(())
    }
}
