//! The command line, one file a subcommand. The only room that prints.

mod answer_table;
mod bench;
mod bifurcation;
mod classify;
mod compare;
mod cycle;
mod data;
mod draw;
mod evaluate;
mod experiment;
mod experiment_output;
mod export;
mod import;
mod map;
mod model;
mod neurons;
mod output;
mod plots;
mod reproduce;
mod results;
mod run;
mod shared;
mod simulate;
mod sweep;
mod table_1;
mod train;
mod words;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

/// Networks of FitzHugh-Nagumo neurons classify handwritten digits.
///
/// With no subcommand the window opens, and in it the files that are named instead of one. Times are dimensionless, with neurons of other models (--neuron) in ms.
#[derive(Debug, Parser)]
#[command(name = "nullcline", bin_name = "nullcline", version, about, long_about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The asymptotic state of one neuron: rest, or its limit cycle
    Cycle(cycle::Args),
    /// Equilibria and oscillations of one neuron over its drive
    Bifurcation(bifurcation::Args),
    /// One trajectory of one neuron
    Simulate(simulate::Args),
    /// The accuracy of a network on the test set or the training set
    Evaluate(evaluate::Args),
    /// Whether networks differ on the same images: paired tests on tables of evaluate --answers
    Compare(compare::Args),
    /// Classifies pictures of digits from disk
    Classify(classify::Args),
    /// Accuracy against gamma, a or epsilon
    Sweep(sweep::Args),
    /// Regimes and robustness: gamma, a and epsilon, integration time, noise, initial conditions, ablation
    Experiment(experiment::Args),
    /// Writes drawn digits or coarse scans as picture files
    Draw(draw::Args),
    /// Writes a network as a program for Brian2
    Export(export::Args),
    /// Checks a folder of IDX files
    Data(data::Args),
    /// Measures the speed of the engine on this machine
    Bench(bench::Args),
    /// Trains a network, one line an epoch, and saves it
    Train(train::Args),
    /// Every table and figure of the paper, computed anew, with the paper's values beside ours
    Reproduce(reproduce::Args),
    /// What a model file holds and how it was made
    Model(model::Args),
    /// Takes the weights of another program's network, with what its file does not say
    Import(import::Args),
    /// Runs a session that the window saved, to the same numbers
    Run(run::Args),
}

/// Parses the arguments and runs what they ask for; `open_window` is called where there is no subcommand, with the files that
/// stand in its place.
///
/// Exit 0: done. Exit 1: one line on stderr says what was wrong. Exit 2: usage. A closed pipe ends quietly.
pub fn main(open_window: impl FnOnce(Vec<PathBuf>) -> anyhow::Result<()>) -> ExitCode {
    let mut files = Vec::new();
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) if error.kind() == ErrorKind::InvalidSubcommand && are_files(std::env::args_os().skip(1)) => {
            files.extend(std::env::args_os().skip(1).map(PathBuf::from));
            None
        }
        Err(error) if error.kind() == ErrorKind::ValueValidation => {
            // A value out of its range is no matter of usage: one line, exit 1.
            let text = error.to_string();
            output::complain(&anyhow::anyhow!(
                "{}",
                text.lines().next().unwrap_or_default().trim_start_matches("error: ")
            ));
            return ExitCode::FAILURE;
        }
        Err(error) => error.exit(),
    };
    let result = match command {
        None => open_window(files),
        Some(Command::Cycle(args)) => cycle::run(&args),
        Some(Command::Bifurcation(args)) => bifurcation::run(&args),
        Some(Command::Simulate(args)) => simulate::run(&args),
        Some(Command::Evaluate(args)) => evaluate::run(&args),
        Some(Command::Compare(args)) => compare::run(&args),
        Some(Command::Classify(args)) => classify::run(&args),
        Some(Command::Sweep(args)) => sweep::run(&args),
        Some(Command::Experiment(args)) => experiment::run(&args),
        Some(Command::Draw(args)) => draw::run(&args),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Data(args)) => data::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        Some(Command::Train(args)) => train::run(&args),
        Some(Command::Reproduce(args)) => reproduce::run(&args),
        Some(Command::Model(args)) => model::run(&args),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Run(args)) => run::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<output::Reported>() => ExitCode::FAILURE,
        Err(error) => {
            output::complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Whether all arguments, one or more, are files or folders that are there.
fn are_files(arguments: impl Iterator<Item = OsString>) -> bool {
    let mut arguments = arguments.peekable();
    arguments.peek().is_some() && arguments.all(|argument| Path::new(&argument).exists())
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            || cause.downcast_ref::<csv::Error>().is_some_and(|error| match error.kind() {
                csv::ErrorKind::Io(error) => error.kind() == io::ErrorKind::BrokenPipe,
                _ => false,
            })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;

    #[test]
    fn files_that_are_there_are_no_commands() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("Größe.png");
        std::fs::write(&there, "").unwrap();
        let are = |paths: &[&Path]| are_files(paths.iter().map(|path| path.as_os_str().to_owned()));
        assert!(are(&[&there]) && are(&[&there, folder.path()]));
        assert!(!are(&[]), "no file is no reason to open one");
        assert!(!are(&["evalaute".as_ref()]), "a command with a mistake stays one");
        assert!(!are(&[&there, "--json".as_ref()]));
    }

    #[cfg(unix)]
    #[test]
    fn files_of_any_name_take_the_place_of_a_command() {
        use std::os::unix::ffi::OsStrExt;

        for name in ["seven.png", "Größe 7.png", "./7"] {
            let error = Cli::try_parse_from(["nullcline", name]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidSubcommand, "{name}");
        }
        let latin = std::ffi::OsStr::from_bytes(b"gr\xf6\xdfe.png");
        let error = Cli::try_parse_from(["nullcline".as_ref(), latin]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidSubcommand);
        let error = Cli::try_parse_from(["nullcline", "a.png", "b.png"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidSubcommand);
    }
}
