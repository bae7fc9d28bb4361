//! What disturbs networks of neurons, and what does not.

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{ImageSet, embedded_test, embedded_train};
use nullcline::experiment::{
    Constraint, DYNAMICS, DecisionSettings, Draws, Engine, Evaluation, EvaluationContext, Intervention, Interventions,
    MapSettings, NoiseKind, PerturbationExperiment, Protocol, Stopping, ablated, accuracy_by_ablation,
    accuracy_by_coupling, accuracy_by_decision, accuracy_by_dynamics, accuracy_by_initial_condition,
    accuracy_by_integration_time, accuracy_by_noise, accuracy_by_scatter, confusion, regime_map,
};
use nullcline::network::{FhnNetwork, Gamma, Rule, TrainingSets, model_file::built_in};
use nullcline::neuron::{ControlParameter, CouplingStrength, Epsilon, SynapticTime, Timing};

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
    let subject = EvaluationContext { network: &network, images: &set, times: TIMES };
    let points =
        accuracy_by_integration_time(&subject, &[1.0, 20.0, 5.0], Control::without_progress(&StopToken::new()))
            .unwrap();
    assert_eq!(points.iter().map(|point| point.window).collect::<Vec<_>>(), [1.0, 5.0, 20.0]);
    let protocol = Protocol { times: TIMES, engine: Engine::Table };
    for (rule, found) in [(Rule::Winner, points[2].scores.winner), (Rule::Mean, points[2].scores.mean)] {
        let whole = confusion(
            &network.clone().into(),
            &set,
            Evaluation { protocol, rule },
            Control::without_progress(&StopToken::new()),
        );
        assert_eq!(whole.unwrap().accuracy(), found);
    }
    assert!(points[2].scores.winner > points[0].scores.winner);
}

#[test]
fn no_noise_is_no_harm_and_much_noise_is() {
    let (network, set) = (fhn(), pictures(60));
    let subject = EvaluationContext { network: &network, images: &set, times: TIMES };
    for kind in [NoiseKind::Frozen, NoiseKind::Fluctuating(1.0)] {
        let run = || {
            accuracy_by_noise(
                &subject,
                kind,
                (&[0.0, 3.0], Draws::one(1)),
                Control::without_progress(&StopToken::new()),
            )
            .unwrap()
        };
        let points = run();
        assert_eq!(points, run(), "the same seed");
        assert!(points[0].scores.winner > 0.85, "{points:?}");
        assert!(points[1].scores.mean < points[0].scores.mean, "{points:?}");
    }
}

#[test]
fn scattered_starts_do_not_move_the_mean_much() {
    let (network, set) = (fhn(), pictures(100));
    let subject = EvaluationContext { network: &network, images: &set, times: Timing { window: 100.0, ..TIMES } };
    let own = [network.units.start];
    let together = accuracy_by_initial_condition(&subject, &own, Control::without_progress(&StopToken::new())).unwrap();
    let apart =
        accuracy_by_scatter(&subject, (&[0.0, 1.0], Draws::one(1)), Control::without_progress(&StopToken::new()))
            .unwrap();
    assert!((together[0].scores.mean - apart[0].scores.mean).abs() < 0.03, "a scatter of nothing is the common start");
    assert!((apart[1].scores.mean - apart[0].scores.mean).abs() < 0.05, "{apart:?}");
}

#[test]
fn ablated_neurons_contribute_nothing_and_without_all_of_them_nothing_is_left() {
    let (network, set) = (fhn(), pictures(200));
    let subject = EvaluationContext { network: &network, images: &set, times: TIMES };
    let draws = Draws { first: 0, count: 2 };
    let points =
        accuracy_by_ablation(&subject, (&[0, 10, 100], draws), Control::without_progress(&StopToken::new())).unwrap();
    assert_eq!((points[0].scores.draws, points[0].scores.winner_sd), (2, Some(0.0)), "none ablated, whatever the draw");
    assert!(points[2].scores.mean <= points[0].scores.mean && points[2].scores.winner < 0.25, "{points:?}");
    assert!(
        points[1].scores.winner_lowest <= points[1].scores.winner
            && points[1].scores.mean_lowest <= points[1].scores.mean,
        "{points:?}"
    );
}

