//! The gradient of [`Objective::Vote`](super::Objective::Vote), whose formulas stand in [`objective`](super::objective).
//!
//! Every image needs all differences between the true output's weights and those of the others, twice. The weights are
//! transposed, those of an output in a row, so that neurons lie side by side in the registers and only one sum an output goes
//! across them.

use fearless_simd::{Simd, dispatch, f32x8, prelude::*};
use fearless_simd_macros::simd;
use ndarray::{Array2, ArrayViewMut1, ArrayViewMut2, Axis};

use super::dense::Dense;
use super::dephasing::Dephasing;
use super::loss::{self, Block, Extra};
use crate::dataset::Class;

/// Keeps margins finite before training has given the outputs different weights.
const SMALLEST_VARIANCE: f32 = 1e-6;
/// Values in a vector register of the kernels.
const LANES: usize = 8;

/// Outputs whose sums are kept in registers at a time.
const OUTPUTS: usize = 10;

/// The values of a register of neurons, for each of some outputs.
type Cell = [[f32; LANES]; OUTPUTS];

/// A value for each output and neuron, the weights or their gradient, as the kernels take them; zeros up to whole registers of
/// neurons and whole [`OUTPUTS`].
struct Rows {
    /// Register after register of neurons for the first outputs, then for the next ones.
    cells: Vec<Cell>,
    /// Registers of neurons.
    registers: usize,
}

impl Rows {
    fn zeros(neurons: usize, outputs: usize) -> Self {
        let registers = neurons.div_ceil(LANES);
        Self { cells: vec![[[0.0; LANES]; OUTPUTS]; registers * outputs.div_ceil(OUTPUTS)], registers }
    }

    fn of(output: &Dense) -> Self {
        let mut rows = Self::zeros(output.inputs(), output.outputs());
        for (neuron, weights) in output.weights.rows().into_iter().enumerate() {
            let (register, lane) = (neuron / LANES, neuron % LANES);
            for (chunk, weights) in weights.axis_chunks_iter(Axis(0), OUTPUTS).enumerate() {
                let cell = &mut rows.cells[chunk * rows.registers + register];
                cell.iter_mut().zip(weights).for_each(|(lanes, weight)| lanes[lane] = *weight);
            }
        }
        rows
    }

    /// As an array of shape [neurons, outputs].
    fn to_array(&self, shape: (usize, usize)) -> Array2<f32> {
        let mut array = Array2::zeros(shape);
        for (neuron, mut row) in array.rows_mut().into_iter().enumerate() {
            let (register, lane) = (neuron / LANES, neuron % LANES);
            for (chunk, values) in row.axis_chunks_iter_mut(Axis(0), OUTPUTS).enumerate() {
                let cell = &self.cells[chunk * self.registers + register];
                values.into_iter().zip(cell).for_each(|(value, lanes)| *value = lanes[lane]);
            }
        }
        array
    }

    /// The values of an output for one register of neurons.
    fn lanes(&self, register: usize, class: usize) -> &[f32; LANES] {
        &self.cells[class / OUTPUTS * self.registers + register][class % OUTPUTS]
    }

    fn width(&self) -> usize {
        self.registers * LANES
    }
}

/// The cost's settings and the output layer it looks at.
pub(super) struct Vote<'a> {
    pub(super) output: &'a Dense,
    pub(super) margin_scale: f32,
    pub(super) ripple: f32,
    pub(super) dephasing: Dephasing,
}

/// The ripple weights of the neurons of one image: n and dn/dh of each, with zeros up to whole registers.
struct Ripples {
    noise: Vec<f32>,
    slope: Vec<f32>,
}

/// A value for each output of one image, with zeros up to whole [`OUTPUTS`].
struct Sums {
    /// The sum over neurons of n_j (W_jy - W_jk)^2.
    variances: Vec<f32>,
    sigmas: Vec<f32>,
    scores: Vec<f32>,
    shares: Vec<f32>,
    /// d cost/d sigma_yk^2, times the ripple.
    by_variance: Vec<f32>,
}

impl Sums {
    fn zeros(outputs: usize) -> Self {
        let zeros = || vec![0.0; outputs.next_multiple_of(OUTPUTS)];
        let exact = || vec![0.0; outputs];
        Self { variances: zeros(), sigmas: exact(), scores: exact(), shares: exact(), by_variance: zeros() }
    }
}

