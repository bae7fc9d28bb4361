//! `nullcline data`: checks a folder of IDX files and says what is in it.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::output::{STANDARD, write_target};
use crate::dataset::{ClassNames, FirstLabel, Folder, FolderOptions, ImageSet, ImageSize, Needed, open_folder_with};

/// Checks a folder of IDX files: what was found, or what is wrong.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder with the four files of MNIST, or of other data in its format: also one that has it a folder or two below,
    /// or only the test set
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The pictures are stored column by column, as those of EMNIST are.
    #[arg(long)]
    pub transpose: bool,
    /// The number from which the files count labels, 0 or 1 [default: what the labels say]
    #[arg(long, value_name = "0|1")]
    pub first_label: Option<FirstLabel>,
    /// Print one JSON document and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// What was found. Of a set that is not there, counts of labels and hash are null.
#[derive(Serialize)]
struct Report {
    files: Vec<String>,
    train_images: usize,
    test_images: usize,
    /// Of each class.
    label_counts: BySet<Vec<usize>>,
    hash: BySet<String>,
    transposed: bool,
    /// Rows and columns as stored; networks take 28 x 28.
    image_size: ImageSize,
    /// The number from which the files count labels; here they count from 0.
    first_label: u8,
    class_count: usize,
    /// Names of the classes, if they are not digits.
    classes: Option<ClassNames>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct BySet<T> {
    train: Option<T>,
    test: Option<T>,
}

/// Reads the folder and prints what was found.
///
/// # Errors
/// What is wrong with the folder, in one line, or that nothing can be printed.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let options = FolderOptions {
        transpose: args.transpose,
        first_label: args.first_label,
        needed: Needed::Any,
        ..FolderOptions::default()
    };
    let report = report(open_folder_with(&args.folder, options)?, args.transpose);
    write_target(STANDARD.as_ref(), |mut out| {
        if args.json {
            serde_json::to_writer_pretty(&mut out, &report).map_err(io::Error::from)?;
            Ok(writeln!(out)?)
        } else {
            Ok(print_text(&mut out, &report)?)
        }
    })
}

fn report(folder: Folder, transposed: bool) -> Report {
    let counts = |set: &ImageSet| (!set.is_empty()).then(|| set.label_counts());
    Report {
        files: folder.files.paths().iter().map(|file| file.display().to_string()).collect(),
        train_images: folder.train.len(),
        test_images: folder.test.len(),
        label_counts: BySet { train: counts(&folder.train), test: counts(&folder.test) },
        hash: BySet { train: folder.train_hash, test: folder.test_hash },
        transposed,
        image_size: folder.image_size,
        first_label: folder.first_label.value(),
        class_count: folder.train.classes().get(),
        classes: folder.classes,
        remarks: folder.remarks.iter().map(ToString::to_string).collect(),
    }
}

fn print_text(out: &mut impl Write, report: &Report) -> io::Result<()> {
    print_files(out, report)?;
    writeln!(out)?;
    print_counts(out, report)?;
    writeln!(out)?;
    for (what, hash) in [("training hash", &report.hash.train), ("test hash", &report.hash.test)] {
        writeln!(out, "{what:18} {}", hash.as_deref().unwrap_or("-"))?;
    }
    if report.transposed {
        writeln!(out, "The pictures were turned upright (--transpose).")?;
    }
    report.remarks.iter().try_for_each(|remark| writeln!(out, "note: {remark}"))
}

fn print_files(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let train = report.label_counts.train.as_ref().map(|_| ["training pictures", "training labels"]);
    let test = report.label_counts.test.as_ref().map(|_| ["test pictures", "test labels"]);
    let whats = train.into_iter().chain(test).flatten();
    whats.zip(&report.files).try_for_each(|(what, file)| writeln!(out, "{what:18} {file}"))?;
    writeln!(out, "{:18} {} pixels", "image size", report.image_size)
}

fn print_counts(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(out, "{:5} {:>9} {:>9}", "class", "training", "test")?;
    // A dash where there is no image of a class.
    let shown = |count: usize| if count == 0 { "-".to_owned() } else { count.to_string() };
    let of = |counts: &Option<Vec<usize>>, class: usize| shown(counts.as_ref().map_or(0, |counts| counts[class]));
    for class in 0..report.class_count {
        let name = report.classes.as_ref().map_or("", |names| names.all()[class].as_str());
        let [train, test] = [&report.label_counts.train, &report.label_counts.test].map(|counts| of(counts, class));
        let line = format!("{class:5} {train:>9} {test:>9}  {name}");
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out, "{:5} {:>9} {:>9}", "all", shown(report.train_images), shown(report.test_images))
}
