//! What the network of one epoch is like: accuracy on each digit, weights, one picture.

use eframe::egui::{Align2, FontId, Pos2, RichText, Role, Ui, Vec2, WidgetInfo, vec2};

use super::column::column;
use crate::dataset::Class;
use crate::network::EpochReport;
use crate::ui::theme::{self, Palette};
use crate::ui::train::view::TrainView;
use crate::ui::widgets::bars::{DigitBars, largest};

/// The least width of a column in the lower row.
const LEAST_COLUMN: f32 = 170.0;

/// Each digit, the weights, and one picture.
pub(crate) fn lower_row(ui: &mut Ui, view: &TrainView<'_>) {
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

fn digits_ui(ui: &mut Ui, report: Option<&EpochReport>, size: Vec2) {
    let worst = report.and_then(lowest_recall).map(|(class, _)| class);
    let bars = DigitBars {
        name: "accuracy on each digit",
        shares: report.map(|report| report.recall.clone()),
        ticks: None,
        leader: worst,
        decimals: 1,
        ends: [low_end(report), 1.0],
    };
    bars.show(ui, size)
        .on_hover_text("Of the test pictures, after the epoch that is shown. The digit set off is read worst.");
}

/// The class of the lowest recall among those that the test set has.
fn lowest_recall(report: &EpochReport) -> Option<(Class, f64)> {
    let present =
        report.recall.iter().enumerate().filter_map(|(class, recall)| Some((Class::new(class as u8), (*recall)?)));
    present.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Where the bars of the digits begin: at the tenth below the worst, so that differences are seen.
fn low_end(report: Option<&EpochReport>) -> f64 {
    let worst = report.and_then(lowest_recall).map_or(0.0, |(_, recall)| recall);
    ((10.0 * worst).floor() / 10.0).min(0.9)
}

/// The digit of the Run tab, and what the network of the epoch that is shown makes of it.
fn digit_ui(ui: &mut Ui, view: &TrainView<'_>, size: Vec2) {
    let Some(image) = view.specimen.image() else {
        ui.weak("There is no digit. Draw one in the Run tab, and see here how the network learns to read it.");
        return;
    };
    let reading = view.trainer.reading(image);
    let answer = reading.as_deref().map(largest);
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
        shares: reading.map(|shares| shares.into_iter().map(Some).collect()),
        ticks: None,
        leader: answer,
        decimals: 0,
        ends: [0.0, 1.0],
    };
    bars.show(ui, vec2(size.x, (size.y - side - 8.0).max(90.0)))
        .on_hover_text("Softmax of the outputs, of their time means where there are neurons inside.");
}
