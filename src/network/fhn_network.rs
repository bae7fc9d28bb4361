//! The network with FitzHugh-Nagumo neurons inside.

use ndarray::Array2;

use super::HIDDEN;
use super::ann::PlainNetwork;
use super::dense::{Dense, Layers};
use super::encoding::ImageEncoding;
use super::fhn_layer::FhnLayer;
use super::preprocessing::Preprocessing;
use super::readout::Readout;
use crate::dataset::ImageSet;
use crate::image::InputImage;

/// A network whose hidden layer is a hundred FitzHugh-Nagumo neurons: 784-100-10.
#[derive(Clone, Debug, PartialEq)]
pub struct FhnNetwork {
    /// 784 pixels to what the neurons receive.
    pub hidden: Dense,
    /// The neurons.
    pub layer: FhnLayer,
    /// What is read of the neurons to ten logits.
    pub output: Dense,
    /// What is done to a picture before the network sees it.
    pub normalisation: Preprocessing,
}

impl FhnNetwork {
    /// These layers around neurons of `layer`.
    pub fn new(Layers { hidden, output, normalisation }: Layers, layer: FhnLayer) -> Self {
        Self { hidden, layer, output, normalisation }
    }

    /// The plain network with its sigmoids replaced by the neurons of `layer`: the paper's section 3, or its calibrated
    /// form.
    pub fn transplant(plain: &PlainNetwork, layer: FhnLayer) -> Self {
        Self::new(plain.clone().into(), layer)
    }

    /// Its output layer behind its neurons.
    pub fn readout(&self) -> Readout {
        Readout::new(&self.layer, &self.output.weights.view(), &self.output.biases.view())
    }

    /// What the neurons receive for every picture of a set, shape [pictures, 100].
    pub fn inputs(&self, pictures: &ImageSet) -> Array2<f32> {
        let (hidden, output) = (self.hidden.clone(), self.output.clone());
        let layers = Layers { hidden, output, normalisation: self.normalisation };
        layers.hidden_input(pictures, self.layer.pixels())
    }

    /// The drives of the neurons for every picture of a set, shape [pictures, 100].
    pub fn drives(&self, pictures: &ImageSet) -> Array2<f32> {
        self.layer.drives(&self.inputs(pictures))
    }

    /// The drives of the neurons for one picture, 100 of them.
    pub fn drives_of(&self, picture: &InputImage) -> Vec<f32> {
        self.inputs_of(picture).iter().map(|z| self.layer.drive(*z)).collect()
    }

    /// What the neurons receive from one picture.
    pub fn inputs_of(&self, picture: &InputImage) -> [f32; HIDDEN] {
        let encoding = ImageEncoding { normalisation: self.normalisation, pixels: self.layer.pixels() };
        encoding.inputs(&self.hidden, picture)
    }
}
