//! `nullcline data DIR`: checks a folder of MNIST files and says what is in it.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::output::{STANDARD, write_target};
use crate::dataset::{FolderOptions, open_folder_with};

/// Checks a folder of IDX files: what was found, or what is wrong.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder with the four files of MNIST, or of other data in its format.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The pictures are stored column by column, as those of EMNIST are.
    #[arg(long)]
    pub transpose: bool,
    /// Print one JSON document and nothing else.
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report {
    files: Vec<String>,
    train_images: usize,
    test_images: usize,
    label_counts: BySet<Vec<usize>>,
    hash: BySet<String>,
    transposed: bool,
}

#[derive(Serialize)]
struct BySet<T> {
    train: T,
    test: T,
}

/// Reads the folder and prints what was found.
///
/// # Errors
/// What is wrong with the folder, in one line, or that nothing can be printed.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let folder = open_folder_with(&args.folder, FolderOptions { transpose: args.transpose })?;
    let report = Report {
        files: folder.files.iter().map(|file| file.display().to_string()).collect(),
        train_images: folder.train.len(),
        test_images: folder.test.len(),
        label_counts: BySet { train: folder.train.label_counts(), test: folder.test.label_counts() },
        hash: BySet { train: folder.train_hash, test: folder.test_hash },
        transposed: args.transpose,
    };
    write_target(STANDARD.as_ref(), |mut out| {
        if args.json {
            serde_json::to_writer_pretty(&mut out, &report).map_err(io::Error::from)?;
            Ok(writeln!(out)?)
        } else {
            Ok(print_text(&mut out, &report)?)
        }
    })
}

fn print_text(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let whats = ["training pictures", "training labels", "test pictures", "test labels"];
    for (what, file) in whats.iter().zip(&report.files) {
        writeln!(out, "{what:18} {file}")?;
    }
    writeln!(out)?;
    writeln!(out, "{:5} {:>9} {:>9}", "digit", "training", "test")?;
    let counts = report.label_counts.train.iter().zip(&report.label_counts.test);
    for (digit, (train, test)) in counts.enumerate() {
        writeln!(out, "{digit:5} {train:9} {test:9}")?;
    }
    writeln!(out, "{:5} {:9} {:9}", "all", report.train_images, report.test_images)?;
    writeln!(out)?;
    writeln!(out, "{:18} {}", "training hash", report.hash.train)?;
    writeln!(out, "{:18} {}", "test hash", report.hash.test)?;
    if report.transposed {
        writeln!(out, "The pictures were turned upright (--transpose).")?;
    }
    Ok(())
}
