//! The plain network, 784-100-10 with sigmoids, of the paper's section 1.

use super::HIDDEN;
use super::activation::{Pixels, Sigmoid};
use super::dense::{Dense, Layers};
use super::encoding::ImageEncoding;
use super::preprocessing::Preprocessing;
use crate::dataset::{CLASSES, Class, ImageSet};
use crate::image::InputImage;

/// The plain network: 784 pixels, 100 sigmoids, 10 logits.
#[derive(Clone, Debug, PartialEq)]
pub struct PlainNetwork {
    /// 784 pixels to the inputs z of the hundred sigmoids.
    pub hidden: Dense,
    /// The hundred outputs to ten logits.
    pub output: Dense,
    /// What is done to a picture before the network sees it.
    pub normalisation: Preprocessing,
}

impl PlainNetwork {
    /// The inputs z of the sigmoids for one picture.
    pub fn inputs_of(&self, picture: &InputImage) -> [f32; HIDDEN] {
        ImageEncoding { normalisation: self.normalisation, pixels: Pixels::Linear }.inputs(&self.hidden, picture)
    }

    /// The ten logits for one picture.
    pub fn logits_of(&self, picture: &InputImage) -> [f32; CLASSES] {
        let hidden = ndarray::arr2(&[self.inputs_of(picture).map(Sigmoid::of)]);
        let logits = self.output.apply(&hidden.view());
        std::array::from_fn(|digit| logits.get((0, digit)).copied().unwrap_or(0.0))
    }

    /// Its answer for every picture of a set.
    pub fn answers(&self, pictures: &ImageSet) -> Vec<Class> {
        // The weights are copied once a call, a third of a megabyte.
        Layers::from(self.clone()).answers(&Sigmoid, pictures)
    }
}

impl From<Layers> for PlainNetwork {
    fn from(Layers { hidden, output, normalisation }: Layers) -> Self {
        Self { hidden, output, normalisation }
    }
}

impl From<PlainNetwork> for Layers {
    fn from(PlainNetwork { hidden, output, normalisation }: PlainNetwork) -> Self {
        Self { hidden, output, normalisation }
    }
}
