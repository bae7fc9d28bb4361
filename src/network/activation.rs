//! The hidden layer in training.

use ndarray::{Array2, Axis, Zip};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::dense::Dense;
use super::units::{Relu, Sigmoid, Units, sigmoid};
use crate::dataset::Class;

/// Images that one task of [`Sigmoid`]'s activation takes. Fixed, so that results don't depend on the number of threads.
const ROWS: usize = 16;

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
    /// batches, of the starting weights and of the order of the images.
    pub fn rng(self) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        // Streams 0 and 1 are the weights' and the order's; an epoch is at least 1, so these are others.
        rng.set_stream((u64::from(self.epoch) << 32) | u64::from(self.batch));
        rng
    }
}

/// The hidden layer between its input z and its output h, with the derivative that training uses.
///
/// It works on each element by itself. What comes out may depend on z, on the activation's own settings and on the
/// [`BatchId`], never on the number of threads.
pub trait HiddenActivation: Sync {
    /// The units of the network that is trained.
    fn units(&self) -> Units;

    /// For training: replaces z, shape [images, units], by h, and fills `slope`, of the same shape, with dh/dz.
    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, batch: BatchId);

    /// For answers: replaces z, shape [images, units], by h, with nothing random about it.
    ///
    /// It is called from several threads at once, each with images of its own.
    fn respond(&self, z: &mut Array2<f32>);

    /// The answers to the images whose inputs of the units are `z`, shape [images, units].
    ///
    /// By the largest logit of [`HiddenActivation::respond`], unless the units have a better way.
    fn answers(&self, output: &Dense, mut z: Array2<f32>) -> Vec<Class> {
        self.respond(&mut z);
        let logits = z.dot(&output.weights) + &output.biases;
        logits.rows().into_iter().map(|row| Class::of_largest(&row.to_vec())).collect()
    }
}

impl HiddenActivation for Sigmoid {
    fn units(&self) -> Units {
        Units::Sigmoid
    }

    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, _batch: BatchId) {
        let rows = z.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        rows.zip(slope.axis_chunks_iter_mut(Axis(0), ROWS)).for_each(|(z, slope)| {
            Zip::from(z).and(slope).for_each(|z, slope| {
                let h = sigmoid(*z);
                *slope = h * (1.0 - h);
                *z = h;
            });
        });
    }

    fn respond(&self, z: &mut Array2<f32>) {
        z.mapv_inplace(sigmoid);
    }
}

impl HiddenActivation for Relu {
    fn units(&self) -> Units {
        Units::Relu
    }

    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, _batch: BatchId) {
        Zip::from(z).and(slope).for_each(|z, slope| {
            *slope = if *z > 0.0 { 1.0 } else { 0.0 };
            *z = z.max(0.0);
        });
    }

    fn respond(&self, z: &mut Array2<f32>) {
        z.mapv_inplace(|z| z.max(0.0));
    }
}
