//! What the network of one epoch is like: recall of each class, weights, one image.

use eframe::egui::{Align2, FontId, Pos2, RichText, Role, Ui, Vec2, WidgetInfo, vec2};

use super::column::column;
use crate::dataset::Class;
use crate::network::EpochReport;
use crate::ui::theme::{self, Palette};
use crate::ui::train::view::TrainView;
use crate::ui::widgets::bars::{ClassBars, largest};
use crate::ui::widgets::class_labels::ClassLabels;

/// The least width of a column in the lower row.
const LEAST_COLUMN: f32 = 170.0;

/// Recall of each class, the weights, and one image.
pub(crate) fn lower_row(ui: &mut Ui, view: &TrainView<'_>) {
    let report = view.trainer.report();
    let labels = &view.trainer.labels();
    let height = ui.available_height();
    let square = (height - 24.0).clamp(120.0, 290.0);
    let column_width = ((ui.available_width() - square - 2.0 * theme::PADDING) / 2.0).max(LEAST_COLUMN);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::PADDING;
        let low = 100.0 * low_end(report);
        let what = format!("recall, from {low:.0} to 100 %");
        let title = format!("Each {}", labels.noun());
        column(ui, vec2(column_width, height), (&title, &what), |ui, size| classes_ui(ui, (report, labels), size));
        let dead = match view.features.dead() {
            None => String::new(),
            Some(1) => "1 dead".to_owned(),
            Some(dead) => format!("{dead} dead"),
        };
        column(ui, vec2(square, height), ("Weights", &dead), |ui, _| {
            view.features.show(ui, square, labels);
            if view.trainer.layers().is_none() {
                empty(ui, "the weights of each neuron");
            }
        });
        column(ui, vec2(column_width, height), ("One image", "the answer to it"), |ui, size| {
            image_ui(ui, (view, labels), size);
        });
    });
}

/// Says in the middle of what was just drawn what will be there.
fn empty(ui: &Ui, text: &str) {
    let at: Pos2 = ui.min_rect().center();
    ui.painter().text(at, Align2::CENTER_CENTER, text, FontId::proportional(theme::TEXT), Palette::of(ui).dim);
}

fn classes_ui(ui: &mut Ui, (report, labels): (Option<&EpochReport>, &ClassLabels), size: Vec2) {
    let lowest = report.and_then(lowest_recall).map(|(class, _)| class);
    let bars = ClassBars {
        name: "recall of each class",
        labels,
        shares: report.map(|report| report.recall.clone()),
        ticks: None,
        leader: lowest,
        decimals: 1,
        ends: [low_end(report), 1.0],
    };
    bars.show(ui, size)
        .on_hover_text("Of the test images, after the epoch that is shown. The class set off has the lowest recall.");
}

/// The class of the lowest recall among those that the test set has.
fn lowest_recall(report: &EpochReport) -> Option<(Class, f64)> {
    let present =
        report.recall.iter().enumerate().filter_map(|(class, recall)| Some((Class::new(class as u8), (*recall)?)));
    present.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Where the bars of the classes begin: at the tenth below the lowest, so that differences are seen.
fn low_end(report: Option<&EpochReport>) -> f64 {
    let lowest = report.and_then(lowest_recall).map_or(0.0, |(_, recall)| recall);
    ((10.0 * lowest).floor() / 10.0).min(0.9)
}

/// A digit is as large as there is room for, a name as large as a title.
fn answer_size(labels: &ClassLabels, answer: Class, side: f32) -> f32 {
    if labels.of(answer).chars().count() <= 2 { side * 0.62 } else { theme::HEADING }
}

/// The image of the Run tab, and the answer of the network of the epoch that is shown.
fn image_ui(ui: &mut Ui, (view, labels): (&TrainView<'_>, &ClassLabels), size: Vec2) {
    let Some(image) = view.specimen.image() else {
        ui.weak("There is no image. Draw one in the Run tab, and see here how the answer to it changes.");
        return;
    };
    let reading = view.trainer.reading(image);
    let answer = reading.as_deref().map(largest);
    let side = (0.36 * size.y).clamp(48.0, 104.0);
    ui.horizontal(|ui| {
        view.specimen.seen.show(ui, Vec2::splat(side), "the image that is kept");
        ui.vertical(|ui| {
            ui.weak(view.specimen.origin().describe());
            match answer {
                Some(answer) => {
                    let text = RichText::new(labels.short(answer)).size(answer_size(labels, answer, side)).strong();
                    let label = ui.label(text.color(Palette::of(ui).class(answer)));
                    label.widget_info(|| {
                        WidgetInfo::labeled(Role::Label, true, format!("taken for {}", labels.of(answer)))
                    });
                }
                None => {
                    ui.weak("Start, and see the answer.");
                }
            }
        });
    });
    let bars = ClassBars {
        name: "softmax of the outputs",
        labels,
        shares: reading.map(|shares| shares.into_iter().map(Some).collect()),
        ticks: None,
        leader: answer,
        decimals: 0,
        ends: [0.0, 1.0],
    };
    bars.show(ui, vec2(size.x, (size.y - side - 8.0).max(90.0)))
        .on_hover_text("Softmax of the outputs, of their time means where there are neurons inside.");
}
