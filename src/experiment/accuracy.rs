//! Accuracy and confusion matrix of a network on a set of images.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::control::{Progress, StopToken, no_progress};
use crate::dataset::{CLASSES, Class, ImageSet};
use crate::network::{FhnLayer, FhnNetwork, Network, OutputTraces, Readout, Rule, VoteCounts};
use crate::neuron::{DriveGrid, Epsilon, Lookup, MeanLaw, Simulation, SimulationError, Timing};

/// Images that one processor works through together.
const IMAGES_TOGETHER: usize = 512;
/// Images whose neurons are integrated together by the direct engine.
const DIRECT_IMAGES: usize = 96;

/// How x(t) of the hidden neurons is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A grid of drives is integrated once, and each neuron looked up: its drive is rounded to its cell.
    Table,
    /// Every neuron of every image is integrated by itself.
    Direct,
    /// Time means from the mean law; only limit cycles are integrated. For the mean readout.
    Law,
}

impl Engine {
    /// The engine that suits a rule where none is asked for.
    pub fn suited(rule: Rule) -> Self {
        match rule {
            Rule::Winner | Rule::Last => Self::Table,
            Rule::Mean => Self::Law,
        }
    }
}

/// The simulation protocol of the hidden neurons, and how it is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Protocol {
    /// Transient, window, sampling and step.
    pub times: Timing,
    /// How x(t) is computed.
    pub engine: Engine,
}

impl Protocol {
    fn simulation(&self, layer: &FhnLayer) -> Simulation {
        Simulation { epsilon: layer.epsilon, start: layer.start, times: self.times }
    }
}

/// The confusion matrix of a network on a set of images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Images of the row's digit that were classified as the column's.
    pub counts: [[u32; CLASSES]; CLASSES],
}

impl Confusion {
    /// Counts these answers.
    pub fn of(labels: &[Class], answers: &[Class]) -> Self {
        let mut confusion = Self::default();
        for (label, answer) in labels.iter().zip(answers) {
            confusion.counts[label.index()][answer.index()] += 1;
        }
        confusion
    }

    /// How many images.
    pub fn images(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }

    /// The most confused pair, true digit and answer; `None` if all were classified correctly.
    pub fn most_confused_pair(&self) -> Option<(Class, Class)> {
        let pairs = Class::all().flat_map(|truth| Class::all().map(move |answer| (truth, answer)));
        let errors = pairs.filter(|(truth, answer)| truth != answer);
        let count = |(truth, answer): &(Class, Class)| self.counts[truth.index()][answer.index()];
        errors.max_by_key(count).filter(|pair| count(pair) > 0)
    }

    /// Accuracy, 0 to 1; 0 if there is no image.
    pub fn accuracy(&self) -> f64 {
        let right: u32 = (0..CLASSES).map(|digit| self.counts[digit][digit]).sum();
        share(right, self.images())
    }

    /// Recall of each digit, 0 to 1.
    pub fn per_digit(&self) -> [f64; CLASSES] {
        std::array::from_fn(|digit| share(self.counts[digit][digit], self.counts[digit].iter().sum()))
    }
}

fn share(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}

