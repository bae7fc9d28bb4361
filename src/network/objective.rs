//! What training makes small.
//!
//! # Training for the vote
//!
//! By the mean law the time mean of each output is known exactly, and its gradient with it. But what decides is which
//! output leads longest, and the outputs ripple: x swings by about 2 while its mean moves by |gamma| at most. Neurons of
//! different drives run at different frequencies, so their swings add like independent noise, and the difference of two
//! outputs k and l has the ripple
//!
//! ```text
//! sigma_kl^2 = v sum_j (W_jk - W_jl)^2
//! ```
//!
//! with v the variance of what is read of a neuron over its cycle. The share of time for which the true output y is above k
//! is then Phi(m_k) with the margin m_k = (o_y - o_k) / sigma_yk. [`Objective::Vote`] is the softmax cross-entropy of these
//! margins times a sharpness,
//!
//! ```text
//! cost = ln(1 + sum_k exp(-sharpness m_k)),
//! ```
//!
//! whose gradient also passes through sigma: weights learn to carry much signal for their ripple. There is no surrogate and
//! no random number in it.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::dense::Dense;
use super::loss;
use crate::digit::{CLASSES, Digit};

/// Keeps ripples from dividing by zero before training has given the outputs different weights.
const SMALLEST_RIPPLE: f32 = 1e-3;

/// What training makes small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The softmax cross-entropy of the outputs.
    #[default]
    CrossEntropy,
    /// The softmax cross-entropy of the outputs' margins over their ripple.
    Vote {
        /// What margins are multiplied with: the larger, the less counts what is already decided.
        sharpness: f32,
        /// The variance v over time of what is read of a neuron.
        ripple: f32,
    },
}

/// Derivatives of costs by the pairwise ripples, summed over pictures: entry [y][k] belongs to (W_jy - W_jk).
pub(crate) type PairGradient = [[f32; CLASSES]; CLASSES];

/// An objective with the output layer it is for.
pub(crate) struct Prepared<'a> {
    objective: Objective,
    output: &'a Dense,
    /// sigma_kl.
    ripples: [[f32; CLASSES]; CLASSES],
}

impl Objective {
    pub(crate) fn prepare(self, output: &Dense) -> Prepared<'_> {
        let mut ripples = [[1.0; CLASSES]; CLASSES];
        if let Self::Vote { ripple, .. } = self {
            for k in 0..CLASSES {
                for l in 0..CLASSES {
                    let apart = |row: ndarray::ArrayView1<'_, f32>| (row[k] - row[l]).powi(2);
                    let sum: f32 = output.weights.rows().into_iter().map(apart).sum();
                    ripples[k][l] = (ripple * sum).sqrt().max(SMALLEST_RIPPLE);
                }
            }
        }
        Prepared { objective: self, output, ripples }
    }
}

impl Prepared<'_> {
    /// Replaces logits, shape [rows, 10], by the gradient of `scale` times the sum of the costs, fills `costs` with the cost
    /// of each row, and returns what comes through the ripples.
    pub(crate) fn backward(
        &self,
        logits: &mut ndarray::ArrayViewMut2<'_, f32>,
        labels: &[Digit],
        scale: f32,
        costs: &mut [f32],
    ) -> PairGradient {
        let mut pairs = PairGradient::default();
        let Objective::Vote { sharpness, .. } = self.objective else {
            loss::backward(logits, labels, scale, costs);
            return pairs;
        };
        for ((mut row, label), cost) in logits.rows_mut().into_iter().zip(labels).zip(costs) {
            let y = label.index();
            // The true digit's own entry is 0: the cost is the cross-entropy of these scores.
            let scores: [f32; CLASSES] = std::array::from_fn(|k| -sharpness * (row[y] - row[k]) / self.ripples[y][k]);
            *cost = loss::cross_entropy(&scores, *label);
            let shares = loss::softmax(&scores);
            let mut to_true = 0.0;
            for k in (0..CLASSES).filter(|k| *k != y) {
                let pull = scale * sharpness * shares[k] / self.ripples[y][k];
                // d(-margin)/d(sigma) = margin / sigma.
                pairs[y][k] += pull * (-scores[k] / sharpness);
                row[k] = pull;
                to_true -= pull;
            }
            row[y] = to_true;
        }
        pairs
    }

    /// Adds to the gradient of the output weights what comes through the ripples.
    pub(crate) fn add_ripple_gradient(&self, pairs: &PairGradient, gradient: &mut ndarray::Array2<f32>) {
        let Objective::Vote { ripple, .. } = self.objective else { return };
        let weights: &ArrayView2<'_, f32> = &self.output.weights.view();
        for (row, mut gradient) in weights.rows().into_iter().zip(gradient.rows_mut()) {
            for y in 0..CLASSES {
                for k in (0..CLASSES).filter(|k| *k != y) {
                    // d(sigma)/d(W_jy) = v (W_jy - W_jk) / sigma.
                    let part = pairs[y][k] * ripple * (row[y] - row[k]) / self.ripples[y][k];
                    gradient[y] += part;
                    gradient[k] -= part;
                }
            }
        }
    }
}

/// The sum of two.
pub(crate) fn added(mut left: PairGradient, right: &PairGradient) -> PairGradient {
    for (left, right) in left.iter_mut().flatten().zip(right.iter().flatten()) {
        *left += right;
    }
    left
}
