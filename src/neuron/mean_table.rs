//! Mean law by table: the time mean F of a signal as a function of the drive, for any model, on a range where it is monotone.

use serde::{Deserialize, Serialize};

use super::model::{NeuronModel, Signal};
use super::population::Population;
use super::range_error::RangeError;
use super::simulation::SimulationError;
use crate::control::{StopToken, Stopped};

/// Drives at which F is computed.
const NODES: usize = 129;
/// Time means from two starts differ if they do by more than this part of the range of F.
const BRANCHES: f64 = 5e-3;
/// The time that passes before, and the time over which F is measured, as multiples of the model's transient and window.
const TIMES: [f64; 2] = [2.0, 4.0];

/// A drive, F and its derivative there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    drive: f64,
    mean: f64,
    slope: f64,
}

/// The time mean F of a signal over a range of drives on which it is strictly monotone and does not depend on the start.
///
/// F is measured at 129 drives over whole oscillations of neurons that started on every attractor there is, and interpolated by
/// monotone cubics (F. N. Fritsch and R. E. Carlson, SIAM Journal on Numerical Analysis 17 (1980) 238-246,
/// [doi:10.1137/0717021](https://doi.org/10.1137/0717021)).
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::neuron::{MeanTable, MorrisLecar, Signal};
///
/// let table = MeanTable::of(&MorrisLecar::HOPF, Signal::Potential, [95.0, 210.0], &StopToken::new())?;
/// // By SciPy, LSODA at rtol 1e-9: -11.29764 mV at 140.
/// assert!((table.at(140.0).0 + 11.297_64).abs() < 5e-3);
/// assert!((table.drive(-11.297_64) - 140.0).abs() < 0.05);
/// // From 88.29 to 93.86 a limit cycle lies beside the stable equilibrium: the mean depends on the start.
/// let error = MeanTable::of(&MorrisLecar::HOPF, Signal::Potential, [60.0, 210.0], &StopToken::new()).unwrap_err();
/// assert!(error.to_string().contains("depends on the start"), "{error}");
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeanTable {
    signal: Signal,
    /// In ascending order of the drive.
    nodes: Vec<Node>,
}

