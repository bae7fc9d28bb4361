//! Adaptive integration of one neuron in f64, to tolerances instead of a step.
//!
//! The method is the pair of Dormand and Prince, 5(4): the step is taken with order 5, and the difference to the embedded
//! solution of order 4 estimates its error. With absolute and relative tolerances A and R the error of a step from
//! (x0, y0) to (x1, y1) is measured as
//!
//! ```text
//! err = sqrt( ( (e_x / (A + R max(|x0|, |x1|)))^2 + (e_y / (A + R max(|y0|, |y1|)))^2 ) / 2 )
//! ```
//!
//! A step with err <= 1 is accepted. The next one is longer by the factor 0.9 err^-0.17 err_before^0.04, within 0.2 and 10:
//! the PI controller, which lets the step follow the jumps of a relaxation cycle with few rejections. Between the ends of
//! a step the solution is a polynomial of order 4 (dense output), at no further evaluation of the equations.
//!
//! Sources: J. R. Dormand and P. J. Prince, Journal of Computational and Applied Mathematics 6 (1980) 19-26,
//! doi:10.1016/0771-050X(80)90013-3; E. Hairer, S. P. Norsett and G. Wanner, "Solving Ordinary Differential Equations I",
//! 2nd edition, Springer 1993, doi:10.1007/978-3-540-78862-1: sections II.4 (first step, step control), II.6 (dense output)
//! and, in volume II, IV.2 (PI control).

use super::dormand_prince::{Interpolant, Step, step};
use super::{Neuron, Sample, State};

/// The longest time that is integrated.
const LONGEST: f64 = 1e6;
/// The exponents of the PI controller: of this error, and of that of the step before.
const PROPORTIONAL: f64 = 0.2 - 0.75 * INTEGRAL;
const INTEGRAL: f64 = 0.04;
/// A step is chosen a little shorter than its error would allow.
const SAFETY: f64 = 0.9;
/// The factors by which a step may change.
const SHORTER: f64 = 0.2;
const LONGER: f64 = 10.0;
/// An error below this counts as this much in the factor of the next step.
const LEAST_ERROR: f64 = 1e-4;

/// Relative and absolute tolerance of an adaptive integration, for the error of each step.
///
/// The error of a whole trajectory is larger: about a hundred times over some turns of a limit cycle, where errors add up
/// as a shift in time.
///
/// ```
/// use nullcline::neuron::Tolerances;
///
/// let tolerances = Tolerances::new(1e-8, 1e-10)?;
/// assert_eq!((tolerances.relative(), tolerances.absolute()), (1e-8, 1e-10));
/// assert_eq!(
///     Tolerances::new(0.0, 1e-10).unwrap_err().to_string(),
///     "the relative tolerance must be a number from 1e-13 to 0.1, not 0"
/// );
/// # Ok::<(), nullcline::neuron::AdaptiveError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerances {
    relative: f64,
    absolute: f64,
}

impl Tolerances {
    /// The smallest relative tolerance: f64 has not many more digits.
    pub const MIN_RELATIVE: f64 = 1e-13;
    /// The smallest absolute tolerance; x and y are of order 1.
    pub const MIN_ABSOLUTE: f64 = 1e-15;
    /// The largest of both.
    pub const MAX: f64 = 0.1;

    /// A relative tolerance from 1e-13 and an absolute one from 1e-15, both up to 0.1.
    ///
    /// # Errors
    /// [`AdaptiveError::Tolerance`] if one of them is out of its range or not a number.
    pub fn new(relative: f64, absolute: f64) -> Result<Self, AdaptiveError> {
        let ranges = [("relative", relative, Self::MIN_RELATIVE), ("absolute", absolute, Self::MIN_ABSOLUTE)];
        for (name, value, min) in ranges {
            if !(min..=Self::MAX).contains(&value) {
                return Err(AdaptiveError::Tolerance { name, value, min });
            }
        }
        Ok(Self { relative, absolute })
    }

