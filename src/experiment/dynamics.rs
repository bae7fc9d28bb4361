//! Networks on other dynamics than theirs: what is left of the mean law, and of the accuracy of a network trained by it.
//!
//! A neuron may be any system
//!
//! ```text
//! epsilon_i dx/dt = f_i(x) - y + kappa (<x> - x) + xi(t)
//!           dy/dt = x + c - b y
//! ```
//!
//! Where b is 0 and x and y stay bounded, the time mean of x is -c, whatever f, epsilon, kappa and xi are: integrate the second
//! equation over a time T, and divide by T; y(T) - y(0) is bounded, so the mean of x + c vanishes as 1/T. A leak b > 0 moves the
//! mean of x to -c plus b times the mean of y.
//!
//! The network's weights, its drives and its readout stay as they are.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::context::{EvaluationContext, Scores, point};
use super::draws::{DrawStatistics, Draws};
use crate::control::{Control, StopToken};
use crate::network::{Readout, VoteCounts};
use crate::neuron::{LeakyIntegrator, SimulationError, State, Steps};

/// Noise is cut at so many standard deviations, so that it is bounded.
const BOUND: f32 = 3.0;
/// Steps are so much shorter than for the neurons of the network: other fast dynamics may be steeper.
const FINER: f64 = 2.0;

/// The nonlinearity f of the fast equation, x (linear + cubic x^2 + quintic x^4) + kinked clamp(x, -1, 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nonlinearity {
    /// Coefficient of x.
    pub linear: f32,
    /// Coefficient of x^3.
    pub cubic: f32,
    /// Coefficient of x^5.
    pub quintic: f32,
    /// Coefficient of x cut to -1 and 1.
    pub kinked: f32,
}

impl Nonlinearity {
    /// That of FitzHugh and Nagumo, x - x^3/3.
    pub const CUBIC: Self = Self { linear: 1.0, cubic: -1.0 / 3.0, quintic: 0.0, kinked: 0.0 };
    /// x - x^5/5.
    pub const QUINTIC: Self = Self { linear: 1.0, cubic: 0.0, quintic: -0.2, kinked: 0.0 };
    /// McKean's piecewise linear one, 2 clamp(x, -1, 1) - x.
    pub const PIECEWISE_LINEAR: Self = Self { linear: -1.0, cubic: 0.0, quintic: 0.0, kinked: 2.0 };
}

/// Dynamics of the neurons of a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dynamics {
    /// f; `None` is another one for each neuron: x (1 + u) - x^3/3 (1 + v) - w x^5 with u and v uniform within 0.3 of 0, and w
    /// uniform from 0 to 0.1.
    pub nonlinearity: Option<Nonlinearity>,
    /// Standard deviation of the logarithm of epsilon over the neurons.
    pub epsilon_spread: f64,
    /// kappa.
    pub coupling: f64,
    /// Standard deviation of xi, new at each sample and cut at three of them.
    pub noise: f64,
    /// b.
    pub leak: f64,
}

impl Dynamics {
    /// Those of the network.
    pub const OWN: Self =
        Self { nonlinearity: Some(Nonlinearity::CUBIC), epsilon_spread: 0.0, coupling: 0.0, noise: 0.0, leak: 0.0 };

    /// Whether something about them is drawn.
    fn is_random(&self) -> bool {
        self.nonlinearity.is_none() || self.epsilon_spread != 0.0 || self.noise != 0.0
    }
}

/// The dynamics that [`accuracy_by_dynamics`] compares, each with a name and the parameter that it is about.
pub const DYNAMICS: [(&str, f64, Dynamics); 20] = {
    const OWN: Dynamics = Dynamics::OWN;
    const UNKNOWN: Dynamics =
        Dynamics { nonlinearity: None, epsilon_spread: 0.3, coupling: 0.05, noise: 0.3, leak: 0.0 };
    [
        ("own", 0.0, OWN),
        ("quintic", 0.0, Dynamics { nonlinearity: Some(Nonlinearity::QUINTIC), ..OWN }),
        ("piecewise linear", 0.0, Dynamics { nonlinearity: Some(Nonlinearity::PIECEWISE_LINEAR), ..OWN }),
        ("another for each neuron", 0.0, Dynamics { nonlinearity: None, ..OWN }),
        ("spread of epsilon", 0.1, Dynamics { epsilon_spread: 0.1, ..OWN }),
        ("spread of epsilon", 0.3, Dynamics { epsilon_spread: 0.3, ..OWN }),
        ("spread of epsilon", 0.5, Dynamics { epsilon_spread: 0.5, ..OWN }),
        ("coupling", 0.1, Dynamics { coupling: 0.1, ..OWN }),
        ("coupling", 1.0, Dynamics { coupling: 1.0, ..OWN }),
        ("noise", 0.1, Dynamics { noise: 0.1, ..OWN }),
        ("noise", 0.3, Dynamics { noise: 0.3, ..OWN }),
        ("noise", 1.0, Dynamics { noise: 1.0, ..OWN }),
        ("all of these", 0.0, UNKNOWN),
        ("leak", 0.001, Dynamics { leak: 0.001, ..OWN }),
        ("leak", 0.01, Dynamics { leak: 0.01, ..OWN }),
        ("leak", 0.03, Dynamics { leak: 0.03, ..OWN }),
        ("leak", 0.1, Dynamics { leak: 0.1, ..OWN }),
        ("leak", 0.2, Dynamics { leak: 0.2, ..OWN }),
        ("leak", 0.5, Dynamics { leak: 0.5, ..OWN }),
        ("leak", 1.0, Dynamics { leak: 1.0, ..OWN }),
    ]
};

