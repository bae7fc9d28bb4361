//! Limit cycles of a grid of drives, to start neurons at a given phase of their cycles.
//!
//! The phase of a state on a limit cycle of period P is the time that the neuron takes from a reference state to it, divided by
//! P. A phase that is uniform on 0 to 1 is a state as one meets it at a random time; states drawn uniformly from the phase plane
//! are not, since a neuron spends most of its time on the two slow branches. The reference is where the neuron would be if it
//! had started in the layer's own initial state: equal phases are neurons that started together.

use rayon::prelude::*;

use crate::neuron::{AsymptoticState, Drive, Epsilon, Neuron, State, default_step, rk4, state_bound};

/// Drives from -1 to 1 whose cycles are computed.
const CELLS: usize = 512;
/// States that are kept of each cycle, at equal times.
const STATES: usize = 256;
/// The time after which neurons are on their cycles.
const CONVERGED: f64 = 100.0;

/// The states along the limit cycle of each of a grid of drives.
pub(super) struct Cycles {
    start: State,
    /// `None` where no cycle was found.
    cells: Vec<Option<Vec<State>>>,
}

impl Cycles {
    /// The cycles of neurons at `epsilon`, with phases that count from a common `start`.
    pub(super) fn of(epsilon: Epsilon, start: State) -> Self {
        let cells = (0..CELLS).into_par_iter().map(|cell| cycle((epsilon, drive(cell)?), start)).collect();
        Self { start, cells }
    }

    /// The state of a neuron of drive `c` at a `phase` from 0 to 1. A neuron that rests has no phase, and starts at the common
    /// start.
    pub(super) fn state(&self, c: f32, phase: f64) -> State {
        let place = f64::midpoint(f64::from(c), 1.0) * CELLS as f64;
        let cycle = if c.abs() < 1.0 { self.cells.get(place as usize).and_then(Option::as_ref) } else { None };
        cycle.map_or(self.start, |states| states[(phase * STATES as f64) as usize % STATES])
    }
}

/// The drive in the middle of a cell.
fn drive(cell: usize) -> Option<Drive> {
    Drive::new((cell as f64 + 0.5) * 2.0 / CELLS as f64 - 1.0).ok()
}

/// The states along the cycle of a neuron, from where it is after whole periods from `start`.
fn cycle((epsilon, drive): (Epsilon, Drive), start: State) -> Option<Vec<State>> {
    let neuron = Neuron::new(epsilon, drive);
    let period = AsymptoticState::of(&neuron).period?;
    let between = period / STATES as f64;
    let steps = (between / default_step(epsilon.get(), state_bound(&neuron, start))).ceil().max(1.0);
    let after = |state: State, samples: usize| {
        (0..samples * steps as usize).fold(state, |state, _| rk4(&neuron, state, between / steps))
    };
    let first = after(start, (CONVERGED / period).ceil() as usize * STATES);
    Some(std::iter::successors(Some(first), |state| Some(after(*state, 1))).take(STATES).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often x is above 0 over equally spaced phases is the share of time that it is: the duty cycle.
    #[test]
    fn phases_are_uniform_in_time() {
        let cycles = Cycles::of(Epsilon::DEFAULT, State::DEFAULT);
        for c in [-0.7_f32, 0.0, 0.31, 0.5] {
            let states: Vec<State> = (0..200).map(|index| cycles.state(c, f64::from(index) / 200.0)).collect();
            let above = states.iter().filter(|state| state.x > 0.0).count() as f64 / 200.0;
            let cycle = AsymptoticState::of(&Neuron::new(Epsilon::DEFAULT, Drive::new(c.into()).unwrap()));
            assert!((above - cycle.duty).abs() < 0.02, "c {c}: {above}, not {}", cycle.duty);
            // And their mean is the time mean, which by the mean law is -c.
            let mean = states.iter().map(|state| state.x).sum::<f64>() / 200.0;
            assert!((mean + f64::from(c)).abs() < 0.03, "c {c}: {mean}");
        }
        assert_eq!(cycles.state(1.2, 0.3), State::DEFAULT, "a neuron at rest has no phase");
    }
}
