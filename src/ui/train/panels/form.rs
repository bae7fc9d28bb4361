//! The form: what to train, and what becomes of the network.

use eframe::egui::{self, Button, ComboBox, DragValue, Grid, ProgressBar, RichText, TextEdit, Ui, vec2};

use crate::network::{Gamma, HiddenCount};
use crate::neuron::{ControlParameter, Epsilon};
use crate::ui::shared::intent::TrainIntent;
use crate::ui::shared::parameters::Parameters;
use crate::ui::shared::paths::typed;
use crate::ui::shared::platform::HAS_FOLDERS;
use crate::ui::shared::training_form::{TrainingForm, TrainingKind, TrainingSet};
use crate::ui::theme::{self, Palette};
use crate::ui::train::model::earlier_run::run_name;
use crate::ui::train::model::trainer::{Message, Trainer};
use crate::ui::widgets::bars::percent_of_set;
use crate::ui::widgets::named::named;

/// Remarks on the images that are shown, at most.
const MOST_REMARKS: usize = 4;

/// Draws the form.
pub(crate) fn show(ui: &mut Ui, form: &TrainingForm, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    let mut edited = form.clone();
    ui.spacing_mut().item_spacing.y = theme::GAP;
    ui.label(RichText::new("Training").size(theme::TITLE).strong());
    ui.add_enabled_ui(!trainer.is_running(), |ui| fields_ui(ui, &mut edited, intents));
    run_ui(ui, trainer, intents);
    remarks_ui(ui, trainer);
    summary_ui(ui, trainer);
    message_ui(ui, trainer.training_message());
    earlier_ui(ui, trainer, intents);
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

fn fields_ui(ui: &mut Ui, form: &mut TrainingForm, intents: &mut Vec<TrainIntent>) {
    Grid::new("training form").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
        network_ui(ui, form);
        if form.kind != TrainingKind::Plain {
            neurons_ui(ui, &mut form.neurons);
        }
        images_ui(ui, form, intents);
        let epochs = DragValue::new(&mut form.epochs).range(1..=1000).speed(0.2);
        field(ui, "epochs", epochs, "How often all images are gone through.");
        let speed = 0.01 * form.learning_rate;
        let rate = DragValue::new(&mut form.learning_rate).range(1e-6..=10.0).speed(speed).max_decimals(6);
        let tooltip = "The size of a step, dimensionless. It falls along half a cosine.";
        field(ui, "learning rate", rate.custom_parser(finite), tooltip);
        let batch = DragValue::new(&mut form.batch_size).range(1..=10_000).speed(1.0);
        field(ui, "batch", batch, "Images that share a step.");
        hidden_ui(ui, form);
        let tooltip =
            "Decides the starting weights and the order of the images. The same seed gives the same network.";
        field(ui, "seed", DragValue::new(&mut form.seed).speed(0.1), tooltip);
        ui.weak("preprocessing");
        ui.checkbox(&mut form.normalise, "moment normalisation").on_hover_text(
            "Images are deskewed and brought to one size by the moments of their ink before the input layer, in training \
             and ever after: no neuron is spent on slants. The paper's network is given them as they are.",
        );
        ui.end_row();
    });
}

fn network_ui(ui: &mut Ui, form: &mut TrainingForm) {
    ui.weak("network");
    let combo =
        ComboBox::from_id_salt("trained network").width(150.0).selected_text(form.kind.name()).show_ui(ui, |ui| {
            for kind in TrainingKind::ALL {
                let option = ui.selectable_label(kind == form.kind, kind.name()).on_hover_text(kind.explanation());
                if option.clicked() {
                    form.choose(kind);
                }
            }
        });
    named(combo.response, "network to train").on_hover_text(form.kind.explanation());
    ui.end_row();
}

fn neurons_ui(ui: &mut Ui, neurons: &mut Parameters) {
    let mut gamma = neurons.gamma.get();
    let value = DragValue::new(&mut gamma).range(-3.0..=3.0).speed(0.01).fixed_decimals(2).custom_parser(finite);
    field(ui, "gamma", value, "Gain of the current, dimensionless.");
    let mut a = neurons.a.get();
    let value = DragValue::new(&mut a).range(-2.0..=2.0).speed(0.01).fixed_decimals(2).custom_parser(finite);
    field(ui, "a", value, "Control parameter of the neurons, dimensionless.");
    let mut epsilon = neurons.epsilon.get();
    let value = DragValue::new(&mut epsilon).range(0.005..=1.0).speed(0.001).fixed_decimals(3).custom_parser(finite);
    field(ui, "epsilon", value, "Time scale of x against that of y, dimensionless.");
    *neurons = Parameters {
        gamma: Gamma::new(gamma).unwrap_or(neurons.gamma),
        a: ControlParameter::new(a).unwrap_or(neurons.a),
        epsilon: Epsilon::new(epsilon).unwrap_or(neurons.epsilon),
        ..*neurons
    };
}

