//! What stands at the lower left of the Run tab.

use serde::{Deserialize, Serialize};

/// What is shown at the lower left of the Run tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LowerView {
    /// The outputs in time.
    #[default]
    Outputs,
    /// The accuracy against the length of the observation window.
    Window,
    /// The order parameter in time.
    Order,
    /// When each neuron spiked.
    Raster,
    /// The bifurcation diagram.
    Bifurcation,
}
