//! The units of the hidden layer: sigmoids, rectifiers, or neurons behind a coupling.

use serde::{Deserialize, Serialize};

use super::fhn_layer::FhnLayer;
use super::neuron_layer::NeuronLayer;
use super::preprocessing::InputTransform;
use crate::neuron::Observable;

/// 1 / (1 + exp(-z)); 0 and 1 far out, never beyond.
#[inline]
pub fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

/// Units h = sigmoid(z), as in a plain network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sigmoid;

/// Units h = max(z, 0), of networks trained elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relu;

/// A network whose units are no sigmoids, which neurons are to take the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a network with ReLU units; expected one with sigmoids (or tanh): neurons take the place of sigmoids only")]
pub struct NotSigmoid;

/// The units of a hidden layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    /// h = sigmoid(z).
    #[default]
    Sigmoid,
    /// h = max(z, 0).
    Relu,
    /// FitzHugh-Nagumo neurons.
    Fhn(FhnLayer),
    /// Calibrated neurons of any model.
    Neurons(NeuronLayer),
}

impl Units {
    /// The settings of the neurons, if these are FitzHugh-Nagumo neurons.
    pub fn fhn(&self) -> Option<FhnLayer> {
        match self {
            Self::Sigmoid | Self::Relu | Self::Neurons(_) => None,
            Self::Fhn(layer) => Some(*layer),
        }
    }

    /// The settings of the neurons, if these are calibrated neurons of a model by its name.
    pub fn neurons(&self) -> Option<NeuronLayer> {
        if let Self::Neurons(layer) = self { Some(*layer) } else { None }
    }

    /// Whether neurons may take the place of these units, or are there already.
    ///
    /// # Errors
    /// [`NotSigmoid`] if they can't.
    pub fn check_transplant(&self) -> Result<(), NotSigmoid> {
        if *self == Self::Relu { Err(NotSigmoid) } else { Ok(()) }
    }
}

impl FhnLayer {
    /// What the output layer receives of each neuron: x or sigmoid(x), through a synapse.
    pub fn observable(&self) -> Observable {
        Observable { signal: self.uses_sigmoid().then_some(sigmoid as fn(f32) -> f32), synapse: self.synapse }
    }
}

impl From<Sigmoid> for Units {
    fn from(_: Sigmoid) -> Self {
        Self::Sigmoid
    }
}

impl From<NeuronLayer> for Units {
    fn from(layer: NeuronLayer) -> Self {
        Self::Neurons(layer)
    }
}

impl From<FhnLayer> for Units {
    fn from(layer: FhnLayer) -> Self {
        Self::Fhn(layer)
    }
}

/// Units that decide what the input layer makes of a pixel.
pub trait HasInputTransform {
    /// What it makes of it.
    fn input_transform(&self) -> InputTransform;

    /// Whether these are rectifiers; as a plain network, all others are read with sigmoids.
    fn is_rectified(&self) -> bool {
        false
    }
}

impl HasInputTransform for Sigmoid {
    fn input_transform(&self) -> InputTransform {
        InputTransform::Linear
    }
}

impl HasInputTransform for FhnLayer {
    fn input_transform(&self) -> InputTransform {
        FhnLayer::input_transform(self)
    }
}

impl HasInputTransform for Units {
    fn input_transform(&self) -> InputTransform {
        self.fhn().map_or(InputTransform::Linear, |layer| layer.input_transform())
    }

    fn is_rectified(&self) -> bool {
        *self == Self::Relu
    }
}
