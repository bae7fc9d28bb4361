//! Weights trained elsewhere: a NumPy archive (`numpy.savez`) or a safetensors file with the arrays of a 784-N-K network.
//!
//! Arrays are told apart by their shapes, not by their names; where shapes allow more than one reading, the caller is asked
//! ([`ImportOptions::layout`], [`ImportOptions::arrays`]). Shapes are read first, and the values of the four arrays that are
//! taken after that, so that memory is bounded whatever a file claims.

mod arrangement;
mod array;
mod folding;
mod npy;
mod options;
mod source;
mod wrong;

use serde::{Deserialize, Serialize};

pub use self::options::{Activation, ArrayNames, ImportOptions, Layout, OptionError, Scaling};
pub(crate) use self::wrong::Wrong;

use self::arrangement::Arrangement;
use self::folding::{folded, unfolded};
use self::source::Source;
use super::dense::Dense;
use super::network::{Network, ShapeError};
use super::preprocessing::Preprocessing;
use super::units::Units;

/// What was taken from the file of another program, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Which array is what, and which were left aside; one line.
    pub taken: String,
    /// What was stated; the rest is assumed.
    #[serde(flatten)]
    pub options: ImportOptions,
}

impl Imported {
    /// The activation that was stated, or the sigmoids that are assumed.
    pub fn activation(&self) -> Activation {
        self.options.activation.unwrap_or_default()
    }

    /// The scaling that was stated, or the values from 0 to 1 that are assumed.
    pub fn scaling(&self) -> Scaling {
        self.options.scaling.unwrap_or_default()
    }

    /// Whether the activation or the scaling is assumed, not stated.
    pub fn is_assumed(&self) -> bool {
        self.options.activation.is_none() || self.options.scaling.is_none()
    }

    /// The network of layers as they stand in the file.
    pub(super) fn network(&self, layers: [Dense; 2]) -> Result<Network, ShapeError> {
        network(layers, (self.activation(), self.scaling()))
    }

    /// The network that would have been made with another activation and scaling, but for rounding.
    pub(crate) fn reread(&self, read: &Network, otherwise: (Activation, Scaling)) -> Result<Network, ShapeError> {
        let layers = [read.hidden().clone(), read.output().clone()];
        network(unfolded(layers, (self.activation(), self.scaling())), otherwise)
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        let stated = |stated: bool| if stated { "" } else { " (assumed)" };
        let (activation, scaling) = (self.activation().name(), self.scaling());
        format!(
            "{}; {activation} units{}, pixels {scaling}{}",
            self.taken,
            stated(self.options.activation.is_some()),
            stated(self.options.scaling.is_some())
        )
    }
}

fn network(layers: [Dense; 2], (activation, scaling): (Activation, Scaling)) -> Result<Network, ShapeError> {
    let units = if activation == Activation::Relu { Units::Relu } else { Units::Sigmoid };
    Network::new(folded(layers, (activation, scaling)), Preprocessing::None, units)
}

/// The two layers in the bytes of an archive or a safetensors file, as they stand there, and what they were taken from;
/// zeros for biases that it lacks. All values are numbers.
pub(crate) fn layers(bytes: &[u8], options: &ImportOptions) -> Result<([Dense; 2], Imported), Wrong> {
    let mut source = Source::open(bytes)?;
    let arrangement = Arrangement::of(source.arrays(), options)?;
    let taken = format!("{}: {}", source.name(), arrangement.line(source.arrays()));
    let layers = arrangement.layers(|index| source.values(index))?;
    Ok((layers, Imported { taken, options: options.clone() }))
}
