//! What is measured of a network: engines that agree, counts that add up, work that stops.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

use std::sync::Mutex;

use nullcline::control::{StopToken, no_progress};
use nullcline::dataset::{CLASSES, Class, ImageSet, embedded_test};
use nullcline::experiment::{
    Confusion, Engine, ImageClassifier, Protocol, answers, confusion, mean_law_answers, votes,
};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, Gamma, Network, PlainNetwork, Rule, model_file};
use nullcline::neuron::{SimulationError, Timing};

/// Short, for debug builds.
const TIMES: Timing = Timing { transient: 30.0, window: 30.0, every: 0.1, step: None };

fn plain() -> PlainNetwork {
    match model_file::built_in("ann").unwrap().network {
        Network::Plain(network) => network,
        Network::Fhn(_) => panic!("ann is not plain"),
    }
}

fn network(coupling: Coupling, gamma: f64) -> FhnNetwork {
    let layer = FhnLayer { gamma: Gamma::new(gamma).unwrap(), ..FhnLayer::new(coupling) };
    FhnNetwork::transplant(&plain(), layer)
}

fn pictures(count: usize) -> ImageSet {
    embedded_test().unwrap().first(count)
}

fn measured(network: &Network, set: &ImageSet, engine: Engine, rule: Rule) -> Confusion {
    let protocol = Protocol { times: TIMES, engine };
    confusion(network, set, (&protocol, rule), (&StopToken::new(), &no_progress)).unwrap()
}

/// A table rounds drives to its cells; that must not be seen in the accuracy.
#[test]
fn table_and_direct_engine_agree() {
    let set = pictures(300);
    for (coupling, gamma) in [(Coupling::Transplant, -0.5), (Coupling::Calibrated, -1.0), (Coupling::Sigmoid, -1.0)] {
        let network = Network::Fhn(network(coupling, gamma));
        for rule in [Rule::Winner, Rule::Mean] {
            let table = measured(&network, &set, Engine::Table, rule);
            let direct = measured(&network, &set, Engine::Direct, rule);
            assert_eq!((table.images(), direct.images()), (300, 300));
            let difference = (table.accuracy() - direct.accuracy()).abs();
            assert!(difference <= 0.005, "{coupling:?}, {rule:?}: {} and {}", table.accuracy(), direct.accuracy());
        }
    }
}

/// With the mean law alone a calibrated network answers as the plain one, picture by picture.
#[test]
fn the_mean_law_keeps_every_answer_of_the_plain_network() {
    let set = pictures(1000);
    let expected = plain().answers(&set);
    for gamma in [-3.0, -0.5, 0.5, 1.0] {
        let network = network(Coupling::Calibrated, gamma);
        let found = mean_law_answers(&network.readout(), network.layer.epsilon, &network.drives(&set).view());
        let same = expected.iter().zip(&found).filter(|(one, other)| one == other).count();
        assert!(same >= 999, "gamma {gamma}: {same} of 1000");
    }
}

/// What is integrated has the means that the law says, up to what a short window leaves.
#[test]
fn means_over_a_window_are_those_of_the_law() {
    let set = pictures(200);
    let network = Network::Fhn(network(Coupling::Transplant, -1.0));
    let law = measured(&network, &set, Engine::Law, Rule::Mean);
    let table = measured(&network, &set, Engine::Table, Rule::Mean);
    assert!((law.accuracy() - table.accuracy()).abs() <= 0.03, "{} and {}", law.accuracy(), table.accuracy());
    assert_eq!(Engine::suited(Rule::Mean), Engine::Law);
    assert_eq!(Engine::suited(Rule::Winner), Engine::Table);
}

