//! The protocol's answer to a digit, computed in the background: 1000 time units thrown away, 100 watched.

use std::sync::Arc;

use crate::control::StopToken;
use crate::digit::{Digit, DigitImage};
use crate::experiment::{Treatments, Trial};
use crate::fhn::{Times, WatchError};
use crate::network::loss::softmax;
use crate::network::{FhnLayer, Model, Network, Race, Readout, Rule};
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::neurons::NEURONS;

/// Everything that an answer depends on.
pub(crate) struct AnswerRequest {
    image: DigitImage,
    plain: Arc<Model>,
    layer: FhnLayer,
    readout: Readout,
    drives: [f32; NEURONS],
    treatments: Treatments,
    times: Times,
}

impl AnswerRequest {
    /// What `network` reads in `image`. `plain` is asked for comparison.
    pub(crate) fn new(network: &ActiveNetwork, plain: Arc<Model>, image: DigitImage, drives: &[f32; NEURONS]) -> Self {
        let (layer, readout) = (network.layer(), network.readout().clone());
        Self { image, plain, layer, readout, drives: *drives, treatments: Treatments::new(), times: Times::default() }
    }

    /// The same with hands on the neurons.
    pub(crate) fn treated(self, treatments: &Treatments) -> Self {
        Self { treatments: treatments.clone(), ..self }
    }

    fn trial<'a>(&'a self, treatments: &'a Treatments) -> Trial<'a> {
        Trial { layer: self.layer, drives: &self.drives, treatments, times: self.times }
    }

    /// The winner if nothing were done to the neurons; `None` if nothing is.
    fn untouched(&self, stop: &StopToken) -> Result<Option<Digit>, WatchError> {
        if self.treatments.is_empty() {
            return Ok(None);
        }
        let outcome = self.trial(&Treatments::new()).run(&self.readout, stop)?;
        Ok(Some(outcome.race.votes.answer(Rule::Winner)))
    }

    /// Runs the protocol. `Err` is a sentence.
    pub(crate) fn answer(&self, stop: &StopToken) -> Result<Answer, String> {
        let text = |error: WatchError| error.to_string();
        let outcome = self.trial(&self.treatments).run(&self.readout, stop).map_err(text)?;
        let (race, without) = (outcome.race, outcome.without);
        Ok(Answer {
            untouched: self.untouched(stop).map_err(text)?,
            without,
            last: race.votes.answer(Rule::Last),
            winner: race.votes.answer(Rule::Winner),
            by_mean: race.votes.answer(Rule::Mean),
            shares: race.votes.shares(),
            margin: race.votes.margin(),
            decided_at: race.decided_at() as f64 * self.times.every,
            plain: plain_answer(&self.plain.network, &self.image),
            leaders: race.leaders().collect(),
            race,
        })
    }
}

impl Answer {
    /// The digit that led second longest.
    pub(crate) fn second(&self) -> Digit {
        let shares: [f32; crate::digit::CLASSES] =
            std::array::from_fn(|digit| if digit == self.winner.index() { -1.0 } else { self.shares[digit] as f32 });
        Digit::of_largest(&shares)
    }

    /// Whether a neuron, silenced alone, would change the winner.
    pub(crate) fn hangs_on(&self, neuron: usize) -> bool {
        self.without.get(neuron).is_some_and(|winner| *winner != self.winner)
    }
}

/// What the protocol's run led to.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The digit that led longest.
    pub(crate) winner: Digit,
    /// The digit with the largest time mean.
    pub(crate) by_mean: Digit,
    /// The digit that leads at the end of the window.
    pub(crate) last: Digit,
    /// The winner if nothing had been done to the neurons, if something was.
    pub(crate) untouched: Option<Digit>,
    /// For each neuron the winner if it were silenced.
    pub(crate) without: Vec<Digit>,
    /// The share of the window for which each digit led.
    pub(crate) shares: [f64; crate::digit::CLASSES],
    /// The winner's lead over the second, in shares of time.
    pub(crate) margin: f64,
    /// The time in the window after which the leader never changed again.
    pub(crate) decided_at: f64,
    /// What the plain network says, and how sure it is.
    pub(crate) plain: Option<(Digit, f64)>,
    /// Who leads at each sample.
    pub(crate) leaders: Vec<Digit>,
    /// The outputs at each sample.
    pub(crate) race: Race,
}

/// What the plain network, with its sigmoids, says to a picture: the digit and its softmax probability.
fn plain_answer(network: &Network, image: &DigitImage) -> Option<(Digit, f64)> {
    let Network::Plain(plain) = network else { return None };
    let logits = plain.logits_of(image);
    let answer = Digit::of_largest(&logits);
    Some((answer, f64::from(softmax(&logits)[answer.index()])))
}
