//! What is measured of a network: engines that agree, counts that add up, work that stops.

use std::sync::Mutex;

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{Class, ClassCount, DIGITS, ImageSet, embedded_test};
use nullcline::experiment::{
    Confusion, Engine, Evaluation, ImageClassifier, Protocol, answers, confusion, mean_law_answers, votes,
};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, Gamma, Network, Rule, model_file};
use nullcline::neuron::{CouplingStrength, SimulationError, Timing};

/// Short, for debug builds.
const TIMES: Timing = Timing { transient: 30.0, window: 30.0, every: 0.1, step: None };

fn plain() -> Network {
    model_file::built_in("ann").unwrap().network
}

fn network(coupling: Coupling, gamma: f64) -> FhnNetwork {
    let layer = FhnLayer { gamma: Gamma::new(gamma).unwrap(), ..FhnLayer::new(coupling) };
    plain().with_units(layer)
}

fn pictures(count: usize) -> ImageSet {
    embedded_test().unwrap().first(count)
}

fn measured(network: &Network, set: &ImageSet, engine: Engine, rule: Rule) -> Confusion {
    let protocol = Protocol { times: TIMES, engine };
    confusion(network, set, Evaluation { protocol, rule }, Control::without_progress(&StopToken::new())).unwrap()
}

/// A table rounds drives to its cells; that must not be seen in the accuracy.
#[test]
fn table_and_direct_engine_agree() {
    let set = pictures(300);
    for (coupling, gamma) in [(Coupling::Transplant, -0.5), (Coupling::Calibrated, -1.0), (Coupling::Sigmoid, -1.0)] {
        let network = network(coupling, gamma).into();
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
    let expected = plain().plain_answers(&set);
    for gamma in [-3.0, -0.5, 0.5, 1.0] {
        let network = network(Coupling::Calibrated, gamma);
        let found = mean_law_answers(&network.readout(), network.units.epsilon, &network.drives(&set).view());
        let same = expected.iter().zip(&found).filter(|(one, other)| one == other).count();
        assert!(same >= 999, "gamma {gamma}: {same} of 1000");
    }
}

/// What is integrated has the means that the law says, up to what a short window leaves.
#[test]
fn means_over_a_window_are_those_of_the_law() {
    let set = pictures(200);
    let network = network(Coupling::Transplant, -1.0).into();
    let law = measured(&network, &set, Engine::Law, Rule::Mean);
    let table = measured(&network, &set, Engine::Table, Rule::Mean);
    assert!((law.accuracy() - table.accuracy()).abs() <= 0.03, "{} and {}", law.accuracy(), table.accuracy());
    let of = |rule, kappa| {
        let kappa = CouplingStrength::new(kappa).unwrap();
        Engine::suited(rule, &FhnLayer { kappa, ..FhnLayer::new(Coupling::Calibrated) }.into())
    };
    assert_eq!((of(Rule::Mean, 0.0), of(Rule::Winner, 0.0)), (Engine::Law, Engine::Table));
    assert_eq!((of(Rule::Mean, 0.1), of(Rule::Winner, 0.1)), (Engine::Law, Engine::Direct));
}

#[test]
fn a_reader_answers_as_the_measurement_does() {
    let set = pictures(12);
    let network = network(Coupling::Transplant, -1.0);
    let protocol = Protocol { times: TIMES, engine: Engine::Direct };
    let (readout, drives) = (network.readout(), network.drives(&set));
    let all =
        votes(&network.units, &readout, &drives, &protocol, Control::without_progress(&StopToken::new())).unwrap();
    let reader = ImageClassifier::new(network.into(), Rule::Winner).unwrap();
    for (index, votes) in all.iter().enumerate() {
        let reading = reader.read(&set.image(index), TIMES, &StopToken::new()).unwrap();
        assert_eq!(reading.traces.samples(), 300);
        assert!((reading.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&reading.margin));
        let counts = reading.traces.votes.counts.iter().zip(&votes.counts);
        let apart: u32 = counts.map(|(one, other)| one.abs_diff(*other)).sum();
        assert!(apart <= 12, "picture {index}: {:?}, not {:?}", reading.traces.votes.counts, votes.counts);
        if votes.margin() > 0.05 {
            assert_eq!(reading.answer, votes.answer(Rule::Winner));
        }
    }
    let plain = ImageClassifier::new(plain(), Rule::Winner).unwrap();
    let reading = plain.read(&set.image(0), TIMES, &StopToken::new()).unwrap();
    assert_eq!(reading.answer.value(), 7);
    assert!((reading.shares.iter().sum::<f64>() - 1.0).abs() < 1e-6 && reading.traces.samples() == 0);
}

#[test]
fn a_confusion_matrix_counts() {
    let digits = |values: &[u8]| values.iter().map(|value| Class::new(*value)).collect::<Vec<_>>();
    let found = Confusion::of_labels((&digits(&[3, 3, 3, 7]), DIGITS), &digits(&[3, 3, 8, 7]));
    let digit = Class::new;
    let count = |truth, answer| found.count(digit(truth), digit(answer));
    assert_eq!((count(3, 3), count(3, 8), count(7, 7), count(8, 3)), (2, 1, 1, 0));
    assert_eq!((found.images(), found.accuracy()), (4, 0.75));
    assert_eq!((found.recall()[3], found.recall()[7], found.recall()[0]), (Some(2.0 / 3.0), Some(1.0), None));
    assert_eq!(found.lowest_recall(), Some((digit(3), 2.0 / 3.0)), "classes without an image have none");
    assert_eq!(found.most_confused_pair(), Some((digit(3), digit(8))));
    assert_eq!(Confusion::of_labels((&digits(&[1, 2]), DIGITS), &digits(&[1, 2])).most_confused_pair(), None);
    let none = Confusion::new(DIGITS);
    assert_eq!((none.images(), none.accuracy(), none.recall()), (0, 0.0, vec![None; 10]));
    assert_eq!(none.lowest_recall(), None);
    // A class that no image has, and of which every answer is: it counts as an error, not as a recall of 0.
    let absent = Confusion::of_labels((&digits(&[0, 1]), ClassCount::new(3).unwrap()), &digits(&[2, 1]));
    assert_eq!(absent.recall(), [Some(0.0), Some(1.0), None]);
    assert_eq!(absent.lowest_recall(), Some((digit(0), 0.0)));
    // A network of more classes than the set.
    let more = Confusion::of_labels((&digits(&[0, 1]), ClassCount::new(2).unwrap()), &digits(&[4, 1]));
    assert_eq!((more.classes().get(), more.row(digit(0)), more.accuracy()), (5, &[0, 0, 0, 0, 1][..], 0.5));
    assert_eq!(more.recall(), [Some(0.0), Some(1.0), None, None, None]);
}

#[test]
fn an_empty_set_has_no_answers() {
    let network = network(Coupling::Transplant, -0.5).into();
    for engine in [Engine::Table, Engine::Direct, Engine::Law] {
        assert_eq!(measured(&network, &pictures(0), engine, Rule::Mean).images(), 0);
    }
    assert!(answers(&[], Rule::Winner).is_empty());
}

#[test]
fn progress_runs_to_the_end_and_a_stop_is_obeyed() {
    let (set, network) = (pictures(150), network(Coupling::Transplant, -0.5).into());
    for engine in [Engine::Table, Engine::Direct] {
        let protocol = Protocol { times: Timing { transient: 5.0, window: 5.0, ..TIMES }, engine };
        let seen = Mutex::new(Vec::new());
        let note = |done: f32| seen.lock().unwrap().push(done);
        confusion(
            &network,
            &set,
            Evaluation { protocol, rule: Rule::Winner },
            Control { stop: &StopToken::new(), progress: &note },
        )
        .unwrap();
        let seen = seen.into_inner().unwrap();
        assert!(seen.is_sorted() && seen.last() == Some(&1.0), "{engine:?}: {seen:?}");
        let stop = StopToken::new();
        stop.stop();
        let stopped =
            confusion(&network, &set, Evaluation { protocol, rule: Rule::Winner }, Control::without_progress(&stop));
        assert!(matches!(stopped, Err(SimulationError::Stopped(_))), "{engine:?}");
        let wrong = Protocol { times: Timing { window: 0.0, ..TIMES }, engine };
        let refused = confusion(
            &network,
            &set,
            Evaluation { protocol: wrong, rule: Rule::Winner },
            Control::without_progress(&StopToken::new()),
        );
        assert!(matches!(refused, Err(SimulationError::Step(_))), "{engine:?}");
    }
}
