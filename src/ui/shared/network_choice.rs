//! The networks that a person chooses from.

use serde::{Deserialize, Serialize};

use crate::network::Coupling;

/// Which network is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NetworkChoice {
    /// The plain network with its sigmoids replaced, as in the paper.
    Transplant,
    /// The same with currents and readout scaled so that the time mean is the sigmoid.
    Calibrated,
    /// Trained with the neurons inside; where there is none, the transplant is used.
    #[default]
    Trained,
}

impl NetworkChoice {
    /// All, as listed.
    pub(crate) const ALL: [Self; 3] = [Self::Transplant, Self::Calibrated, Self::Trained];

    /// As the window calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Transplant => "Transplant",
            Self::Calibrated => "Calibrated",
            Self::Trained => "Trained with FHN",
        }
    }

    /// What it is, in a sentence or two.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Transplant => {
                "The paper's experiment: a plain network, trained with sigmoids, whose sigmoids are replaced by \
                 neurons. I = gamma tanh(z), and the output layer receives x."
            }
            Self::Calibrated => {
                "The same weights, but I = gamma tanh(z/2), read as (1 − (x + a)/gamma)/2. The time mean of what is read \
                 is then exactly the sigmoid that the network was trained with."
            }
            Self::Trained => "A network whose weights were found with FitzHugh-Nagumo neurons in its hidden layer.",
        }
    }

    /// The coupling of a plain network's neurons; `None` if the network brings its own.
    pub(crate) fn coupling(self) -> Option<Coupling> {
        match self {
            Self::Transplant => Some(Coupling::Transplant),
            Self::Calibrated => Some(Coupling::Calibrated),
            Self::Trained => None,
        }
    }
}
