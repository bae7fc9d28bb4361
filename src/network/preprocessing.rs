//! From the bytes of an image to the values of the input layer.
//!
//! The preprocessing is a property of a network, kept in its file: a network is applied to images that are preprocessed as
//! those it was trained on.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::dataset::ImageSet;
use crate::image::{InputImage, deskewed, moment_normalised};

/// The preprocessing of images before the input layer.
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

    /// Whether it leaves pictures as they are.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The picture as a network of this kind sees it. A blank one stays blank.
    pub fn apply(self, picture: &InputImage) -> InputImage {
        match self {
            Self::None => picture.clone(),
            Self::Deskew => deskewed(picture),
            Self::MomentNormalisation => moment_normalised(picture),
        }
    }

    /// All pictures of a set as a network of this kind sees them; the same on any number of threads.
    pub fn apply_to_all(self, pictures: &ImageSet) -> Cow<'_, ImageSet> {
        if self.is_none() {
            return Cow::Borrowed(pictures);
        }
        Cow::Owned(pictures.map_images(|image| self.apply(image)))
    }
}
