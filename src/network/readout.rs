//! From the motion of the hidden neurons to an answer: ten outputs race, and the digit that leads longest wins.

use fearless_simd::{Level, Select, Simd, SimdBase, SimdFloat, dispatch, f32x16};
use fearless_simd_macros::simd;
use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;

use super::fhn_layer::FhnLayer;
use crate::dataset::{CLASSES, Class};
use crate::neuron::{Lookup, LookupTable, Recording, TILE};

/// Outputs whose sums are kept in registers at a time.
const GROUP: usize = CLASSES / 2;

/// Pictures that one task works through together.
const PICTURES_TOGETHER: usize = 512;

/// How the answer is taken from the ten outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The output that is largest for the longest share of the window, as in the paper.
    Winner,
    /// The output whose time mean is largest.
    Mean,
    /// The output that is largest at the end of the window.
    Last,
}

impl Rule {
    /// All.
    pub const ALL: [Self; 3] = [Self::Winner, Self::Mean, Self::Last];

    /// As the command line and the window call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Winner => "winner",
            Self::Mean => "mean",
            Self::Last => "last",
        }
    }
}

/// The output layer of a network with FHN neurons: ten weighted sums of the neurons' signals.
#[derive(Clone, Debug)]
pub struct Readout {
    level: Level,
    /// For each neuron the weights of its signal on the ten outputs.
    weights: Vec<[f32; CLASSES]>,
    /// Added to each output.
    offsets: [f32; CLASSES],
    uses_sigmoid: bool,
    /// The signal of a neuron that adds nothing.
    zero_signal: f32,
}

/// What is known of a race: how often each output led, and the sums of the outputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VoteCounts {
    /// Samples at which each output was the largest.
    pub counts: [u32; CLASSES],
    /// The sum of each output over all samples.
    pub sums: [f64; CLASSES],
    /// Each output at the last sample so far.
    pub last: [f32; CLASSES],
}

impl VoteCounts {
    /// Samples in all.
    pub fn samples(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The share of time for which each digit led; sums to 1. All zero before the first sample.
    pub fn shares(&self) -> [f64; CLASSES] {
        let samples = f64::from(self.samples().max(1));
        self.counts.map(|count| f64::from(count) / samples)
    }

    /// The time mean of each output.
    pub fn means(&self) -> [f32; CLASSES] {
        let samples = f64::from(self.samples().max(1));
        self.sums.map(|sum| (sum / samples) as f32)
    }

    /// The answer by `rule`. Digits that led equally long are told apart by their mean output.
    pub fn answer(&self, rule: Rule) -> Class {
        match rule {
            Rule::Mean => Class::of_largest(&self.means()),
            Rule::Last => Class::of_largest(&self.last),
            Rule::Winner => {
                let most = self.counts.iter().max().copied().unwrap_or(0);
                let means = self.means();
                Class::of_largest(&std::array::from_fn(|digit| {
                    if self.counts[digit] == most { means[digit] } else { f32::NEG_INFINITY }
                }))
            }
        }
    }

    /// Takes in the outputs of the next sample.
    pub fn push(&mut self, outputs: &[f32; CLASSES]) {
        self.counts[Class::of_largest(outputs).index()] += 1;
        for (sum, output) in self.sums.iter_mut().zip(outputs) {
            *sum += f64::from(*output);
        }
        self.last = *outputs;
    }

    fn add_tile(&mut self, tile: &TileTraces, samples: usize) {
        for leader in &tile.leaders[..samples] {
            self.counts[*leader as usize] += 1;
        }
        for (sum, outputs) in self.sums.iter_mut().zip(&tile.outputs) {
            *sum += f64::from(outputs[..samples].iter().sum::<f32>());
        }
        if let Some(last) = samples.checked_sub(1) {
            self.last = std::array::from_fn(|digit| tile.outputs[digit][last]);
        }
    }

    /// The lead of the winner over the second, in shares of time.
    pub fn margin(&self) -> f64 {
        let mut shares = self.shares();
        shares.sort_by(f64::total_cmp);
        shares[CLASSES - 1] - shares[CLASSES - 2]
    }
}

/// The ten outputs of one picture at each sample of the window, and who leads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputTraces {
    /// The outputs at each sample.
    pub outputs: Vec<[f32; CLASSES]>,
    /// The same as votes.
    pub votes: VoteCounts,
}

impl OutputTraces {
    /// Takes in the outputs of the next sample.
    pub fn push(&mut self, outputs: [f32; CLASSES]) {
        self.votes.push(&outputs);
        self.outputs.push(outputs);
    }

    /// The digit that leads at each sample.
    pub fn leaders(&self) -> impl Iterator<Item = Class> {
        self.outputs.iter().map(Class::of_largest)
    }

