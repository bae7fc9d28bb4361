//! Cost and accuracies against the epoch, and the accuracy on each digit.

use eframe::egui::{Color32, RichText, Ui, Vec2, vec2};
use egui_plot::{AxisHints, Corner, HLine, Legend, Line, LineStyle, Plot, PlotPoints, Points};

use super::trainer::Trainer;
use crate::digit::Digit;
use crate::network::EpochReport;
use crate::ui::settings::{TrainingForm, TrainingKind};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::bars::{DigitBars, percent_of_set};

/// The paper's accuracies, training and test, in percent.
fn paper_accuracies(kind: TrainingKind) -> [f64; 2] {
    match kind {
        TrainingKind::Plain => [99.5, 97.7],
        // Its one network with neurons inside, gamma -0.5 on 10,000 pictures.
        TrainingKind::Exact | TrainingKind::Paper => [79.3, 79.9],
    }
}

/// Draws the charts.
pub(super) fn show(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer) {
    let reports = trainer.reports();
    // Before the first run the charts are those of the run that would come.
    let form = if trainer.has_run() { trainer.form() } else { form };
    let size = ui.available_size();
    let upper = (0.56 * size.y).round();
    let half = (size.x - theme::PADDING) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::PADDING;
        let size = vec2(half, upper);
        column(ui, size, ("Cost", "mean cross-entropy of the training pictures"), |ui, size| {
            cost_ui(ui, form, trainer, size);
        });
        column(ui, size, ("Accuracy", "percent read right"), |ui, size| {
            accuracy_ui(ui, form, reports, size);
        });
    });
    ui.add_space(theme::PADDING);
    let rest = vec2(half, ui.available_height());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::PADDING;
        let low = 100.0 * low_end(reports.last());
        let what = format!("share of its test pictures read right, bars from {low:.0} to 100 %");
        column(ui, rest, ("Each digit", &what), |ui, size| digits_ui(ui, reports, size));
        column(ui, rest, ("So far", ""), |ui, _| summary_ui(ui, form, trainer));
    });
}

fn column(ui: &mut Ui, size: Vec2, (name, what): (&str, &str), contents: impl FnOnce(&mut Ui, Vec2)) {
    ui.allocate_ui(size, |ui| {
        ui.vertical(|ui| {
            ui.set_width(size.x);
            ui.horizontal(|ui| {
                ui.label(RichText::new(name).size(theme::TITLE).strong());
                ui.weak(what);
            });
            contents(ui, vec2(size.x, ui.available_height()));
        });
    });
}

fn plot<'a>(name: &str, size: Vec2, epochs: u32, line: Color32) -> Plot<'a> {
    Plot::new(name.to_owned())
        .width(size.x)
        .height(size.y)
        .include_x(0.0)
        .include_x(f64::from(epochs))
        .allow_scroll(false)
        .grid_color(line)
        .grid_fade(0.0)
        .grid_spacing(20.0..=160.0)
        .custom_y_axes(vec![AxisHints::new_y().label_spacing(14.0..=32.0)])
        .x_axis_label("epoch")
        .legend(Legend::default().position(Corner::RightBottom).follow_insertion_order(true))
}

/// A line with its points: one epoch alone is seen too.
fn curve(plot: &mut egui_plot::PlotUi<'_>, name: &str, points: Vec<[f64; 2]>, color: Color32) {
    plot.line(Line::new(name.to_owned(), PlotPoints::new(points.clone())).color(color).width(2.0));
    plot.points(Points::new(name.to_owned(), PlotPoints::new(points)).color(color).radius(2.5));
}

fn cost_ui(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer, size: Vec2) {
    let palette = Palette::of(ui);
    let points = series(trainer.reports(), |report| report.cost);
    plot("cost", size, form.epochs, palette.line).include_y(0.0).include_y(0.3).show(ui, |plot| {
        curve(plot, "cost", points, palette.activator);
        if let Some(batches) = trainer.batches() {
            let epoch = f64::from(batches.epoch - 1) + f64::from(batches.batch) / f64::from(batches.batches.max(1));
            plot.points(Points::new("this epoch", vec![[epoch, batches.cost]]).color(palette.dim).radius(3.0));
        }
    });
}

fn accuracy_ui(ui: &mut Ui, form: &TrainingForm, reports: &[EpochReport], size: Vec2) {
    let palette = Palette::of(ui);
    let low = if form.kind == TrainingKind::Plain { 90.0 } else { 75.0 };
    let training = series(reports, |report| 100.0 * report.train_accuracy);
    let test = series(reports, |report| 100.0 * report.test_accuracy);
    plot("accuracy", size, form.epochs, palette.line).include_y(low).include_y(100.0).show(ui, |plot| {
        curve(plot, "training", training, palette.oscillating);
        curve(plot, "test", test, palette.inhibitor);
        let [training, test] = paper_accuracies(form.kind);
        for (value, name, color) in [(training, "training", palette.oscillating), (test, "test", palette.inhibitor)] {
            let name = format!("paper, {name} {value}");
            let dashed = LineStyle::Dashed { length: 6.0 };
            plot.hline(HLine::new(name, value).color(color.gamma_multiply(0.7)).width(1.2).style(dashed));
        }
    });
}

fn series(reports: &[EpochReport], value: impl Fn(&EpochReport) -> f64) -> Vec<[f64; 2]> {
    reports.iter().map(|report| [f64::from(report.epoch), value(report)]).collect()
}

fn digits_ui(ui: &mut Ui, reports: &[EpochReport], size: Vec2) {
    let last = reports.last();
    let worst = last.and_then(|report| {
        Digit::all().min_by(|a, b| report.per_digit[a.index()].total_cmp(&report.per_digit[b.index()]))
    });
    let bars = DigitBars {
        name: "accuracy on each digit",
        shares: last.map(|report| report.per_digit),
        ticks: None,
        leader: worst,
        decimals: 1,
        ends: [low_end(last), 1.0],
    };
    bars.show(ui, size).on_hover_text("After the last epoch. The digit set off is the one that is read worst.");
}

/// Where the bars of the digits begin: at the tenth below the worst, so that differences are seen.
fn low_end(last: Option<&EpochReport>) -> f64 {
    let worst = last.map_or(0.0, |report| report.per_digit.iter().copied().fold(1.0, f64::min));
    ((10.0 * worst).floor() / 10.0).min(0.9)
}

fn summary_ui(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer) {
    let Some(last) = trainer.reports().last() else {
        ui.weak("Start, and watch the cost fall. An epoch of the full set takes a second or two.");
        return;
    };
    ui.label(RichText::new(percent_of_set(last.test_accuracy)).size(34.0).strong());
    let by = if form.kind == TrainingKind::Plain { "" } else { ", by the largest mean output" };
    ui.weak(format!("of the test set after epoch {}{by}", last.epoch));
    ui.label(format!("{} of the training set", percent_of_set(last.train_accuracy)));
    ui.label(format!("cost {:.4}", last.cost));
    ui.weak(format!("{:.1} s", trainer.took().as_secs_f32()));
}