/// Replaces logits, shape [rows, K], by the gradient of the costs by them, and fills `costs` with the cost of each row.
pub(super) fn backward(
    vote: &Vote<'_>,
    block: &Block<'_>,
    logits: &mut ArrayViewMut2<'_, f32>,
    costs: &mut [f32],
) -> Extra {
    let (neurons, outputs) = vote.output.weights.dim();
    let (weights, mut by_weights) = (Rows::of(vote.output), Rows::zeros(neurons, outputs));
    let mut ripples = Ripples { noise: vec![0.0; weights.width()], slope: vec![0.0; weights.width()] };
    let mut sums = Sums::zeros(outputs);
    let mut hidden = Array2::zeros(block.hidden.raw_dim());
    let rows = block.hidden.rows().into_iter().zip(hidden.rows_mut());
    for (((read, by_read), row), (label, cost)) in rows.zip(logits.rows_mut()).zip(block.labels.iter().zip(costs)) {
        ripples.noise.iter_mut().zip(read).for_each(|(noise, read)| *noise = *read);
        let y = label.index();
        for (noise, slope) in ripples.noise[..neurons].iter_mut().zip(&mut ripples.slope) {
            (*noise, *slope) = vote.dephasing.share(*noise);
        }
        dispatch!(block.level, simd => variances(simd, &weights, &ripples.noise, (&mut sums.variances, y)));
        vote.pull(row, &mut sums, (*label, block.scale), cost);
        let gradient = (&mut by_weights, &mut ripples);
        dispatch!(block.level, simd => by_variances(simd, &weights, (&sums.by_variance, y), gradient));
        by_read.into_iter().zip(&ripples.slope).for_each(|(out, value)| *out = *value);
    }
    Extra { weights: Some(by_weights.to_array((neurons, outputs))), hidden: Some(hidden) }
}

impl Vote<'_> {
    /// The cost of a row, with its logits replaced by the gradient and the derivatives by the variances filled in.
    fn pull(&self, mut row: ArrayViewMut1<'_, f32>, sums: &mut Sums, (label, scale): (Class, f32), cost: &mut f32) {
        let y = label.index();
        for (sigma, variance) in sums.sigmas.iter_mut().zip(&sums.variances) {
            *sigma = (self.ripple * variance).max(SMALLEST_VARIANCE).sqrt();
        }
        // The true class's own entry is 0: the cost is the cross-entropy of these scores.
        for (k, (score, sigma)) in sums.scores.iter_mut().zip(&sums.sigmas).enumerate() {
            *score = -self.margin_scale * (row[y] - row[k]) / sigma;
        }
        *cost = loss::cross_entropy(&sums.scores, label);
        sums.shares.copy_from_slice(&sums.scores);
        loss::softmax_in_place(&mut sums.shares);
        sums.shares[y] = 0.0;
        for (k, (share, sigma)) in sums.shares.iter().zip(&sums.sigmas).enumerate() {
            row[k] = scale * self.margin_scale * share / sigma;
        }
        // d(-m_k)/d(sigma_k^2) = m_k / (2 sigma_k^2).
        for (k, (score, sigma)) in sums.scores.iter().zip(&sums.sigmas).enumerate() {
            sums.by_variance[k] = self.ripple * row[k] * (-score / self.margin_scale) / (2.0 * sigma);
        }
        row[y] = -row.iter().sum::<f32>();
    }
}

/// Sums n_j (W_jy - W_jk)^2 for each k.
#[simd]
fn variances<S: Simd>(simd: S, weights: &Rows, noise: &[f32], (sums, y): (&mut [f32], usize)) {
    for (sums, cells) in sums.as_chunks_mut::<OUTPUTS>().0.iter_mut().zip(weights.cells.chunks_exact(weights.registers))
    {
        let mut totals = [f32x8::splat(simd, 0.0); OUTPUTS];
        let noise = noise.as_chunks::<LANES>().0;
        for (register, (cell, noise)) in cells.iter().zip(noise).enumerate() {
            let noise = f32x8::from_slice(simd, noise);
            let own = f32x8::from_slice(simd, weights.lanes(register, y));
            for (lanes, total) in cell.iter().zip(&mut totals) {
                let apart = own - f32x8::from_slice(simd, lanes);
                *total = (noise * apart).mul_add(apart, *total);
            }
        }
        for (out, total) in sums.iter_mut().zip(&totals) {
            *out = sum(total);
        }
    }
}

/// Adds the derivatives by the weights to `by_weights`, and turns each dn/dh into the derivative by the neuron's
/// signal.
#[simd]
fn by_variances<S: Simd>(
    simd: S,
    weights: &Rows,
    (by_variance, y): (&[f32], usize),
    (by_weights, ripples): (&mut Rows, &mut Ripples),
) {
    let registers = weights.registers;
    for register in 0..registers {
        let at = register * LANES;
        let twice = f32x8::from_slice(simd, &ripples.noise[at..][..LANES]) * 2.0;
        let own = f32x8::from_slice(simd, weights.lanes(register, y));
        let (mut shifts, mut squares) = (f32x8::splat(simd, 0.0), f32x8::splat(simd, 0.0));
        for (chunk, by_variance) in by_variance.as_chunks::<OUTPUTS>().0.iter().enumerate() {
            let cell = &weights.cells[chunk * registers + register];
            let by_cell = &mut by_weights.cells[chunk * registers + register];
            for ((lanes, by_lanes), by_variance) in cell.iter().zip(by_cell).zip(by_variance) {
                let apart = own - f32x8::from_slice(simd, lanes);
                let pulled = apart * *by_variance;
                let shift = twice * pulled;
                shifts += shift;
                squares = pulled.mul_add(apart, squares);
                (f32x8::from_slice(simd, by_lanes) - shift).store_slice(by_lanes);
            }
        }
        let out = &mut by_weights.cells[y / OUTPUTS * registers + register][y % OUTPUTS];
        (f32x8::from_slice(simd, out) + shifts).store_slice(out);
        let slope = &mut ripples.slope[at..][..LANES];
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
