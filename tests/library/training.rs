//! Training learns, depends on its seed alone, stops when asked and when numbers grow without bound.

use crate::bars;
use std::sync::Arc;

use nullcline::control::StopToken;
use nullcline::dataset::{DIGITS, ImageSet};
use nullcline::network::{
    Coupling, FhnLayer, HiddenCount, Method, Network, Objective, Optimizer, PaperScheme, Recipe, Sigmoid, Trained,
    TrainingError, TrainingEvent, TrainingSets, TrainingSettings, train,
};

fn sets() -> (ImageSet, ImageSet) {
    (bars::pictures(500, 1), bars::pictures(101, 2))
}

fn quick() -> TrainingSettings {
    TrainingSettings { epochs: 3, batch_size: 32, ..TrainingSettings::default() }
}

fn run(settings: &TrainingSettings) -> Result<Trained, TrainingError> {
    let (training, test) = sets();
    let sets = TrainingSets { train: &training, test: &test };
    train(settings, &Sigmoid, sets, &StopToken::new(), &mut |_| ())
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

fn bits(network: &Network) -> Vec<u32> {
    let layers = [network.hidden(), network.output()];
    layers.iter().flat_map(|layer| layer.weights.iter().chain(&layer.biases)).map(|value| value.to_bits()).collect()
}

fn is_finite(network: &Network) -> bool {
    network.hidden().is_finite() && network.output().is_finite()
}

#[test]
fn it_learns_and_keeps_the_epoch_of_the_lowest_cost() {
    let trained = run(&TrainingSettings { epochs: 8, ..quick() }).unwrap();
    let reports = &trained.reports;
    assert_eq!(reports.iter().map(|report| report.epoch).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(reports[7].cost < reports[0].cost / 2.0);
    assert!(reports[7].train_accuracy > 0.99 && reports[7].test_accuracy > 0.95, "{:?}", reports[7]);
    let best = trained.best_report.unwrap();
    assert!(reports.iter().all(|report| best.cost <= report.cost));
    assert!(!trained.stopped);
    let (_, test) = sets();
    let right = trained.best.plain_answers(&test).iter().zip(test.labels()).filter(|(a, b)| a == b).count();
    assert_eq!(right as f64 / 101.0, best.test_accuracy);
}

#[test]
fn the_same_seed_gives_the_same_bits_whatever_the_threads() {
    let one = with_threads(1, || run(&quick())).unwrap();
    let two = with_threads(2, || run(&quick())).unwrap();
    let five = with_threads(5, || run(&quick())).unwrap();
    assert_eq!(bits(&one.last), bits(&two.last));
    assert_eq!(bits(&one.last), bits(&five.last));
    assert_eq!(one.reports, two.reports);
    let other = run(&TrainingSettings { seed: 1, ..quick() }).unwrap();
    assert_ne!(bits(&one.last), bits(&other.last));
}

#[test]
fn without_biases_they_stay_zero() {
    let trained = run(&TrainingSettings { biases: false, ..quick() }).unwrap();
    assert!(trained.last.hidden().biases.iter().chain(&trained.last.output().biases).all(|bias| *bias == 0.0));
}

#[test]
fn gradient_descent_learns_too() {
    let settings = TrainingSettings { optimizer: Optimizer::GradientDescent, learning_rate: 0.5, ..quick() };
    let reports = run(&TrainingSettings { epochs: 8, ..settings }).unwrap().reports;
    assert!(reports[7].test_accuracy > 0.9, "{:?}", reports[7]);
}

#[test]
fn a_learning_rate_of_ten_thousand_stops_with_a_message_and_finite_weights() {
    for optimizer in [Optimizer::Adam, Optimizer::GradientDescent] {
        let error = run(&TrainingSettings { learning_rate: 1e4, optimizer, ..quick() }).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("diverged") && message.contains("10000") && !message.contains('\n'), "{message}");
        let TrainingError::Diverged { kept, .. } = error else { panic!("{error}") };
        assert!(is_finite(&kept.best) && is_finite(&kept.last));
    }
}

#[test]
fn settings_outside_their_range_are_refused_with_the_range() {
    for (settings, expected) in [
        (TrainingSettings { epochs: 0, ..quick() }, "epochs must be a number from 1 to 10000, not 0"),
        (TrainingSettings { batch_size: 0, ..quick() }, "batch must be a number from 1 to 10000, not 0"),
        (TrainingSettings { learning_rate: f64::NAN, ..quick() }, "learning-rate must be a number from"),
        (TrainingSettings { learning_rate: -1.0, ..quick() }, "learning-rate must be a number from"),
    ] {
        let message = run(&settings).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn an_empty_set_is_refused() {
    let (training, _) = sets();
    let sets = TrainingSets { train: &training, test: &training.first(0) };
    let error = train(&quick(), &Sigmoid, sets, &StopToken::new(), &mut |_| ()).unwrap_err();
    assert_eq!(error.to_string(), "the test set has no image; at least one is needed");
}

#[test]
fn a_stop_ends_the_run_and_keeps_what_was_learned() {
    let (training, test) = sets();
    let sets = TrainingSets { train: &training, test: &test };
    let stop = StopToken::new();
    let mut after_first: Option<Arc<Network>> = None;
    let trained = train(&quick(), &Sigmoid, sets, &stop, &mut |event| match event {
        TrainingEvent::Epoch(_, network) => after_first = Some(network),
        TrainingEvent::Batches(report, _) if report.epoch == 2 => stop.stop(),
        TrainingEvent::Batches(..) => (),
    })
    .unwrap();
    assert!(trained.stopped);
    assert_eq!(trained.reports.len(), 1);
    assert_eq!(bits(&trained.best), bits(&after_first.unwrap()));
    assert_ne!(bits(&trained.best), bits(&trained.last));
}

#[test]
fn a_stop_before_the_first_step_gives_the_starting_network() {
    let (training, test) = sets();
    let stop = StopToken::new();
    stop.stop();
    let sets = TrainingSets { train: &training, test: &test };
    let trained = train(&quick(), &Sigmoid, sets, &stop, &mut |_| ()).unwrap();
    assert!(trained.stopped && trained.reports.is_empty());
    assert_eq!(bits(&trained.best), bits(&Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid.into(), 0)));
}

#[test]
fn progress_comes_within_the_epoch() {
    let (training, test) = sets();
    let sets = TrainingSets { train: &training, test: &test };
    let mut seen = Vec::new();
    train(&TrainingSettings { epochs: 1, ..quick() }, &Sigmoid, sets, &StopToken::new(), &mut |event| {
        if let TrainingEvent::Batches(report, network) = event {
            assert!(is_finite(&network) && report.cost > 0.0);
            assert_eq!((report.epoch, report.batches), (1, 16));
            seen.push(report.batch);
        }
    })
    .unwrap();
    assert_eq!(seen, (1..16).collect::<Vec<_>>());
}

#[test]
fn networks_with_neurons_are_the_same_on_any_number_of_threads() {
    let (train_set, test_set) = (bars::pictures(60, 1), bars::pictures(20, 2));
    for method in [Method::Exact, Method::Paper(PaperScheme::default())] {
        let recipe = Recipe::fhn(FhnLayer::new(Coupling::Calibrated), method);
        let settings = TrainingSettings { epochs: 2, batch_size: 16, ..recipe.settings() };
        let with = |threads: usize| {
            let sets = TrainingSets { train: &train_set, test: &test_set };
            with_threads(threads, || recipe.train(&settings, sets, &StopToken::new(), &mut |_| ()).unwrap())
        };
        let (one, two) = (with(1), with(2));
        assert_eq!(*one.last, *two.last, "{method:?}");
        assert_eq!(one.reports, two.reports, "{method:?}");
        assert!(is_finite(&one.last));
    }
}

#[test]
fn training_for_the_vote_keeps_the_output_weights_balanced() {
    let set = bars::pictures(60, 1);
    let recipe = Recipe::fhn(FhnLayer::new(Coupling::Calibrated), Method::Exact);
    let settings = TrainingSettings { epochs: 1, batch_size: 16, ..recipe.settings() };
    assert!(matches!(settings.objective, Objective::Vote { .. }), "at gamma -0.5 neurons keep oscillating");
    let sets = TrainingSets { train: &set, test: &set };
    let trained = train(&settings, &Sigmoid, sets, &StopToken::new(), &mut |_| ()).unwrap();
    for column in trained.last.output().weights.columns() {
        assert!(column.sum().abs() < 1e-4, "{}", column.sum());
    }
    assert!(trained.last.output().biases.iter().all(|bias| *bias == 0.0));
}
