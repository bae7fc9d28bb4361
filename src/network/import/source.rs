//! Files with arrays of other programs: first what arrays they have, then the values of those that are wanted.

use std::fmt::Display;
use std::io::{Cursor, Read};

use ndarray::{Array2, ShapeBuilder};
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;
use zip::ZipArchive;

use super::arrangement::EXPECTED;
use super::array::{ArrayInfo, Float, NumberType};
use super::npy::{self, LONGEST_HEADER, MAGIC};
use super::wrong::Wrong;

/// The most arrays that are looked at. Four are wanted.
const MOST_ARRAYS: usize = 256;

fn wrong(found: impl Into<String>) -> Wrong {
    Wrong { found: found.into(), expected: EXPECTED.to_owned() }
}

/// The arrays of a file.
pub(super) struct Source<'a> {
    arrays: Vec<ArrayInfo>,
    file: Container<'a>,
}

enum Container<'a> {
    Numpy {
        zip: Box<ZipArchive<Cursor<&'a [u8]>>>,
        /// For each array its place in the archive, and at which of its bytes the numbers begin.
        places: Vec<(usize, usize)>,
    },
    /// The bytes of each tensor.
    Tensors(Vec<&'a [u8]>),
}

impl<'a> Source<'a> {
    /// The arrays in these bytes, without their values.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Wrong> {
        if bytes.starts_with(b"PK") { Self::numpy(bytes) } else { Self::tensors(bytes) }
    }

    /// What the file is.
    pub(super) fn name(&self) -> &'static str {
        match self.file {
            Container::Numpy { .. } => "a NumPy archive",
            Container::Tensors(_) => "a safetensors file of another program",
        }
    }

    /// All arrays, those that are not of floating-point numbers too.
    pub(super) fn arrays(&self) -> &[ArrayInfo] {
        &self.arrays
    }

    fn tensors(bytes: &'a [u8]) -> Result<Self, Wrong> {
        let file = SafeTensors::deserialize(bytes).map_err(|error| wrong(error.to_string()))?;
        let mut tensors = file.tensors();
        check_count(tensors.len())?;
        tensors.sort_by(|a, b| a.0.cmp(&b.0));
        let arrays = tensors.iter().map(|(name, view)| ArrayInfo {
            name: name.clone(),
            shape: view.shape().to_vec(),
            fortran: false,
            numbers: number_type(view.dtype()),
            kind: format!("{:?}", view.dtype()),
        });
        Ok(Self {
            arrays: arrays.collect(),
            file: Container::Tensors(tensors.iter().map(|(_, view)| view.data()).collect()),
        })
    }

    fn numpy(bytes: &'a [u8]) -> Result<Self, Wrong> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        check_count(zip.len())?;
        if let Some(program) = zip.file_names().find_map(|name| other_program(&name.ok()?)) {
            return Err(wrong(program));
        }
        let (mut arrays, mut places) = (Vec::new(), Vec::new());
        for index in 0..zip.len() {
            let (name, head) = head(&mut zip, index)?;
            if !head.starts_with(MAGIC) && !is_array(&name) {
                continue;
            }
            let shown = name.strip_suffix(".npy").unwrap_or(&name);
            let (array, begin) = npy::info(shown, &head).map_err(|found| wrong(format!("{shown:?}: {found}")))?;
            arrays.push(array);
            places.push((index, begin));
        }
        Ok(Self { arrays, file: Container::Numpy { zip: Box::new(zip), places } })
    }

    /// The values of an array as a matrix; a list becomes one of one row.
    pub(super) fn values(&mut self, index: usize) -> Result<Array2<f32>, Wrong> {
        let array = &self.arrays[index];
        let wrong = |what: &str| wrong(format!("{array}: {what}"));
        let (Some(count), Some(numbers)) = (array.count(), array.numbers) else {
            return Err(wrong("no floating-point numbers"));
        };
        let bytes = match &mut self.file {
            Container::Tensors(tensors) => tensors[index].to_vec(),
            Container::Numpy { zip, places } => data(zip, places[index], count * numbers.width())?,
        };
        let values = numbers.read(&bytes);
        if bytes.len() > count * numbers.width() {
            return Err(wrong(&format!("more than {count} numbers")));
        }
        if values.len() < count {
            return Err(wrong(&format!("{} numbers, not {count}", values.len())));
        }
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(wrong(&format!("the value {value}")));
        }
        let shape = array.matrix().map_or((1, count), |[rows, columns]| (rows, columns));
        Array2::from_shape_vec(shape.set_f(array.fortran), values).map_err(|error| wrong(&error.to_string()))
    }
}

/// Whether a file of an archive should be an array; Macs put a twin of another sort beside each file.
fn is_array(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.strip_suffix(".npy").is_some() && !file.starts_with("._")
}

/// Other zip archives with networks, by the name of a file in them.
fn other_program(name: &str) -> Option<&'static str> {
    match name.rsplit('/').next()? {
        "data.pkl" => Some(
            "a PyTorch file of pickled objects (safetensors.torch.save_file(model.state_dict(), ...) writes one that can be read)",
        ),
        "model.weights.h5" => {
            Some("a Keras file (numpy.savez(\"weights.npz\", *model.get_weights()) writes one that can be read)")
        }
        _ => None,
    }
}

fn check_count(count: usize) -> Result<(), Wrong> {
    if count > MOST_ARRAYS { Err(wrong(format!("{count} arrays, more than {MOST_ARRAYS}"))) } else { Ok(()) }
}

fn broken(error: &dyn Display) -> Wrong {
    wrong(format!("a broken zip archive ({error})"))
}

/// The name of a file of the archive and its beginning, enough for a header.
fn head(zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<(String, Vec<u8>), Wrong> {
    let file = zip.by_index(index).map_err(|error| broken(&error))?;
    let name = file.name().map_err(|error| broken(&error))?.into_owned();
    let mut bytes = Vec::new();
    file.take(LONGEST_HEADER as u64).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    Ok((name, bytes))
}

/// The numbers of a file of the archive: one byte more than wanted where there are more. At its end the archive's checksum
/// is compared.
fn data(zip: &mut ZipArchive<Cursor<&[u8]>>, (index, begin): (usize, usize), wanted: usize) -> Result<Vec<u8>, Wrong> {
    let file = zip.by_index(index).map_err(|error| broken(&error))?;
    let mut bytes = Vec::new();
    file.take((begin + wanted + 1) as u64).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    Ok(bytes.split_off(begin.min(bytes.len())))
}

fn number_type(dtype: Dtype) -> Option<NumberType> {
    let float = match dtype {
        Dtype::F16 => Float::F16,
        Dtype::BF16 => Float::BF16,
        Dtype::F32 => Float::F32,
        Dtype::F64 => Float::F64,
        _ => return None,
    };
    Some(NumberType { float, big_endian: false })
}
