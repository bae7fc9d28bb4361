//! Where the neurons were lately.

/// Points of the history, a power of two: 102.4 time units, more than the observation window.
const POINTS: usize = 4096;
/// The most points of all neurons together; where there are more than a thousand neurons, each has fewer.
const MOST_POINTS: usize = 1 << 22;
/// Points between one neuron's and the next one's, a line of the cache: at a distance of a power of two the newest points
/// of all neurons would compete for a few places in it.
const BETWEEN: usize = 8;

/// The last points of every neuron, seen from now or from an earlier moment.
#[derive(Debug)]
pub(crate) struct History {
    // Neuron by neuron, so that one neuron's trail lies in one piece of memory.
    points: Vec<[f32; 2]>,
    /// Points of one neuron.
    capacity: usize,
    pub(super) written: u64,
    /// Ticks that the moment it is seen from lies back.
    pub(super) back: u64,
    /// How many points had been written when a neuron was last put somewhere by hand: its trail begins there.
    pub(super) placed: Vec<u64>,
}

impl History {
    pub(super) fn new(neurons: usize) -> Self {
        let capacity = (MOST_POINTS / neurons.max(1)).clamp(1, POINTS);
        let capacity = 1 << capacity.ilog2();
        Self {
            points: vec![[0.0; 2]; neurons * (capacity + BETWEEN)],
            capacity,
            written: 0,
            back: 0,
            placed: vec![0; neurons],
        }
    }

    /// How many points of a neuron are kept at most.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn push(&mut self, point: impl Fn(usize) -> [f32; 2]) {
        let slot = self.written as usize % self.capacity;
        for (neuron, points) in self.points.chunks_exact_mut(self.capacity + BETWEEN).enumerate() {
            points[slot] = point(neuron);
        }
        self.written += 1;
    }

    /// The ring of one neuron.
    fn ring(&self, neuron: usize) -> &[[f32; 2]] {
        &self.points[neuron * (self.capacity + BETWEEN)..][..self.capacity]
    }

    /// How many points there are up to the moment it is seen from.
    pub(crate) fn len(&self) -> usize {
        (self.written.min(self.capacity as u64) - self.back) as usize
    }

    /// The point `age` ticks ago, 0 the newest. `age` is below [`History::len`].
    pub(crate) fn at(&self, neuron: usize, age: usize) -> [f32; 2] {
        let slot = ((self.written - 1 - self.back) as usize + self.capacity - age) % self.capacity;
        self.ring(neuron)[slot]
    }

    /// A neuron's last points since it was last put somewhere by hand, newest first, at most `limit`.
    pub(crate) fn newest(&self, neuron: usize, limit: usize) -> impl Iterator<Item = [f32; 2]> + '_ {
        let [older, newer] = self.last(neuron, limit);
        newer.iter().rev().chain(older.iter().rev()).copied()
    }

    /// The same points, oldest first, in two pieces.
    pub(super) fn last(&self, neuron: usize, limit: usize) -> [&[[f32; 2]]; 2] {
        let end = self.written - self.back;
        let since = end.saturating_sub(self.placed[neuron]) as usize;
        let count = self.len().min(limit).min(since);
        let (newer, older) = self.ring(neuron).split_at(end as usize % self.capacity);
        let beyond = count.saturating_sub(newer.len());
        [&older[older.len() - beyond..], &newer[newer.len() - (count - beyond)..]]
    }

    /// Ticks since a neuron's x last rose through `level`, as in a spike; `None` if that is not remembered.
    pub(crate) fn since_spike(&self, neuron: usize, level: f32) -> Option<usize> {
        let ages = 0..self.len().saturating_sub(1);
        let rises = |age: &usize| self.at(neuron, age + 1)[0] < level && self.at(neuron, *age)[0] >= level;
        ages.into_iter().find(rises)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_points_are_those_at_their_ages_also_round_the_end_of_the_ring() {
        let mut history = History::new(3);
        for tick in 0..(POINTS + 100) as u32 {
            history.push(|neuron| [tick as f32, neuron as f32]);
            if tick % 37 == 5 || tick as usize > POINTS {
                for back in [0, 4] {
                    history.back = back;
                    for limit in [0, 1, 50, POINTS] {
                        let wanted = history.len().min(limit);
                        let newest: Vec<_> = history.newest(1, limit).collect();
                        let at: Vec<_> = (0..wanted).map(|age| history.at(1, age)).collect();
                        assert_eq!(newest, at, "{tick} {back} {limit}");
                        let [older, newer] = history.last(1, limit);
                        assert!([older, newer].concat().iter().rev().eq(&at));
                    }
                }
                history.back = 0;
            }
        }
        history.placed[1] = history.written - 2;
        assert_eq!(history.newest(1, 10).count(), 2);
    }
}
