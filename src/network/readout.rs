//! From the motion of the hidden neurons to outputs in time.

use fearless_simd::{Level, Select, Simd, SimdBase, SimdFloat, dispatch, f32x16};
use fearless_simd_macros::simd;
use rayon::prelude::*;

use super::dense::Dense;
use super::fhn_layer::{FhnLayer, InputMap};
use super::units::sigmoid;
use super::vote_counts::{OutputTraces, Rule, VoteCounts};
use crate::dataset::{Class, ClassCount};
use crate::neuron::{Lookup, LookupTable, Recording, TILE};

/// Outputs whose sums are kept in registers at a time.
const GROUP: usize = 5;

/// Images that one task works through together.
const IMAGES_TOGETHER: usize = 512;

/// The output layer of a network with FHN neurons: a weighted sum of the neurons' signals for each class.
#[derive(Clone, Debug)]
pub struct Readout {
    level: Level,
    neurons: usize,
    classes: ClassCount,
    /// The weights of the neurons' signals on the outputs of a group, group after group; zeros in the last one's padding.
    weights: Vec<[f32; GROUP]>,
    /// Added to each output. In the padding minus infinity, which never leads.
    offsets: Vec<f32>,
    uses_sigmoid: bool,
    /// The signal of a neuron that adds nothing.
    zero_signal: f32,
}

impl Readout {
    /// The output layer `output`, of shape [neurons, classes], behind `layer`.
    ///
    /// # Panics
    /// If it has fewer than 2 or more than 256 outputs.
    pub fn new(layer: &FhnLayer, output: &Dense) -> Self {
        Self { uses_sigmoid: layer.uses_sigmoid(), ..Self::of_map(layer.input_map(), output) }
    }

    /// The output layer `output`, of shape [neurons, classes], behind neurons whose signal is mapped so.
    ///
    /// # Panics
    /// If it has fewer than 2 or more than 256 outputs.
    pub fn of_map(input_map: InputMap, output: &Dense) -> Self {
        #[allow(clippy::expect_used, reason = "stated above; no Network has another number")]
        let classes = ClassCount::new(output.outputs()).expect("2 to 256 outputs");
        let padded = classes.get().next_multiple_of(GROUP);
        let mut offsets = output.biases.to_vec();
        let mut weights = vec![[0.0; GROUP]; output.inputs() * (padded / GROUP)];
        for (neuron, row) in output.weights.rows().into_iter().enumerate() {
            for (class, (offset, weight)) in offsets.iter_mut().zip(row).enumerate() {
                weights[class / GROUP * output.inputs() + neuron][class % GROUP] = weight * input_map.slope;
                *offset += weight * input_map.offset;
            }
        }
        offsets.resize(padded, f32::NEG_INFINITY);
        Self {
            level: Level::new(),
            neurons: output.inputs(),
            classes,
            weights,
            offsets,
            uses_sigmoid: false,
            zero_signal: -input_map.offset / input_map.slope,
        }
    }

