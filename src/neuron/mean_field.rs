//! Mean-field coupling of neurons in the fast equation.
//!
//! The neurons of a population are diffusively coupled through their activators, each to the mean of all:
//!
//! ```text
//! epsilon dx_i/dt = x_i - x_i^3/3 - y_i + kappa (<x> - x_i)
//!         dy_i/dt = x_i + c_i
//! ```
//!
//! The mean law holds under it: y_i is bounded, so the time mean of x_i is -c_i whatever stands in the fast equation.
//!
//! # The step
//!
//! In the scaled coordinates of [`Ensemble`](super::Ensemble) the coupling replaces alpha by alpha (1 - kappa) where it stands
//! beside a square, and adds alpha kappa times the mean p to each stage, with the population's mean at that stage. Eight populations are
//! integrated side by side, one in each SIMD lane, so that the mean is a plain sum over neurons.

use fearless_simd::{Level, Simd, dispatch, f32x8, prelude::*};
use fearless_simd_macros::simd;
use rayon::prelude::*;

use super::Epsilon;
use super::parameter::parameter;
use super::recording::TILE;
use super::scaled::Coefficients;
use crate::control::{StopToken, Stopped};

/// Populations that are integrated side by side.
const LANES: usize = 8;
/// The number of steps between two polls of the stop token.
const STEPS_PER_POLL: usize = 1 << 10;

parameter! {
    /// The strength kappa of the mean-field coupling in the fast equation, 0 to 10; dimensionless. 0, the default, is the
    /// paper's: no coupling.
    ///
    /// ```
    /// use nullcline::neuron::CouplingStrength;
    ///
    /// assert!(CouplingStrength::DEFAULT.is_zero() && CouplingStrength::new(0.1).is_ok());
    /// assert!(CouplingStrength::new(-0.1).is_err() && CouplingStrength::new(f64::NAN).is_err());
    /// ```
    CouplingStrength, "coupling", 0.0, 10.0, 0.0
}

impl CouplingStrength {
    /// Whether the neurons are not coupled.
    pub fn is_zero(&self) -> bool {
        self.get() == 0.0
    }

    /// The |x| whose step is stable at `state_bound` with this coupling: kappa is added to the fast eigenvalue
    /// (x^2 - 1)/epsilon.
    pub fn coupled_bound(self, state_bound: f64) -> f64 {
        state_bound.hypot(self.get().sqrt())
    }
}

/// Mean-field coupling of the neurons of an ensemble: successive neurons form populations of equal size, and each neuron is
/// coupled to the mean activator of its own population.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeanField {
    /// kappa.
    pub strength: CouplingStrength,
    /// The number of neurons of a population. An ensemble whose neurons are no whole number of populations can't be coupled.
    pub population: usize,
}

impl MeanField {
    /// No coupling.
    pub const NONE: Self = Self { strength: CouplingStrength::DEFAULT, population: 1 };

    /// Whether the neurons are not coupled.
    pub fn is_none(&self) -> bool {
        self.strength.is_zero()
    }
}

/// The coefficients of a step of coupled neurons.
#[derive(Clone, Copy, Debug)]
struct Coupled {
    /// Those of a step without coupling.
    apart: Coefficients,
    /// alpha (1 - kappa).
    alpha: f32,
    /// alpha kappa / N.
    common: f32,
}

impl Coupled {
    fn new(epsilon: Epsilon, field: MeanField, length: f64) -> Self {
        let (alpha, kappa) = (length / (2.0 * epsilon.get()), field.strength.get());
        Self {
            apart: Coefficients::new(epsilon, length),
            alpha: (alpha * (1.0 - kappa)) as f32,
            common: (alpha * kappa / field.population as f64) as f32,
        }
    }
}

/// A value for one neuron of each of the populations side by side.
type Lanes = [f32; LANES];

/// The states and drives of a neuron of each population in scaled coordinates, and the stages of a step.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Cell {
    p: Lanes,
    z: Lanes,
    e: Lanes,
    stages: [Lanes; 3],
}

/// Populations side by side.
struct Block {
    /// One cell for each neuron of a population.
    cells: Vec<Cell>,
    /// p of every neuron at the samples of a tile; empty before the first one.
    kept: Vec<[Lanes; TILE]>,
}