point! {
    /// Scores of a network whose neurons have other dynamics, over independent draws of what is random about them.
    DynamicsPoint: DrawStatistics {
        /// Name of the dynamics.
        dynamics: &'static str,
        /// The parameter that the name speaks of, 0 where there is none.
        parameter: f64,
        /// Root mean square over images and neurons of the time mean in the window of x + c, which the mean law says is 0; with
        /// other models than FitzHugh-Nagumo of h - sigmoid(z), which is 0 for neurons as the network was calibrated for.
        deviation: f64,
    }
}

/// Accuracy and deviation from the mean law under each of [`DYNAMICS`]. Every neuron of every image is integrated.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_dynamics(
    context: &EvaluationContext<'_>,
    draws: Draws,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<DynamicsPoint>, SimulationError> {
    let run = Run::new(context)?;
    let total: usize = DYNAMICS.iter().map(|(.., dynamics)| draws.needed(dynamics.is_random()).seeds().len()).sum();
    let (mut done, mut points) = (0.0, Vec::new());
    for (name, parameter, dynamics) in DYNAMICS {
        let (mut scores, mut squares) = (Vec::new(), Vec::new());
        for seed in draws.needed(dynamics.is_random()).seeds() {
            let (votes, square) = run.votes(&dynamics, seed, stop)?;
            scores.push(Scores::of(&votes, context.images));
            squares.push(square);
            done += 1.0;
            progress(done / total as f32);
        }
        let deviation = (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt();
        let scores = DrawStatistics::of(&draws.all(&scores));
        points.push(DynamicsPoint { dynamics: name, parameter, deviation, scores });
    }
    Ok(points)
}

/// What the runs under all dynamics share.
struct Run<'a> {
    context: &'a EvaluationContext<'a>,
    readout: Readout,
    drives: Vec<f32>,
    /// From one sample to the next.
    between: Steps,
    transient: usize,
    samples: usize,
}

/// The neurons of a layer: a value for each.
struct Neurons {
    nonlinearity: Vec<Nonlinearity>,
    /// 1/epsilon.
    rate: Vec<f32>,
    coupling: f32,
    leak: f32,
}

impl<'a> Run<'a> {
    fn new(context: &'a EvaluationContext<'a>) -> Result<Self, SimulationError> {
        let discretisation = context.simulation().discretise(context.drive_bound(0.0))?;
        let Steps { count, length } = discretisation.between_samples;
        Ok(Self {
            context,
            readout: context.network.readout(),
            drives: context.network.drives(context.images).iter().copied().collect(),
            between: Steps { count: count * FINER as usize, length: length / FINER },
            transient: (context.times.transient / context.times.every).round() as usize,
            samples: discretisation.samples,
        })
    }

    /// The votes on all images, and the mean square of the time mean of x + c.
    fn votes(
        &self,
        dynamics: &Dynamics,
        seed: u64,
        stop: &StopToken,
    ) -> Result<(Vec<VoteCounts>, f64), SimulationError> {
        let neurons = self.neurons(dynamics, seed);
        let images = self.drives.par_chunks(self.readout.neurons()).enumerate();
        let each: Result<Vec<_>, SimulationError> = images
            .map(|(index, drives)| {
                stop.check()?;
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(1 + index as u64);
                Ok(self.vote((&neurons, dynamics.noise as f32), drives, &mut rng))
            })
            .collect();
        let (votes, squares): (Vec<_>, Vec<f64>) = each?.into_iter().unzip();
        let square = squares.iter().sum::<f64>() / squares.len().max(1) as f64;
        Ok((votes, square))
    }

