//! The networks inside the program.

use crate::network::model_file;
use crate::ui::shared::network_sources::{NetworkSource, NetworkSources};

/// The networks inside the program.
pub(super) fn built_in_sources() -> NetworkSources {
    let built_in = |name: &str| {
        model_file::built_in(name)
            .map(|model| NetworkSource { model: model.into(), origin: format!("built-in {name}") })
    };
    NetworkSources { plain: built_in("ann").unwrap_or_else(untrained), trained: built_in("fhn") }
}

/// Only if the program was built without its models.
fn untrained() -> NetworkSource {
    let network = crate::network::Network::Plain(crate::network::Layers::glorot(0).into());
    let model = crate::network::Model { network, card: crate::network::ModelCard::default() };
    NetworkSource { model: model.into(), origin: "untrained".to_owned() }
}
