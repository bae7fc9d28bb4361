//! Training set and test set.

use std::fmt;

/// One of the two sets of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The set that networks are trained on.
    Train,
    /// The set that they are tested on.
    Test,
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Train => "training",
            Self::Test => "test",
        })
    }
}
