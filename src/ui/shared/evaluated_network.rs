//! A network with the settings of its neurons, as it is evaluated on the test set.

use std::sync::Arc;

use crate::network::{FhnLayer, FhnNetwork, Model};

/// What the answers depend on.
#[derive(Clone)]
pub(crate) struct EvaluatedNetwork {
    /// The weights.
    pub(crate) model: Arc<Model>,
    /// The settings of the neurons.
    pub(crate) layer: FhnLayer,
}

impl EvaluatedNetwork {
    /// The network that is asked about.
    pub(crate) fn network(&self) -> FhnNetwork {
        self.model.network.with_units(self.layer)
    }

    /// Whether it is about this network.
    pub(crate) fn is(&self, model: &Arc<Model>, layer: &FhnLayer) -> bool {
        Arc::ptr_eq(&self.model, model) && self.layer == *layer
    }
}
