//! What stands between the two dense layers.

use ndarray::{Array2, Axis, Zip};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::dense::Dense;
use crate::dataset::Class;

/// Which batch of which training run, for activations that draw random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchId {
    /// The seed of the run.
    pub seed: u64,
    /// The epoch, from 1.
    pub epoch: u32,
    /// The batch in the epoch, from 0.
    pub batch: u32,
}

impl BatchId {
    /// A generator for this batch alone: the same numbers whenever it is asked for, independent of those of other
    /// batches, of the starting weights and of the order of the pictures.
    pub fn rng(self) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        // Streams 0 and 1 are the weights' and the order's; an epoch is at least 1, so these are others.
        rng.set_stream((u64::from(self.epoch) << 32) | u64::from(self.batch));
        rng
    }
}

/// What the neurons of the first layer make of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pixels {
    /// Its value, 0 to 1: the linear neurons of the paper's section 1.
    #[default]
    Linear,
    /// The hyperbolic tangent of it, 0 to 0.76: section 4, taken at its word.
    Tanh,
}

impl Pixels {
    /// What is made of a byte, 0 paper to 255 ink. Paper stays 0.
    pub fn value(self, byte: u8) -> f32 {
        let value = f32::from(byte) / 255.0;
        match self {
            Self::Linear => value,
            Self::Tanh => value.tanh(),
        }
    }
}

/// The hidden layer between its input z and its output h, with the derivative that training uses.
///
/// It works on each element by itself. What comes out may depend on z, on the activation's own settings and on the
/// [`BatchId`], never on the number of threads.
pub trait HiddenActivation: Sync {
    /// For training: replaces z, shape [pictures, 100], by h, and fills `slope`, of the same shape, with dh/dz.
    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, batch: BatchId);

    /// For answers: replaces z, shape [pictures, 100], by h, with nothing random about it.
    ///
    /// It is called from several threads at once, each with pictures of its own.
    fn respond(&self, z: &mut Array2<f32>);

    /// What the first layer makes of the pixels before they are weighted.
    fn pixels(&self) -> Pixels {
        Pixels::Linear
    }

    /// The answers to the pictures whose inputs of the neurons are `z`, shape [pictures, 100].
    ///
    /// By the largest logit of [`HiddenActivation::respond`], unless the neurons have a better way.
    fn answers(&self, output: &Dense, mut z: Array2<f32>) -> Vec<Class> {
        self.respond(&mut z);
        let logits = z.dot(&output.weights) + &output.biases;
        logits.rows().into_iter().map(|row| Class::of_largest(&std::array::from_fn(|digit| row[digit]))).collect()
    }
}

/// h = 1 / (1 + exp(-z)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sigmoid;

impl Sigmoid {
    /// Pictures that one task of [`Sigmoid::apply`] takes.
    const ROWS: usize = 16;

    /// 1 / (1 + exp(-z)); 0 and 1 far out, never beyond.
    pub fn of(z: f32) -> f32 {
        1.0 / (1.0 + (-z).exp())
    }
}

impl HiddenActivation for Sigmoid {
    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, _batch: BatchId) {
        let rows = z.axis_chunks_iter_mut(Axis(0), Self::ROWS).into_par_iter();
        rows.zip(slope.axis_chunks_iter_mut(Axis(0), Self::ROWS)).for_each(|(z, slope)| {
            Zip::from(z).and(slope).for_each(|z, slope| {
                let h = Self::of(*z);
                *slope = h * (1.0 - h);
                *z = h;
            });
        });
    }

    fn respond(&self, z: &mut Array2<f32>) {
        z.mapv_inplace(Self::of);
    }
}