/// Coupled neurons on their way, in scaled coordinates.
pub(super) struct CoupledRun {
    level: Level,
    population: usize,
    coefficients: Coupled,
    blocks: Vec<Block>,
}

/// States and drives of neurons, population after population.
pub(super) struct States<'a> {
    pub(super) x: &'a mut [f32],
    pub(super) y: &'a mut [f32],
    pub(super) drives: &'a [f32],
}

impl CoupledRun {
    /// Neurons that are going to take steps of this length.
    pub(super) fn new((level, epsilon, field): (Level, Epsilon, MeanField), length: f64, states: &States<'_>) -> Self {
        let coefficients = Coupled::new(epsilon, field, length);
        let population = field.population;
        let populations = states.x.len() / population;
        let block = |first: usize| {
            // The lanes that are left over take copies of the last population.
            let lanes = |values: &[f32], scale: f64, neuron: usize| -> Lanes {
                let of = |lane: usize| values[(first * LANES + lane).min(populations - 1) * population + neuron];
                std::array::from_fn(|lane| (f64::from(of(lane)) * scale) as f32)
            };
            let cell = |neuron| Cell {
                p: lanes(states.x, coefficients.apart.x_scale, neuron),
                z: lanes(states.y, coefficients.apart.y_scale, neuron),
                e: lanes(states.drives, coefficients.apart.c_scale, neuron),
                stages: [[0.0; LANES]; 3],
            };
            Block { cells: (0..population).map(cell).collect(), kept: Vec::new() }
        };
        let blocks = (0..populations.div_ceil(LANES)).map(block).collect();
        Self { level, population, coefficients, blocks }
    }

    /// Puts the states back.
    pub(super) fn store(&self, states: &mut States<'_>) {
        let each = states.x.iter_mut().zip(states.y.iter_mut()).enumerate();
        for (index, (x, y)) in each {
            let (cell, lane) = self.place(index);
            *x = (f64::from(cell.p[lane]) / self.coefficients.apart.x_scale) as f32;
            *y = (f64::from(cell.z[lane]) / self.coefficients.apart.y_scale) as f32;
        }
    }

    fn place(&self, index: usize) -> (&Cell, usize) {
        let (population, neuron) = (index / self.population, index % self.population);
        (&self.blocks[population / LANES].cells[neuron], population % LANES)
    }

    /// Takes `count` steps with every neuron.
    pub(super) fn advance(&mut self, count: usize, stop: &StopToken) -> Result<(), Stopped> {
        let (level, k) = (self.level, self.coefficients);
        self.blocks.par_iter_mut().try_for_each(|block| steps(level, &k, count, &mut block.cells, stop))
    }

    /// Takes at most a tile of samples, each after `count` steps, and keeps x of every neuron at these.
    pub(super) fn sample(&mut self, count: usize, samples: usize, stop: &StopToken) -> Result<(), Stopped> {
        let (level, k) = (self.level, self.coefficients);
        self.blocks.par_iter_mut().try_for_each(|block| {
            block.kept.resize(block.cells.len(), [[0.0; LANES]; TILE]);
            for sample in 0..samples {
                steps(level, &k, count, &mut block.cells, stop)?;
                for (kept, cell) in block.kept.iter_mut().zip(&block.cells) {
                    kept[sample] = cell.p;
                }
            }
            Ok(())
        })
    }

    /// x of the neuron at `index` at the samples kept last.
    pub(super) fn kept(&self, index: usize) -> impl Iterator<Item = f32> {
        let (population, neuron) = (index / self.population, index % self.population);
        let (lane, back) = (population % LANES, self.coefficients.apart.back_to_x);
        self.blocks[population / LANES].kept[neuron].iter().map(move |lanes| lanes[lane] * back)
    }
}

/// Takes `count` steps with the populations of a block, polling the stop token.
fn steps(level: Level, k: &Coupled, mut count: usize, cells: &mut [Cell], stop: &StopToken) -> Result<(), Stopped> {
    while count > 0 {
        stop.check()?;
        let now = count.min(STEPS_PER_POLL);
        dispatch!(level, simd => run(simd, k, now, cells));
        count -= now;
    }
    Ok(())
}

