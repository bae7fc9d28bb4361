//! Ten thousand answers: what a sweep and the accuracy under the sliders are made of.
#![allow(missing_docs, clippy::unwrap_used, clippy::pedantic)]

use criterion::{Criterion, criterion_group, criterion_main};
use nullcline::control::{Control, StopToken};
use nullcline::dataset::embedded_test;
use nullcline::experiment::{Engine, Evaluation, Protocol, Survey, confusion};
use nullcline::network::{Coupling, FhnLayer, FhnNetwork, Gamma, Network, Rule, model_file};
use nullcline::neuron::{Epsilon, Timing};

fn transplant() -> FhnNetwork {
    model_file::built_in("ann").unwrap().network.with_units(FhnLayer::new(Coupling::Transplant))
}

/// From nothing, as the command line does.
fn answers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("answers");
    group.sample_size(10);
    let stop = StopToken::new();
    let set = embedded_test().unwrap();
    let network = Network::from(transplant());
    let cases = [
        ("10,000 by winner, table, T_trans 1000", Rule::Winner, Engine::Table, 10_000, 1000.0),
        ("10,000 by mean, law", Rule::Mean, Engine::Law, 10_000, 1000.0),
        ("100 by winner, direct, T_trans 200", Rule::Winner, Engine::Direct, 100, 200.0),
    ];
    for (name, rule, engine, pictures, transient) in cases {
        let set = set.first(pictures);
        let protocol = Protocol { times: Timing { transient, ..Timing::default() }, engine };
        group.bench_function(name, |bench| {
            bench.iter(|| {
                confusion(&network, &set, Evaluation { protocol, rule }, Control::without_progress(&stop)).unwrap()
            });
        });
    }
}

/// One move of a slider: gamma shares the table of the move before, epsilon needs a new one.
fn dragging(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("accuracy of the test set while dragging");
    group.sample_size(10);
    let mut network = transplant();
    let mut survey = Survey::new(embedded_test().unwrap(), Timing::default());
    let mut moves = 0_u32;
    let mut drag = |network: &mut FhnNetwork| {
        moves = (moves + 1) % 100;
        network.units.gamma = Gamma::new(-0.4 - f64::from(moves) / 200.0).unwrap();
    };
    group.bench_function("gamma, mean", |bench| {
        bench.iter(|| {
            drag(&mut network);
            survey.by_mean(&network)
        });
    });
    group.bench_function("gamma, winner", |bench| {
        bench.iter(|| {
            drag(&mut network);
            survey.by_winner(&network, &StopToken::new()).unwrap()
        });
    });
    let mut step = 0_u32;
    group.bench_function("epsilon, winner", |bench| {
        bench.iter(|| {
            step = (step + 1) % 100;
            network.units.epsilon = Epsilon::new(0.1 + f64::from(step) / 1000.0).unwrap();
            survey.by_winner(&network, &StopToken::new()).unwrap()
        });
    });
}

criterion_group!(benches, answers, dragging);
criterion_main!(benches);
