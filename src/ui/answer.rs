//! The protocol's answer to a digit, computed in the background: 1000 time units thrown away, 100 watched.

use std::sync::Arc;

use super::brain::{self, Brain};
use super::live::NEURONS;
use crate::control::StopToken;
use crate::digit::{Digit, DigitImage};
use crate::experiment;
use crate::fhn::Times;
use crate::network::{FhnLayer, Model, Race, Readout, Rule};

/// Everything that an answer depends on.
pub(crate) struct Question {
    image: DigitImage,
    plain: Arc<Model>,
    layer: FhnLayer,
    readout: Readout,
    drives: [f32; NEURONS],
    times: Times,
}

impl Question {
    /// What `brain` reads in `image`. `plain` is asked for comparison.
    pub(crate) fn new(brain: &Brain, plain: Arc<Model>, image: DigitImage, drives: &[f32; NEURONS]) -> Self {
        let (layer, readout) = (brain.layer(), brain.readout().clone());
        Self { image, plain, layer, readout, drives: *drives, times: Times::default() }
    }

    /// Runs the protocol. `Err` is a sentence.
    pub(crate) fn answer(&self, stop: &StopToken) -> Result<Answer, String> {
        let race = experiment::race(&self.layer, &self.readout, &self.drives, self.times, stop)
            .map_err(|error| error.to_string())?;
        Ok(Answer {
            winner: race.votes.answer(Rule::Winner),
            by_mean: race.votes.answer(Rule::Mean),
            shares: race.votes.shares(),
            margin: race.votes.margin(),
            decided_at: race.decided_at() as f64 * self.times.every,
            plain: brain::plain_answer(&self.plain.network, &self.image),
            leaders: race.leaders().collect(),
            race,
        })
    }
}

/// What the protocol's run led to.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The digit that led longest.
    pub(crate) winner: Digit,
    /// The digit with the largest time mean.
    pub(crate) by_mean: Digit,
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
