//! Where the neurons were lately.

/// Points of the history, a power of two: 102.4 time units, more than the observation window.
const POINTS: usize = 4096;
/// The most points of all neurons together; where there are more than a thousand neurons, each has fewer.
const MOST_POINTS: usize = 1 << 22;

/// The last points of every neuron, seen from now or from an earlier moment.
#[derive(Debug)]
pub(crate) struct History {
    // Neuron by neuron, so that one neuron's trail lies in one piece of memory.
    points: Vec<[f32; 2]>,
    neurons: usize,
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
            points: vec![[0.0; 2]; neurons * capacity],
            neurons,
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
        for neuron in 0..self.neurons {
            self.points[neuron * self.capacity + slot] = point(neuron);
        }
        self.written += 1;
    }

    /// How many points there are up to the moment it is seen from.
    pub(crate) fn len(&self) -> usize {
        (self.written.min(self.capacity as u64) - self.back) as usize
    }

    /// The point `age` ticks ago, 0 the newest. `age` is below [`History::len`].
    pub(crate) fn at(&self, neuron: usize, age: usize) -> [f32; 2] {
        let slot = ((self.written - 1 - self.back) as usize + self.capacity - age) % self.capacity;
        self.points[neuron * self.capacity + slot]
    }

    /// A neuron's last points since it was last put somewhere by hand, newest first, at most `limit`.
    pub(crate) fn newest(&self, neuron: usize, limit: usize) -> impl Iterator<Item = [f32; 2]> + '_ {
        let since = (self.written - self.back).saturating_sub(self.placed[neuron]) as usize;
        (0..self.len().min(limit).min(since)).map(move |age| self.at(neuron, age))
    }

    /// Ticks since a neuron's x last rose through `level`, as in a spike; `None` if that is not remembered.
    pub(crate) fn since_spike(&self, neuron: usize, level: f32) -> Option<usize> {
        let ages = 0..self.len().saturating_sub(1);
        let rises = |age: &usize| self.at(neuron, age + 1)[0] < level && self.at(neuron, *age)[0] >= level;
        ages.into_iter().find(rises)
    }
}
