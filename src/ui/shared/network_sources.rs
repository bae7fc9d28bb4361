//! The networks there are, and where they came from.

use std::sync::Arc;

use super::network_choice::NetworkChoice;
use super::test_set::NetworkData;
use crate::network::Model;

/// A model and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct NetworkSource {
    /// The weights and how they were made.
    pub(crate) model: Arc<Model>,
    /// Where from, for people: "built in", a file's name, "being trained".
    pub(crate) origin: String,
    /// The test set that belongs to it.
    pub(crate) data: NetworkData,
}

/// The networks that there are to choose from.
#[derive(Clone, Debug)]
pub(crate) struct NetworkSources {
    /// With sigmoids; transplant and calibrated are made of it.
    pub(crate) plain: NetworkSource,
    /// Trained with neurons inside, if there is one.
    pub(crate) trained: Option<NetworkSource>,
}

impl NetworkSource {
    /// A number that another network does not have.
    pub(crate) fn id(&self) -> usize {
        Arc::as_ptr(&self.model).addr()
    }
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