impl MeanTable {
    /// Computes F of a signal of `model` for drives in `range`, in parallel on the threads of rayon's pool; some tenths of a
    /// second.
    ///
    /// # Errors
    /// [`RangeError`] if F is not monotone there, or depends on the start somewhere; [`Stopped`] if `stop` was set.
    pub fn of<M: NeuronModel<N>, const N: usize>(
        model: &M,
        signal: Signal,
        range: [f64; 2],
        stop: &StopToken,
    ) -> Result<Self, SimulationError> {
        let description = model.description();
        let [least, most] = description.drive_bounds;
        let error = |branches, monotone| Box::new(RangeError { description, signal, range, branches, monotone });
        if !(least <= range[0] && range[0] < range[1] && range[1] <= most) {
            return Err(error(None, None).into());
        }
        let samples = samples(model, (signal, range), stop)?;
        let span = samples
            .iter()
            .flat_map(|sample| sample.means)
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], mean| [a.min(mean), b.max(mean)]);
        let tolerance = BRANCHES * (span[1] - span[0]);
        let one_branch = |sample: &Sample| sample.means[1] - sample.means[0] <= tolerance;
        let run = longest_run(&samples, one_branch);
        if run.len() < samples.len() {
            let branches = samples.iter().find(|sample| !one_branch(sample)).map(|sample| sample.drive);
            let ends = (run.len() > 1).then(|| [samples[run.start].drive, samples[run.end - 1].drive]);
            return Err(error(branches, ends).into());
        }
        let mut nodes: Vec<Node> =
            samples.iter().map(|sample| Node { drive: sample.drive, mean: sample.mean, slope: 0.0 }).collect();
        set_monotone_slopes(&mut nodes);
        Ok(Self { signal, nodes })
    }

    /// The signal whose mean it is.
    pub fn signal(&self) -> Signal {
        self.signal
    }

    /// The range of drives.
    pub fn range(&self) -> [f64; 2] {
        [self.nodes[0].drive, self.nodes[self.nodes.len() - 1].drive]
    }

    /// F at the first drive and at the last.
    pub fn ends(&self) -> [f64; 2] {
        [self.nodes[0].mean, self.nodes[self.nodes.len() - 1].mean]
    }

    /// F and its derivative by the drive; a drive beyond the range counts as its end.
    pub fn at(&self, drive: f64) -> (f64, f64) {
        let [first, last] = self.range();
        let drive = drive.clamp(first, last);
        let right = self.nodes.partition_point(|node| node.drive <= drive).clamp(1, self.nodes.len() - 1);
        hermite(self.nodes[right - 1], self.nodes[right], drive)
    }

    /// The drive at which F is `mean`; the end of the range beyond which it would lie, if it is not within.
    pub fn drive(&self, mean: f64) -> f64 {
        let rises = self.ends()[1] > self.ends()[0];
        let below = |node: &Node| if rises { node.mean <= mean } else { node.mean >= mean };
        let right = self.nodes.partition_point(below);
        if right == 0 || right == self.nodes.len() {
            return self.nodes[right.min(self.nodes.len() - 1)].drive;
        }
        let (left, right) = (self.nodes[right - 1], self.nodes[right]);
        let (mut low, mut high) = (left.drive, right.drive);
        for _ in 0..50 {
            let middle = f64::midpoint(low, high);
            let value = hermite(left, right, middle).0;
            if (value <= mean) == rises { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }
}

/// F at a drive: from the default start, and the least and the largest from any start.
#[derive(Clone, Copy, Debug)]
struct Sample {
    drive: f64,
    mean: f64,
    means: [f64; 2],
}

fn samples<M: NeuronModel<N>, const N: usize>(
    model: &M,
    (signal, [from, to]): (Signal, [f64; 2]),
    stop: &StopToken,
) -> Result<Vec<Sample>, Stopped> {
    let drives = (0..NODES).map(|node| from + (to - from) * node as f64 / (NODES - 1) as f64);
    let neurons: Vec<(usize, f64, [f64; N])> = drives
        .enumerate()
        .flat_map(|(node, drive)| model.starts(drive).into_iter().map(move |start| (node, drive, start)))
        .collect();
    let drives: Vec<f32> = neurons.iter().map(|(_, drive, _)| *drive as f32).collect();
    let times = model.description().times;
    let times = [TIMES[0] * times.transient, TIMES[1] * times.window];
    let orbits = Population::new(*model, &drives).with_states(|neuron| neurons[neuron].2).orbits(times, stop)?;
    let mut samples: Vec<Sample> = Vec::new();
    for ((node, drive, _), orbit) in neurons.iter().zip(orbits) {
        let mean = orbit.mean_of(signal);
        match samples.get_mut(*node) {
            None => samples.push(Sample { drive: *drive, mean, means: [mean; 2] }),
            Some(sample) => sample.means = [sample.means[0].min(mean), sample.means[1].max(mean)],
        }
    }
    Ok(samples)
}

/// The longest part on which there is one branch and F rises strictly, or falls strictly.
fn longest_run(samples: &[Sample], one_branch: impl Fn(&Sample) -> bool) -> std::ops::Range<usize> {
    let mut longest = 0..0;
    for sign in [1.0, -1.0] {
        let mut start = 0;
        for end in 1..=samples.len() {
            let follows = end < samples.len() && one_branch(&samples[end]) && one_branch(&samples[end - 1]) && {
                sign * (samples[end].mean - samples[end - 1].mean) > 0.0
            };
            if !follows {
                if end - start > longest.len() && one_branch(&samples[start]) {
                    longest = start..end;
                }
                start = end;
            }
        }
    }
    longest
}

/// Slopes of the monotone cubic through the nodes: harmonic means of the neighbouring chords, weighted.
fn set_monotone_slopes(nodes: &mut [Node]) {
    let chord = |a: Node, b: Node| (b.mean - a.mean) / (b.drive - a.drive);
    let last = nodes.len() - 1;
    for index in 0..=last {
        nodes[index].slope = if index == 0 {
            chord(nodes[0], nodes[1])
        } else if index == last {
            chord(nodes[last - 1], nodes[last])
        } else {
            let (before, here, after) = (nodes[index - 1], nodes[index], nodes[index + 1]);
            let (left, right) = (here.drive - before.drive, after.drive - here.drive);
            let (one, two) = (2.0 * right + left, right + 2.0 * left);
            // All chords have one sign, so neither divisor is zero.
            (one + two) / (one / chord(before, here) + two / chord(here, after))
        };
    }
}

/// Value and slope at `drive` of the cubic between two nodes.
fn hermite(left: Node, right: Node, drive: f64) -> (f64, f64) {
    let width = right.drive - left.drive;
    let s = (drive - left.drive) / width;
    let chord = right.mean - left.mean;
    let (low, high) = (left.slope * width - chord, chord - right.slope * width);
    let bend = (1.0 - s) * low + s * high;
    let mean = left.mean + s * chord + s * (1.0 - s) * bend;
    (mean, (chord + (1.0 - 2.0 * s) * bend + s * (1.0 - s) * (high - low)) / width)
}
