//! What disturbs networks of neurons, and what does not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{ImageSet, embedded_test, embedded_train};
use nullcline::experiment::{
    Engine, Evaluation, EvaluationContext, MapSettings, NoiseKind, Protocol, ablated, accuracy_by_ablation,
    accuracy_by_initial_condition, accuracy_by_integration_time, accuracy_by_noise, accuracy_by_scatter, confusion,
    regime_map,
};
use nullcline::network::{FhnNetwork, Gamma, Rule, TrainingSets, model_file::built_in};
use nullcline::neuron::{ControlParameter, Epsilon, Timing};

const TIMES: Timing = Timing { transient: 50.0, window: 20.0, every: 0.1, step: None };

fn fhn() -> FhnNetwork {
    let network = built_in("fhn").unwrap().network;
    network.with_units(network.units.fhn().expect("neurons"))
}

fn pictures(count: usize) -> ImageSet {
    embedded_test().unwrap().first(count)
}

#[test]
fn the_last_window_is_what_an_evaluation_gives_and_longer_ones_are_no_guess() {
    let (network, set) = (fhn(), pictures(300));
    let subject = EvaluationContext { network: &network, pictures: &set, times: TIMES };
    let points = accuracy_by_integration_time(&subject, &[1.0, 20.0, 5.0], Control::silent(&StopToken::new())).unwrap();
    assert_eq!(points.iter().map(|point| point.window).collect::<Vec<_>>(), [1.0, 5.0, 20.0]);
    let protocol = Protocol { times: TIMES, engine: Engine::Table };
    for (rule, found) in [(Rule::Winner, points[2].scores.winner), (Rule::Mean, points[2].scores.mean)] {
        let whole =
            confusion(&network.clone().into(), &set, Evaluation { protocol, rule }, Control::silent(&StopToken::new()));
        assert_eq!(whole.unwrap().accuracy(), found);
    }
    assert!(points[2].scores.winner > points[0].scores.winner);
}

#[test]
fn no_noise_is_no_harm_and_much_noise_is() {
    let (network, set) = (fhn(), pictures(60));
    let subject = EvaluationContext { network: &network, pictures: &set, times: TIMES };
    for kind in [NoiseKind::Frozen, NoiseKind::Fluctuating(1.0)] {
        let run = || accuracy_by_noise(&subject, kind, (&[0.0, 3.0], 1), Control::silent(&StopToken::new())).unwrap();
        let points = run();
        assert_eq!(points, run(), "the same seed");
        assert!(points[0].scores.winner > 0.85, "{points:?}");
        assert!(points[1].scores.mean < points[0].scores.mean, "{points:?}");
    }
}

#[test]
fn scattered_starts_do_not_move_the_mean_much() {
    let (network, set) = (fhn(), pictures(100));
    let subject = EvaluationContext { network: &network, pictures: &set, times: Timing { window: 100.0, ..TIMES } };
    let own = [network.units.start];
    let together = accuracy_by_initial_condition(&subject, &own, Control::silent(&StopToken::new())).unwrap();
    let apart = accuracy_by_scatter(&subject, (&[0.0, 1.0], 1), Control::silent(&StopToken::new())).unwrap();
    assert!((together[0].scores.mean - apart[0].scores.mean).abs() < 0.03, "a scatter of nothing is the common start");
    assert!((apart[1].scores.mean - apart[0].scores.mean).abs() < 0.05, "{apart:?}");
}

#[test]
fn silenced_neurons_say_nothing_and_all_of_them_leave_nothing() {
    let (network, set) = (fhn(), pictures(200));
    let subject = EvaluationContext { network: &network, pictures: &set, times: TIMES };
    let points = accuracy_by_ablation(&subject, (&[0, 10, 100], &[0, 1]), Control::silent(&StopToken::new())).unwrap();
    assert_eq!(points[0].scores.winner, points[1].scores.winner, "none silent, whatever the seed");
    assert!(points[2].scores.mean <= points[0].scores.mean && points[4].scores.winner < 0.25, "{points:?}");
    // Any x of a silent neuron leads to the same outputs as x = 0.
    let readout = ablated(&network, &[7]).readout();
    let mut x = vec![0.3; 100];
    x[7] = 0.0;
    let zero = network.readout().outputs(&x);
    x[7] = 1.7;
    for (ablated, zero) in readout.outputs(&x).iter().zip(zero) {
        assert!((ablated - zero).abs() < 1e-4 * zero.abs().max(1.0));
    }
}

#[test]
fn a_map_has_a_point_for_each_setting_and_the_mean_law_in_it() {
    let (train, test) = (embedded_train().unwrap().first(1500), pictures(200));
    let settings = MapSettings {
        gammas: vec![Gamma::new(-0.5).unwrap(), Gamma::new(-1.0).unwrap()],
        controls: vec![ControlParameter::new(0.0).unwrap(), ControlParameter::new(2.5).unwrap()],
        epsilons: vec![Epsilon::DEFAULT],
        train_pictures: 1500,
        test_pictures: 200,
        epochs: 4,
        seed: 0,
        times: TIMES,
    };
    let sets = TrainingSets { train: &train, test: &test };
    let points = regime_map(&settings, sets, Control::silent(&StopToken::new())).unwrap();
    assert_eq!(points.len(), 4);
    // gamma -0.5: all spike at a = 0, none at a = 2.5.
    assert_eq!((points[0].spiking, points[1].spiking), (1.0, 0.0));
    // At rest there is no ripple: the winner is the mean.
    assert!((points[1].calibrated_winner - points[1].calibrated_mean).abs() < 0.011, "{:?}", points[1]);
    assert!(points.iter().all(|point| point.trained_mean > 0.6), "{points:?}");
    let stopped = StopToken::new();
    stopped.stop();
    assert!(regime_map(&settings, sets, Control::silent(&stopped)).is_err());
}
