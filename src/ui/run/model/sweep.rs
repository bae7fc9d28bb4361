//! What the outputs were lately.

use crate::dataset::{CLASSES, Class};

/// Samples of the outputs over the window T = 100.
pub(crate) const SAMPLES: usize = 1000;

/// The ten outputs over the window, overwritten from the left when it is full, like the screen of an oscilloscope.
#[derive(Debug)]
pub(crate) struct Sweep {
    pub(super) samples: Vec<[f32; CLASSES]>,
    /// Who leads at each sample.
    leaders: Vec<Class>,
    /// Where the next sample goes.
    cursor: usize,
    /// Samples since the digit or a parameter changed, at most [`SAMPLES`].
    pub(super) since_change: usize,
    /// Samples that the moment it is seen from lies back.
    pub(super) back: usize,
}

impl Sweep {
    pub(super) fn new() -> Self {
        let (samples, leaders) = (Vec::with_capacity(SAMPLES), Vec::with_capacity(SAMPLES));
        Self { samples, leaders, cursor: 0, since_change: 0, back: 0 }
    }

    pub(super) fn push(&mut self, outputs: [f32; CLASSES]) {
        let leader = Class::of_largest(&outputs);
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

    pub(super) fn clear(&mut self) {
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
    pub(crate) fn leaders(&self) -> &[Class] {
        &self.leaders
    }

    /// How many samples there are since the digit or a parameter changed, at most [`SAMPLES`].
    pub(crate) fn since_change(&self) -> usize {
        self.since_change
    }

    /// The sample that is looked at: the newest, or an earlier one.
    pub(crate) fn seen(&self) -> Option<usize> {
        let count = self.samples.len();
        (self.back < count).then(|| (self.cursor + count - 1 - self.back) % count)
    }

    /// How many samples ago sample `index` of the screen was the newest.
    pub(crate) fn age_of(&self, index: usize) -> Option<usize> {
        let count = self.samples.len();
        (index < count).then(|| (self.cursor + 2 * count - 1 - index) % count)
    }

    /// Where the next sample goes: right of it lies the last pass.
    pub(crate) fn cursor(&self) -> usize {
        self.cursor
    }

    /// The time share of each digit since the digit or a parameter changed, over at most the window; `None` before the
    /// first sample.
    pub(crate) fn shares(&self) -> Option<[f64; CLASSES]> {
        if self.since_change <= self.back {
            return None;
        }
        let mut counts = [0_u32; CLASSES];
        for age in self.back + 1..=self.since_change {
            counts[self.leaders[(self.cursor + SAMPLES - age) % SAMPLES].index()] += 1;
        }
        Some(counts.map(|count| f64::from(count) / (self.since_change - self.back) as f64))
    }
}
