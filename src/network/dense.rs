//! A fully connected layer, and the two that every network here has.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::HIDDEN;
use super::activation::{HiddenActivation, Pixels};
use super::encoding::ImageEncoding;
use super::preprocessing::Preprocessing;
use super::sparse::{PaddedWeights, SparseImages};
use crate::dataset::{CLASSES, Class, ImageSet};
use crate::image::PIXELS;

/// Rows that one task of a product takes. Fixed, so that results don't depend on the number of threads.
const ROWS: usize = 64;

/// A fully connected layer: out = in weights + biases.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// Shape [inputs, outputs].
    pub weights: Array2<f32>,
    /// Shape `[outputs]`; zeros in a network without biases.
    pub biases: Array1<f32>,
}

impl Dense {
    /// A layer to start training from: weights uniform within +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010),
    /// biases zero.
    pub fn glorot(inputs: usize, outputs: usize, rng: &mut ChaCha8Rng) -> Self {
        let limit = (6.0 / (inputs + outputs) as f32).sqrt();
        let weights = Array2::from_shape_simple_fn((inputs, outputs), || rng.random_range(-limit..limit));
        Self { weights, biases: Array1::zeros(outputs) }
    }

    /// A layer of zeros, for gradients and moments.
    pub fn zeros(inputs: usize, outputs: usize) -> Self {
        Self { weights: Array2::zeros((inputs, outputs)), biases: Array1::zeros(outputs) }
    }

    /// The layer's output for inputs of shape [rows, inputs]: shape [rows, outputs].
    ///
    /// # Panics
    /// If the rows are not as long as the layer has inputs.
    pub fn apply(&self, inputs: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = Array2::zeros((inputs.nrows(), self.weights.ncols()));
        let blocks = out.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        blocks.zip(inputs.axis_chunks_iter(Axis(0), ROWS)).for_each(|(mut out, inputs)| {
            out.assign(&self.biases);
            ndarray::linalg::general_mat_mul(1.0, &inputs, &self.weights, 1.0, &mut out);
        });
        out
    }

    /// Whether every weight and every bias is a number.
    pub fn is_finite(&self) -> bool {
        self.weights.iter().chain(&self.biases).all(|value| value.is_finite())
    }
}

/// Whether every value is a number.
pub(crate) fn all_finite(values: &[f32]) -> bool {
    // A number times zero is zero, anything else is not a number: this sums without branches.
    values.iter().map(|value| value * 0.0).sum::<f32>() == 0.0
}

/// The two layers that every network here has, 784-100-10, whatever stands between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers {
    /// 784 pixels, 0 to 1, to the inputs z of the hundred neurons.
    pub hidden: Dense,
    /// The outputs h of the hundred neurons to ten logits.
    pub output: Dense,
    /// What is done to a picture before it comes to the first of them.
    pub normalisation: Preprocessing,
}

impl Layers {
    /// Layers to start training from, by the seed alone, for pictures as they are.
    pub fn glorot(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let hidden = Dense::glorot(PIXELS, HIDDEN, &mut rng);
        Self { hidden, output: Dense::glorot(HIDDEN, CLASSES, &mut rng), normalisation: Preprocessing::None }
    }

    /// Layers of zeros.
    pub fn zeros() -> Self {
        Self {
            hidden: Dense::zeros(PIXELS, HIDDEN),
            output: Dense::zeros(HIDDEN, CLASSES),
            normalisation: Preprocessing::None,
        }
    }

    /// Whether every weight and every bias is a number.
    pub fn is_finite(&self) -> bool {
        self.hidden.is_finite() && self.output.is_finite()
    }

    /// The neurons' inputs z for every picture of a set, shape [pictures, 100].
    ///
    /// Faster than [`Dense::apply`], for it skips the paper.
    pub fn hidden_input(&self, pictures: &ImageSet, pixels: Pixels) -> Array2<f32> {
        let sparse = SparseImages::new(pictures, self.encoding(pixels));
        let weights = PaddedWeights::of(&self.hidden);
        let indices: Vec<usize> = (0..pictures.len()).collect();
        let mut z = Array2::zeros((pictures.len(), HIDDEN));
        let blocks = z.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        blocks.zip(indices.par_chunks(ROWS)).for_each(|(mut z, indices)| weights.apply(&sparse, indices, &mut z));
        z
    }

    fn encoding(&self, pixels: Pixels) -> ImageEncoding {
        ImageEncoding { normalisation: self.normalisation, pixels }
    }

    /// The digit of the largest logit for every picture of a set.
    pub fn answers(&self, activation: &impl HiddenActivation, pictures: &ImageSet) -> Vec<Class> {
        self.sparse_answers(
            &PaddedWeights::of(&self.hidden),
            activation,
            &SparseImages::new(pictures, self.encoding(activation.pixels())),
        )
    }

    /// [`Layers::answers`] with what it prepares at hand; the padded weights are those of the hidden layer.
    pub(crate) fn sparse_answers(
        &self,
        hidden: &PaddedWeights,
        activation: &impl HiddenActivation,
        pictures: &SparseImages,
    ) -> Vec<Class> {
        let indices: Vec<usize> = (0..pictures.len()).collect();
        indices
            .par_chunks(ROWS)
            .flat_map_iter(|block| self.block_answers(hidden, activation, (pictures, block)))
            .collect()
    }

    fn block_answers(
        &self,
        hidden: &PaddedWeights,
        activation: &impl HiddenActivation,
        (pictures, block): (&SparseImages, &[usize]),
    ) -> Vec<Class> {
        let mut z = Array2::zeros((block.len(), HIDDEN));
        hidden.apply(pictures, block, &mut z.view_mut());
        activation.answers(&self.output, z)
    }
}
