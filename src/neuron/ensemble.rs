//! Many neurons at once: RK4 in f32, eight or sixteen neurons to an instruction, blocks spread over the processors.
//!
//! # Fewer operations than the textbook
//!
//! Written out, a step of RK4 for equation (1) takes 38 fused operations. Scaled coordinates need 22, and are still the
//! same step of the same scheme. With alpha = h / (2 epsilon) and beta = alpha h / 2 let
//!
//! ```text
//! p = sqrt(alpha/3) x      z = alpha sqrt(alpha/3) y      e = alpha sqrt(alpha/3) (h/2) c
//! ```
//!
//! The cubic's third and both step factors are gone, so that half a step of the activator is p (1 + alpha - p^2) - z:
//!
//! ```text
//! p2 = p (1 + alpha - p^2) - z
//! p3 = p + p2 (alpha - p2^2) - (z + e + beta p)
//! p4 = p + 2 [p3 (alpha - p3^2) - (z + e + beta p2)]
//! q4 = p4 (alpha - p4^2) - (z + 2 e + 2 beta p3)
//! p' = p + (p2 + 2 p3 + p4 - 4 p + q4) / 3
//! z' = z + 2 e + (beta/3) (p + 2 p2 + 2 p3 + p4)
//! ```
//!
//! SIMD is chosen when the program runs (SSE2, SSE4.2, AVX2 with FMA, AVX-512, NEON), through `fearless_simd`, which
//! needs no `unsafe` here. Levels with and without fused multiply-add differ in the last bits.

use fearless_simd::{Level, Simd, SimdBase, SimdFloat, dispatch};
use fearless_simd_macros::simd;
use rayon::prelude::*;

use super::timing::Steps;
use super::{Epsilon, State};
use crate::control::{StopToken, Stopped};

/// Neurons that stay together in the innermost loop: enough vectors in flight to hide the latency of a step.
pub const BLOCK: usize = 64;
/// Samples that are kept together, times contiguous for each neuron.
pub const TILE: usize = 16;
/// Steps between two looks at the stop token: a few milliseconds.
const STEPS_PER_LOOK: usize = 1 << 14;

/// The numbers of one step, for a given length and epsilon.
#[derive(Clone, Copy, Debug)]
struct Coefficients {
    /// h / (2 epsilon).
    alpha: f32,
    /// alpha h / 2.
    beta: f32,
    /// From x to p.
    x_scale: f64,
    /// From y to z.
    y_scale: f64,
    /// From c to e.
    c_scale: f64,
    /// From p to x.
    back_to_x: f32,
}

impl Coefficients {
    fn new(epsilon: Epsilon, length: f64) -> Self {
        let alpha = length / (2.0 * epsilon.get());
        let x_scale = (alpha / 3.0).sqrt();
        Self {
            alpha: alpha as f32,
            beta: (alpha * length / 2.0) as f32,
            x_scale,
            y_scale: alpha * x_scale,
            c_scale: alpha * x_scale * length / 2.0,
            back_to_x: x_scale.recip() as f32,
        }
    }
}

/// The state of [`BLOCK`] neurons in the coordinates of [`Coefficients`].
#[derive(Clone)]
struct Block {
    p: [f32; BLOCK],
    z: [f32; BLOCK],
    e: [f32; BLOCK],
}

impl Block {
    /// From (x, y, c); a block that isn't full is filled with its last neuron.
    fn load(coefficients: &Coefficients, x: &[f32], y: &[f32], drives: &[f32]) -> Self {
        let last = x.len() - 1;
        let scaled =
            |values: &[f32], scale: f64| std::array::from_fn(|lane| (f64::from(values[lane.min(last)]) * scale) as f32);
        Self {
            p: scaled(x, coefficients.x_scale),
            z: scaled(y, coefficients.y_scale),
            e: scaled(drives, coefficients.c_scale),
        }
    }

    fn store(&self, coefficients: &Coefficients, x: &mut [f32], y: &mut [f32]) {
        for (lane, (x, y)) in x.iter_mut().zip(y).enumerate() {
            *x = (f64::from(self.p[lane]) / coefficients.x_scale) as f32;
            *y = (f64::from(self.z[lane]) / coefficients.y_scale) as f32;
        }
    }
}

