//! What one neuron does in the long run: its limit cycle, or rest.
//!
//! For |c| < 1 the equilibrium repels and there is exactly one limit cycle, which attracts. It is found as the fixed point
//! of the return map of the half line {x = -c, y < y*}: start there, follow the flow once around, and see where it comes
//! back. Far from |c| = 1 the map contracts so strongly that following it a few times is enough; near |c| = 1 the fixed
//! point is bracketed and found by the secant rule. The flow is followed by the adaptive Dormand-Prince method of
//! order 5, and events (crossings, turning points) are found by shortening the step that passed them.
//!
//! For |c| >= 1 the neuron rests. At |c| = 1 the Hopf bifurcation is supercritical (with u = x + c the neuron is the
//! Lienard equation u'' + ((u - c)^2 - 1) u'/epsilon + u/epsilon = 0, whose damping has the positive second derivative
//! that decides it), so the equilibrium still attracts there.

use std::ops::ControlFlow;

use super::dormand_prince::{Step, step};
use super::{Equilibrium, Neuron, State};

/// Relative accuracy of the adaptive integration.
const TOLERANCE: f64 = 1e-11;
/// A return map that moves the section point by less than this has arrived.
const ARRIVED: f64 = 1e-11;
/// The section point of a cycle that counts as found may still move by this.
const SETTLED: f64 = 1e-7;
/// Turns tried by following the flow before the fixed point is bracketed.
const PLAIN_TURNS: usize = 12;
/// Turns of the bracketed search.
const SEARCH_TURNS: usize = 80;
/// Steps after which a turn is given up. At epsilon 1e-4 a turn takes about 1e5.
const MOST_STEPS: usize = 4_000_000;

/// The two things that a neuron can do in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// It stays at its equilibrium (the paper's excitable mode).
    Rest,
    /// It goes around its limit cycle (the paper's oscillatory mode).
    Oscillation,
}

impl Regime {
    /// As the command line and the window call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Oscillation => "oscillation",
        }
    }
}

/// What a neuron does in the long run. Times are dimensionless.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AsymptoticState {
    /// Rest or oscillation.
    pub regime: Regime,
    /// Time of one turn; `None` at rest.
    pub period: Option<f64>,
    /// The smallest x.
    pub x_min: f64,
    /// The largest x.
    pub x_max: f64,
    /// The smallest y.
    pub y_min: f64,
    /// The largest y.
    pub y_max: f64,
    /// Time mean of x, measured along the orbit. The law says -c.
    pub mean_x: f64,
    /// Share of time with x > 0.
    pub duty: f64,
    /// Time mean of 1 / (1 + exp(-x)).
    pub mean_sigmoid_x: f64,
    /// Whether the orbit closes within 1e-7. Near the canard explosion no computation in f64 may reach that.
    pub converged: bool,
}

impl AsymptoticState {
    /// The long run of `neuron`.
    pub fn of(neuron: &Neuron) -> Self {
        if neuron.drive.get().abs() >= 1.0 {
            return Self::rest(neuron);
        }
        let (section, converged) = find_cycle(neuron);
        let mut orbit = OrbitSummary::new(section);
        match turn(neuron, section, &mut orbit) {
            Some(back) => orbit.finish(converged && (back - section.y).abs() < SETTLED),
            None => Self { converged: false, ..Self::rest(neuron) },
        }
    }

