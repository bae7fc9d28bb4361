//! The network that reads in the Run tab, at the sliders' settings.

use std::sync::Arc;

use super::settings::{NetworkChoice, Parameters};
use crate::digit::{CLASSES, Digit, DigitImage};
use crate::experiment::{Hold, Treatments};
use crate::fhn::Current;
use crate::network::loss::softmax;
use crate::network::{Coupling, FhnLayer, Model, Network, Readout};
use crate::ui::run::model::live::NEURONS;

/// A model and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct NetworkSource {
    /// The weights and how they were made.
    pub(crate) model: Arc<Model>,
    /// Where from, for people: "built in", a file's name, "being trained".
    pub(crate) origin: String,
}

/// The networks that there are to choose from.
#[derive(Clone, Debug)]
pub(crate) struct NetworkSources {
    /// With sigmoids; transplant and calibrated are made of it.
    pub(crate) plain: NetworkSource,
    /// Trained with neurons inside, if there is one.
    pub(crate) trained: Option<NetworkSource>,
}

impl NetworkSources {
    /// The source that a choice stands for; the plain one where there is no trained one.
    pub(crate) fn of(&self, choice: NetworkChoice) -> &NetworkSource {
        match (choice, &self.trained) {
            (NetworkChoice::Trained, Some(trained)) => trained,
            _ => &self.plain,
        }
    }

    /// The choice, or the transplant where there is no such network.
    pub(crate) fn nearest(&self, choice: NetworkChoice) -> NetworkChoice {
        if self.has(choice) { choice } else { NetworkChoice::Transplant }
    }

    /// Whether a choice is there to be made.
    pub(crate) fn has(&self, choice: NetworkChoice) -> bool {
        choice != NetworkChoice::Trained || self.trained.is_some()
    }
}

/// A network whose hidden layer is the hundred neurons on the wall.
pub(crate) struct ActiveNetwork {
    source: NetworkSource,
    layer: FhnLayer,
    readout: Readout,
    /// The same without the neurons that are silenced.
    heard: Readout,
}

impl ActiveNetwork {
    /// The network of this choice at these settings.
    pub(crate) fn new(sources: &NetworkSources, choice: NetworkChoice, parameters: &Parameters) -> Self {
        let source = sources.of(choice).clone();
        let layer = layer(&source.model.network, choice, parameters);
        let readout = readout(&source.model.network, &layer);
        let heard = readout.clone();
        Self { source, layer, readout, heard }
    }

    /// Lets the outputs no longer hear the neurons that are silenced.
    pub(crate) fn hear(&mut self, treatments: &Treatments) {
        self.heard = self.readout.clone();
        for (&neuron, treatment) in treatments.iter().filter(|(neuron, _)| **neuron < NEURONS) {
            if treatment.hold == Hold::Silent {
                self.heard.hold(neuron, self.readout.silent_signal());
            }
        }
    }

    /// The weights and where they came from.
    pub(crate) fn source(&self) -> &NetworkSource {
        &self.source
    }

    /// The hidden layer's settings.
    pub(crate) fn layer(&self) -> FhnLayer {
        self.layer
    }

    /// What the hundred neurons receive from a picture, before it becomes a current.
    pub(crate) fn inputs(&self, image: &DigitImage) -> [f32; NEURONS] {
        self.source.model.network.inputs_of(image)
    }

    /// The drive c = a + I of each neuron. With no picture there is no current: c = a.
    pub(crate) fn drives(&self, inputs: Option<&[f32; NEURONS]>) -> [f32; NEURONS] {
        match inputs {
            Some(inputs) => inputs.map(|input| self.layer.drive(input)),
            None => [self.layer.a.get() as f32; NEURONS],
        }
    }

    /// The ten outputs while the neurons are at `x`.
    pub(crate) fn outputs(&self, x: &[f32; NEURONS]) -> [f32; CLASSES] {
        self.heard.outputs(x)
    }

    /// The readout, for the protocol's run.
    pub(crate) fn readout(&self) -> &Readout {
        &self.readout
    }

    /// How strongly a neuron speaks for a digit, per unit of x.
    pub(crate) fn weight(&self, neuron: usize, digit: Digit) -> f32 {
        self.readout.weights_of(neuron)[digit.index()]
    }

    /// The current I = c − a of a drive.
    pub(crate) fn current(&self, drive: f32) -> f64 {
        (f64::from(drive) - self.layer.a.get()).clamp(Current::MIN, Current::MAX)
    }
}

fn layer(network: &Network, choice: NetworkChoice, parameters: &Parameters) -> FhnLayer {
    let coupling = match (choice.coupling(), network.layer()) {
        (_, Some(layer)) => layer.coupling,
        (Some(coupling), None) => coupling,
        (None, None) => Coupling::Transplant,
    };
    let usual = network.layer().unwrap_or_else(|| FhnLayer::new(coupling));
    FhnLayer { epsilon: parameters.epsilon, a: parameters.a, gamma: parameters.gamma, ..usual }
}

fn readout(network: &Network, layer: &FhnLayer) -> Readout {
    let output = network.output();
    Readout::new(layer, &output.weights.view(), &output.biases.view())
}

/// What the plain network, with its sigmoids, says to a picture: the digit and its softmax probability.
pub(crate) fn plain_answer(network: &Network, image: &DigitImage) -> Option<(Digit, f64)> {
    let Network::Plain(plain) = network else { return None };
    let logits = plain.logits_of(image);
    let answer = Digit::of_largest(&logits);
    Some((answer, f64::from(softmax(&logits)[answer.index()])))
}
