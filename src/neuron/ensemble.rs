//! Many neurons integrated together: RK4 in f32, 4 to 16 neurons to a SIMD instruction, blocks of neurons in parallel.
//!
//! # The step in scaled coordinates
//!
//! A step of RK4 for the equations of [`Neuron`](super::Neuron) takes 38 fused operations as it stands; in scaled coordinates
//! the same step takes 22. With the step h, alpha = h / (2 epsilon) and beta = alpha h / 2 let
//!
//! ```text
//! p = sqrt(alpha/3) x      z = alpha sqrt(alpha/3) y      e = alpha sqrt(alpha/3) (h/2) c
//! ```
//!
//! This absorbs the factor 1/3 of the cubic and both factors of the step: half a step of the activator leads to
//! p (1 + alpha - p^2) - z, and the whole step is
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
//! The SIMD level (SSE2, SSE4.2, AVX2 with FMA, AVX-512, NEON) is chosen at run time by `fearless_simd`, without `unsafe`.
//! Levels with and without fused multiply-add differ in the last bits.

use fearless_simd::{Level, Simd, SimdBase, SimdFloat, dispatch};
use fearless_simd_macros::simd;
use rayon::prelude::*;

use super::mean_field::{CoupledRun, MeanField, States};
use super::recording::{BLOCK, Recording, TILE};
use super::scaled::Coefficients;
use super::synapse::LeakyIntegrator;
use super::timing::Steps;
use super::{Epsilon, State};
use crate::control::{StopToken, Stopped};

/// The number of steps between two polls of the stop token, a few milliseconds.
const STEPS_PER_POLL: usize = 1 << 14;

/// The states and drives of [`BLOCK`] neurons in scaled coordinates.
#[derive(Clone)]
struct Block {
    p: [f32; BLOCK],
    z: [f32; BLOCK],
    e: [f32; BLOCK],
}

impl Block {
    /// Scales x, y and c; an incomplete block is filled up with copies of its last neuron.
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

/// One step of all lanes of a vector, by the equations at the head of this file.
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

/// Takes `count` steps with every neuron of a block.
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

/// Takes `count` steps with every neuron of a block, polling the stop token.
fn run_stoppable(
    level: Level,
    coefficients: &Coefficients,
    mut count: usize,
    block: &mut Block,
    stop: &StopToken,
) -> Result<(), Stopped> {
    while count > 0 {
        stop.check()?;
        let now = count.min(STEPS_PER_POLL);
        dispatch!(level, simd => run(simd, coefficients, now, block));
        count -= now;
    }
    Ok(())
}

/// Many neurons with a common epsilon, each with its own drive and state; uncoupled, unless [`Ensemble::couple`] couples them.
///
/// Each follows epsilon dx/dt = x - x^3/3 - y, dy/dt = x + c (see [`Neuron`](super::Neuron)). The integration is RK4 with fixed
/// steps in f32, on all SIMD lanes and all threads of rayon's pool; results do not depend on the number of threads. At epsilon
/// 0.1, y differs after 20 time units from RK4 in f64 by less than 1e-5 in the median over c from -1.5 to 1.5, and by less than
/// 1e-4 throughout, except from |c| = 0.76 to 1, where trajectories pass close to the canard: by less than 1e-3.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::neuron::{Ensemble, Epsilon, State, Steps};
///
/// // A hundred neurons from c = -1.5 to 1.5, 50 time units of transient, then x each 0.1 over 20 time units.
/// let drives: Vec<f32> = (0..100).map(|index| -1.5 + 0.03 * index as f32).collect();
/// let mut ensemble = Ensemble::new(Epsilon::new(0.1)?, &drives, State::DEFAULT);
/// let stop = StopToken::new();
/// ensemble.advance(Steps { count: 5000, length: 0.01 }, &stop)?;
/// let recording = ensemble.record(Steps { count: 10, length: 0.01 }, 200, &stop)?;
/// let spikes = |neuron: usize| recording.trace(neuron).any(|x| x > 1.0) && recording.trace(neuron).any(|x| x < -1.0);
/// assert!(!spikes(0) && spikes(50) && !spikes(99));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ensemble {
    level: Level,
    epsilon: Epsilon,
    drives: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
    field: MeanField,
}

impl Ensemble {
    /// Neurons with these drives c, all in the state `start`, integrated on the best SIMD level of this processor.
    ///
    /// Drives and states are not checked: take them from [`Drive`](super::Drive) and [`State::new`] for values in range.
    pub fn new(epsilon: Epsilon, drives: &[f32], start: State) -> Self {
        Self::with_level(Level::new(), epsilon, drives, start)
    }

    /// [`Ensemble::new`] on a given SIMD level, to compare levels.
    pub fn with_level(level: Level, epsilon: Epsilon, drives: &[f32], start: State) -> Self {
        Self {
            level,
            epsilon,
            drives: drives.to_vec(),
            x: vec![start.x as f32; drives.len()],
            y: vec![start.y as f32; drives.len()],
            field: MeanField::NONE,
        }
    }

    /// Couples the neurons from now on, population by population; [`MeanField::NONE`] uncouples them. The states stay as they
    /// are.
    ///
    /// # Panics
    /// If the neurons are no whole number of populations.
    pub fn couple(&mut self, field: MeanField) {
        assert!(
            field.is_none() || self.len().checked_rem(field.population) == Some(0),
            "{} neurons are no whole number of populations of {}",
            self.len(),
            field.population
        );
        self.field = field;
    }

    /// The coupling of the neurons.
    pub fn mean_field(&self) -> MeanField {
        self.field
    }

