//! One epoch on 60,000 pictures with everything that belongs to it: the steps, and both accuracies after it.
#![allow(missing_docs, clippy::unwrap_used, clippy::pedantic)]

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use nullcline::control::StopToken;
use nullcline::dataset::{embedded_test, embedded_train};
use nullcline::network::{
    Coupling, FhnLayer, Method, Objective, PaperScheme, Recipe, TrainingEvent, TrainingSets, TrainingSettings,
};

fn epochs(criterion: &mut Criterion) {
    let (train, test) = (embedded_train().unwrap(), embedded_test().unwrap());
    let mut group = criterion.benchmark_group("epoch");
    group.sample_size(10);
    let layer = FhnLayer::new(Coupling::Calibrated);
    let exact = Recipe::fhn(layer, Method::Exact);
    let paper = Recipe::fhn(layer, Method::Paper(PaperScheme::default()));
    let entropy = TrainingSettings { objective: Objective::CrossEntropy, ..exact.settings() };
    let cases = [
        ("plain network", Recipe::Plain, Recipe::Plain.settings()),
        ("neurons, mean law, cross-entropy", exact, entropy),
        ("neurons, mean law, vote", exact, exact.settings()),
        ("neurons, the paper's method", paper, paper.settings()),
    ];
    for (name, recipe, settings) in cases {
        group.bench_function(name, |bench| {
            bench.iter_custom(|epochs| {
                let settings = TrainingSettings { epochs: epochs as u32 + 1, augmentation: None, ..settings.clone() };
                let sets = TrainingSets { train: &train, test: &test };
                steady(&recipe, &settings, sets)
            });
        });
    }
}

/// The time of all epochs but the first, which also prepares.
fn steady(recipe: &Recipe, settings: &TrainingSettings, sets: TrainingSets<'_>) -> Duration {
    let mut begun = Instant::now();
    let mut ended = begun;
    let mut active = |event| {
        if let TrainingEvent::Epoch(report, _) = event {
            ended = Instant::now();
            if report.epoch == 1 {
                begun = ended;
            }
        }
    };
    recipe.train(settings, sets, &StopToken::new(), &mut active).unwrap();
    ended - begun
}

criterion_group!(benches, epochs);
criterion_main!(benches);
