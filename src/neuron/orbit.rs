//! The orbit on which a neuron of any model stays: rest, or oscillation with its period, extrema and time mean.

use serde::{Deserialize, Serialize};

use super::integrator::StepError;
use super::model::{NeuronModel, Signal};
use super::stepping::step;

/// What a neuron does in the long run at a constant drive, measured over a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Orbit<const N: usize> {
    /// Lowest and highest value of each variable.
    #[serde(with = "as_list")]
    pub extrema: [[f64; 2]; N],
    /// The time mean of the first variable: over whole oscillations, if there are any.
    pub mean: f64,
    /// The mean time from one rise of the first variable through the middle of its range to the next; `None` at rest. For
    /// neurons that burst this is the mean interval between spikes, over whole bursts.
    pub period: Option<f64>,
    /// Spikes a unit of time.
    pub rate: f64,
}

/// An array of any length as a list.
mod as_list {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer, const N: usize>(array: &[[f64; 2]; N], to: S) -> Result<S::Ok, S::Error> {
        array.as_slice().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[[f64; 2]; N], D::Error> {
        let list = Vec::deserialize(from)?;
        list.try_into().map_err(|list: Vec<_>| D::Error::custom(format!("{} variables, not {N}", list.len())))
    }
}

impl<const N: usize> Orbit<N> {
    /// The time mean of a signal.
    pub fn mean_of(&self, signal: Signal) -> f64 {
        match signal {
            Signal::Potential => self.mean,
            Signal::Spikes => self.rate,
        }
    }

    /// Whether it rests.
    pub fn is_rest(&self) -> bool {
        self.period.is_none()
    }
}

/// A range of the first variable that counts as rest, as a part of the model's region.
const REST: f64 = 2e-3;

/// A rise after an interval of at least this part of the longest one begins a burst, or a period.
const PAUSE: f64 = 0.75;

/// A rise of the first variable through the level: its time, the integral of the variable, and how many rises there were before.
#[derive(Clone, Copy, Debug)]
struct Rise {
    time: f64,
    integral: f64,
    index: u32,
}

/// Follows one neuron.
#[derive(Clone, Debug)]
pub(super) struct Tracker<const N: usize> {
    state: [f64; N],
    extrema: [[f64; 2]; N],
    /// The value that the first variable rises through once an oscillation.
    level: f64,
    time: f64,
    integral: f64,
    /// The latest rise.
    latest: Option<Rise>,
    /// The first and the last rise that begin a burst.
    bursts: Option<[Rise; 2]>,
    /// The longest interval between rises so far, and of the measurement before.
    longest: [f64; 2],
}

impl<const N: usize> Tracker<N> {
    pub(super) fn new(state: [f64; N]) -> Self {
        let extrema = [[f64::INFINITY, f64::NEG_INFINITY]; N];
        Self { state, extrema, level: 0.0, time: 0.0, integral: 0.0, latest: None, bursts: None, longest: [0.0; 2] }
    }

    /// Begins to measure anew, with the middle of the range and the longest interval so far.
    pub(super) fn restart(&mut self) {
        let [low, high] = self.extrema[0];
        let level = if low <= high { f64::midpoint(low, high) } else { 0.0 };
        *self = Self { level, longest: [0.0, self.longest[0]], ..Self::new(self.state) };
    }

    /// Takes in the state after a further `h`.
    pub(super) fn push(&mut self, state: [f64; N], h: f64) {
        let (before, after) = (self.state[0], state[0]);
        if before < self.level && after >= self.level {
            let share = (self.level - before) / (after - before);
            let integral = self.integral + share * h * f64::midpoint(before, self.level);
            let index = self.latest.map_or(0, |latest| latest.index + 1);
            self.rise(Rise { time: self.time + share * h, integral, index });
        }
        self.time += h;
        self.integral += h * f64::midpoint(before, after);
        for ([low, high], value) in self.extrema.iter_mut().zip(state) {
            *low = low.min(value);
            *high = high.max(value);
        }
        self.state = state;
    }

    fn rise(&mut self, rise: Rise) {
        let interval = self.latest.map_or(0.0, |latest| rise.time - latest.time);
        self.longest[0] = self.longest[0].max(interval);
        if interval >= PAUSE * self.longest[1] {
            self.bursts = Some([self.bursts.map_or(rise, |[first, _]| first), rise]);
        }
        self.latest = Some(rise);
    }

