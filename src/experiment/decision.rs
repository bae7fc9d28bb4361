//! Time to decide: accuracy against the time since the image appeared, and of decisions that stop at a lead.
//!
//! Before the image appears the neurons have the drives of a blank image and are on their attractors; each draw is another
//! moment of appearance. Outputs and votes begin with the image: there is no transient to wait for. One simulation serves all
//! time constants of the synapses, since outputs are linear in what the synapses integrate.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::any_robustness::CalibratedContext;
use super::context::EvaluationContext;
use super::counting::INTEGRATED_TOGETHER;
use super::draws::{Draws, average, lowest, standard_deviation};
use super::flow::{FhnFlows, Flow, FlowingLayer, NeuronFlows};
use crate::control::{Control, StopToken};
use crate::dataset::{Class, ImageSet};
use crate::image::{InputImage, PIXELS};
use crate::network::{Readout, Rule, VoteCounts, sigmoid};
use crate::neuron::{Discretisation, LeakyIntegrator, SimulationError, SynapticTime, Timing};

/// The image appears within such a share of the model's default window after the transient; several periods.
const MOMENTS: f64 = 0.2;

/// When a decision is made, and for which synapses.
#[derive(Clone, Copy, Debug)]
pub struct DecisionSettings<'a> {
    /// Time constants of the synapses.
    pub synapses: &'a [SynapticTime],
    /// Times since the image appeared at which the leader so far is asked for, up to the context's window; in the model's unit.
    pub times: &'a [f64],
    /// Leads at which a decision stops: the time for which the winner led more than the second; in the model's unit.
    pub leads: &'a [f64],
}

/// What ends a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stopping {
    /// A time since the image appeared, the same for all images.
    Time,
    /// A lead of the winner over the second, reached at another time for each image; the end of the window where it is not.
    Lead,
}

/// The decisions of a network under one rule of stopping, over independent moments of appearance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecisionPoint {
    /// tau_s.
    pub synapse: f64,
    /// What ends a decision.
    pub stopping: Stopping,
    /// The time or the lead; in the model's unit of time.
    pub threshold: f64,
    /// Mean time of a decision since the image appeared.
    pub time: f64,
    /// Spikes of all hidden neurons until then, mean over images: upward passages of the threshold, 0 for x.
    pub spikes: f64,
    /// Share of images whose lead was not reached within the window.
    pub undecided: f64,
    /// How many draws.
    pub draws: usize,
    /// Accuracy of the winner so far, mean over the draws, 0 to 1.
    pub accuracy: f64,
    /// Its sample standard deviation; `None` for a single draw.
    pub accuracy_sd: Option<f64>,
    /// Its lowest value.
    pub accuracy_lowest: f64,
}

/// Accuracy, time and spikes of decisions that begin when the image appears.
///
/// # Errors
/// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
pub fn accuracy_by_decision(
    context: &EvaluationContext<'_>,
    settings: DecisionSettings<'_>,
    draws: Draws,
    control: Control<'_>,
) -> Result<Vec<DecisionPoint>, SimulationError> {
    let simulation = context.simulation();
    let discretisation = simulation.discretise(context.drive_bound(0.0))?;
    let layer = FhnFlows { simulation, between: discretisation.between_samples };
    let network = Watched {
        readout: context.network.readout(),
        images: context.images,
        drives: context.network.drives(context.images).iter().copied().collect(),
        blank: context.network.drives_of(&InputImage::new([0; PIXELS])),
    };
    let times = WatchTimes::new(&context.times, &discretisation, &Timing::default());
    Run::new(layer, network, times, settings).over(draws, control)
}

impl CalibratedContext<'_> {
    /// [`accuracy_by_decision`] with these neurons; `blank` is what each of them receives from a blank image.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into steps that the model allows, or the work was stopped.
    pub fn by_decision(
        &self,
        blank: &[f32],
        settings: DecisionSettings<'_>,
        draws: Draws,
        control: Control<'_>,
    ) -> Result<Vec<DecisionPoint>, SimulationError> {
        let layer = *self.neurons.layer();
        let discretisation = layer.discretise(&self.times)?;
        let network = Watched {
            readout: self.neurons.readout(self.output),
            images: self.images,
            drives: self.neurons.drives(self.z).iter().copied().collect(),
            blank: blank.iter().map(|z| self.neurons.drive(sigmoid(*z))).collect(),
        };
        let times = WatchTimes::new(&self.times, &discretisation, &layer.model().description().times);
        let layer = NeuronFlows { layer, between: discretisation.between_samples };
        Run::new(layer, network, times, settings).over(draws, control)
    }
}

/// Sums over images of decisions under one rule.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    correct: usize,
    samples: usize,
    spikes: u64,
    undecided: usize,
}

