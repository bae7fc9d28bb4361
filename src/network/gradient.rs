//! The gradient of the mean cross-entropy of a batch, by back-propagation.

use fearless_simd::Level;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, s};
use rayon::prelude::*;

use super::activation::{BatchId, HiddenActivation};
use super::dense::{Dense, all_finite};
use super::loss::{Block, Extra};
use super::network::Network;
use super::objective::Objective;
use super::preprocessing::{InputEncoding, Preprocessing};
use super::sparse::{LANES_OF_ROW, PaddedWeights, Row, SparseImages};
use super::units::HasInputTransform;
use crate::dataset::{Class, ImageSet};

/// Images that one task takes between the hidden layer and the gradient of its input. Fixed, so that results don't
/// depend on the number of threads.
const ROWS: usize = 16;

/// The cost of a batch and its gradient.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// The mean cost.
    pub cost: f64,
    /// Its derivative by the weights and biases between pixels and units.
    pub hidden: Dense,
    /// Its derivative by the weights and biases between units and classes.
    pub output: Dense,
}

/// The mean cost of all images of a set as one batch, and its derivative by each weight and bias: the gradient of one training
/// step.
///
/// The units are those of the activation.
///
/// ```
/// use nullcline::dataset::DIGITS;
/// use nullcline::network::{BatchId, HiddenCount, Network, Objective, Sigmoid, gradients};
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid, 0);
/// let images = drawn_digits(&DrawnStyle::NEAT, 0, 10);
/// let of = |network: &Network<Sigmoid>| {
///     gradients(network, (&Sigmoid, Objective::CrossEntropy), &images, BatchId { seed: 0, epoch: 1, batch: 0 })
/// };
/// // By a bias of the output layer, the derivative is the ratio of small differences.
/// let mut output = network.output().clone();
/// output.biases[4] += 0.01;
/// let ratio = (of(&network.with_output(output)).cost - of(&network).cost) / 0.01;
/// assert!((ratio - f64::from(of(&network).output.biases[4])).abs() < 2e-3);
/// ```
///
/// # Panics
/// If a label is not one of the network's classes.
pub fn gradients<U>(
    network: &Network<U>,
    costs: (&impl HiddenActivation, Objective),
    images: &ImageSet,
    id: BatchId,
) -> Gradients {
    gradients_with_level(Level::new(), network, costs, images, id)
}

/// The same on a SIMD level of choice. Levels with and without fused multiply-add differ in the last bits.
pub fn gradients_with_level<U>(
    level: Level,
    network: &Network<U>,
    (activation, objective): (&impl HiddenActivation, Objective),
    images: &ImageSet,
    id: BatchId,
) -> Gradients {
    let sparse = SparseImages::new(images, encoding(network.preprocessing, activation));
    let mut weights = Parameters::of(network);
    weights.hidden.level = level;
    let mut gradient = weights.zeros_like();
    let indices: Vec<usize> = (0..images.len()).collect();
    let batch = Batch { images: &sparse, indices: &indices, labels: images.labels(), id };
    let cost = gradient.set_gradient(&weights, (activation, objective), &batch) / images.len() as f64;
    let [hidden, output] = gradient.to_layers();
    Gradients { cost, hidden, output }
}

/// From bytes to the input layer of a network with these units.
pub(crate) fn encoding(preprocessing: Preprocessing, activation: &impl HiddenActivation) -> InputEncoding {
    InputEncoding { preprocessing, transform: activation.units().input_transform() }
}

/// Some images of a set.
pub(crate) struct Batch<'a> {
    pub(crate) images: &'a SparseImages,
    /// Which of them.
    pub(crate) indices: &'a [usize],
    /// The true classes of those.
    pub(crate) labels: &'a [Class],
    pub(crate) id: BatchId,
}

/// The parameters of a network as the kernels want them, their gradient, or moments of it.
#[derive(Clone)]
pub(crate) struct Parameters {
    pub(crate) hidden: PaddedWeights,
    pub(crate) output: Dense,
}

impl Parameters {
    pub(crate) fn of<U>(network: &Network<U>) -> Self {
        let weights = network.output().weights.as_standard_layout().into_owned();
        let output = Dense { weights, biases: network.output().biases.clone() };
        Self { hidden: PaddedWeights::of(network.hidden()), output }
    }

    pub(crate) fn zeros_like(&self) -> Self {
        let output = Dense::zeros(self.output.inputs(), self.output.outputs());
        Self { hidden: self.hidden.zeros_like(), output }
    }

    pub(crate) fn to_layers(&self) -> [Dense; 2] {
        [self.hidden.to_dense(), self.output.clone()]
    }

    /// Whether every weight and every bias is a number.
    pub(crate) fn is_finite(&self) -> bool {
        let rows = self.hidden.rows.iter().chain(&self.hidden.biases);
        self.output.is_finite() && rows.into_iter().all(|row| all_finite(&row.0))
    }

    /// Makes this the gradient of the mean cost of a batch at `weights`. The sum of the costs comes back.
    pub(crate) fn set_gradient(
        &mut self,
        weights: &Parameters,
        (activation, objective): (&impl HiddenActivation, Objective),
        batch: &Batch<'_>,
    ) -> f64 {
        let count = batch.indices.len();
        let (units, classes) = weights.output.weights.dim();
        let mut hidden = Array2::zeros((count, units));
        let blocks = hidden.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        blocks
            .zip(batch.indices.par_chunks(ROWS))
            .for_each(|(mut z, indices)| weights.hidden.apply(batch.images, indices, &mut z));
        let mut slope = Array2::zeros((count, units));
        activation.apply(&mut hidden, &mut slope, batch.id);

        let mut logits = Array2::zeros((count, classes));
        let mut costs = vec![0.0; count];
        let groups = weights.hidden.groups();
        let mut dz = vec![Row::ZERO; count * groups];
        let blocks = hidden.axis_chunks_iter(Axis(0), ROWS).into_par_iter().zip(slope.axis_chunks_iter(Axis(0), ROWS));
        let outs = logits.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter().zip(costs.par_chunks_mut(ROWS));
        let labels = batch.labels.par_chunks(ROWS).zip(dz.par_chunks_mut(ROWS * groups));
        let scale = 1.0 / count as f32;
        let mut extras = vec![Extra::default(); count.div_ceil(ROWS)];
        let rows = blocks.zip(outs).zip(labels).zip(&mut extras);
        rows.for_each(|((((hidden, slope), (mut logits, costs)), (labels, dz)), extra)| {
            output_logits(&weights.output, &hidden, &mut logits);
            let block = Block { level: weights.hidden.level, hidden: &hidden, labels, scale };
            *extra = objective.backward(&weights.output, &block, &mut logits, costs);
            hidden_gradient(&weights.output, (&logits.view(), &slope), extra, dz);
        });
        rayon::join(
            || self.hidden.set_gradient(batch.images, batch.indices, &dz),
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
    let groups = Row::count(output.inputs());
    for ((dz, dh), slope) in dz.chunks_mut(groups).zip(dh.rows()).zip(slope.rows()) {
        for (group, dz) in dz.iter_mut().enumerate() {
            let of_group = s![group * LANES_OF_ROW..((group + 1) * LANES_OF_ROW).min(dh.len())];
            let (dh, slope) = (dh.slice(of_group), slope.slice(of_group));
            for ((dz, dh), slope) in dz.0.iter_mut().zip(dh).zip(slope) {
                *dz = dh * slope;
            }
        }
    }
}
