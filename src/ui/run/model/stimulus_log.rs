//! Which current of its own each neuron had lately.

use std::collections::{BTreeMap, VecDeque};

/// The most changes of one neuron's stimulus that are kept.
const MOST_CHANGES: usize = 256;

/// The stimuli of neurons over the last ticks, as steps.
#[derive(Debug, Default)]
pub(super) struct StimulusLog {
    /// For each neuron the ticks from which it had a current, oldest first. Before the first it had none.
    changes: BTreeMap<usize, VecDeque<(u64, f32)>>,
}

impl StimulusLog {
    /// A neuron has this current from `tick` on.
    pub(super) fn record(&mut self, neuron: usize, tick: u64, current: f32) {
        if current == 0.0 && !self.changes.contains_key(&neuron) {
            return;
        }
        let changes = self.changes.entry(neuron).or_default();
        if changes.back().map_or(0.0, |(_, current)| *current) == current {
            return;
        }
        if changes.back().is_some_and(|(last, _)| *last == tick) {
            changes.pop_back();
        }
        changes.push_back((tick, current));
        if changes.len() > MOST_CHANGES {
            changes.pop_front();
        }
    }

    /// The neurons that had a current, as far as is remembered.
    pub(super) fn neurons(&self) -> Vec<usize> {
        self.changes.keys().copied().collect()
    }

    /// The current of a neuron from `first` to `last`: the ticks at which it changed with what it was from then on, the first
    /// and the last tick among them. Empty where there was none.
    pub(super) fn between(&self, neuron: usize, first: u64, last: u64) -> Vec<(u64, f32)> {
        let Some(changes) = self.changes.get(&neuron) else { return Vec::new() };
        let before = changes.iter().take_while(|(tick, _)| *tick <= first).last().map_or(0.0, |(_, current)| *current);
        let within = changes.iter().filter(|(tick, _)| (first + 1..=last).contains(tick)).copied();
        let mut course: Vec<(u64, f32)> = std::iter::once((first, before)).chain(within).collect();
        if course.iter().all(|(_, current)| *current == 0.0) {
            return Vec::new();
        }
        course.push((last, course.last().map_or(0.0, |(_, current)| *current)));
        course
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_current_is_remembered_as_steps() {
        let mut log = StimulusLog::default();
        log.record(3, 5, 0.0);
        assert_eq!((log.neurons(), log.between(3, 0, 9)), (vec![], vec![]));
        for (tick, current) in [(10, 1.5), (11, 1.5), (20, 0.0), (30, -1.0)] {
            log.record(3, tick, current);
        }
        assert_eq!(log.between(3, 0, 25), [(0, 0.0), (10, 1.5), (20, 0.0), (25, 0.0)]);
        assert_eq!(log.between(3, 12, 15), [(12, 1.5), (15, 1.5)]);
        assert_eq!(log.between(3, 21, 25), [], "none in that time");
        assert_eq!(log.between(3, 21, 40), [(21, 0.0), (30, -1.0), (40, -1.0)]);
        log.record(3, 30, 2.0);
        assert_eq!(log.between(3, 30, 31), [(30, 2.0), (31, 2.0)], "what was changed at once never was");
    }
}