/// The step of the module's head, on all lanes of a vector.
#[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function that has the target features")]
#[inline(always)]
fn step<S: Simd>(simd: S, k: &Coefficients, p: S::f32s, z: S::f32s, e: S::f32s) -> (S::f32s, S::f32s) {
    let of = |value: f32| S::f32s::splat(simd, value);
    let alpha = of(k.alpha);
    let half = z + e;
    let full = half + e;
    let p2 = p.mul_sub((-p).mul_add(p, of(1.0 + k.alpha)), z);
    let p3 = p2.mul_add((-p2).mul_add(p2, alpha), p.mul_sub(of(1.0 - k.beta), half));
    let q3 = p3.mul_sub((-p3).mul_add(p3, alpha), p2.mul_add(of(k.beta), half));
    let p4 = q3.mul_add(of(2.0), p);
    let known = p3.mul_add(of(2.0 - 2.0 * k.beta), p2) + p4;
    let change = p4.mul_add((-p4).mul_add(p4, alpha), known - p.mul_add(of(4.0), full));
    let sum = (p2 + p3).mul_add(of(2.0), p + p4);
    (change.mul_add(of(1.0 / 3.0), p), sum.mul_add(of(k.beta / 3.0), full))
}

/// `count` steps of every neuron of a block.
#[simd]
fn run<S: Simd>(simd: S, k: &Coefficients, count: usize, block: &mut Block) {
    for _ in 0..count {
        let vectors = block.p.chunks_exact_mut(S::f32s::LEN).zip(block.z.chunks_exact_mut(S::f32s::LEN));
        for ((p, z), e) in vectors.zip(block.e.chunks_exact(S::f32s::LEN)) {
            let load = |slice: &[f32]| S::f32s::from_slice(simd, slice);
            let (next_p, next_z) = step(simd, k, load(p), load(z), load(e));
            next_p.store_slice(p);
            next_z.store_slice(z);
        }
    }
}

/// `steps` of a block, looking at the stop token now and then.
fn run_stoppable(
    level: Level,
    coefficients: &Coefficients,
    mut count: usize,
    block: &mut Block,
    stop: &StopToken,
) -> Result<(), Stopped> {
    while count > 0 {
        stop.check()?;
        let now = count.min(STEPS_PER_LOOK);
        dispatch!(level, simd => run(simd, coefficients, now, block));
        count -= now;
    }
    Ok(())
}

/// Many neurons of one epsilon, each with its own drive and state.
#[derive(Clone, Debug)]
pub struct Ensemble {
    level: Level,
    epsilon: Epsilon,
    drives: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
}

impl Ensemble {
    /// Neurons with these drives c, all in the state `start`, on the best SIMD level of this processor.
    pub fn new(epsilon: Epsilon, drives: &[f32], start: State) -> Self {
        Self::with_level(Level::new(), epsilon, drives, start)
    }

    /// The same on a given SIMD level.
    pub fn with_level(level: Level, epsilon: Epsilon, drives: &[f32], start: State) -> Self {
        Self {
            level,
            epsilon,
            drives: drives.to_vec(),
            x: vec![start.x as f32; drives.len()],
            y: vec![start.y as f32; drives.len()],
        }
    }

    /// How many neurons.
    pub fn len(&self) -> usize {
        self.drives.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.drives.is_empty()
    }

    /// The time scale of all neurons.
    pub fn epsilon(&self) -> Epsilon {
        self.epsilon
    }

    /// Changes the time scale; the states stay.
    pub fn set_epsilon(&mut self, epsilon: Epsilon) {
        self.epsilon = epsilon;
    }

    /// The drive c of each neuron.
    pub fn drives(&self) -> &[f32] {
        &self.drives
    }

    /// Changes the drives; the states stay. Drives beyond the number of neurons are ignored.
    pub fn set_drives(&mut self, drives: &[f32]) {
        for (mine, new) in self.drives.iter_mut().zip(drives) {
            *mine = *new;
        }
    }

    /// The activator of each neuron.
    pub fn x(&self) -> &[f32] {
        &self.x
    }

    /// The recovery variable of each neuron.
    pub fn y(&self) -> &[f32] {
        &self.y
    }

