//! The confusion matrix and the pictures behind its cells.

use eframe::egui::{RichText, ScrollArea, Ui};

use crate::ui::paper::model::errors::Errors;
use crate::ui::shared::active_network::ActiveNetwork;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::matrix::matrix;

/// Side of a small picture.
const THUMBNAIL: f32 = 42.0;

/// Draws the matrix, and the pictures of the cell that is chosen.
pub(crate) fn errors_ui(
    ui: &mut Ui,
    settings: &Settings,
    (errors, network): (&Errors, &ActiveNetwork),
    intents: &mut Vec<PaperIntent>,
) {
    ui.horizontal(|ui| {
        let origin = &network.source().origin;
        ui.label(RichText::new("Who is taken for whom").size(theme::TITLE).strong());
        ui.weak(format!("{origin}, as it is set in Run, on the 10,000 test pictures, by"));
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
    let Some(confusion) = errors.confusion() else {
        ui.weak("The answers to ten thousand pictures take a second.");
        return;
    };
    ui.horizontal_top(|ui| {
        let side = ui.available_height().min(ui.available_width() * 0.5);
        let clicked = ui.vertical(|ui| {
            let clicked = matrix(ui, side - 30.0, confusion, errors.cell());
            ui.label(format!("{:.2} % read right", 100.0 * confusion.accuracy()));
            clicked
        });
        if let Some(cell) = clicked.inner {
            intents.push(PaperIntent::Cell(Some(cell)));
        }
        ui.add_space(theme::PADDING);
        ui.vertical(|ui| pictures_ui(ui, errors, intents));
    });
}

/// The pictures behind the cell.
fn pictures_ui(ui: &mut Ui, errors: &Errors, intents: &mut Vec<PaperIntent>) {
    let Some((truth, answer)) = errors.cell() else {
        ui.weak("Click a cell to see its pictures; click a picture to watch how it is read.");
        return;
    };
    let (shown, all) = (errors.thumbnails.indices().len(), errors.in_cell);
    let first = if shown < all { format!(", the first {shown} of them here") } else { String::new() };
    let plural = if all == 1 { "" } else { "s" };
    ui.label(format!("{all} picture{plural} of a {truth} read as {answer}{first}. Click one to watch it."));
    if all == 0 {
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let name = |index: usize| format!("test {index}, a {truth} read as {answer}");
        if let Some(index) = errors.thumbnails.show(ui, THUMBNAIL, name) {
            intents.push(PaperIntent::Play(index));
        }
    });
}
