//! The network with FitzHugh-Nagumo neurons inside.

use ndarray::Array2;

use super::ann::PlainNetwork;
use super::dense::{Dense, Layers};
use super::fhn_layer::FhnLayer;
use super::readout::Readout;
use crate::digit::{DigitImage, DigitSet, PIXELS};

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

impl FhnNetwork {
    /// The plain network with its sigmoids replaced by the neurons of `layer`: the paper's section 3, or its calibrated
    /// form.
    pub fn transplant(plain: &PlainNetwork, layer: FhnLayer) -> Self {
        Self { hidden: plain.hidden.clone(), layer, output: plain.output.clone() }
    }

    /// Its output layer behind its neurons.
    pub fn readout(&self) -> Readout {
        Readout::new(&self.layer, &self.output.weights.view(), &self.output.biases.view())
    }

    /// What the neurons receive for every picture of a set, shape [pictures, 100].
    pub fn inputs(&self, pictures: &DigitSet) -> Array2<f32> {
        Layers { hidden: self.hidden.clone(), output: self.output.clone() }.hidden_input(pictures, self.layer.pixels())
    }

    /// The drives of the neurons for every picture of a set, shape [pictures, 100].
    pub fn drives(&self, pictures: &DigitSet) -> Array2<f32> {
        self.layer.drives(&self.inputs(pictures))
    }

    /// The drives of the neurons for one picture, 100 of them.
    pub fn drives_of(&self, picture: &DigitImage) -> Vec<f32> {
        let pixels = self.layer.pixels();
        let row = Array2::from_shape_fn((1, PIXELS), |(_, pixel)| pixels.value(picture.pixels()[pixel]));
        self.hidden.apply(&row.view()).iter().map(|z| self.layer.drive(*z)).collect()
    }
}
