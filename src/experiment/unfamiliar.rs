//! Images that are unlike all that a network was trained on.
//!
//! Two measures of the 14 x 14 means of 2 x 2 pixels, fitted to 50,000 training images of MNIST, with thresholds from the other
//! 10,000. *Residual*: what their 32 leading principal components leave out, as a squared distance. *Shape*: the softmax
//! probability of "no digit" of a small network, which was trained to tell digits from random figures, static and the letters
//! of one font. `assets/mnist/README.md` compares them with others; `tests/library/unfamiliar.rs` fits them.

use std::fmt;
#[cfg(feature = "mnist")]
use std::io::Read as _;
#[cfg(feature = "mnist")]
use std::sync::LazyLock;

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

#[cfg(feature = "mnist")]
use crate::dataset::EMBEDDED_TRAIN_HASH;
use crate::dataset::ImageSet;
use crate::image::{InputImage, PIXELS, SIDE};
use crate::network::loss::softmax;
use crate::network::{Dense, ModelCard, sigmoid};

/// The side of an image of means, and how many there are.
const HALF: usize = SIDE / 2;
const VALUES: usize = HALF * HALF;
/// Principal components, units of the network, and its classes: the digits, and none of them.
const COMPONENTS: usize = 32;
const UNITS: usize = 80;
const CLASSES: usize = 11;

/// Why an image is unlike the training images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unfamiliar {
    /// The principal components of the training images leave out more of it than of 99.8 % of those held out.
    Residual,
    /// It is less like a digit in shape than 99.7 % of them.
    Shape,
}

impl Unfamiliar {
    /// What was compared, in a sentence.
    pub fn detail(self) -> &'static str {
        match self {
            Self::Residual => {
                "The principal components of the training images leave out more of this image than of 99.8 % of training images \
                 that were held out. The answer may mean nothing."
            }
            Self::Shape => {
                "A small network, trained to tell digits from other figures, finds this image less like a digit than 99.7 % of \
                 training images that were held out. The answer may mean nothing."
            }
        }
    }
}

impl fmt::Display for Unfamiliar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Residual => "unlike the training images: it is not made of strokes like theirs",
            Self::Shape => "unlike the training images: its shape is not that of a digit",
        })
    }
}

/// What the training images of MNIST look like.
#[derive(Clone, Debug, PartialEq)]
pub struct Familiarity {
    mean: Array1<f32>,
    components: Dense,
    hidden: Dense,
    output: Dense,
    thresholds: [f32; 2],
}

impl Familiarity {
    /// That of the training images of a model, if those are known: MNIST's, where they are inside the library. Takes about a
    /// millisecond the first time.
    pub fn of_model(card: &ModelCard) -> Option<&'static Self> {
        embedded(card.data_hash.as_deref()?)
    }

    /// Layer by layer the mean, the principal components, the network's two layers; each output a factor and a constant (f32,
    /// little endian) and a signed byte for each input. Then the thresholds of residual and shape. `None` if bytes are missing
    /// or left.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let familiarity = Self {
            mean: layer(bytes, VALUES, 1)?.weights.column(0).to_owned(),
            components: layer(bytes, VALUES, COMPONENTS)?,
            hidden: layer(bytes, VALUES, UNITS)?,
            output: layer(bytes, UNITS, CLASSES)?,
            thresholds: [number(bytes)?, number(bytes)?],
        };
        bytes.is_empty().then_some(familiarity)
    }

    /// Residual and shape of each image of a set; see [`Unfamiliar`].
    pub fn measures(&self, images: &ImageSet) -> Vec<[f32; 2]> {
        self.measures_of(&means_of(images.pixels()))
    }

    /// Why an image is unlike the training images, if it is.
    pub fn of(&self, image: &InputImage) -> Option<Unfamiliar> {
        let pixels = Array2::from_shape_fn((1, PIXELS), |(_, pixel)| image.pixels()[pixel]);
        self.judged(self.measures_of(&means_of(&pixels))[0])
    }

    /// The share of images that are; 0 of none.
    pub fn unfamiliar_share(&self, images: &ImageSet) -> f64 {
        let measures = self.measures(images);
        let unfamiliar = measures.iter().filter(|measures| self.judged(**measures).is_some()).count();
        unfamiliar as f64 / measures.len().max(1) as f64
    }

    /// What more is unfamiliar: of residual and shape.
    pub fn thresholds(&self) -> [f32; 2] {
        self.thresholds
    }

    fn judged(&self, [residual, shape]: [f32; 2]) -> Option<Unfamiliar> {
        let of_residual = (residual > self.thresholds[0]).then_some(Unfamiliar::Residual);
        of_residual.or((shape > self.thresholds[1]).then_some(Unfamiliar::Shape))
    }

    fn measures_of(&self, means: &Array2<f32>) -> Vec<[f32; 2]> {
        let centred = means - &self.mean;
        let parts = self.components.apply(&centred.view());
        let logits = self.output.apply(&self.hidden.apply(&means.view()).mapv(sigmoid).view());
        let rows = centred.rows().into_iter().zip(parts.rows()).zip(logits.rows());
        let measures = rows.map(|((centred, parts), logits)| {
            let residual = centred.dot(&centred) - parts.dot(&parts);
            [residual, softmax(&logits.to_vec())[CLASSES - 1]]
        });
        measures.collect()
    }
}

/// The means of 2 x 2 pixels, 0 to 1, of each row of bytes.
fn means_of(pixels: &Array2<u8>) -> Array2<f32> {
    let mut means = Array2::zeros((pixels.nrows(), VALUES));
    for (mut means, pixels) in means.rows_mut().into_iter().zip(pixels.rows()) {
        for (pixel, byte) in pixels.iter().enumerate() {
            means[pixel / SIDE / 2 * HALF + pixel % SIDE / 2] += f32::from(*byte) / (4.0 * 255.0);
        }
    }
    means
}

fn number(bytes: &mut &[u8]) -> Option<f32> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(f32::from_le_bytes(*number))
}

fn layer(bytes: &mut &[u8], inputs: usize, outputs: usize) -> Option<Dense> {
    let mut layer = Dense::zeros(inputs, outputs);
    for (mut weights, bias) in layer.weights.columns_mut().into_iter().zip(&mut layer.biases) {
        let factor = number(bytes)?;
        *bias = number(bytes)?;
        let (row, rest) = bytes.split_at_checked(inputs)?;
        *bytes = rest;
        weights.iter_mut().zip(row).for_each(|(weight, byte)| *weight = factor * f32::from(byte.cast_signed()));
    }
    Some(layer)
}

/// That of the training set inside the library, if this is its hash.
#[cfg(feature = "mnist")]
fn embedded(hash: &str) -> Option<&'static Familiarity> {
    static MNIST: LazyLock<Familiarity> = LazyLock::new(|| {
        let (xz, mut bytes) = (include_bytes!("../../assets/mnist/familiarity.xz"), Vec::new());
        #[allow(clippy::expect_used, reason = "the bytes are the library's own, and tests read them")]
        lzma_rust2::XzReader::new(&xz[..], false).read_to_end(&mut bytes).expect("a whole file");
        #[allow(clippy::expect_used, reason = "as above")]
        Familiarity::from_bytes(&bytes).expect("a whole file")
    });
    (hash == EMBEDDED_TRAIN_HASH).then(|| &*MNIST)
}

#[cfg(not(feature = "mnist"))]
fn embedded(_: &str) -> Option<&'static Familiarity> {
    None
}
