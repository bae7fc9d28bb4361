//! `nullcline train`: trains a network and saves it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use serde::Serialize;

use super::neurons::{LayerArgs, NeuronArgs, kind_of};
use super::output::{check_target, note, print_json};
use super::shared::{BothSets, DataArgs, ThreadArgs};
use super::words::word;
use crate::control::StopToken;
use crate::dataset::{ClassNames, ImageSet, ImageSize, paper_subset};
use crate::network::{
    Coupling, Dephasing, EpochReport, FhnLayer, Gamma, HiddenCount, Method, Model, ModelCard, ModelKind, Network,
    NeuronLayer, Objective, Optimizer, PaperBackward, PaperForward, PaperScheme, Preprocessing, Recipe, Schedule,
    Trained, TrainingError, TrainingEvent, TrainingSets, TrainingSettings, ripple,
};
use crate::neuron::{ControlParameter, Epsilon, State, SynapticTime, Timing};
use crate::synth::Augmentation;

/// Trains a network, one line an epoch, and saves it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Kind of network
    #[arg(long, value_enum, default_value_t = ModelKind::Ann)]
    network: ModelKind,
    #[command(flatten)]
    neuron: NeuronArgs,
    #[command(flatten)]
    layer: LayerArgs,
    /// Time constant tau_s of the synapses in ms, 0 to 1000 (with --network calibrated and other models than fhn only)
    /// [default: 100]
    #[arg(long, value_name = "TAU", allow_negative_numbers = true)]
    synapse: Option<SynapticTime>,
    /// How the gradient passes the neurons (fhn only) [default: exact]
    #[arg(long, value_enum)]
    method: Option<MethodKind>,
    /// Gain of the current (fhn only) [default: -0.5]
    #[arg(long, allow_negative_numbers = true)]
    gamma: Option<Gamma>,
    /// The control parameter (fhn only) [default: 0]
    #[arg(long, allow_negative_numbers = true)]
    a: Option<ControlParameter>,
    /// Time scale of the activator (fhn only) [default: 0.1]
    #[arg(long, allow_negative_numbers = true)]
    epsilon: Option<Epsilon>,
    /// Backward pass of the paper's gradient (the paper's methods only) [default: sigmoid]
    #[arg(long, value_enum)]
    backward: Option<PaperBackward>,
    /// Where the hyperbolic tangent is applied (the paper's methods only) [default: product]
    #[arg(long, value_enum)]
    tanh: Option<TanhKind>,
    /// Initial activator x (fhn only) [default: 0.5]
    #[arg(long, allow_negative_numbers = true)]
    x0: Option<f64>,
    /// Initial recovery variable y (fhn only) [default: 0.5]
    #[arg(long, allow_negative_numbers = true)]
    y0: Option<f64>,
    /// Cost that training minimises [default: cross-entropy, or what --margin-scale says]
    #[arg(long, value_enum)]
    objective: Option<Objective>,
    /// Optimizer [default: adam]
    #[arg(long, value_enum)]
    optimizer: Option<Optimizer>,
    /// Whether the layers have biases [default: yes, with the paper's methods no]
    #[arg(long, value_enum)]
    biases: Option<YesNo>,
    /// Schedule of the learning rate [default: cosine]
    #[arg(long, value_enum)]
    schedule: Option<Schedule>,
    /// Margin scale: the factor of margins over their ripple in the cost; 0 trains on the mean alone (fhn with the exact
    /// method only) [default: 3 where neurons keep oscillating]
    #[arg(long, alias = "sharpness", allow_negative_numbers = true, value_parser = margin_scale)]
    margin_scale: Option<f32>,
    /// Which neurons' ripple the cost charges: all but those that saturate in step, every one's, or what the drift of phases
    /// over the protocol makes independent (fhn with the exact method, where neurons keep oscillating) [default: clusters]
    #[arg(long, value_enum)]
    dephasing: Option<DephasingKind>,
    /// Augmentation of training images: 0 none, 1 by a pixel, ten degrees, a tenth in size; and further kinds, as in
    /// 0.6,elastic=1,dropout=0.1,coarse=0.2,variants=0.3,fit (shift, rotation, scale, slant and dilation can be set alone too)
    /// [default: 0, with neurons and the digits of MNIST 0.5]
    #[arg(long, value_name = "AMOUNTS", allow_negative_numbers = true)]
    augment: Option<AugmentArg>,
    /// Neurons in the hidden layer, 1 to 4096
    #[arg(long, default_value = "100", value_parser = hidden_count)]
    hidden: HiddenCount,
    /// Preprocessing of images, here and wherever the network is used [default: none]
    #[arg(long, value_enum, alias = "normalise")]
    preprocessing: Option<Preprocessing>,
    /// Weight decay: weights shrink by this times the learning rate in each step
    #[arg(long, allow_negative_numbers = true)]
    weight_decay: Option<f64>,
    /// First weights over those of Glorot and Bengio, 0.001 to 100 [default: 1]
    #[arg(long, value_name = "FACTOR")]
    initial_scale: Option<f64>,
    /// All images, or as many as in the paper's section 4: 10,000 to train with, 1,000 to test
    #[arg(long, value_enum, default_value_t = Subset::Full)]
    subset: Subset,
    /// Passes through the training set [default: 25, with neurons 60]
    #[arg(long)]
    epochs: Option<u32>,
    /// Seed of initial weights and order of images. The same seed gives the same network
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The learning rate at the start; with the paper's methods it falls to a tenth of 0.001, else to zero
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Images a step [default: 128]
    #[arg(long)]
    batch: Option<u32>,
    #[command(flatten)]
    threads: ThreadArgs,
    #[command(flatten)]
    data: DataArgs,
    /// Which epoch's network is kept
    #[arg(long, value_enum, default_value_t = Keep::Best)]
    keep: Keep,
    /// Where to save the network. Without it, nothing is saved
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object an epoch and a last one, and nothing else
    #[arg(long)]
    json: bool,
}

