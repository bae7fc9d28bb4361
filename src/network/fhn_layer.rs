//! The network with FitzHugh-Nagumo neurons inside: current in, x out.

use serde::{Deserialize, Serialize};

use super::dense::Dense;
use crate::fhn::{Control, Epsilon, ParameterError, parameter};

parameter! {
    /// The factor gamma between a neuron's input and its current; dimensionless.
    Gamma, "gamma", -10.0, 10.0, -0.5
}

/// How a neuron's input z becomes its current.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coupling {
    /// I = gamma tanh(z), as in the paper.
    #[default]
    Transplant,
    /// I = gamma tanh(z / 2), read as h = (1 - (x + a) / gamma) / 2.
    Calibrated,
}

/// What the hidden layer's neurons have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FhnLayer {
    /// Time scale of the activator.
    pub epsilon: Epsilon,
    /// a.
    pub control: Control,
    /// gamma.
    pub gamma: Gamma,
    /// From z to current.
    pub coupling: Coupling,
}

/// A network whose hidden layer is a hundred FitzHugh-Nagumo neurons.
#[derive(Clone, Debug, PartialEq)]
pub struct FhnNetwork {
    /// 784 pixels to the inputs z of the hundred neurons.
    pub hidden: Dense,
    /// The neurons.
    pub layer: FhnLayer,
    /// The hundred outputs to ten logits.
    pub output: Dense,
}
