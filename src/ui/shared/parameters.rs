//! The three sliders.

use serde::{Deserialize, Serialize};

use crate::network::Gamma;
use crate::neuron::{ControlParameter, Epsilon};

/// The three sliders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Gain of the current.
    pub gamma: Gamma,
    /// Control parameter.
    pub a: ControlParameter,
    /// Time scale.
    pub epsilon: Epsilon,
}

/// One of the three sliders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// Gain of the current.
    Gamma,
    /// Control parameter a.
    A,
    /// Time scale.
    Epsilon,
}