/// The votes on many images.
///
/// `drives` are those of the hidden neurons, shape [images, neurons].
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn votes(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &Array2<f32>,
    protocol: &Protocol,
    control: (&StopToken, Progress<'_>),
) -> Result<Vec<VoteCounts>, SimulationError> {
    match protocol.engine {
        Engine::Table => table_votes(layer, readout, drives, protocol, control),
        // The mean law gives means, not votes.
        Engine::Direct | Engine::Law => direct_votes(layer, readout, drives, protocol, control),
    }
}

fn table_votes(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &Array2<f32>,
    protocol: &Protocol,
    (stop, progress): (&StopToken, Progress<'_>),
) -> Result<Vec<VoteCounts>, SimulationError> {
    let grid = DriveGrid::new(layer.drive_bound(), DriveGrid::CELLS);
    let cells = grid.drives();
    let lookups: Vec<Lookup> = drives.as_standard_layout().iter().map(|drive| grid.lookup(&cells, *drive)).collect();
    let mut votes = vec![VoteCounts::default(); drives.nrows()];
    protocol.simulation(layer).run(&cells, stop, progress, |mut recording| {
        readout.prepare(&mut recording);
        let pictures = lookups.par_chunks(IMAGES_TOGETHER * readout.neurons());
        pictures.zip(votes.par_chunks_mut(IMAGES_TOGETHER)).try_for_each(|(lookups, votes)| {
            stop.check()?;
            readout.add_votes(&recording, lookups, votes);
            Ok(())
        })
    })?;
    Ok(votes)
}

fn direct_votes(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &Array2<f32>,
    protocol: &Protocol,
    (stop, progress): (&StopToken, Progress<'_>),
) -> Result<Vec<VoteCounts>, SimulationError> {
    let mut votes = vec![VoteCounts::default(); drives.nrows()];
    let lookups = direct_lookups(DIRECT_IMAGES * readout.neurons());
    let mut done = 0;
    let images = drives.nrows();
    for (drives, votes) in drives.axis_chunks_iter(Axis(0), DIRECT_IMAGES).zip(votes.chunks_mut(DIRECT_IMAGES)) {
        let drives: Vec<f32> = drives.iter().copied().collect();
        protocol.simulation(layer).run(&drives, stop, &no_progress, |mut recording| {
            readout.prepare(&mut recording);
            let each = lookups[..drives.len()].par_chunks(readout.neurons());
            each.zip(votes.par_chunks_mut(1)).for_each(|(lookups, votes)| {
                readout.add_votes(&recording, lookups, votes);
            });
            Ok(())
        })?;
        done += votes.len();
        progress(done as f32 / images as f32);
    }
    Ok(votes)
}

/// Every neuron is its own source.
pub(super) fn direct_lookups(count: usize) -> Vec<Lookup> {
    (0..count as u32).map(|neuron| Lookup { neuron, shift: 0.0 }).collect()
}

/// The output traces of one image, every neuron integrated by itself. `drives` has one for each hidden neuron.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn traces(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &[f32],
    times: Timing,
    stop: &StopToken,
) -> Result<OutputTraces, SimulationError> {
    let simulation = Simulation { epsilon: layer.epsilon, start: layer.start, times };
    let lookups = direct_lookups(drives.len());
    let mut traces = OutputTraces::default();
    simulation.run(drives, stop, &no_progress, |mut recording| {
        readout.prepare(&mut recording);
        for outputs in readout.traces(&recording, &lookups).outputs {
            traces.push(outputs);
        }
        Ok(())
    })?;
    Ok(traces)
}

/// The answers to many images by the largest mean output, from the mean law alone.
///
/// `drives` has shape [images, neurons]. The time mean of x is -c exactly; that of sigmoid(x) is computed for `epsilon`.
pub fn mean_law_answers(readout: &Readout, epsilon: Epsilon, drives: &ArrayView2<'_, f32>) -> Vec<Class> {
    let law = readout.uses_sigmoid().then(|| MeanLaw::of(epsilon));
    let mean = |drive: f32| law.as_ref().map_or(-drive, |law| law.at(f64::from(drive)).0 as f32);
    drives
        .axis_iter(Axis(0))
        .into_par_iter()
        .map(|drives| Class::of_largest(&readout.outputs_of(drives.iter().map(|drive| mean(*drive)))))
        .collect()
}

/// The confusion matrix of `network` on the images of `set`.
///
/// A plain network needs neither protocol nor rule.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn confusion(
    network: &Network,
    set: &ImageSet,
    (protocol, rule): (&Protocol, Rule),
    control: (&StopToken, Progress<'_>),
) -> Result<Confusion, SimulationError> {
    let answers = match network {
        Network::Plain(network) => network.answers(set),
        Network::Fhn(network) => fhn_answers(network, set, (protocol, rule), control)?,
    };
    Ok(Confusion::of(set.labels(), &answers))
}

fn fhn_answers(
    network: &FhnNetwork,
    set: &ImageSet,
    (protocol, rule): (&Protocol, Rule),
    control: (&StopToken, Progress<'_>),
) -> Result<Vec<Class>, SimulationError> {
    let (readout, drives) = (network.readout(), network.drives(set));
    if protocol.engine == Engine::Law && rule == Rule::Mean {
        return Ok(mean_law_answers(&readout, network.layer.epsilon, &drives.view()));
    }
    Ok(answers(&votes(&network.layer, &readout, &drives, protocol, control)?, rule))
}

/// The answers by `rule`.
pub fn answers(votes: &[VoteCounts], rule: Rule) -> Vec<Class> {
    votes.iter().map(|votes| votes.answer(rule)).collect()
}
