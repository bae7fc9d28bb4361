//! What training makes small.
//!
//! # Training for the vote
//!
//! By the mean law the time mean of each output is known exactly, and its gradient with it. But what decides is which
//! output leads longest, and the outputs ripple: x swings by about 2 while its mean moves by |gamma| at most.
//!
//! Neurons of different drives run at different frequencies, so their swings add like independent noise. Neurons that are
//! driven as far as they can be, c = a +- gamma, are different: those with the same drive started together and stay
//! together, and the two such clusters have nearly the same waveform. If the weights of each output sum to zero over the
//! neurons ([`Objective::balances`]), what the clusters add to the outputs is their mean times one common function of time,
//! and it can't change which of two outputs is ahead, but for the fifth of the time when that function is below zero. Such
//! neurons carry signal and no ripple. So the difference of two outputs k and l has the ripple
//!
//! ```text
//! sigma_kl^2 = v sum_j n_j (W_jk - W_jl)^2,    n_j = 1 - tanh(z_j/2)^8
//! ```
//!
//! with v the variance of what is read of a neuron over its cycle, and n_j from 1 in the middle to 0 where a neuron
//! saturates. With the margin m_k = (o_y - o_k) / sigma_yk of the true output y over k, [`Objective::Vote`] is
//!
//! ```text
//! cost = ln(1 + sum_k exp(-sharpness m_k)),
//! ```
//!
//! whose gradient also passes through sigma: weights learn to carry much signal for their ripple, and neurons to join one of
//! the clusters. There is no surrogate and no random number in it.

use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use serde::{Deserialize, Serialize};

use super::dense::Dense;
use super::loss;
use super::vote::{self, Vote};
use crate::dataset::Class;

/// What training makes small.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The softmax cross-entropy of the outputs.
    #[default]
    CrossEntropy,
    /// Half the squared distance of the ten outputs to 1 for the true digit and 0 for the others: linear regression, as the
    /// paper's section 4 calls its training.
    SquaredError,
    /// The same distance, of the outputs' softmax: what "the output layer with the function softmax" and linear regression
    /// come to together. Its gradient vanishes with a digit's share, so that a digit once lost is hard to win back.
    #[serde(rename = "squared_shares")]
    SquaredErrorOfSoftmax,
    /// The softmax cross-entropy of the outputs' margins over their ripple. For hidden outputs h = sigmoid(z).
    Vote {
        /// What margins are multiplied with: the larger, the less counts what is already decided.
        #[serde(rename = "sharpness")]
        margin_scale: f32,
        /// The variance v over time of what is read of a neuron.
        ripple: f32,
    },
}

impl Objective {
    /// Whether the weights of each output are to sum to zero over the neurons, with no bias.
    pub fn balances(self) -> bool {
        matches!(self, Self::Vote { .. })
    }
}

/// Some pictures between the output layer and its gradient.
pub(crate) struct Block<'a> {
    /// What is read of the neurons, [rows, 100].
    pub(crate) hidden: &'a ArrayView2<'a, f32>,
    pub(crate) labels: &'a [Class],
    /// What the cost of a row counts in the gradient.
    pub(crate) scale: f32,
}

/// What a block adds to the gradient besides what comes through the logits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extra {
    /// By the output weights, [100, 10]; `None` if there is nothing.
    pub(crate) weights: Option<Array2<f32>>,
    /// By what is read of the neurons, [rows, 100].
    pub(crate) hidden: Option<Array2<f32>>,
}

impl Objective {
    /// Replaces logits, shape [rows, 10], by the gradient of the costs by them, and fills `costs` with the cost of each row.
    pub(crate) fn backward(
        self,
        output: &Dense,
        block: &Block<'_>,
        logits: &mut ArrayViewMut2<'_, f32>,
        costs: &mut [f32],
    ) -> Extra {
        let (margin_scale, ripple) = match self {
            Self::Vote { margin_scale, ripple } => (margin_scale, ripple),
            Self::CrossEntropy => {
                loss::backward(logits, block.labels, block.scale, costs);
                return Extra::default();
            }
            Self::SquaredError | Self::SquaredErrorOfSoftmax => {
                loss::squared_backward(logits, block.labels, (block.scale, self == Self::SquaredErrorOfSoftmax), costs);
                return Extra::default();
            }
        };
        vote::backward(&Vote { output, margin_scale, ripple }, block, logits, costs)
    }
}

/// Makes the weights of each output sum to zero over the neurons, and takes its bias away.
pub(crate) fn balance(output: &mut Dense) {
    let neurons = output.weights.nrows() as f32;
    let mean = output.weights.sum_axis(ndarray::Axis(0)) / neurons;
    output.weights -= &mean;
    output.biases.fill(0.0);
}
