//! `nullcline train`: trains a network and saves it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use serde::Serialize;

use super::output::{note, print_json};
use super::shared::ThreadArgs;
use crate::control::StopToken;
use crate::digit::{DigitSet, embedded_test, embedded_train, open_folder, paper_subset};
use crate::network::{
    EpochReport, Layers, Model, ModelCard, Network, PlainNetwork, Sigmoid, Trained, TrainingError, TrainingEvent,
    TrainingSets, TrainingSettings, train,
};

/// Trains a network, one line an epoch, and saves it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which network
    #[arg(long, value_enum, default_value_t = Kind::Ann)]
    network: Kind,
    /// How the gradient passes the neurons (fhn only)
    #[arg(long, value_enum)]
    method: Option<Method>,
    /// All pictures, or as many as in the paper's section 4: 10,000 to train with, 1,000 to test
    #[arg(long, value_enum, default_value_t = Subset::Full)]
    subset: Subset,
    /// How often the training set is gone through [default: 25]
    #[arg(long)]
    epochs: Option<u32>,
    /// Decides starting weights and order. The same seed gives the same network
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The learning rate at the start; it falls to zero along half a cosine
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Pictures a step [default: 128]
    #[arg(long)]
    batch: Option<u32>,
    #[command(flatten)]
    threads: ThreadArgs,
    /// A folder with the four files of MNIST, or of other data in its format [default: MNIST, which is embedded]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to save the network. Without it, nothing is saved
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object an epoch and a last one, and nothing else
    #[arg(long)]
    json: bool,
}

/// Networks that can be trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// The plain network with sigmoids.
    Ann,
    /// The network with FitzHugh-Nagumo neurons.
    Fhn,
}

/// How the gradient passes the neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Method {
    /// The derivative of the neurons' time mean.
    Exact,
    /// The derivative of a sigmoid, as in the paper.
    Paper,
}

/// How many pictures.
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
    if args.network == Kind::Fhn {
        anyhow::bail!("this build can't train the fhn network yet; it can train --network ann");
    }
    if args.method.is_some() {
        anyhow::bail!("--method is for --network fhn; the plain network has but one");
    }
    let settings = settings(args);
    settings.check()?;
    if let Some(out) = &args.out {
        check_folder(out)?;
    }
    let (train_set, test_set) = pictures(args)?;
    let stop = StopToken::new();
    let handler = stop.clone();
    ctrlc::set_handler(move || handler.stop()).context("Ctrl-C can't be listened to")?;

    let start = Instant::now();
    let mut reporter = Reporter { json: args.json, last: start, stop: stop.clone(), failure: None };
    let sets = TrainingSets { train: &train_set, test: &test_set };
    let result =
        args.threads.run(|| Ok(train(&settings, &Sigmoid, sets, &stop, &mut |event| reporter.hear(&event))))?;
    if let Some(failure) = reporter.failure {
        return Err(failure);
    }
    let saver = Saver { args, settings: &settings, data_hash: train_set.hash() };
    saver.finish(result, start.elapsed().as_secs_f64())
}

fn settings(args: &Args) -> TrainingSettings {
    let default = TrainingSettings::default();
    TrainingSettings {
        epochs: args.epochs.unwrap_or(default.epochs),
        batch_size: args.batch.unwrap_or(default.batch_size),
        learning_rate: args.learning_rate.unwrap_or(default.learning_rate),
        seed: args.seed,
        ..default
    }
}

/// Fails now rather than after the training if there is no folder to save into.
fn check_folder(out: &Path) -> anyhow::Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    anyhow::ensure!(folder.is_dir(), "{}: there is no folder {} to save into", out.display(), folder.display());
    anyhow::ensure!(out.is_file() || !out.exists(), "{} is not a file; --out takes the name of one", out.display());
    Ok(())
}

/// The training set and the test set.
fn pictures(args: &Args) -> anyhow::Result<(DigitSet, DigitSet)> {
    let (train_set, test_set) = match &args.data {
        None => (embedded_train()?, embedded_test()?),
        Some(folder) => {
            let folder = open_folder(folder)?;
            (folder.train, folder.test)
        }
    };
    Ok(match args.subset {
        Subset::Full => (train_set, test_set),
        Subset::Paper => paper_subset(&train_set, &test_set, args.seed)?,
    })
}

/// Prints what training says.
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
    fn hear(&mut self, event: &TrainingEvent) {
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
}

impl Saver<'_> {
    /// Saves what training led to and tells of it.
    fn finish(&self, result: Result<Trained, TrainingError>, seconds: f64) -> anyhow::Result<()> {
        let trained = match result {
            Ok(trained) => trained,
            Err(error) => return Err(self.rescue(error)),
        };
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
        };
        let network = Network::Plain(PlainNetwork::from(Layers::clone(&trained.best)));
        Model { network, card }.save(out)?;
        Ok(Some(out.display().to_string()))
    }
}

/// The command that makes this network, without what depends on the machine or doesn't matter to the result: where
/// the data is (its hash is in the model), where the network goes, and how many threads.
fn command(args: &Args, settings: &TrainingSettings) -> String {
    let default = TrainingSettings::default();
    let mut command = format!("nullcline train --network ann --epochs {} --seed {}", settings.epochs, settings.seed);
    // Writing to a string can't fail.
    if args.subset == Subset::Paper {
        command.push_str(" --subset paper");
    }
    if settings.learning_rate != default.learning_rate {
        let _ = write!(command, " --learning-rate {}", settings.learning_rate);
    }
    if settings.batch_size != default.batch_size {
        let _ = write!(command, " --batch {}", settings.batch_size);
    }
    command
}
