//! The confusion matrix and the images behind its cells.

use eframe::egui::{RichText, ScrollArea, Ui, vec2};

use crate::ui::paper::model::errors::Errors;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::class_labels::ClassLabels;
use crate::ui::widgets::matrix::Matrix;

/// Side of a thumbnail.
const THUMBNAIL: f32 = 42.0;

/// Draws the matrix, and the images of the cell that is chosen.
pub(crate) fn errors_ui(
    ui: &mut Ui,
    settings: &Settings,
    (errors, network, labels): (&Errors, &ActiveNetwork, &ClassLabels),
    intents: &mut Vec<PaperIntent>,
) {
    ui.horizontal(|ui| {
        let origin = &network.source().origin;
        ui.label(RichText::new("Confusion matrix").size(theme::TITLE).strong());
        let images = errors.set().map_or_else(|| "the".to_owned(), |set| format!("the {} {}", set.count(), set.name));
        let without = if network.noise().fluctuation.get() > 0.0 { " but without noise" } else { "" };
        ui.weak(format!("{origin}, as it is set in Run{without}, on {images} test images, by"));
        for (by_mean, name) in [(false, "longest winner"), (true, "largest mean")] {
            if ui.selectable_label(settings.paper.by_mean == by_mean, name).clicked() {
                intents.push(PaperIntent::ByMean(by_mean));
            }
        }
        if errors.is_busy() {
            ui.weak("computing…");
        }
        if let Some(error) = errors.error() {
            ui.colored_label(Palette::of(ui).bad, error);
        }
    });
    if let Some(obstacle) = errors.obstacle() {
        ui.colored_label(Palette::of(ui).warning, format!("No confusion matrix: {obstacle}."));
        return;
    }
    let Some(confusion) = errors.confusion() else {
        ui.weak("The answers to ten thousand images take a second.");
        return;
    };
    ui.horizontal_top(|ui| {
        let side = ui.available_height().min(ui.available_width() * 0.56);
        let clicked = ui.vertical(|ui| {
            let matrix = Matrix { confusion, labels, selected: errors.cell() };
            let field = vec2(ui.available_width() * 0.62, ui.available_height() - 30.0);
            let clicked = matrix.show(ui, side - 30.0, field);
            ui.label(format!("accuracy {:.2} %", 100.0 * confusion.accuracy()));
            clicked
        });
        if let Some(cell) = clicked.inner {
            intents.push(PaperIntent::Cell(Some(cell)));
        }
        ui.add_space(theme::PADDING);
        ui.vertical(|ui| images_ui(ui, (errors, labels), intents));
    });
}

/// The images behind the cell.
fn images_ui(ui: &mut Ui, (errors, labels): (&Errors, &ClassLabels), intents: &mut Vec<PaperIntent>) {
    let Some((truth, answer)) = errors.cell() else {
        ui.weak("Click a cell to see its images; click an image to watch it in Run.");
        return;
    };
    let (shown, all) = (errors.thumbnails.indices().len(), errors.in_cell);
    let first = if shown < all { format!(", the first {shown} of them here") } else { String::new() };
    let plural = if all == 1 { "" } else { "s" };
    let (truth, answer) = (labels.with_article(truth), labels.of(answer));
    ui.label(format!("{all} image{plural} of {truth} answered {answer}{first}. Click one to watch it."));
    if all == 0 {
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let name = |index: usize| format!("test {index}, {truth} answered {answer}");
        if let Some(index) = errors.thumbnails.show(ui, THUMBNAIL, name) {
            intents.push(PaperIntent::Play(index));
        }
    });
}
