//! How a network sees a picture: the only way from bytes to its first layer.

use std::borrow::Cow;

use ndarray::Array2;

use super::HIDDEN;
use super::activation::Pixels;
use super::dense::Dense;
use super::preprocessing::Preprocessing;
use crate::dataset::ImageSet;
use crate::image::{InputImage, PIXELS};

/// How a network sees pictures. Training, answers about whole sets and the answer about one picture all go through it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageEncoding {
    /// What is done to a picture first.
    pub(crate) normalisation: Preprocessing,
    /// What the neurons of the first layer make of a pixel.
    pub(crate) pixels: Pixels,
}

impl ImageEncoding {
    /// The pictures of a set as the network sees them, still in bytes.
    pub(crate) fn pictures(self, set: &ImageSet) -> Cow<'_, ImageSet> {
        self.normalisation.apply_to_all(set)
    }

    /// What bytes are to the network.
    pub(crate) fn values(self) -> [f32; 256] {
        std::array::from_fn(|byte| self.pixels.value(byte as u8))
    }

    /// What the hundred neurons behind `hidden` receive from one picture.
    pub(crate) fn inputs(self, hidden: &Dense, picture: &InputImage) -> [f32; HIDDEN] {
        let seen = self.normalisation.apply(picture);
        let row = Array2::from_shape_fn((1, PIXELS), |(_, pixel)| self.pixels.value(seen.pixels()[pixel]));
        let inputs = hidden.apply(&row.view());
        std::array::from_fn(|neuron| inputs.get((0, neuron)).copied().unwrap_or(0.0))
    }
}
