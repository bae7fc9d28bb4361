//! `nullcline model`: what a model file holds.

use serde::Serialize;

use super::output::{print_json, print_text};
use crate::dataset::{ClassNames, ImageSize};
use crate::network::{
    Activation, FhnLayer, Imported, Model, ModelKind, NeuronLayer, Preprocessing, TrainingSettings, Units, model_file,
};

/// Contents of a model file, and how it was made.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A built-in model, such as `ann`, or a model file
    #[arg(value_name = "NAME_OR_FILE")]
    model: String,
    /// Print one JSON document and nothing else
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    kind: ModelKind,
    /// Hidden neurons.
    hidden: usize,
    /// Classes.
    outputs: usize,
    seed: Option<u64>,
    settings: Option<&'a TrainingSettings>,
    /// The neurons', if there are any.
    layer: Option<FhnLayer>,
    /// The same of neurons of other models.
    #[serde(skip_serializing_if = "Option::is_none")]
    neurons: Option<NeuronLayer>,
    #[serde(rename = "normalisation")]
    preprocessing: Preprocessing,
    /// On the test set, 0 to 1.
    accuracy: Option<f64>,
    train_accuracy: Option<f64>,
    created_by: &'a str,
    data_hash: Option<&'a str>,
    classes: Option<&'a ClassNames>,
    /// Of the training images as stored, where they were scaled.
    image_size: Option<ImageSize>,
    /// Of a plain network: its hidden units.
    activation: Option<Activation>,
    /// What was taken from another program's file, and what was stated of it.
    imported: Option<&'a Imported>,
    /// What is assumed of it.
    message: Option<String>,
}

/// Reads the model and prints its contents.
///
/// # Errors
/// What is wrong with the file, in one line, or that nothing can be printed.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let model = model_file::resolve(&args.model)?;
    let Model { network, card } = &model;
    let imported = card.imported.as_ref();
    let report = Report {
        kind: model.kind(),
        hidden: network.hidden_count(),
        outputs: network.classes().get(),
        seed: card.settings.as_ref().map(|settings| settings.seed),
        settings: card.settings.as_ref(),
        layer: network.units.fhn(),
        neurons: network.units.neurons(),
        preprocessing: network.preprocessing,
        accuracy: card.test_accuracy,
        train_accuracy: card.train_accuracy,
        created_by: &card.created_by,
        data_hash: card.data_hash.as_deref(),
        classes: card.classes.as_ref(),
        image_size: card.image_size,
        activation: matches!(network.units, Units::Sigmoid | Units::Relu)
            .then(|| imported.map(Imported::activation).unwrap_or_default()),
        imported,
        message: imported.map(Imported::line),
    };
    if args.json { print_json(&report) } else { print_text(&text(&report)?) }
}

/// As lines for a person.
fn text(report: &Report<'_>) -> anyhow::Result<String> {
    let percent =
        |share: Option<f64>| share.map_or_else(|| "unknown".to_owned(), |share| format!("{:.2} %", 100.0 * share));
    let mut lines = vec![
        format!("kind        {}, 784-{}-{}", report.kind, report.hidden, report.outputs),
        format!("test        {}", percent(report.accuracy)),
        format!("training    {}", percent(report.train_accuracy)),
        format!("created by  {}", report.created_by),
    ];
    if let Some(imported) = report.imported {
        lines.extend(import_lines(imported));
    }
    if let Some(layer) = &report.layer {
        lines.push(format!("neurons     {}", serde_json::to_string(layer)?));
    }
    if let Some(layer) = &report.neurons {
        lines.push(format!("neurons     {}", serde_json::to_string(layer)?));
    }
    if let Some(size) = report.image_size {
        lines.push(format!("images      {size} pixels as stored, scaled to 28 x 28"));
    }
    if !report.preprocessing.is_none() {
        lines.push(format!("images      preprocessed: {}", report.preprocessing.name()));
    }
    if let Some(settings) = report.settings {
        lines.push(format!("settings    {}", serde_json::to_string(settings)?));
    }
    if let Some(hash) = report.data_hash {
        lines.push(format!("data        {hash}"));
    }
    if let Some(classes) = report.classes {
        lines.push(format!("classes     {}", classes.all().join(", ")));
    }
    Ok(lines.join("\n") + "\n")
}

/// What was taken from another program's file, and what was assumed of it.
fn import_lines(imported: &Imported) -> [String; 3] {
    let assumed = |is_assumed: bool, flag: &str| {
        if is_assumed {
            format!(" (assumed; `nullcline import FILE --{flag} ... --out OUT` states it)")
        } else {
            String::new()
        }
    };
    [
        format!("taken from  {}", imported.taken),
        format!(
            "units       {}{}",
            imported.activation().name(),
            assumed(imported.options.activation.is_none(), "activation")
        ),
        format!("pixels      {}{}", imported.scaling(), assumed(imported.options.scaling.is_none(), "scaling")),
    ]
}