    /// R: the error allowed, as a share of |x| or |y|.
    pub fn relative(self) -> f64 {
        self.relative
    }

    /// A: the error allowed where x or y is near 0, in their units.
    pub fn absolute(self) -> f64 {
        self.absolute
    }

    /// The root mean square of `error` in units of what is allowed for values between those of `from` and `to`.
    fn norm(self, error: &[f64; 2], from: &[f64; 2], to: &[f64; 2]) -> f64 {
        let share = |i: usize| error[i] / (self.absolute + self.relative * from[i].abs().max(to[i].abs()));
        (f64::midpoint(share(0).powi(2), share(1).powi(2))).sqrt()
    }
}

impl Default for Tolerances {
    /// 1e-8 relative, 1e-10 absolute.
    fn default() -> Self {
        Self { relative: 1e-8, absolute: 1e-10 }
    }
}

/// Why an adaptive integration ends without a result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AdaptiveError {
    /// A tolerance is out of its range.
    #[error("the {name} tolerance must be a number from {min:e} to {}, not {value}", Tolerances::MAX)]
    Tolerance {
        /// "relative" or "absolute".
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// The smallest one allowed.
        min: f64,
    },
    /// The time to integrate to is out of range.
    #[error("time must be a number from {from} to {LONGEST}, not {time}")]
    Time {
        /// What was asked for.
        time: f64,
        /// Where the integration stands.
        from: f64,
    },
    /// The start is not a point of the phase plane.
    #[error("the start must be finite numbers, not x = {x}, y = {y}")]
    Start {
        /// Its x.
        x: f64,
        /// Its y.
        y: f64,
    },
    /// No step is short enough: the state is so large that its rate overflows, or the tolerance is below rounding.
    #[error("at time {time} no step of at least {step:.1e} keeps to the tolerances (x = {x}, y = {y})")]
    StepTooSmall {
        /// Where it stopped, dimensionless time.
        time: f64,
        /// The length of the last step that was tried.
        step: f64,
        /// The state there.
        x: f64,
        /// The state there.
        y: f64,
    },
    /// The solution has more steps than are kept.
    #[error(
        "more than {steps} steps, kept up to time {time}; take them one by one with AdaptiveIntegrator::step_towards"
    )]
    TooManySteps {
        /// The most steps that a [`Solution`] keeps.
        steps: usize,
        /// The time that they reach.
        time: f64,
    },
}

/// An accepted step: the solution from [`DenseStep::from`] to [`DenseStep::to`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DenseStep {
    time: f64,
    length: f64,
    polynomial: Interpolant<2>,
}

impl DenseStep {
    /// When the step begins, dimensionless time.
    pub fn from(&self) -> f64 {
        self.time
    }

    /// When it ends.
    pub fn to(&self) -> f64 {
        self.time + self.length
    }

    /// The state at `time`, by the polynomial of order 4. Meant for times within the step; beyond, it is an extrapolation.
    pub fn at(&self, time: f64) -> State {
        let [x, y] = self.polynomial.at((time - self.time) / self.length);
        State { x, y }
    }
}

/// One neuron on its way, integrated step by step: for trajectories of any length, and for stopping at events.
///
/// ```
/// use nullcline::neuron::{AdaptiveIntegrator, Drive, Epsilon, Neuron, State, Tolerances};
///
/// // The first time at which a neuron fires, x > 1.
/// let neuron = Neuron::new(Epsilon::new(0.1)?, Drive::new(0.5)?);
/// let mut integrator = AdaptiveIntegrator::new(neuron, State::new(-1.5, -0.5)?, Tolerances::default())?;
/// let mut x = -1.5;
/// while x <= 1.0 {
///     let step = integrator.step_towards(100.0)?;
///     x = step.at(step.to()).x;
/// }
/// assert!((0.0..2.0).contains(&integrator.time()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AdaptiveIntegrator {
    neuron: Neuron,
    tolerances: Tolerances,
    time: f64,
    point: [f64; 2],
    rate: [f64; 2],
    /// The length that the next step begins with.
    length: f64,
    /// The measured error of the step before, for the PI controller.
    error_before: f64,
    accepted: usize,
    rejected: usize,
}