    /// The sample after which the digit that had led longest so far was never again another one.
    pub fn decided_at(&self) -> usize {
        let mut counts = [0_u32; CLASSES];
        let mut ahead = None;
        let mut changed = 0;
        for (sample, leader) in self.leaders().enumerate() {
            counts[leader.index()] += 1;
            let best = ahead.get_or_insert(leader);
            if leader != *best && counts[leader.index()] > counts[best.index()] {
                *best = leader;
                changed = sample;
            }
        }
        changed
    }
}

impl Readout {
    /// The output layer with `weights` of shape [neurons, 10] and `biases` of shape `[10]`, behind `layer`.
    pub fn new(layer: &FhnLayer, weights: &ArrayView2<'_, f32>, biases: &ArrayView1<'_, f32>) -> Self {
        let input_map = layer.input_map();
        let mut offsets: [f32; CLASSES] = std::array::from_fn(|digit| biases[digit]);
        let mut scaled = Vec::with_capacity(weights.nrows());
        for row in weights.rows() {
            scaled.push(std::array::from_fn(|digit| row[digit] * input_map.slope));
            for (offset, weight) in offsets.iter_mut().zip(row) {
                *offset += weight * input_map.offset;
            }
        }
        let zero_signal = -input_map.offset / input_map.slope;
        Self { level: Level::new(), weights: scaled, offsets, uses_sigmoid: layer.uses_sigmoid(), zero_signal }
    }

    /// Takes neuron `index` out of the race: from now on it counts as if its signal were `signal` for ever.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn clamp(&mut self, index: usize, signal: f32) {
        for (offset, weight) in self.offsets.iter_mut().zip(&mut self.weights[index]) {
            *offset += *weight * signal;
            *weight = 0.0;
        }
    }

    /// The signal of a neuron that adds nothing to any output: a hidden unit that is silent.
    pub fn zero_contribution_signal(&self) -> f32 {
        self.zero_signal
    }

    /// How many neurons it reads.
    pub fn neurons(&self) -> usize {
        self.weights.len()
    }

    /// The weights of neuron `index` on the ten outputs, per unit of its signal.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn weights_of(&self, index: usize) -> &[f32; CLASSES] {
        &self.weights[index]
    }

    /// What of a neuron at `x` reaches the weights: x, or its sigmoid.
    #[inline]
    pub fn signal(&self, x: f32) -> f32 {
        if self.uses_sigmoid { sigmoid(x) } else { x }
    }

    /// The ten outputs while the neurons are at `x`.
    pub fn outputs(&self, x: &[f32]) -> [f32; CLASSES] {
        self.outputs_of(x.iter().map(|x| self.signal(*x)))
    }

    /// The ten outputs for these signals of the neurons: see [`Readout::signal`].
    pub fn outputs_of(&self, signals: impl Iterator<Item = f32>) -> [f32; CLASSES] {
        let mut outputs = self.offsets;
        for (weights, signal) in self.weights.iter().zip(signals) {
            for (output, weight) in outputs.iter_mut().zip(weights) {
                *output += weight * signal;
            }
        }
        outputs
    }

    /// Whether x passes through a sigmoid before it is weighted.
    pub fn uses_sigmoid(&self) -> bool {
        self.uses_sigmoid
    }

    /// Makes a recording of x ready for [`Readout::add_votes`] and [`Readout::traces`]: passes it through the sigmoid if there is
    /// one.
    pub fn prepare(&self, recording: &mut Recording) {
        if self.uses_sigmoid {
            recording.map(sigmoid);
        }
    }

    /// Adds to `votes` who led how long in a prepared recording, for many pictures at once.
    ///
    /// Neuron i of picture p is at `lookups[p * neurons + i]`. Pictures come in the inner loop: the times of one tile stay in
    /// the cache for all of them.
    pub fn add_votes(&self, recording: &Recording, lookups: &[Lookup], votes: &mut [VoteCounts]) {
        self.each_tile(recording, lookups, votes, |_, _| ());
    }

    /// Adds tile after tile and tells `after` which one is done.
    fn each_tile(
        &self,
        recording: &Recording,
        lookups: &[Lookup],
        votes: &mut [VoteCounts],
        mut after: impl FnMut(usize, &[VoteCounts]),
    ) {
        let level = self.level;
        let pictures: Vec<_> = lookups.chunks_exact(self.neurons()).map(|lookups| self.picture(lookups)).collect();
        for first in (0..recording.samples()).step_by(TILE) {
            let samples = TILE.min(recording.samples() - first);
            for (picture, votes) in pictures.iter().zip(votes.iter_mut()) {
                let tile = dispatch!(level, simd => trace_tile(simd, self, recording, picture, first / TILE));
                votes.add_tile(&tile, samples);
            }
            after(first / TILE, votes);
        }
    }

    /// The votes on many pictures by a table whose recording is prepared. `drives` has those of one picture after the other.
    pub fn table_votes(&self, table: &LookupTable, drives: impl Iterator<Item = f32>) -> Vec<VoteCounts> {
        let lookups: Vec<Lookup> = drives.map(|drive| table.lookup(drive)).collect();
        let mut votes = vec![VoteCounts::default(); lookups.len() / self.neurons()];
        let pictures = lookups.par_chunks(PICTURES_TOGETHER * self.neurons());
        pictures.zip(votes.par_chunks_mut(PICTURES_TOGETHER)).for_each(|(lookups, votes)| {
            self.add_votes(table.recording(), lookups, votes);
        });
        votes
    }

    /// How many of many pictures are read right, by each of [`Rule::ALL`], if the window ends with each tile of [`TILE`]
    /// samples. `labels` has the true digits.
    pub fn correct_along(
        &self,
        table: &LookupTable,
        drives: impl Iterator<Item = f32>,
        labels: &[Class],
    ) -> Vec<[u32; Rule::ALL.len()]> {
        let lookups: Vec<Lookup> = drives.map(|drive| table.lookup(drive)).collect();
        let tiles = table.recording().samples().div_ceil(TILE);
        let pictures = lookups.par_chunks(PICTURES_TOGETHER * self.neurons());
        let parts = pictures.zip(labels.par_chunks(PICTURES_TOGETHER)).map(|(lookups, labels)| {
            let mut right = vec![[0; Rule::ALL.len()]; tiles];
            self.each_tile(
                table.recording(),
                lookups,
                &mut vec![VoteCounts::default(); labels.len()],
                |tile, votes| {
                    for (count, rule) in right[tile].iter_mut().zip(Rule::ALL) {
                        *count = votes.iter().zip(labels).filter(|(votes, label)| votes.answer(rule) == **label).count()
                            as u32;
                    }
                },
            );
            right
        });
        parts.reduce(
            || vec![[0; Rule::ALL.len()]; tiles],
            |mut sum, part| {
                for (sum, part) in sum.iter_mut().flatten().zip(part.iter().flatten()) {
                    *sum += part;
                }
                sum
            },
        )
    }

    /// The race of one picture in a prepared recording, with every output at every sample kept.
    pub fn traces(&self, recording: &Recording, lookups: &[Lookup]) -> OutputTraces {
        let level = self.level;
        let picture = self.picture(lookups);
        let mut traces = OutputTraces::default();
        for first in (0..recording.samples()).step_by(TILE) {
            let tile = dispatch!(level, simd => trace_tile(simd, self, recording, &picture, first / TILE));
            for sample in 0..TILE.min(recording.samples() - first) {
                traces.push(std::array::from_fn(|digit| tile.outputs[digit][sample]));
            }
        }
        traces
    }

    fn picture<'a>(&self, lookups: &'a [Lookup]) -> Picture<'a> {
        let mut offsets = self.offsets;
        // The sigmoid of a shifted x is not a shifted sigmoid: there the cell's own drive stands.
        if !self.uses_sigmoid {
            for (weights, lookup) in self.weights.iter().zip(lookups) {
                for (offset, weight) in offsets.iter_mut().zip(weights) {
                    *offset += weight * lookup.shift;
                }
            }
        }
        Picture { lookups, offsets }
    }
}

