//! One neuron, large, and what can be done to it.

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{DragValue, Grid, PopupCloseBehavior, RichText, Slider, Ui, vec2};

use super::portrait::Portrait;
use crate::experiment::{Hold, Shape, Stimulus, Treatment};
use crate::fhn::{LongRun, Neuron, Regime};
use crate::ui::run::model::live::{Motion, TICK};
use crate::ui::run::model::measure::{MeasuredMotion, measure};
use crate::ui::run::tab::RunView;
use crate::ui::run::tab::title;
use crate::ui::shared::intent::RunIntent;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::named::named;

/// Width of the table of numbers.
const TABLE_WIDTH: f32 = 182.0;
/// Share of the height that the motion in time takes, within bounds.
const LOWER_SHARE: f32 = 0.32;
const LOWER_HEIGHT: std::ops::RangeInclusive<f32> = 134.0..=240.0;
/// Measured and predicted agree within this, relatively for values above one.
const TOLERANCE: f64 = 0.01;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (run, index) = (view.run, view.settings.selected);
    let others = view.settings.also.len();
    let name = if others > 0 { format!("Neuron {index} and {others} more") } else { format!("Neuron {index}") };
    title(ui, &name, |ui| hands_ui(view, ui, intents));
    let also: Vec<(usize, Neuron)> = view.settings.also.iter().map(|&index| (index, run.neuron(index))).collect();
    let portrait = Portrait {
        live: run.live(),
        index,
        neuron: run.neuron(index),
        silent_drive: run.network().layer().a.get(),
        also: &also,
        field: view.settings.field,
    };
    let lower = (LOWER_SHARE * ui.available_height()).clamp(*LOWER_HEIGHT.start(), *LOWER_HEIGHT.end());
    let upper = ui.available_height() - lower - theme::GAP;
    let plane = portrait.phase_plane(ui, vec2(ui.available_width(), upper));
    plane.response.on_hover_text(
        "Phase plane: x across, y up. Orange: dx/dt = 0. Green: dy/dt = 0; dashed: the same without input. The \
         equilibrium is drawn filled if it attracts, hollow if it repels. A click puts the neuron there; drag moves, Ctrl \
         with the wheel enlarges, a double click resets.",
    );
    if let Some(state) = plane.placed {
        intents.push(RunIntent::Place(state));
    }
    ui.horizontal(|ui| {
        let width = (ui.available_width() - TABLE_WIDTH - theme::GAP).max(80.0);
        portrait
            .motion_in_time(ui, vec2(width, lower))
            .on_hover_text("x (membrane potential) and y (recovery) of this neuron over the last time units.");
        ui.vertical(|ui| numbers_ui(view, ui, index));
    });
}

/// What can be done to the selected neurons; drawn from right to left.
fn hands_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.spacing_mut().button_padding.x = 6.0;
    let treatment = view.settings.treatments.get(&view.settings.selected).copied().unwrap_or_default();
    let field = ui.selectable_label(view.settings.field, "Field");
    let tooltip = "Vector field: arrows along (dx/dt, dy/dt), as long as the root of the speed, within bounds.";
    if named(field, "vector field").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Field(!view.settings.field));
    }
    stimulus_menu(ui, treatment, intents);
    let silent = treatment.hold == Hold::Silent;
    let tooltip = "Silence: the neuron goes on, but the outputs no longer hear it. The answer is computed anew.";
    if named(ui.selectable_label(silent, "Silence"), "silence").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Silence(!silent));
    }
    let held = matches!(treatment.hold, Hold::At(_));
    let tooltip = "Clamp: holds the neuron where it is, x and y. The answer is computed anew. Click in the phase plane to \
                   hold it elsewhere.";
    if named(ui.selectable_label(held, "Clamp"), "clamp").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Hold(!held));
    }
    let tooltip = "Pushes x up by 1: does the neuron come back at once, or by a spike?";
    if ui.button("Kick").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Kick);
    }
}

fn stimulus_menu(ui: &mut Ui, treatment: Treatment, intents: &mut Vec<RunIntent>) {
    let on = treatment.stimulus.amplitude != 0.0;
    let text = RichText::new("I(t)");
    let text = if on { text.strong().color(Palette::of(ui).accent) } else { text };
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::new(text).config(config).ui(ui, |ui| {
        ui.set_min_width(250.0);
        let edited = stimulus_ui(ui, treatment.stimulus);
        if edited != treatment.stimulus {
            intents.push(RunIntent::Stimulate(edited));
        }
    });
    named(button, "stimulus")
        .on_hover_text("A current of the neuron's own besides the digit's: constant, step or pulse.");
}

