//! The protocol's answer to an image, computed in the background: a transient of 1000 time units, then an observation window
//! of 100.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::control::StopToken;
use crate::dataset::Class;
use crate::experiment::{
    DriveNoise, Familiarity, Interventions, PerturbationExperiment, Unfamiliar, integrated_traces,
};
use crate::image::{InputImage, PIXELS};
use crate::job::Questions;
use crate::network::loss::softmax;
use crate::network::{CalibratedNeurons, FhnLayer, Model, Network, OutputTraces, Readout, Rule};
use crate::neuron::{SimulationError, Timing};
use crate::ui::shared::active_network::{ActiveNetwork, readout};
use crate::ui::shared::other_neurons::OtherNeurons;
use crate::ui::shared::sent::Sent;

/// Neurons of another model than FitzHugh-Nagumo.
#[derive(Serialize, Deserialize)]
struct OtherRequest {
    neurons: Arc<CalibratedNeurons>,
    inputs: Vec<f32>,
    pieces: Vec<Vec<f32>>,
}

/// Everything that an answer depends on.
#[derive(Serialize, Deserialize)]
pub(crate) struct AnswerRequest {
    /// The bytes of the image.
    image: ByteBuf,
    plain: Sent<Model>,
    layer: FhnLayer,
    /// Neurons of another model that the outputs read, calibrated or as they were before.
    read_by: Option<Arc<CalibratedNeurons>>,
    drives: Vec<f32>,
    /// The drives of each digit of a picture with several.
    pieces: Vec<Vec<f32>>,
    /// Neurons of another model, with what they receive from the image, and from each digit of a picture with several.
    other: Option<OtherRequest>,
    interventions: Interventions,
    noise: DriveNoise,
    times: Timing,
    /// The network in use, whose training images may be known.
    model: Sent<Model>,
}

/// Runs the protocol.
#[derive(Default)]
pub(crate) struct Answering;

impl Questions for Answering {
    const NAME: &'static str = "answer";
    type Request = AnswerRequest;
    type Answer = Result<Answer, String>;

    fn answer(&mut self, request: AnswerRequest, stop: &StopToken) -> Self::Answer {
        request.answer(stop)
    }
}

impl AnswerRequest {
    /// The answer of `network` to `image`. `plain` is asked for comparison.
    pub(crate) fn new(network: &ActiveNetwork, plain: Arc<Model>, image: &InputImage, drives: &[f32]) -> Self {
        let neurons = network.other().and_then(OtherNeurons::calibrated);
        let other = neurons.map(|neurons| OtherRequest {
            neurons: Arc::clone(neurons),
            inputs: Vec::new(),
            pieces: Vec::new(),
        });
        let times = network.other().map_or_else(Timing::default, |other| other.description().times);
        Self {
            image: ByteBuf::from(image.pixels().to_vec()),
            plain: Sent(plain),
            layer: network.layer(),
            read_by: network.read_by().cloned(),
            drives: drives.to_vec(),
            pieces: Vec::new(),
            interventions: Interventions::new(),
            other,
            noise: network.noise(),
            times,
            model: Sent(Arc::clone(&network.source().model)),
        }
    }

    /// The same, and the answers to the digits of the picture with these drives.
    pub(crate) fn with_pieces(self, pieces: Vec<Vec<f32>>) -> Self {
        Self { pieces, ..self }
    }

    /// The same with what neurons of another model receive from the image, and from the digits of a picture with several.
    pub(crate) fn with_inputs(mut self, inputs: Vec<f32>, pieces: Vec<Vec<f32>>) -> Self {
        self.other = self.other.map(|other| OtherRequest { inputs, pieces, ..other });
        self
    }

    /// The same with interventions on neurons.
    pub(crate) fn with_interventions(self, interventions: &Interventions) -> Self {
        Self { interventions: interventions.clone(), ..self }
    }

    /// Whether the plain network has as many classes.
    fn is_comparable(&self) -> bool {
        self.plain.network.classes() == self.model.network.classes()
    }

    fn experiment<'a>(&'a self, interventions: &'a Interventions) -> PerturbationExperiment<'a> {
        let unperturbed = PerturbationExperiment::new(self.layer, &self.drives, self.times);
        PerturbationExperiment { interventions, noise: self.noise, ..unperturbed }
    }

    /// The winner if nothing were done to the neurons; `None` if nothing is.
    fn untouched(&self, readout: &Readout, stop: &StopToken) -> Result<Option<Class>, SimulationError> {
        if self.interventions.is_empty() {
            return Ok(None);
        }
        let outcome = self.experiment(&Interventions::new()).run(readout, stop)?;
        Ok(Some(outcome.traces.votes.answer(Rule::Winner)))
    }

