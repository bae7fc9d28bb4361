//! The parameters that have sliders.

use serde::{Deserialize, Serialize};

use crate::network::Gamma;
use crate::neuron::{ControlParameter, Epsilon, SynapticTime};

/// The values of the sliders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Gain of the current.
    pub gamma: Gamma,
    /// Control parameter.
    pub a: ControlParameter,
    /// Time scale.
    pub epsilon: Epsilon,
    /// Time constant of the synapses from the neurons to the outputs.
    pub synapse: SynapticTime,
}

/// A parameter with a slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// Gain of the current.
    Gamma,
    /// Control parameter a.
    A,
    /// Time scale.
    Epsilon,
    /// Time constant tau_s.
    Synapse,
}

/// For each [`Parameter`] what its last edit was told.
pub(crate) type Hints = [Option<String>; 4];
