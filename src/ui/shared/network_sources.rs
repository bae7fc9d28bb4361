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
    /// Networks that come with the program.
    pub(crate) built_in: Vec<NetworkSource>,
    /// Networks that were loaded or trained here, the newest first, to return to.
    pub(crate) own: Vec<NetworkSource>,
}

/// The most networks of one's own that are kept.
const MOST_OWN: usize = 8;

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

    /// All networks to return to.
    pub(crate) fn all(&self) -> impl Iterator<Item = &NetworkSource> {
        self.built_in.iter().chain(&self.own)
    }

    /// Keeps a network to return to, under a name that no other one has.
    pub(crate) fn keep(&mut self, mut source: NetworkSource) {
        if self.all().any(|known| known.id() == source.id()) {
            return;
        }
        // The same weights once more, as from the same file.
        self.own.retain(|known| known.model != source.model);
        let name = source.origin.clone();
        let mut number = 2;
        while self.all().any(|known| known.origin == source.origin) {
            source.origin = format!("{name} ({number})");
            number += 1;
        }
        self.own.insert(0, source);
        self.own.truncate(MOST_OWN);
    }

    /// Whether a choice reads with a network of one's own.
    pub(crate) fn is_own(&self, choice: NetworkChoice) -> bool {
        !self.built_in.iter().any(|known| known.id() == self.of(choice).id())
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

#[cfg(test)]
impl NetworkSource {
    /// A small network that was not trained, for tests.
    pub(crate) fn untrained(seed: u64, origin: &str) -> Self {
        use crate::dataset::DIGITS;
        use crate::network::{HiddenCount, ModelCard, Network, Units};

        let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Sigmoid, seed);
        let model = Model { network, card: ModelCard::default() };
        Self { model: model.into(), origin: origin.to_owned(), data: NetworkData::Unknown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_kept_once_each_under_names_of_their_own() {
        let plain = NetworkSource::untrained(0, "built-in ann");
        let mut sources =
            NetworkSources { built_in: vec![plain.clone()], plain: plain.clone(), trained: None, own: vec![] };
        sources.keep(plain);
        for (seed, name) in [(1, "a"), (2, "a"), (1, "a"), (3, "b")] {
            sources.keep(NetworkSource::untrained(seed, name));
        }
        let names = |sources: &NetworkSources| sources.own.iter().map(|own| own.origin.clone()).collect::<Vec<_>>();
        assert_eq!(names(&sources), ["b", "a", "a (2)"], "the newest first; the first one was loaded again");
        (4..20).for_each(|seed| sources.keep(NetworkSource::untrained(seed, "c")));
        assert_eq!(sources.own.len(), MOST_OWN);
        assert!(!sources.is_own(NetworkChoice::Transplant));
    }
}
