//! Weights trained elsewhere: a NumPy archive (`numpy.savez`) with the matrices of a 784-100-10 network.
//!
//! The arrays are told apart by their shapes, not by their names: [784, 100] and [100, 10], and if there are biases [100]
//! and [10]. Keras stores its kernels that way round. Anything else is refused, rather than guessed at.

use std::io::{Cursor, Read};

use ndarray::{Array1, Array2, ShapeBuilder};

use super::dense::Dense;
use super::network::HiddenCount;
use crate::dataset::DIGITS;
use crate::image::PIXELS;

/// Units of the hidden layer.
const HIDDEN: usize = HiddenCount::DEFAULT.get();
/// Outputs.
const CLASSES: usize = DIGITS.get();
/// The largest array that is read, in bytes. The largest one wanted has 0.6 million.
const LARGEST_ARRAY: u64 = 2 << 20;
/// The most arrays that are looked at. Four are wanted.
const MOST_ARRAYS: usize = 16;
/// What an archive should hold.
const EXPECTED: &str = "a NumPy archive with float32 or float64 arrays of shape [784, 100] and [100, 10], and [100] and \
                        [10] if there are biases";

/// What was found, and what was expected.
pub(crate) struct Wrong {
    pub(crate) found: String,
    pub(crate) expected: String,
}

fn wrong(found: impl Into<String>) -> Wrong {
    Wrong { found: found.into(), expected: EXPECTED.to_owned() }
}

/// An array of an archive.
struct NumpyArray {
    shape: Vec<usize>,
    /// Column by column?
    fortran: bool,
    values: Vec<f32>,
}

/// The two layers in the bytes of an archive; zeros for biases that it lacks. All values are numbers.
pub(crate) fn layers(archive: &[u8]) -> Result<[Dense; 2], Wrong> {
    let mut layers = [Dense::zeros(PIXELS, HIDDEN), Dense::zeros(HIDDEN, CLASSES)];
    let mut seen: Vec<Vec<usize>> = Vec::new();
    for (name, bytes) in entries(archive)? {
        let array = array(&bytes).map_err(|found| wrong(format!("{name:?}: {found}")))?;
        if let Some(value) = array.values.iter().find(|value| !value.is_finite()) {
            return Err(wrong(format!("{name:?} with the value {value}")));
        }
        if seen.contains(&array.shape) {
            return Err(wrong(format!("two arrays of shape {:?}", array.shape)));
        }
        seen.push(array.shape.clone());
        array.put_into(&mut layers).map_err(|shape| wrong(format!("{name:?} of shape {shape:?}")))?;
    }
    for shape in [[PIXELS, HIDDEN], [HIDDEN, CLASSES]] {
        if !seen.iter().any(|seen| *seen == shape) {
            return Err(wrong(format!("no array of shape {shape:?}")));
        }
    }
    Ok(layers)
}

/// Name and bytes of all files of the archive.
fn entries(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Wrong> {
    let broken = |error: &dyn std::fmt::Display| wrong(format!("a broken zip archive ({error})"));
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).map_err(|error| broken(&error))?;
    if zip.len() > MOST_ARRAYS {
        return Err(wrong(format!("a zip archive of {} files", zip.len())));
    }
    let mut entries = Vec::new();
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(|error| broken(&error))?;
        let name = file.name().map_err(|error| broken(&error))?.into_owned();
        let mut bytes = Vec::new();
        file.take(LARGEST_ARRAY + 1).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 > LARGEST_ARRAY {
            return Err(wrong(format!("{name:?} of more than 2 MiB")));
        }
        entries.push((name, bytes));
    }
    Ok(entries)
}

/// Reads the .npy format. The error says what was found.
fn array(bytes: &[u8]) -> Result<NumpyArray, String> {
    let body = bytes.strip_prefix(b"\x93NUMPY").ok_or("no NumPy array")?;
    let [major, _minor, rest @ ..] = body else { return Err("no whole NumPy array".to_owned()) };
    let (length, rest) = match (major, rest) {
        (1, [a, b, rest @ ..]) => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        (2 | 3, [a, b, c, d, rest @ ..]) => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
        _ => return Err(format!("a NumPy array of format version {major}")),
    };
    let (header, data) = rest.split_at_checked(length).ok_or("no whole NumPy array")?;
    let header = std::str::from_utf8(header).map_err(|_| "a NumPy array with a broken header")?;
    let shape = shape(header).ok_or("a NumPy array without a shape")?;
    let fortran = match entry(header, "fortran_order") {
        Some(value) if value.starts_with("True") => true,
        Some(value) if value.starts_with("False") => false,
        _ => return Err("a NumPy array that doesn't say its order".to_owned()),
    };
    let kind = entry(header, "descr").and_then(|value| value.strip_prefix('\'')?.split('\'').next());
    let values = values(kind.unwrap_or("structured"), data)?;
    if shape.iter().try_fold(1usize, |count, side| count.checked_mul(*side)) != Some(values.len()) {
        return Err(format!("{} numbers for the shape {shape:?}", values.len()));
    }
    Ok(NumpyArray { shape, fortran, values })
}

/// What follows a key of the header, which is a Python dictionary.
fn entry<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, after) = header.split_once(&format!("'{key}':"))?;
    Some(after.trim_start())
}

fn shape(header: &str) -> Option<Vec<usize>> {
    let (sides, _) = entry(header, "shape")?.strip_prefix('(')?.split_once(')')?;
    sides.split(',').map(str::trim).filter(|side| !side.is_empty()).map(|side| side.parse().ok()).collect()
}

/// The numbers, whichever end their bytes begin with.
fn values(kind: &str, data: &[u8]) -> Result<Vec<f32>, String> {
    let (fours, eights) = (data.as_chunks::<4>(), data.as_chunks::<8>());
    let (values, rest): (Vec<f32>, _) = match kind {
        "<f4" => (fours.0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(), fours.1),
        ">f4" => (fours.0.iter().map(|bytes| f32::from_be_bytes(*bytes)).collect(), fours.1),
        "<f8" => (eights.0.iter().map(|bytes| f64::from_le_bytes(*bytes) as f32).collect(), eights.1),
        ">f8" => (eights.0.iter().map(|bytes| f64::from_be_bytes(*bytes) as f32).collect(), eights.1),
        _ => return Err(format!("a NumPy array of type {kind:?}")),
    };
    if rest.is_empty() { Ok(values) } else { Err("a NumPy array cut in the middle of a number".to_owned()) }
}

impl NumpyArray {
    /// Puts the array where its shape belongs. The error is the shape, if it belongs nowhere.
    fn put_into(self, [hidden, output]: &mut [Dense; 2]) -> Result<(), Vec<usize>> {
        let Self { shape, fortran, values } = self;
        let place: &mut Dense = match shape.as_slice() {
            [PIXELS, HIDDEN] | [HIDDEN] => hidden,
            [HIDDEN, CLASSES] | [CLASSES] => output,
            _ => return Err(shape),
        };
        if let [rows, columns] = *shape.as_slice() {
            let array = Array2::from_shape_vec((rows, columns).set_f(fortran), values).map_err(|_| shape)?;
            place.weights.assign(&array);
        } else {
            place.biases = Array1::from_vec(values);
        }
        Ok(())
    }
}
