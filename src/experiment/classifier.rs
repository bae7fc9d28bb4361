//! Classification of one image by a network.

use crate::control::StopToken;
use crate::dataset::{CLASSES, Class};
use crate::image::InputImage;
use crate::network::loss::softmax;
use crate::network::{Network, OutputTraces, Readout, Rule};
use crate::neuron::{SimulationError, Timing};

use super::accuracy::traces;

/// A network that classifies one image at a time.
#[derive(Clone, Debug)]
pub struct ImageClassifier {
    network: Network,
    readout: Option<Readout>,
    rule: Rule,
}

/// The answer of a network to an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    /// The digit.
    pub answer: Class,
    /// For each digit the share of the observation window for which it led; for a plain network, its softmax. Sums to 1.
    pub shares: [f64; CLASSES],
    /// The lead of the largest share over the second.
    pub margin: f64,
    /// The output traces; empty for a plain network.
    pub traces: OutputTraces,
}

impl ImageClassifier {
    /// A classifier with this network, answering by `rule`.
    pub fn new(network: Network, rule: Rule) -> Self {
        let readout = match &network {
            Network::Plain(_) => None,
            Network::Fhn(network) => Some(network.readout()),
        };
        Self { network, readout, rule }
    }

    /// Classifies an image; the neurons are integrated one by one.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, or the work was stopped.
    pub fn read(&self, image: &InputImage, times: Timing, stop: &StopToken) -> Result<Classification, SimulationError> {
        match (&self.network, &self.readout) {
            (Network::Fhn(network), Some(readout)) => {
                let traces = traces(&network.layer, readout, &network.drives_of(image), times, stop)?;
                let votes = &traces.votes;
                let (answer, shares, margin) = (votes.answer(self.rule), votes.shares(), votes.margin());
                Ok(Classification { answer, shares, margin, traces })
            }
            (Network::Plain(network), _) => Ok(Self::plain_reading(&network.logits_of(image))),
            // A classifier of a network with neurons has a readout, by its constructor.
            (Network::Fhn(_), None) => Ok(Self::plain_reading(&[0.0; CLASSES])),
        }
    }

    fn plain_reading(logits: &[f32; CLASSES]) -> Classification {
        let shares = softmax(logits).map(f64::from);
        let mut sorted = shares;
        sorted.sort_by(f64::total_cmp);
        Classification {
            answer: Class::of_largest(logits),
            shares,
            margin: sorted[CLASSES - 1] - sorted[CLASSES - 2],
            traces: OutputTraces::default(),
        }
    }
}
