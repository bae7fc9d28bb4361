//! Accuracy and confusion matrix of a network on a set of images.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::any_neuron::{Starts, integrated_votes, looked_up_votes};
use super::counting::{INTEGRATED_TOGETHER, count_looked_up, count_own, own_lookups};
use crate::control::{Control, StopToken};
use crate::dataset::{Class, ClassCount, ImageSet};
use crate::network::{
    CalibratedNeurons, FhnLayer, FhnNetwork, Network, NeuronLayer, OutputTraces, Readout, Rule, Units, VoteCounts,
};
use crate::neuron::{DriveGrid, Epsilon, Lookup, MeanLaw, SimulationError, Timing};

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
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Direct => "direct",
            Self::Law => "law",
        }
    }

    /// The engine that suits a rule and these units where none is asked for: coupled neurons can't be looked up.
    pub fn suited(rule: Rule, units: &Units) -> Self {
        let coupled = units.fhn().is_some_and(|layer| !layer.kappa.is_zero());
        match rule {
            Rule::Winner | Rule::Last if coupled => Self::Direct,
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

/// What an evaluation depends on besides network and images.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// How the neurons' motion is computed and observed.
    pub protocol: Protocol,
    /// How the answer follows from the outputs.
    pub rule: Rule,
}

/// The confusion matrix: how often an image of each class was given each answer.
///
/// ```
/// use nullcline::dataset::{Class, ClassCount};
/// use nullcline::experiment::Confusion;
///
/// let (labels, answers) = ([0, 0, 1, 1, 1].map(Class::new), [0, 1, 1, 1, 1].map(Class::new));
/// let classes = ClassCount::new(2).ok_or("2 to 256 classes")?;
/// let confusion = Confusion::of_labels((&labels, classes), &answers);
/// assert_eq!((confusion.accuracy(), confusion.recall()), (0.8, vec![Some(0.5), Some(1.0)]));
/// assert_eq!(confusion.lowest_recall(), Some((Class::new(0), 0.5)));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    classes: ClassCount,
    /// Row after row.
    counts: Vec<u32>,
}

impl Confusion {
    /// No image so far.
    pub fn new(classes: ClassCount) -> Self {
        Self { classes, counts: vec![0; classes.get() * classes.get()] }
    }

    /// Counts these answers to the images of a set, in their order.
    pub fn of(images: &ImageSet, answers: &[Class]) -> Self {
        Self::of_labels((images.labels(), images.classes()), answers)
    }

    /// Counts these answers to images with these labels, in their order.
    ///
    /// A network may have more classes than the set; the matrix then has as many as needed.
    pub fn of_labels((labels, classes): (&[Class], ClassCount), answers: &[Class]) -> Self {
        let most = labels.iter().chain(answers).max().and_then(|class| ClassCount::new(class.index() + 1));
        let mut confusion = Self::new(most.map_or(classes, |most| most.max(classes)));
        for (label, answer) in labels.iter().zip(answers) {
            confusion.counts[label.index() * confusion.classes.get() + answer.index()] += 1;
        }
        confusion
    }

    /// How many classes it has.
    pub fn classes(&self) -> ClassCount {
        self.classes
    }

    /// How often an image of the class `truth` was given the answer `answer`.
    ///
    /// # Panics
    /// If the matrix has no such row.
    pub fn count(&self, truth: Class, answer: Class) -> u32 {
        self.row(truth)[answer.index()]
    }

    /// The answers to the images of a class: a count for each answer.
    ///
    /// # Panics
    /// If the matrix has no such row.
    pub fn row(&self, truth: Class) -> &[u32] {
        &self.counts[truth.index() * self.classes.get()..][..self.classes.get()]
    }