/// How the gradient passes the neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum MethodKind {
    /// The derivative of the neurons' time mean
    Exact,
    /// The derivative of a sigmoid, as in the paper; the cost is that of one random instant for each image
    Paper,
    /// The same with the cost of the mean over the window
    PaperMean,
    /// The same with the cost of the window's last instant for every image
    PaperLast,
}

/// Which neurons' ripple the cost of the vote charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DephasingKind {
    /// Saturated neurons hardly any: they stay in step, if they are equal and start together
    Clusters,
    /// Every neuron its own
    Independent,
    /// What the drift of phases makes independent over a transient of 1000 and a window of 100
    Drift,
}

/// Where the hyperbolic tangent is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum TanhKind {
    /// On pixels times weights, equation (2)
    Product,
    /// On the pixels, section 4 at its word
    Pixels,
}

/// Which epoch's network is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Keep {
    /// The one of the lowest cost on the training set
    Best,
    /// The last one
    Last,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum YesNo {
    /// Yes
    Yes,
    /// No
    No,
}

fn hidden_count(text: &str) -> Result<HiddenCount, String> {
    let count = text.parse().ok().and_then(HiddenCount::new);
    count.ok_or_else(|| format!("hidden must be a whole number from 1 to {}, not {text:?}", HiddenCount::MAX))
}

fn margin_scale(text: &str) -> Result<f32, String> {
    number_within("margin-scale", text, 1000.0)
}

/// Amounts of `--augment`, and its text.
#[derive(Clone, Debug)]
struct AugmentArg {
    text: String,
    amounts: Augmentation,
}

