//! The networks inside the program.

use crate::dataset::DIGITS;
use crate::network::{HiddenCount, Network, Units, model_file};
use crate::ui::shared::network_sources::{NetworkSource, NetworkSources};
use crate::ui::shared::test_set::NetworkData;

/// The networks inside the program.
pub(super) fn built_in_sources() -> NetworkSources {
    let built_in = |name: &str| {
        model_file::built_in(name).map(|model| NetworkSource {
            model: model.into(),
            origin: format!("built-in {name}"),
            data: NetworkData::Mnist,
        })
    };
    let (plain, trained) = (built_in("ann").unwrap_or_else(untrained), built_in("fhn"));
    let built_in = [Some(plain.clone()), trained.clone()].into_iter().flatten().collect();
    NetworkSources { plain, trained, built_in, own: Vec::new() }
}

/// Only if the program was built without its models.
fn untrained() -> NetworkSource {
    let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Sigmoid, 0);
    let model = crate::network::Model { network, card: crate::network::ModelCard::default() };
    NetworkSource { model: model.into(), origin: "untrained".to_owned(), data: NetworkData::Unknown }
}
