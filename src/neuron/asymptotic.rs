//! The attractor of one neuron: its limit cycle or its equilibrium.
//!
//! With u = x + c the equations are the Lienard equation u'' + f(u) u' + g(u) = 0 with f = ((u - c)^2 - 1)/epsilon and
//! g = u/epsilon. For |c| < 1 the equilibrium is unstable and f/g = u - 2c - (1 - c^2)/u increases on both sides of u = 0, so
//! that by Zhang's theorem (Applicable Analysis 23 (1986) 63-76) there is exactly one limit cycle, which attracts. At |c| = 1
//! the second derivative of f is positive, so the Hopf bifurcation is supercritical and the equilibrium still attracts.
//!
//! The limit cycle is computed as the fixed point of the Poincare return map of the half line {x = -c, y < y*}. Far from
//! |c| = 1 this map contracts so strongly that a few iterations converge; near |c| = 1 the fixed point is bracketed and found
//! by the Illinois variant of the secant method (Dowell and Jarratt, BIT 11 (1971) 168-174, doi:10.1007/BF01934364). The flow
//! is integrated by the adaptive Dormand-Prince method; events (crossings of the section, extrema) are located by shortening
//! the step in which they occur.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::dormand_prince::{Step, step};
use super::{Drive, Epsilon, Equilibrium, Neuron, State};

/// Tolerance of the adaptive integration, for the error of a step relative to 1 + |x| and 1 + |y|.
const TOLERANCE: f64 = 1e-11;
/// The iteration of the return map ends where the map moves y by less than this.
const FIXED_POINT_TOLERANCE: f64 = 1e-11;
/// A cycle counts as converged if the return map moves y by less than this.
const CLOSED: f64 = 1e-7;
/// Iterations of the return map before its fixed point is bracketed.
const MAP_ITERATIONS: usize = 12;
/// Iterations of the bracketed search.
const SEARCH_ITERATIONS: usize = 80;
/// Steps after which a return is given up. At epsilon 1e-4 one takes about 1e5.
const MOST_STEPS: usize = 4_000_000;

/// The regime of a neuron: at rest or oscillating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Regime {
    /// The attractor is the equilibrium, for |c| >= 1 (the paper's excitable mode).
    Rest,
    /// The attractor is a limit cycle, for |c| < 1 (the paper's oscillatory mode).
    Oscillation,
}

impl Regime {
    /// Its name on the command line and in the window: "rest" or "oscillation".
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Oscillation => "oscillation",
        }
    }
}

/// The asymptotic state (attractor) of a neuron: its limit cycle or its equilibrium, with extrema and time means.
///
/// Every neuron has one attractor, reached from almost every initial state. All values are dimensionless. Values of
/// relaxation cycles agree to about 1e-7 with independent solutions (SciPy's DOP853 at a relative tolerance of 1e-11); close
/// to the canard explosion, just inside |c| = 1, see [`AsymptoticState::converged`].
///
/// ```
/// use nullcline::neuron::{AsymptoticState, Drive, Epsilon, Neuron, Regime};
///
/// let attractor = |c| Drive::new(c).map(|drive| AsymptoticState::of(&Neuron::new(Epsilon::DEFAULT, drive)));
/// let cycle = attractor(0.3)?;
/// assert_eq!((cycle.regime, cycle.spikes(), cycle.converged), (Regime::Oscillation, true, true));
/// assert!((cycle.period.unwrap() - 2.957_261_381).abs() < 1e-6);
/// // The mean law: the time mean of x is -c.
/// assert!((cycle.mean_x + 0.3).abs() < 1e-8);
/// // Close to the Hopf bifurcation at c = 1 it oscillates without spikes, and beyond it is at rest.
/// assert!(!attractor(0.995)?.spikes());
/// assert_eq!((attractor(1.2)?.regime, attractor(1.2)?.period), (Regime::Rest, None));
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AsymptoticState {
    /// Rest or oscillation.
    pub regime: Regime,
    /// The period of the limit cycle, dimensionless time; `None` at rest.
    pub period: Option<f64>,
    /// The smallest x on the attractor.
    pub x_min: f64,
    /// The largest x on the attractor.
    pub x_max: f64,
    /// The smallest y on the attractor.
    pub y_min: f64,
    /// The largest y on the attractor.
    pub y_max: f64,
    /// The time mean of x, integrated along the attractor. By the mean law it is -c, which makes it a check of the computation.
    pub mean_x: f64,
    /// The duty cycle: the fraction of time with x > 0, from 0 to 1.
    pub duty: f64,
    /// The time mean of sigmoid(x) = 1 / (1 + exp(-x)).
    pub mean_sigmoid_x: f64,
    /// Whether the computed orbit closes within 1e-7 in y. At the canard explosion f64 may not have the digits for that; if no
    /// closed orbit was found at all, the values are those of the equilibrium.
    pub converged: bool,
}