    /// All rows, in the order of the classes.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, u32> {
        self.counts.chunks_exact(self.classes.get())
    }

    /// How many images.
    pub fn images(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The most confused pair: the class that was most often taken for another one, and that one; `None` without errors.
    pub fn most_confused_pair(&self) -> Option<(Class, Class)> {
        let pairs = self.classes.all().flat_map(|truth| self.classes.all().map(move |answer| (truth, answer)));
        let errors = pairs.filter(|(truth, answer)| truth != answer);
        let count = |(truth, answer): &(Class, Class)| self.count(*truth, *answer);
        errors.max_by_key(count).filter(|pair| count(pair) > 0)
    }

    /// The share of images that were classified correctly, 0 to 1; 0 if there is none.
    pub fn accuracy(&self) -> f64 {
        f64::from(self.correct()) / f64::from(self.images().max(1))
    }

    /// How many images were classified correctly.
    pub fn correct(&self) -> u32 {
        self.classes.all().map(|class| self.count(class, class)).sum()
    }

    /// The recall of each class: the share of its images that were classified correctly; `None` for a class without images.
    pub fn recall(&self) -> Vec<Option<f64>> {
        let recall = self.classes.all().map(|class| {
            let images: u32 = self.row(class).iter().sum();
            (images > 0).then(|| f64::from(self.count(class, class)) / f64::from(images))
        });
        recall.collect()
    }

    /// The class of the lowest recall, and that; `None` if there is no image. The first one among equals.
    pub fn lowest_recall(&self) -> Option<(Class, f64)> {
        let present = self.classes.all().zip(self.recall()).filter_map(|(class, recall)| Some((class, recall?)));
        present.min_by(|a, b| a.1.total_cmp(&b.1))
    }
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
    control: Control<'_>,
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
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let grid = DriveGrid::new(layer.drive_bound(), DriveGrid::CELLS);
    let cells = grid.drives();
    let lookups: Vec<Lookup> = drives.as_standard_layout().iter().map(|drive| grid.lookup(&cells, *drive)).collect();
    let mut votes = vec![VoteCounts::new(readout.classes()); drives.nrows()];
    if !layer.kappa.is_zero() {
        return Err(SimulationError::Coupled);
    }
    let simulation = layer.simulation(protocol.times, readout.neurons());
    simulation.observe(&cells, layer.observable(), Control { stop, progress }, |recording| {
        count_looked_up((readout, &recording), &lookups, &mut votes, stop)
    })?;
    Ok(votes)
}