    /// Coupled neurons on their way in steps of this length, and their states; `None` if they are not coupled.
    fn coupled(&mut self, length: f64) -> Option<(CoupledRun, States<'_>)> {
        if self.field.is_none() || self.is_empty() {
            return None;
        }
        let kind = (self.level, self.epsilon, self.field);
        let states = States { x: &mut self.x, y: &mut self.y, drives: &self.drives };
        Some((CoupledRun::new(kind, length, &states), states))
    }

    /// The number of neurons.
    pub fn len(&self) -> usize {
        self.drives.len()
    }

    /// Whether there are no neurons.
    pub fn is_empty(&self) -> bool {
        self.drives.is_empty()
    }

    /// The common time scale epsilon.
    pub fn epsilon(&self) -> Epsilon {
        self.epsilon
    }

    /// Changes epsilon; the states stay as they are.
    pub fn set_epsilon(&mut self, epsilon: Epsilon) {
        self.epsilon = epsilon;
    }

    /// The drive c of each neuron, dimensionless.
    pub fn drives(&self) -> &[f32] {
        &self.drives
    }

    /// Changes the drives c; the states stay as they are.
    ///
    /// If there are fewer drives than neurons, the last neurons keep theirs; surplus drives are ignored.
    pub fn set_drives(&mut self, drives: &[f32]) {
        for (mine, new) in self.drives.iter_mut().zip(drives) {
            *mine = *new;
        }
    }

    /// The activator x of each neuron.
    pub fn x(&self) -> &[f32] {
        &self.x
    }

    /// The recovery variable y of each neuron.
    pub fn y(&self) -> &[f32] {
        &self.y
    }

    /// Sets the state of the neuron at `index`.
    ///
    /// # Panics
    /// If `index` is not below [`Ensemble::len`].
    pub fn set_state(&mut self, index: usize, state: State) {
        self.x[index] = state.x as f32;
        self.y[index] = state.y as f32;
    }

    /// The largest |x| that any neuron reaches from its present state, excluding transient overshoot.
    ///
    /// For neurons that start far from the attractor at epsilon above 0.03, [`state_bound`](super::state_bound) includes the
    /// overshoot.
    pub fn state_bound(&self) -> f64 {
        let largest = |values: &[f32]| values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        let start = State { x: largest(&self.x).into(), y: largest(&self.y).into() };
        super::integrator::branch_bound(f64::from(largest(&self.drives)), start)
    }

    /// Takes `steps` with every neuron, in parallel on the threads of rayon's pool.
    ///
    /// The step is not checked: it is stable up to [`largest_stable_step`](super::largest_stable_step) of
    /// [`Ensemble::state_bound`].
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set, with a delay of a few milliseconds. Blocks of neurons may then be at different times.
    pub fn advance(&mut self, steps: Steps, stop: &StopToken) -> Result<(), Stopped> {
        if let Some((mut run, mut states)) = self.coupled(steps.length) {
            let advanced = run.advance(steps.count, stop);
            run.store(&mut states);
            return advanced;
        }
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

    /// Takes `samples` times the steps `between`, and lets synaptic traces of a signal, a function of x, follow; nothing is
    /// recorded.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set, with a delay of a few milliseconds. Blocks of neurons may then be at different times.
    pub(super) fn follow(
        &mut self,
        between: Steps,
        samples: usize,
        (signal, traces): (impl Fn(f32) -> f32 + Sync, &mut LeakyIntegrator),
        stop: &StopToken,
    ) -> Result<(), Stopped> {
        let leak = traces.leak(between.count as f64 * between.length);
        if let Some((mut run, mut states)) = self.coupled(between.length) {
            for first in (0..samples).step_by(TILE) {
                let samples = TILE.min(samples - first);
                run.sample(between.count, samples, stop)?;
                traces.values_mut().par_iter_mut().enumerate().with_min_len(BLOCK).for_each(|(neuron, trace)| {
                    run.kept(neuron).take(samples).for_each(|x| leak.advance(trace, signal(x)));
                });
            }
            run.store(&mut states);
            return Ok(());
        }
        let coefficients = Coefficients::new(self.epsilon, between.length);
        let level = self.level;
        let states = self.x.par_chunks_mut(BLOCK).zip(self.y.par_chunks_mut(BLOCK)).zip(self.drives.par_chunks(BLOCK));
        states.zip(traces.values_mut().par_chunks_mut(BLOCK)).try_for_each(|(((x, y), drives), traces)| {
            let mut block = Block::load(&coefficients, x, y, drives);
            for _ in 0..samples {
                run_stoppable(level, &coefficients, between.count, &mut block, stop)?;
                for (trace, p) in traces.iter_mut().zip(&block.p) {
                    leak.advance(trace, signal(*p * coefficients.back_to_x));
                }
            }
            block.store(&coefficients, x, y);
            Ok(())
        })
    }

    /// Takes `samples` times the steps `between`, and records x after each.
    ///
    /// The recording has one row for each neuron and `samples` columns, [`Recording::bytes`] in all. The state at the time of
    /// the call is not part of it.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set, with a delay of a few milliseconds. Blocks of neurons may then be at different times.
    pub fn record(&mut self, between: Steps, samples: usize, stop: &StopToken) -> Result<Recording, Stopped> {
        let mut recording = Recording::empty(self.len(), samples);
        if let Some((mut run, mut states)) = self.coupled(between.length) {
            for tile in 0..samples.div_ceil(TILE) {
                run.sample(between.count, TILE.min(samples - tile * TILE), stop)?;
                recording.fill(tile, |neuron| run.kept(neuron));
            }
            run.store(&mut states);
            return Ok(recording);
        }
        let coefficients = Coefficients::new(self.epsilon, between.length);
        let level = self.level;
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
