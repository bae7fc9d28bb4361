//! `nullcline evaluate`: the accuracy of a network.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::answer_table::write_answers;
use super::output::{ProgressBar, check_target, note, print_json, print_text};
use super::shared::{
    Chosen, DataArgs, NetworkArgs, NetworkKind, RuleArgs, RunSettings, ThreadArgs, TimeArgs, mismatch,
};
use crate::control::{Control, StopToken};
use crate::dataset::{Class, ClassCount, ClassNames, ImageSet, Split};
use crate::experiment::{
    Confusion, Engine, Evaluation, Familiarity, Protocol, answers_to, import_warning, scattered_answers,
    wilson_interval,
};
use crate::network::ModelCard;
use crate::synth::{DrawnStyle, coarse_scans, drawn_digits, drawn_shape};

/// Flags of `evaluate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    rule: RuleArgs,
    #[command(flatten)]
    times: TimeArgs,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Training set or test set
    #[arg(long, value_enum, default_value_t = Split::Test)]
    split: Split,
    /// The images to classify
    #[arg(long, value_enum, default_value_t = Sort::AsTheyAre)]
    set: Sort,
    /// Seed of the drawn digits, and of scattered starts
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Let each neuron of each image start somewhere in its model's region, by --seed (other models than fhn; engine direct)
    #[arg(long)]
    scattered: bool,
    /// Only the first so many images
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    #[command(flatten)]
    data: DataArgs,
    /// Where the answer to each image goes, as CSV; `compare` reads it; - is the standard output
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Sort of images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Sort {
    /// The images of the set
    #[value(name = "mnist")]
    AsTheyAre,
    /// Digits drawn with a neat pen, on which no network was trained [10,000 unless --limit]
    Neat,
    /// The same, untidy: size, place, slant, turn, stretch, pen, wobble, shaking, broken strokes
    Drawn,
    /// The images of the set as scans of 8 x 8 cells, enlarged and opened as picture files are
    Coarse,
}

