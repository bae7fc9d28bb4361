//! `nullcline classify`: pictures of digits from disk.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::output::{print_json, print_text};
use super::shared::{NetworkArgs, RuleArgs, ThreadArgs, TimeArgs};
use crate::control::StopToken;
use crate::dataset::{CLASSES, Class};
use crate::experiment::{Classification, ImageClassifier};
use crate::image::{InputImage, Preparation, picture};
use crate::neuron::Timing;

/// Flags of `classify`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Picture files: PNG, JPEG, BMP, GIF, TIFF, WebP or PNM, told by their content
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<PathBuf>,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    rule: RuleArgs,
    #[command(flatten)]
    times: TimeArgs,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Scale pictures whole to 28 x 28, instead of fitting and centring the digit [default where the model's classes are not
    /// digits]
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
    /// What the class is called, if the model's classes are not digits.
    name: Option<String>,
    shares: [f64; CLASSES],
    margin: f64,
    message: String,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let (_, network) = args.network.network()?;
    args.rule.engine()?;
    let classes = args.network.card()?.classes;
    let whole = args.whole || classes.is_some();
    let preparation = Preparation { fit: !whole, centre: !whole };
    let reader = ImageClassifier::new(network, args.rule.rule());
    let times = args.times.times();
    let reports = args.threads.run(|| {
        args.images.iter().map(|file| classify((&reader, preparation), file, times)).collect::<Result<Vec<_>, _>>()
    })?;
    let named = |mut report: Report| {
        let digit = report.digit.and_then(Class::new);
        report.name = classes.as_ref().zip(digit).map(|(names, digit)| names.of(digit).to_owned());
        report
    };
    let reports: Vec<Report> = reports.into_iter().map(named).collect();
    if args.json {
        return print_json(&reports);
    }
    let lines: String = reports.iter().map(Report::line).collect();
    print_text(&lines)
}

fn classify(
    (reader, preparation): (&ImageClassifier, Preparation),
    file: &Path,
    times: Timing,
) -> anyhow::Result<Report> {
    let ink = picture::open_ink(file)?;
    let shown = file.display().to_string();
    let Some(image) = preparation.apply(&ink).map(|centred| centred.image) else {
        return Ok(Report {
            file: shown,
            digit: None,
            name: None,
            shares: [0.1; CLASSES],
            margin: 0.0,
            message: "nothing to classify: the picture is blank".to_owned(),
        });
    };
    report(reader, &image, times, shown)
}

fn report(reader: &ImageClassifier, image: &InputImage, times: Timing, file: String) -> anyhow::Result<Report> {
    let Classification { answer, shares, margin, .. } = reader.read(image, times, &StopToken::new())?;
    let message = if margin < 0.05 { "a close race" } else { "" }.to_owned();
    Ok(Report { file, digit: Some(answer.value()), name: None, shares, margin, message })
}

impl Report {
    fn line(&self) -> String {
        let Some(digit) = self.digit else { return format!("{}: none ({})\n", self.file, self.message) };
        let share = 100.0 * self.shares[usize::from(digit)];
        let note = if self.message.is_empty() { String::new() } else { format!(" ({})", self.message) };
        let answer = self.name.as_ref().map_or_else(|| digit.to_string(), |name| format!("{name} ({digit})"));
        format!("{}: {answer}, {share:.0} % of the time, margin {:.0} %{note}\n", self.file, 100.0 * self.margin)
    }
}
