//! How many pictures a network reads right, and which digits it takes for which.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::control::{Progress, StopToken, silent};
use crate::digit::{CLASSES, Digit, DigitSet};
use crate::fhn::{DriveGrid, Epsilon, MeanLaw, Source, Times, Watch, WatchError};
use crate::network::{FhnLayer, FhnNetwork, Network, Race, Readout, Rule, Votes};

/// Pictures that one processor works through together.
const IMAGES_TOGETHER: usize = 512;
/// Pictures whose neurons are integrated together by the direct engine.
const DIRECT_IMAGES: usize = 96;

/// Where the motion of the hidden neurons comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A grid of drives is integrated once, and each neuron looked up: its drive is rounded to its cell.
    Table,
    /// Every neuron of every picture is integrated by itself.
    Direct,
    /// Nothing is integrated but limit cycles: the time means come from the mean law. For the mean readout.
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

/// How the motion of the hidden neurons is watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Protocol {
    /// Transient, window, sampling and step.
    pub times: Times,
    /// Where the motion comes from.
    pub engine: Engine,
}

impl Protocol {
    fn watch(&self, layer: &FhnLayer) -> Watch {
        Watch { epsilon: layer.epsilon, start: layer.start, times: self.times }
    }
}

/// What a network answered to a set of pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// How often a picture of the digit of the row was taken for the digit of the column.
    pub counts: [[u32; CLASSES]; CLASSES],
}

impl Confusion {
    /// Counts these answers.
    pub fn of(labels: &[Digit], answers: &[Digit]) -> Self {
        let mut confusion = Self::default();
        for (label, answer) in labels.iter().zip(answers) {
            confusion.counts[label.index()][answer.index()] += 1;
        }
        confusion
    }

    /// How many pictures.
    pub fn images(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }

    /// The digit that was most often misread, and what it was taken for; `None` if all were read right.
    pub fn commonest_error(&self) -> Option<(Digit, Digit)> {
        let pairs = Digit::all().flat_map(|truth| Digit::all().map(move |answer| (truth, answer)));
        let errors = pairs.filter(|(truth, answer)| truth != answer);
        let count = |(truth, answer): &(Digit, Digit)| self.counts[truth.index()][answer.index()];
        errors.max_by_key(count).filter(|pair| count(pair) > 0)
    }

    /// The share of pictures that were read right, 0 to 1; 0 if there is none.
    pub fn accuracy(&self) -> f64 {
        let right: u32 = (0..CLASSES).map(|digit| self.counts[digit][digit]).sum();
        share(right, self.images())
    }

    /// The share that was read right, for the pictures of each digit.
    pub fn per_digit(&self) -> [f64; CLASSES] {
        std::array::from_fn(|digit| share(self.counts[digit][digit], self.counts[digit].iter().sum()))
    }
}

fn share(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}

