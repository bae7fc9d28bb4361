//! Cost and accuracies against the epoch; below, what the network of one epoch is like.

use eframe::egui::{Align2, Color32, FontId, Pos2, RichText, Role, Slider, Ui, Vec2, WidgetInfo, vec2};
use egui_plot::{AxisHints, Corner, HLine, Legend, Line, LineStyle, Plot, PlotPoints, PlotUi, Points, VLine};

use crate::digit::Digit;
use crate::network::EpochReport;
use crate::ui::shared::intent::TrainIntent;
use crate::ui::shared::settings::{TrainingForm, TrainingKind};
use crate::ui::theme::{self, Palette};
use crate::ui::train::model::trainer::{EarlierRun, Trainer};
use crate::ui::train::tab::TrainView;
use crate::ui::widgets::bars::DigitBars;
use crate::ui::widgets::hover;
use crate::ui::widgets::named::named;

/// Height of the row with the epoch's slider.
const EPOCH_ROW: f32 = 26.0;
/// The least width of a column in the lower row.
const LEAST_COLUMN: f32 = 170.0;

/// The paper's accuracies, training and test, in percent.
fn paper_accuracies(kind: TrainingKind) -> [f64; 2] {
    match kind {
        TrainingKind::Plain => [99.5, 97.7],
        // Its one network with neurons inside, gamma -0.5 on 10,000 pictures.
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
        column(ui, size, ("Cost", "mean cross-entropy of the training pictures"), |ui, size| {
            cost_ui(ui, form, trainer, size);
        });
        column(ui, size, ("Accuracy", "percent read right"), |ui, size| accuracy_ui(ui, form, trainer, size));
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
            let tooltip = "The network as it was after this epoch: its weights, its answer to the digit below, and the Run \
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

/// Each digit, the weights, and one picture.
fn lower_row(ui: &mut Ui, view: &TrainView<'_>) {
    let report = view.trainer.report();
    let height = ui.available_height();
    let square = (height - 24.0).clamp(120.0, 290.0);
    let column_width = ((ui.available_width() - square - 2.0 * theme::PADDING) / 2.0).max(LEAST_COLUMN);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::PADDING;
        let low = 100.0 * low_end(report);
        let what = format!("read right, from {low:.0} to 100 %");
        column(ui, vec2(column_width, height), ("Each digit", &what), |ui, size| digits_ui(ui, report, size));
        let dead = match view.features.dead() {
            None => String::new(),
            Some(1) => "1 dead".to_owned(),
            Some(dead) => format!("{dead} dead"),
        };
        column(ui, vec2(square, height), ("Weights", &dead), |ui, _| {
            view.features.show(ui, square);
            if view.trainer.layers().is_none() {
                empty(ui, "what each neuron looks for");
            }
        });
        column(ui, vec2(column_width, height), ("One digit", "what it is taken for"), |ui, size| {
            digit_ui(ui, view, size);
        });
    });
}

/// Says in the middle of what was just drawn what will be there.
fn empty(ui: &Ui, text: &str) {
    let at: Pos2 = ui.min_rect().center();
    ui.painter().text(at, Align2::CENTER_CENTER, text, FontId::proportional(theme::TEXT), Palette::of(ui).dim);
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

/// What an earlier run is called: its number and what it was made with.
pub(crate) fn run_name(rank: usize, form: &TrainingForm) -> String {
    let neurons = match form.kind {
        TrainingKind::Plain => String::new(),
        TrainingKind::Exact | TrainingKind::Paper => format!(", γ {}", form.neurons.gamma).replace('-', "−"),
    };
    format!("run {}: {}{neurons}, rate {}, seed {}", rank + 1, form.kind.name(), form.learning_rate, form.seed)
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
    let low = if form.kind == TrainingKind::Plain { 90.0 } else { 75.0 };
    let training = series(trainer.reports(), |report| 100.0 * report.train_accuracy);
    let test = series(trainer.reports(), |report| 100.0 * report.test_accuracy);
    let plot = plot("accuracy", size, form.epochs, palette.line).include_y(low).include_y(100.0);
    plot.label_formatter(|at| hover::values(at, ("epoch", 0), (2, " %"))).show(ui, |plot| {
        earlier(plot, trainer.earlier(), palette, |report| 100.0 * report.test_accuracy);
        curve(plot, "training", training, palette.oscillating);
        curve(plot, "test", test, palette.inhibitor);
        let [training, test] = paper_accuracies(form.kind);
        for (value, name, color) in [(training, "training", palette.oscillating), (test, "test", palette.inhibitor)] {
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

fn digits_ui(ui: &mut Ui, report: Option<&EpochReport>, size: Vec2) {
    let worst = report.and_then(|report| {
        Digit::all().min_by(|a, b| report.per_digit[a.index()].total_cmp(&report.per_digit[b.index()]))
    });
    let bars = DigitBars {
        name: "accuracy on each digit",
        shares: report.map(|report| report.per_digit),
        ticks: None,
        leader: worst,
        decimals: 1,
        ends: [low_end(report), 1.0],
    };
    bars.show(ui, size)
        .on_hover_text("Of the test pictures, after the epoch that is shown. The digit set off is read worst.");
}

/// Where the bars of the digits begin: at the tenth below the worst, so that differences are seen.
fn low_end(report: Option<&EpochReport>) -> f64 {
    let worst = report.map_or(0.0, |report| report.per_digit.iter().copied().fold(1.0, f64::min));
    ((10.0 * worst).floor() / 10.0).min(0.9)
}

/// The digit of the Run tab, and what the network of the epoch that is shown makes of it.
fn digit_ui(ui: &mut Ui, view: &TrainView<'_>, size: Vec2) {
    let Some(image) = view.specimen.image() else {
        ui.weak("There is no digit. Draw one in the Run tab, and see here how the network learns to read it.");
        return;
    };
    let reading = view.trainer.reading(image);
    let answer = reading.map(|shares| Digit::of_largest(&shares.map(|share| share as f32)));
    let side = (0.36 * size.y).clamp(48.0, 104.0);
    ui.horizontal(|ui| {
        view.specimen.seen.show(ui, Vec2::splat(side), "the digit that is kept");
        ui.vertical(|ui| {
            ui.weak(view.specimen.origin().describe());
            match answer {
                Some(answer) => {
                    let text = RichText::new(answer.to_string()).size(side * 0.62).strong();
                    let label = ui.label(text.color(Palette::of(ui).digit(answer)));
                    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("taken for {answer}")));
                }
                None => {
                    ui.weak("Start, and see it being read.");
                }
            }
        });
    });
    let bars = DigitBars {
        name: "softmax of the outputs",
        shares: reading,
        ticks: None,
        leader: answer,
        decimals: 0,
        ends: [0.0, 1.0],
    };
    bars.show(ui, vec2(size.x, (size.y - side - 8.0).max(90.0)))
        .on_hover_text("Softmax of the ten outputs, of their time means where there are neurons inside.");
}
