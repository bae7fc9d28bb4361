//! One picture, read by a network.

use crate::control::StopToken;
use crate::dataset::{CLASSES, Class};
use crate::image::InputImage;
use crate::network::loss::softmax;
use crate::network::{Network, OutputTraces, Readout, Rule};
use crate::neuron::{SimulationError, Timing};

use super::accuracy::traces;

/// A network that reads one picture at a time.
#[derive(Clone, Debug)]
pub struct ImageClassifier {
    network: Network,
    readout: Option<Readout>,
    rule: Rule,
}

/// What a network made of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    /// Its answer.
    pub answer: Class,
    /// For each digit the share of time that it led; for a plain network, its softmax. Sums to 1.
    pub shares: [f64; CLASSES],
    /// The lead of the largest share over the second.
    pub margin: f64,
    /// The race of the outputs; empty for a plain network.
    pub traces: OutputTraces,
}

impl ImageClassifier {
    /// A reader with this network, answering by `rule`.
    pub fn new(network: Network, rule: Rule) -> Self {
        let readout = match &network {
            Network::Plain(_) => None,
            Network::Fhn(network) => Some(network.readout()),
        };
        Self { network, readout, rule }
    }

    /// Reads a picture; the neurons are integrated one by one.
    ///
    /// # Errors
    /// [`SimulationError`] if the times don't fit the neurons, or somebody stopped the work.
    pub fn read(&self, image: &InputImage, times: Timing, stop: &StopToken) -> Result<Classification, SimulationError> {
        match (&self.network, &self.readout) {
            (Network::Fhn(network), Some(readout)) => {
                let traces = traces(&network.layer, readout, &network.drives_of(image), times, stop)?;
                let votes = &traces.votes;
                let (answer, shares, margin) = (votes.answer(self.rule), votes.shares(), votes.margin());
                Ok(Classification { answer, shares, margin, traces })
            }
            (Network::Plain(network), _) => Ok(Self::plain_reading(&network.logits_of(image))),
            // A reader of a network with neurons has a readout, by its constructor.
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
