//! What a neuron on the wall was seen to do, in the numbers that theory predicts.

use super::live::{Live, TICK};
use crate::neuron::{BuiltInModel, Orbit};

/// Ticks after a change of parameters that are not measured: the path is still bending.
const SETTLING_TICKS: u64 = 120;
/// Ticks over which a neuron at rest is averaged.
const REST_TICKS: usize = 200;

/// Ticks that are looked at, at most: 25.6 time units.
const MOST_TICKS: usize = 1024;

/// Measured on the path that is drawn, over whole turns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct MeasuredMotion {
    /// Time mean of x.
    pub(crate) mean_x: Option<f64>,
    /// Time of one turn.
    pub(crate) period: Option<f64>,
    /// Share of time with x > 0.
    pub(crate) duty: Option<f64>,
    /// Whole turns that were measured.
    pub(crate) turns: usize,
}

/// Measures one neuron over the turns it has made since its parameters changed. A turn begins where the path crosses
/// the inhibitor nullcline from left to right.
pub(crate) fn measure(live: &Live, neuron: usize) -> MeasuredMotion {
    let history = live.history();
    let converged = live.undisturbed(neuron).saturating_sub(SETTLING_TICKS);
    let usable = history.len().min(MOST_TICKS).min(usize::try_from(converged).unwrap_or(usize::MAX));
    let nullcline = -live.drives()[neuron];
    // Oldest first.
    let x: Vec<f32> = (0..usable).rev().map(|age| history.at(neuron, age)[0]).collect();
    let crossings = crossings(&x, nullcline);
    match (crossings.first(), crossings.last()) {
        (Some(first), Some(last)) if crossings.len() > 1 => over_turns(&x, *first, *last, crossings.len() - 1),
        _ => at_rest(&x),
    }
}

/// Ticks after a change that are not measured of other models, 100 ms.
const OTHER_SETTLING_TICKS: u64 = 400;
/// Ticks that are looked at of them at least, 200 ms.
const OTHER_FEWEST_TICKS: usize = 800;

/// The orbit that the path of a neuron of another model shows since its parameters changed; `None` before there is enough to
/// measure.
pub(crate) fn measure_orbit(live: &Live, neuron: usize, model: &BuiltInModel) -> Option<Orbit<2>> {
    let history = live.history();
    let converged = live.undisturbed(neuron).saturating_sub(OTHER_SETTLING_TICKS);
    let usable = history.len().min(usize::try_from(converged).unwrap_or(usize::MAX));
    if usable < OTHER_FEWEST_TICKS {
        return None;
    }
    let path: Vec<[f64; 2]> = (0..usable).rev().map(|age| history.at(neuron, age).map(f64::from)).collect();
    model.orbit_of_path(&path, TICK * live.unit())
}

/// Where x crosses `level` upwards, in ticks, between two samples by a straight line.
fn crossings(x: &[f32], level: f32) -> Vec<f64> {
    let mut found = Vec::new();
    for (index, pair) in x.windows(2).enumerate() {
        if pair[0] < level && pair[1] >= level {
            found.push(index as f64 + f64::from((level - pair[0]) / (pair[1] - pair[0])));
        }
    }
    found
}

fn over_turns(x: &[f32], first: f64, last: f64, turns: usize) -> MeasuredMotion {
    let span = last - first;
    let (mean, positive) = integrate(x, first, last);
    MeasuredMotion {
        mean_x: Some(mean / span),
        period: Some(span * TICK / turns as f64),
        duty: Some(positive / span),
        turns,
    }
}

/// The integrals of x and of "x > 0" from `first` to `last`, in ticks, with straight lines between samples.
fn integrate(x: &[f32], first: f64, last: f64) -> (f64, f64) {
    let (mut sum, mut positive) = (0.0, 0.0);
    for index in first as usize..(last.ceil() as usize).min(x.len() - 1) {
        let (from, to) = (first.max(index as f64), last.min(index as f64 + 1.0));
        let at = |t: f64| {
            let part = t - index as f64;
            f64::from(x[index]) * (1.0 - part) + f64::from(x[index + 1]) * part
        };
        let (low, high) = (at(from), at(to));
        sum += (to - from) * 0.5 * (low + high);
        positive += (to - from) * positive_share(low, high);
    }
    (sum, positive)
}

/// The share of a straight line from `from` to `to` that is above zero.
fn positive_share(from: f64, to: f64) -> f64 {
    match (from > 0.0, to > 0.0) {
        (true, true) => 1.0,
        (false, false) => 0.0,
        _ => from.max(to) / (from - to).abs(),
    }
}

/// Without two crossings there is no turn: if x hardly moves, its mean is still known.
fn at_rest(x: &[f32]) -> MeasuredMotion {
    let Some(recent) = x.len().checked_sub(REST_TICKS).map(|start| &x[start..]) else {
        return MeasuredMotion::default();
    };
    let (low, high) =
        recent.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
    if high - low > 0.01 {
        return MeasuredMotion::default();
    }
    let mean = recent.iter().map(|x| f64::from(*x)).sum::<f64>() / recent.len() as f64;
    MeasuredMotion { mean_x: Some(mean), ..MeasuredMotion::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neuron::{AsymptoticState, Drive, Epsilon, Neuron};
    const NEURONS: usize = 100;

    #[test]
    fn measured_agrees_with_the_long_run() {
        for (epsilon, drive) in [(0.1, -0.3), (0.1, 0.0), (0.5, 0.6), (0.02, 0.4)] {
            let epsilon = Epsilon::new(epsilon).unwrap();
            let mut live = Live::new(epsilon, &[drive; NEURONS]);
            for _ in 0..40 {
                live.advance(2.0, None);
            }
            let measured = measure(&live, 0);
            let asymptotic_state = AsymptoticState::of(&Neuron::new(epsilon, Drive::new(f64::from(drive)).unwrap()));
            let close = |measured: Option<f64>, expected: f64| (measured.unwrap() - expected).abs() < 0.005;
            assert!(close(measured.mean_x, asymptotic_state.mean_x), "{measured:?} {asymptotic_state:?}");
            assert!(close(measured.period, asymptotic_state.period.unwrap()), "{measured:?} {asymptotic_state:?}");
            assert!(close(measured.duty, asymptotic_state.duty), "{measured:?} {asymptotic_state:?}");
        }
    }

    #[test]
    fn a_resting_neuron_has_a_mean_and_no_period() {
        let mut live = Live::new(Epsilon::DEFAULT, &[1.4; NEURONS]);
        for _ in 0..20 {
            live.advance(2.0, None);
        }
        let measured = measure(&live, 0);
        assert!((measured.mean_x.unwrap() + 1.4).abs() < 1e-3);
        assert_eq!((measured.period, measured.duty), (None, None));
    }

    #[test]
    fn nothing_is_claimed_before_there_is_something_to_measure() {
        assert_eq!(measure(&Live::new(Epsilon::DEFAULT, &[0.0; NEURONS]), 0), MeasuredMotion::default());
    }
}
