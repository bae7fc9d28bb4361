//! The cost that training minimises. The paper names linear regression; training for the vote is ours.
//!
//! # Training for the vote
//!
//! By the mean law the time mean of each output is known exactly, and its gradient with it. But what decides is which
//! output leads longest, and the outputs oscillate about their means: x swings by about 2 while its mean moves by |gamma| at
//! most. The ripple of an output is the standard deviation of that oscillation.
//!
//! Neurons of different drives run at different frequencies, so their oscillations add like independent noise. Saturated
//! neurons, c = a +- gamma, are different: those with the same drive start together and stay together, and the two such
//! clusters have nearly the same waveform. With output weights that sum to zero over the neurons
//! ([`Objective::balances`]), saturated clusters multiply all output means by one common factor; the order of outputs is
//! kept except when that factor is negative (about 20 % of the time). That holds as long as the clusters stay in step, which
//! neurons that differ a little, or start apart, do not. So the difference of two outputs k and l has the ripple
//!
//! ```text
//! sigma_kl^2 = v sum_j n_j (W_jk - W_jl)^2
//! ```
//!
//! with v the variance of a neuron's signal over its cycle, and n_j the share of its ripple that is independent of the other
//! neurons': [`Dephasing`]. With the margin m_k = (o_y - o_k) / sigma_yk of the true output y over k, [`Objective::Vote`] is
//!
//! ```text
//! cost = ln(1 + sum_k exp(-margin_scale m_k)),
//! ```
//!
//! whose gradient also passes through sigma. Training maximises the margin relative to the ripple's standard deviation; with
//! [`Dephasing::Clusters`] it drives neurons into one of two clusters. There is no surrogate and no random number in it.

use ndarray::ArrayViewMut2;
use serde::{Deserialize, Serialize};

use super::dense::Dense;
use super::dephasing::Dephasing;
use super::loss::{self, Block, Extra};
use super::vote::{self, Vote};

/// The cost that training minimises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// The softmax cross-entropy of the outputs.
    #[default]
    CrossEntropy,
    /// Half the squared distance of the outputs to 1 for the true class and 0 for the others: linear regression, as the
    /// paper's section 4 calls its training.
    SquaredError,
    /// The same distance, of the outputs' softmax: what "the output layer with the function softmax" and linear regression
    /// come to together. Its gradient vanishes with a digit's share, so that a digit once lost is hard to win back.
    #[serde(rename = "squared_shares")]
    SquaredErrorOfSoftmax,
    /// The softmax cross-entropy of the outputs' margins over their ripple. For hidden outputs h = sigmoid(z).
    Vote {
        /// Factor of the margins: the larger, the less an image counts that is already decided.
        #[serde(rename = "sharpness")]
        margin_scale: f32,
        /// The variance v over time of a neuron's signal.
        ripple: f32,
        /// Which neurons' ripple is charged. Files without it mean [`Dephasing::Clusters`].
        #[serde(default, skip_serializing_if = "Dephasing::is_default")]
        dephasing: Dephasing,
    },
}

impl Objective {
    /// Whether the weights of each output are to sum to zero over the neurons, with no bias.
    pub fn balances(self) -> bool {
        matches!(self, Self::Vote { .. })
    }
}

impl Objective {
    /// Replaces logits, shape [rows, K], by the gradient of the costs by them, and fills `costs` with the cost of each row.
    pub(crate) fn backward(
        self,
        output: &Dense,
        block: &Block<'_>,
        logits: &mut ArrayViewMut2<'_, f32>,
        costs: &mut [f32],
    ) -> Extra {
        let vote = match self {
            Self::Vote { margin_scale, ripple, dephasing } => Vote { output, margin_scale, ripple, dephasing },
            Self::CrossEntropy => {
                loss::backward(logits, block.labels, block.scale, costs);
                return Extra::default();
            }
            Self::SquaredError | Self::SquaredErrorOfSoftmax => {
                loss::squared_backward(logits, block.labels, (block.scale, self == Self::SquaredErrorOfSoftmax), costs);
                return Extra::default();
            }
        };
        vote::backward(&vote, block, logits, costs)
    }
}

/// Makes the weights of each output sum to zero over the neurons, and takes its bias away.
pub(crate) fn balance(output: &mut Dense) {
    let neurons = output.weights.nrows() as f32;
    let mean = output.weights.sum_axis(ndarray::Axis(0)) / neurons;
    output.weights -= &mean;
    output.biases.fill(0.0);
}
