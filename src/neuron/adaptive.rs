//! Adaptive integration of one neuron in f64: step lengths follow from tolerances. The method and its sources are described
//! at [`AdaptiveIntegrator`]; a step itself is computed in `dormand_prince`.

use super::dormand_prince::{Interpolant, Step, step};
use super::{Neuron, Sample, State};

/// The latest time that can be reached, dimensionless.
const LONGEST: f64 = 1e6;
/// The exponents of the PI controller: of the error of the current step, and of that of the step before.
const PROPORTIONAL: f64 = 0.2 - 0.75 * INTEGRAL;
const INTEGRAL: f64 = 0.04;
/// Factor by which a step is shorter than its estimated error would allow.
const SAFETY: f64 = 0.9;
/// The smallest and the largest ratio of two successive step lengths.
const SHORTER: f64 = 0.2;
const LONGER: f64 = 10.0;
/// A smaller error of the step before enters the controller as this value.
const LEAST_ERROR: f64 = 1e-4;

/// Relative and absolute tolerance for the error of each step of an adaptive integration.
///
/// With relative tolerance R and absolute tolerance A, the estimated errors e_x and e_y of a step from (x0, y0) to (x1, y1)
/// are accepted if
///
/// ```text
/// sqrt( ( (e_x / (A + R max(|x0|, |x1|)))^2 + (e_y / (A + R max(|y0|, |y1|)))^2 ) / 2 ) <= 1
/// ```
///
/// The error of a whole trajectory is larger than that of a step: up to 200 times the tolerance after about three periods at
/// epsilon 0.1, because errors along a limit cycle accumulate as a shift in time.
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
    /// The smallest relative tolerance, near the precision of f64.
    pub const MIN_RELATIVE: f64 = 1e-13;
    /// The smallest absolute tolerance, in the units of x and y.
    pub const MIN_ABSOLUTE: f64 = 1e-15;
    /// The largest relative and absolute tolerance.
    pub const MAX: f64 = 0.1;

    /// Checks both tolerances: `relative` from 1e-13 to 0.1, `absolute` from 1e-15 to 0.1.
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

    /// The relative tolerance R, a share of |x| or |y|.
    pub fn relative(self) -> f64 {
        self.relative
    }

    /// The absolute tolerance A, in the units of x and y; it decides where they are near 0.
    pub fn absolute(self) -> f64 {
        self.absolute
    }

    /// The root mean square of `error` relative to the error allowed in a step between `from` and `to`.
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

/// An adaptive integration could not be started or continued. Each error is shown as one line.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AdaptiveError {
    /// A tolerance is out of its range or not a number.
    #[error("the {name} tolerance must be a number from {min:e} to {}, not {value}", Tolerances::MAX)]
    Tolerance {
        /// "relative" or "absolute".
        name: &'static str,
        /// The value that was refused.
        value: f64,
        /// The smallest value allowed.
        min: f64,
    },
    /// The end of the integration is out of range or not a number.
    #[error("time must be a number from {from} to {LONGEST}, not {time}")]
    Time {
        /// The time that was refused.
        time: f64,
        /// The time reached so far.
        from: f64,
    },
    /// A coordinate of the initial state is infinite or not a number.
    #[error("the start must be finite numbers, not x = {x}, y = {y}")]
    Start {
        /// x of the initial state.
        x: f64,
        /// y of the initial state.
        y: f64,
    },
    /// No step length keeps to the tolerances: the rate overflows at so large a state, or rounding exceeds the tolerance.
    #[error("at time {time} no step of at least {step:.1e} keeps to the tolerances (x = {x}, y = {y})")]
    StepTooSmall {
        /// The time reached, dimensionless.
        time: f64,
        /// The length of the last step that was tried, dimensionless time.
        step: f64,
        /// x at the time reached.
        x: f64,
        /// y at the time reached.
        y: f64,
    },
    /// The solution needs more steps than a [`Solution`] keeps.
    #[error(
        "more than {steps} steps, kept up to time {time}; take them one by one with AdaptiveIntegrator::step_towards"
    )]
    TooManySteps {
        /// The largest number of steps, [`Solution::MOST_STEPS`].
        steps: usize,
        /// The time reached by them, dimensionless.
        time: f64,
    },
}

/// An accepted step of an adaptive integration: the solution as a polynomial from the time [`DenseStep::from`] to the time
/// [`DenseStep::to`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DenseStep {
    time: f64,
    length: f64,
    polynomial: Interpolant<2>,
}

impl DenseStep {
    /// The time at which the step begins, dimensionless.
    pub fn from(&self) -> f64 {
        self.time
    }

    /// The time at which the step ends, dimensionless.
    pub fn to(&self) -> f64 {
        self.time + self.length
    }

    /// The state at `time`, by a polynomial of order 4 in time that is exact at both ends of the step (dense output).
    ///
    /// For times outside the step it extrapolates, without a bound on the error.
    pub fn at(&self, time: f64) -> State {
        let [x, y] = self.polynomial.at((time - self.time) / self.length);
        State { x, y }
    }
}