    /// The outputs of the run; and for each neuron the winner without it, of FitzHugh-Nagumo neurons.
    fn run(&self, readout: &Readout, stop: &StopToken) -> Result<(OutputTraces, Vec<Class>), SimulationError> {
        if let Some(other) = &self.other {
            return Ok((self.traces_of((other, readout), &other.inputs, stop)?, Vec::new()));
        }
        let outcome = self.experiment(&self.interventions).run(readout, stop)?;
        Ok((outcome.traces, outcome.without))
    }

    fn traces_of(
        &self,
        (other, readout): (&OtherRequest, &Readout),
        inputs: &[f32],
        stop: &StopToken,
    ) -> Result<OutputTraces, SimulationError> {
        integrated_traces(&other.neurons, readout, inputs, self.times, stop)
    }

    /// The answer to each digit of a picture with several.
    fn answers_to_pieces(&self, readout: &Readout, stop: &StopToken) -> Result<Vec<Class>, SimulationError> {
        if let Some(other) = &self.other {
            let of = |inputs: &Vec<f32>| Ok(self.traces_of((other, readout), inputs, stop)?.votes.answer(Rule::Winner));
            return other.pieces.iter().map(of).collect();
        }
        let of = |drives: &Vec<f32>| {
            let experiment = PerturbationExperiment { drives, ..self.experiment(&self.interventions) };
            Ok(experiment.run(readout, stop)?.traces.votes.answer(Rule::Winner))
        };
        self.pieces.iter().map(of).collect()
    }

    /// Runs the protocol. `Err` is a sentence.
    pub(crate) fn answer(&self, stop: &StopToken) -> Result<Answer, String> {
        let text = |error: SimulationError| error.to_string();
        let pixels = <[u8; PIXELS]>::try_from(self.image.as_slice()).map_err(|_| "an image of another size")?;
        let image = InputImage::new(pixels);
        let readout = &readout(&self.model.network, &self.layer, self.read_by.as_ref());
        let (traces, without) = self.run(readout, stop).map_err(text)?;
        Ok(Answer {
            untouched: self.untouched(readout, stop).map_err(text)?,
            pieces: self.answers_to_pieces(readout, stop).map_err(text)?,
            without,
            last: traces.votes.answer(Rule::Last),
            winner: traces.votes.answer(Rule::Winner),
            by_mean: traces.votes.answer(Rule::Mean),
            shares: traces.votes.shares(),
            margin: traces.votes.margin(),
            decided_at: traces.decided_at() as f64 * self.times.every,
            plain: plain_answer(&self.plain.network, &image).filter(|_| self.is_comparable()),
            unfamiliar: Familiarity::of_model(&self.model.card).and_then(|known| known.of(&image)),
            leaders: traces.leaders().collect(),
            traces,
        })
    }
}

impl Answer {
    /// The class that led second longest.
    pub(crate) fn second(&self) -> Class {
        self.traces.votes.second()
    }

    /// Whether a neuron, ablated alone, would change the winner.
    pub(crate) fn hangs_on(&self, neuron: usize) -> bool {
        self.without.get(neuron).is_some_and(|winner| *winner != self.winner)
    }
}

/// What the protocol's run led to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The class that led longest.
    pub(crate) winner: Class,
    /// The class with the largest time mean.
    pub(crate) by_mean: Class,
    /// The class that leads at the end of the observation window.
    pub(crate) last: Class,
    /// The winner if nothing had been done to the neurons, if something was.
    pub(crate) untouched: Option<Class>,
    /// The answer to each digit of a picture with several.
    pub(crate) pieces: Vec<Class>,
    /// For each neuron the winner if it were ablated.
    pub(crate) without: Vec<Class>,
    /// The share of the observation window for which each class led.
    pub(crate) shares: Vec<f64>,
    /// The winner's lead over the second, in shares of time.
    pub(crate) margin: f64,
    /// The time in the observation window after which the leader never changed again.
    pub(crate) decided_at: f64,
    /// What the plain network says, its probability and that of the second.
    pub(crate) plain: Option<(Class, f64, f64)>,
    /// Why the image is unlike the training images, if it is.
    pub(crate) unfamiliar: Option<Unfamiliar>,
    /// Who leads at each sample.
    pub(crate) leaders: Vec<Class>,
    /// The outputs at each sample.
    pub(crate) traces: OutputTraces,
}

/// What the plain network, with its sigmoids, says to an image: the class, its softmax probability and the second largest.
fn plain_answer(network: &Network, image: &InputImage) -> Option<(Class, f64, f64)> {
    if network.units.fhn().is_some() {
        return None;
    }
    let logits = network.plain_logits_of(image);
    let answer = Class::of_largest(&logits);
    let probabilities = softmax(&logits);
    let others = probabilities.iter().enumerate().filter(|(class, _)| *class != answer.index());
    let second = others.map(|(_, probability)| *probability).fold(0.0, f32::max);
    Some((answer, probabilities[answer.index()].into(), second.into()))
}
