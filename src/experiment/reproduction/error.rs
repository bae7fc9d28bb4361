//! Failures of a reproduction.

use crate::control::Stopped;
use crate::dataset::{ClassCount, DataError};
use crate::experiment::paper::CLASSES;
use crate::network::TrainingError;
use crate::neuron::{ParameterError, SimulationError};

/// Why the paper could not be reproduced.
#[derive(Debug, thiserror::Error)]
pub enum ReproductionError {
    /// A network could not be trained.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// Neurons could not be simulated, or the work was stopped.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A setting is out of its range.
    #[error(transparent)]
    Setting(#[from] ParameterError),
    /// The images have another number of classes than the paper's.
    #[error("the paper has {} classes, the digits; these images have {}", CLASSES, .0.get())]
    Classes(ClassCount),
    /// A search needs networks like the paper's.
    #[error("none of {trained} plain networks is as accurate as the paper's: train more of them, or for longer")]
    FewNetworks {
        /// Networks that were trained.
        trained: usize,
    },
    /// There are too few images.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl From<Stopped> for ReproductionError {
    fn from(stopped: Stopped) -> Self {
        Self::Simulation(stopped.into())
    }
}

impl ReproductionError {
    /// Whether the work was stopped, which is no failure.
    pub fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Simulation(SimulationError::Stopped(_))
                | Self::Training(TrainingError::Simulation(SimulationError::Stopped(_)))
        )
    }
}
