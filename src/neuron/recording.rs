//! Recordings: a signal of many neurons at many times, in tiles that suit SIMD and caches.

use rayon::prelude::*;

use super::synapse::LeakyIntegrator;

/// The number of neurons in a block: those that an [`Ensemble`](super::Ensemble) integrates in one inner loop, enough to hide
/// the latency of a step. A number of neurons that is a multiple of it wastes no work.
pub const BLOCK: usize = 64;
/// The number of samples in a tile: those that a [`Recording`] stores contiguously for each neuron.
pub const TILE: usize = 16;

/// The activator x of many neurons at many times, as [`Ensemble::record`](super::Ensemble::record) makes it; f32,
/// dimensionless.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    neurons: usize,
    samples: usize,
    /// The number of tiles of a block, made odd so that the rows of one time do not fall on the same cache sets.
    pub(super) tiles: usize,
    /// Rows of [`TILE`] samples, in the order [block][tile][neuron of the block].
    pub(super) rows: Vec<[f32; TILE]>,
}

impl Recording {
    /// Zeros for so many neurons and samples.
    pub(super) fn empty(neurons: usize, samples: usize) -> Self {
        let tiles = samples.div_ceil(TILE) | 1;
        Self { neurons, samples, tiles, rows: vec![[0.0; TILE]; neurons.div_ceil(BLOCK) * tiles * BLOCK] }
    }

    /// The number of neurons.
    pub fn neurons(&self) -> usize {
        self.neurons
    }

    /// The number of samples of each neuron.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// x of `neuron` at the samples from `tile * TILE` up to the next tile, as they lie in memory; zeros after the last sample.
    ///
    /// # Panics
    /// If there is no such neuron or tile.
    #[inline]
    pub fn row(&self, neuron: usize, tile: usize) -> &[f32; TILE] {
        &self.rows[(neuron / BLOCK * self.tiles + tile) * BLOCK + neuron % BLOCK]
    }

    /// x of `neuron` at `sample`, both counted from 0.
    ///
    /// # Panics
    /// If there is no such neuron or sample.
    #[inline]
    pub fn at(&self, neuron: usize, sample: usize) -> f32 {
        self.row(neuron, sample / TILE)[sample % TILE]
    }

    /// x of `neuron` at each sample, in order of time.
    pub fn trace(&self, neuron: usize) -> impl Iterator<Item = f32> {
        (0..self.samples).map(move |sample| self.at(neuron, sample))
    }

    /// Fills in the samples of a tile, in parallel.
    pub(super) fn fill<X: Iterator<Item = f32>>(&mut self, tile: usize, x: impl Fn(usize) -> X + Sync) {
        let (neurons, samples) = (self.neurons, TILE.min(self.samples - tile * TILE));
        let blocks = self.rows.par_chunks_mut(self.tiles * BLOCK).enumerate();
        blocks.for_each(|(block, rows)| {
            let neurons = block * BLOCK..((block + 1) * BLOCK).min(neurons);
            for (row, neuron) in rows[tile * BLOCK..].iter_mut().zip(neurons) {
                row.iter_mut().take(samples).zip(x(neuron)).for_each(|(out, x)| *out = x);
            }
        });
    }

    /// The rows of each block of neurons: tile after tile, a row for each neuron of the block.
    pub(super) fn blocks_mut(&mut self) -> impl IndexedParallelIterator<Item = &mut [[f32; TILE]]> {
        self.rows.par_chunks_mut(self.tiles * BLOCK)
    }

    /// Replaces every signal by its synaptic trace, which goes on from `traces`, in parallel; samples are `every` apart.
    pub(super) fn integrate(&mut self, traces: &mut LeakyIntegrator, every: f64) {
        let (leak, samples) = (traces.leak(every), self.samples);
        let blocks = self.rows.par_chunks_mut(self.tiles * BLOCK);
        blocks.zip(traces.values_mut().par_chunks_mut(BLOCK)).for_each(|(rows, traces)| {
            for (tile, rows) in rows.chunks_exact_mut(BLOCK).take(samples.div_ceil(TILE)).enumerate() {
                let samples = TILE.min(samples - tile * TILE);
                for (row, trace) in rows.iter_mut().zip(traces.iter_mut()) {
                    for value in &mut row[..samples] {
                        leak.advance(trace, *value);
                        *value = *trace;
                    }
                }
            }
        });
    }

    /// The size in bytes of a recording of so many `neurons` and `samples`.
    pub fn bytes(neurons: usize, samples: usize) -> usize {
        (samples.div_ceil(TILE) | 1) * TILE * neurons.next_multiple_of(BLOCK) * size_of::<f32>()
    }

    /// Replaces every x by `change(x)`, in parallel: for a readout that takes a function of x.
    pub fn map(&mut self, change: impl Fn(f32) -> f32 + Sync) {
        self.rows.par_iter_mut().for_each(|row| {
            for value in row {
                *value = change(*value);
            }
        });
    }
}