    /// Puts neuron `index` somewhere else.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn set_state(&mut self, index: usize, state: State) {
        self.x[index] = state.x as f32;
        self.y[index] = state.y as f32;
    }

    /// The largest |x| that any of the neurons can visit from here, if they are not on a wild way in.
    pub fn state_bound(&self) -> f64 {
        let largest = |values: &[f32]| values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        let start = State { x: largest(&self.x).into(), y: largest(&self.y).into() };
        super::integrator::branch_bound(f64::from(largest(&self.drives)), start)
    }

    /// Takes `steps` with every neuron, on the processors that rayon has.
    ///
    /// The steps must be stable: see [`super::largest_stable_step`] with [`Ensemble::state_bound`].
    ///
    /// # Errors
    /// [`Stopped`]; the neurons are then somewhere on their way.
    pub fn advance(&mut self, steps: Steps, stop: &StopToken) -> Result<(), Stopped> {
        let coefficients = Coefficients::new(self.epsilon, steps.length);
        let level = self.level;
        let states = self.x.par_chunks_mut(BLOCK).zip(self.y.par_chunks_mut(BLOCK));
        states.zip(self.drives.par_chunks(BLOCK)).try_for_each(|((x, y), drives)| {
            let mut block = Block::load(&coefficients, x, y, drives);
            run_stoppable(level, &coefficients, steps.count, &mut block, stop)?;
            block.store(&coefficients, x, y);
            Ok(())
        })
    }

    /// Goes on and keeps x at `samples` times, `between` apart.
    ///
    /// # Errors
    /// [`Stopped`]; the neurons are then somewhere on their way.
    pub fn record(&mut self, between: Steps, samples: usize, stop: &StopToken) -> Result<Recording, Stopped> {
        let coefficients = Coefficients::new(self.epsilon, between.length);
        let level = self.level;
        let mut recording = Recording::empty(self.len(), samples);
        let states = self.x.par_chunks_mut(BLOCK).zip(self.y.par_chunks_mut(BLOCK)).zip(self.drives.par_chunks(BLOCK));
        let kept = recording.rows.par_chunks_mut(recording.tiles * BLOCK);
        states.zip(kept).try_for_each(|(((x, y), drives), rows)| {
            let mut block = Block::load(&coefficients, x, y, drives);
            for sample in 0..samples {
                run_stoppable(level, &coefficients, between.count, &mut block, stop)?;
                let tile = &mut rows[sample / TILE * BLOCK..][..BLOCK];
                for (row, p) in tile.iter_mut().zip(&block.p) {
                    row[sample % TILE] = *p * coefficients.back_to_x;
                }
            }
            block.store(&coefficients, x, y);
            Ok(())
        })?;
        Ok(recording)
    }
}

/// x of many neurons at many times.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    neurons: usize,
    samples: usize,
    /// Tiles of a block, an odd number: rows of one time then spread over the whole cache.
    tiles: usize,
    /// Row [block][tile][neuron of the block], each [`TILE`] times long.
    rows: Vec<[f32; TILE]>,
}

impl Recording {
    fn empty(neurons: usize, samples: usize) -> Self {
        let tiles = samples.div_ceil(TILE) | 1;
        Self { neurons, samples, tiles, rows: vec![[0.0; TILE]; neurons.div_ceil(BLOCK) * tiles * BLOCK] }
    }

    /// How many neurons.
    pub fn neurons(&self) -> usize {
        self.neurons
    }

    /// How many times.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// x of `neuron` at the times `tile * TILE` and after; beyond the last sample the row is filled with zeros.
    ///
    /// # Panics
    /// If there is no such neuron or tile.
    #[inline]
    pub fn row(&self, neuron: usize, tile: usize) -> &[f32; TILE] {
        &self.rows[(neuron / BLOCK * self.tiles + tile) * BLOCK + neuron % BLOCK]
    }

    /// x of `neuron` at `sample`.
    ///
    /// # Panics
    /// If there is no such neuron or sample.
    #[inline]
    pub fn at(&self, neuron: usize, sample: usize) -> f32 {
        self.row(neuron, sample / TILE)[sample % TILE]
    }

    /// x of `neuron` at each sample.
    pub fn trace(&self, neuron: usize) -> impl Iterator<Item = f32> {
        (0..self.samples).map(move |sample| self.at(neuron, sample))
    }

    /// Bytes that `samples` of `neurons` take.
    pub fn bytes(neurons: usize, samples: usize) -> usize {
        (samples.div_ceil(TILE) | 1) * TILE * neurons.next_multiple_of(BLOCK) * size_of::<f32>()
    }

    /// Replaces every x by `change(x)`.
    pub fn map(&mut self, change: impl Fn(f32) -> f32 + Sync) {
        self.rows.par_iter_mut().for_each(|row| {
            for value in row {
                *value = change(*value);
            }
        });
    }
}
