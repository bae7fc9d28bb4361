//! One picture, read by a network.

use crate::control::StopToken;
use crate::digit::{CLASSES, Digit, DigitImage};
use crate::fhn::{Times, WatchError};
use crate::network::loss::softmax;
use crate::network::{Network, Race, Readout, Rule};

use super::accuracy::race;

/// A network that reads one picture at a time.
#[derive(Clone, Debug)]
pub struct Reader {
    network: Network,
    readout: Option<Readout>,
    rule: Rule,
}

/// What a network made of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its answer.
    pub answer: Digit,
    /// For each digit the share of time that it led; for a plain network, its softmax. Sums to 1.
    pub shares: [f64; CLASSES],
    /// The lead of the largest share over the second.
    pub margin: f64,
    /// The race of the outputs; empty for a plain network.
    pub race: Race,
}

impl Reader {
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
    /// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
    pub fn read(&self, image: &DigitImage, times: Times, stop: &StopToken) -> Result<Reading, WatchError> {
        match (&self.network, &self.readout) {
            (Network::Fhn(network), Some(readout)) => {
                let race = race(&network.layer, readout, &network.drives_of(image), times, stop)?;
                let votes = &race.votes;
                let (answer, shares, margin) = (votes.answer(self.rule), votes.shares(), votes.margin());
                Ok(Reading { answer, shares, margin, race })
            }
            (Network::Plain(network), _) => Ok(Self::plain_reading(&network.logits_of(image))),
            // A reader of a network with neurons has a readout, by its constructor.
            (Network::Fhn(_), None) => Ok(Self::plain_reading(&[0.0; CLASSES])),
        }
    }

    fn plain_reading(logits: &[f32; CLASSES]) -> Reading {
        let shares = softmax(logits).map(f64::from);
        let mut sorted = shares;
        sorted.sort_by(f64::total_cmp);
        Reading {
            answer: Digit::of_largest(logits),
            shares,
            margin: sorted[CLASSES - 1] - sorted[CLASSES - 2],
            race: Race::default(),
        }
    }
}
