//! The network with FitzHugh-Nagumo neurons inside.

use super::dense::Dense;
use super::fhn_layer::FhnLayer;

/// A network whose hidden layer is a hundred FitzHugh-Nagumo neurons: 784-100-10.
#[derive(Clone, Debug, PartialEq)]
pub struct FhnNetwork {
    /// 784 pixels to what the neurons receive.
    pub hidden: Dense,
    /// The neurons.
    pub layer: FhnLayer,
    /// What is read of the neurons to ten logits.
    pub output: Dense,
}
