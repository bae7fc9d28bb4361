//! A network of two dense layers around one hidden layer of units.

use std::sync::Arc;

use ndarray::{Array2, Axis};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::activation::HiddenActivation;
use super::dense::Dense;
use super::fhn_layer::FhnLayer;
use super::preprocessing::{InputEncoding, Preprocessing};
use super::readout::Readout;
use super::sparse::{PaddedWeights, SparseImages};
use super::units::{HasInputTransform, Relu, Sigmoid, Units, sigmoid};
use crate::dataset::{Class, ClassCount, ImageSet};
use crate::image::{InputImage, PIXELS};

/// Images that one task takes. Fixed, so that results don't depend on the number of threads.
const ROWS: usize = 64;

/// How many units a hidden layer has: 1 to 4,096.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "usize", into = "usize")]
pub struct HiddenCount(u16);

impl HiddenCount {
    /// The most.
    pub const MAX: usize = 4096;
    /// A hundred, as in the paper.
    pub const DEFAULT: Self = Self(100);

    /// This many units; `None` for 0 or more than [`HiddenCount::MAX`].
    pub fn new(count: usize) -> Option<Self> {
        (1..=Self::MAX).contains(&count).then_some(Self(count as u16))
    }

    /// The number, to size arrays with.
    pub const fn get(self) -> usize {
        self.0 as usize
    }

    /// Whether it is the paper's number.
    pub fn is_default(&self) -> bool {
        *self == Self::DEFAULT
    }
}

impl Default for HiddenCount {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TryFrom<usize> for HiddenCount {
    type Error = String;

    fn try_from(count: usize) -> Result<Self, String> {
        Self::new(count).ok_or_else(|| format!("{count} hidden neurons; 1 to {} are allowed", Self::MAX))
    }
}

impl From<HiddenCount> for usize {
    fn from(count: HiddenCount) -> Self {
        count.get()
    }
}

/// Layers that don't make a network. One line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}; expected {}", self.found(), self.expected())]
pub struct ShapeError {
    /// Shape of the weights from pixels to units.
    pub hidden: Vec<usize>,
    /// Shape of the weights from units to classes.
    pub output: Vec<usize>,
}

impl ShapeError {
    /// The shapes.
    pub fn found(&self) -> String {
        format!("weights of shape {:?} and {:?}", self.hidden, self.output)
    }

    /// Those that fit.
    pub fn expected(&self) -> &'static str {
        "[784, N] and [N, K] with N from 1 to 4096 neurons and K from 2 to 256 classes"
    }
}

/// A network: 784 pixels, N units, K logits.
///
/// `U` is the kind of its units where it is known, such as [`FhnLayer`]. Copies share their layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Network<U = Units> {
    /// What is done to an image before the input layer.
    pub preprocessing: Preprocessing,
    /// The hidden layer.
    pub units: U,
    hidden: Arc<Dense>,
    output: Arc<Dense>,
    classes: ClassCount,
}

impl<U> Network<U> {
    /// These layers around `units`: pixels to the units' inputs z, shape [784, N], and the units' outputs to logits, shape
    /// [N, K].
    ///
    /// # Errors
    /// Layers that don't fit together, or sizes out of range.
    pub fn new([hidden, output]: [Dense; 2], preprocessing: Preprocessing, units: U) -> Result<Self, ShapeError> {
        let fits = hidden.inputs() == PIXELS
            && hidden.outputs() == output.inputs()
            && [&hidden, &output].iter().all(|layer| layer.biases.len() == layer.outputs())
            && HiddenCount::new(hidden.outputs()).is_some();
        match ClassCount::new(output.outputs()).filter(|_| fits) {
            Some(classes) => {
                Ok(Self { preprocessing, units, hidden: Arc::new(hidden), output: Arc::new(output), classes })
            }
            None => {
                Err(ShapeError { hidden: hidden.weights.shape().to_vec(), output: output.weights.shape().to_vec() })
            }
        }
    }

    /// A network to start training from, by the seed alone.
    pub fn glorot((hidden, classes): (HiddenCount, ClassCount), units: U, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let first = Dense::glorot(PIXELS, hidden.get(), &mut rng);
        let second = Dense::glorot(hidden.get(), classes.get(), &mut rng);
        Self { preprocessing: Preprocessing::None, units, hidden: Arc::new(first), output: Arc::new(second), classes }
    }

    /// The layer from pixels to units, shape [784, N].
    pub fn hidden(&self) -> &Dense {
        &self.hidden
    }

    /// The layer from units to classes, shape [N, K].
    pub fn output(&self) -> &Dense {
        &self.output
    }

    /// How many units it has.
    pub fn hidden_count(&self) -> usize {
        self.hidden.outputs()
    }

    /// How many classes it tells apart.
    pub fn classes(&self) -> ClassCount {
        self.classes
    }

    /// The same layers around other units. Nothing is copied.
    pub fn with_units<V>(&self, units: V) -> Network<V> {
        let (hidden, output) = (Arc::clone(&self.hidden), Arc::clone(&self.output));
        Network { preprocessing: self.preprocessing, units, hidden, output, classes: self.classes }
    }