/// Integrates one neuron step by step to given tolerances: for trajectories of any length, and to stop at events.
///
/// The method is the embedded Runge-Kutta pair of Dormand and Prince: each step is taken with order 5, and the difference to
/// the embedded solution of order 4 estimates its error, which is compared with the [`Tolerances`]. With E the error relative
/// to the tolerances, a step with E <= 1 is accepted, and the length of the next step is that of this one times
///
/// ```text
/// 0.9 E^(-0.17) E_before^0.04        limited to 0.2 ... 10
/// ```
///
/// This proportional-integral controller lets the step follow the jumps of a relaxation cycle with few rejections. Within a
/// step the solution is a polynomial of order 4 that needs no further evaluation of the equations ([`DenseStep::at`]).
///
/// Sources: J. R. Dormand and P. J. Prince,
/// [doi:10.1016/0771-050X(80)90013-3](https://doi.org/10.1016/0771-050X(80)90013-3); E. Hairer, S. P. Norsett and G. Wanner,
/// "Solving Ordinary Differential Equations I",
/// [doi:10.1007/978-3-540-78862-1](https://doi.org/10.1007/978-3-540-78862-1), sections II.4 (first step, step control) and
/// II.6 (dense output); volume II, [doi:10.1007/978-3-642-05221-7](https://doi.org/10.1007/978-3-642-05221-7), section IV.2
/// (the controller).
///
/// ```
/// use nullcline::neuron::{AdaptiveIntegrator, Drive, Epsilon, Neuron, State, Tolerances};
///
/// // The first time at which a neuron spikes, x > 1.
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
    /// The length that is tried first for the next step.
    length: f64,
    /// The error of the step before relative to the tolerances, for the PI controller.
    error_before: f64,
    accepted: usize,
    rejected: usize,
}

fn rate(neuron: &Neuron, point: &[f64; 2]) -> [f64; 2] {
    let State { x, y } = neuron.rate(State { x: point[0], y: point[1] });
    [x, y]
}

impl AdaptiveIntegrator {
    /// Starts `neuron` in the state `start` at time 0. Any finite state will do, also one beyond [`State::BOUND`].
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

    /// The state at the time reached.
    pub fn state(&self) -> State {
        State { x: self.point[0], y: self.point[1] }
    }

    /// The number of steps accepted so far.
    pub fn accepted(&self) -> usize {
        self.accepted
    }

    /// The number of steps rejected so far because their error was above the tolerance.
    pub fn rejected(&self) -> usize {
        self.rejected
    }

    /// Takes one step, the longest that the tolerances allow but not beyond the time `end`, and returns it.
    ///
    /// # Errors
    /// [`AdaptiveError::Time`] if `end` is not later than the time reached, or above 1e6;
    /// [`AdaptiveError::StepTooSmall`] if no step length keeps to the tolerances.
    pub fn step_towards(&mut self, end: f64) -> Result<DenseStep, AdaptiveError> {
        if !(end > self.time && end <= LONGEST) {
            return Err(AdaptiveError::Time { time: end, from: self.time });
        }
        let mut may_grow = true;
        loop {
            let remaining = end - self.time;
            // No tiny step is left for the end.
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

    /// The ratio of the next step's length to that of an accepted step.
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

/// The ratio of the next attempt's length to that of a rejected step.
fn shrinkage(error: f64) -> f64 {
    // The error is not a number where the state overflowed.
    if error.is_finite() { (SAFETY * error.powf(-PROPORTIONAL)).clamp(SHORTER, SAFETY) } else { SHORTER }
}

/// The length of a first step whose error is about the tolerance (Hairer, Norsett and Wanner, section II.4).
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
    // Where the rate overflows no length follows; rejections then shorten any small one until it fits.
    if length > 0.0 { length } else { 1e-6 }
}

/// The trajectory of one neuron as a continuous function of time, integrated to given tolerances.
///
/// The method is that of [`AdaptiveIntegrator`]; all steps are kept, so that [`Solution::at`] gives the state at any time.
/// For fixed steps and equal sampling intervals see [`trajectory`](super::trajectory).
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
    /// The largest number of steps that a solution keeps, about a hundred bytes each.
    pub const MOST_STEPS: usize = 4_000_000;

    /// Integrates `neuron` from the state `start` at time 0 to the time `span`, dimensionless, 0 to 1e6.
    ///
    /// # Errors
    /// [`AdaptiveError`] if `start` is not finite, `span` is out of range, no step length keeps to the tolerances, or more than
    /// [`Solution::MOST_STEPS`] steps would be needed.
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

    /// The state at `time`, from 0 to the end; `None` outside.
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

    /// The end of the integration: its time and the state there.
    pub fn end(&self) -> Sample {
        self.end
    }

    /// The accepted steps in order of time; each begins where the one before ends.
    pub fn steps(&self) -> &[DenseStep] {
        &self.steps
    }

    /// The number of steps rejected because their error was above the tolerance.
    pub fn rejected(&self) -> usize {
        self.rejected
    }
}
