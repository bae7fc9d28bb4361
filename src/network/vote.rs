//! The gradient of [`Objective::Vote`](super::Objective::Vote), whose formulas stand in [`objective`](super::objective).
//!
//! Every picture needs all differences between the true output's weights and those of the others: 10 x 100, twice. The
//! weights are turned over, an output's hundred in a row, so that neurons lie side by side in the registers and only ten sums
//! a picture go across them.

use fearless_simd::{Level, Simd, dispatch, f32x8, prelude::*};
use fearless_simd_macros::simd;
use ndarray::{Array2, ArrayViewMut1, ArrayViewMut2};

use super::HIDDEN;
use super::dense::Dense;
use super::loss;
use super::objective::{Block, Extra};
use super::sparse::{PADDED, Row};
use crate::dataset::{CLASSES, Class};

/// The power of tanh(z/2) with which a neuron's ripple vanishes, n = 1 - tanh(z/2)^8.
const SATURATION: f32 = 8.0;
/// The ripple that even a saturated neuron is charged with.
const FLOOR: f32 = 0.02;
/// Keeps margins finite before training has given the outputs different weights.
const SMALLEST_VARIANCE: f32 = 1e-6;
/// Values in a vector register of the kernels.
const LANES: usize = 8;

/// The weights of each output, or their gradient.
type Outputs = [Row; CLASSES];

/// The cost's settings and the output layer it looks at.
pub(super) struct Vote<'a> {
    pub(super) output: &'a Dense,
    pub(super) margin_scale: f32,
    pub(super) ripple: f32,
}

/// What the neurons of one picture are charged with: n and dn/dh of each. Zeros in the padding.
struct Ripples {
    noise: Row,
    slope: Row,
}

/// Replaces logits, shape [rows, 10], by the gradient of the costs by them, and fills `costs` with the cost of each row.
pub(super) fn backward(
    vote: &Vote<'_>,
    block: &Block<'_>,
    logits: &mut ArrayViewMut2<'_, f32>,
    costs: &mut [f32],
) -> Extra {
    let weights: Outputs = std::array::from_fn(|digit| Row::of(vote.output.weights.column(digit)));
    let mut by_weights: Outputs = [Row::ZERO; CLASSES];
    let mut hidden = Array2::zeros(block.hidden.raw_dim());
    let rows = block.hidden.rows().into_iter().zip(hidden.rows_mut());
    for (((read, by_read), row), (label, cost)) in rows.zip(logits.rows_mut()).zip(block.labels.iter().zip(costs)) {
        let mut ripples = Ripples { noise: Row::of(read), slope: Row::ZERO };
        let sums = dispatch!(Level::new(), simd => variances(simd, &weights, &mut ripples, label.index()));
        let pulls = vote.pulls(row, &sums, (*label, block.scale), cost);
        let into = (&mut by_weights, &mut ripples.slope);
        dispatch!(Level::new(), simd => by_variances(simd, &weights, (&ripples.noise, label.index()), &pulls, into));
        by_read.into_iter().zip(ripples.slope.values()).for_each(|(out, value)| *out = *value);
    }
    let weights = Array2::from_shape_fn(vote.output.weights.raw_dim(), |(neuron, digit)| by_weights[digit].0[neuron]);
    Extra { weights: Some(weights), hidden: Some(hidden) }
}