/// The votes on many pictures.
///
/// `drives` are those of the hidden neurons, shape [images, neurons].
///
/// # Errors
/// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
pub fn votes(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &Array2<f32>,
    protocol: &Protocol,
    control: (&StopToken, Progress<'_>),
) -> Result<Vec<Votes>, WatchError> {
    match protocol.engine {
        Engine::Table => table_votes(layer, readout, drives, protocol, control),
        // The law knows nothing of votes.
        Engine::Direct | Engine::Law => direct_votes(layer, readout, drives, protocol, control),
    }
}

fn table_votes(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &Array2<f32>,
    protocol: &Protocol,
    (stop, progress): (&StopToken, Progress<'_>),
) -> Result<Vec<Votes>, WatchError> {
    let grid = DriveGrid::new(layer.reach(), DriveGrid::CELLS);
    let cells = grid.drives();
    let sources: Vec<Source> = drives.as_standard_layout().iter().map(|drive| grid.source(&cells, *drive)).collect();
    let mut votes = vec![Votes::default(); drives.nrows()];
    protocol.watch(layer).run(&cells, stop, progress, |mut recording| {
        readout.prepare(&mut recording);
        let pictures = sources.par_chunks(IMAGES_TOGETHER * readout.neurons());
        pictures.zip(votes.par_chunks_mut(IMAGES_TOGETHER)).try_for_each(|(sources, votes)| {
            stop.check()?;
            readout.add_votes(&recording, sources, votes);
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
) -> Result<Vec<Votes>, WatchError> {
    let mut votes = vec![Votes::default(); drives.nrows()];
    let sources = own_sources(DIRECT_IMAGES * readout.neurons());
    let mut done = 0;
    let images = drives.nrows();
    for (drives, votes) in drives.axis_chunks_iter(Axis(0), DIRECT_IMAGES).zip(votes.chunks_mut(DIRECT_IMAGES)) {
        let drives: Vec<f32> = drives.iter().copied().collect();
        protocol.watch(layer).run(&drives, stop, &silent, |mut recording| {
            readout.prepare(&mut recording);
            let each = sources[..drives.len()].par_chunks(readout.neurons());
            each.zip(votes.par_chunks_mut(1)).for_each(|(sources, votes)| {
                readout.add_votes(&recording, sources, votes);
            });
            Ok(())
        })?;
        done += votes.len();
        progress(done as f32 / images as f32);
    }
    Ok(votes)
}

/// Every neuron is its own source.
pub(super) fn own_sources(count: usize) -> Vec<Source> {
    (0..count as u32).map(|neuron| Source { neuron, shift: 0.0 }).collect()
}

/// The race of one picture, every neuron integrated by itself. `drives` has one for each hidden neuron.
///
/// # Errors
/// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
pub fn race(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &[f32],
    times: Times,
    stop: &StopToken,
) -> Result<Race, WatchError> {
    let watch = Watch { epsilon: layer.epsilon, start: layer.start, times };
    let sources = own_sources(drives.len());
    let mut race = Race::default();
    watch.run(drives, stop, &silent, |mut recording| {
        readout.prepare(&mut recording);
        for outputs in readout.race(&recording, &sources).outputs {
            race.push(outputs);
        }
        Ok(())
    })?;
    Ok(race)
}

/// The answers to many pictures by the largest mean output, from the mean law alone.
///
/// `drives` has shape [images, neurons]. The time mean of x is -c exactly; that of sigmoid(x) is computed for `epsilon`.
pub fn mean_law_answers(readout: &Readout, epsilon: Epsilon, drives: &ArrayView2<'_, f32>) -> Vec<Digit> {
    let law = readout.squashes().then(|| MeanLaw::of(epsilon));
    let mean = |drive: f32| law.as_ref().map_or(-drive, |law| law.at(f64::from(drive)).0 as f32);
    drives
        .axis_iter(Axis(0))
        .into_par_iter()
        .map(|drives| Digit::of_largest(&readout.outputs_of(drives.iter().map(|drive| mean(*drive)))))
        .collect()
}

/// What `network` answers to the pictures of `set`.
///
/// A plain network needs neither protocol nor rule.
///
/// # Errors
/// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
pub fn confusion(
    network: &Network,
    set: &DigitSet,
    (protocol, rule): (&Protocol, Rule),
    control: (&StopToken, Progress<'_>),
) -> Result<Confusion, WatchError> {
    let answers = match network {
        Network::Plain(network) => network.answers(set),
        Network::Fhn(network) => fhn_answers(network, set, (protocol, rule), control)?,
    };
    Ok(Confusion::of(set.labels(), &answers))
}

fn fhn_answers(
    network: &FhnNetwork,
    set: &DigitSet,
    (protocol, rule): (&Protocol, Rule),
    control: (&StopToken, Progress<'_>),
) -> Result<Vec<Digit>, WatchError> {
    let (readout, drives) = (network.readout(), network.drives(set));
    if protocol.engine == Engine::Law && rule == Rule::Mean {
        return Ok(mean_law_answers(&readout, network.layer.epsilon, &drives.view()));
    }
    Ok(answers(&votes(&network.layer, &readout, &drives, protocol, control)?, rule))
}

/// The answers by `rule`.
pub fn answers(votes: &[Votes], rule: Rule) -> Vec<Digit> {
    votes.iter().map(|votes| votes.answer(rule)).collect()
}