impl std::str::FromStr for AugmentArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut amounts = Augmentation::default().scaled(0.0);
        for (index, part) in text.split(',').map(str::trim).enumerate() {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let amount = |most| number_within(key, value, most);
            match key {
                "shift" => amounts.shift = amount(4.0)?,
                "rotation" => amounts.rotation = amount(45.0)?,
                "scale" => amounts.scale = amount(0.5)?,
                "slant" => amounts.slant = amount(1.0)?,
                "dilation" | "pen" => amounts.dilation = amount(2.0)?,
                "elastic" | "bend" => amounts.elastic = amount(4.0)?,
                "dropout" | "gaps" => amounts.stroke_dropout = amount(1.0)?,
                "coarse" => amounts.coarse = amount(1.0)?,
                "variants" | "habits" => amounts.stroke_variants = amount(1.0)?,
                "fit" if value.is_empty() => amounts.fit = true,
                _ if index == 0 => amounts = Augmentation::default().scaled(number_within("augment", part, 4.0)?),
                _ => {
                    let kinds = "shift, rotation, scale, slant, dilation, elastic, dropout, coarse, variants, fit";
                    return Err(format!("augment knows {kinds}, not {part:?}"));
                }
            }
        }
        Ok(Self { text: text.to_owned(), amounts })
    }
}

fn number_within(name: &str, text: &str, most: f32) -> Result<f32, String> {
    let value = text.parse::<f32>().ok().filter(|value| (0.0..=most).contains(value));
    value.ok_or_else(|| format!("{name} must be a number from 0 to {most}, not {text:?}"))
}

/// Number of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Subset {
    /// All of them.
    Full,
    /// 10,000 and 1,000.
    Paper,
}

/// A line of `--json`.
#[derive(Serialize)]
struct EpochLine<'a> {
    #[serde(flatten)]
    report: &'a EpochReport,
    seconds: f64,
}

/// The last line of `--json`. The figures are those of the network that is kept.
#[derive(Serialize)]
struct LastLine<'a> {
    #[serde(flatten)]
    report: Option<&'a EpochReport>,
    seconds: f64,
    stopped: bool,
    out: Option<String>,
}

/// Trains, reports and saves.
///
/// # Errors
/// In one line: what is wrong with the data, a setting or the file to write, or that training diverged.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let recipe = recipe(args)?;
    let settings = settings(args, &recipe);
    check_ripple(args, &settings)?;
    settings.check()?;
    if let Some(out) = &args.out {
        check_place(out)?;
    }
    let Data { train: train_set, test: test_set, hash, classes, image_size } = data(args)?;
    let has_variants = settings.augmentation.is_some_and(|augmentation| augmentation.stroke_variants > 0.0);
    anyhow::ensure!(
        !has_variants || classes.is_none(),
        "--augment variants (habits) puts strokes onto digits; these classes are called otherwise"
    );
    let stop = StopToken::new();
    let handler = stop.clone();
    ctrlc::set_handler(move || handler.stop()).context("Ctrl-C can't be listened to")?;

    let start = Instant::now();
    let mut reporter = Reporter { json: args.json, last: start, stop: stop.clone(), failure: None };
    let sets = TrainingSets { train: &train_set, test: &test_set };
    let result = args.threads.run(|| Ok(recipe.train(&settings, sets, &stop, &mut |event| reporter.handle(&event))))?;
    if let Some(failure) = reporter.failure {
        return Err(failure);
    }
    let saver = Saver { args, settings: &settings, data_hash: hash, classes, image_size };
    saver.finish(result, start.elapsed().as_secs_f64())
}

