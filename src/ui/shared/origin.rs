//! Where the image that is read came from.

use std::sync::Arc;

use crate::dataset::Class;

/// Where the image came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Origin {
    /// There is none.
    #[default]
    Nothing,
    /// Drawn on the canvas.
    Drawn,
    /// From a test set.
    Test(TestImage),
    /// A picture file.
    File {
        /// Its name, without the folder.
        name: String,
    },
}

/// An image of a test set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TestImage {
    /// Which image.
    pub(crate) index: usize,
    /// Its class.
    pub(crate) label: Class,
    /// The class within a sentence: "a 7", or a name.
    pub(crate) shows: String,
    /// The fingerprint of the set.
    pub(crate) data: Arc<str>,
}

impl Origin {
    /// In a few words.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Nothing => "nothing yet".to_owned(),
            Self::Drawn => "drawn".to_owned(),
            Self::Test(image) => format!("test {}, {}", image.index, image.shows),
            Self::File { name } => name.clone(),
        }
    }

    /// The image of a test set that it is.
    pub(crate) fn test_image(&self) -> Option<&TestImage> {
        match self {
            Self::Test(image) => Some(image),
            _ => None,
        }
    }
}