fn images_ui(ui: &mut Ui, form: &mut TrainingForm, intents: &mut Vec<TrainIntent>) {
    ui.weak("images");
    ui.horizontal(|ui| {
        let tooltip = "MNIST: 60,000 to train on, 10,000 to try on.";
        ui.selectable_value(&mut form.set, TrainingSet::Full, "full").on_hover_text(tooltip);
        let tooltip = "The paper's part of MNIST: 10,000 to train on, 1,000 to try on, as many of each digit.";
        ui.selectable_value(&mut form.set, TrainingSet::Paper, "10,000 / 1,000").on_hover_text(tooltip);
        let tooltip = "A folder of your own with four files in MNIST's format, gzipped or not: images and labels of 2 to 256 \
                       classes, to train on and to try on. A classes.txt there may name the classes.";
        if HAS_FOLDERS {
            ui.selectable_value(&mut form.set, TrainingSet::Folder, "own").on_hover_text(tooltip);
        }
    });
    ui.end_row();
    if form.set == TrainingSet::Folder {
        ui.weak("folder");
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut form.folder).hint_text("its path").desired_width(102.0);
            named(ui.add(field), "folder of images").on_hover_text("The folder with the four files.");
            if ui.button("Folder…").on_hover_text("Asks for the folder.").clicked() {
                intents.push(TrainIntent::FolderDialog);
            }
        });
        ui.end_row();
    }
}

/// What was typed, if it is a number at all. The field moves it into its range.
fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

fn field(ui: &mut Ui, name: &str, value: DragValue<'_>, tooltip: &str) {
    ui.weak(name).on_hover_text(tooltip);
    named(ui.add_sized(vec2(90.0, 20.0), value.update_while_editing(false)), name).on_hover_text(tooltip);
    ui.end_row();
}

/// The size of the hidden layer.
fn hidden_ui(ui: &mut Ui, form: &mut TrainingForm) {
    let mut hidden = form.hidden.get();
    let value = DragValue::new(&mut hidden).range(1..=HiddenCount::MAX).speed(1.0);
    field(ui, "hidden", value, "Neurons in the hidden layer, 1 to 4096. The paper's networks have 100.");
    form.hidden = HiddenCount::new(hidden).unwrap_or(form.hidden);
}

/// Start, pause, stop, progress.
fn run_ui(ui: &mut Ui, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    ui.horizontal(|ui| {
        let wide = |text: &str| Button::new(text.to_owned()).min_size(vec2(84.0, 26.0));
        if ui.add_enabled(!trainer.is_running(), wide("Start")).on_hover_text("Trains from new weights.").clicked() {
            intents.push(TrainIntent::Start);
        }
        let (name, tooltip) = if trainer.is_paused() {
            ("Go on", "Goes on with the run that waits.")
        } else {
            ("Pause", "Lets the run wait; its weights stay.")
        };
        let goes_on = trainer.is_running() && !trainer.is_stopping();
        if ui.add_enabled(goes_on, wide(name)).on_hover_text(tooltip).clicked() {
            intents.push(TrainIntent::Pause(!trainer.is_paused()));
        }
        let tooltip = "Ends the run and keeps the network of the epoch with the lowest cost.";
        if ui.add_enabled(goes_on, wide("Stop")).on_hover_text(tooltip).clicked() {
            intents.push(TrainIntent::Stop);
        }
    });
    if trainer.is_running() {
        let bar = ProgressBar::new(trainer.done()).desired_height(8.0).corner_radius(theme::RADIUS);
        named(ui.add(bar), "training progress");
        ui.weak(progress_text(trainer));
    }
}

/// What there is to say about the files of the images.
fn remarks_ui(ui: &mut Ui, trainer: &Trainer) {
    for remark in trainer.remarks().iter().take(MOST_REMARKS) {
        ui.add(egui::Label::new(RichText::new(remark).small().weak()).wrap()).on_hover_text(remark);
    }
}

