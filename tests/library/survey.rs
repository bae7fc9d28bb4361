//! A survey keeps what it can from one setting to the next, and says what a fresh evaluation says.

use crate::bars;
use nullcline::control::{Control, StopToken};
use nullcline::dataset::DIGITS;
use nullcline::experiment::{
    Confusion, Draws, DriveNoise, Engine, Evaluation, EvaluationContext, NoiseDeviation, NoiseKind, Protocol, Survey,
    accuracy_by_noise, confusion, mean_law_answers,
};
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
        let network: Network = network(gamma).into();
        let protocol = Protocol { times: TIMES, engine: Engine::suited(rule, &network.units) };
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

#[test]
fn a_survey_with_heterogeneity_agrees_with_the_experiment_of_the_same_draw() {
    let set = bars::pictures(80, 5);
    let (network, stop) = (network(-0.5), StopToken::new());
    let mut survey = Survey::new(set.clone(), TIMES);
    let without = survey.votes(&network, &stop).unwrap();
    for (deviation, seed) in [(0.3, 4), (0.05, 5)] {
        let heterogeneity = NoiseDeviation::new(deviation).unwrap();
        let fluctuation = NoiseDeviation::new(0.2).unwrap();
        survey.set_heterogeneity(DriveNoise { heterogeneity, fluctuation, seed });
        let context = EvaluationContext { network: &network, images: &set, times: TIMES };
        let control = Control::without_progress(&stop);
        let expected =
            accuracy_by_noise(&context, NoiseKind::Frozen, (&[deviation], Draws::one(seed)), control).unwrap();
        let found = survey.by_winner(&network, &stop).unwrap().accuracy();
        assert!((found - expected[0].scores.winner).abs() <= 0.026, "{found}, not {}", expected[0].scores.winner);
        let along = survey.along(&network, &stop).unwrap();
        assert_eq!(along.last().unwrap().accuracy[0], found, "the window as a whole");
        let offsets = DriveNoise { heterogeneity, seed, ..DriveNoise::default() }.offsets(100);
        let mut drives = network.drives(&set);
        drives
            .rows_mut()
            .into_iter()
            .for_each(|mut row| row.iter_mut().zip(&offsets).for_each(|(drive, by)| *drive += by));
        let means = mean_law_answers(&network.readout(), network.units.epsilon, &drives.view());
        assert_eq!(survey.by_mean(&network), Confusion::of(&set, &means));
    }
    survey.set_heterogeneity(DriveNoise::default());
    assert_eq!(survey.votes(&network, &stop).unwrap(), without, "none is as before");
}