fn rate(neuron: &Neuron, point: &[f64; 2]) -> [f64; 2] {
    let State { x, y } = neuron.rate(State { x: point[0], y: point[1] });
    [x, y]
}

impl AdaptiveIntegrator {
    /// `neuron` in the state `start` at time 0.
    ///
    /// # Errors
    /// [`AdaptiveError::Start`] if `start` is not finite.
    pub fn new(neuron: Neuron, start: State, tolerances: Tolerances) -> Result<Self, AdaptiveError> {
        let State { x, y } = start;
        if !(x.is_finite() && y.is_finite()) {
            return Err(AdaptiveError::Start { x, y });
        }
        let point = [x, y];
        let rate = rate(&neuron, &point);
        let length = first_length(&neuron, &point, &rate, tolerances);
        let (time, error_before) = (0.0, LEAST_ERROR);
        Ok(Self { neuron, tolerances, time, point, rate, length, error_before, accepted: 0, rejected: 0 })
    }

    /// The time reached, dimensionless.
    pub fn time(&self) -> f64 {
        self.time
    }

    /// The state there.
    pub fn state(&self) -> State {
        State { x: self.point[0], y: self.point[1] }
    }

    /// Steps accepted so far.
    pub fn accepted(&self) -> usize {
        self.accepted
    }

    /// Steps rejected so far, because their error was above the tolerance.
    pub fn rejected(&self) -> usize {
        self.rejected
    }

    /// Takes the next step, as long as the tolerances allow and not beyond the time `end`.
    ///
    /// # Errors
    /// [`AdaptiveError::Time`] if `end` is not after the time reached or is above 1e6; [`AdaptiveError::StepTooSmall`].
    pub fn step_towards(&mut self, end: f64) -> Result<DenseStep, AdaptiveError> {
        if !(end > self.time && end <= LONGEST) {
            return Err(AdaptiveError::Time { time: end, from: self.time });
        }
        let mut may_grow = true;
        loop {
            let remaining = end - self.time;
            // A last step that would leave almost nothing goes all the way.
            let last = self.length * 1.000_001 >= remaining;
            let length = if last { remaining } else { self.length };
            if !last && self.time + 0.1 * length == self.time {
                return Err(self.too_small(length));
            }
            let tried = step(|point| rate(&self.neuron, point), &self.point, &self.rate, length);
            let error = self.tolerances.norm(&tried.error, &self.point, &tried.end);
            if error <= 1.0 {
                let growth = self.growth(error).min(if may_grow { LONGER } else { 1.0 });
                let kept = self.length;
                self.length = if last { kept.max(length * growth).min(kept * LONGER) } else { length * growth };
                return Ok(self.accept(&tried, length, error, last.then_some(end)));
            }
            self.rejected += 1;
            may_grow = false;
            if length < f64::MIN_POSITIVE / f64::EPSILON {
                return Err(self.too_small(length));
            }
            self.length = length * shrinkage(error);
        }
    }

    /// The factor from an accepted step to the next.
    fn growth(&self, error: f64) -> f64 {
        let error = error.max(1e-10);
        (SAFETY * error.powf(-PROPORTIONAL) * self.error_before.powf(INTEGRAL)).clamp(SHORTER, LONGER)
    }

    fn accept(&mut self, tried: &Step<2>, length: f64, error: f64, end: Option<f64>) -> DenseStep {
        let passed = DenseStep { time: self.time, length, polynomial: Interpolant::of(tried) };
        self.time = end.unwrap_or(self.time + length);
        self.point = tried.end;
        self.rate = tried.end_rate;
        self.error_before = error.max(LEAST_ERROR);
        self.accepted += 1;
        passed
    }

    fn too_small(&self, step: f64) -> AdaptiveError {
        AdaptiveError::StepTooSmall { time: self.time, step, x: self.point[0], y: self.point[1] }
    }
}

