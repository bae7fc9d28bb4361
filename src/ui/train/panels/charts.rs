//! Cost and accuracies against the epoch, and the slider that goes through the epochs.

use eframe::egui::{Color32, Slider, Ui, Vec2, vec2};
use egui_plot::{AxisHints, Corner, HLine, Legend, Line, LineStyle, Plot, PlotPoints, PlotUi, Points, VLine};

use super::column::column;
use super::one_epoch::lower_row;
use crate::network::EpochReport;
use crate::ui::shared::intent::TrainIntent;
use crate::ui::shared::training_form::{TrainingForm, TrainingKind, TrainingSet};
use crate::ui::theme::{self, Palette};
use crate::ui::train::model::earlier_run::{EarlierRun, run_name};
use crate::ui::train::model::trainer::Trainer;
use crate::ui::train::view::TrainView;
use crate::ui::widgets::hover;
use crate::ui::widgets::named::named;

/// Height of the row with the epoch's slider.
const EPOCH_ROW: f32 = 26.0;

/// The paper's accuracies, training and test, in percent.
fn paper_accuracies(kind: TrainingKind) -> [f64; 2] {
    match kind {
        TrainingKind::Plain => [99.5, 97.7],
        // Its one network with neurons inside, gamma -0.5 on 10,000 images.
        TrainingKind::Exact | TrainingKind::Paper => [79.3, 79.9],
    }
}

/// Draws the charts.
pub(crate) fn show(ui: &mut Ui, view: &TrainView<'_>, intents: &mut Vec<TrainIntent>) {
    let trainer = view.trainer;
    // Before the first run the charts are those of the run that would come.
    let form = if trainer.has_run() { trainer.form() } else { &view.settings.training };
    let size = ui.available_size();
    let upper = (0.53 * size.y).round();
    let half = (size.x - theme::PADDING) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::PADDING;
        let size = vec2(half, upper);
        column(ui, size, ("Cost", "mean cross-entropy of the training images"), |ui, size| {
            cost_ui(ui, form, trainer, size);
        });
        column(ui, size, ("Accuracy", "percent"), |ui, size| accuracy_ui(ui, form, trainer, size));
    });
    epoch_ui(ui, trainer, intents);
    lower_row(ui, view);
}

/// Goes back and forth through the epochs.
fn epoch_ui(ui: &mut Ui, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    ui.allocate_ui(vec2(ui.available_width(), EPOCH_ROW), |ui| {
        ui.horizontal_centered(|ui| {
            let Some((first, last)) = trainer.epochs() else {
                ui.weak("Epochs can be gone through here, during the run and after it.");
                return;
            };
            ui.weak("epoch");
            let now = trainer.shown().unwrap_or(last);
            let mut wanted = now;
            ui.spacing_mut().slider_width = (ui.available_width() - 170.0).max(80.0);
            let slider = Slider::new(&mut wanted, first..=last.max(first + 1)).trailing_fill(true);
            let tooltip = "The network as it was after this epoch: its weights, its answer to the image below, and the Run \
                           tab if it follows.";
            if named(ui.add(slider), "epoch shown").on_hover_text(tooltip).changed() {
                intents.push(TrainIntent::Epoch(Some(wanted.min(last))));
            }
            let back = trainer.shown().is_some();
            let tooltip = "The network of now: the newest during a run, the one that is kept after it.";
            if ui.selectable_label(!back, "newest").on_hover_text(tooltip).clicked() && back {
                intents.push(TrainIntent::Epoch(None));
            }
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
fn curve(plot: &mut PlotUi<'_>, name: &str, points: Vec<[f64; 2]>, color: Color32) {
    plot.line(Line::new(name.to_owned(), PlotPoints::new(points.clone())).color(color).width(2.0));
    plot.points(Points::new(name.to_owned(), PlotPoints::new(points)).color(color).radius(2.5));
}

/// The same quantity in the runs before, thin.
fn earlier(plot: &mut PlotUi<'_>, runs: &[EarlierRun], palette: &Palette, value: impl Fn(&EpochReport) -> f64 + Copy) {
    for (rank, run) in runs.iter().enumerate() {
        let line = Line::new(run_name(rank, &run.form), PlotPoints::new(series(&run.reports, value)));
        plot.line(line.color(palette.selected(rank + 1)).width(1.3));
    }
}

/// Where the epoch is that a person went back to.
fn mark_epoch(plot: &mut PlotUi<'_>, trainer: &Trainer, palette: &Palette) {
    if let Some(epoch) = trainer.shown() {
        plot.vline(VLine::new("", f64::from(epoch)).color(palette.accent).width(1.5).allow_hover(false));
    }
}

fn cost_ui(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer, size: Vec2) {
    let palette = Palette::of(ui);
    let points = series(trainer.reports(), |report| report.cost);
    let plot = plot("cost", size, form.epochs, palette.line).include_y(0.0).include_y(0.3);
    plot.label_formatter(|at| hover::values(at, ("epoch", 0), (4, ""))).show(ui, |plot| {
        earlier(plot, trainer.earlier(), palette, |report| report.cost);
        curve(plot, "cost", points, palette.activator);
        if let Some(batches) = trainer.batches() {
            let epoch = f64::from(batches.epoch - 1) + f64::from(batches.batch) / f64::from(batches.batches.max(1));
            plot.points(Points::new("this epoch", vec![[epoch, batches.cost]]).color(palette.dim).radius(3.0));
        }
        mark_epoch(plot, trainer, palette);
    });
}

fn accuracy_ui(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer, size: Vec2) {
    let palette = Palette::of(ui);
    let is_mnist = form.set != TrainingSet::Folder;
    let low = if form.kind == TrainingKind::Plain { 90.0 } else { 75.0 };
    let training = series(trainer.reports(), |report| 100.0 * report.train_accuracy);
    let test = series(trainer.reports(), |report| 100.0 * report.test_accuracy);
    let plot = plot("accuracy", size, form.epochs, palette.line).include_y(100.0);
    let plot = if is_mnist { plot.include_y(low) } else { plot };
    plot.label_formatter(|at| hover::values(at, ("epoch", 0), (2, " %"))).show(ui, |plot| {
        earlier(plot, trainer.earlier(), palette, |report| 100.0 * report.test_accuracy);
        curve(plot, "training", training, palette.oscillating);
        curve(plot, "test", test, palette.inhibitor);
        let [training, test] = paper_accuracies(form.kind);
        for (value, name, color) in [(training, "training", palette.oscillating), (test, "test", palette.inhibitor)]
            .into_iter()
            .filter(|_| is_mnist)
        {
            let name = format!("paper, {name} {value}");
            let dashed = LineStyle::Dashed { length: 6.0 };
            plot.hline(HLine::new(name, value).color(color.gamma_multiply(0.7)).width(1.2).style(dashed));
        }
        mark_epoch(plot, trainer, palette);
    });
}

fn series(reports: &[EpochReport], value: impl Fn(&EpochReport) -> f64) -> Vec<[f64; 2]> {
    reports.iter().map(|report| [f64::from(report.epoch), value(report)]).collect()
}