    pub(super) fn orbit<M: NeuronModel<N>>(&self, model: &M) -> Orbit<N> {
        let [low, high] = self.extrema[0];
        let (region, threshold) = (model.description().region[0], model.threshold());
        let moves = high - low > REST * (region[1] - region[0]);
        let oscillation = self.bursts.filter(|[first, last]| moves && last.index > first.index);
        match oscillation {
            None => Orbit { extrema: self.extrema, mean: self.integral / self.time, period: None, rate: 0.0 },
            Some([first, last]) => {
                let time = last.time - first.time;
                let period = time / f64::from(last.index - first.index);
                // A state that is reset is never seen at the threshold itself.
                let seen = if M::RESETS { f64::midpoint(region[0], threshold) } else { threshold };
                let mut extrema = self.extrema;
                if M::RESETS && high >= seen {
                    extrema[0][1] = threshold;
                }
                Orbit {
                    extrema,
                    mean: (last.integral - first.integral) / time,
                    period: Some(period),
                    rate: if high >= seen { period.recip() } else { 0.0 },
                }
            }
        }
    }
}

/// The orbit that a path of states shows, which are `every` apart: of a neuron that has settled. `None` for fewer than two states.
///
/// The time between states must be short against a spike: what happens between them is a straight line.
///
/// ```
/// use nullcline::neuron::{MorrisLecar, NeuronModel, orbit_of_path, states};
///
/// let model = MorrisLecar::HOPF;
/// let path: Vec<[f64; 2]> = states(&model, (model.start(), 100.0), (2000.0, 0.25), None)?.into_iter().map(|(_, state)| state).collect();
/// let found = orbit_of_path(&model, &path[4000..], 0.25).unwrap();
/// assert!((found.period.unwrap() - 85.2906).abs() < 0.01, "{found:?}");
/// # Ok::<(), nullcline::neuron::StepError>(())
/// ```
pub fn orbit_of_path<M: NeuronModel<N>, const N: usize>(model: &M, path: &[[f64; N]], every: f64) -> Option<Orbit<N>> {
    let (first, rest) = path.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let mut tracker = Tracker::new(*first);
    // Once for the range, once for the longest interval between rises, once to measure.
    for pass in 0..3 {
        if pass > 0 {
            tracker.restart();
            tracker.state = *first;
        }
        for state in rest {
            tracker.push(*state, every);
        }
    }
    Some(tracker.orbit(model))
}

/// The orbit of one neuron from the model's start, in f64: `settling` of its time passes, then it is measured over `measured`,
/// in steps of length `h`.
///
/// ```
/// use nullcline::neuron::{MorrisLecar, NeuronModel, orbit};
///
/// // Period and extrema by SciPy, LSODA at rtol 1e-9: 85.2906 ms, -50.336 to 33.326 mV.
/// let model = MorrisLecar::HOPF;
/// let found = orbit(&model, (model.start(), 100.0), [1000.0, 1000.0], 0.1);
/// assert!((found.period.unwrap_or(0.0) - 85.2906).abs() < 1e-3, "{found:?}");
/// assert!((found.extrema[0][0] + 50.336).abs() < 0.01);
/// ```
pub fn orbit<M: NeuronModel<N>, const N: usize>(
    model: &M,
    (start, drive): ([f64; N], f64),
    [settling, measured]: [f64; 2],
    h: f64,
) -> Orbit<N> {
    let mut tracker = Tracker::new(start);
    for (range, measures) in [(settling, false), (measured / 4.0, true), (measured, true)] {
        if measures {
            tracker.restart();
        }
        for _ in 0..(range / h).ceil() as usize {
            let (state, _) = step(model, tracker.state, drive, h);
            tracker.push(state, h);
        }
    }
    tracker.orbit(model)
}

/// The states of one neuron at times 0, `every`, 2 `every` and so on up to `end`, in f64 by steps of at most the model's default.
///
/// # Errors
/// [`StepError::Time`] if a time is out of range or there would be more than ten million samples.
pub fn states<M: NeuronModel<N>, const N: usize>(
    model: &M,
    (start, drive): ([f64; N], f64),
    (end, every): (f64, f64),
    longest_step: Option<f64>,
) -> Result<Vec<(f64, [f64; N])>, StepError> {
    const MOST: f64 = 1e7;
    let [usual, bound] = model.steps();
    let wanted = longest_step.unwrap_or(usual);
    if !(wanted > 0.0 && wanted <= bound) {
        return Err(StepError::Unstable { step: wanted, bound });
    }
    if !(every > 0.0 && every.is_finite()) {
        return Err(StepError::Time { name: "every", wanted: "above 0".to_owned(), value: every });
    }
    let samples = (end / every + 1e-9).floor();
    if !(0.0..=MOST).contains(&samples) || end / wanted > 100.0 * MOST {
        return Err(StepError::Time {
            name: "time",
            wanted: format!("at least 0 and at most {MOST} samples"),
            value: end,
        });
    }
    let steps = (every / wanted - 1e-9).ceil().max(1.0);
    let mut state = start;
    let mut all = vec![(0.0, state)];
    for sample in 1..=samples as usize {
        for _ in 0..steps as usize {
            state = step(model, state, drive, every / steps).0;
        }
        all.push((sample as f64 * every, state));
    }
    Ok(all)
}
