//! Names of the classes of a set, where they are not digits.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Class, ClassCount};
use crate::file::shown;

/// The longest name of a class, in characters.
const LONGEST_NAME: usize = 40;
/// More bytes than names take.
const LONGEST_FILE: u64 = 1 << 20;
/// The file of a data folder that has them.
pub const CLASSES_FILE: &str = "classes.txt";

/// A name for each of 2 to 256 classes, all different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ClassNames(Vec<String>);

/// Invalid names of classes. One line.
#[derive(Debug, thiserror::Error)]
pub enum ClassesError {
    /// The operating system failed.
    #[error("{file} can't be read: {cause}")]
    Read {
        /// Which file.
        file: String,
        /// Why not.
        cause: std::io::Error,
    },
    /// They are not names of classes.
    #[error("{file}: {problem}; expected 2 to 256 different names, one a line, that of the first label first")]
    Names {
        /// Which file, or where they stand.
        file: String,
        /// The problem.
        problem: String,
    },
    /// They are not as many as the labels.
    #[error("{file}: found {names} names, expected {expected}, one for each of the labels {first} to {last}")]
    Count {
        /// Which file.
        file: String,
        /// Names in it.
        names: usize,
        /// Classes that have labels.
        expected: usize,
        /// The first label.
        first: u8,
        /// The highest label in the data.
        last: i32,
    },
}

impl ClassNames {
    /// These names, that of label 0 first.
    ///
    /// # Errors
    /// Not 2 to 256 names, an empty one, a long one, or two that are equal.
    pub fn new(names: Vec<String>) -> Result<Self, String> {
        if ClassCount::new(names.len()).is_none() {
            return Err(format!("found {} names", names.len()));
        }
        for (index, name) in names.iter().enumerate() {
            if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
                return Err(format!("found {name:?} as the name of label {index}"));
            }
            if names[..index].contains(name) {
                return Err(format!("found {name:?} twice"));
            }
        }
        Ok(Self(names))
    }

    /// Those of a file with one name a line: UTF-8 or UTF-16, with a byte order mark or without.
    ///
    /// # Errors
    /// [`ClassesError`].
    pub fn read(path: &Path) -> Result<Self, ClassesError> {
        let file = shown(path);
        let wrong = |problem| ClassesError::Names { file: file.clone(), problem };
        let bytes = start_of(path).map_err(|cause| ClassesError::Read { file: file.clone(), cause })?;
        let text =
            decoded(&bytes).ok_or_else(|| wrong("found bytes that are no text in UTF-8 or UTF-16".to_owned()))?;
        // Old Macs end lines by \r alone.
        let lines = text.split(['\r', '\n']).map(|line| line.trim().to_owned());
        Self::new(lines.filter(|line| !line.is_empty()).collect()).map_err(wrong)
    }

    /// Numbers for names, from `first` on: the labels of files that don't count them from 0.
    pub(super) fn numbers(first: u8, count: ClassCount) -> Self {
        let first = usize::from(first);
        Self((first..first + count.get()).map(|number| number.to_string()).collect())
    }

    /// Those of EMNIST's file `emnist-letters-mapping.txt` and its like, one line a label: the label and the character codes
    /// of what it stands for. `None` if the file is none such.
    pub(super) fn of_mapping(path: &Path) -> Option<Self> {
        let text = decoded(&start_of(path).ok()?)?;
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let name = |line: &str| {
            let codes = line.split_whitespace().skip(1).map(|code| code.parse().ok().and_then(char::from_u32));
            codes.collect::<Option<String>>()
        };
        Self::new(lines.map(name).collect::<Option<_>>()?).ok()
    }

    /// What images of this class show.
    ///
    /// # Panics
    /// If the class is not below [`ClassNames::count`].
    pub fn of(&self, label: Class) -> &str {
        &self.0[label.index()]
    }

    /// All, that of label 0 first.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    /// How many classes have a name.
    pub fn count(&self) -> ClassCount {
        #[allow(clippy::expect_used, clippy::missing_panics_doc, reason = "the constructor takes no other number")]
        ClassCount::new(self.0.len()).expect("2 to 256 names")
    }
}

impl TryFrom<Vec<String>> for ClassNames {
    type Error = String;

    fn try_from(names: Vec<String>) -> Result<Self, String> {
        Self::new(names)
    }
}

impl From<ClassNames> for Vec<String> {
    fn from(names: ClassNames) -> Self {
        names.0
    }
}

/// As much of a file as is looked at.
fn start_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a file. UTF-16 without a mark is told by the zeros in every second byte of Western text.
fn decoded(bytes: &[u8]) -> Option<String> {
    let zeros_at = |parity: usize| !bytes.is_empty() && bytes.iter().skip(parity).step_by(2).all(|byte| *byte == 0);
    match bytes {
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8(text.to_vec()).ok(),
        [0xFF, 0xFE, text @ ..] => utf16(text, u16::from_le_bytes),
        [0xFE, 0xFF, text @ ..] => utf16(text, u16::from_be_bytes),
        text if zeros_at(1) && text.len() > 1 => utf16(text, u16::from_le_bytes),
        text if zeros_at(0) => utf16(text, u16::from_be_bytes),
        text => String::from_utf8(text.to_vec()).ok(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}