#[derive(Serialize)]
struct Report {
    accuracy: f64,
    /// The 95 % Wilson interval over images.
    interval: [f64; 2],
    per_digit: Vec<Option<f64>>,
    confusion: Vec<Vec<u32>>,
    images: u32,
    /// The share of images that are unlike all of the training set, where that is known.
    unfamiliar: Option<f64>,
    seconds: f64,
    model: String,
    data_hash: String,
    /// A remark on these images with this model.
    message: Option<String>,
    /// Names of the classes, if they are not digits.
    classes: Option<ClassNames>,
    settings: RunSettings,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let Chosen { kind, network, card } = args.network.network()?;
    let rule = args.rule.rule();
    let engine = if args.scattered { Engine::Direct } else { args.rule.engine(&network.units)? };
    let protocol = Protocol { times: args.times.times_of(&network.units), engine };
    anyhow::ensure!(
        !args.scattered || network.units.neurons().is_some(),
        "--scattered is for --network calibrated with other models than fhn, whose starts `experiment starts` scatters"
    );
    let settings = RunSettings::new(kind, &network, &protocol, rule)?;
    args.answers.iter().try_for_each(|target| check_target(target))?;
    let Picked { set, classes, message, shapes } = picked(args, (network.classes(), &card))?;
    let begun = Instant::now();
    let bar = ProgressBar::new("evaluate");
    let stop = StopToken::new();
    let answers = args.threads.run(|| {
        let (evaluation, so_far) = (Evaluation { protocol, rule }, |done| bar.set(done));
        let control = Control { stop: &stop, progress: &so_far };
        match network.units.neurons().filter(|_| args.scattered) {
            Some(layer) => Ok(scattered_answers((&network, layer), &set, (evaluation, args.seed), control)?),
            None => Ok(answers_to(&network, &set, evaluation, control)?),
        }
    })?;
    bar.finish();
    let found = Confusion::of(&set, &answers);
    if let Some(target) = &args.answers {
        write_answers(target, (set.labels(), &answers), shapes.as_deref())?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    // Only the plain network is what another program trained, and only on images as they are.
    let as_they_are = args.set == Sort::AsTheyAre && kind == NetworkKind::Ann;
    let imported = card.imported.as_ref().filter(|_| as_they_are);
    let sets = (&set, args.data.data.is_none());
    let warning = imported.and_then(|imported| import_warning((&network, imported), sets, found.accuracy()));
    let message = message.into_iter().chain(warning).reduce(|said, more| format!("{said}; {more}"));
    let report = Report {
        accuracy: found.accuracy(),
        interval: wilson_interval(found.correct(), found.images()),
        per_digit: found.recall(),
        confusion: found.rows().map(<[u32]>::to_vec).collect(),
        images: found.images(),
        unfamiliar: Familiarity::of_model(&card).map(|familiarity| familiarity.unfamiliar_share(&set)),
        seconds,
        model: args.network.model.clone(),
        data_hash: set.hash(),
        message,
        classes,
        settings,
    };
    if let Some(message) = report.message.as_ref().filter(|_| !args.json) {
        note(message);
    }
    if args.json { print_json(&report) } else { print_text(&text(&found, &report)) }
}

/// Images, names of their classes, and a remark.
struct Picked {
    set: ImageSet,
    classes: Option<ClassNames>,
    message: Option<String>,
    /// The shapes of drawn digits, as 301 for the second shape of a 3.
    shapes: Option<Vec<usize>>,
}

/// The images that the flags ask for, for a network of so many classes and its model's card.
fn picked(args: &Args, (network, card): (ClassCount, &ModelCard)) -> anyhow::Result<Picked> {
    let drawn = |style: &DrawnStyle| {
        let set = drawn_digits(style, args.seed, args.limit.unwrap_or(10_000));
        let shape = |(label, index): (&Class, u32)| 100 * label.index() + drawn_shape(args.seed, index);
        let shapes = Some(set.labels().iter().zip(0..).map(shape).collect());
        Ok(Picked { set, classes: None, message: None, shapes })
    };
    match args.set {
        Sort::Neat => return drawn(&DrawnStyle::SCHOOL),
        Sort::Drawn => return drawn(&DrawnStyle::default()),
        Sort::AsTheyAre | Sort::Coarse => (),
    }
    let images = args.data.images(args.split, network)?;
    let message = mismatch(card, &images);
    let set = args.limit.map_or(images.set.clone(), |limit| images.set.first(limit as usize));
    let set = if args.set == Sort::Coarse { coarse_scans(&set) } else { set };
    Ok(Picked { set, classes: images.classes, message, shapes: None })
}

fn text(found: &Confusion, report: &Report) -> String {
    let mut text = format!(
        "accuracy {:.2} % ({:.2} to {:.2}) of {} images, in {:.2} s\n\ntrue recall %   answered\n              {}\n",
        100.0 * report.accuracy,
        100.0 * report.interval[0],
        100.0 * report.interval[1],
        report.images,
        report.seconds,
        columns(0..found.classes().get()),
    );
    for (digit, (row, share)) in found.rows().zip(&report.per_digit).enumerate() {
        let row = columns(row);
        // Writing to a string can't fail.
        let share = share.map_or_else(|| "-".to_owned(), |share| format!("{:.2}", 100.0 * share));
        let _ = write!(text, "{digit:>4}  {share:>6}  {row}");
        let name = report.classes.as_ref().and_then(|names| names.all().get(digit)).map_or("", String::as_str);
        text.push_str(&format!("   {name}\n").replace("   \n", "\n"));
    }
    text
}

/// Numbers side by side, six characters each.
fn columns(numbers: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    let mut line = String::new();
    for number in numbers {
        // Writing to a string can't fail.
        let _ = write!(line, "{number:>6}");
    }
    line
}
