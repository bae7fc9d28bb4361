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
mod numbering;
mod remark;
mod size;
mod split;

use std::fmt;

use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use class_names::{CLASSES_FILE, ClassNames, ClassesError};
#[cfg(all(feature = "mnist", target_arch = "wasm32"))]
pub use embedded::provide_training_images;
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

/// The ten digits, the classes of MNIST.
pub const DIGITS: ClassCount = ClassCount(10);

/// How many classes a set of images has: 2 to 256, since labels are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16")]
pub struct ClassCount(u16);

impl TryFrom<u16> for ClassCount {
    type Error = &'static str;

    fn try_from(count: u16) -> Result<Self, &'static str> {
        Self::new(count.into()).ok_or("2 to 256 classes")
    }
}

impl ClassCount {
    /// The fewest.
    pub const MIN: usize = 2;
    /// The most.
    pub const MAX: usize = 256;

    /// This many classes; `None` outside [`ClassCount::MIN`] to [`ClassCount::MAX`].
    pub fn new(count: usize) -> Option<Self> {
        (Self::MIN..=Self::MAX).contains(&count).then_some(Self(count as u16))
    }

    /// The number, to size arrays with.
    pub const fn get(self) -> usize {
        self.0 as usize
    }

    /// All classes, in order.
    pub fn all(self) -> impl ExactSizeIterator<Item = Class> + DoubleEndedIterator + Clone {
        (0..self.0).map(|index| Class(index as u8))
    }

    /// Whether `class` is one of them.
    pub fn contains(self, class: Class) -> bool {
        class.index() < self.get()
    }
}

/// The index of a class, from 0: of MNIST the digit itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Class(u8);

impl Class {
    /// Class 0.
    pub const ZERO: Self = Self(0);

    /// The class of that index.
    pub const fn new(index: u8) -> Self {
        Self(index)
    }

    /// The index of the largest of at most 256 scores; the first one among equals.
    ///
    /// Scores that are not numbers never win.
    pub fn of_largest(scores: &[f32]) -> Self {
        Self::of_largest_in(scores.iter().copied())
    }

    /// The same of scores that nobody has stored.
    pub fn of_largest_in(scores: impl IntoIterator<Item = f32>) -> Self {
        let larger = |best: (usize, f32), (index, score)| {
            if score > best.1 || best.1.is_nan() { (index, score) } else { best }
        };
        Self(scores.into_iter().enumerate().fold((0, f32::NAN), larger).0 as u8)
    }

    /// As an index of arrays with an entry for each class.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// As a label.
    pub fn value(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Images with their true classes, kept as bytes (a full MNIST training set is 47 MB).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSet {
    pixels: Array2<u8>,
    labels: Vec<Class>,
    classes: ClassCount,
}

impl ImageSet {
    /// Images `pixels` of shape [images, 784], a label for each, and how many classes there are.
    ///
    /// `None` if the shapes do not fit, or a label is not one of the classes.
    pub fn new(pixels: Array2<u8>, labels: Vec<Class>, classes: ClassCount) -> Option<Self> {
        let fits = pixels.ncols() == PIXELS && pixels.nrows() == labels.len();
        (fits && labels.iter().all(|label| classes.contains(*label))).then_some(Self { pixels, labels, classes })
    }

    /// These images, each with its class.
    ///
    /// # Panics
    /// If one of the classes is not below `classes`.
    pub fn of_images(images: &[(InputImage, Class)], classes: ClassCount) -> Self {
        let labels: Vec<Class> = images.iter().map(|(_, class)| *class).collect();
        assert!(labels.iter().all(|label| classes.contains(*label)), "a label is not below {}", classes.get());
        let pixels = Array2::from_shape_fn((images.len(), PIXELS), |(index, pixel)| images[index].0.pixels()[pixel]);
        Self { pixels, labels, classes }
    }

    /// The same labels with other pixels.
    ///
    /// # Panics
    /// If they are not of shape [images, 784].
    pub fn with_pixels(&self, pixels: Array2<u8>) -> Self {
        assert_eq!(pixels.dim(), self.pixels.dim(), "the pixels of other images");
        Self { pixels, labels: self.labels.clone(), classes: self.classes }
    }

    /// No image at all, of so many classes.
    pub fn none(classes: ClassCount) -> Self {
        Self { pixels: Array2::zeros((0, PIXELS)), labels: Vec::new(), classes }
    }

    /// How many classes there are; the set need not have an image of each.
    pub fn classes(&self) -> ClassCount {
        self.classes
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

    /// The same labels with every image replaced by `change` of its index and itself; the same on any number of threads.
    pub fn map_images(&self, change: impl Fn(usize, &InputImage) -> InputImage + Sync) -> Self {
        let mut pixels = self.pixels.clone();
        pixels.axis_iter_mut(Axis(0)).into_par_iter().enumerate().for_each(|(index, mut row)| {
            let changed = change(index, &self.image(index));
            row.iter_mut().zip(changed.pixels()).for_each(|(pixel, value)| *pixel = *value);
        });
        self.with_pixels(pixels)
    }

    /// These pictures, in this order.
    ///
    /// # Panics
    /// If an index is not below [`ImageSet::len`].
    pub fn select(&self, indices: &[usize]) -> Self {
        Self {
            pixels: self.pixels.select(Axis(0), indices),
            labels: indices.iter().map(|&index| self.labels[index]).collect(),
            classes: self.classes,
        }
    }

    /// The first `limit` pictures, or all if there are fewer.
    pub fn first(&self, limit: usize) -> Self {
        let count = limit.min(self.len());
        let pixels = self.pixels.slice(ndarray::s![..count, ..]).to_owned();
        Self { pixels, labels: self.labels[..count].to_vec(), classes: self.classes }
    }

    /// How many images there are of each class.
    pub fn label_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.get()];
        for label in &self.labels {
            counts[label.index()] += 1;
        }
        counts
    }
}
