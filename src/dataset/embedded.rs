//! The embedded MNIST (feature `mnist`): xz data in the library, unpacked in memory.

use std::io::{self, BufReader, Read as _};
use std::path::Path;

use lzma_rust2::XzReader;
use ndarray::Array2;

use super::error::DataError;
use super::idx::{IdxFile, Kind, read_labels};
use super::labels::{FirstLabel, Labels};
use super::{Class, DIGITS, ImageSet};
use crate::image::PIXELS;

/// [`ImageSet::hash`] of [`embedded_train`].
pub const EMBEDDED_TRAIN_HASH: &str = "c5097fdd51cfdbe7";
/// [`ImageSet::hash`] of [`embedded_test`].
pub const EMBEDDED_TEST_HASH: &str = "18489308deedfe2f";

/// An IDX file inside the program, one of several in an xz stream.
struct Embedded {
    name: &'static str,
    xz: &'static [u8],
    /// Its place in the unpacked stream.
    start: u64,
    kind: Kind,
    items: u32,
}

/// The test images, then the training images: one stream is smaller than two.
const IMAGES: &[u8] = include_bytes!("../../assets/mnist/images-idx3-ubyte.xz");
const TEST_IMAGES: Embedded = Embedded::images("t10k-images-idx3-ubyte", 0, 10_000);
/// Behind the header and 10,000 times 28 x 28 bytes of the test images.
const TRAIN_IMAGES: Embedded = Embedded::images("train-images-idx3-ubyte", 7_840_016, 60_000);
const TRAIN_LABELS: Embedded = Embedded::labels(
    "train-labels-idx1-ubyte",
    include_bytes!("../../assets/mnist/train-labels-idx1-ubyte.xz"),
    60_000,
);
const TEST_LABELS: Embedded =
    Embedded::labels("t10k-labels-idx1-ubyte", include_bytes!("../../assets/mnist/t10k-labels-idx1-ubyte.xz"), 10_000);

impl Embedded {
    const fn images(name: &'static str, start: u64, items: u32) -> Self {
        Self { name, xz: IMAGES, start, kind: Kind::Images, items }
    }

    const fn labels(name: &'static str, xz: &'static [u8], items: u32) -> Self {
        Self { name, xz, start: 0, kind: Kind::Labels, items }
    }

    /// The file, unpacked while it is read.
    fn open(&self) -> Result<IdxFile<'static>, DataError> {
        let name = Path::new("embedded").join(self.name);
        let mut stream = XzReader::new(self.xz, false);
        let skipped = io::copy(&mut stream.by_ref().take(self.start), &mut io::sink());
        skipped.map_err(|source| DataError::Read { file: name.clone(), source })?;
        let bytes = self.kind.file_bytes(self.items);
        let unpacked = BufReader::with_capacity(1 << 16, stream.take(bytes));
        IdxFile::check(&name, unpacked, bytes, self.kind)
    }
}

/// The 60,000 training images of MNIST, [60000, 784]. Takes about 0.5 s and no file.
///
/// # Errors
/// [`DataError::Read`] if the program's own copy is damaged.
pub fn embedded_train() -> Result<ImageSet, DataError> {
    unpacked(&TRAIN_IMAGES, &TRAIN_LABELS)
}

/// The 10,000 test images of MNIST, [10000, 784]. Takes about 0.08 s and no file, and does not unpack the training set.
///
/// ```
/// let test = nullcline::dataset::embedded_test()?;
/// assert_eq!((test.len(), test.pixels().shape()), (10_000, &[10_000, 784][..]));
/// // The first image is a seven; 980 images are zeros.
/// assert_eq!(test.labels()[0].to_string(), "7");
/// assert_eq!(test.label_counts()[0], 980);
/// # Ok::<(), nullcline::dataset::DataError>(())
/// ```
///
/// # Errors
/// [`DataError::Read`] if the program's own copy is damaged.
pub fn embedded_test() -> Result<ImageSet, DataError> {
    unpacked(&TEST_IMAGES, &TEST_LABELS)
}

fn unpacked(images: &Embedded, labels: &Embedded) -> Result<ImageSet, DataError> {
    let damaged = || DataError::Memory { file: Path::new("embedded").join(images.name), items: images.items };
    let labels = labels_of(labels)?;
    let mut pixels = Array2::zeros((images.items as usize, PIXELS));
    let mut file = images.open()?;
    file.read_items(pixels.as_slice_mut().ok_or_else(damaged)?)?;
    file.finish()?;
    ImageSet::new(pixels, labels, DIGITS).ok_or_else(damaged)
}

fn labels_of(labels: &Embedded) -> Result<Vec<Class>, DataError> {
    let (values, _) = read_labels(labels.open()?)?;
    Ok(Labels { file: labels.name.into(), values }.classes(FirstLabel::Zero))
}
