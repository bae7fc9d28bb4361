//! Where the digit that is read came from.

use crate::dataset::Class;

/// Where the digit came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Origin {
    /// There is none.
    #[default]
    Nothing,
    /// Drawn on the canvas.
    Drawn,
    /// From the test set.
    Test {
        /// Which picture.
        index: usize,
        /// What it shows.
        label: Class,
    },
    /// A picture file.
    File {
        /// Its name, without the folder.
        name: String,
    },
}

impl Origin {
    /// In a few words.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Nothing => "nothing yet".to_owned(),
            Self::Drawn => "drawn".to_owned(),
            Self::Test { index, label } => format!("test {index}, a {label}"),
            Self::File { name } => name.clone(),
        }
    }

    /// The true digit, if it is known.
    pub(crate) fn label(&self) -> Option<Class> {
        match self {
            Self::Test { label, .. } => Some(*label),
            _ => None,
        }
    }
}
