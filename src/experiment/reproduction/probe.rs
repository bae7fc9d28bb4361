//! Transplants of plain networks at many gains and epsilons.
//!
//! The inputs z depend on the weights alone and the neurons' motion on epsilon alone, so one lookup table serves all
//! gains, networks and images.

use ndarray::Array2;

use crate::control::StopToken;
use crate::dataset::{Class, DIGITS, ImageSet};
use crate::experiment::accuracy::{Confusion, answers, mean_law_answers};
use crate::experiment::paper::CLASSES;
use crate::network::{Coupling, FhnLayer, Gamma, Network, Readout, Rule};
use crate::neuron::{Epsilon, LookupTable, ParameterError, Simulation, SimulationError, State, Timing};

/// Images between two polls of the stop token.
const PICTURES: usize = 5_000;

/// A plain network and the inputs of its units for a set of images.
pub(super) struct Probe {
    network: Network,
    labels: Vec<Class>,
    /// Shape [images, 100].
    z: Array2<f32>,
}

/// The answers of a network at one gain.
pub(super) struct Probed {
    /// By the longest-winner rule.
    pub(super) winner: Confusion,
    /// By the largest mean over the window.
    pub(super) mean: Confusion,
}

/// The paper's layer, section 3.
///
/// # Errors
/// A gain out of range.
pub(super) fn transplant(epsilon: Epsilon, gamma: f64) -> Result<FhnLayer, ParameterError> {
    Ok(FhnLayer { epsilon, gamma: Gamma::new(gamma)?, ..FhnLayer::new(Coupling::Transplant) })
}

/// The recall of each digit; 0 for one without images.
pub(super) fn per_digit(confusion: &Confusion) -> [f64; CLASSES] {
    let recall = confusion.recall();
    std::array::from_fn(|digit| recall.get(digit).copied().flatten().unwrap_or(0.0))
}

/// The lookup table for all drives up to a gain, prepared for transplants.
pub(super) fn table(
    epsilon: Epsilon,
    times: Timing,
    drive_bound: f64,
    stop: &StopToken,
) -> Result<LookupTable, SimulationError> {
    LookupTable::build(&Simulation::new(epsilon, State::DEFAULT, times), drive_bound, stop)
}

impl Probe {
    pub(super) fn new(network: &Network, images: &ImageSet) -> Self {
        let z = network.inputs(images);
        Self { network: network.clone(), labels: images.labels().to_vec(), z }
    }

    /// Several networks and one set.
    pub(super) fn all(networks: &[Network], images: &ImageSet) -> Vec<Self> {
        networks.iter().map(|network| Self::new(network, images)).collect()
    }

    pub(super) fn images(&self) -> usize {
        self.labels.len()
    }

    pub(super) fn labels(&self) -> &[Class] {
        &self.labels
    }

    pub(super) fn readout(&self, layer: &FhnLayer) -> Readout {
        self.network.with_units(*layer).readout()
    }

    /// The drives at these settings, shape [images, 100].
    pub(super) fn drives(&self, layer: &FhnLayer) -> Array2<f32> {
        layer.drives(&self.z)
    }

    /// The answers with neurons of `layer`, whose x(t; c) is in `table`.
    pub(super) fn ask(
        &self,
        layer: &FhnLayer,
        table: &LookupTable,
        stop: &StopToken,
    ) -> Result<Probed, SimulationError> {
        let readout = self.readout(layer);
        let mut votes = Vec::with_capacity(self.images());
        for z in self.z.axis_chunks_iter(ndarray::Axis(0), PICTURES) {
            stop.check()?;
            votes.extend(readout.table_votes(table, z.iter().map(|z| layer.drive(*z))));
        }
        let by = |rule| Confusion::of_labels((&self.labels, DIGITS), &answers(&votes, rule));
        Ok(Probed { winner: by(Rule::Winner), mean: by(Rule::Mean) })
    }

    /// The answers by the largest mean, as the mean law predicts them.
    pub(super) fn law(&self, layer: &FhnLayer) -> Confusion {
        let answers = mean_law_answers(&self.readout(layer), layer.epsilon, &self.drives(layer).view());
        Confusion::of_labels((&self.labels, DIGITS), &answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_out_of_range_is_an_error_and_not_the_default() {
        let message = transplant(Epsilon::DEFAULT, 11.0).unwrap_err().to_string();
        assert!(message.contains("gamma") && message.contains("10") && message.contains("11"), "{message}");
        assert!(transplant(Epsilon::DEFAULT, f64::NAN).is_err());
        assert_eq!(transplant(Epsilon::DEFAULT, -1.5).unwrap().gamma.get(), -1.5);
    }
}