/// Which network the flags ask for.
fn recipe(args: &Args) -> anyhow::Result<Recipe> {
    if args.neuron.is_other() {
        return neuron_recipe(args);
    }
    let others = [("recovery-rate", args.neuron.recovery_rate.is_some()), ("synapse", args.synapse.is_some())];
    if let Some((flag, _)) = args.layer.given().into_iter().chain(others).find(|(_, given)| *given) {
        anyhow::bail!("--{flag} is for --network calibrated with --neuron morris-lecar, izhikevich or the like");
    }
    if args.network == ModelKind::Ann {
        let flags = [
            ("method", args.method.is_some()),
            ("gamma", args.gamma.is_some()),
            ("a", args.a.is_some()),
            ("epsilon", args.epsilon.is_some()),
            ("margin-scale", args.margin_scale.is_some()),
            ("dephasing", args.dephasing.is_some()),
            ("backward", args.backward.is_some()),
            ("tanh", args.tanh.is_some()),
            ("x0", args.x0.is_some()),
            ("y0", args.y0.is_some()),
        ];
        if let Some((flag, _)) = flags.iter().find(|(_, given)| *given) {
            anyhow::bail!("--{flag} is for --network fhn; the plain network has no neurons");
        }
        return Ok(Recipe::Plain);
    }
    let method = match args.method.unwrap_or(MethodKind::Exact) {
        MethodKind::Exact => Method::Exact,
        MethodKind::Paper => paper(args, PaperForward::Instant),
        MethodKind::PaperMean => paper(args, PaperForward::Mean),
        MethodKind::PaperLast => paper(args, PaperForward::Last),
    };
    if method == Method::Exact && (args.backward.is_some() || args.tanh.is_some()) {
        anyhow::bail!("--backward and --tanh are for --method paper, paper-mean and paper-last");
    }
    let coupling = if args.tanh == Some(TanhKind::Pixels) { Coupling::Pixels } else { Coupling::Sigmoid };
    for (flag, given) in [("margin-scale", args.margin_scale.is_some()), ("dephasing", args.dephasing.is_some())] {
        if given && method != Method::Exact {
            anyhow::bail!("--{flag} is for --method exact");
        }
    }
    let layer = FhnLayer {
        epsilon: args.epsilon.unwrap_or_default(),
        a: args.a.unwrap_or_default(),
        gamma: args.gamma.unwrap_or_default(),
        coupling,
        start: State::new(args.x0.unwrap_or(State::DEFAULT.x), args.y0.unwrap_or(State::DEFAULT.y))?,
        ..FhnLayer::new(coupling)
    };
    Ok(Recipe::fhn(layer, method))
}

/// The time constant of synapses in ms with which neurons of other models are trained and saved.
const SYNAPSE: f64 = 100.0;

/// Calibrated neurons of other models than FitzHugh-Nagumo.
fn neuron_recipe(args: &Args) -> anyhow::Result<Recipe> {
    let kind = kind_of(args.neuron.neuron);
    anyhow::ensure!(args.network == ModelKind::Neurons, "--neuron {} takes --network calibrated", kind.name());
    let flags = [
        ("gamma", args.gamma.is_some()),
        ("a", args.a.is_some()),
        ("epsilon", args.epsilon.is_some()),
        ("backward", args.backward.is_some()),
        ("tanh", args.tanh.is_some()),
        ("dephasing", args.dephasing.is_some()),
        ("margin-scale", args.margin_scale.is_some()),
        ("method", args.method.is_some_and(|method| method != MethodKind::Exact)),
    ];
    if let Some((flag, _)) = flags.iter().find(|(_, given)| *given) {
        anyhow::bail!(
            "--{flag} is for FitzHugh-Nagumo neurons; those of other models are trained by the exact gradient alone"
        );
    }
    let own = NeuronLayer { synapse: SynapticTime::new(SYNAPSE)?, ..NeuronLayer::new(kind) };
    let layer = args.layer.layer(own, args.neuron.recovery_rate, ([args.x0, args.y0], args.synapse))?;
    Ok(Recipe::Neurons(layer))
}

fn paper(args: &Args, forward: PaperForward) -> Method {
    Method::Paper(PaperScheme { forward, backward: args.backward.unwrap_or_default() })
}