    /// The same network with all weights times `factor`, to start training from.
    #[must_use]
    pub(super) fn scaled(&self, factor: f32) -> Self
    where
        U: Clone,
    {
        let mut layers = [self.hidden().clone(), self.output().clone()];
        for layer in &mut layers {
            layer.weights *= factor;
        }
        self.with_layers(layers)
    }

    /// The same network with another layer from units to classes.
    ///
    /// # Panics
    /// If it is of another shape.
    pub fn with_output(&self, output: Dense) -> Self
    where
        U: Clone,
    {
        assert_eq!(output.weights.dim(), self.output.weights.dim(), "the layer of another network");
        Self { output: Arc::new(output), ..self.clone() }
    }

    /// The same network with other weights.
    ///
    /// # Panics
    /// If the layers have other shapes.
    pub(crate) fn with_layers(&self, [hidden, output]: [Dense; 2]) -> Self
    where
        U: Clone,
    {
        assert_eq!(hidden.weights.dim(), self.hidden.weights.dim(), "layers of another network");
        assert_eq!(output.weights.dim(), self.output.weights.dim(), "layers of another network");
        Self { hidden: Arc::new(hidden), output: Arc::new(output), ..self.clone() }
    }

    /// Whether both networks have the same layer between pixels and units, and the same preprocessing.
    pub fn same_inputs<V>(&self, other: &Network<V>) -> bool {
        let same = Arc::ptr_eq(&self.hidden, &other.hidden) || self.hidden == other.hidden;
        same && self.preprocessing == other.preprocessing
    }

    fn z_of(&self, image: &InputImage, encoding: InputEncoding) -> Array2<f32> {
        self.hidden.apply(&encoding.row(image).view())
    }
}

impl<U: Sync> Network<U> {
    /// The answers by an activation; the padded weights are those of the hidden layer.
    pub(crate) fn sparse_answers(
        &self,
        hidden: &PaddedWeights,
        activation: &impl HiddenActivation,
        images: &SparseImages,
    ) -> Vec<Class> {
        let indices: Vec<usize> = (0..images.len()).collect();
        let answers = indices.par_chunks(ROWS).flat_map_iter(|block| {
            let mut z = Array2::zeros((block.len(), self.hidden_count()));
            hidden.apply(images, block, &mut z.view_mut());
            activation.answers(&self.output, z)
        });
        answers.collect()
    }
}

impl<U: HasInputTransform> Network<U> {
    pub(crate) fn encoding(&self) -> InputEncoding {
        InputEncoding { preprocessing: self.preprocessing, transform: self.units.input_transform() }
    }

    /// The units' inputs z for every image of a set, shape [images, N].
    ///
    /// Faster than [`Dense::apply`], for it skips the background.
    pub fn inputs(&self, images: &ImageSet) -> Array2<f32> {
        let sparse = SparseImages::new(images, self.encoding());
        let weights = PaddedWeights::of(&self.hidden);
        let indices: Vec<usize> = (0..images.len()).collect();
        let mut z = Array2::zeros((images.len(), self.hidden_count()));
        let blocks = z.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        blocks.zip(indices.par_chunks(ROWS)).for_each(|(mut z, indices)| weights.apply(&sparse, indices, &mut z));
        z
    }

    /// The logits for one image as a plain network, K of them: with sigmoids, if the units are no rectifiers.
    pub fn plain_logits_of(&self, image: &InputImage) -> Vec<f32> {
        let mut z = self.z_of(image, InputEncoding { preprocessing: self.preprocessing, ..InputEncoding::default() });
        if self.units.is_rectified() {
            z.mapv_inplace(|z| z.max(0.0));
        } else {
            z.mapv_inplace(sigmoid);
        }
        self.output.apply(&z.view()).into_raw_vec_and_offset().0
    }

    /// The answers to a set of images as a plain network: with sigmoids, if the units are no rectifiers.
    pub fn plain_answers(&self, images: &ImageSet) -> Vec<Class> {
        let network = self.with_units(Sigmoid);
        let sparse = SparseImages::new(images, network.encoding());
        let weights = PaddedWeights::of(&network.hidden);
        if self.units.is_rectified() {
            return network.sparse_answers(&weights, &Relu, &sparse);
        }
        network.sparse_answers(&weights, &Sigmoid, &sparse)
    }

    /// The units' inputs z for one image, N of them.
    pub fn inputs_of(&self, image: &InputImage) -> Vec<f32> {
        self.z_of(image, self.encoding()).into_raw_vec_and_offset().0
    }
}

/// A network whose units are FitzHugh-Nagumo neurons.
pub type FhnNetwork = Network<FhnLayer>;

impl FhnNetwork {
    /// Its output layer behind its neurons.
    pub fn readout(&self) -> Readout {
        Readout::new(&self.units, &self.output)
    }

    /// The drives of the neurons for every image of a set, shape [images, N].
    pub fn drives(&self, images: &ImageSet) -> Array2<f32> {
        self.units.drives(&self.inputs(images))
    }

    /// The drives of the neurons for one image, N of them.
    pub fn drives_of(&self, image: &InputImage) -> Vec<f32> {
        self.inputs_of(image).iter().map(|z| self.units.drive(*z)).collect()
    }
}

impl From<FhnNetwork> for Network {
    fn from(network: FhnNetwork) -> Self {
        network.with_units(network.units.into())
    }
}
