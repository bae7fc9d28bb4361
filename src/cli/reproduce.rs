//! `nullcline reproduce`: every table and figure of the paper, ours beside the paper's.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use super::output::{ProgressBar, check_target, note, print_json};
use super::shared::{ThreadArgs, tell};
use crate::control::StopToken;
use crate::dataset::{embedded_test, embedded_train, open_folder};
use crate::experiment::reproduction::{Images, Phase, PhaseReport, Reproduction, ReproductionSettings, reproduce};
use crate::report::{documents, write_documents};

/// Flags of `reproduce`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder that report.md, tables and figures go into; made if it isn't there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Writes the report of a reproduction.json again, without computing anything
    #[arg(long, value_name = "FILE", conflicts_with_all = ["quick", "seed", "data", "threads"])]
    from: Option<PathBuf>,
    /// Fewer images, seeds, points and epochs: two minutes instead of half an hour
    #[arg(long)]
    quick: bool,
    /// The first of the seeds of all networks
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    threads: ThreadArgs,
    /// A folder with the four files of MNIST, or of other data in its format [default: MNIST, which is embedded]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Written {
    written: Vec<String>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let settings =
        if args.quick { ReproductionSettings::quick(args.seed) } else { ReproductionSettings::full(args.seed) };
    let folder = &args.out;
    // Now rather than after half an hour.
    std::fs::create_dir_all(folder).with_context(|| format!("{}: can't be made a folder", folder.display()))?;
    check_target(&folder.join("report.md"))?;
    let reproduction = match &args.from {
        Some(file) => read(file)?,
        None => compute(args, &settings)?,
    };
    let written = write_documents(folder, documents(&reproduction)?)?;
    let written: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    if args.json {
        return print_json(&Written { written });
    }
    note(&format!("{} files written; begin with {}", written.len(), folder.join("report.md").display()));
    Ok(())
}

/// A reproduction that was computed before.
fn read(file: &Path) -> anyhow::Result<Reproduction> {
    let text = std::fs::read(file).with_context(|| file.display().to_string())?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{}: not a reproduction.json of this version", file.display()))
}

fn compute(args: &Args, settings: &ReproductionSettings) -> anyhow::Result<Reproduction> {
    let (train, test) = match &args.data {
        None => (embedded_train()?, embedded_test()?),
        Some(folder) => {
            let folder = open_folder(folder)?;
            tell(&folder.remarks);
            (folder.train, folder.test)
        }
    };
    let stop = StopToken::new();
    let handler = stop.clone();
    ctrlc::set_handler(move || handler.stop()).context("Ctrl-C can't be listened to")?;
    let images = Images { train: &train, test: &test };
    let bar = ProgressBar::new("reproduce");
    let mut listener = Listener { bar: &bar, phase: None };
    let result = args.threads.run(|| Ok(reproduce(settings, images, &stop, &mut |report| listener.handle(report))))?;
    bar.finish();
    match result {
        Err(error) if error.is_stopped() => anyhow::bail!("stopped before all was computed: nothing is written"),
        Err(error) => Err(match &args.data {
            Some(folder) => anyhow::Error::new(error).context(folder.display().to_string()),
            None => error.into(),
        }),
        Ok(reproduction) => Ok(reproduction),
    }
}

/// Shows how far the work is.
struct Listener<'a> {
    bar: &'a ProgressBar,
    phase: Option<Phase>,
}

impl Listener<'_> {
    fn handle(&mut self, report: PhaseReport) {
        self.bar.set(report.done);
        if self.phase != Some(report.phase) {
            self.phase = Some(report.phase);
            self.bar.say(report.phase.name());
        }
    }
}
