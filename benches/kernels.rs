//! The kernels of the engine: the ensemble at each SIMD level and scalar, the table, the laws of the long run, products.
#![allow(missing_docs, clippy::unwrap_used, clippy::pedantic)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use fearless_simd::Level;
use nullcline::control::StopToken;
use nullcline::dataset::{DIGITS, embedded_test};
use nullcline::network::{HiddenCount, Network, Sigmoid};
use nullcline::neuron::{
    AsymptoticState, Drive, Ensemble, Epsilon, LookupTable, MeanLaw, Neuron, Simulation, State, Steps, Timing, rk4,
};

const NEURONS: usize = 10_240;
const STEPS: Steps = Steps { count: 1_000, length: 0.01 };

fn drives() -> Vec<f32> {
    (0..NEURONS).map(|neuron| -0.5 + neuron as f32 / NEURONS as f32).collect()
}

/// Neuron-steps of RK4: in f64 one by one, and in f32 at the best level and without SIMD, on one processor and on all.
fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rk4");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    group.sample_size(10);
    group.throughput(Throughput::Elements(STEPS.count as u64));
    group.bench_function("scalar f64 reference", |bench| {
        let neuron = Neuron::new(Epsilon::DEFAULT, Drive::new(0.3).unwrap());
        bench.iter(|| (0..STEPS.count).fold(State::DEFAULT, |state, _| rk4(&neuron, black_box(state), STEPS.length)));
    });
    group.throughput(Throughput::Elements((NEURONS * STEPS.count) as u64));
    let ensemble = |level| Ensemble::with_level(level, Epsilon::DEFAULT, &drives(), State::DEFAULT);
    let fresh = |level| move || ensemble(level);
    let run = |mut ensemble: Ensemble| ensemble.advance(STEPS, &StopToken::new()).unwrap();
    group.bench_function("ensemble, no SIMD, 1 thread", |bench| {
        one.install(|| bench.iter_batched(fresh(Level::fallback()), run, BatchSize::LargeInput));
    });
    group.bench_function("ensemble, 1 thread", |bench| {
        one.install(|| bench.iter_batched(fresh(Level::new()), run, BatchSize::LargeInput));
    });
    group.bench_function("ensemble, all threads", |bench| {
        bench.iter_batched(fresh(Level::new()), run, BatchSize::LargeInput);
    });
}

/// What the engine knows of one epsilon.
fn laws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one epsilon");
    group.sample_size(10);
    let simulation = Simulation::new(Epsilon::DEFAULT, State::DEFAULT, Timing::default());
    group.bench_function("response table, T_trans 1000, T 100", |bench| {
        bench.iter(|| LookupTable::build(&simulation, 0.5, &StopToken::new()).unwrap());
    });
    for epsilon in [0.1, 0.01] {
        let epsilon = Epsilon::new(epsilon).unwrap();
        group.bench_function(format!("mean law, epsilon {}", epsilon.get()), |bench| {
            bench.iter(|| MeanLaw::of(epsilon))
        });
        let neuron = Neuron::new(epsilon, Drive::new(0.5).unwrap());
        group.bench_function(format!("limit cycle, epsilon {}", epsilon.get()), |bench| {
            bench.iter(|| AsymptoticState::of(&neuron))
        });
    }
}

/// Ten thousand pictures times the hidden weights: with the paper of the pictures, and skipping it.
fn products(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("product 10,000 x 784 x 100");
    group.sample_size(10);
    let set = embedded_test().unwrap();
    let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Sigmoid, 0);
    let dense = set.pixels().mapv(|value| f32::from(value) / 255.0);
    group.bench_function("ndarray, dense", |bench| bench.iter(|| network.hidden().apply(&dense.view())));
    group.bench_function("skipping paper, with the search for ink", |bench| bench.iter(|| network.inputs(&set)));
}

criterion_group!(benches, steps, laws, products);
criterion_main!(benches);