/// "Ablated" is one thing in the experiment and in an intervention: no contribution at all, which is not the same as x = 0.
#[test]
fn an_ablated_network_is_one_with_the_neuron_ablated() {
    let network = fhn();
    let drives = network.drives_of(&pictures(1).image(0));
    let intervention = Intervention { constraint: Constraint::Ablated, ..Intervention::default() };
    let run = |network: &FhnNetwork, interventions: &Interventions| {
        let (layer, times) = (network.units, Timing { window: 5.0, ..TIMES });
        let experiment = PerturbationExperiment { interventions, ..PerturbationExperiment::new(layer, &drives, times) };
        experiment.run(&network.readout(), &StopToken::new()).unwrap().traces
    };
    let intervened = run(&network, &Interventions::from([(7, intervention)]));
    let without = run(&ablated(&network, &[7]), &Interventions::new());
    for (one, other) in intervened.values().iter().zip(without.values()) {
        assert!((one - other).abs() < 1e-4 * one.abs().max(1.0), "{one} and {other}");
    }
}

#[test]
fn a_draw_is_one_of_its_own_and_the_statistics_are_of_them_all() {
    let (network, set) = (fhn(), pictures(100));
    let subject = EvaluationContext { network: &network, images: &set, times: TIMES };
    let winner = |first: u64, count: u32| {
        let (deviations, draws, stop) = ([0.0, 0.3], Draws { first, count }, StopToken::new());
        accuracy_by_noise(&subject, NoiseKind::Frozen, (&deviations, draws), Control::without_progress(&stop)).unwrap()
    };
    let (one, other, both) = (winner(4, 1), winner(5, 1), winner(4, 2));
    assert_eq!(
        (both[0].scores.winner, both[0].scores.winner_sd),
        (one[0].scores.winner, Some(0.0)),
        "no noise, nothing is drawn"
    );
    let single = [one[1].scores.winner, other[1].scores.winner];
    assert!((both[1].scores.winner - f64::midpoint(single[0], single[1])).abs() < 1e-12, "{single:?}, {both:?}");
    assert_eq!(both[1].scores.winner_lowest, single[0].min(single[1]));
    assert_eq!(
        (one[1].scores.draws, one[1].scores.winner_sd, one[1].scores.winner_lowest),
        (1, None, one[1].scores.winner)
    );
}

/// Held between samples, noise of a short correlation time would be stronger than was asked for.
#[test]
fn noise_that_samples_can_not_follow_is_refused() {
    let (network, set) = (fhn(), pictures(2));
    let subject = EvaluationContext { network: &network, images: &set, times: Timing { transient: 1.0, ..TIMES } };
    let run = |tau: f64| {
        let (kind, draws, stop) = (NoiseKind::Fluctuating(tau), Draws::one(0), StopToken::new());
        accuracy_by_noise(&subject, kind, (&[0.1], draws), Control::without_progress(&stop))
    };
    let message = run(0.1).unwrap_err().to_string();
    assert!(message.contains("every") && message.contains("0.05") && message.contains("0.1"), "{message}");
    assert!(run(0.2).is_ok());
}

#[test]
fn scattered_phases_are_drawn_by_seed() {
    let (network, set) = (fhn(), pictures(20));
    let subject = EvaluationContext { network: &network, images: &set, times: Timing { window: 10.0, ..TIMES } };
    let (scatters, draws) = ([1.0], Draws { first: 0, count: 3 });
    let run =
        || accuracy_by_scatter(&subject, (&scatters, draws), Control::without_progress(&StopToken::new())).unwrap();
    let points = run();
    assert_eq!(points, run(), "the same seeds");
    assert!(
        points[0].scores.winner_sd.is_some_and(f64::is_finite)
            && points[0].scores.winner_lowest <= points[0].scores.winner
    );
}

#[test]
fn a_map_has_a_point_for_each_setting_and_the_mean_law_in_it() {
    let (train, test) = (embedded_train().unwrap().first(1500), pictures(200));
    let settings = MapSettings {
        gammas: vec![Gamma::new(-0.5).unwrap(), Gamma::new(-1.0).unwrap()],
        controls: vec![ControlParameter::new(0.0).unwrap(), ControlParameter::new(2.5).unwrap()],
        epsilons: vec![Epsilon::DEFAULT],
        train_images: 1500,
        test_images: 200,
        epochs: 4,
        seed: 0,
        times: TIMES,
        synapse: SynapticTime::DEFAULT,
    };
    let sets = TrainingSets { train: &train, test: &test };
    let points = regime_map(&settings, sets, Control::without_progress(&StopToken::new())).unwrap();
    assert_eq!(points.len(), 4);
    // gamma -0.5: all spike at a = 0, none at a = 2.5.
    assert_eq!((points[0].spiking, points[1].spiking), (1.0, 0.0));
    // At rest there is no ripple: the winner is the mean.
    assert!((points[1].calibrated_winner - points[1].calibrated_mean).abs() < 0.011, "{:?}", points[1]);
    assert!(points.iter().all(|point| point.trained_mean > 0.6), "{points:?}");
    let stopped = StopToken::new();
    stopped.stop();
    assert!(regime_map(&settings, sets, Control::without_progress(&stopped)).is_err());
}