fn direct_votes(
    layer: &FhnLayer,
    readout: &Readout,
    drives: &Array2<f32>,
    protocol: &Protocol,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<VoteCounts>, SimulationError> {
    let mut votes = vec![VoteCounts::new(readout.classes()); drives.nrows()];
    let lookups = own_lookups(INTEGRATED_TOGETHER * readout.neurons());
    let simulation = layer.simulation(protocol.times, readout.neurons());
    let mut done = 0;
    let images = drives.nrows();
    for (drives, votes) in
        drives.axis_chunks_iter(Axis(0), INTEGRATED_TOGETHER).zip(votes.chunks_mut(INTEGRATED_TOGETHER))
    {
        let drives: Vec<f32> = drives.iter().copied().collect();
        simulation.observe(&drives, layer.observable(), Control::without_progress(stop), |recording| {
            count_own((readout, &recording), &lookups[..drives.len()], votes);
            Ok(())
        })?;
        done += votes.len();
        progress(done as f32 / images as f32);
    }
    Ok(votes)
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
    let lookups = own_lookups(drives.len());
    let mut traces = OutputTraces::new(readout.classes());
    let simulation = layer.simulation(times, drives.len());
    simulation.observe(drives, layer.observable(), Control::without_progress(stop), |recording| {
        for outputs in readout.traces(&recording, &lookups).outputs() {
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
/// ```
/// use nullcline::control::{Control, StopToken};
/// use nullcline::dataset::DIGITS;
/// use nullcline::experiment::{Engine, Evaluation, Protocol, confusion};
/// use nullcline::network::{Coupling, FhnLayer, HiddenCount, Network, Rule, Units};
/// use nullcline::neuron::Timing;
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let images = drawn_digits(&DrawnStyle::NEAT, 0, 10);
/// let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Fhn(FhnLayer::new(Coupling::Calibrated)), 0);
/// let protocol = Protocol { times: Timing { transient: 20.0, ..Timing::default() }, engine: Engine::Table };
/// let evaluation = Evaluation { protocol, rule: Rule::Winner };
/// let found = confusion(&network, &images, evaluation, Control::without_progress(&StopToken::new()))?;
/// assert_eq!((found.images(), found.classes()), (10, DIGITS));
/// assert!(found.accuracy() < 0.5, "the weights are random");
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn confusion(
    network: &Network,
    set: &ImageSet,
    evaluation: Evaluation,
    control: Control<'_>,
) -> Result<Confusion, SimulationError> {
    Ok(Confusion::of(set, &answers_to(network, set, evaluation, control)?))
}

/// The answers of `network` to the images of `set`, in their order; as [`confusion`], which counts them.
///
/// # Errors
/// As [`confusion`].
pub fn answers_to(
    network: &Network,
    set: &ImageSet,
    evaluation: Evaluation,
    control: Control<'_>,
) -> Result<Vec<Class>, SimulationError> {
    match network.units {
        Units::Sigmoid | Units::Relu => Ok(network.plain_answers(set)),
        Units::Fhn(layer) => fhn_answers(&network.with_units(layer), set, evaluation, control),
        Units::Neurons(layer) => neuron_answers((network, layer), set, evaluation, control),
    }
}

fn neuron_answers(
    (network, layer): (&Network, NeuronLayer),
    set: &ImageSet,
    Evaluation { protocol, rule }: Evaluation,
    control: Control<'_>,
) -> Result<Vec<Class>, SimulationError> {
    if protocol.engine == Engine::Law && rule == Rule::Mean {
        // Calibrated: the mean law of every unit is a sigmoid.
        return Ok(network.plain_answers(set));
    }
    let neurons = CalibratedNeurons::new(layer, control.stop)?;
    let (readout, z) = (neurons.readout(network.output()), network.inputs(set));
    let votes = match protocol.engine {
        Engine::Table => looked_up_votes(&neurons, &readout, &z, protocol.times, control)?,
        Engine::Direct | Engine::Law => {
            integrated_votes(&neurons, &readout, &z, (protocol.times, Starts::Common), control)?
        }
    };
    Ok(answers(&votes, rule))
}

/// The answers of a network whose calibrated neurons, of the settings `layer`, each start somewhere in their model's
/// region, by `seed`; every neuron is integrated.
///
/// # Errors
/// [`SimulationError`] if the mean law does not serve on the layer's drives, the times can't be cut into steps that the model
/// allows, or the work was stopped.
pub fn scattered_answers(
    (network, layer): (&Network, NeuronLayer),
    set: &ImageSet,
    (evaluation, seed): (Evaluation, u64),
    control: Control<'_>,
) -> Result<Vec<Class>, SimulationError> {
    let neurons = CalibratedNeurons::new(layer, control.stop)?;
    let (readout, z) = (neurons.readout(network.output()), network.inputs(set));
    let run = (evaluation.protocol.times, Starts::Scattered(seed));
    let votes = integrated_votes(&neurons, &readout, &z, run, control)?;
    Ok(answers(&votes, evaluation.rule))
}

fn fhn_answers(
    network: &FhnNetwork,
    set: &ImageSet,
    evaluation: Evaluation,
    control: Control<'_>,
) -> Result<Vec<Class>, SimulationError> {
    let Evaluation { protocol, rule } = evaluation;
    let (readout, drives) = (network.readout(), network.drives(set));
    if protocol.engine == Engine::Law && rule == Rule::Mean {
        return Ok(mean_law_answers(&readout, network.units.epsilon, &drives.view()));
    }
    Ok(answers(&votes(&network.units, &readout, &drives, &protocol, control)?, rule))
}

/// The answers by `rule`.
pub fn answers(votes: &[VoteCounts], rule: Rule) -> Vec<Class> {
    votes.iter().map(|votes| votes.answer(rule)).collect()
}