/// The cost that suits the recipe, with the margin scale and the phases that the flags ask for.
fn objective(args: &Args, recipe: &Recipe) -> Objective {
    let Recipe::Fhn(layer, _) = recipe else { return recipe.settings().objective };
    let margin_scale = match (args.margin_scale, recipe.settings().objective) {
        (Some(asked), _) if asked > 0.0 => asked,
        (None, Objective::Vote { margin_scale, .. }) => margin_scale,
        (Some(_), _) => return Objective::CrossEntropy,
        (None, other) => return other,
    };
    let dephasing = match args.dephasing {
        None | Some(DephasingKind::Clusters) => Dephasing::Clusters,
        Some(DephasingKind::Independent) => Dephasing::Independent,
        Some(DephasingKind::Drift) => Dephasing::drift(layer, Timing::default()),
    };
    Objective::Vote { margin_scale, ripple: ripple(layer), dephasing }
}

fn settings(args: &Args, recipe: &Recipe) -> TrainingSettings {
    let default = recipe.settings();
    let augmentation = match &args.augment {
        Some(augment) => (!augment.amounts.is_nothing()).then_some(augment.amounts),
        // It is made for digits: whatever other data shows may not be turned or thinned.
        None => default.augmentation.filter(|_| args.data.data.is_none()),
    };
    TrainingSettings {
        epochs: args.epochs.unwrap_or(default.epochs),
        batch_size: args.batch.unwrap_or(default.batch_size),
        learning_rate: args.learning_rate.unwrap_or(default.learning_rate),
        weight_decay: args.weight_decay.unwrap_or(default.weight_decay),
        initial_scale: args.initial_scale.unwrap_or(default.initial_scale),
        seed: args.seed,
        objective: args.objective.unwrap_or_else(|| objective(args, recipe)),
        augmentation,
        preprocessing: args.preprocessing.unwrap_or(default.preprocessing),
        hidden: args.hidden,
        optimizer: args.optimizer.unwrap_or(default.optimizer),
        biases: args.biases.map_or(default.biases, |answer| answer == YesNo::Yes),
        schedule: args.schedule.unwrap_or(default.schedule),
        ..default
    }
}

/// Refuses flags of the cost of ripple where the cost has none, rather than leaving them out.
fn check_ripple(args: &Args, settings: &TrainingSettings) -> anyhow::Result<()> {
    if matches!(settings.objective, Objective::Vote { .. }) {
        return Ok(());
    }
    let margin_scale = args.margin_scale.is_some_and(|scale| scale > 0.0);
    for (flag, given) in [("margin-scale", margin_scale), ("dephasing", args.dephasing.is_some())] {
        if given {
            let way_out = if args.objective.is_some() { "leave out --objective" } else { "give --margin-scale, as 3" };
            anyhow::bail!("--{flag} is of the cost of ripple, which this training does not charge; {way_out}");
        }
    }
    Ok(())
}

/// Fails now rather than after the training if the network can't be saved there.
fn check_place(out: &Path) -> anyhow::Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    anyhow::ensure!(folder.is_dir(), "{}: there is no folder {} to save into", out.display(), folder.display());
    anyhow::ensure!(out.is_file() || !out.exists(), "{} is not a file; --out takes the name of one", out.display());
    check_target(out)
}

/// Training set and test set.
struct Data {
    train: ImageSet,
    test: ImageSet,
    /// The hash of the whole training set, also where only a part of it is used.
    hash: String,
    classes: Option<ClassNames>,
    image_size: Option<ImageSize>,
}

fn data(args: &Args) -> anyhow::Result<Data> {
    let BothSets { train, test, classes, image_size } = args.data.both()?;
    let hash = train.hash();
    let (train, test) = match args.subset {
        Subset::Full => (train, test),
        Subset::Paper => paper_subset(&train, &test, args.seed)?,
    };
    Ok(Data { train, test, hash, classes, image_size })
}

/// Prints the events of training.
struct Reporter {
    json: bool,
    /// When the last epoch ended.
    last: Instant,
    /// To end the training when nobody reads any more.
    stop: StopToken,
    /// Why printing failed.
    failure: Option<anyhow::Error>,
}

