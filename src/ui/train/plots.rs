//! The Train tab's plots as figures, as the window shows them and as they are saved.

use super::model::earlier_run::run_name;
use super::model::trainer::Trainer;
use crate::network::EpochReport;
use crate::report::{self, Axis, FIRST_CLASSES, Mark, Panel, Rgb, Shape, Stroke};
use crate::ui::shared::plots::{TRAIL, class_bars, line};
use crate::ui::shared::training_form::{TrainingForm, TrainingKind, TrainingSet};

/// The batches of the epoch that is not over yet.
const GREY: Rgb = Rgb::hex(0x0059_646F);
/// The epoch that a person went back to.
const SHOWN: Rgb = Rgb::hex(0x00CF_222E);
/// The cost that the axis holds at least.
const LEAST_COST: f64 = 0.3;

/// A curve over the epochs: its name, how it is drawn, and what of an epoch it shows.
type Curve<'a> = (&'a str, Stroke, fn(&EpochReport) -> f64);

/// The paper's accuracies, training and test, in percent.
fn paper_accuracies(kind: TrainingKind) -> [f64; 2] {
    match kind {
        TrainingKind::Plain => [99.5, 97.7],
        // Its one network with neurons inside, gamma -0.5 on 10,000 images.
        TrainingKind::Exact | TrainingKind::Paper => [79.3, 79.9],
    }
}

/// The cost of the training against the epoch.
pub(crate) fn cost(trainer: &Trainer, form: &TrainingForm) -> Panel {
    let value = |report: &EpochReport| report.cost;
    let mut panel = by_epoch(trainer, form, value, &[("cost", Stroke::solid(report::ACTIVATOR), value)]);
    if let Some(batches) = trainer.batches() {
        let epoch = f64::from(batches.epoch - 1) + f64::from(batches.batch) / f64::from(batches.batches.max(1));
        let points = vec![(epoch, batches.cost)];
        let name = "this epoch".to_owned();
        panel = panel.with(Mark::Points { name, points, colour: GREY, size: 4.0, shape: Shape::Square });
    }
    let most = heights(&panel).fold(LEAST_COST, f64::max);
    panel.y = Axis::new("mean cost").from_to(0.0, 1.04 * most);
    panel
}

/// The accuracies against the epoch, with the paper's for MNIST.
pub(crate) fn accuracy(trainer: &Trainer, form: &TrainingForm) -> Panel {
    let curves: [Curve<'_>; 2] = [
        ("training", Stroke::solid(TRAIL), |report| 100.0 * report.train_accuracy),
        ("test", Stroke::solid(report::INHIBITOR), |report| 100.0 * report.test_accuracy),
    ];
    let mut panel = by_epoch(trainer, form, curves[1].2, &curves);
    let mut least = heights(&panel).fold(100.0, f64::min);
    if form.set != TrainingSet::Folder {
        for ((name, stroke, _), y) in curves.into_iter().zip(paper_accuracies(form.kind)) {
            let stroke = Stroke { dashed: true, ..stroke.thin() };
            panel = panel.with(Mark::HorizontalLine { name: format!("paper, {name} {y}"), y, stroke });
        }
        least = least.min(if form.kind == TrainingKind::Plain { 90.0 } else { 75.0 });
    }
    // The axis begins at a round number: it does not begin at zero.
    let least = (5.0 * ((least - 1.0) / 5.0).floor()).clamp(0.0, 95.0);
    panel.y = Axis::new("accuracy, %").from_to(least, 100.0 + 0.02 * (100.0 - least));
    panel
}

fn heights(panel: &Panel) -> impl Iterator<Item = f64> {
    let points = panel.marks.iter().filter_map(|mark| match mark {
        Mark::Line { points, .. } | Mark::Points { points, .. } => Some(points),
        _ => None,
    });
    points.flatten().map(|(_, y)| *y).filter(|y| y.is_finite())
}

/// Curves over the epochs, those of the runs before behind them, and a line where a person went back to.
fn by_epoch(trainer: &Trainer, form: &TrainingForm, before: fn(&EpochReport) -> f64, curves: &[Curve<'_>]) -> Panel {
    const EARLIER: [usize; 5] = [4, 7, 6, 5, 8];
    let series = |reports: &[EpochReport], value: fn(&EpochReport) -> f64| -> Vec<(f64, f64)> {
        reports.iter().map(|report| (f64::from(report.epoch), value(report))).collect()
    };
    let epochs = f64::from(form.epochs.max(1));
    let mut panel = Panel::new("", Axis::new("epoch").from_to(0.0, 1.02 * epochs), Axis::default());
    for (rank, run) in trainer.earlier().iter().enumerate() {
        let stroke = Stroke::solid(FIRST_CLASSES[EARLIER[rank % EARLIER.len()]]).thin();
        panel = panel.with(line(&run_name(rank, &run.form), series(&run.reports, before), stroke));
    }
    for (name, stroke, value) in curves {
        let points = series(trainer.reports(), *value);
        // Points too: one epoch alone is seen.
        let dots = Mark::Points {
            name: String::new(),
            points: points.clone(),
            colour: stroke.colour,
            size: 3.4,
            shape: Shape::Disc,
        };
        panel = panel.with(line(name, points, *stroke)).with(dots);
    }
    if let Some(epoch) = trainer.shown() {
        let (x, stroke) = (f64::from(epoch), Stroke::solid(SHOWN).thin());
        panel = panel.with(Mark::VerticalLine { name: "epoch shown".to_owned(), x, stroke });
    }
    panel
}

/// The recall of each class; none before the first epoch.
pub(crate) fn each_class(trainer: &Trainer) -> Option<Panel> {
    let report = trainer.report()?;
    let title = format!("after epoch {}", report.epoch);
    Some(class_bars((title, "recall, %"), &trainer.labels(), report.recall.iter().copied()))
}
