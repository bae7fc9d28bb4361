//! The gradient of the mean cross-entropy of a batch, by back-propagation.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};
use rayon::prelude::*;

use super::HIDDEN;
use super::activation::{BatchId, HiddenActivation};
use super::dense::{Dense, Layers, all_finite};
use super::encoding::ImageEncoding;
use super::objective::{Block, Extra, Objective};
use super::preprocessing::Preprocessing;
use super::sparse::{PaddedWeights, Row, SparseImages};
use crate::dataset::{CLASSES, Class, ImageSet};

/// Pictures that one task takes between the hidden layer and the gradient of its input. Fixed, so that results don't
/// depend on the number of threads.
const ROWS: usize = 16;

/// The cost of a batch and its gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// The mean cross-entropy.
    pub cost: f64,
    /// Its derivative by each weight and bias.
    pub layers: Layers,
}

/// The mean cross-entropy of all pictures of a set as one batch, and its derivative by each weight and bias: what a
/// step of training is made of.
pub fn gradients(
    layers: &Layers,
    (activation, objective): (&impl HiddenActivation, Objective),
    pictures: &ImageSet,
    id: BatchId,
) -> Gradients {
    let encoding = ImageEncoding { normalisation: layers.normalisation, pixels: activation.pixels() };
    let sparse = SparseImages::new(pictures, encoding);
    let weights = PaddedLayers::of(layers);
    let mut gradient = PaddedLayers::zeros();
    let indices: Vec<usize> = (0..pictures.len()).collect();
    let batch = Batch { pictures: &sparse, indices: &indices, labels: pictures.labels(), id };
    let cost = gradient.set_gradient(&weights, (activation, objective), &batch) / pictures.len() as f64;
    Gradients { cost, layers: gradient.to_layers() }
}

/// Some pictures of a set.
pub(crate) struct Batch<'a> {
    pub(crate) pictures: &'a SparseImages,
    /// Which of them.
    pub(crate) indices: &'a [usize],
    /// The true digits of those.
    pub(crate) labels: &'a [Class],
    pub(crate) id: BatchId,
}

/// [`Layers`] as the kernels want them.
#[derive(Clone)]
pub(crate) struct PaddedLayers {
    pub(crate) hidden: PaddedWeights,
    pub(crate) output: Dense,
    normalisation: Preprocessing,
}

impl PaddedLayers {
    pub(crate) fn of(layers: &Layers) -> Self {
        let weights = layers.output.weights.as_standard_layout().into_owned();
        let output = Dense { weights, biases: layers.output.biases.clone() };
        Self { hidden: PaddedWeights::of(&layers.hidden), output, normalisation: layers.normalisation }
    }

    pub(crate) fn zeros() -> Self {
        Self::of(&Layers::zeros())
    }

    pub(crate) fn to_layers(&self) -> Layers {
        let (hidden, output) = (self.hidden.to_dense(), self.output.clone());
        Layers { hidden, output, normalisation: self.normalisation }
    }

    /// Whether every weight and every bias is a number.
    pub(crate) fn is_finite(&self) -> bool {
        let rows = self.hidden.rows.iter().chain([&self.hidden.biases]);
        self.output.is_finite() && rows.into_iter().all(|row| all_finite(&row.0))
    }

    /// Makes this the gradient of the mean cost of a batch at `weights`. The sum of the costs comes back.
    pub(crate) fn set_gradient(
        &mut self,
        weights: &PaddedLayers,
        (activation, objective): (&impl HiddenActivation, Objective),
        batch: &Batch<'_>,
    ) -> f64 {
        let count = batch.indices.len();
        let mut hidden = Array2::zeros((count, HIDDEN));
        let blocks = hidden.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        blocks
            .zip(batch.indices.par_chunks(ROWS))
            .for_each(|(mut z, indices)| weights.hidden.apply(batch.pictures, indices, &mut z));
        let mut slope = Array2::zeros((count, HIDDEN));
        activation.apply(&mut hidden, &mut slope, batch.id);

        let mut logits = Array2::zeros((count, CLASSES));
        let mut costs = vec![0.0; count];
        let mut dz = vec![Row::ZERO; count];
        let blocks = hidden.axis_chunks_iter(Axis(0), ROWS).into_par_iter().zip(slope.axis_chunks_iter(Axis(0), ROWS));
        let outs = logits.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter().zip(costs.par_chunks_mut(ROWS));
        let labels = batch.labels.par_chunks(ROWS).zip(dz.par_chunks_mut(ROWS));
        let scale = 1.0 / count as f32;
        let mut extras = vec![Extra::default(); count.div_ceil(ROWS)];
        let rows = blocks.zip(outs).zip(labels).zip(&mut extras);
        rows.for_each(|((((hidden, slope), (mut logits, costs)), (labels, dz)), extra)| {
            output_logits(&weights.output, &hidden, &mut logits);
            let block = Block { hidden: &hidden, labels, scale };
            *extra = objective.backward(&weights.output, &block, &mut logits, costs);
            hidden_gradient(&weights.output, (&logits.view(), &slope), extra, dz);
        });
        rayon::join(
            || self.hidden.set_gradient(batch.pictures, batch.indices, &dz),
            || {
                let weights = &mut self.output.weights;
                ndarray::linalg::general_mat_mul(1.0, &hidden.t(), &logits, 0.0, weights);
                self.output.biases = logits.sum_axis(Axis(0));
                // One after the other, so that the sum does not depend on the number of threads.
                for part in extras.iter().filter_map(|extra| extra.weights.as_ref()) {
                    *weights += part;
                }
            },
        );
        costs.iter().map(|cost| f64::from(*cost)).sum()
    }
}

fn output_logits(output: &Dense, hidden: &ArrayView2<'_, f32>, logits: &mut ArrayViewMut2<'_, f32>) {
    logits.assign(&output.biases);
    ndarray::linalg::general_mat_mul(1.0, hidden, &output.weights, 1.0, logits);
}

/// dz from the gradient by the logits and dh/dz.
fn hidden_gradient(
    output: &Dense,
    (logits, slope): (&ArrayView2<'_, f32>, &ArrayView2<'_, f32>),
    extra: &Extra,
    dz: &mut [Row],
) {
    let mut dh = logits.dot(&output.weights.t());
    if let Some(more) = &extra.hidden {
        dh += more;
    }
    for ((dz, dh), slope) in dz.iter_mut().zip(dh.rows()).zip(slope.rows()) {
        for ((dz, dh), slope) in dz.0.iter_mut().zip(dh).zip(slope) {
            *dz = dh * slope;
        }
    }
}