impl Reporter {
    fn handle(&mut self, event: &TrainingEvent) {
        let TrainingEvent::Epoch(report, _) = event else {
            return;
        };
        let seconds = self.last.elapsed().as_secs_f64();
        self.last = Instant::now();
        if self.json {
            if let Err(failure) = print_json(&EpochLine { report, seconds }) {
                self.failure = Some(failure);
                self.stop.stop();
            }
            return;
        }
        note(&format!(
            "epoch {:>3}   cost {:.5}   training {:6.2} %   test {:6.2} %   {seconds:.2} s",
            report.epoch,
            report.cost,
            100.0 * report.train_accuracy,
            100.0 * report.test_accuracy,
        ));
    }
}

/// Knows what to write beside the network.
struct Saver<'a> {
    args: &'a Args,
    settings: &'a TrainingSettings,
    data_hash: String,
    classes: Option<ClassNames>,
    image_size: Option<ImageSize>,
}

impl Saver<'_> {
    /// Saves the trained network and reports it.
    fn finish(&self, result: Result<Trained, TrainingError>, seconds: f64) -> anyhow::Result<()> {
        let mut trained = match result {
            Ok(trained) => trained,
            Err(error) => return Err(self.rescue(error)),
        };
        if self.args.keep == Keep::Last {
            trained.best_report = trained.reports.last().cloned();
            trained.best = std::sync::Arc::clone(&trained.last);
        }
        let out = self.save(&trained)?;
        if self.args.json {
            let report = trained.best_report.as_ref();
            print_json(&LastLine { report, seconds, stopped: trained.stopped, out })?;
            return Ok(());
        }
        let state = if trained.stopped { "stopped" } else { "done" };
        let which = match &trained.best_report {
            Some(report) => {
                format!("the network of epoch {}, test {:.2} %", report.epoch, 100.0 * report.test_accuracy)
            }
            None => "a network that has not seen all of the training set".to_owned(),
        };
        let end = out.map_or_else(|| "not saved (--out FILE would)".to_owned(), |out| format!("saved to {out}"));
        note(&format!("{state} after {seconds:.1} s: {which}, {end}"));
        Ok(())
    }

    /// Saves what was reached before training failed, if an epoch was, and says so in the error.
    fn rescue(&self, error: TrainingError) -> anyhow::Error {
        let TrainingError::Diverged { kept, .. } = &error else {
            return error.into();
        };
        let Some(report) = &kept.best_report else {
            return error.into();
        };
        match self.save(kept) {
            Ok(Some(out)) => anyhow::anyhow!("{error}; the network of epoch {} is saved to {out}", report.epoch),
            Ok(None) => error.into(),
            Err(other) => anyhow::anyhow!("{error}; {other}"),
        }
    }

    /// Saves the best network if it is to be. Where to comes back.
    fn save(&self, trained: &Trained) -> anyhow::Result<Option<String>> {
        let Some(out) = &self.args.out else {
            return Ok(None);
        };
        let report = trained.best_report.as_ref();
        let card = ModelCard {
            settings: Some(self.settings.clone()),
            train_accuracy: report.map(|report| report.train_accuracy),
            test_accuracy: report.map(|report| report.test_accuracy),
            created_by: match (trained.stopped, report) {
                (false, _) => command(self.args, self.settings),
                (true, None) => command(self.args, self.settings) + " (stopped in epoch 1)",
                (true, Some(report)) => {
                    format!("{} (stopped, epoch {})", command(self.args, self.settings), report.epoch)
                }
            },
            data_hash: Some(self.data_hash.clone()),
            classes: self.classes.clone(),
            image_size: self.image_size,
            imported: None,
        };
        Model { network: Network::clone(&trained.best), card }.save(out)?;
        Ok(Some(out.display().to_string()))
    }
}