fn stimulus_ui(ui: &mut Ui, mut stimulus: Stimulus) -> Stimulus {
    ui.label(RichText::new("Stimulus").strong());
    ui.weak("added to what the digit gives");
    ui.horizontal(|ui| {
        for shape in Shape::ALL {
            ui.selectable_value(&mut stimulus.shape, shape, shape.name());
        }
    });
    let slider = Slider::new(&mut stimulus.amplitude, -Stimulus::REACH..=Stimulus::REACH).fixed_decimals(2).text("I");
    named(ui.add(slider), "stimulus amplitude").on_hover_text("The current while it is on, dimensionless. 0: none.");
    ui.horizontal(|ui| {
        ui.add_enabled_ui(stimulus.shape != Shape::Constant, |ui| {
            ui.weak("from t =");
            let start = DragValue::new(&mut stimulus.start).range(0.0..=100.0).speed(0.2).fixed_decimals(1);
            named(ui.add(start), "stimulus start").on_hover_text("From the beginning of the window of T = 100.");
        });
        ui.add_enabled_ui(stimulus.shape == Shape::Pulse, |ui| {
            ui.weak("for");
            let width = DragValue::new(&mut stimulus.width).range(0.1..=100.0).speed(0.2).fixed_decimals(1);
            named(ui.add(width), "stimulus width").on_hover_text("How long the pulse lasts, dimensionless time.");
        });
    });
    if ui.add_enabled(stimulus.amplitude != 0.0, eframe::egui::Button::new("No stimulus")).clicked() {
        stimulus.amplitude = 0.0;
    }
    stimulus
}

/// Measured against predicted.
fn numbers_ui(view: &RunView<'_>, ui: &mut Ui, index: usize) {
    let live = view.run.live();
    let drive = live.drives()[index];
    let held = view.run.treatments().get(&index).is_some_and(|treatment| matches!(treatment.hold, Hold::At(_)));
    let predicted = view.run.long_run(index).filter(|_| !held);
    let measured = if held { MeasuredMotion::default() } else { measure(live, index) };
    let long_run = |value: fn(&LongRun) -> Option<f64>| predicted.as_ref().and_then(value);
    let mean = Some(-f64::from(drive)).filter(|_| !held);
    let duty = long_run(|run| (run.regime == Regime::Oscillation).then_some(run.duty));
    ui.spacing_mut().interact_size.y = 15.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    Grid::new("measured and predicted").num_columns(3).min_col_width(40.0).spacing([10.0, 4.0]).show(ui, |ui| {
        let turns = if measured.turns == 1 { "turn" } else { "turns" };
        let note = if measured.turns > 0 { format!("{} {turns}", measured.turns) } else { String::new() };
        ui.label(RichText::new(note).small().weak())
            .on_hover_text("Whole turns that the measured values are means of.");
        ui.weak("measured");
        ui.weak("theory");
        ui.end_row();
        if held {
            ui.weak("regime");
            ui.label("held");
            ui.end_row();
        } else {
            let known = live.undisturbed(index) > 280;
            regime_row(ui, live.motion(index), known, predicted.as_ref().map(|run| run.regime));
        }
        row(ui, "mean x", measured.mean_x, mean, "Time mean of x. For every neuron, at rest or not, it is −(a + I).");
        row(ui, "period", measured.period, long_run(|run| run.period), "Dimensionless time of one turn.");
        row(ui, "duty", measured.duty, duty, "Share of time with x above zero.");
        ui.weak("current I");
        ui.label(number(view.run.network().current(drive)))
            .on_hover_text("What the digit gives to this neuron, and its stimulus.");
        ui.end_row();
        spike_row(ui, live.history().since_spike(index));
    });
}

/// Whether it is seen to do what theory says.
fn regime_row(ui: &mut Ui, motion: Motion, known: bool, predicted: Option<Regime>) {
    let palette = Palette::of(ui);
    let (seen, text) = match motion {
        Motion::Oscillating => (Regime::Oscillation, "oscillates"),
        Motion::Resting => (Regime::Rest, "rests"),
    };
    let color = match predicted.filter(|_| known) {
        Some(regime) if regime == seen => palette.good,
        Some(_) => palette.bad,
        None => palette.text,
    };
    let theory = match predicted {
        Some(Regime::Oscillation) => "oscillates",
        Some(Regime::Rest) => "rests",
        None => "…",
    };
    let tooltip = "Measured: what x was seen to do in the last 7 time units. Theory: it oscillates for |a + I| < 1.";
    ui.weak("regime").on_hover_text(tooltip);
    ui.colored_label(color, text).on_hover_text(tooltip);
    ui.colored_label(color, theory).on_hover_text(tooltip);
    ui.end_row();
}

fn spike_row(ui: &mut Ui, since: Option<usize>) {
    let tooltip = "Time since x last rose through zero, as it does in a spike. Dimensionless.";
    ui.weak("last spike").on_hover_text(tooltip);
    let text = since.map_or_else(|| "none seen".to_owned(), |ticks| format!("{:.1} ago", ticks as f64 * TICK));
    ui.label(text).on_hover_text(tooltip);
    ui.end_row();
}

/// One quantity: green where the two agree, red where they do not.
fn row(ui: &mut Ui, name: &str, measured: Option<f64>, predicted: Option<f64>, tooltip: &str) {
    let palette = Palette::of(ui);
    let color = match (measured, predicted) {
        (Some(measured), Some(predicted)) if agree(measured, predicted) => palette.good,
        (Some(_), Some(_)) => palette.bad,
        _ => palette.text,
    };
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    ui.weak(name).on_hover_text(tooltip);
    ui.colored_label(color, shown(measured)).on_hover_text(tooltip);
    ui.colored_label(color, shown(predicted)).on_hover_text(tooltip);
    ui.end_row();
}

fn agree(measured: f64, predicted: f64) -> bool {
    (measured - predicted).abs() <= TOLERANCE * predicted.abs().max(1.0)
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text.replace('-', "−") }
}