#[test]
fn coupling_brings_neurons_that_start_apart_into_step_and_the_vote_with_them() {
    let (network, set) = (fhn(), pictures(60));
    let times = Timing { transient: 100.0, window: 50.0, ..TIMES };
    let subject = EvaluationContext { network: &network, images: &set, times };
    let strengths = [0.0, 0.1].map(|kappa| CouplingStrength::new(kappa).unwrap());
    let run = || {
        let settings = (&strengths[..], &[0.02][..]);
        accuracy_by_coupling(
            &subject,
            settings,
            Draws { first: 0, count: 2 },
            Control::without_progress(&StopToken::new()),
        )
        .unwrap()
    };
    let points = run();
    assert_eq!(points, run());
    let [apart, together] = &points[..] else { panic!("a point for each strength") };
    assert!(apart.order < 0.8 && together.order > 0.8, "{} and {}", apart.order, together.order);
    assert!(together.locked > apart.locked, "{} and {}", apart.locked, together.locked);
    assert!(together.scores.winner > apart.scores.winner + 0.05, "{points:?}");
}

#[test]
fn a_decision_after_one_sample_is_that_of_the_first_leader_and_longer_ones_are_better() {
    let (network, set) = (fhn(), pictures(60));
    let subject = EvaluationContext { network: &network, images: &set, times: TIMES };
    let synapses = [0.0, 3.0].map(|tau| SynapticTime::new(tau).unwrap());
    let settings = DecisionSettings { synapses: &synapses, times: &[0.1, 5.0, 20.0], leads: &[0.1, 3.0, 19.0] };
    let points = accuracy_by_decision(
        &subject,
        settings,
        Draws { first: 3, count: 2 },
        Control::without_progress(&StopToken::new()),
    )
    .unwrap();
    assert_eq!(points.len(), 12);
    for points in points.chunks(6) {
        let (first, lead_of_one) = (points[0], points[3]);
        assert_eq!((first.stopping, lead_of_one.stopping), (Stopping::Time, Stopping::Lead));
        assert_eq!(
            (first.accuracy, first.time, first.spikes),
            (lead_of_one.accuracy, lead_of_one.time, lead_of_one.spikes)
        );
        // Spikes come with time, and some leads are out of reach.
        assert!(points[0].spikes < points[1].spikes && points[1].spikes < points[2].spikes);
        assert!(points[3].undecided == 0.0 && points[5].undecided > points[4].undecided);
        assert!((points[2].time - 20.0).abs() < 1e-9 && points[5].time <= 20.0);
        assert!(points[2].accuracy > points[0].accuracy);
    }
    let (none, three) = (points[2].accuracy, points[8].accuracy);
    assert!(three >= none && three > 0.9, "{none} without, {three} with synapses");
}

#[test]
fn the_mean_law_holds_for_all_dynamics_but_leaky_ones() {
    let (network, set) = (fhn(), pictures(20));
    let times = Timing { transient: 30.0, window: 60.0, ..TIMES };
    let subject = EvaluationContext { network: &network, images: &set, times };
    let points = accuracy_by_dynamics(&subject, Draws::one(0), Control::without_progress(&StopToken::new())).unwrap();
    assert_eq!(points.len(), DYNAMICS.len());
    for point in &points {
        // y moves by less than 2 over the window; a leak of 1 brings all neurons to rest elsewhere.
        let is_leaky = point.dynamics == "leak";
        assert!(is_leaky || point.deviation < 2.0 / 60.0, "{point:?}");
        assert!(!is_leaky || point.parameter < 1.0 || point.deviation > 0.3, "{point:?}");
        assert!(is_leaky || point.scores.mean >= 0.95, "{point:?}");
    }
    let protocol = Protocol { times, engine: Engine::Direct };
    let evaluation = Evaluation { protocol, rule: Rule::Mean };
    let own = confusion(&network.clone().into(), &set, evaluation, Control::without_progress(&StopToken::new()));
    assert_eq!((points[0].dynamics, points[0].scores.mean), ("own", own.unwrap().accuracy()));
}