#[test]
fn a_reader_answers_as_the_measurement_does() {
    let set = pictures(12);
    let network = network(Coupling::Transplant, -1.0);
    let protocol = Protocol { times: TIMES, engine: Engine::Direct };
    let (readout, drives) = (network.readout(), network.drives(&set));
    let all = votes(&network.layer, &readout, &drives, &protocol, (&StopToken::new(), &no_progress)).unwrap();
    let reader = ImageClassifier::new(Network::Fhn(network), Rule::Winner);
    for (index, votes) in all.iter().enumerate() {
        let reading = reader.read(&set.image(index), TIMES, &StopToken::new()).unwrap();
        assert_eq!(reading.traces.outputs.len(), 300);
        assert!((reading.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&reading.margin));
        let counts = reading.traces.votes.counts.iter().zip(votes.counts);
        let apart: u32 = counts.map(|(one, other)| one.abs_diff(other)).sum();
        assert!(apart <= 12, "picture {index}: {:?}, not {:?}", reading.traces.votes.counts, votes.counts);
        if votes.margin() > 0.05 {
            assert_eq!(reading.answer, votes.answer(Rule::Winner));
        }
    }
    let plain = ImageClassifier::new(Network::Plain(plain()), Rule::Winner);
    let reading = plain.read(&set.image(0), TIMES, &StopToken::new()).unwrap();
    assert_eq!(reading.answer.value(), 7);
    assert!((reading.shares.iter().sum::<f64>() - 1.0).abs() < 1e-6 && reading.traces.outputs.is_empty());
}

#[test]
fn a_confusion_matrix_counts() {
    let digits = |values: &[u8]| values.iter().map(|value| Class::new(*value).unwrap()).collect::<Vec<_>>();
    let found = Confusion::of(&digits(&[3, 3, 3, 7]), &digits(&[3, 3, 8, 7]));
    assert_eq!((found.counts[3][3], found.counts[3][8], found.counts[7][7]), (2, 1, 1));
    assert_eq!((found.images(), found.accuracy()), (4, 0.75));
    assert_eq!((found.per_digit()[3], found.per_digit()[7], found.per_digit()[0]), (2.0 / 3.0, 1.0, 0.0));
    let digit = |value| Class::new(value).unwrap();
    assert_eq!(found.most_confused_pair(), Some((digit(3), digit(8))));
    assert_eq!(Confusion::of(&digits(&[1, 2]), &digits(&[1, 2])).most_confused_pair(), None);
    let none = Confusion::default();
    assert_eq!((none.images(), none.accuracy(), none.per_digit()), (0, 0.0, [0.0; CLASSES]));
}

#[test]
fn an_empty_set_has_no_answers() {
    let network = Network::Fhn(network(Coupling::Transplant, -0.5));
    for engine in [Engine::Table, Engine::Direct, Engine::Law] {
        assert_eq!(measured(&network, &pictures(0), engine, Rule::Mean).images(), 0);
    }
    assert!(answers(&[], Rule::Winner).is_empty());
}

#[test]
fn progress_runs_to_the_end_and_a_stop_is_obeyed() {
    let (set, network) = (pictures(150), Network::Fhn(network(Coupling::Transplant, -0.5)));
    for engine in [Engine::Table, Engine::Direct] {
        let protocol = Protocol { times: Timing { transient: 5.0, window: 5.0, ..TIMES }, engine };
        let seen = Mutex::new(Vec::new());
        let note = |done: f32| seen.lock().unwrap().push(done);
        confusion(&network, &set, (&protocol, Rule::Winner), (&StopToken::new(), &note)).unwrap();
        let seen = seen.into_inner().unwrap();
        assert!(seen.is_sorted() && seen.last() == Some(&1.0), "{engine:?}: {seen:?}");
        let stop = StopToken::new();
        stop.stop();
        let stopped = confusion(&network, &set, (&protocol, Rule::Winner), (&stop, &no_progress));
        assert!(matches!(stopped, Err(SimulationError::Stopped(_))), "{engine:?}");
        let wrong = Protocol { times: Timing { window: 0.0, ..TIMES }, engine };
        let refused = confusion(&network, &set, (&wrong, Rule::Winner), (&StopToken::new(), &no_progress));
        assert!(matches!(refused, Err(SimulationError::Step(_))), "{engine:?}");
    }
}
