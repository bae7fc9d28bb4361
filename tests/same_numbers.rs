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
    for (c, period, mean_sigmoid) in [(0.0, 0.0, 0.0), (0.3, 0.0, 0.0), (0.9, 0.0, 0.0)] {
        let cycle = AsymptoticState::of(&Neuron::new(Epsilon::new(0.1).unwrap(), Drive::new(c).unwrap()));
        println!("cycle {c} {:?} {:?}", cycle.period.unwrap(), cycle.mean_sigmoid_x);
        near(cycle.period.unwrap(), period, 1e-10);
        near(cycle.mean_sigmoid_x, mean_sigmoid, 1e-10);
    }
    for (kind, drive, mean, period) in
        [(NeuronKind::MorrisLecar, 140.0, 0.0, 0.0), (NeuronKind::Izhikevich, 12.0, 0.0, 0.0)]
    {
        let model: BuiltInModel = kind.model(None);
        let orbit = model.orbit((model.start(), drive));
        println!("orbit {:?} {:?}", orbit.mean, orbit.period.unwrap());
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
    println!("ensemble {mean:?}");
    near(mean, 0.0, 1e-5);
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
    println!("votes {correct} {shares:?}");
    assert_eq!(correct, 0);
    near(shares, 0.0, 2e-4);
}

#[everywhere]
fn an_epoch_of_training() {
    let (train, test) = (drawn_digits(&DrawnStyle::SCHOOL, 1, 500), drawn_digits(&DrawnStyle::SCHOOL, 2, 100));
    let sets = TrainingSets { train: &train, test: &test };
    for (recipe, expected) in
        [(Recipe::Plain, 0.0), (Recipe::fhn(FhnLayer::new(Coupling::Calibrated), Method::Exact), 0.0)]
    {
        let settings = TrainingSettings { epochs: 2, ..recipe.settings() };
        let trained = recipe.train(&settings, sets, &StopToken::new(), &mut |_event| ()).unwrap();
        println!("cost {:?}", trained.reports[1].cost);
        near(trained.reports[1].cost, expected, 1e-4);
    }
}
