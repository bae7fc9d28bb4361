//! The scalar reference: classical Runge-Kutta (RK4) in f64, its step bound, and sampled trajectories.

use super::{Neuron, State};

/// On the negative real axis RK4 is stable for step times rate up to 2.785; a little less is asked for.
const STABILITY_LIMIT: f64 = 2.76;
/// The activator's swing on a relaxation cycle: |x| reaches about 2.
const SWING: f64 = 2.0;
/// Below this epsilon x follows its nullcline so fast that it does not overshoot.
const FAST: f64 = 0.03;
/// Time in which a run comes in from its start, in units of the larger of 1 and sqrt(epsilon).
const WAY_IN: f64 = 30.0;
/// Steps after which the way in has been followed far enough.
const MOST_WAY_IN: usize = 200_000;
/// A drive beyond this makes a neuron rest where x is as large as on a relaxation cycle, or larger.
const FAR: f64 = 1.9;
/// An overshoot up to this factor is of no account.
const HARMLESS: f64 = 1.1;
/// What is added to an overshoot that was followed, for neurons that start between.
const OVERSHOOT_SLACK: f64 = 1.05;
/// The step used where nothing else is said; dimensionless time.
const USUAL_STEP: f64 = 0.01;
/// What accuracy asks for: this share of epsilon.
const ACCURATE_SHARE: f64 = 0.1;
/// The most samples that one run may keep.
const MOST_SAMPLES: f64 = 2e7;
/// The most steps of one run.
const MOST_STEPS: f64 = 2e9;

/// Why a run can't be made as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StepError {
    /// The step is not positive or is beyond the stability of RK4 for these neurons.
    #[error("dt must be above 0 and at most {bound:.3e} here (RK4 is unstable beyond), not {step}")]
    Unstable {
        /// What was asked for.
        step: f64,
        /// The largest step that is stable.
        bound: f64,
    },
    /// A time is negative, not a number or too long for the step.
    #[error("{name} must be {wanted}, not {value}")]
    Time {
        /// Which time.
        name: &'static str,
        /// What would be right.
        wanted: String,
        /// What was asked for.
        value: f64,
    },
}

/// The largest |x| that a run of `neuron` from `start` can visit.
pub fn state_bound(neuron: &Neuron, start: State) -> f64 {
    state_bound_for(neuron.epsilon.get(), neuron.drive.get(), start)
}

/// The same for any drive, however large.
pub(super) fn state_bound_for(epsilon: f64, drive: f64, start: State) -> f64 {
    let slow = branch_bound(drive, start);
    // Where x is not much faster than y it overshoots the branches, by how much is best seen by following it.
    let largest = if epsilon < FAST { slow } else { overshoot(epsilon, drive, start, slow) };
    if drive.abs() > FAR || epsilon > 1.0 {
        // A neuron that rests out there would be on the edge of stability for good; so would a round cycle.
        return HARMLESS * largest.max(slow);
    }
    // A little beyond for a moment is what a relaxation cycle does, too, and harms no step.
    if largest < HARMLESS * slow { slow } else { OVERSHOOT_SLACK * largest }
}

/// The same where x follows its nullcline at once.
pub(super) fn branch_bound(drive: f64, start: State) -> f64 {
    // From y alone the fast flow runs to the outer branch of the cubic, |x| < cbrt(3 |y|) + 0.75.
    let branch = (3.0 * start.y.abs()).cbrt() + 0.75;
    SWING.max(drive.abs()).max(start.x.abs()).max(branch)
}

/// The largest |x| on the way in from `start`, in steps well inside the stability of three times `slow`.
fn overshoot(epsilon: f64, drive: f64, start: State, slow: f64) -> f64 {
    let step = 0.25 * largest_stable_step(epsilon, 3.0 * slow);
    let rate =
        |state: State| State { x: (super::activator_nullcline(state.x) - state.y) / epsilon, y: state.x + drive };
    let turns = WAY_IN * epsilon.sqrt().max(1.0);
    let mut state = start;
    let mut largest = start.x.abs();
    for _ in 0..((turns / step) as usize).min(MOST_WAY_IN) {
        state = runge_kutta(rate, state, step);
        largest = largest.max(state.x.abs());
    }
    largest
}

/// The largest step for which RK4 is stable at a time scale of `epsilon` while |x| stays within `state_bound`.
///
/// The fast eigenvalue is about -(x^2 - 1)/epsilon, so at |x| = 2 the bound is 0.92 epsilon.
pub fn largest_stable_step(epsilon: f64, state_bound: f64) -> f64 {
    STABILITY_LIMIT * epsilon / (state_bound.max(SWING).powi(2) - 1.0)
}