    /// The same readout on a SIMD level of choice. Levels with and without fused multiply-add differ in the last bits.
    pub fn with_level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// Takes neuron `index` out of the vote: from now on its signal counts as `signal` for ever.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn clamp(&mut self, index: usize, signal: f32) {
        for (group, offsets) in self.offsets.chunks_exact_mut(GROUP).enumerate() {
            let weights = &mut self.weights[group * self.neurons + index];
            for (offset, weight) in offsets.iter_mut().zip(weights) {
                *offset += *weight * signal;
                *weight = 0.0;
            }
        }
    }

    /// The signal of a neuron that adds nothing to any output: an ablated hidden unit.
    pub fn zero_contribution_signal(&self) -> f32 {
        self.zero_signal
    }

    /// How many neurons it reads.
    pub fn neurons(&self) -> usize {
        self.neurons
    }

    /// How many outputs it has.
    pub fn classes(&self) -> ClassCount {
        self.classes
    }

    /// The weights of neuron `index` on the outputs, per unit of its signal.
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn weights_of(&self, index: usize) -> impl ExactSizeIterator<Item = f32> + Clone {
        assert!(index < self.neurons, "neuron {index} of {}", self.neurons);
        (0..self.classes.get()).map(move |class| self.weight(index, class))
    }

    /// The weight of neuron `index` on the output of a class, per unit of its signal.
    ///
    /// # Panics
    /// If there is no such neuron or class.
    pub fn weight(&self, index: usize, class: usize) -> f32 {
        self.weights[class / GROUP * self.neurons + index][class % GROUP]
    }

    /// The part of a neuron at `x` that is weighted: x, or its sigmoid.
    #[inline]
    pub fn signal(&self, x: f32) -> f32 {
        if self.uses_sigmoid { sigmoid(x) } else { x }
    }

    /// The outputs while the neurons are at `x`.
    pub fn outputs(&self, x: &[f32]) -> Vec<f32> {
        self.outputs_of(x.iter().map(|x| self.signal(*x)))
    }

    /// The outputs for these signals of the neurons: see [`Readout::signal`].
    pub fn outputs_of(&self, signals: impl Iterator<Item = f32>) -> Vec<f32> {
        let mut outputs = self.offsets.clone();
        for (neuron, signal) in signals.take(self.neurons).enumerate() {
            for (outputs, weights) in
                outputs.chunks_exact_mut(GROUP).zip(self.weights[neuron..].iter().step_by(self.neurons))
            {
                for (output, weight) in outputs.iter_mut().zip(weights) {
                    *output += weight * signal;
                }
            }
        }
        outputs.truncate(self.classes.get());
        outputs
    }

    /// Whether x passes through a sigmoid before it is weighted.
    pub fn uses_sigmoid(&self) -> bool {
        self.uses_sigmoid
    }

    /// Adds to `votes` which output led how long in a recording of the layer's observable ([`FhnLayer::observable`]), for many
    /// images at once.
    ///
    /// Neuron i of image p is at `lookups[p * neurons + i]`. Images come in the inner loop: the times of one tile stay in
    /// the cache for all of them.
    pub fn add_votes(&self, recording: &Recording, lookups: &[Lookup], votes: &mut [VoteCounts]) {
        self.each_tile(recording, lookups, votes, |_, (tile, samples), votes| tile.add_to(votes, samples));
    }

    /// Goes tile after tile through all images, and gives `add` each image's number, its outputs of the tile, how many samples
    /// these are, and its votes.
    fn each_tile(
        &self,
        recording: &Recording,
        lookups: &[Lookup],
        votes: &mut [VoteCounts],
        mut add: impl FnMut((usize, usize), (&TileTraces, usize), &mut VoteCounts),
    ) {
        let level = self.level;
        let images: Vec<_> = lookups.chunks_exact(self.neurons()).map(|lookups| self.shifted(lookups)).collect();
        let mut tile = TileTraces::new(self);
        for first in (0..recording.samples()).step_by(TILE) {
            let samples = TILE.min(recording.samples() - first);
            for (image, (shifted, votes)) in images.iter().zip(votes.iter_mut()).enumerate() {
                let rows = (recording, first / TILE);
                dispatch!(level, simd => trace_tile(simd, self, rows, shifted, &mut tile));
                add((image, first), (&tile, samples), votes);
            }
        }
    }

    /// The votes on many images by a table of the layer's observable ([`FhnLayer::observable`]). `drives` has those of one image after the other.
    pub fn table_votes(&self, table: &LookupTable, drives: impl Iterator<Item = f32>) -> Vec<VoteCounts> {
        let lookups: Vec<Lookup> = drives.map(|drive| table.lookup(drive)).collect();
        let mut votes = vec![VoteCounts::new(self.classes); lookups.len() / self.neurons()];
        let images = lookups.par_chunks(IMAGES_TOGETHER * self.neurons());
        images.zip(votes.par_chunks_mut(IMAGES_TOGETHER)).for_each(|(lookups, votes)| {
            self.add_votes(table.recording(), lookups, votes);
        });
        votes
    }

    /// How many of many images are classified correctly, by each of [`Rule::ALL`], if the window ends with each sample.
    /// `labels` has the true classes.
    pub fn correct_along(
        &self,
        table: &LookupTable,
        drives: impl Iterator<Item = f32>,
        labels: &[Class],
    ) -> Vec<[u32; Rule::ALL.len()]> {
        let lookups: Vec<Lookup> = drives.map(|drive| table.lookup(drive)).collect();
        let none = || vec![[0; Rule::ALL.len()]; table.recording().samples()];
        let images = lookups.par_chunks(IMAGES_TOGETHER * self.neurons());
        let parts = images.zip(labels.par_chunks(IMAGES_TOGETHER)).map(|(lookups, labels)| {
            let mut right = none();
            let mut votes = vec![VoteCounts::new(self.classes); labels.len()];
            self.each_tile(table.recording(), lookups, &mut votes, |(image, first), (tile, samples), votes| {
                let before = votes.sums.clone();
                for sample in 0..samples {
                    tile.add_sample(votes, &before, sample);
                    for (count, rule) in right[first + sample].iter_mut().zip(Rule::ALL) {
                        *count += u32::from(votes.answer(rule) == labels[image]);
                    }
                }
            });
            right
        });
        parts.reduce(none, |mut sum, part| {
            for (sum, part) in sum.iter_mut().flatten().zip(part.iter().flatten()) {
                *sum += part;
            }
            sum
        })
    }

    /// The outputs of one image in a recording of the layer's observable, at every sample.
    pub fn traces(&self, recording: &Recording, lookups: &[Lookup]) -> OutputTraces {
        let level = self.level;
        let image = self.shifted(lookups);
        let (mut traces, mut tile) = (OutputTraces::new(self.classes), TileTraces::new(self));
        let mut outputs = vec![0.0; self.classes.get()];
        for first in (0..recording.samples()).step_by(TILE) {
            dispatch!(level, simd => trace_tile(simd, self, (recording, first / TILE), &image, &mut tile));
            for sample in 0..TILE.min(recording.samples() - first) {
                outputs.iter_mut().zip(&tile.outputs).for_each(|(out, values)| *out = values[sample]);
                traces.push(&outputs);
            }
        }
        traces
    }

    fn shifted<'a>(&self, lookups: &'a [Lookup]) -> ShiftedImage<'a> {
        let mut offsets = self.offsets.clone();
        // The sigmoid of a shifted x is not a shifted sigmoid: there the cell's own drive stands.
        if !self.uses_sigmoid {
            for (offsets, weights) in
                offsets.chunks_exact_mut(GROUP).zip(self.weights.chunks_exact(self.neurons.max(1)))
            {
                for (weights, lookup) in weights.iter().zip(lookups) {
                    for (offset, weight) in offsets.iter_mut().zip(weights) {
                        *offset += weight * lookup.shift;
                    }
                }
            }
        }
        ShiftedImage { lookups, offsets }
    }
}

