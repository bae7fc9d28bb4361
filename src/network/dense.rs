//! A fully connected layer.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

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

    /// How many inputs it has.
    pub fn inputs(&self) -> usize {
        self.weights.nrows()
    }

    /// How many outputs it has.
    pub fn outputs(&self) -> usize {
        self.weights.ncols()
    }

    /// The layer's output for inputs of shape [rows, inputs]: shape [rows, outputs].
    ///
    /// # Panics
    /// If the rows are not as long as the layer has inputs.
    pub fn apply(&self, inputs: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = Array2::zeros((inputs.nrows(), self.outputs()));
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