/// The command that makes this network, without what depends on the machine or doesn't matter to the result: where
/// the data is (its hash is in the model), where the network goes, and how many threads.
fn command(args: &Args, settings: &TrainingSettings) -> String {
    let (network, TrainingSettings { epochs, seed, .. }) = (args.network, settings);
    let mut command = format!("nullcline train --network {network} --epochs {epochs} --seed {seed}");
    let mut add = |flag: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a string can't fail.
            let _ = write!(command, " --{flag} {value}");
        }
    };
    add("neuron", args.neuron.neuron.as_ref().map(word));
    add("recovery-rate", args.neuron.recovery_rate.map(|value| value.to_string()));
    for (flag, value) in args.layer.words() {
        add(flag, value);
    }
    add("synapse", args.synapse.map(|value| value.to_string()));
    add("method", args.method.as_ref().map(word));
    add("backward", args.backward.as_ref().map(word));
    add("tanh", args.tanh.as_ref().map(word));
    add("x0", args.x0.map(|value| value.to_string()));
    add("y0", args.y0.map(|value| value.to_string()));
    add("objective", args.objective.as_ref().map(word));
    add("optimizer", args.optimizer.as_ref().map(word));
    add("biases", args.biases.as_ref().map(word));
    add("schedule", args.schedule.as_ref().map(word));
    add("keep", (args.keep == Keep::Last).then(|| word(&args.keep)));
    add("gamma", args.gamma.map(|value| value.to_string()));
    add("a", args.a.map(|value| value.to_string()));
    add("epsilon", args.epsilon.map(|value| value.to_string()));
    add("hidden", (!args.hidden.is_default()).then(|| args.hidden.get().to_string()));
    add("margin-scale", args.margin_scale.map(|value| value.to_string()));
    add("dephasing", args.dephasing.as_ref().map(word));
    add("augment", args.augment.as_ref().map(|augment| augment.text.clone()));
    add("preprocessing", args.preprocessing.as_ref().map(word));
    add("initial-scale", args.initial_scale.map(|value| value.to_string()));
    add("weight-decay", args.weight_decay.map(|value| value.to_string()));
    add("subset", (args.subset == Subset::Paper).then(|| "paper".to_owned()));
    add("learning-rate", args.learning_rate.map(|value| value.to_string()));
    add("batch", args.batch.map(|value| value.to_string()));
    command
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::experiment::reproduction::{ReproductionSettings, Variant};

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        train: Args,
    }

    #[test]
    fn older_words_of_augmentation_are_still_taken() {
        let amounts = |text: &str| text.parse::<AugmentArg>().unwrap().amounts;
        let new = amounts("0.6,dilation=0.4,elastic=1,dropout=0.1,variants=0.3,fit");
        assert_eq!(new, amounts("0.6,pen=0.4,bend=1,gaps=0.1,habits=0.3,fit"));
        assert_eq!((new.dilation, new.elastic, new.stroke_dropout, new.stroke_variants), (0.4, 1.0, 0.1, 0.3));
        let error = "0.5,stains=1".parse::<AugmentArg>().unwrap_err();
        assert!(error.contains("variants, fit, not \"stains=1\""), "{error}");
    }

    #[test]
    fn the_flags_of_each_variant_in_the_report_make_the_network_of_the_report() {
        let reproduction = ReproductionSettings::full(3);
        let variants = Variant::all();
        assert!(variants.len() > 10);
        for variant in variants {
            let (wanted_recipe, wanted) =
                variant.recipe(reproduction.epsilon, (reproduction.variant_epochs, 3)).unwrap();
            let flags =
                format!("train --network fhn --subset paper {} --epochs {} --seed 3", variant.flags, wanted.epochs);
            let args =
                Command::try_parse_from(flags.split(' ')).unwrap_or_else(|error| panic!("{flags}: {error}")).train;
            let found = recipe(&args).unwrap();
            assert_eq!(found, wanted_recipe, "{flags}");
            assert_eq!(settings(&args, &found), wanted, "{flags}");
            assert_eq!(args.keep == Keep::Last, variant.keeps_last(), "{flags}");
        }
    }
}
