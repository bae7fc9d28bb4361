//! The tabs.

use serde::{Deserialize, Serialize};

/// The tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    /// An image, the neurons, the answer.
    #[default]
    Run,
    /// Training.
    Train,
    /// The paper, recomputed; and the network of the Run tab under the lens.
    Paper,
}

impl Tab {
    /// All, from left to right.
    pub(crate) const ALL: [Self; 3] = [Self::Run, Self::Train, Self::Paper];

    /// As the tab says.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Run => "Run",
            Self::Train => "Train",
            Self::Paper => "Paper",
        }
    }
}
