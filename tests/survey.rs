//! A survey keeps what it can from one setting to the next, and says what a fresh evaluation says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

mod bars;

use nullcline::control::{Control, StopToken};
use nullcline::dataset::DIGITS;
use nullcline::experiment::{Engine, Evaluation, Protocol, Survey, confusion};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, Gamma, HiddenCount, Network, Rule};
use nullcline::neuron::Timing;

const TIMES: Timing = Timing { transient: 20.0, window: 20.0, every: 0.5, step: None };

fn network(gamma: f64) -> FhnNetwork {
    let layer = FhnLayer { gamma: Gamma::new(gamma).unwrap(), ..FhnLayer::new(Coupling::Calibrated) };
    Network::glorot((HiddenCount::DEFAULT, DIGITS), layer, 3)
}

#[test]
fn a_survey_agrees_with_a_fresh_evaluation_at_every_setting() {
    let set = bars::pictures(80, 5);
    let mut survey = Survey::new(set.clone(), TIMES);
    let fresh = |gamma: f64, rule: Rule| {
        let protocol = Protocol { times: TIMES, engine: Engine::suited(rule, &network.units) };
        let network = network(gamma).into();
        confusion(&network, &set, Evaluation { protocol, rule }, Control::without_progress(&StopToken::new())).unwrap()
    };
    // Back and forth, so that a table or an input kept too long would show.
    for gamma in [-0.5, -1.2, -0.5, 0.7] {
        assert_eq!(survey.by_mean(&network(gamma)), fresh(gamma, Rule::Mean), "mean at gamma {gamma}");
        let by_winner = survey.by_winner(&network(gamma), &StopToken::new()).unwrap();
        // Tables of another reach have other coarse cells, so a close race may end otherwise.
        let difference = (by_winner.accuracy() - fresh(gamma, Rule::Winner).accuracy()).abs();
        assert!(difference <= 0.05, "winner at gamma {gamma}: {difference}");
    }
}