/// A decision on its way, or made.
#[derive(Clone, Copy)]
struct Decision {
    answer: Class,
    samples: usize,
    spikes: u32,
    is_undecided: bool,
}

/// The outputs behind synapses of one time constant, for one image.
struct Watch {
    outputs: LeakyIntegrator,
    votes: VoteCounts,
    /// One for each time, then one for each lead.
    decisions: Vec<Option<Decision>>,
}

/// The network before the image appears.
struct Blank {
    states: Vec<[f64; 2]>,
    /// The outputs behind synapses of each time constant.
    outputs: Vec<LeakyIntegrator>,
}

/// A network and the images that appear.
struct Watched<'a> {
    readout: Readout,
    images: &'a ImageSet,
    /// The drives of all neurons, image after image.
    drives: Vec<f32>,
    /// Those for a blank image.
    blank: Vec<f32>,
}

/// The times of a run; in the model's unit.
struct WatchTimes {
    transient: f64,
    every: f64,
    /// Samples in the window.
    samples: usize,
    /// The image appears within so much time after the transient.
    moments: f64,
}

impl WatchTimes {
    fn new(times: &Timing, discretisation: &Discretisation, usual: &Timing) -> Self {
        Self {
            transient: times.transient,
            every: times.every,
            samples: discretisation.samples,
            moments: MOMENTS * usual.window,
        }
    }
}

/// What all draws share.
struct Run<'a, L> {
    layer: L,
    network: Watched<'a>,
    times: WatchTimes,
    settings: DecisionSettings<'a>,
    /// Samples after which the leader is asked for.
    ends: Vec<usize>,
    /// Leads in samples.
    leads: Vec<u32>,
}

impl<'a, L: FlowingLayer> Run<'a, L> {
    fn new(layer: L, network: Watched<'a>, times: WatchTimes, settings: DecisionSettings<'a>) -> Self {
        let samples = |time: &f64| (time / times.every).round().max(1.0);
        let ends = settings.times.iter().map(|time| (samples(time) as usize).min(times.samples)).collect();
        let leads = settings.leads.iter().map(|lead| samples(lead) as u32).collect();
        Self { layer, network, times, settings, ends, leads }
    }

    /// The points over draws.
    fn over(
        &self,
        draws: Draws,
        Control { stop, progress }: Control<'_>,
    ) -> Result<Vec<DecisionPoint>, SimulationError> {
        let seeds = draws.seeds();
        let mut each: Vec<Vec<Tally>> = Vec::with_capacity(seeds.len());
        for (index, seed) in seeds.iter().enumerate() {
            let share = |done: f32| progress((index as f32 + done) / seeds.len() as f32);
            each.push(self.draw(*seed, Control { stop, progress: &share })?);
        }
        Ok(self.points(&each))
    }

    fn signals<'x>(&'x self, x: &'x [f32]) -> impl Iterator<Item = f32> + 'x {
        x.iter().map(|x| self.network.readout.signal(*x))
    }

    /// Runs the network with a blank image up to a moment that the seed decides.
    fn before(&self, seed: u64, stop: &StopToken) -> Result<Blank, SimulationError> {
        let every = self.times.every;
        let moment = self.times.moments * ChaCha8Rng::seed_from_u64(seed).random::<f64>();
        let mut neurons = self.layer.flow(&self.network.blank, &[]);
        let at_first = self.network.readout.outputs_of(self.signals(neurons.received()));
        let mut outputs: Vec<LeakyIntegrator> =
            self.settings.synapses.iter().map(|tau| LeakyIntegrator::new(*tau, at_first.clone())).collect();
        for _ in 0..((self.times.transient + moment) / every).round() as usize {
            neurons.advance(stop)?;
            let now = self.network.readout.outputs_of(self.signals(neurons.received()));
            for outputs in &mut outputs {
                outputs.advance(now.iter().copied(), every);
            }
        }
        Ok(Blank { states: neurons.states(), outputs })
    }

    /// The decisions on all images that appear at one moment: a tally for each time constant and rule.
    fn draw(&self, seed: u64, Control { stop, progress }: Control<'_>) -> Result<Vec<Tally>, SimulationError> {
        let blank = self.before(seed, stop)?;
        let rules = self.ends.len() + self.leads.len();
        let mut tallies = vec![Tally::default(); rules * self.settings.synapses.len()];
        let labels = self.network.images.labels();
        let chunks = self
            .network
            .drives
            .chunks(INTEGRATED_TOGETHER * self.network.readout.neurons())
            .zip(labels.chunks(INTEGRATED_TOGETHER));
        for (index, (drives, labels)) in chunks.enumerate() {
            for (watches, label) in self.watch(drives, &blank, stop)?.iter().zip(labels) {
                let decisions = watches.iter().flat_map(|watch| &watch.decisions);
                for (tally, decision) in tallies.iter_mut().zip(decisions) {
                    let Some(decision) = decision else { continue };
                    tally.correct += usize::from(decision.answer == *label);
                    tally.samples += decision.samples;
                    tally.spikes += u64::from(decision.spikes);
                    tally.undecided += usize::from(decision.is_undecided);
                }
            }
            progress(
                ((index + 1) * INTEGRATED_TOGETHER) as f32 / self.network.images.len().max(INTEGRATED_TOGETHER) as f32,
            );
        }
        Ok(tallies)
    }

