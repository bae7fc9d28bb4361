//! From the bytes of an image to the values of the input layer.
//!
//! The preprocessing is a property of a network, kept in its file: a network is applied to images that are preprocessed as
//! those it was trained on.

use std::borrow::Cow;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::dataset::ImageSet;
use crate::image::{InputImage, PIXELS, deskewed, moment_normalised};

/// The preprocessing of images before the input layer; ours, the paper has none.
///
/// ```
/// use nullcline::dataset::DIGITS;
/// use nullcline::network::{HiddenCount, Network, Preprocessing, Sigmoid};
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let image = drawn_digits(&DrawnStyle::default(), 0, 3).image(2);
/// let mut network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid, 0);
/// let of_preprocessed = network.inputs_of(&Preprocessing::Deskew.apply(&image));
/// // A network preprocesses the images that it is given.
/// network.preprocessing = Preprocessing::Deskew;
/// assert_eq!(network.inputs_of(&image), of_preprocessed);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preprocessing {
    /// Nothing, as in the paper.
    #[default]
    None,
    /// Deskewing: see [`deskewed`].
    #[serde(rename = "upright")]
    Deskew,
    /// Moment normalisation: see [`moment_normalised`].
    #[serde(rename = "moments")]
    MomentNormalisation,
}

impl Preprocessing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Deskew, Self::MomentNormalisation];

    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Deskew => "deskew",
            Self::MomentNormalisation => "moments",
        }
    }

    /// Whether it leaves images as they are.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The preprocessed image. A blank one stays blank.
    pub fn apply(self, image: &InputImage) -> InputImage {
        match self {
            Self::None => image.clone(),
            Self::Deskew => deskewed(image),
            Self::MomentNormalisation => moment_normalised(image),
        }
    }

    /// All images of a set, preprocessed; the same on any number of threads.
    pub fn apply_to_all(self, images: &ImageSet) -> Cow<'_, ImageSet> {
        if self.is_none() {
            return Cow::Borrowed(images);
        }
        Cow::Owned(images.map_images(|_, image| self.apply(image)))
    }
}

/// Activation of the 784 neurons of the input layer: from a pixel to an input value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputTransform {
    /// Its value, 0 to 1: the linear neurons of the paper's section 1.
    #[default]
    Linear,
    /// The hyperbolic tangent of it, 0 to 0.76: section 4, taken at its word.
    Tanh,
}

impl InputTransform {
    /// The value of a byte, 0 background to 255 foreground. Background stays 0.
    pub fn value(self, byte: u8) -> f32 {
        let value = f32::from(byte) / 255.0;
        match self {
            Self::Linear => value,
            Self::Tanh => value.tanh(),
        }
    }
}

/// From bytes to the values of the input layer. Training, sets and single images all go through it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct InputEncoding {
    pub(crate) preprocessing: Preprocessing,
    pub(crate) transform: InputTransform,
}

impl InputEncoding {
    /// The images of a set, preprocessed, still in bytes.
    pub(crate) fn images(self, set: &ImageSet) -> Cow<'_, ImageSet> {
        self.preprocessing.apply_to_all(set)
    }

    /// The value of each byte.
    pub(crate) fn values(self) -> [f32; 256] {
        std::array::from_fn(|byte| self.transform.value(byte as u8))
    }

    /// The input layer for one image, shape [1, 784].
    pub(crate) fn row(self, image: &InputImage) -> Array2<f32> {
        let image = self.preprocessing.apply(image);
        Array2::from_shape_fn((1, PIXELS), |(_, pixel)| self.transform.value(image.pixels()[pixel]))
    }
}