impl Vote<'_> {
    /// The cost of a row, with its logits replaced by the gradient. d cost/d sigma_yk^2, times the ripple, comes back.
    fn pulls(
        &self,
        mut row: ArrayViewMut1<'_, f32>,
        sums: &[f32; CLASSES],
        (label, scale): (Class, f32),
        cost: &mut f32,
    ) -> [f32; CLASSES] {
        let y = label.index();
        let sigma: [f32; CLASSES] = std::array::from_fn(|k| (self.ripple * sums[k]).max(SMALLEST_VARIANCE).sqrt());
        // The true digit's own entry is 0: the cost is the cross-entropy of these scores.
        let scores: [f32; CLASSES] = std::array::from_fn(|k| -self.margin_scale * (row[y] - row[k]) / sigma[k]);
        *cost = loss::cross_entropy(&scores, label);
        let mut shares = loss::softmax(&scores);
        shares[y] = 0.0;
        let pull: [f32; CLASSES] = std::array::from_fn(|k| scale * self.margin_scale * shares[k] / sigma[k]);
        for k in 0..CLASSES {
            row[k] = pull[k];
        }
        row[y] = -pull.iter().sum::<f32>();
        // d(-m_k)/d(sigma_k^2) = m_k / (2 sigma_k^2).
        std::array::from_fn(|k| self.ripple * pull[k] * (-scores[k] / self.margin_scale) / (2.0 * sigma[k]))
    }
}

/// Replaces what is read of the neurons, which stands in place of the noise, by n and dn/dh, and sums n_j (W_jy - W_jk)^2 for
/// each k.
#[simd]
fn variances<S: Simd>(simd: S, weights: &Outputs, ripples: &mut Ripples, y: usize) -> [f32; CLASSES] {
    for (noise, slope) in ripples.noise.0[..HIDDEN].iter_mut().zip(&mut ripples.slope.0) {
        let t = 2.0 * *noise - 1.0;
        let fourth = (t * t) * (t * t);
        *noise = FLOOR + (1.0 - FLOOR) * (1.0 - fourth * fourth);
        *slope = -2.0 * (1.0 - FLOOR) * SATURATION * fourth * t * t * t;
    }
    let mut totals = [f32x8::splat(simd, 0.0); CLASSES];
    for at in (0..PADDED).step_by(LANES) {
        let noise = f32x8::from_slice(simd, &ripples.noise.0[at..][..LANES]);
        let own = f32x8::from_slice(simd, &weights[y].0[at..][..LANES]);
        for (weights, total) in weights.iter().zip(&mut totals) {
            let apart = own - f32x8::from_slice(simd, &weights.0[at..][..LANES]);
            *total = (noise * apart).mul_add(apart, *total);
        }
    }
    totals.map(|total| sum(&total))
}

/// Adds the derivatives by the weights to `by_weights`, and multiplies each dn/dh to make of it the derivative by what is read
/// of the neuron.
#[simd]
fn by_variances<S: Simd>(
    simd: S,
    weights: &Outputs,
    (noise, y): (&Row, usize),
    by_variance: &[f32; CLASSES],
    (by_weights, slopes): (&mut Outputs, &mut Row),
) {
    for at in (0..PADDED).step_by(LANES) {
        let twice = f32x8::from_slice(simd, &noise.0[at..][..LANES]) * 2.0;
        let own = f32x8::from_slice(simd, &weights[y].0[at..][..LANES]);
        let (mut shifts, mut squares) = (f32x8::splat(simd, 0.0), f32x8::splat(simd, 0.0));
        for ((weights, by_weights), by_variance) in weights.iter().zip(by_weights.iter_mut()).zip(by_variance) {
            let apart = own - f32x8::from_slice(simd, &weights.0[at..][..LANES]);
            let pulled = apart * *by_variance;
            let shift = twice * pulled;
            shifts += shift;
            squares = pulled.mul_add(apart, squares);
            let out = &mut by_weights.0[at..][..LANES];
            (f32x8::from_slice(simd, out) - shift).store_slice(out);
        }
        let out = &mut by_weights[y].0[at..][..LANES];
        (f32x8::from_slice(simd, out) + shifts).store_slice(out);
        let slope = &mut slopes.0[at..][..LANES];
        (f32x8::from_slice(simd, slope) * squares).store_slice(slope);
    }
}

/// The sum over the lanes.
#[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function that has the target features")]
#[inline(always)]
fn sum<S: Simd>(values: &f32x8<S>) -> f32 {
    let mut lanes = [0.0; LANES];
    values.store_slice(&mut lanes);
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
