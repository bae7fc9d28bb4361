//! One neuron, large.

use eframe::egui::{Grid, RichText, Ui, vec2};

use super::{Tab, title};
use crate::fhn::{Equilibrium, LongRun, Regime};
use crate::ui::intent::RunIntent;
use crate::ui::live::Motion;
use crate::ui::measure::{Measured, measure};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::portrait::Portrait;

/// Width of the table of numbers.
const TABLE_WIDTH: f32 = 182.0;
/// Share of the height that the motion in time takes, within bounds.
const LOWER_SHARE: f32 = 0.32;
const LOWER_HEIGHT: std::ops::RangeInclusive<f32> = 124.0..=240.0;
/// Measured and predicted agree within this, relatively for values above one.
const TOLERANCE: f64 = 0.01;

/// Draws the panel.
pub(super) fn show(tab: &Tab<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (stage, index) = (tab.stage, tab.settings.selected);
    let neuron = stage.neuron(index);
    title(ui, &format!("Neuron {index}"), |ui| {
        let tooltip = "Pushes x up by 1: does the neuron come back at once, or by a spike?";
        if ui.button("Kick").on_hover_text(tooltip).clicked() {
            intents.push(RunIntent::Kick);
        }
        ui.weak(Equilibrium::of(&neuron).kind.name()).on_hover_text(
            "The kind of the equilibrium, where the nullclines cross: drawn filled if it attracts, hollow if it repels.",
        );
    });
    let portrait = Portrait { live: stage.live(), index, neuron, silent_drive: stage.brain().layer().a.get() };
    let lower = (LOWER_SHARE * ui.available_height()).clamp(*LOWER_HEIGHT.start(), *LOWER_HEIGHT.end());
    let upper = ui.available_height() - lower - theme::GAP;
    portrait.phase_plane(ui, vec2(ui.available_width(), upper)).on_hover_text(
        "Phase plane: x across, y up. Orange: dx/dt = 0. Green: dy/dt = 0; dashed: the same without input. Drag moves, \
         Ctrl with the wheel enlarges, a double click resets.",
    );
    ui.horizontal(|ui| {
        let width = (ui.available_width() - TABLE_WIDTH - theme::GAP).max(80.0);
        portrait
            .motion_in_time(ui, vec2(width, lower))
            .on_hover_text("x (membrane potential) and y (recovery) of this neuron over the last time units.");
        ui.vertical(|ui| numbers_ui(tab, ui, index));
    });
}

/// Measured against predicted.
fn numbers_ui(tab: &Tab<'_>, ui: &mut Ui, index: usize) {
    let live = tab.stage.live();
    let drive = live.drives()[index];
    let (measured, predicted) = (measure(live, index), tab.stage.long_run(index));
    let long_run = |value: fn(&LongRun) -> Option<f64>| predicted.as_ref().and_then(value);
    let mean = Some(-f64::from(drive));
    let duty = long_run(|run| (run.regime == Regime::Oscillation).then_some(run.duty));
    ui.spacing_mut().interact_size.y = 15.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    Grid::new("measured and predicted").num_columns(3).min_col_width(40.0).spacing([10.0, 4.0]).show(ui, |ui| {
        heading_row(ui, live.motion(index));
        row(ui, "mean x", measured.mean_x, mean, "Time mean of x. For every neuron, at rest or not, it is −(a + I).");
        row(ui, "period", measured.period, long_run(|run| run.period), "Dimensionless time of one turn.");
        row(ui, "duty", measured.duty, duty, "Share of time with x above zero.");
        ui.weak("current I");
        ui.label(number(tab.stage.brain().current(drive))).on_hover_text("What the digit gives to this neuron.");
        ui.end_row();
    });
    note_turns(ui, &measured, predicted.as_ref());
}

fn heading_row(ui: &mut Ui, motion: Motion) {
    let (name, color) = match motion {
        Motion::Oscillating => ("oscillates", Palette::of(ui).oscillating),
        Motion::Resting => ("rests", Palette::of(ui).resting),
    };
    ui.label(RichText::new(name).color(color)).on_hover_text("What it was seen to do in the last 7 time units.");
    ui.weak("measured");
    ui.weak("theory");
    ui.end_row();
}

fn note_turns(ui: &mut Ui, measured: &Measured, predicted: Option<&LongRun>) {
    let measured =
        if measured.turns > 0 { format!("over {} turns", measured.turns) } else { "no whole turn yet".to_owned() };
    let text = match predicted.map(|run| run.regime) {
        Some(Regime::Oscillation) => format!("theory: oscillation · {measured}"),
        Some(Regime::Rest) => "theory: rest".to_owned(),
        None => "theory: computing…".to_owned(),
    };
    ui.label(RichText::new(text).small().weak());
}

/// One quantity. Green where the two agree.
fn row(ui: &mut Ui, name: &str, measured: Option<f64>, predicted: Option<f64>, tooltip: &str) {
    let palette = Palette::of(ui);
    let agree = matches!((measured, predicted), (Some(measured), Some(predicted))
        if (measured - predicted).abs() <= TOLERANCE * predicted.abs().max(1.0));
    let color = if agree { palette.good } else { palette.text };
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    ui.weak(name).on_hover_text(tooltip);
    ui.colored_label(color, shown(measured)).on_hover_text(tooltip);
    ui.colored_label(color, shown(predicted)).on_hover_text(tooltip);
    ui.end_row();
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text.replace('-', "−") }
}
