//! The network that reads in the Run tab, at the sliders' settings.

use super::network_choice::NetworkChoice;
use super::network_sources::{NetworkSource, NetworkSources};
use super::parameters::Parameters;
use crate::dataset::Class;
use crate::experiment::{Constraint, DriveNoise, Interventions};
use crate::image::InputImage;
use crate::network::{Coupling, FhnLayer, Network, Readout};
use crate::neuron::Current;
use crate::ui::widgets::class_labels::ClassLabels;

/// A network whose hidden layer is the neurons on the wall.
pub(crate) struct ActiveNetwork {
    source: NetworkSource,
    labels: ClassLabels,
    layer: FhnLayer,
    readout: Readout,
    /// The same without the neurons that are ablated.
    active: Readout,
    noise: DriveNoise,
}

impl ActiveNetwork {
    /// The network of this choice at these settings.
    pub(crate) fn new(sources: &NetworkSources, choice: NetworkChoice, parameters: &Parameters) -> Self {
        let source = sources.of(choice).clone();
        let layer = layer(&source.model.network, choice, parameters);
        let readout = readout(&source.model.network, &layer);
        let active = readout.clone();
        let model = &source.model;
        let labels = ClassLabels::new(model.card.classes.as_ref(), model.network.classes());
        Self { source, labels, layer, readout, active, noise: parameters.noise }
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

    /// The hidden layer's settings.
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
        self.source.model.network.inputs_of(image)
    }

    /// The drive c = a + I of each neuron, without noise. With no image there is no current: c = a.
    pub(crate) fn drives(&self, inputs: Option<&[f32]>) -> Vec<f32> {
        match inputs {
            Some(inputs) => inputs.iter().map(|input| self.layer.drive(*input)).collect(),
            None => vec![self.layer.a.get() as f32; self.neurons()],
        }
    }

    /// The outputs for what is observed of the neurons: see [`FhnLayer::observable`].
    pub(crate) fn outputs(&self, observed: &[f32]) -> Vec<f32> {
        self.active.outputs_of(observed.iter().copied())
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

pub(crate) fn readout(network: &Network, layer: &FhnLayer) -> Readout {
    Readout::new(layer, network.output())
}
