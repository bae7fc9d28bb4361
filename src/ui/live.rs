//! The hundred neurons that move in the window.
//!
//! They run from one frame to the next and are never restarted by a slider: a new current bends the path they are on.
//! Everything is kept in rings of fixed size, so memory stays flat however long the window is open.

use crate::control::StopToken;
use crate::digit::{CLASSES, Digit};
use crate::fhn::{BLOCK, Ensemble, Epsilon, State, Steps, default_step};

/// Neurons in the hidden layer.
pub(crate) const NEURONS: usize = 100;
/// Time between two points of the history; dimensionless.
pub(crate) const TICK: f64 = 0.025;
/// Points of the history, a power of two: 25.6 time units.
pub(crate) const HISTORY: usize = 1024;
/// Ticks between two samples of the outputs, the protocol's 0.1 time units.
const TICKS_PER_SAMPLE: u64 = 4;
/// Samples of the outputs over the window T = 100.
pub(crate) const SAMPLES: usize = 1000;
/// Ticks over which a neuron's motion is judged: 7 time units, more than a turn for the epsilons of the slider.
const MOTION_TICKS: usize = 280;
/// A neuron whose x stays within this counts as resting.
const RESTING_SWING: f32 = 0.05;
/// The most ticks in one frame: where the machine is too slow the neurons slow down, not the window.
const MOST_TICKS: u32 = 120;

/// Makes the ten outputs of the hundred activators.
pub(crate) type OutputsOf<'a> = &'a dyn Fn(&[f32; NEURONS]) -> [f32; CLASSES];

/// The last [`HISTORY`] points of every neuron.
#[derive(Debug)]
pub(crate) struct History {
    // Neuron by neuron, so that one neuron's trail lies in one piece of memory.
    points: Vec<[f32; 2]>,
    written: u64,
}

impl History {
    fn new() -> Self {
        Self { points: vec![[0.0; 2]; NEURONS * HISTORY], written: 0 }
    }

    fn push(&mut self, point: impl Fn(usize) -> [f32; 2]) {
        let slot = self.written as usize % HISTORY;
        for neuron in 0..NEURONS {
            self.points[neuron * HISTORY + slot] = point(neuron);
        }
        self.written += 1;
    }

    /// How many points there are.
    pub(crate) fn len(&self) -> usize {
        self.written.min(HISTORY as u64) as usize
    }

    /// The point `age` ticks ago, 0 the newest. `age` is below [`History::len`].
    pub(crate) fn at(&self, neuron: usize, age: usize) -> [f32; 2] {
        let slot = (self.written as usize + HISTORY - 1 - age) % HISTORY;
        self.points[neuron * HISTORY + slot]
    }

    /// A neuron's last points, newest first, at most `limit`.
    pub(crate) fn newest(&self, neuron: usize, limit: usize) -> impl Iterator<Item = [f32; 2]> + '_ {
        (0..self.len().min(limit)).map(move |age| self.at(neuron, age))
    }
}

/// What a neuron was seen to do lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    /// x keeps swinging.
    Oscillating,
    /// x hardly moves.
    Resting,
}

/// The ten outputs over the window, overwritten from the left when it is full, like the screen of an oscilloscope.
#[derive(Debug)]
pub(crate) struct Sweep {
    samples: Vec<[f32; CLASSES]>,
    /// Who leads at each sample.
    leaders: Vec<Digit>,
    /// Where the next sample goes.
    cursor: usize,
    /// Samples since the digit or a parameter changed, at most [`SAMPLES`].
    since_change: usize,
}

impl Sweep {
    fn new() -> Self {
        let (samples, leaders) = (Vec::with_capacity(SAMPLES), Vec::with_capacity(SAMPLES));
        Self { samples, leaders, cursor: 0, since_change: 0 }
    }

    fn push(&mut self, outputs: [f32; CLASSES]) {
        let leader = Digit::of_largest(&outputs);
        if self.samples.len() < SAMPLES {
            self.samples.push(outputs);
            self.leaders.push(leader);
        } else {
            self.samples[self.cursor] = outputs;
            self.leaders[self.cursor] = leader;
        }
        self.cursor = (self.cursor + 1) % SAMPLES;
        self.since_change = (self.since_change + 1).min(SAMPLES);
    }

    fn clear(&mut self) {
        self.samples.clear();
        self.leaders.clear();
        self.cursor = 0;
        self.since_change = 0;
    }

    /// The samples on the screen, from left to right.
    pub(crate) fn samples(&self) -> &[[f32; CLASSES]] {
        &self.samples
    }

