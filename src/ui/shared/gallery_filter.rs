//! Which thumbnails of the test set a person asks for.

use crate::dataset::Class;

/// Which pictures are of interest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    /// All of them.
    #[default]
    All,
    /// Those that the winner gets wrong.
    Wrong,
    /// Those to which winner, mean, last state and plain network say different digits.
    Disputed,
}

impl Only {
    /// All, as listed.
    pub(crate) const ALL: [Self; 3] = [Self::All, Self::Wrong, Self::Disputed];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Wrong => "wrong",
            Self::Disputed => "rules disagree",
        }
    }

    /// What it is, in a sentence.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::All => "Every picture, whatever was made of it.",
            Self::Wrong => "Those whose longest winner is not their label.",
            Self::Disputed => {
                "Those to which longest winner, largest mean, last state and plain network do not all say the same digit."
            }
        }
    }
}

/// Which pictures are shown, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Those of this digit.
    pub(crate) label: Option<Class>,
    /// Those taken for this digit.
    pub(crate) answer: Option<Class>,
    /// What is of interest.
    pub(crate) only: Only,
    /// The smallest margin first: the most ambiguous ones. Otherwise as in the set.
    pub(crate) by_margin: bool,
}