impl AsymptoticState {
    /// Computes the attractor of `neuron`: from closed formulas at rest, by integration to 1e-11 of the limit cycle.
    ///
    /// This takes about a millisecond at epsilon 0.1, and some tens of milliseconds at 0.0001.
    pub fn of(neuron: &Neuron) -> Self {
        if neuron.drive.get().abs() >= 1.0 {
            return Self::rest(neuron);
        }
        let (section, converged) = find_cycle(neuron);
        let mut orbit = OrbitSummary::new(section);
        match return_map(neuron, section, &mut orbit) {
            Some(back) => orbit.finish(converged && (back - section.y).abs() < CLOSED),
            None => Self { converged: false, ..Self::rest(neuron) },
        }
    }

    /// Whether the neuron spikes: x goes below -1 and above 1, to both outer branches of the cubic nullcline.
    pub fn spikes(&self) -> bool {
        self.x_min < -1.0 && self.x_max > 1.0
    }

    /// The largest |c| at which neurons of this `epsilon` spike, to 1e-4: 1 less the canard explosion, beyond which cycles are
    /// small. 0 where none spikes.
    ///
    /// ```
    /// use nullcline::neuron::{AsymptoticState, Epsilon};
    ///
    /// let largest = AsymptoticState::largest_spiking_drive(Epsilon::DEFAULT);
    /// assert!(0.98 < largest && largest < 0.99, "{largest}");
    /// ```
    pub fn largest_spiking_drive(epsilon: Epsilon) -> f64 {
        let spikes = |drive: f64| Drive::new(drive).is_ok_and(|drive| Self::of(&Neuron::new(epsilon, drive)).spikes());
        let (mut low, mut high) = (0.0, 1.0);
        if !spikes(low) {
            return low;
        }
        while high - low > 1e-4 {
            let middle = f64::midpoint(low, high);
            if spikes(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    fn rest(neuron: &Neuron) -> Self {
        let State { x, y } = Equilibrium::of(neuron).state;
        Self {
            regime: Regime::Rest,
            period: None,
            x_min: x,
            x_max: x,
            y_min: y,
            y_max: y,
            mean_x: x,
            duty: if x > 0.0 { 1.0 } else { 0.0 },
            mean_sigmoid_x: sigmoid(x),
            converged: true,
        }
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// x, y and the time integrals of x and of sigmoid(x).
type Point = [f64; 4];

fn rate(neuron: &Neuron, point: &Point) -> Point {
    let State { x, y } = neuron.rate(State { x: point[0], y: point[1] });
    [x, y, point[0], sigmoid(point[0])]
}

/// One Dormand-Prince step of length `h` from `point`, whose rate is `k1`: the step, and its estimated error relative to
/// the tolerance.
fn dormand_prince(neuron: &Neuron, point: &Point, k1: &Point, h: f64) -> (Step<4>, f64) {
    let tried = step(|point| rate(neuron, point), point, k1, h);
    // The integrals are as smooth as x; the state alone decides the step.
    let share = |i: usize| tried.error[i].abs() / (TOLERANCE * (1.0 + point[i].abs().max(tried.end[i].abs())));
    let relative = share(0).max(share(1));
    (tried, relative)
}

/// An accepted step of the integration.
struct Passage<'a> {
    neuron: &'a Neuron,
    from: Point,
    from_rate: Point,
    to: Point,
    /// Time at `from`.
    time: f64,
    length: f64,
}

impl Passage<'_> {
    /// The time and the point at which `event` changes its sign within the step, if it does.
    fn crossing(&self, event: impl Fn(&Point) -> f64) -> Option<(f64, Point)> {
        let (mut low, mut high) = (0.0, self.length);
        let (mut at_low, mut at_high) = (event(&self.from), event(&self.to));
        if at_low == 0.0 || at_low * at_high > 0.0 {
            return None;
        }
        let mut point = self.to;
        let mut time = self.length;
        // The Illinois method: a secant that does not keep the same end for good.
        let mut kept = 0;
        for _ in 0..60 {
            if at_high == 0.0 || high - low < 1e-14 * (1.0 + self.time) {
                break;
            }
            time = high - at_high * (high - low) / (at_high - at_low);
            point = dormand_prince(self.neuron, &self.from, &self.from_rate, time).0.end;
            let here = event(&point);
            if here.abs() < 1e-15 {
                break;
            }
            if here * at_low < 0.0 {
                (high, at_high) = (time, here);
                if kept == 1 {
                    at_low /= 2.0;
                }
                kept = 1;
            } else {
                (low, at_low) = (time, here);
                if kept == -1 {
                    at_high /= 2.0;
                }
                kept = -1;
            }
        }
        Some((self.time + time, point))
    }
}

/// Integrates from `start` and passes every step to `observe` until it breaks; `None` after [`MOST_STEPS`] attempts.
fn integrate<T>(neuron: &Neuron, start: Point, mut observe: impl FnMut(&Passage<'_>) -> ControlFlow<T>) -> Option<T> {
    let epsilon = neuron.epsilon.get();
    let longest = 0.1_f64.max(0.3 * epsilon.sqrt());
    let mut length = 1e-3 * epsilon;
    let mut time = 0.0;
    let mut from = start;
    let mut from_rate = rate(neuron, &from);
    for _ in 0..MOST_STEPS {
        let (tried, error) = dormand_prince(neuron, &from, &from_rate, length);
        let accepted = error <= 1.0;
        if accepted {
            let passage = Passage { neuron, from, from_rate, to: tried.end, time, length };
            if let ControlFlow::Break(found) = observe(&passage) {
                return Some(found);
            }
            time += length;
            from = tried.end;
            from_rate = tried.end_rate;
        }
        let factor = if error.is_finite() { (0.9 * error.powf(-0.2)).clamp(0.2, 4.0) } else { 0.2 };
        length = (length * factor).min(longest);
    }
    None
}

/// The return map of the section {x = -c, y < y*}: the y at which the flow from `section` returns, with every step passed to
/// `orbit`.
fn return_map(neuron: &Neuron, section: State, orbit: &mut OrbitSummary) -> Option<f64> {
    let x_section = neuron.inhibitor_nullcline();
    let mut upper_seen = false;
    integrate(neuron, [section.x, section.y, 0.0, 0.0], |passage| {
        let crossed = if passage.time > 0.0 { passage.crossing(|point| point[0] - x_section) } else { None };
        let Some((time, point)) = crossed else {
            orbit.add(passage, None);
            return ControlFlow::Continue(());
        };
        if upper_seen {
            orbit.add(passage, Some((time, point)));
            orbit.close(time, &point);
            return ControlFlow::Break(point[1]);
        }
        upper_seen = true;
        orbit.y_max = point[1];
        orbit.add(passage, None);
        ControlFlow::Continue(())
    })
}

/// The point of the limit cycle on the section, and whether the return map leaves it where it is.
fn find_cycle(neuron: &Neuron) -> (State, bool) {
    let equilibrium = Equilibrium::of(neuron).state;
    let at = |y: f64| State { x: equilibrium.x, y };
    let returned = |y: f64| return_map(neuron, at(y), &mut OrbitSummary::new(at(y)));
    // The iteration starts below any cycle: a relaxation cycle reaches y = -1, a nearly harmonic one of large epsilon is about
    // 2 sqrt(epsilon) high.
    let outside = -(2.0_f64.max(1.0 - equilibrium.y) + 3.0 * neuron.epsilon.get().sqrt());
    let mut y = outside;
    for _ in 0..MAP_ITERATIONS {
        let Some(next) = returned(y) else { return (at(y), false) };
        if (next - y).abs() < FIXED_POINT_TOLERANCE {
            return (at(next), true);
        }
        y = next;
    }
    // The iteration converges slowly: the fixed point is bracketed between the unstable equilibrium and the current point.
    let c = neuron.drive.get();
    let inside = equilibrium.y - 0.02 * ((1.0 - c * c) * neuron.epsilon.get()).sqrt();
    secant_search(inside, y, |y| returned(y).map(|next| next - y))
        .map_or((at(y), false), |(y, residual)| (at(y), residual.abs() < CLOSED))
}

/// The zero of `displacement` between `low` and `high` by the Illinois method, and its value there; `None` if `displacement` is.
fn secant_search(mut low: f64, mut high: f64, displacement: impl Fn(f64) -> Option<f64>) -> Option<(f64, f64)> {
    let (mut at_low, mut at_high) = (displacement(low)?, displacement(high)?);
    let mut best = if at_low.abs() < at_high.abs() { (low, at_low) } else { (high, at_high) };
    let mut kept = 0;
    for round in 0..SEARCH_ITERATIONS {
        if at_low * at_high >= 0.0 || best.1.abs() < FIXED_POINT_TOLERANCE {
            break;
        }
        // Where the map is all but discontinuous (canards) the secant converges slowly: every third iteration bisects.
        let secant = high - at_high * (high - low) / (at_high - at_low);
        let middle = if round % 3 == 2 { f64::midpoint(low, high) } else { secant };
        let here = displacement(middle)?;
        if here.abs() < best.1.abs() {
            best = (middle, here);
        }
        if here * at_low < 0.0 {
            (high, at_high) = (middle, here);
            at_low = if kept == 1 { at_low / 2.0 } else { at_low };
            kept = 1;
        } else {
            (low, at_low) = (middle, here);
            at_high = if kept == -1 { at_high / 2.0 } else { at_high };
            kept = -1;
        }
    }
    Some(best)
}

/// Extrema and integrals along one period.
struct OrbitSummary {
    x_min: f64,
    x_max: f64,
    y_min: f64,
    y_max: f64,
    positive_time: f64,
    period: f64,
    integral_x: f64,
    integral_sigmoid: f64,
}

impl OrbitSummary {
    /// A period that begins on the section, where y is smallest.
    fn new(section: State) -> Self {
        Self {
            x_min: section.x,
            x_max: section.x,
            y_min: section.y,
            y_max: section.y,
            positive_time: 0.0,
            period: 0.0,
            integral_x: 0.0,
            integral_sigmoid: 0.0,
        }
    }

    /// Adds a step, or its part up to `end`.
    fn add(&mut self, passage: &Passage<'_>, end: Option<(f64, Point)>) {
        let (end_time, end_point) = end.unwrap_or((passage.time + passage.length, passage.to));
        if let Some((_, turning)) = passage.crossing(|point| rate(passage.neuron, point)[0]) {
            self.x_min = self.x_min.min(turning[0]);
            self.x_max = self.x_max.max(turning[0]);
        }
        let zero = passage.crossing(|point| point[0]).map(|(time, _)| time).filter(|time| *time < end_time);
        // At c = 0 the period begins at x = 0 itself.
        let was_positive = passage.from[0] > 0.0 || (passage.from[0] == 0.0 && passage.to[0] > 0.0);
        self.positive_time += match (was_positive, end_point[0] > 0.0, zero) {
            (true, false, Some(time)) => time - passage.time,
            (false, true, Some(time)) => end_time - time,
            // Without a zero inside, the step begins or ends on it.
            (true, true, _) | (true, false, None) => end_time - passage.time,
            _ => 0.0,
        };
    }

    fn close(&mut self, period: f64, end: &Point) {
        self.period = period;
        self.integral_x = end[2];
        self.integral_sigmoid = end[3];
        self.y_min = self.y_min.min(end[1]);
    }

    fn finish(&self, converged: bool) -> AsymptoticState {
        AsymptoticState {
            regime: Regime::Oscillation,
            period: Some(self.period),
            x_min: self.x_min,
            x_max: self.x_max,
            y_min: self.y_min,
            y_max: self.y_max,
            mean_x: self.integral_x / self.period,
            duty: (self.positive_time / self.period).clamp(0.0, 1.0),
            mean_sigmoid_x: self.integral_sigmoid / self.period,
            converged,
        }
    }
}
