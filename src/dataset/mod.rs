//! Labelled images: the embedded MNIST and folders of IDX files.
//!
//! This room knows nothing of neurons. Images are [`InputImage`]s, 28 x 28 the way MNIST was made.

mod class_names;
mod contents;
#[cfg(feature = "mnist")]
mod embedded;
mod error;
mod files;
mod folder;
mod gzip;
mod idx;
mod labels;
mod mnist;
mod remark;
mod size;
mod split;

use std::fmt;

use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;

pub use class_names::{CLASSES_FILE, ClassNames, ClassesError};
#[cfg(feature = "mnist")]
pub use embedded::{EMBEDDED_TEST_HASH, EMBEDDED_TRAIN_HASH, embedded_test, embedded_train};
pub use error::DataError;
pub use files::{DataFiles, Needed, SetFiles};
pub use folder::{Folder, FolderOptions, open_folder, open_folder_with};
pub use labels::FirstLabel;
pub use mnist::{PAPER_TEST, PAPER_TRAIN, paper_subset};
pub use remark::Remark;
pub use size::{ImageSize, LONGEST_SIDE};
pub use split::Split;

use crate::image::{InputImage, PIXELS};

/// How many digits there are.
pub const CLASSES: usize = 10;

/// A decimal digit, 0 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(u8);

impl Class {
    /// Class 0.
    pub const ZERO: Self = Self(0);

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

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Pictures with their true digits, kept as bytes (a full MNIST training set is 47 MB).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSet {
    pixels: Array2<u8>,
    labels: Vec<Class>,
}

impl ImageSet {
    /// Pictures `pixels` of shape [images, 784] and a label for each.
    ///
    /// `None` if the shapes do not fit.
    pub fn new(pixels: Array2<u8>, labels: Vec<Class>) -> Option<Self> {
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
    pub fn labels(&self) -> &[Class] {
        &self.labels
    }

    /// Picture `index`.
    ///
    /// # Panics
    /// If `index` is not below [`ImageSet::len`].
    pub fn image(&self, index: usize) -> InputImage {
        let row: ArrayView1<'_, u8> = self.pixels.row(index);
        InputImage::new(std::array::from_fn(|pixel| row[pixel]))
    }

    /// The same labels with every picture replaced by `change` of it; the same on any number of threads.
    pub fn map_images(&self, change: impl Fn(&InputImage) -> InputImage + Sync) -> Self {
        let mut pixels = self.pixels.clone();
        pixels.axis_iter_mut(Axis(0)).into_par_iter().enumerate().for_each(|(index, mut row)| {
            let changed = change(&self.image(index));
            row.iter_mut().zip(changed.pixels()).for_each(|(pixel, value)| *pixel = *value);
        });
        Self { pixels, labels: self.labels.clone() }
    }

    /// These pictures, in this order.
    ///
    /// # Panics
    /// If an index is not below [`ImageSet::len`].
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
