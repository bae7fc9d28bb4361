//! `nullcline classify`: pictures of digits from disk.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use super::output::{Reported, STANDARD, complain, one_line, print_json, print_text};
use super::shared::{Chosen, NetworkArgs, ReadoutArgs, ThreadArgs, TimeArgs};
use crate::control::StopToken;
use crate::dataset::{Class, ClassCount};
use crate::experiment::{Classification, Familiarity, ImageClassifier, Unfamiliar};
use crate::image::{Ink, InputImage, Preparation, Scan, picture, pieces};
use crate::neuron::Timing;

/// The longest picture that is read from the standard input, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// Flags of `classify`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Picture files: PNG, JPEG, BMP, GIF, TIFF, WebP or PNM, recognised by their content; - is the standard input
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<PathBuf>,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    readout: ReadoutArgs,
    #[command(flatten)]
    times: TimeArgs,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Scale pictures whole to 28 x 28, instead of fitting and centring the digit [default where the model's classes are not
    /// digits, or its training images were scaled]
    #[arg(long)]
    whole: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    file: String,
    digit: Option<u8>,
    /// Name of the class, if the model's classes are not digits.
    name: Option<String>,
    /// The digits in reading order, if there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    digits: Vec<u8>,
    shares: Vec<f64>,
    margin: f64,
    /// Whether it is unlike all that the network was trained on, where that is known.
    unfamiliar: Option<bool>,
    message: String,
    /// The error, if the file can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let inputs = args.images.iter().filter(|file| file.as_os_str() == STANDARD).count();
    anyhow::ensure!(inputs <= 1, "- is the standard input, which can be read once, not {inputs} times");
    let Chosen { network, card, .. } = args.network.network()?;
    let familiarity = Familiarity::of_model(&card);
    let classes = card.classes;
    let whole = args.whole || classes.is_some();
    let preparation = Preparation { fit: !whole, centre: !whole };
    let times = args.times.times_of(&network.units);
    let reader = ImageClassifier::new(network, args.readout.rule())?;
    let means = Means { reader, preparation, familiarity, times };
    let reports =
        args.threads.run(|| Ok(args.images.iter().map(|file| entry(&means, file)).collect::<Vec<Report>>()))?;
    let named = |mut report: Report| {
        let digit = report.digit.map(Class::new);
        report.name = classes.as_ref().zip(digit).map(|(names, digit)| names.of(digit).to_owned());
        report
    };
    let reports: Vec<Report> = reports.into_iter().map(named).collect();
    if args.json {
        print_json(&reports)?;
    } else {
        let lines: String = reports.iter().filter(|report| report.error.is_none()).map(Report::line).collect();
        print_text(&lines)?;
    }
    let failures: Vec<&String> = reports.iter().filter_map(|report| report.error.as_ref()).collect();
    for error in &failures {
        complain(&anyhow::anyhow!("{error}"));
    }
    if failures.is_empty() { Ok(()) } else { Err(Reported.into()) }
}

/// The answer for a file, or the error: one bad file does not lose the others.
fn entry(means: &Means, file: &Path) -> Report {
    classify(means, file).unwrap_or_else(|error| Report {
        error: Some(one_line(&error)),
        ..Report::without_answer(means.reader.classes(), file.display().to_string(), String::new())
    })
}

/// What all pictures are classified with.
struct Means {
    reader: ImageClassifier,
    preparation: Preparation,
    familiarity: Option<&'static Familiarity>,
    times: Timing,
}

impl Means {
    /// Whether an image is unlike the training images, if those are known, and why.
    fn unfamiliar(&self, image: &InputImage) -> (Option<bool>, Option<Unfamiliar>) {
        let found = self.familiarity.map(|familiarity| familiarity.of(image));
        (found.map(|why| why.is_some()), found.flatten())
    }
}

fn classify(means: &Means, file: &Path) -> anyhow::Result<Report> {
    let Means { reader, preparation, times, .. } = means;
    let (preparation, times) = (*preparation, *times);
    let Scan { ink, remark } = scan(file)?;
    let shown = file.display().to_string();
    let silent = |message: String| Report::without_answer(reader.classes(), shown.clone(), message);
    if let Some(remark) = remark.filter(|remark| remark.forbids_answer()) {
        let unfamiliar = image_of(preparation, &ink).and_then(|image| means.unfamiliar(&image).0);
        return Ok(Report { unfamiliar, ..silent(remark.to_string()) });
    }
    let pieces = if preparation.fit { pieces(&ink) } else { Vec::new() };
    let images: Vec<InputImage> = pieces.iter().filter_map(|piece| image_of(preparation, piece)).collect();
    if images.len() > 1 {
        let answers = images.iter().map(|image| Ok(reader.read(image, times, &StopToken::new())?.answer.value()));
        let digits: Vec<u8> = answers.collect::<anyhow::Result<_>>()?;
        let found: Vec<_> = images.iter().map(|image| means.unfamiliar(image)).collect();
        let unfamiliar = found.iter().filter_map(|(is, _)| *is).reduce(|any, one| any || one);
        let strange = found.iter().find_map(|(_, why)| *why).map_or_else(String::new, |why| format!("; one is {why}"));
        let message = format!("{} pieces of writing, read one by one{strange}", digits.len());
        return Ok(Report { digits, unfamiliar, ..silent(message) });
    }
    let Some(image) = image_of(preparation, &ink) else {
        return Ok(silent("nothing to classify: the picture is blank".to_owned()));
    };
    let Classification { answer, shares, margin, .. } = reader.read(&image, times, &StopToken::new())?;
    let close = (margin < 0.05).then(|| "the two leading classes are close".to_owned());
    let (unfamiliar, strange) = means.unfamiliar(&image);
    let remarks =
        close.into_iter().chain(strange.map(|why| why.to_string())).chain(remark.map(|remark| remark.to_string()));
    let message = remarks.collect::<Vec<_>>().join("; ");
    Ok(Report { digit: Some(answer.value()), shares, margin, unfamiliar, ..silent(message) })
}

fn scan(file: &Path) -> anyhow::Result<Scan> {
    if file.as_os_str() != STANDARD {
        return Ok(picture::open_scan(file)?);
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.context("standard input: can't be read")?;
    anyhow::ensure!(bytes.len() as u64 <= MOST_BYTES, "standard input: found more than {} MiB", MOST_BYTES >> 20);
    Ok(picture::scan_from_bytes(&bytes, "standard input")?)
}

fn image_of(preparation: Preparation, ink: &Ink) -> Option<InputImage> {
    preparation.apply(ink).map(|centred| centred.image)
}

impl Report {
    fn without_answer(classes: ClassCount, file: String, message: String) -> Self {
        let shares = vec![1.0 / classes.get() as f64; classes.get()];
        Self {
            file,
            digit: None,
            name: None,
            digits: Vec::new(),
            shares,
            margin: 0.0,
            unfamiliar: None,
            message,
            error: None,
        }
    }

    fn line(&self) -> String {
        let Some(digit) = self.digit else {
            let digits: Vec<String> = self.digits.iter().map(u8::to_string).collect();
            let answer = if digits.is_empty() { "none".to_owned() } else { digits.join(" ") };
            return format!("{}: {answer} ({})\n", self.file, self.message);
        };
        let share = 100.0 * self.shares[usize::from(digit)];
        let note = if self.message.is_empty() { String::new() } else { format!(" ({})", self.message) };
        let answer = self.name.as_ref().map_or_else(|| digit.to_string(), |name| format!("{name} ({digit})"));
        format!("{}: {answer}, {share:.0} % of the time, margin {:.0} %{note}\n", self.file, 100.0 * self.margin)
    }
}