    /// Who leads at each of them.
    pub(crate) fn leaders(&self) -> &[Digit] {
        &self.leaders
    }

    /// How many samples there are since the digit or a parameter changed, at most [`SAMPLES`].
    pub(crate) fn since_change(&self) -> usize {
        self.since_change
    }

    /// Where the next sample goes: right of it lies the last pass.
    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    /// The time share of each digit since the digit or a parameter changed, over at most the window; `None` before the
    /// first sample.
    pub(crate) fn shares(&self) -> Option<[f64; CLASSES]> {
        if self.since_change == 0 {
            return None;
        }
        let mut counts = [0_u32; CLASSES];
        for age in 1..=self.since_change {
            counts[self.leaders[(self.cursor + SAMPLES - age) % SAMPLES].index()] += 1;
        }
        Some(counts.map(|count| f64::from(count) / self.since_change as f64))
    }
}

/// The hundred neurons and what they did lately.
#[derive(Debug)]
pub(crate) struct Live {
    /// Two ensembles of one block each. An ensemble of one block runs in the calling thread, so that the window never
    /// waits for rayon's threads while training keeps them busy.
    halves: [Ensemble; 2],
    drives: [f32; NEURONS],
    history: History,
    motions: [Motion; NEURONS],
    sweep: Sweep,
    ticks: u64,
    ticks_since_change: u64,
    /// Time that is owed to the neurons, less than a tick.
    owed: f64,
}

/// Neurons of one of the two ensembles.
const HALF: usize = NEURONS / 2;
const _: () = assert!(HALF <= BLOCK);

impl Live {
    /// Neurons of these drives, all where runs start.
    pub(crate) fn new(epsilon: Epsilon, drives: &[f32; NEURONS]) -> Self {
        let half = |range: std::ops::Range<usize>| Ensemble::new(epsilon, &drives[range], State::DEFAULT);
        Self {
            halves: [half(0..HALF), half(HALF..NEURONS)],
            drives: *drives,
            history: History::new(),
            motions: [Motion::Resting; NEURONS],
            sweep: Sweep::new(),
            ticks: 0,
            ticks_since_change: 0,
            owed: 0.0,
        }
    }

    /// Gives the neurons new parameters; each goes on from where it is.
    pub(crate) fn set_neurons(&mut self, epsilon: Epsilon, drives: &[f32; NEURONS]) {
        if self.epsilon() != epsilon || self.drives != *drives {
            self.drives = *drives;
            for (half, drives) in self.halves.iter_mut().zip(drives.chunks(HALF)) {
                half.set_epsilon(epsilon);
                half.set_drives(drives);
            }
            self.ticks_since_change = 0;
            self.sweep.since_change = 0;
        }
    }

    /// Begins the window anew, for a new digit. The neurons go on.
    pub(crate) fn begin_window(&mut self) {
        self.sweep.clear();
    }

    /// Puts every neuron back to where runs start and forgets the past.
    pub(crate) fn restart(&mut self) {
        *self = Self::new(self.epsilon(), &self.drives);
    }

    /// Moves one neuron's x by `by`: a kick.
    pub(crate) fn kick(&mut self, neuron: usize, by: f64) {
        let (half, index) = (&mut self.halves[neuron / HALF], neuron % HALF);
        let kicked = State::new(f64::from(half.x()[index]) + by, f64::from(half.y()[index]));
        if let Ok(state) = kicked {
            half.set_state(index, state);
        }
    }

    /// Lets `time` pass. `outputs` makes the ten outputs of the hundred activators; without it none are kept.
    pub(crate) fn advance(&mut self, time: f64, outputs: Option<OutputsOf<'_>>) {
        self.owed += time;
        let due = (self.owed / TICK) as u32;
        self.owed -= f64::from(due) * TICK;
        for _ in 0..due.min(MOST_TICKS) {
            self.tick(outputs);
        }
        self.observe();
    }

    /// Lets one tick pass.
    fn tick(&mut self, outputs: Option<OutputsOf<'_>>) {
        for half in &mut self.halves {
            let step = default_step(half.epsilon().get(), half.reach());
            let count = (TICK / step).ceil().max(1.0);
            // A token that nobody stops.
            let _done = half.advance(Steps { count: count as usize, length: TICK / count }, &StopToken::new());
        }
        let halves = &self.halves;
        let x = |neuron: usize| halves[neuron / HALF].x()[neuron % HALF];
        self.history.push(|neuron| [x(neuron), halves[neuron / HALF].y()[neuron % HALF]]);
        self.ticks += 1;
        self.ticks_since_change += 1;
        if let Some(outputs) = outputs
            && self.ticks.is_multiple_of(TICKS_PER_SAMPLE)
        {
            self.sweep.push(outputs(&std::array::from_fn(x)));
        }
    }