/// The same on one SIMD level. Each stage is a pass over the neurons, since it needs the mean of the one before.
#[simd]
fn run<S: Simd>(simd: S, k: &Coupled, count: usize, cells: &mut [Cell]) {
    let of = |value: f32| f32x8::splat(simd, value);
    let load = |lanes: &Lanes| f32x8::from_slice(simd, lanes);
    let (alpha, common, zero) = (of(k.alpha), of(k.common), of(0.0));
    let mut sum = cells.iter().fold(zero, |sum, cell| sum + load(&cell.p));
    for _ in 0..count {
        let (field, mut next) = (sum * common, zero);
        for cell in &mut *cells {
            let (p, z) = (load(&cell.p), load(&cell.z));
            let p2 = p.mul_add((-p).mul_add(p, of(1.0 + k.alpha)), field - z);
            p2.store_slice(&mut cell.stages[0]);
            next += p2;
        }
        let (field, mut after) = (next * common, zero);
        for cell in &mut *cells {
            let (p, p2) = (load(&cell.p), load(&cell.stages[0]));
            let half = load(&cell.z) + load(&cell.e) - field;
            let p3 = p2.mul_add((-p2).mul_add(p2, alpha), p.mul_sub(of(1.0 - k.apart.beta), half));
            p3.store_slice(&mut cell.stages[1]);
            after += p3;
        }
        let (field, mut last) = (after * common, zero);
        for cell in &mut *cells {
            let (p, p2, p3) = (load(&cell.p), load(&cell.stages[0]), load(&cell.stages[1]));
            let half = load(&cell.z) + load(&cell.e) - field;
            let p4 = p3.mul_sub((-p3).mul_add(p3, alpha), p2.mul_add(of(k.apart.beta), half)).mul_add(of(2.0), p);
            p4.store_slice(&mut cell.stages[2]);
            last += p4;
        }
        let field = last * common;
        sum = zero;
        for cell in &mut *cells {
            let (p, z, e) = (load(&cell.p), load(&cell.z), load(&cell.e));
            let [p2, p3, p4] = [0, 1, 2].map(|stage| load(&cell.stages[stage]));
            let full = z + e + e;
            let known = p3.mul_add(of(2.0 - 2.0 * k.apart.beta), p2) + p4;
            let change = p4.mul_add((-p4).mul_add(p4, alpha), known - p.mul_add(of(4.0), full) + field);
            let means = (p2 + p3).mul_add(of(2.0), p + p4);
            let next = change.mul_add(of(1.0 / 3.0), p);
            next.store_slice(&mut cell.p);
            means.mul_add(of(k.apart.beta / 3.0), full).store_slice(&mut cell.z);
            sum += next;
        }
    }
}

/// The Kuramoto order parameter of a population, |<exp(i theta)>| with theta the angle of each neuron's state about its
/// equilibrium: 1 where all are at the same phase, about 1/sqrt(N) where phases are independent.
///
/// Geometric phase in the plane (x, 3 y), where a relaxation cycle is about as high as it is wide. `x`, `y` and `drives` are
/// those of the same neurons.
///
/// ```
/// use nullcline::neuron::order_parameter;
///
/// let together = order_parameter(&[1.0, 2.0], &[0.1, 0.2], &[0.0, 0.0]);
/// let opposite = order_parameter(&[1.0, -1.0], &[0.1, -0.1], &[0.0, 0.0]);
/// assert!((together - 1.0).abs() < 1e-6 && opposite < 1e-6);
/// ```
pub fn order_parameter(x: &[f32], y: &[f32], drives: &[f32]) -> f64 {
    /// Height of the plane over that of the phase plane.
    const STRETCH: f64 = 3.0;
    let directions = x.iter().zip(y).zip(drives).map(|((x, y), c)| {
        let (x, y, c) = (f64::from(*x), f64::from(*y), f64::from(*c));
        let (across, up) = (x + c, STRETCH * (y - super::activator_nullcline(-c)));
        let length = across.hypot(up).max(f64::MIN_POSITIVE);
        (across / length, up / length)
    });
    let (across, up) = directions.fold((0.0, 0.0), |sum, direction| (sum.0 + direction.0, sum.1 + direction.1));
    across.hypot(up) / (x.len().max(1) as f64)
}
