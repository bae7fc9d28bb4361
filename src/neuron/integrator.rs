//! The classical Runge-Kutta method of order 4 (RK4) for one neuron in f64, its stability bound, and sampled trajectories.

use super::{Neuron, State};

/// On the negative real axis RK4 is stable for step times rate up to 2.785 (Hairer and Wanner, volume II, section IV.2); a
/// margin of 1 % is kept.
const STABILITY_LIMIT: f64 = 2.76;
/// The amplitude of x on a relaxation cycle: |x| reaches about 2.
const AMPLITUDE: f64 = 2.0;
/// Below this epsilon x follows its nullcline so fast that it does not overshoot.
const NO_OVERSHOOT: f64 = 0.03;
/// The time of the transient that is searched for an overshoot, in units of the larger of 1 and sqrt(epsilon).
const TRANSIENT: f64 = 30.0;
/// The most steps of that search.
const MOST_TRANSIENT_STEPS: usize = 200_000;
/// Above this |c| the equilibrium has |x| as large as a relaxation cycle, or larger.
const LARGE_DRIVE: f64 = 1.9;
/// An overshoot up to this factor, which a relaxation cycle has too, leaves steps stable.
const TOLERATED_OVERSHOOT: f64 = 1.1;
/// A margin on an overshoot that was computed, for ensembles of which only the outermost neurons were.
const OVERSHOOT_MARGIN: f64 = 1.05;
/// The default step, dimensionless time.
const USUAL_STEP: f64 = 0.01;
/// The largest default step as a fraction of epsilon, for accuracy.
const ACCURATE_FRACTION: f64 = 0.1;
/// The most samples of one trajectory.
const MOST_SAMPLES: f64 = 2e7;
/// The most steps of one trajectory.
const MOST_STEPS: f64 = 2e9;

/// Times or a step length are out of range for an integration with fixed steps. Each error is shown as one line.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StepError {
    /// The step is not positive, not a number, or above the stability bound of RK4 for these neurons.
    #[error("dt must be above 0 and at most {bound:.3e} here (RK4 is unstable beyond), not {step}")]
    Unstable {
        /// The step that was refused, dimensionless time.
        step: f64,
        /// The largest stable step, by [`largest_stable_step`].
        bound: f64,
    },
    /// A time is negative, not a number, or so long that it would take too many steps or samples.
    #[error("{name} must be {wanted}, not {value}")]
    Time {
        /// The name of the time: "time", "every", "transient" or "window".
        name: &'static str,
        /// The range allowed, in words.
        wanted: String,
        /// The value that was refused.
        value: f64,
    },
}

/// The largest |x| on the trajectory of `neuron` from `start`, transient included: what the stability of a step depends on.
///
/// Where x overshoots the cubic nullcline (epsilon above 0.03) the transient is integrated to see by how much. The bound may
/// be exceeded by up to 10 % for a moment, as on a relaxation cycle, which leaves steps stable.
pub fn state_bound(neuron: &Neuron, start: State) -> f64 {
    state_bound_for(neuron.epsilon.get(), neuron.drive.get(), start)
}

/// [`state_bound`] for a drive of any size, also beyond the range of a `Drive`.
pub(super) fn state_bound_for(epsilon: f64, drive: f64, start: State) -> f64 {
    let slow = branch_bound(drive, start);
    // Where x is not much faster than y it overshoots the branches of the cubic; integration shows by how much.
    let largest = if epsilon < NO_OVERSHOOT { slow } else { overshoot(epsilon, drive, start, slow) };
    if drive.abs() > LARGE_DRIVE || epsilon > 1.0 {
        // A neuron at rest at so large an |x|, or on a nearly harmonic cycle, would stay at the limit of stability.
        return TOLERATED_OVERSHOOT * largest.max(slow);
    }
    // A relaxation cycle exceeds the bound for a moment, too, without loss of stability.
    if largest < TOLERATED_OVERSHOOT * slow { slow } else { OVERSHOOT_MARGIN * largest }
}

/// The largest |x| of a trajectory from `start`, excluding transient overshoot of the cubic nullcline.
pub(super) fn branch_bound(drive: f64, start: State) -> f64 {
    // At constant y the fast flow ends on an outer branch of the cubic, where |x| < cbrt(3 |y|) + 0.75.
    let branch = (3.0 * start.y.abs()).cbrt() + 0.75;
    AMPLITUDE.max(drive.abs()).max(start.x.abs()).max(branch)
}

/// The largest |x| of the transient from `start`, integrated in steps that are stable up to |x| = 3 `slow`.
fn overshoot(epsilon: f64, drive: f64, start: State, slow: f64) -> f64 {
    let step = 0.25 * largest_stable_step(epsilon, 3.0 * slow);
    let rate =
        |state: State| State { x: (super::activator_nullcline(state.x) - state.y) / epsilon, y: state.x + drive };
    let span = TRANSIENT * epsilon.sqrt().max(1.0);
    let mut state = start;
    let mut largest = start.x.abs();
    for _ in 0..((span / step) as usize).min(MOST_TRANSIENT_STEPS) {
        state = runge_kutta(rate, state, step);
        largest = largest.max(state.x.abs());
    }
    largest
}

