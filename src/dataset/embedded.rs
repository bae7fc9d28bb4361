//! The embedded MNIST (feature `mnist`): xz data in the library, unpacked in memory.

use std::io::{self, BufReader, Read};
use std::path::Path;

use lzma_rust2::XzReader;
use ndarray::Array2;

use super::error::DataError;
use super::idx::{IdxFile, Kind, read_labels};
use super::labels::{FirstLabel, Labels};
use super::{Class, DIGITS, ImageSet};
use crate::image::{PIXELS, SIDE};

#[cfg_attr(target_arch = "wasm32", path = "embedded/fetched.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "embedded/inside.rs")]
mod training_images;

#[cfg(target_arch = "wasm32")]
pub use training_images::provide_training_images;

/// [`ImageSet::hash`] of [`embedded_train`].
pub const EMBEDDED_TRAIN_HASH: &str = "c5097fdd51cfdbe7";
/// [`ImageSet::hash`] of [`embedded_test`].
pub const EMBEDDED_TEST_HASH: &str = "18489308deedfe2f";

/// Images as [`unpack`] reads them, which is smaller than IDX files by a quarter.
const TRAIN: Packed = Packed {
    name: "train",
    items: 60_000,
    images: training_images::bytes,
    labels: include_bytes!("../../assets/mnist/train-labels-idx1-ubyte.xz"),
};
const TEST: Packed = Packed {
    name: "t10k",
    items: 10_000,
    images: || include_bytes!("../../assets/mnist/t10k-images.xz"),
    labels: include_bytes!("../../assets/mnist/t10k-labels-idx1-ubyte.xz"),
};

struct Packed {
    name: &'static str,
    items: usize,
    images: fn() -> &'static [u8],
    labels: &'static [u8],
}

/// Rows of an image, 28 bits each in the middle of 32: set where a pixel is not zero, the first pixel in bit 29.
type Mask = [u32; SIDE];

/// How many groups of pixels there are: 0 to 4 neighbours that are not zero beside a pixel, and 0 to 4 at its corners.
const GROUPS: usize = 25;

/// Calls `pixel` with the index and group of each pixel that is not zero. (The ink inside a stroke is nearly always full, at
/// its edge it is not: sorted into groups by their neighbours, the values are more alike.)
fn each_pixel(mask: &Mask, mut pixel: impl FnMut(usize, usize)) {
    let row = |index: Option<usize>| index.and_then(|index| mask.get(index)).copied().unwrap_or(0);
    for (index, &here) in mask.iter().enumerate() {
        let (above, below) = (row(index.checked_sub(1)), row(Some(index + 1)));
        for column in (0..SIDE).filter(|column| here >> (29 - column) & 1 == 1) {
            // Of each row the pixel in bit 1, its neighbours in bits 0 and 2.
            let [above, here, below] = [above, here, below].map(|row| row >> (28 - column) & 0b111);
            let beside = (above & 0b010).count_ones() + (here & 0b101).count_ones() + (below & 0b010).count_ones();
            let corners = (above & 0b101).count_ones() + (below & 0b101).count_ones();
            pixel(SIDE * index + column, (5 * beside + corners) as usize);
        }
    }
}

/// Reads images, [images, 784]: the masks of all of them, each row big-endian, then the values that are not zero, those of
/// the first group first, in order.
fn unpack(mut from: impl Read, pixels: &mut [u8]) -> io::Result<()> {
    let mut bytes = vec![0; pixels.len() / PIXELS * size_of::<Mask>()];
    from.read_exact(&mut bytes)?;
    let rows = |bytes: &[u8]| -> Mask {
        let mut rows = bytes.as_chunks().0.iter().copied().map(u32::from_be_bytes);
        std::array::from_fn(|_| rows.next().unwrap_or(0))
    };
    let masks: Vec<Mask> = bytes.chunks_exact(size_of::<Mask>()).map(rows).collect();
    let mut sizes = [0; GROUPS];
    for mask in &masks {
        each_pixel(mask, |_, group| sizes[group] += 1);
    }
    let mut values = vec![0; sizes.iter().sum()];
    from.read_exact(&mut values)?;
    let mut rest = values.as_slice();
    let mut groups = sizes.map(|size| {
        let (group, others) = rest.split_at(size);
        rest = others;
        group.iter()
    });
    for (pixels, mask) in pixels.chunks_exact_mut(PIXELS).zip(&masks) {
        each_pixel(mask, |pixel, group| pixels[pixel] = groups[group].next().copied().unwrap_or(0));
    }
    Ok(())
}

/// The 60,000 training images of MNIST, [60000, 784]. Takes about 0.5 s and no file.
///
/// On `wasm32` they are no part of the program, which a page has to load: they come from what `provide_training_images` was
/// given.
///
/// # Errors
/// [`DataError::Read`] if the program's own copy is damaged, or there is none.
pub fn embedded_train() -> Result<ImageSet, DataError> {
    unpacked(&TRAIN)
}

/// The 10,000 test images of MNIST, [10000, 784]. Takes about 0.08 s and no file.
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
    unpacked(&TEST)
}

fn unpacked(packed: &Packed) -> Result<ImageSet, DataError> {
    let file = Path::new("embedded").join(packed.name);
    let damaged = || DataError::Memory { file: file.clone(), items: packed.items as u32 };
    let mut pixels = Array2::zeros((packed.items, PIXELS));
    unpack(XzReader::new((packed.images)(), false), pixels.as_slice_mut().unwrap_or_default())
        .map_err(|source| DataError::Read { file: file.clone(), source })?;
    let labels = labels_of(&file, packed.labels, packed.items as u32)?;
    ImageSet::new(pixels, labels, DIGITS).ok_or_else(damaged)
}

fn labels_of(file: &Path, xz: &'static [u8], items: u32) -> Result<Vec<Class>, DataError> {
    let bytes = Kind::Labels.file_bytes(items);
    let unpacked = BufReader::with_capacity(1 << 16, XzReader::new(xz, false).take(bytes));
    let (values, _) = read_labels(IdxFile::check(file, unpacked, bytes, Kind::Labels)?)?;
    Ok(Labels { file: file.into(), values }.classes(FirstLabel::Zero))
}
