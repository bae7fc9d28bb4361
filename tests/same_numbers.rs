//! The same numbers everywhere: what the core computes here, beside what it computed on x86-64 with AVX2 and FMA. On `wasm32` the
//! same tests run under node (`cargo web test`).

#![allow(clippy::unwrap_used, clippy::pedantic, missing_docs, reason = "where a helper fails, the test is to fail")]

use nullcline::control::StopToken;
use nullcline::dataset::embedded_test;
use nullcline::experiment::{Survey, answers};
use nullcline::network::{Coupling, FhnLayer, Method, Recipe, Rule, TrainingSets, TrainingSettings, model_file};
use nullcline::neuron::{
    AsymptoticState, BuiltInModel, Drive, Ensemble, Epsilon, Neuron, NeuronKind, State, Steps, Timing,
};
use nullcline::synth::{DrawnStyle, drawn_digits};
#[cfg(not(target_arch = "wasm32"))]
use test as everywhere;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as everywhere;

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found:?} is not {expected:?} within {tolerance:e}");
}

#[everywhere]
fn cycles_of_single_neurons() {
    // f64 without vectors: at most the last bits of the mathematical functions differ.
    for (c, period, mean_sigmoid) in [
        (0.0, 2.868_609_533_851_352, 0.500_000_000_000_000_3),
        (0.3, 2.957_261_380_857_665_3, 0.440_031_849_247_877_64),
        (0.9, 4.131_780_059_172_867, 0.317_673_489_951_649_3),
    ] {
        let cycle = AsymptoticState::of(&Neuron::new(Epsilon::new(0.1).unwrap(), Drive::new(c).unwrap()));
        near(cycle.period.unwrap(), period, 1e-10);
        near(cycle.mean_sigmoid_x, mean_sigmoid, 1e-10);
    }
    for (kind, drive, mean, period) in [
        (NeuronKind::MorrisLecar, 140.0, -11.297_636_393_803_71, 67.886_019_823_506_4),
        (NeuronKind::Izhikevich, 12.0, -66.370_608_597_287_73, 37.574_290_923_286_61),
    ] {
        let model: BuiltInModel = kind.model(None);
        let orbit = model.orbit((model.start(), drive));
        near(orbit.mean, mean, 1e-8);
        near(orbit.period.unwrap(), period, 1e-8);
    }
}

#[everywhere]
fn an_ensemble_of_neurons() {
    // f32 in vectors: with and without fused multiply-add the last bits differ, and errors of phase grow slowly.
    let drives: Vec<f32> = (0..104).map(|index| -1.2 + 0.0233 * index as f32).collect();
    let mut ensemble = Ensemble::new(Epsilon::new(0.1).unwrap(), &drives, State::DEFAULT);
    let stop = StopToken::new();
    ensemble.advance(Steps { count: 2_000, length: 0.01 }, &stop).unwrap();
    let recording = ensemble.record(Steps { count: 10, length: 0.01 }, 300, &stop).unwrap();
    let sum: f64 = (0..drives.len()).flat_map(|neuron| recording.trace(neuron)).map(|x| f64::from(x * x)).sum();
    let mean = sum / (300.0 * 104.0);
    near(mean, 2.109_355_201_561_826_7, 1e-5);
}

#[everywhere]
fn votes_on_test_images() {
    let network = model_file::built_in("fhn").unwrap().network;
    let layer = network.units.fhn().unwrap();
    let (network, images) = (network.with_units(layer), embedded_test().unwrap().first(500));
    let mut survey = Survey::new(images, Timing::default());
    let votes = survey.votes(&network, &StopToken::new()).unwrap();
    let winners = answers(&votes, Rule::Winner);
    let correct = winners.iter().zip(survey.set().labels()).filter(|(answer, label)| answer == label).count();
    let shares: f64 = votes.iter().map(|votes| votes.shares().into_iter().fold(0.0, f64::max)).sum::<f64>() / 500.0;
    assert_eq!(correct, 490);
    near(shares, 0.531_002_000_000_000_5, 2e-4);
}

#[everywhere]
fn an_epoch_of_training() {
    let (train, test) = (drawn_digits(&DrawnStyle::SCHOOL, 1, 500), drawn_digits(&DrawnStyle::SCHOOL, 2, 100));
    let sets = TrainingSets { train: &train, test: &test };
    for (recipe, expected) in [
        (Recipe::Plain, 1.375_266_925_811_767_6),
        (Recipe::fhn(FhnLayer::new(Coupling::Calibrated), Method::Exact), 0.556_341_135_796_159_5),
    ] {
        let settings = TrainingSettings { epochs: 2, ..recipe.settings() };
        let trained = recipe.train(&settings, sets, &StopToken::new(), &mut |_event| ()).unwrap();
        near(trained.reports[1].cost, expected, 1e-4);
    }
}