/// The largest stable step of RK4, dimensionless time, at a time scale `epsilon` while |x| stays within `state_bound`.
///
/// RK4 is stable while step times |eigenvalue| is below 2.785 on the negative real axis (Hairer and Wanner, "Solving Ordinary
/// Differential Equations II", [doi:10.1007/978-3-642-05221-7](https://doi.org/10.1007/978-3-642-05221-7), section IV.2). The
/// fast eigenvalue of the neuron is about -(x^2 - 1)/epsilon, so the bound is 2.76 epsilon / (x^2 - 1): 0.92 epsilon on a
/// relaxation cycle, where |x| reaches 2. A `state_bound` below 2 counts as 2.
pub fn largest_stable_step(epsilon: f64, state_bound: f64) -> f64 {
    STABILITY_LIMIT * epsilon / (state_bound.max(AMPLITUDE).powi(2) - 1.0)
}

/// The default step of RK4, dimensionless time: 0.01, but at most a tenth of `epsilon` and half of the stability bound.
pub fn default_step(epsilon: f64, state_bound: f64) -> f64 {
    USUAL_STEP.min(ACCURATE_FRACTION * epsilon).min(0.5 * largest_stable_step(epsilon, state_bound))
}

/// Checks that a step is stable for |x| up to `state_bound`; without a step, returns [`default_step`].
///
/// ```
/// use nullcline::neuron::{Neuron, State, checked_step, state_bound};
///
/// let neuron = Neuron::default(); // epsilon 0.1, c 0
/// let bound = state_bound(&neuron, State::DEFAULT);
/// assert_eq!(checked_step(None, 0.1, bound)?, 0.01);
/// assert_eq!(checked_step(Some(0.05), 0.1, bound)?, 0.05);
/// assert_eq!(
///     checked_step(Some(0.2), 0.1, bound).unwrap_err().to_string(),
///     "dt must be above 0 and at most 9.200e-2 here (RK4 is unstable beyond), not 0.2"
/// );
/// # Ok::<(), nullcline::neuron::StepError>(())
/// ```
///
/// # Errors
/// [`StepError::Unstable`] if the step is not above 0, or is above [`largest_stable_step`].
pub fn checked_step(asked: Option<f64>, epsilon: f64, state_bound: f64) -> Result<f64, StepError> {
    let bound = largest_stable_step(epsilon, state_bound);
    match asked {
        None => Ok(default_step(epsilon, state_bound)),
        Some(step) if step > 0.0 && step <= bound => Ok(step),
        Some(step) => Err(StepError::Unstable { step, bound }),
    }
}

/// Takes one step of the classical Runge-Kutta method of order 4, of length `h` (dimensionless time), from `state`.
///
/// The step is not checked: see [`checked_step`]. An unstable one gives false spikes before it overflows.
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

/// A time span divided into equal sampling intervals, and each of these into equal integration steps.
///
/// ```
/// use nullcline::neuron::Sampling;
///
/// let sampling = Sampling::new(20.0, 0.1, 0.03)?;
/// assert_eq!((sampling.samples, sampling.steps_per_sample), (200, 4));
/// assert_eq!(sampling.step(), 0.025);
/// # Ok::<(), nullcline::neuron::StepError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// The sampling interval, dimensionless time.
    pub every: f64,
    /// The number of samples after the initial one.
    pub samples: usize,
    /// The number of integration steps from one sample to the next, at least 1.
    pub steps_per_sample: usize,
}

impl Sampling {
    /// Divides the time `span` into intervals of `every`, and these into steps of at most `step`; all dimensionless times.
    ///
    /// A rest of `span` shorter than `every` is not sampled. `step` must be positive; see [`checked_step`] for its stability.
    ///
    /// # Errors
    /// [`StepError::Time`] if `every` is not above 0, or `span` is negative, not a number, or would take more than 2e7 samples or
    /// 2e9 steps.
    pub fn new(span: f64, every: f64, step: f64) -> Result<Self, StepError> {
        let most = (MOST_SAMPLES * every).min(MOST_STEPS * step);
        if !(every > 0.0 && every.is_finite()) {
            return Err(StepError::Time { name: "every", wanted: "above 0".to_owned(), value: every });
        }
        if !(0.0..=most).contains(&span) {
            return Err(StepError::Time { name: "time", wanted: format!("from 0 to {most:.0}"), value: span });
        }
        // A margin against rounding keeps 0.1 / 0.01 at 10 steps, and 20 / 0.1 at 200 samples.
        let samples = (span / every + 1e-9).floor() as usize;
        let steps_per_sample = ((every / step - 1e-9).ceil() as usize).max(1);
        Ok(Self { every, samples, steps_per_sample })
    }

    /// The time of sample `index`, 0 being the start.
    pub fn time(&self, index: usize) -> f64 {
        multiple(index as u64, self.every)
    }

    /// The length of one integration step, dimensionless time.
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

/// A point of a trajectory: a time and the state at that time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The dimensionless time since the start.
    pub t: f64,
    /// The state (x, y) at that time.
    pub state: State,
}

/// The trajectory of `neuron` from `start` by RK4 with fixed steps: the initial state, then `sampling.samples` more.
///
/// It is computed while it is iterated over. For integration to tolerances see [`Solution`](super::Solution).
///
/// ```
/// use nullcline::neuron::{Drive, Epsilon, Neuron, Sampling, State, checked_step, state_bound, trajectory};
///
/// let neuron = Neuron::new(Epsilon::new(0.1)?, Drive::new(1.2)?);
/// let step = checked_step(None, 0.1, state_bound(&neuron, State::DEFAULT))?;
/// let samples: Vec<_> = trajectory(&neuron, State::DEFAULT, &Sampling::new(50.0, 0.5, step)?).collect();
/// assert_eq!((samples.len(), samples[0].state), (101, State::DEFAULT));
/// // Beyond the Hopf bifurcation the neuron comes to rest at x = -c.
/// assert!((samples[100].state.x + 1.2).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
