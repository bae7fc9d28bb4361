//! The embedded MNIST (feature `mnist`): xz data in the library, unpacked in memory.

use std::io::{self, BufReader, Read};
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

/// The images of both sets, test images first, as [`Sparse`] has them: smaller than IDX files by a hundredth.
const IMAGES: &[u8] = include_bytes!("../../assets/mnist/images.xz");
const TRAIN_LABELS: &[u8] = include_bytes!("../../assets/mnist/train-labels-idx1-ubyte.xz");
const TEST_LABELS: &[u8] = include_bytes!("../../assets/mnist/t10k-labels-idx1-ubyte.xz");

/// Images of the set before this one in the stream, and of this one.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    before: usize,
    items: usize,
}

const TEST: Place = Place { name: "t10k", before: 0, items: 10_000 };
const TRAIN: Place = Place { name: "train", before: 10_000, items: 60_000 };

/// Images as a bit for each pixel, set where it is not zero, the first pixel in the highest bit; then the bytes that are not
/// zero, in order.
struct Sparse<R>(R);

impl<R: Read> Sparse<R> {
    fn mask(&mut self, images: usize) -> io::Result<Vec<u8>> {
        let mut mask = vec![0; images * PIXELS / 8];
        self.0.read_exact(&mut mask)?;
        Ok(mask)
    }

    /// Skips so many images.
    fn skip(&mut self, images: usize) -> io::Result<()> {
        let values = self.mask(images)?.iter().map(|bits| u64::from(bits.count_ones())).sum();
        let skipped = io::copy(&mut self.0.by_ref().take(values), &mut io::sink())?;
        if skipped == values { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The next images.
    fn read(&mut self, pixels: &mut [u8]) -> io::Result<()> {
        /// Bits that are looked at together: some hundred images, so that the values stay in the cache.
        const TOGETHER: usize = 1 << 13;
        let mask = self.mask(pixels.len() / PIXELS)?;
        let mut values = Vec::new();
        for (pixels, bits) in pixels.chunks_mut(8 * TOGETHER).zip(mask.chunks(TOGETHER)) {
            values.resize(bits.iter().map(|bits| bits.count_ones() as usize).sum(), 0);
            self.0.read_exact(&mut values)?;
            let mut values = values.iter();
            for (pixels, bits) in pixels.chunks_mut(8).zip(bits) {
                for (pixel, place) in pixels.iter_mut().zip((0..8).rev()) {
                    if bits >> place & 1 == 1 {
                        *pixel = values.next().copied().unwrap_or(0);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The 60,000 training images of MNIST, [60000, 784]. Takes about 0.5 s and no file.
///
/// # Errors
/// [`DataError::Read`] if the program's own copy is damaged.
pub fn embedded_train() -> Result<ImageSet, DataError> {
    unpacked(TRAIN, TRAIN_LABELS)
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
    unpacked(TEST, TEST_LABELS)
}

fn unpacked(place: Place, labels: &'static [u8]) -> Result<ImageSet, DataError> {
    let file = Path::new("embedded").join(place.name);
    let damaged = || DataError::Memory { file: file.clone(), items: place.items as u32 };
    let mut pixels = Array2::zeros((place.items, PIXELS));
    let mut images = Sparse(XzReader::new(IMAGES, false));
    let read = images.skip(place.before).and_then(|()| images.read(pixels.as_slice_mut().unwrap_or_default()));
    read.map_err(|source| DataError::Read { file: file.clone(), source })?;
    let labels = labels_of(&file, labels, place.items as u32)?;
    ImageSet::new(pixels, labels, DIGITS).ok_or_else(damaged)
}

fn labels_of(file: &Path, xz: &'static [u8], items: u32) -> Result<Vec<Class>, DataError> {
    let bytes = Kind::Labels.file_bytes(items);
    let unpacked = BufReader::with_capacity(1 << 16, XzReader::new(xz, false).take(bytes));
    let (values, _) = read_labels(IdxFile::check(file, unpacked, bytes, Kind::Labels)?)?;
    Ok(Labels { file: file.into(), values }.classes(FirstLabel::Zero))
}
