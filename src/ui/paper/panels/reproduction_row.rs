//! The row that recomputes the paper.

use eframe::egui::{DragValue, Label, ProgressBar, RichText, Ui};

use crate::ui::paper::model::reproducer::Reproducer;
use crate::ui::shared::intent::PaperIntent;
use crate::ui::shared::paper_view::PaperView;
use crate::ui::shared::platform::HAS_FOLDERS;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::named::named;

/// The row that recomputes everything.
pub(crate) fn reproduce_ui(ui: &mut Ui, view: &PaperView, reproducer: &Reproducer, intents: &mut Vec<PaperIntent>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("The paper, recomputed").size(theme::TITLE).strong());
        if reproducer.is_running() {
            progress_ui(ui, reproducer, intents);
        } else {
            plan_ui(ui, view, intents);
        }
        let tooltip = "Writes report.md with every table and figure into a folder: the path typed beside Save figure, or the \
                       one that a dialog asks for.";
        if HAS_FOLDERS && reproducer.shown().is_some() && ui.button("Save report…").on_hover_text(tooltip).clicked() {
            intents.push(PaperIntent::SaveReport);
        }
        if let Some(shown) = reproducer.shown() {
            ui.add(Label::new(RichText::new(&shown.origin).weak()).truncate())
                .on_hover_text(format!("{}\n\n{}", shown.origin, shown.reproduction.settings.command()));
            let tooltip = "Shows the report that comes with the program instead of the one computed here.";
            if !shown.is_shipped && ui.button("Shipped").on_hover_text(tooltip).clicked() {
                intents.push(PaperIntent::ShowShipped);
            }
        }
        if let Some((message, is_error)) = reproducer.message() {
            let palette = Palette::of(ui);
            let colour = if is_error { palette.bad } else { palette.dim };
            ui.add(Label::new(RichText::new(message).color(colour)).truncate());
        }
    });
}

fn plan_ui(ui: &mut Ui, view: &PaperView, intents: &mut Vec<PaperIntent>) {
    let (mut full, mut seed) = (view.full, view.seed);
    let button = ui.button("Recompute").on_hover_text(
        "Trains networks of our own and computes Tables 1 and 2 and Figures 2, 3, 4, 6 and 7 anew, each beside the \
         paper's. It runs in the background, and then takes the place of the shipped report.",
    );
    if button.clicked() {
        intents.push(PaperIntent::Reproduce { full, seed });
    }
    ui.selectable_value(&mut full, false, "quick").on_hover_text("Fewer images, seeds and points: two minutes.");
    ui.selectable_value(&mut full, true, "full").on_hover_text("All images, several seeds: half an hour.");
    ui.weak("seed");
    named(ui.add(DragValue::new(&mut seed).speed(0.1)), "seed of the reproduction")
        .on_hover_text("The first of the seeds of all networks.");
    if (full, seed) != (view.full, view.seed) {
        intents.push(PaperIntent::Plan(full, seed));
    }
}

fn progress_ui(ui: &mut Ui, reproducer: &Reproducer, intents: &mut Vec<PaperIntent>) {
    let (done, stage) = reproducer.report().map_or((0.0, "images"), |report| (report.done, report.phase.name()));
    let bar = ProgressBar::new(done).desired_width(160.0).desired_height(8.0);
    named(ui.add(bar), "progress of the reproduction");
    if reproducer.is_stopping() {
        ui.weak("stopping…");
        return;
    }
    ui.weak(stage);
    if let Some(left) = reproducer.time_left() {
        let seconds = left.as_secs_f32().ceil() as u32;
        ui.weak(format!("{}:{:02} left", seconds / 60, seconds % 60));
    }
    if ui.button("Cancel").on_hover_text("Ends the work. The last result stays.").clicked() {
        intents.push(PaperIntent::CancelReproduction);
    }
}
