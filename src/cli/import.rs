//! `nullcline import`: the weights of another program's network.

use std::path::PathBuf;

use serde::Serialize;

use super::output::{check_target, print_json, print_text};
use crate::network::{Activation, ArrayNames, ImportOptions, Imported, Layout, Model, Scaling};

/// Flags of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A NumPy archive (.npz) or a safetensors file: weights of 784 pixels, 1 to 4096 neurons and 2 to 256 classes
    file: PathBuf,
    /// The model file that is written; evaluate, classify and the others open it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The hidden units: sigmoid, relu or tanh [default: sigmoid]
    #[arg(long)]
    activation: Option<Activation>,
    /// What the network gets of a pixel: unit (0 to 1), bytes (0 to 255), or MEAN,DEVIATION, such as 0.1307,0.3081, of
    /// pixels of 0 to 1, which are subtracted and divided by; 1,-1 where ink is dark [default: unit]
    #[arg(long, allow_hyphen_values = true)]
    scaling: Option<Scaling>,
    /// Which side of a square matrix is the inputs': keras ([inputs, outputs]) or torch ([outputs, inputs]) [default: as
    /// shapes say]
    #[arg(long)]
    layout: Option<Layout>,
    /// Names of the arrays: W1,b1,W2,b2, or the two matrices alone [default: as shapes say]
    #[arg(long, value_name = "NAMES")]
    arrays: Option<ArrayNames>,
    /// Print one JSON document and nothing else
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    written: String,
    taken: &'a str,
    activation: Activation,
    /// Mean and deviation of pixels of 0 to 1.
    scaling: Scaling,
    message: String,
}

/// Reads the file, keeps what was stated, and writes a model.
///
/// # Errors
/// What is wrong with which file, in one line.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    check_target(&args.out)?;
    let Args { activation, scaling, layout, arrays, .. } = args;
    let (activation, scaling, layout, arrays) = (*activation, *scaling, *layout, arrays.clone());
    let options = ImportOptions { layout, arrays, activation, scaling };
    let mut model = Model::import_file(&args.file, &options)?;
    model.card.created_by = command(args);
    model.save(&args.out)?;
    let imported = model.card.imported.as_ref();
    imported.map_or(Ok(()), |imported| report(args, imported))
}

fn report(args: &Args, imported: &Imported) -> anyhow::Result<()> {
    let report = Report {
        written: args.out.display().to_string(),
        taken: &imported.taken,
        activation: imported.activation(),
        scaling: imported.scaling(),
        message: imported.line(),
    };
    if args.json { print_json(&report) } else { print_text(&format!("{}\n", report.message)) }
}

/// The command that makes the same model, with the file's name alone.
fn command(args: &Args) -> String {
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let option =
        |flag: &str, value: Option<String>| value.map(|value| format!(" --{flag} {value}")).unwrap_or_default();
    format!(
        "nullcline import {name}{}{}{}{}",
        option("layout", args.layout.map(|layout| layout.name().to_owned())),
        option("arrays", args.arrays.clone().map(String::from)),
        option("activation", args.activation.map(|activation| activation.name().to_owned())),
        option("scaling", args.scaling.map(Scaling::word)),
    )
}
