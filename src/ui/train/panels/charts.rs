//! Cost and accuracies against the epoch, and the slider that goes through the epochs.

use eframe::egui::{Slider, Ui, Vec2, vec2};

use super::column::column;
use super::one_epoch::lower_row;
use crate::report::{Figure, Legend, Panel};
use crate::ui::shared::intent::TrainIntent;
use crate::ui::theme;
use crate::ui::train::model::trainer::Trainer;
use crate::ui::train::plots;
use crate::ui::train::view::TrainView;
use crate::ui::widgets::figure::figure;
use crate::ui::widgets::named::named;

/// Height of the row with the epoch's slider.
const EPOCH_ROW: f32 = 26.0;

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
        let run = trainer.run();
        column(ui, size, ("Cost", "mean cross-entropy of the training images"), |ui, size| {
            chart(ui, size, ("cost", run), plots::cost(trainer, form));
        });
        column(ui, size, ("Accuracy", "of training and test images"), |ui, size| {
            chart(ui, size, ("accuracy", run), plots::accuracy(trainer, form));
        });
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

/// A chart whose legend stands above it, with bounds of its own for each run.
fn chart(ui: &mut Ui, size: Vec2, of: (&str, u32), panel: Panel) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let drawn = Figure::new(of.0, (Figure::COLUMN, Figure::COLUMN), 1, vec![panel]).with_legend(Legend::Below);
    figure(ui, size, of, &drawn);
}