/// The factor from a rejected step to the next try.
fn shrinkage(error: f64) -> f64 {
    // An error that is no number comes from a state that overflowed.
    if error.is_finite() { (SAFETY * error.powf(-PROPORTIONAL)).clamp(SHORTER, SAFETY) } else { SHORTER }
}

/// A first step whose error is about the tolerance (Hairer, Norsett and Wanner, section II.4).
fn first_length(neuron: &Neuron, point: &[f64; 2], first: &[f64; 2], tolerances: Tolerances) -> f64 {
    let size = |values: &[f64; 2]| tolerances.norm(values, point, point);
    let (state, slope) = (size(point), size(first));
    let trial = if state < 1e-5 || slope < 1e-5 { 1e-6 } else { 0.01 * state / slope };
    let moved = std::array::from_fn(|i| point[i] + trial * first[i]);
    let second = rate(neuron, &moved);
    let bend = size(&std::array::from_fn(|i| second[i] - first[i])) / trial;
    let steepest = slope.max(bend);
    let length = if steepest <= 1e-15 { (1e-3 * trial).max(1e-6) } else { (0.01 / steepest).powf(0.2) };
    let length = length.min(100.0 * trial);
    // A rate that overflows gives no length; any short one is then rejected until it fits.
    if length > 0.0 { length } else { 1e-6 }
}

/// The trajectory of one neuron as a continuous function of time.
///
/// ```
/// use nullcline::neuron::{Neuron, Solution, State, Tolerances};
///
/// let neuron = Neuron::default();
/// let solution = Solution::of(&neuron, State::DEFAULT, 20.0, Tolerances::new(1e-9, 1e-9)?)?;
/// let State { x, y } = solution.at(12.34).unwrap();
/// assert!(x.abs() < 2.1 && y.abs() < 1.1);
/// assert_eq!(solution.at(20.5), None);
/// println!("{} steps, {} more rejected", solution.steps().len(), solution.rejected());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    start: State,
    end: Sample,
    steps: Vec<DenseStep>,
    rejected: usize,
}

impl Solution {
    /// The most steps that are kept, a hundred bytes each.
    pub const MOST_STEPS: usize = 4_000_000;

    /// Integrates `neuron` from `start` over `span`, dimensionless time from 0 to 1e6.
    ///
    /// # Errors
    /// [`AdaptiveError`]: a start that is not finite, a span out of range, a tolerance that can't be kept, or more than
    /// [`Solution::MOST_STEPS`].
    pub fn of(neuron: &Neuron, start: State, span: f64, tolerances: Tolerances) -> Result<Self, AdaptiveError> {
        if !(0.0..=LONGEST).contains(&span) {
            return Err(AdaptiveError::Time { time: span, from: 0.0 });
        }
        let mut integrator = AdaptiveIntegrator::new(*neuron, start, tolerances)?;
        let mut steps = Vec::new();
        while integrator.time() < span {
            if steps.len() == Self::MOST_STEPS {
                return Err(AdaptiveError::TooManySteps { steps: Self::MOST_STEPS, time: integrator.time() });
            }
            steps.push(integrator.step_towards(span)?);
        }
        let end = Sample { t: span, state: integrator.state() };
        Ok(Self { start, end, steps, rejected: integrator.rejected() })
    }

    /// The state at `time`, or `None` outside the span.
    pub fn at(&self, time: f64) -> Option<State> {
        if !(0.0..=self.end.t).contains(&time) {
            return None;
        }
        let index = self.steps.partition_point(|step| step.to() < time);
        Some(match self.steps.get(index) {
            Some(step) => step.at(time),
            None if self.steps.is_empty() => self.start,
            None => self.end.state,
        })
    }

    /// The last time and the state there.
    pub fn end(&self) -> Sample {
        self.end
    }

    /// The accepted steps, in order.
    pub fn steps(&self) -> &[DenseStep] {
        &self.steps
    }

    /// How many steps were rejected, because their error was above the tolerance.
    pub fn rejected(&self) -> usize {
        self.rejected
    }
}
