//! A network with the settings of its neurons, as it is evaluated on the test set.

use std::sync::Arc;

use super::active_network::ActiveNetwork;
use crate::experiment::DriveNoise;
use crate::network::{FhnLayer, FhnNetwork, Model};

/// What the answers depend on.
#[derive(Clone)]
pub(crate) struct EvaluatedNetwork {
    /// The weights.
    pub(crate) model: Arc<Model>,
    /// The settings of the neurons.
    pub(crate) layer: FhnLayer,
    /// Their heterogeneity; neurons that fluctuate can't be looked up.
    pub(crate) noise: DriveNoise,
}

impl EvaluatedNetwork {
    /// The network of the Run tab.
    pub(crate) fn of(network: &ActiveNetwork) -> Self {
        Self { model: Arc::clone(&network.source().model), layer: network.layer(), noise: network.noise().quenched() }
    }

    /// The network that is asked about.
    pub(crate) fn network(&self) -> FhnNetwork {
        self.model.network.with_units(self.layer)
    }

    /// Whether its answers are those of `other`.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.model, &other.model) && self.layer == other.layer && self.noise == other.noise
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