    /// Whether x swings to both sides of the cubic's middle branch, as a spike does.
    pub fn spikes(&self) -> bool {
        self.x_min < -1.0 && self.x_max > 1.0
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

/// x, y and the running integrals of x and of sigmoid(x).
type Point = [f64; 4];

fn rate(neuron: &Neuron, point: &Point) -> Point {
    let State { x, y } = neuron.rate(State { x: point[0], y: point[1] });
    [x, y, point[0], sigmoid(point[0])]
}

/// One Dormand-Prince step of length `h` from `point`, whose rate is `k1`: the step, and its estimated error relative to
/// the tolerance.
fn dormand_prince(neuron: &Neuron, point: &Point, k1: &Point, h: f64) -> (Step<4>, f64) {
    let tried = step(|point| rate(neuron, point), point, k1, h);
    // The integrals follow x; only the state decides the step.
    let share = |i: usize| tried.error[i].abs() / (TOLERANCE * (1.0 + point[i].abs().max(tried.end[i].abs())));
    let relative = share(0).max(share(1));
    (tried, relative)
}

/// A step of the integration as an observer sees it.
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
    /// Where within the step `event` changes its sign, if it does: (time, point).
    fn crossing(&self, event: impl Fn(&Point) -> f64) -> Option<(f64, Point)> {
        let (mut low, mut high) = (0.0, self.length);
        let (mut at_low, mut at_high) = (event(&self.from), event(&self.to));
        if at_low == 0.0 || at_low * at_high > 0.0 {
            return None;
        }
        let mut point = self.to;
        let mut time = self.length;
        // The Illinois rule: a secant that can't get stuck on one side.
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

/// Follows the flow and shows every step to `observe` until it breaks off; `None` if that takes too long.
fn follow<T>(neuron: &Neuron, start: Point, mut observe: impl FnMut(&Passage<'_>) -> ControlFlow<T>) -> Option<T> {
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

/// Where on the section {x = -c, y < y*} the flow from `section` comes back after one turn, shown step by step to `orbit`.
fn turn(neuron: &Neuron, section: State, orbit: &mut OrbitSummary) -> Option<f64> {
    let x_section = neuron.inhibitor_nullcline();
    let mut upper_seen = false;
    follow(neuron, [section.x, section.y, 0.0, 0.0], |passage| {
        let crossed = if passage.time > 0.0 { passage.crossing(|point| point[0] - x_section) } else { None };
        let Some((time, point)) = crossed else {
            orbit.see(passage, None);
            return ControlFlow::Continue(());
        };
        if upper_seen {
            orbit.see(passage, Some((time, point)));
            orbit.close(time, &point);
            return ControlFlow::Break(point[1]);
        }
        upper_seen = true;
        orbit.y_max = point[1];
        orbit.see(passage, None);
        ControlFlow::Continue(())
    })
}

/// A point of the section on the limit cycle, and whether the flow really returns to it.
fn find_cycle(neuron: &Neuron) -> (State, bool) {
    let equilibrium = Equilibrium::of(neuron).state;
    let at = |y: f64| State { x: equilibrium.x, y };
    let returned = |y: f64| turn(neuron, at(y), &mut OrbitSummary::new(at(y)));
    // From below the relaxation cycle, where the flow turns inwards.
    // There the cycle is about 2 sqrt(epsilon) high where it is nearly harmonic.
    let outside = -(2.0_f64.max(1.0 - equilibrium.y) + 3.0 * neuron.epsilon.get().sqrt());
    let mut y = outside;
    for _ in 0..PLAIN_TURNS {
        let Some(next) = returned(y) else { return (at(y), false) };
        if (next - y).abs() < ARRIVED {
            return (at(next), true);
        }
        y = next;
    }
    // The map is still creeping: bracket its fixed point between the equilibrium, which repels, and here.
    let c = neuron.drive.get();
    let inside = equilibrium.y - 0.02 * ((1.0 - c * c) * neuron.epsilon.get()).sqrt();
    secant_search(inside, y, |y| returned(y).map(|next| next - y))
        .map_or((at(y), false), |(y, residual)| (at(y), residual.abs() < SETTLED))
}

/// The zero of `gain` between `low` and `high`, and the gain there, by the Illinois rule.
fn secant_search(mut low: f64, mut high: f64, gain: impl Fn(f64) -> Option<f64>) -> Option<(f64, f64)> {
    let (mut at_low, mut at_high) = (gain(low)?, gain(high)?);
    let mut best = if at_low.abs() < at_high.abs() { (low, at_low) } else { (high, at_high) };
    let mut kept = 0;
    for round in 0..SEARCH_TURNS {
        if at_low * at_high >= 0.0 || best.1.abs() < ARRIVED {
            break;
        }
        // The secant rule crawls where the map is a cliff (canards); every third step halves instead.
        let secant = high - at_high * (high - low) / (at_high - at_low);
        let middle = if round % 3 == 2 { f64::midpoint(low, high) } else { secant };
        let here = gain(middle)?;
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

/// What is gathered along one turn.
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
    /// A turn that begins on the section, where y is smallest.
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

    /// Takes in a step, or its part up to `end`.
    fn see(&mut self, passage: &Passage<'_>, end: Option<(f64, Point)>) {
        let (end_time, end_point) = end.unwrap_or((passage.time + passage.length, passage.to));
        if let Some((_, turning)) = passage.crossing(|point| rate(passage.neuron, point)[0]) {
            self.x_min = self.x_min.min(turning[0]);
            self.x_max = self.x_max.max(turning[0]);
        }
        let zero = passage.crossing(|point| point[0]).map(|(time, _)| time).filter(|time| *time < end_time);
        // A turn at c = 0 begins on x = 0 itself.
        let was_positive = passage.from[0] > 0.0 || (passage.from[0] == 0.0 && passage.to[0] > 0.0);
        self.positive_time += match (was_positive, end_point[0] > 0.0, zero) {
            (true, false, Some(time)) => time - passage.time,
            (false, true, Some(time)) => end_time - time,
            // With no zero inside, the step begins or ends on it.
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
