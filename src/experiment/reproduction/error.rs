//! Failures of a reproduction.

use crate::control::Stopped;
use crate::dataset::DataError;
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
