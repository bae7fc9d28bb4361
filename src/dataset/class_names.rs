//! Names of the classes of a set, where they are not digits.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Class, ClassCount};

/// The longest name of a class, in characters.
const LONGEST_NAME: usize = 40;
/// The file of a data folder that has them.
pub const CLASSES_FILE: &str = "classes.txt";

/// A name for each of 2 to 256 classes, all different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ClassNames(Vec<String>);

/// Why names of classes can't be used. One line.
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
    #[error("{file}: {problem}; expected 2 to 256 different names, one a line, that of label 0 first")]
    Names {
        /// Which file, or where they stand.
        file: String,
        /// What was found.
        problem: String,
    },
}

impl ClassNames {
    /// These names, that of label 0 first.
    ///
    /// # Errors
    /// What is wrong with them: not 2 to 256, an empty one, a long one, or two that are equal.
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

    /// Those of a data folder, `None` if it has no file of that name.
    ///
    /// # Errors
    /// [`ClassesError`].
    pub fn of_folder(folder: &Path) -> Result<Option<Self>, ClassesError> {
        let path = folder.join(CLASSES_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let file = path.display().to_string();
        let text = fs::read_to_string(&path).map_err(|cause| ClassesError::Read { file: file.clone(), cause })?;
        let names = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        Self::new(names).map(Some).map_err(|problem| ClassesError::Names { file, problem })
    }

    /// What images with this label show.
    ///
    /// # Panics
    /// If the label is not below [`ClassNames::count`].
    pub fn of(&self, label: Class) -> &str {
        &self.0[label.index()]
    }

    /// All, that of label 0 first.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    /// How many classes have a name.
    pub fn count(&self) -> ClassCount {
        #[allow(clippy::expect_used, reason = "the constructor takes no other number")]
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
