//! What the outputs were lately.

use crate::dataset::Class;

/// Samples of the outputs over the observation window T = 100.
pub(crate) const SAMPLES: usize = 1000;

/// The outputs over the observation window, overwritten from the left when it is full, like the screen of an oscilloscope.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// Sample after sample, a value for each class.
    values: Vec<f32>,
    classes: usize,
    /// Who leads at each sample.
    leaders: Vec<Class>,
    /// The neurons' order parameter at each sample.
    order: Vec<f32>,
    /// Where the next sample goes.
    cursor: usize,
    /// Samples since the image or a parameter changed, at most [`SAMPLES`].
    pub(super) since_change: usize,
    /// Samples that the moment it is seen from lies back.
    pub(super) back: usize,
}

impl Sweep {
    pub(super) fn new() -> Self {
        let leaders = Vec::with_capacity(SAMPLES);
        Self { values: Vec::new(), classes: 0, leaders, order: Vec::new(), cursor: 0, since_change: 0, back: 0 }
    }

    pub(super) fn push(&mut self, outputs: &[f32], order: f32) {
        if self.classes != outputs.len() {
            self.clear();
            self.classes = outputs.len();
        }
        let leader = Class::of_largest(outputs);
        if self.leaders.len() < SAMPLES {
            self.values.extend_from_slice(outputs);
            self.leaders.push(leader);
            self.order.push(order);
        } else {
            self.values[self.cursor * self.classes..][..self.classes].copy_from_slice(outputs);
            self.leaders[self.cursor] = leader;
            self.order[self.cursor] = order;
        }
        self.cursor = (self.cursor + 1) % SAMPLES;
        self.since_change = (self.since_change + 1).min(SAMPLES);
    }

    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.leaders.clear();
        self.order.clear();
        self.cursor = 0;
        self.since_change = 0;
    }

    /// How many samples there are on the screen.
    pub(crate) fn samples(&self) -> usize {
        self.leaders.len()
    }

    /// The samples on the screen, from left to right, a value for each class.
    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }

    /// Who leads at each of them.
    pub(crate) fn leaders(&self) -> &[Class] {
        &self.leaders
    }

    /// The neurons' order parameter at each of them, 0 to 1.
    pub(crate) fn order(&self) -> &[f32] {
        &self.order
    }

    /// How many samples there are since the image or a parameter changed, at most [`SAMPLES`].
    pub(crate) fn since_change(&self) -> usize {
        self.since_change
    }

    /// The sample that is looked at: the newest, or an earlier one.
    pub(crate) fn seen(&self) -> Option<usize> {
        let count = self.samples();
        (self.back < count).then(|| (self.cursor + count - 1 - self.back) % count)
    }

    /// How many samples ago sample `index` of the screen was the newest.
    pub(crate) fn age_of(&self, index: usize) -> Option<usize> {
        let count = self.samples();
        (index < count).then(|| (self.cursor + 2 * count - 1 - index) % count)
    }

    /// Where the next sample goes: right of it lies the last pass.
    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    /// The sample on the screen at which the class that had led longest since the image or a parameter changed was last
    /// overtaken; `None` before the first sample.
    pub(crate) fn decided(&self) -> Option<usize> {
        let mut counts = vec![0_u32; self.classes];
        let (mut ahead, mut changed) = (None, self.since_change);
        for age in (self.back + 1..=self.since_change).rev() {
            let leader = self.leaders[(self.cursor + SAMPLES - age) % SAMPLES];
            counts[leader.index()] += 1;
            let best = ahead.get_or_insert(leader);
            if leader != *best && counts[leader.index()] > counts[best.index()] {
                (*best, changed) = (leader, age);
            }
        }
        ahead.map(|_| (self.cursor + SAMPLES - changed) % SAMPLES)
    }

    /// The time share of each class since the image or a parameter changed, over at most the observation window; `None` before the
    /// first sample.
    pub(crate) fn shares(&self) -> Option<Vec<f64>> {
        if self.since_change <= self.back {
            return None;
        }
        let mut counts = vec![0_u32; self.classes];
        for age in self.back + 1..=self.since_change {
            counts[self.leaders[(self.cursor + SAMPLES - age) % SAMPLES].index()] += 1;
        }
        let samples = (self.since_change - self.back) as f64;
        Some(counts.into_iter().map(|count| f64::from(count) / samples).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outputs of which one leads.
    fn lead(sweep: &mut Sweep, class: usize, samples: usize) {
        (0..samples).for_each(|_| sweep.push(&[0, 1, 2].map(|other| f32::from(u8::from(other == class))), 1.0));
    }

    #[test]
    fn the_decision_falls_where_the_winner_last_overtakes() {
        let mut sweep = Sweep::new();
        assert_eq!(sweep.decided(), None);
        lead(&mut sweep, 1, 10);
        assert_eq!(sweep.decided(), Some(0), "the first one leads from the beginning");
        lead(&mut sweep, 2, 30);
        assert_eq!(sweep.decided(), Some(20), "2 is ahead when it has led for longer than 1");
        lead(&mut sweep, 0, 25);
        assert_eq!(sweep.decided(), Some(20), "0 has not led for longer than 2");
        sweep.back = 50;
        assert_eq!(sweep.decided(), Some(0), "seen from an earlier moment");
        sweep.back = 0;
        sweep.since_change = 0;
        assert_eq!(sweep.decided(), None, "nothing has been seen since a change");
        lead(&mut sweep, 0, 1);
        assert_eq!(sweep.decided(), Some(65), "since the change it has led from the beginning");
        lead(&mut sweep, 1, SAMPLES);
        assert_eq!((sweep.samples(), sweep.since_change()), (SAMPLES, SAMPLES));
        assert_eq!(sweep.decided(), Some(66), "the screen is full and overwritten from the left");
    }
}
