//! A network with the settings of its neurons, as it is evaluated on the test set.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::active_network::ActiveNetwork;
use super::sent::Sent;
use crate::experiment::DriveNoise;
use crate::network::{CalibratedNeurons, FhnLayer, FhnNetwork, Model};

/// What the answers depend on.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EvaluatedNetwork {
    /// The weights.
    pub(crate) model: Sent<Model>,
    /// The settings of FitzHugh-Nagumo neurons.
    pub(crate) layer: FhnLayer,
    /// Neurons of another model in their place.
    pub(crate) other: Option<Arc<CalibratedNeurons>>,
    /// Their heterogeneity; neurons that fluctuate can't be looked up.
    pub(crate) noise: DriveNoise,
}

impl EvaluatedNetwork {
    /// The network of the Run tab.
    pub(crate) fn of(network: &ActiveNetwork) -> Self {
        let other = network.other().and_then(|other| other.calibrated().map(Arc::clone));
        let model = Sent(Arc::clone(&network.source().model));
        Self { model, layer: network.layer(), other, noise: network.noise().quenched() }
    }

    /// The network that is asked about, if its neurons are FitzHugh-Nagumo neurons.
    pub(crate) fn network(&self) -> FhnNetwork {
        self.model.network.with_units(self.layer)
    }

    /// Whether its answers are those of `other`.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let same_neurons = match (&self.other, &other.other) {
            (None, None) => self.layer == other.layer && self.noise == other.noise,
            (Some(one), Some(other)) => one.layer() == other.layer(),
            _ => false,
        };
        same_neurons && Arc::ptr_eq(&self.model, &other.model)
    }

    /// Settings that are not those of the paper, after a comma; for captions.
    pub(crate) fn remarks(&self) -> String {
        let synapse =
            if self.layer.synapse.is_zero() { String::new() } else { format!(", tau_s {}", self.layer.synapse) };
        let noise =
            if self.noise.is_none() { String::new() } else { format!(", heterogeneity {}", self.noise.heterogeneity) };
        synapse + &noise
    }
}