/// The drives of one image in a lookup table.
struct ShiftedImage<'a> {
    lookups: &'a [Lookup],
    /// The readout's offsets, shifted by the mean law from the drives of the table to those of the image.
    offsets: Vec<f32>,
}

/// The outputs at the times of one tile.
struct TileTraces {
    /// A row for each class, and some of padding.
    outputs: Vec<[f32; TILE]>,
    leaders: [f32; TILE],
}

impl TileTraces {
    fn new(readout: &Readout) -> Self {
        Self { outputs: vec![[0.0; TILE]; readout.offsets.len()], leaders: [0.0; TILE] }
    }

    fn add_to(&self, votes: &mut VoteCounts, samples: usize) {
        for leader in &self.leaders[..samples] {
            votes.counts[*leader as usize] += 1;
        }
        for (sum, outputs) in votes.sums.iter_mut().zip(&self.outputs) {
            *sum += f64::from(outputs[..samples].iter().sum::<f32>());
        }
        if let Some(last) = samples.checked_sub(1) {
            votes.last.iter_mut().zip(&self.outputs).for_each(|(value, outputs)| *value = outputs[last]);
        }
    }

    /// Adds one sample, the next one; `before` has the sums at the beginning of the tile. After the last one the votes are
    /// those of [`TileTraces::add_to`].
    fn add_sample(&self, votes: &mut VoteCounts, before: &[f64], sample: usize) {
        votes.counts[self.leaders[sample] as usize] += 1;
        for ((sum, before), outputs) in votes.sums.iter_mut().zip(before).zip(&self.outputs) {
            *sum = before + f64::from(outputs[..=sample].iter().sum::<f32>());
        }
        votes.last.iter_mut().zip(&self.outputs).for_each(|(value, outputs)| *value = outputs[sample]);
    }
}

/// Weighted sums over the neurons at sixteen times, and the index of the largest at each.
#[simd]
fn trace_tile<S: Simd>(
    simd: S,
    readout: &Readout,
    (recording, tile): (&Recording, usize),
    image: &ShiftedImage<'_>,
    out: &mut TileTraces,
) {
    let mut best = f32x16::splat(simd, f32::NEG_INFINITY);
    let mut leaders = f32x16::splat(simd, 0.0);
    let groups = readout.weights.chunks_exact(readout.neurons).zip(image.offsets.as_chunks::<GROUP>().0);
    for (group, (weights, offsets)) in groups.enumerate() {
        let first = group * GROUP;
        let mut sums: [f32x16<S>; GROUP] = std::array::from_fn(|output| f32x16::splat(simd, offsets[output]));
        for (weights, lookup) in weights.iter().zip(image.lookups) {
            let x = f32x16::from_slice(simd, recording.row(lookup.neuron as usize, tile));
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum = x.mul_add(f32x16::splat(simd, *weight), *sum);
            }
        }
        for (output, sum) in sums.into_iter().enumerate() {
            let ahead = sum.simd_gt(best);
            best = ahead.select(sum, best);
            leaders = ahead.select(f32x16::splat(simd, (first + output) as f32), leaders);
            sum.store_slice(&mut out.outputs[first + output]);
        }
    }
    leaders.store_slice(&mut out.leaders);
}