    /// Watches some images from the moment at which they appear.
    fn watch(&self, drives: &[f32], blank: &Blank, stop: &StopToken) -> Result<Vec<Vec<Watch>>, SimulationError> {
        let (neurons, rules) = (self.network.readout.neurons(), self.ends.len() + self.leads.len());
        let mut flow = self.layer.flow(drives, &blank.states);
        let watch = |outputs: &LeakyIntegrator| Watch {
            outputs: outputs.clone(),
            votes: VoteCounts::new(self.network.readout.classes()),
            decisions: vec![None; rules],
        };
        let mut images: Vec<(Vec<Watch>, u32)> =
            (0..drives.len() / neurons).map(|_| (blank.outputs.iter().map(watch).collect(), 0)).collect();
        for sample in 1..=self.times.samples {
            flow.advance(stop)?;
            let neurons = flow.spikes().par_chunks(neurons).zip(flow.received().par_chunks(neurons));
            images.par_iter_mut().zip(neurons).for_each(|((watches, spikes), (new, received))| {
                *spikes += new.iter().sum::<f32>() as u32;
                let outputs = self.network.readout.outputs_of(self.signals(received));
                for watch in watches {
                    self.take_in(watch, &outputs, (sample, *spikes));
                }
            });
        }
        Ok(images.into_iter().map(|(watches, _)| watches).collect())
    }

    /// Takes in the outputs at a sample, and makes the decisions that are due.
    fn take_in(&self, watch: &mut Watch, outputs: &[f32], (sample, spikes): (usize, u32)) {
        watch.outputs.advance(outputs.iter().copied(), self.times.every);
        watch.votes.push(watch.outputs.values());
        let decide = |votes: &VoteCounts, is_undecided: bool| {
            Some(Decision { answer: votes.answer(Rule::Winner), samples: sample, spikes, is_undecided })
        };
        let (by_time, by_lead) = watch.decisions.split_at_mut(self.ends.len());
        for (decision, _) in by_time.iter_mut().zip(&self.ends).filter(|(_, end)| **end == sample) {
            *decision = decide(&watch.votes, false);
        }
        let lead = lead(&watch.votes.counts);
        let is_last = sample == self.times.samples;
        for (decision, wanted) in by_lead.iter_mut().zip(&self.leads).filter(|(decision, _)| decision.is_none()) {
            if lead >= *wanted || is_last {
                *decision = decide(&watch.votes, lead < *wanted);
            }
        }
    }

    /// The statistics over draws.
    fn points(&self, draws: &[Vec<Tally>]) -> Vec<DecisionPoint> {
        let times = self.settings.times.iter().map(|time| (Stopping::Time, *time));
        let rules: Vec<_> = times.chain(self.settings.leads.iter().map(|lead| (Stopping::Lead, *lead))).collect();
        let cases = self.settings.synapses.iter().flat_map(|tau| rules.iter().map(move |rule| (tau.get(), *rule)));
        let images = self.network.images.len().max(1) as f64;
        let point = |(index, (synapse, (stopping, threshold)))| {
            let each = |pick: fn(&Tally) -> f64| -> Vec<f64> {
                draws.iter().map(|tallies: &Vec<Tally>| pick(&tallies[index]) / images).collect()
            };
            let accuracy = each(|tally| tally.correct as f64);
            DecisionPoint {
                synapse,
                stopping,
                threshold,
                time: average(&each(|tally| tally.samples as f64)) * self.times.every,
                spikes: average(&each(|tally| tally.spikes as f64)),
                undecided: average(&each(|tally| tally.undecided as f64)),
                draws: draws.len(),
                accuracy: average(&accuracy),
                accuracy_sd: standard_deviation(&accuracy),
                accuracy_lowest: lowest(&accuracy),
            }
        };
        cases.enumerate().map(point).collect()
    }
}

/// By how many samples the output that led longest is ahead of the second.
fn lead(counts: &[u32]) -> u32 {
    let (mut first, mut second) = (0, 0);
    for count in counts {
        if *count > first {
            (first, second) = (*count, first);
        } else if *count > second {
            second = *count;
        }
    }
    first - second
}
