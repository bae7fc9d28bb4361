//! The form: what to train, and what becomes of the network.

use std::path::PathBuf;

use eframe::egui::{self, Button, DragValue, Grid, ProgressBar, RichText, TextEdit, Ui, vec2};

use super::trainer::{Message, Trainer};
use crate::ui::header::named;
use crate::ui::intent::TrainIntent;
use crate::ui::settings::{TrainingForm, TrainingSet};
use crate::ui::theme::{self, Palette};

/// Draws the form.
pub(super) fn show(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    let mut edited = form.clone();
    ui.spacing_mut().item_spacing.y = theme::GAP;
    ui.label(RichText::new("Training").size(theme::TITLE).strong());
    ui.add_enabled_ui(!trainer.is_running(), |ui| fields_ui(ui, &mut edited));
    run_ui(ui, trainer, intents);
    message_ui(ui, trainer.training_message());
    ui.add_space(theme::GAP);
    ui.separator();
    ui.label(RichText::new("The trained network").size(theme::TITLE).strong());
    use_ui(ui, &mut edited, trainer, intents);
    file_ui(ui, &mut edited, trainer, intents);
    message_ui(ui, trainer.file_message());
    if edited != *form {
        intents.push(TrainIntent::Edit(edited));
    }
}

fn fields_ui(ui: &mut Ui, form: &mut TrainingForm) {
    Grid::new("training form").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
        ui.weak("network");
        ui.label("plain, 784-100-10").on_hover_text(
            "784 pixels, 100 sigmoids, 10 outputs; softmax cross-entropy. Transplant and Calibrated in the Run tab are \
             made of it.",
        );
        ui.end_row();
        ui.weak("pictures");
        ui.horizontal(|ui| {
            let tooltip = "60,000 to learn from, 10,000 to try on.";
            ui.selectable_value(&mut form.set, TrainingSet::Full, "full").on_hover_text(tooltip);
            let tooltip = "The paper's: 10,000 to learn from, 1,000 to try on, as many of each digit.";
            ui.selectable_value(&mut form.set, TrainingSet::Paper, "10,000 / 1,000").on_hover_text(tooltip);
        });
        ui.end_row();
        let settings = &mut form.settings;
        let rate_speed = 0.01 * settings.learning_rate;
        field(
            ui,
            "epochs",
            DragValue::new(&mut settings.epochs).range(1..=1000).speed(0.2),
            "How often all pictures are gone through.",
        );
        field(
            ui,
            "learning rate",
            DragValue::new(&mut settings.learning_rate)
                .range(1e-6..=10.0)
                .speed(rate_speed)
                .max_decimals(6)
                .custom_parser(|text| text.trim().parse().ok().filter(|rate: &f64| rate.is_finite())),
            "The size of a step, dimensionless. It falls along half a cosine to zero at the end.",
        );
        field(
            ui,
            "batch",
            DragValue::new(&mut settings.batch_size).range(1..=10_000).speed(1.0),
            "Pictures that share a step.",
        );
        field(
            ui,
            "seed",
            DragValue::new(&mut settings.seed).speed(0.1),
            "Decides the starting weights and the order of the pictures. The same seed gives the same network.",
        );
    });
}

fn field(ui: &mut Ui, name: &str, value: DragValue<'_>, tooltip: &str) {
    ui.weak(name).on_hover_text(tooltip);
    named(ui.add_sized(vec2(90.0, 20.0), value.update_while_editing(false)), name).on_hover_text(tooltip);
    ui.end_row();
}

/// Start, stop, progress.
fn run_ui(ui: &mut Ui, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    ui.horizontal(|ui| {
        let wide = |text: &str| Button::new(text.to_owned()).min_size(vec2(84.0, 26.0));
        if ui.add_enabled(!trainer.is_running(), wide("Start")).on_hover_text("Trains from new weights.").clicked() {
            intents.push(TrainIntent::Start);
        }
        let can_stop = trainer.is_running() && !trainer.is_stopping();
        let tooltip = "Ends the run and keeps the network of the epoch with the lowest cost.";
        if ui.add_enabled(can_stop, wide("Stop")).on_hover_text(tooltip).clicked() {
            intents.push(TrainIntent::Stop);
        }
    });
    if trainer.is_running() {
        let bar = ProgressBar::new(trainer.done()).desired_height(8.0).corner_radius(theme::RADIUS);
        named(ui.add(bar), "training progress");
        ui.weak(progress_text(trainer));
    }
}

fn progress_text(trainer: &Trainer) -> String {
    if trainer.is_stopping() {
        return "stopping…".to_owned();
    }
    let Some(left) = trainer.time_left() else { return "getting the pictures…".to_owned() };
    let epoch = trainer.reports().len() + 1;
    let cost = trainer.batches().map_or_else(String::new, |report| format!(", cost {:.3}", report.cost));
    format!(
        "epoch {} of {}{cost}, {} left",
        epoch.min(trainer.settings().epochs as usize),
        trainer.settings().epochs,
        seconds(left)
    )
}

fn seconds(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f32().ceil() as u32;
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

fn use_ui(ui: &mut Ui, form: &mut TrainingForm, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    ui.checkbox(&mut form.follow, "Run follows the training").on_hover_text(
        "The Run tab reads with the network as it is, so that an answer changes while the network learns.",
    );
    let button = ui.add_enabled(trainer.has_network(), Button::new("Use in Run"));
    if button.on_hover_text("Lets the Run tab read with the trained network.").clicked() {
        intents.push(TrainIntent::Use);
    }
}

fn file_ui(ui: &mut Ui, form: &mut TrainingForm, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    let field = TextEdit::singleline(&mut form.path).hint_text("path of a model file").desired_width(f32::INFINITY);
    named(ui.add(field), "path of a model file")
        .on_hover_text("Where Save writes to and Load reads from. Empty: a dialog asks.");
    let path = Some(form.path.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
    ui.horizontal(|ui| {
        let save = ui.add_enabled(trainer.has_network(), Button::new("Save…"));
        if save.on_hover_text("Writes the trained network and how it was made to a file.").clicked() {
            intents.push(path.clone().map_or(TrainIntent::SaveDialog, TrainIntent::Save));
        }
        if ui.button("Load…").on_hover_text("Reads a network from a file and lets the Run tab use it.").clicked() {
            intents.push(path.map_or(TrainIntent::LoadDialog, TrainIntent::Load));
        }
    });
}

fn message_ui(ui: &mut Ui, message: Option<&Message>) {
    if let Some(message) = message {
        let palette = Palette::of(ui);
        let color = if message.is_error { palette.bad } else { palette.dim };
        ui.add(egui::Label::new(RichText::new(&message.text).color(color)).wrap());
    }
}
