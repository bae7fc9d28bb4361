//! How the neurons are arranged and coloured.

use serde::{Deserialize, Serialize};

/// In which order the neurons stand on the wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// As in the network.
    #[default]
    Index,
    /// From the lowest current to the highest.
    Current,
    /// By the weight on the output of the answer, the largest first.
    Weight,
    /// Those that oscillate first.
    Regime,
    /// By what they add to the answer's lead over the second class, in the time mean.
    Contribution,
}

impl Order {
    /// All, as listed.
    pub(crate) const ALL: [Self; 5] = [Self::Index, Self::Current, Self::Regime, Self::Weight, Self::Contribution];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Current => "current",
            Self::Weight => "weight",
            Self::Regime => "regime",
            Self::Contribution => "contribution",
        }
    }

    /// What it is, in a sentence.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Index => "As in the network.",
            Self::Current => "From the lowest drive to the highest: c = a + I, or the current of other models.",
            Self::Regime => "Those that oscillate first.",
            Self::Weight => "By their weight on the output of the answer, the largest first.",
            Self::Contribution => {
                "By what each adds, in the time mean, to the lead of the answer's output over that of the second class: \
                 positive contributions first, negative ones last."
            }
        }
    }
}

/// What the colours on the wall mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colouring {
    /// Whether a neuron oscillates or rests.
    #[default]
    Regime,
    /// Its activator x at the moment.
    X,
}

impl Colouring {
    /// All, as listed.
    pub(crate) const ALL: [Self; 2] = [Self::Regime, Self::X];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Regime => "regime",
            Self::X => "x",
        }
    }
}
