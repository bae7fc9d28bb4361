//! The plain network, 784-100-10 with sigmoids, of the paper's section 1.

use ndarray::{Array2, ArrayView2};

use super::activation::{HiddenActivation, Sigmoid};
use super::dense::{Dense, Layers};
use crate::digit::{Digit, DigitSet};

/// The plain network: 784 pixels, 100 sigmoids, 10 logits.
#[derive(Clone, Debug, PartialEq)]
pub struct PlainNetwork {
    /// 784 pixels to the inputs z of the hundred sigmoids.
    pub hidden: Dense,
    /// The hundred outputs to ten logits.
    pub output: Dense,
}

impl PlainNetwork {
    /// The inputs z of the sigmoids for pictures of shape [n, 784], values 0 to 1: shape [n, 100].
    ///
    /// # Panics
    /// If the pictures are not 784 pixels long.
    pub fn hidden_input(&self, pictures: &ArrayView2<'_, f32>) -> Array2<f32> {
        self.hidden.apply(pictures)
    }

    /// The logits for pictures of shape [n, 784], values 0 to 1: shape [n, 10].
    ///
    /// # Panics
    /// If the pictures are not 784 pixels long.
    pub fn logits(&self, pictures: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut hidden = self.hidden_input(pictures);
        Sigmoid.respond(&mut hidden);
        self.output.apply(&hidden.view())
    }

    /// Its answer for every picture of a set.
    pub fn answers(&self, pictures: &DigitSet) -> Vec<Digit> {
        // The weights are copied once a call, a third of a megabyte.
        Layers::from(self.clone()).answers(&Sigmoid, pictures)
    }
}

impl From<Layers> for PlainNetwork {
    fn from(Layers { hidden, output }: Layers) -> Self {
        Self { hidden, output }
    }
}

impl From<PlainNetwork> for Layers {
    fn from(PlainNetwork { hidden, output }: PlainNetwork) -> Self {
        Self { hidden, output }
    }
}