/// Where the run stands, or the epoch that a person went back to.
fn summary_ui(ui: &mut Ui, trainer: &Trainer) {
    let Some(report) = trainer.report() else {
        if !trainer.is_running() {
            ui.weak("Start, and watch the cost fall. An epoch of the full set takes a second or two.");
        }
        return;
    };
    let by = if trainer.form().kind == TrainingKind::Plain { "" } else { ", by the largest mean output" };
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.label(RichText::new(percent_of_set(report.test_accuracy)).size(30.0).strong());
    ui.weak(format!("of the test set after epoch {}{by}", report.epoch));
    ui.horizontal(|ui| {
        ui.label(format!("{} of the training set", percent_of_set(report.train_accuracy)));
        ui.weak(format!("cost {:.4}", report.cost));
    });
    ui.weak(format!("in {:.1} s", trainer.took().as_secs_f32()));
    ui.spacing_mut().item_spacing.y = theme::GAP;
}

/// The runs that are drawn to compare with.
fn earlier_ui(ui: &mut Ui, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    if trainer.earlier().is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        ui.weak("to compare with");
        if ui.small_button("Forget").on_hover_text("Takes the curves of earlier runs away.").clicked() {
            intents.push(TrainIntent::Forget);
        }
    });
    ui.spacing_mut().item_spacing.y = 2.0;
    for (rank, run) in trainer.earlier().iter().enumerate() {
        let accuracy = run.reports.last().map_or(0.0, |report| report.test_accuracy);
        let text = format!("{}: {}", run_name(rank, &run.form), percent_of_set(accuracy));
        let text = RichText::new(text).small().color(Palette::of(ui).selected(rank + 1));
        ui.add(egui::Label::new(text).truncate()).on_hover_text(run.form.command());
    }
    ui.spacing_mut().item_spacing.y = theme::GAP;
}

fn progress_text(trainer: &Trainer) -> String {
    if trainer.is_stopping() {
        return "stopping…".to_owned();
    }
    let waits = if trainer.is_paused() { "paused, " } else { "" };
    let Some(left) = trainer.time_left() else { return "getting the images…".to_owned() };
    let epoch = trainer.reports().len() + 1;
    let cost = trainer.batches().map_or_else(String::new, |report| format!(", cost {:.3}", report.cost));
    let epochs = trainer.form().epochs;
    format!("{waits}epoch {} of {epochs}{cost}, {} left", epoch.min(epochs as usize), seconds(left))
}

fn seconds(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f32().ceil() as u32;
    if seconds < 100 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

fn use_ui(ui: &mut Ui, form: &mut TrainingForm, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    ui.checkbox(&mut form.follow, "Run follows the training").on_hover_text(
        "The Run tab uses the network as it is, and its data, so that an answer changes during training.",
    );
    let button = ui.add_enabled(trainer.has_network(), Button::new("Use in Run"));
    if button.on_hover_text("Lets the Run tab use the trained network.").clicked() {
        intents.push(TrainIntent::Use);
    }
}

fn file_ui(ui: &mut Ui, form: &mut TrainingForm, trainer: &Trainer, intents: &mut Vec<TrainIntent>) {
    if HAS_FOLDERS {
        let field = TextEdit::singleline(&mut form.path).hint_text("path of a model file").desired_width(f32::INFINITY);
        named(ui.add(field), "path of a model file")
            .on_hover_text("Where Save writes to and Load reads from. Empty: a dialog asks.");
    }
    let path = Some(form.path.trim()).filter(|path| !path.is_empty()).map(typed);
    ui.horizontal(|ui| {
        let text = if trainer.has_network() { format!("Save epoch {}…", trainer.epoch_in_view()) } else { "Save…".to_owned() };
        let save = ui.add_enabled(trainer.has_network(), Button::new(text));
        let tooltip = "Writes the network of this epoch and how it was made to a file: of the epoch that is looked at, of the one \
                       that is kept, or of now while it is trained.";
        if save.on_hover_text(tooltip).clicked() {
            intents.push(path.clone().map_or(TrainIntent::SaveDialog, TrainIntent::Save));
        }
        if ui.button("Load…").on_hover_text("Opens a network from a file and lets the Run tab use it.").clicked() {
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
