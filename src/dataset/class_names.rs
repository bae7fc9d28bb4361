//! Names of the ten classes of a set, where they are not digits.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{CLASSES, Class};

/// The longest name of a class, in characters.
const LONGEST_NAME: usize = 40;
/// The file of a data folder that has them.
pub const CLASSES_FILE: &str = "classes.txt";

/// A name for each of the ten labels, all different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ClassNames([String; CLASSES]);

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
    /// They are not ten names.
    #[error("{file}: {problem}; expected ten different names, one a line, that of label 0 first")]
    Names {
        /// Which file, or where they stand.
        file: String,
        /// The problem.
        problem: String,
    },
}

impl ClassNames {
    /// These names, that of label 0 first.
    ///
    /// # Errors
    /// What is wrong with them: not ten, an empty one, a long one, or two that are equal.
    pub fn new(names: Vec<String>) -> Result<Self, String> {
        let names: [String; CLASSES] =
            names.try_into().map_err(|names: Vec<_>| format!("found {} names", names.len()))?;
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

    /// The name of this label's class.
    pub fn of(&self, label: Class) -> &str {
        &self.0[label.index()]
    }

    /// All, that of label 0 first.
    pub fn all(&self) -> &[String; CLASSES] {
        &self.0
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
        names.0.into()
    }
}
