//! Layers and the networks made of them.

mod fhn_layer;
mod readout;

pub use fhn_layer::{Coupling, Feature, FhnLayer, Gamma};
pub use readout::{Race, Readout, Rule, Source, Votes};
