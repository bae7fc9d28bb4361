//! `nullcline compare`: whether networks differ on the same images, by paired tests.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::answer_table::{AnswerTable, read_answers};
use super::output::{print_json, print_text};
use crate::experiment::{Bootstrap, Comparison};

/// Flags of `compare`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Answers of networks of the first kind: tables of `evaluate --answers`
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    first: Vec<PathBuf>,
    /// Answers of networks of the second kind to the same images, each paired with one of the first, in their order
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    second: Vec<PathBuf>,
    /// Samples of the bootstrap
    #[arg(long, default_value_t = Bootstrap::default().samples, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    samples: u32,
    /// Seed of the bootstrap
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let read = |paths: &[PathBuf]| paths.iter().map(|path| read_answers(path)).collect::<anyhow::Result<Vec<_>>>();
    let (first, second) = (read(&args.first)?, read(&args.second)?);
    for (path, table) in args.first.iter().chain(&args.second).zip(first.iter().chain(&second)) {
        let same = table.labels.len() != first[0].labels.len() || table.labels == first[0].labels;
        let same = same && table.groups == first[0].groups;
        anyhow::ensure!(same, "{}: other images than those of {}", path.display(), args.first[0].display());
    }
    let groups = first[0].groups.clone();
    let correct = |tables: Vec<AnswerTable>| tables.into_iter().map(|table| table.correct).collect::<Vec<_>>();
    let bootstrap = Bootstrap { samples: args.samples, seed: args.seed };
    let (first, second) = (correct(first), correct(second));
    let found = match groups {
        Some(groups) => Comparison::by_group(&first, &second, &groups, bootstrap)?,
        None => Comparison::new(&first, &second, bootstrap)?,
    };
    if args.json { print_json(&found) } else { print_text(&text(&found)) }
}

fn text(found: &Comparison) -> String {
    let several = found.pairs.len() > 1;
    let [low, high] = found.interval.map(|end| 100.0 * end);
    let drawn =
        if found.groups < found.images { format!("{} groups of images", found.groups) } else { "images".to_owned() };
    let mut text = format!(
        "first   {:.2} %\nsecond  {:.2} %   ({} each, {} images)\nfirst less second {:+.2} points, 95 % interval {low:+.2} to \
         {high:+.2} (bootstrap over {})\n\nfirst %  second %  right: first alone  second alone  McNemar p\n",
        100.0 * found.first,
        100.0 * found.second,
        if several { format!("{} networks", found.pairs.len()) } else { "one network".to_owned() },
        found.images,
        100.0 * found.difference,
        if several { format!("pairs of networks and {drawn}") } else { drawn },
    );
    for pair in &found.pairs {
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{:>7.2}  {:>8.2}  {:>18}  {:>12}  {:>9.2e}",
            100.0 * pair.first,
            100.0 * pair.second,
            pair.first_only,
            pair.second_only,
            pair.mcnemar
        );
    }
    text
}
