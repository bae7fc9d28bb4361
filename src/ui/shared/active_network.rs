//! The network that reads in the Run tab, at the sliders' settings.

use std::sync::Arc;

use super::network_choice::NetworkChoice;
use super::network_sources::{NetworkSource, NetworkSources};
use super::other_neurons::OtherNeurons;
use super::parameters::Parameters;
use crate::dataset::Class;
use crate::experiment::{Constraint, DriveNoise, Interventions};
use crate::image::InputImage;
use crate::network::{CalibratedNeurons, Coupling, FhnLayer, Network, Readout, Sigmoid, sigmoid};
use crate::neuron::Current;
use crate::ui::widgets::class_labels::ClassLabels;

/// A network whose hidden layer is the neurons on the wall.
pub(crate) struct ActiveNetwork {
    source: NetworkSource,
    labels: ClassLabels,
    /// The settings of FitzHugh-Nagumo neurons.
    layer: FhnLayer,
    /// Neurons of another model, in whose place `layer` says nothing.
    other: Option<OtherNeurons>,
    readout: Readout,
    /// The same without the neurons that are ablated.
    active: Readout,
    noise: DriveNoise,
}

impl ActiveNetwork {
    /// The network of this choice at these settings. Neurons of another model than FitzHugh-Nagumo take the place of the plain
    /// network's sigmoids.
    pub(crate) fn new(
        sources: &NetworkSources,
        choice: NetworkChoice,
        parameters: &Parameters,
        other: Option<OtherNeurons>,
    ) -> Self {
        let source = if other.is_some() { sources.plain.clone() } else { sources.of(choice).clone() };
        let layer = layer(&source.model.network, choice, parameters);
        let readout = readout(&source.model.network, &layer, other.as_ref().and_then(OtherNeurons::read_by));
        let active = readout.clone();
        let model = &source.model;
        let labels = ClassLabels::new(model.card.classes.as_ref(), model.network.classes());
        let noise = if other.is_some() { DriveNoise::default() } else { parameters.noise };
        Self { source, labels, layer, other, readout, active, noise }
    }

    /// Gives it neurons of another model, or the same with another law.
    pub(crate) fn set_other(&mut self, other: OtherNeurons) {
        self.readout = readout(&self.source.model.network, &self.layer, other.read_by());
        self.active = self.readout.clone();
        self.other = Some(other);
    }

    /// The neurons, if they are of another model than FitzHugh-Nagumo.
    pub(crate) fn other(&self) -> Option<&OtherNeurons> {
        self.other.as_ref()
    }

    /// Whether there is a law by which the outputs read the neurons.
    pub(crate) fn is_readable(&self) -> bool {
        self.other.as_ref().is_none_or(|other| other.read_by().is_some())
    }

    /// Takes the neurons that are ablated out of the outputs.
    pub(crate) fn ablate(&mut self, interventions: &Interventions) {
        self.active = self.readout.clone();
        let neurons = self.neurons();
        for (&neuron, intervention) in interventions.iter().filter(|(neuron, _)| **neuron < neurons) {
            if intervention.constraint == Constraint::Ablated {
                self.active.clamp(neuron, self.readout.zero_contribution_signal());
            }
        }
    }

    /// The weights and where they came from.
    pub(crate) fn source(&self) -> &NetworkSource {
        &self.source
    }

    /// What its classes are called.
    pub(crate) fn labels(&self) -> &ClassLabels {
        &self.labels
    }

    /// Whether it was trained on digits of the size of MNIST's, as far as its card says.
    pub(crate) fn is_of_digits(&self) -> bool {
        self.labels.are_digits() && self.source.model.card.image_size.is_none()
    }

    /// The settings of FitzHugh-Nagumo neurons in the hidden layer.
    pub(crate) fn layer(&self) -> FhnLayer {
        self.layer
    }

    /// Noise on the drives.
    pub(crate) fn noise(&self) -> DriveNoise {
        self.noise
    }

    /// How many neurons it has.
    pub(crate) fn neurons(&self) -> usize {
        self.readout.neurons()
    }

    /// The neurons' inputs z from an image, before they become currents.
    pub(crate) fn inputs(&self, image: &InputImage) -> Vec<f32> {
        if self.other.is_some() {
            return self.source.model.network.with_units(Sigmoid).inputs_of(image);
        }
        self.source.model.network.inputs_of(image)
    }

    /// The drive of each neuron, without noise: c = a + I of FitzHugh-Nagumo neurons. With no image there is no current, c = a;
    /// neurons of other models have the drive of a sigmoid of 1/2.
    pub(crate) fn drives(&self, inputs: Option<&[f32]>) -> Vec<f32> {
        match inputs {
            Some(inputs) => inputs.iter().map(|input| self.drive(*input)).collect(),
            None => vec![self.undriven(); self.neurons()],
        }
    }

    fn drive(&self, z: f32) -> f32 {
        self.other.as_ref().map_or_else(|| self.layer.drive(z), |other| other.drive(sigmoid(z)))
    }

    /// The drive of a neuron that receives nothing.
    pub(crate) fn undriven(&self) -> f32 {
        self.other.as_ref().map_or_else(|| self.layer.a.get() as f32, |other| other.drive(0.5))
    }

    /// The outputs for what is observed of the neurons: see [`FhnLayer::observable`].
    pub(crate) fn outputs(&self, observed: &[f32]) -> Vec<f32> {
        self.active.outputs_of(observed.iter().copied())
    }

    /// Neurons of another model that the outputs read.
    pub(crate) fn read_by(&self) -> Option<&Arc<CalibratedNeurons>> {
        self.other.as_ref().and_then(OtherNeurons::read_by)
    }

    /// The readout, for the protocol's run.
    pub(crate) fn readout(&self) -> &Readout {
        &self.readout
    }

    /// A neuron's weight on the output of a class, per unit of x.
    pub(crate) fn weight(&self, neuron: usize, class: Class) -> f32 {
        self.readout.weight(neuron, class.index())
    }

    /// The current I = c − a of a drive.
    pub(crate) fn current(&self, drive: f32) -> f64 {
        (f64::from(drive) - self.layer.a.get()).clamp(Current::MIN, Current::MAX)
    }
}

pub(crate) fn layer(network: &Network, choice: NetworkChoice, parameters: &Parameters) -> FhnLayer {
    let coupling = match (choice.coupling(), network.units.fhn()) {
        (_, Some(layer)) => layer.coupling,
        (Some(coupling), None) => coupling,
        (None, None) => Coupling::Transplant,
    };
    let usual = network.units.fhn().unwrap_or_else(|| FhnLayer::new(coupling));
    let Parameters { gamma, a, epsilon, synapse, coupling: kappa, .. } = *parameters;
    FhnLayer { epsilon, a, gamma, synapse, kappa, ..usual }
}

/// What the outputs make of FitzHugh-Nagumo neurons of that layer, or of neurons of another model.
pub(crate) fn readout(network: &Network, layer: &FhnLayer, read_by: Option<&Arc<CalibratedNeurons>>) -> Readout {
    match read_by {
        Some(neurons) => neurons.readout(network.output()),
        None => Readout::new(layer, network.output()),
    }
}
