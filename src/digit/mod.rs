//! Where pictures of digits come from: the embedded MNIST, folders of IDX files, picture files, pen strokes.
//!
//! This room knows nothing of neurons. Everything ends as a [`DigitImage`], 28 x 28 the way MNIST was made.

mod alpha;
mod augmentation;
pub mod centring;
mod classes;
pub mod coarse;
mod drawn;
mod fax;
mod formats;
mod frames;
mod habits;
pub mod idx;
mod jpeg;
pub mod mnist;
mod normalisation;
mod paper;
pub mod picture;
mod pieces;
mod remarks;
mod rulings;
mod shading;
pub mod stroke;
mod tiff;
mod warp;

use std::fmt;

use ndarray::{Array2, ArrayView1, Axis};

pub use augmentation::Augmentation;
pub use centring::{Centred, InkBox, Preparation, centre};
pub use classes::{CLASSES_FILE, ClassNames, ClassesError};
pub use coarse::coarse_digits;
pub use drawn::{DrawnStyle, drawn_digit, drawn_digits};
pub use idx::DataError;
pub use mnist::{Folder, FolderOptions, embedded_test, embedded_train, open_folder, open_folder_with, paper_subset};
pub use normalisation::Normalisation;
pub use picture::{Ink, PictureError, Scan, ink_from_bytes, open_ink, open_scan, scan_from_bytes};
pub use pieces::pieces;
pub use remarks::Remark;
pub use stroke::{Drawing, Pen, Stroke};

/// Pixels on a side of a [`DigitImage`].
pub const SIDE: usize = 28;
/// Pixels of a [`DigitImage`], 784.
pub const PIXELS: usize = SIDE * SIDE;
/// How many digits there are.
pub const CLASSES: usize = 10;

/// A decimal digit, 0 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digit(u8);

impl Digit {
    /// The digit of that value, or `None` above 9.
    pub fn new(value: u8) -> Option<Self> {
        (usize::from(value) < CLASSES).then_some(Self(value))
    }

    /// The index of the largest score; the first one among equals.
    ///
    /// Scores that are not numbers never win.
    pub fn of_largest(scores: &[f32; CLASSES]) -> Self {
        let mut best = 0;
        for (index, score) in scores.iter().enumerate() {
            if *score > scores[best] || scores[best].is_nan() {
                best = index;
            }
        }
        Self(best as u8)
    }

    /// 0 to 9, to index arrays of ten.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// 0 to 9.
    pub fn value(self) -> u8 {
        self.0
    }

    /// All ten, in order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..CLASSES as u8).map(Self)
    }
}

impl fmt::Display for Digit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A picture as the network sees it: 28 x 28 bytes, row by row from the top left, 0 paper to 255 ink.
#[derive(Clone, PartialEq, Eq)]
pub struct DigitImage(Box<[u8; PIXELS]>);

impl DigitImage {
    /// A picture of these bytes, row by row.
    pub fn new(pixels: [u8; PIXELS]) -> Self {
        Self(Box::new(pixels))
    }

    /// The 784 bytes, row by row.
    pub fn pixels(&self) -> &[u8; PIXELS] {
        &self.0
    }
}

impl fmt::Debug for DigitImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ink: u32 = self.0.iter().map(|value| u32::from(*value)).sum();
        write!(f, "DigitImage(ink {ink})")
    }
}

/// Pictures with their true digits, kept as bytes (a full MNIST training set is 47 MB).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitSet {
    pixels: Array2<u8>,
    labels: Vec<Digit>,
}

impl DigitSet {
    /// Pictures `pixels` of shape [images, 784] and a label for each.
    ///
    /// `None` if the shapes do not fit.
    pub fn new(pixels: Array2<u8>, labels: Vec<Digit>) -> Option<Self> {
        (pixels.ncols() == PIXELS && pixels.nrows() == labels.len()).then_some(Self { pixels, labels })
    }

    /// No picture at all.
    pub fn none() -> Self {
        Self { pixels: Array2::zeros((0, PIXELS)), labels: Vec::new() }
    }

    /// How many pictures.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no picture at all.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// All pictures as bytes, shape [images, 784].
    pub fn pixels(&self) -> &Array2<u8> {
        &self.pixels
    }

    /// All labels, one a picture.
    pub fn labels(&self) -> &[Digit] {
        &self.labels
    }

    /// Picture `index`.
    ///
    /// # Panics
    /// If `index` is not below [`DigitSet::len`].
    pub fn image(&self, index: usize) -> DigitImage {
        let row: ArrayView1<'_, u8> = self.pixels.row(index);
        DigitImage::new(std::array::from_fn(|pixel| row[pixel]))
    }

    /// These pictures, in this order.
    ///
    /// # Panics
    /// If an index is not below [`DigitSet::len`].
    pub fn select(&self, indices: &[usize]) -> Self {
        Self {
            pixels: self.pixels.select(Axis(0), indices),
            labels: indices.iter().map(|&index| self.labels[index]).collect(),
        }
    }

    /// The first `limit` pictures, or all if there are fewer.
    pub fn first(&self, limit: usize) -> Self {
        let count = limit.min(self.len());
        Self { pixels: self.pixels.slice(ndarray::s![..count, ..]).to_owned(), labels: self.labels[..count].to_vec() }
    }

    /// How many pictures there are of each digit.
    pub fn label_counts(&self) -> [usize; CLASSES] {
        let mut counts = [0; CLASSES];
        for label in &self.labels {
            counts[label.index()] += 1;
        }
        counts
    }
}
