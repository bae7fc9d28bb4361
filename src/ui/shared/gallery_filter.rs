//! Which thumbnails of the test set a person asks for.

use crate::dataset::{Class, ClassCount};

/// Which images are of interest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    /// All of them.
    #[default]
    All,
    /// Those that the winner gets wrong.
    Wrong,
    /// Those to which winner, mean, last state and plain network give different answers.
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
            Self::All => "Every image, whatever the answer.",
            Self::Wrong => "Those whose longest winner is not their label.",
            Self::Disputed => {
                "Those to which longest winner, largest mean, last state and plain network do not all give the same answer."
            }
        }
    }
}

/// Which images are shown, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Those of this class.
    pub(crate) label: Option<Class>,
    /// Those with this answer.
    pub(crate) answer: Option<Class>,
    /// What is of interest.
    pub(crate) only: Only,
    /// The smallest margin first: the most ambiguous ones. Otherwise as in the set.
    pub(crate) by_margin: bool,
}

impl Filter {
    /// The same without a wish for a class that there is not.
    pub(crate) fn without_classes_beyond(self, classes: ClassCount) -> Self {
        let there = |class: Option<Class>| class.filter(|class| classes.contains(*class));
        Self { label: there(self.label), answer: there(self.answer), ..self }
    }
}