/// The step where nothing else is asked for: 0.01, or what epsilon allows (a tenth of it, and half the stable bound).
pub fn default_step(epsilon: f64, state_bound: f64) -> f64 {
    USUAL_STEP.min(ACCURATE_SHARE * epsilon).min(0.5 * largest_stable_step(epsilon, state_bound))
}

/// A step that is stable, or the default one if none is asked for.
///
/// # Errors
/// [`StepError::Unstable`] beyond [`largest_stable_step`].
pub fn checked_step(asked: Option<f64>, epsilon: f64, state_bound: f64) -> Result<f64, StepError> {
    let bound = largest_stable_step(epsilon, state_bound);
    match asked {
        None => Ok(default_step(epsilon, state_bound)),
        Some(step) if step > 0.0 && step <= bound => Ok(step),
        Some(step) => Err(StepError::Unstable { step, bound }),
    }
}

/// One step of RK4 of length `h` (dimensionless time).
#[inline]
pub fn rk4(neuron: &Neuron, state: State, h: f64) -> State {
    runge_kutta(|state| neuron.rate(state), state, h)
}

#[inline]
fn runge_kutta(rate: impl Fn(State) -> State, state: State, h: f64) -> State {
    let moved = |rate: State, time: f64| State { x: state.x + time * rate.x, y: state.y + time * rate.y };
    let k1 = rate(state);
    let k2 = rate(moved(k1, h / 2.0));
    let k3 = rate(moved(k2, h / 2.0));
    let k4 = rate(moved(k3, h));
    let mean = State { x: (k1.x + 2.0 * (k2.x + k3.x) + k4.x) / 6.0, y: (k1.y + 2.0 * (k2.y + k3.y) + k4.y) / 6.0 };
    moved(mean, h)
}

/// A time span cut into samples, and each sample into equal steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// Dimensionless time between samples.
    pub every: f64,
    /// How many samples follow the first.
    pub samples: usize,
    /// Steps from one sample to the next.
    pub steps_per_sample: usize,
}

impl Sampling {
    /// Samples each `every` up to `span`, in steps of at most `step`.
    ///
    /// # Errors
    /// [`StepError::Time`] if a time is not positive, or the run would be too long to keep.
    pub fn new(span: f64, every: f64, step: f64) -> Result<Self, StepError> {
        let most = (MOST_SAMPLES * every).min(MOST_STEPS * step);
        if !(every > 0.0 && every.is_finite()) {
            return Err(StepError::Time { name: "every", wanted: "above 0".to_owned(), value: every });
        }
        if !(0.0..=most).contains(&span) {
            return Err(StepError::Time { name: "time", wanted: format!("from 0 to {most:.0}"), value: span });
        }
        // A hair of slack keeps 0.1 / 0.01 at 10 steps, and 20 / 0.1 at 200 samples.
        let samples = (span / every + 1e-9).floor() as usize;
        let steps_per_sample = ((every / step - 1e-9).ceil() as usize).max(1);
        Ok(Self { every, samples, steps_per_sample })
    }

    /// The time of sample `index`, 0 being the start.
    pub fn time(&self, index: usize) -> f64 {
        multiple(index as u64, self.every)
    }

    /// The length of one step, dimensionless time.
    pub fn step(&self) -> f64 {
        self.every / self.steps_per_sample as f64
    }
}

/// `count` times `step`, with as many decimals as the step has: three times 0.1 is 0.3.
pub fn multiple(count: u64, step: f64) -> f64 {
    /// A step of more decimals is no round number.
    const MOST_DECIMALS: usize = 12;
    let product = count as f64 * step;
    let decimals = step.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    // Powers of ten up to 22 and whole numbers up to 2^53 are exact, so the quotient is the f64 next to the decimal number.
    let scale = 10_f64.powi(decimals as i32);
    let whole = (product * scale).round();
    if decimals <= MOST_DECIMALS && whole.abs() < 2_f64.powi(53) { whole / scale } else { product }
}

/// A point of a trajectory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Dimensionless time from the start.
    pub t: f64,
    /// Where the neuron is then.
    pub state: State,
}

/// The trajectory of `neuron` from `start`: the start itself, then each sample of `sampling`.
pub fn trajectory(neuron: &Neuron, start: State, sampling: &Sampling) -> impl Iterator<Item = Sample> {
    let (neuron, sampling) = (*neuron, *sampling);
    let mut state = start;
    (0..=sampling.samples).map(move |index| {
        if index > 0 {
            for _ in 0..sampling.steps_per_sample {
                state = rk4(&neuron, state, sampling.step());
            }
        }
        Sample { t: sampling.time(index), state }
    })
}
