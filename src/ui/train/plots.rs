//! The Train tab's plots as figures.

use super::model::trainer::Trainer;
use crate::network::EpochReport;
use crate::report::{self, Axis, Corner, Panel, Rgb, Stroke};
use crate::ui::shared::plots::{TRAIL, class_bars, line};

/// A curve over the epochs: its name, its colour, and what of an epoch it shows.
type Curve<'a> = (&'a str, Rgb, fn(&EpochReport) -> f64);

/// The cost of the training against the epoch; none before the first.
pub(crate) fn cost(trainer: &Trainer) -> Option<Panel> {
    by_epoch(trainer, "mean cost", &[("cost", report::ACTIVATOR, |report| report.cost)])
}

/// The accuracies against the epoch; none before the first.
pub(crate) fn accuracy(trainer: &Trainer) -> Option<Panel> {
    by_epoch(
        trainer,
        "accuracy, %",
        &[
            ("training", TRAIL, |report| 100.0 * report.train_accuracy),
            ("test", report::INHIBITOR, |report| 100.0 * report.test_accuracy),
        ],
    )
}

fn by_epoch(trainer: &Trainer, what: &str, curves: &[Curve<'_>]) -> Option<Panel> {
    let reports = trainer.reports();
    reports.first()?;
    let mut panel = Panel::new(trainer.form().command(), Axis::new("epoch"), Axis::new(what));
    for (name, colour, value) in curves {
        let points = reports.iter().map(|report| (f64::from(report.epoch), value(report))).collect();
        panel = panel.with(line(name, points, Stroke::solid(*colour)));
    }
    Some(panel.with_legend(Corner::TopRight))
}

/// The recall of each class; none before the first epoch.
pub(crate) fn each_class(trainer: &Trainer) -> Option<Panel> {
    let report = trainer.report()?;
    let title = format!("after epoch {}", report.epoch);
    Some(class_bars((title, "recall, %"), &trainer.labels(), report.recall.iter().copied()))
}