/// What the race of one picture needs besides the recording.
struct Picture<'a> {
    lookups: &'a [Lookup],
    /// The readout's offsets, shifted by the mean law.
    offsets: [f32; CLASSES],
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// The outputs at the times of one tile.
struct TileTraces {
    outputs: [[f32; TILE]; CLASSES],
    leaders: [f32; TILE],
}

/// Ten weighted sums over the neurons at sixteen times, and the index of the largest at each.
#[simd]
fn trace_tile<S: Simd>(
    simd: S,
    readout: &Readout,
    recording: &Recording,
    picture: &Picture<'_>,
    tile: usize,
) -> TileTraces {
    let mut outputs = [[0.0; TILE]; CLASSES];
    let mut best = f32x16::splat(simd, f32::NEG_INFINITY);
    let mut leaders = f32x16::splat(simd, 0.0);
    for group in 0..CLASSES / GROUP {
        let first = group * GROUP;
        let mut sums: [f32x16<S>; GROUP] =
            std::array::from_fn(|output| f32x16::splat(simd, picture.offsets[first + output]));
        for (weights, lookup) in readout.weights.iter().zip(picture.lookups) {
            let x = f32x16::from_slice(simd, recording.row(lookup.neuron as usize, tile));
            for (sum, weight) in sums.iter_mut().zip(&weights[first..first + GROUP]) {
                *sum = x.mul_add(f32x16::splat(simd, *weight), *sum);
            }
        }
        for (output, sum) in sums.into_iter().enumerate() {
            let ahead = sum.simd_gt(best);
            best = ahead.select(sum, best);
            leaders = ahead.select(f32x16::splat(simd, (first + output) as f32), leaders);
            sum.store_slice(&mut outputs[first + output]);
        }
    }
    let mut leading = [0.0; TILE];
    leaders.store_slice(&mut leading);
    TileTraces { outputs, leaders: leading }
}
