//! `nullcline bench`: the speed of the engine on this machine.

use std::time::Instant;

use serde::Serialize;

use super::output::{note, print_json, print_text};
use crate::control::{Control, StopToken};
use crate::dataset::{ImageSet, embedded_test, embedded_train};
use crate::experiment::{Engine, Evaluation, Protocol, confusion};
use crate::network::{
    Coupling, FhnLayer, Method, Recipe, Rule, TrainingEvent, TrainingSets, TrainingSettings, Units, model_file,
};
use crate::neuron::{Ensemble, Epsilon, Izhikevich, MorrisLecar, NeuronModel, Population, State, Steps, Timing};

/// Neurons of the ensemble: about as many as 100 hidden neurons for each of a thousand images.
const NEURONS: usize = 102_400;
/// Steps of one run.
const STEPS: usize = 2_000;
/// Runs of which the best counts: other work on the machine only ever slows a run down.
const RUNS: usize = 5;

/// Flags of `bench`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only neuron-steps a second of each model of a neuron, on all threads
    #[arg(long)]
    neurons: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    ensemble_1: f64,
    ensemble_all: f64,
    morris_lecar_all: f64,
    izhikevich_all: f64,
    threads: usize,
    simd: String,
    ann_epoch_s: f64,
    fhn_epoch_s: f64,
    evaluate_table_s: f64,
}

/// Neuron-steps a second of each model, on all threads.
#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the names are those of the JSON")]
struct Speeds {
    ensemble_all: f64,
    morris_lecar_all: f64,
    izhikevich_all: f64,
}

impl Speeds {
    fn measure() -> anyhow::Result<Self> {
        Ok(Self {
            ensemble_all: ensemble_speed()?,
            morris_lecar_all: population_speed(MorrisLecar::HOPF, [95.0, 210.0], 500)?,
            izhikevich_all: population_speed(Izhikevich::REGULAR_SPIKING, [4.0, 30.0], 1000)?,
        })
    }

    fn text(&self) -> String {
        format!(
            "FitzHugh-Nagumo             {:.3e} neuron-steps/s\nMorris-Lecar, RK4, 0.2 ms    {:.3e} neuron-steps/s\n\
             Izhikevich, RK4, 0.1 ms      {:.3e} neuron-steps/s\n",
            self.ensemble_all, self.morris_lecar_all, self.izhikevich_all
        )
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    if args.neurons {
        let speeds = Speeds::measure()?;
        return if args.json { print_json(&speeds) } else { print_text(&speeds.text()) };
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    note("ensemble, all threads");
    let Speeds { ensemble_all, morris_lecar_all, izhikevich_all } = Speeds::measure()?;
    note("ensemble, one thread");
    let ensemble_1 = one.install(ensemble_speed)?;
    note("evaluation of 10,000 images by lookup table");
    let evaluate_table_s = evaluate_seconds()?;
    note("epochs of training");
    let train_set = embedded_train()?;
    let ann_epoch_s = epoch_seconds(&Recipe::Plain, &train_set)?;
    let neurons = Recipe::fhn(FhnLayer::new(Coupling::Calibrated), Method::Exact);
    let fhn_epoch_s = epoch_seconds(&neurons, &train_set)?;
    let report = Report {
        ensemble_1,
        ensemble_all,
        morris_lecar_all,
        izhikevich_all,
        threads: rayon::current_num_threads(),
        simd: simd_level(),
        ann_epoch_s,
        fhn_epoch_s,
        evaluate_table_s,
    };
    if args.json { print_json(&report) } else { print_text(&report.text()) }
}

/// The instructions that are used here, as in `Avx2`.
fn simd_level() -> String {
    let level = format!("{:?}", fearless_simd::Level::new());
    level.split('(').next().unwrap_or_default().to_owned()
}

/// Neuron-steps a second of RK4 at epsilon 0.1 and dt 0.01.
fn ensemble_speed() -> anyhow::Result<f64> {
    let drives: Vec<f32> = (0..NEURONS).map(|neuron| -0.5 + neuron as f32 / NEURONS as f32).collect();
    let mut ensemble = Ensemble::new(Epsilon::DEFAULT, &drives, State::DEFAULT);
    let mut best: f64 = 0.0;
    for _ in 0..RUNS {
        let begun = Instant::now();
        ensemble.advance(Steps { count: STEPS, length: 0.01 }, &StopToken::new())?;
        best = best.max((NEURONS * STEPS) as f64 / begun.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Neuron-steps a second of a model by RK4 in its default step.
fn population_speed(model: impl NeuronModel<2>, [from, to]: [f32; 2], steps: usize) -> anyhow::Result<f64> {
    let drives: Vec<f32> = (0..NEURONS).map(|neuron| from + (to - from) * neuron as f32 / NEURONS as f32).collect();
    let mut population = Population::new(model, &drives);
    let mut best: f64 = 0.0;
    for _ in 0..RUNS {
        let begun = Instant::now();
        population.advance(Steps { count: steps, length: model.steps()[0] }, &StopToken::new())?;
        best = best.max((NEURONS * steps) as f64 / begun.elapsed().as_secs_f64());
    }
    Ok(best)
}

fn evaluate_seconds() -> anyhow::Result<f64> {
    let model = model_file::resolve("ann")?;
    let network = model.network.with_units(Units::Fhn(FhnLayer::new(Coupling::Transplant)));
    let protocol = Protocol { times: Timing::default(), engine: Engine::Table };
    let set = embedded_test()?;
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let begun = Instant::now();
        confusion(
            &network,
            &set,
            Evaluation { protocol, rule: Rule::Winner },
            Control::without_progress(&StopToken::new()),
        )?;
        best = best.min(begun.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Seconds that one epoch of training takes on 60,000 images, without measuring accuracies after it: the time between the
/// first and the last report on the way, which are 18 twentieths of an epoch apart.
fn epoch_seconds(recipe: &Recipe, train_set: &ImageSet) -> anyhow::Result<f64> {
    const PART: f64 = 18.0 / 20.0;
    let few = train_set.first(100);
    let settings = TrainingSettings { epochs: 4, augmentation: None, ..recipe.settings() };
    let sets = TrainingSets { train: train_set, test: &few };
    let mut best = f64::INFINITY;
    let mut first = Instant::now();
    let mut last = first;
    let mut reports = 0;
    recipe.train(&settings, sets, &StopToken::new(), &mut |event| match event {
        TrainingEvent::Batches(..) => {
            last = Instant::now();
            if reports == 0 {
                first = last;
            }
            reports += 1;
        }
        TrainingEvent::Epoch(..) => {
            best = best.min((last - first).as_secs_f64() / PART);
            reports = 0;
        }
    })?;
    Ok(best)
}

impl Report {
    fn text(&self) -> String {
        format!(
            "ensemble, 1 thread          {:.3e} neuron-steps/s\nensemble, {} threads         {:.3e} neuron-steps/s\n\
             SIMD level                  {}\nepoch of the plain network  {:.3} s\n\
             epoch with neurons inside   {:.3} s\n10,000 images by table      {:.3} s (T_trans 1000, T 100, 1,000 samples)\n",
            self.ensemble_1,
            self.threads,
            self.ensemble_all,
            self.simd,
            self.ann_epoch_s,
            self.fhn_epoch_s,
            self.evaluate_table_s,
        )
    }
}