    /// The neurons that a draw gives.
    fn neurons(&self, dynamics: &Dynamics, seed: u64) -> Neurons {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut nonlinearity = || {
            dynamics.nonlinearity.unwrap_or_else(|| Nonlinearity {
                linear: 1.0 + rng.random_range(-0.3..0.3),
                cubic: -(1.0 + rng.random_range(-0.3..0.3)) / 3.0,
                quintic: -rng.random_range(0.0..0.1),
                kinked: 0.0,
            })
        };
        let count = self.readout.neurons();
        let nonlinearity = (0..count).map(|_| nonlinearity()).collect();
        let epsilon = self.context.network.units.epsilon.get();
        let mut rate = || (-dynamics.epsilon_spread * rng.sample::<f64, _>(StandardNormal)).exp() / epsilon;
        let rate = (0..count).map(|_| rate() as f32).collect();
        Neurons { nonlinearity, rate, coupling: dynamics.coupling as f32, leak: dynamics.leak as f32 }
    }

    /// The votes on one image.
    fn vote(&self, (neurons, noise): (&Neurons, f32), drives: &[f32], rng: &mut ChaCha8Rng) -> (VoteCounts, f64) {
        let layer = self.context.network.units;
        let mut states = States::new(layer.start, drives.len());
        let outputs = |x: &[f32]| self.readout.outputs_of(x.iter().map(|x| self.readout.signal(*x)));
        let mut traces = LeakyIntegrator::new(layer.synapse, outputs(&states.x));
        let mut votes = VoteCounts::new(self.readout.classes());
        let mut sums = vec![0.0_f64; drives.len()];
        let mut xi = vec![0.0; drives.len()];
        for sample in 0..self.transient + self.samples {
            if noise > 0.0 {
                let mut draw = || rng.sample::<f32, _>(StandardNormal).clamp(-BOUND, BOUND);
                for xi in &mut xi {
                    *xi = noise * draw();
                }
            }
            for _ in 0..self.between.count {
                states.step(neurons, (drives, &xi), self.between.length as f32);
            }
            traces.advance(outputs(&states.x), self.context.times.every);
            if sample >= self.transient {
                votes.push(traces.values());
                sums.iter_mut().zip(&states.x).for_each(|(sum, x)| *sum += f64::from(*x));
            }
        }
        let deviation = |(sum, c): (&f64, &f32)| (sum / self.samples as f64 + f64::from(*c)).powi(2);
        let square = sums.iter().zip(drives).map(deviation).sum::<f64>() / drives.len() as f64;
        (votes, square)
    }
}

/// States of the neurons, and the stages of a step.
struct States {
    x: Vec<f32>,
    y: Vec<f32>,
    /// The state at which rates are taken.
    at: [Vec<f32>; 2],
    /// Weighted sums of the rates so far.
    sums: [Vec<f32>; 2],
}

impl States {
    fn new(start: State, count: usize) -> Self {
        let zeros = || vec![0.0; count];
        let (x, y) = (vec![start.x as f32; count], vec![start.y as f32; count]);
        Self { x, y, at: [zeros(), zeros()], sums: [zeros(), zeros()] }
    }

    /// One step of RK4.
    fn step(&mut self, neurons: &Neurons, (drives, xi): (&[f32], &[f32]), h: f32) {
        /// Weight of each stage, and how far it leads to the next.
        const STAGES: [(f32, f32); 4] = [(1.0, 0.5), (2.0, 0.5), (2.0, 1.0), (1.0, 0.0)];
        let Self { x, y, at: [at_x, at_y], sums: [sum_x, sum_y] } = self;
        at_x.copy_from_slice(x);
        at_y.copy_from_slice(y);
        sum_x.fill(0.0);
        sum_y.fill(0.0);
        for (weight, ahead) in STAGES {
            let mean = if neurons.coupling == 0.0 { 0.0 } else { at_x.iter().sum::<f32>() / at_x.len() as f32 };
            let kinds = neurons.nonlinearity.iter().zip(&neurons.rate).zip(drives.iter().zip(xi));
            let now = at_x.iter_mut().zip(at_y.iter_mut()).zip(x.iter().zip(y.iter()));
            let sums = sum_x.iter_mut().zip(sum_y.iter_mut());
            for ((((f, rate), (c, xi)), ((at_x, at_y), (x, y))), (sum_x, sum_y)) in kinds.zip(now).zip(sums) {
                let square = *at_x * *at_x;
                let smooth = *at_x * (f.linear + square * (f.cubic + square * f.quintic));
                let fast = smooth + f.kinked * at_x.clamp(-1.0, 1.0) - *at_y + neurons.coupling * (mean - *at_x) + xi;
                let (dx, dy) = (rate * fast, *at_x + c - neurons.leak * *at_y);
                *sum_x += weight * dx;
                *sum_y += weight * dy;
                *at_x = x + h * ahead * dx;
                *at_y = y + h * ahead * dy;
            }
        }
        let all = x.iter_mut().zip(y).zip(sum_x.iter().zip(sum_y.iter()));
        all.for_each(|((x, y), (sum_x, sum_y))| {
            *x += h / 6.0 * sum_x;
            *y += h / 6.0 * sum_y;
        });
    }
}