    /// The time scale.
    pub(crate) fn epsilon(&self) -> Epsilon {
        self.halves[0].epsilon()
    }

    /// The drive c of each neuron.
    pub(crate) fn drives(&self) -> &[f32; NEURONS] {
        &self.drives
    }

    /// What a neuron was seen to do in the last 7 time units.
    pub(crate) fn motion(&self, neuron: usize) -> Motion {
        self.motions[neuron]
    }

    /// Looks at what the neurons did.
    fn observe(&mut self) {
        self.motions = std::array::from_fn(|neuron| {
            let (low, high) = self
                .history
                .newest(neuron, MOTION_TICKS)
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), [x, _]| (low.min(x), high.max(x)));
            if high - low > RESTING_SWING { Motion::Oscillating } else { Motion::Resting }
        });
    }

    /// The neurons' past.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    /// The outputs' past.
    pub(crate) fn sweep(&self) -> &Sweep {
        &self.sweep
    }

    /// How long the neurons have run, dimensionless.
    pub(crate) fn time(&self) -> f64 {
        self.ticks as f64 * TICK
    }

    /// How many ticks they have had their present parameters.
    pub(crate) fn ticks_since_change(&self) -> u64 {
        self.ticks_since_change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(drive: f32) -> Live {
        Live::new(Epsilon::DEFAULT, &[drive; NEURONS])
    }

    #[test]
    fn a_new_drive_bends_the_path_and_does_not_restart_it() {
        let mut live = live(0.3);
        live.advance(2.0, None);
        let before = live.history().at(7, 0);
        live.set_neurons(Epsilon::DEFAULT, &[-0.4; NEURONS]);
        assert_eq!(live.history().at(7, 0), before);
        live.tick(None);
        let after = live.history().at(7, 0);
        let moved = (after[0] - before[0]).hypot(after[1] - before[1]);
        assert!(moved > 0.0 && moved < 0.5, "{before:?} to {after:?}");
    }

    #[test]
    fn memory_stays_flat_and_a_frame_takes_a_bounded_number_of_ticks() {
        let mut live = live(0.0);
        let outputs = |_: &[f32; NEURONS]| [0.0; CLASSES];
        live.advance(1e6, Some(&outputs));
        assert!(live.time() <= f64::from(MOST_TICKS) * TICK + 1e-9);
        for _ in 0..40 {
            live.advance(100.0, Some(&outputs));
        }
        assert_eq!(live.history().len(), HISTORY);
        assert_eq!(live.sweep().samples().len(), SAMPLES);
    }

    #[test]
    fn motion_tells_rest_from_oscillation() {
        for (drive, expected) in [(0.2, Motion::Oscillating), (1.3, Motion::Resting)] {
            let mut live = live(drive);
            for _ in 0..20 {
                live.advance(2.0, None);
            }
            assert_eq!(live.motion(3), expected, "c = {drive}");
        }
    }

    #[test]
    fn shares_count_only_what_came_after_a_change() {
        let mut live = live(0.0);
        let leads =
            |digit: usize| move |_: &[f32; NEURONS]| std::array::from_fn(|index| f32::from(u8::from(index == digit)));
        live.advance(2.0, Some(&leads(3)));
        live.set_neurons(Epsilon::DEFAULT, &[0.1; NEURONS]);
        assert_eq!(live.sweep().shares(), None);
        live.advance(2.0, Some(&leads(5)));
        assert_eq!(live.sweep().shares().unwrap()[5], 1.0);
        assert!(live.sweep().samples().len() > 30, "what was drawn before stays on the screen");
    }

    #[test]
    fn every_corner_of_the_sliders_stays_finite() {
        for epsilon in [0.005, 0.1, 1.0] {
            for drive in [-5.0, -1.0, 0.0, 0.99, 5.0] {
                let mut live = live(drive);
                live.set_neurons(Epsilon::new(epsilon).unwrap(), &[drive; NEURONS]);
                for _ in 0..20 {
                    live.advance(2.0, None);
                }
                let [x, y] = live.history().at(0, 0);
                assert!(x.is_finite() && x.abs() < 6.0 && y.is_finite(), "{epsilon} {drive}: {x} {y}");
            }
        }
    }
}
