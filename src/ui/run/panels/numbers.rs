//! Numbers of one neuron: measured against predicted.

use eframe::egui::{Grid, RichText, Ui};

use crate::experiment::Constraint;
use crate::neuron::{AsymptoticState, Regime};
use crate::ui::run::model::live::{Motion, TICK};
use crate::ui::run::model::measure::{MeasuredMotion, measure};
use crate::ui::run::view::RunView;
use crate::ui::theme::Palette;

/// Measured and predicted agree within this, relatively for values above one.
const TOLERANCE: f64 = 0.01;

/// Measured against predicted.
pub(crate) fn numbers_ui(view: &RunView<'_>, ui: &mut Ui, index: usize) {
    let live = view.run.live();
    let drive = live.drives()[index];
    let clamped = view
        .run
        .interventions()
        .get(&index)
        .is_some_and(|intervention| matches!(intervention.constraint, Constraint::Clamped(_)));
    // Theory is of neurons by themselves with constant drives; the mean law alone holds for all.
    let predicted = view.run.asymptotic_state(index).filter(|_| !clamped && !live.is_perturbed());
    let measured = if clamped { MeasuredMotion::default() } else { measure(live, index) };
    let asymptotic_state = |value: fn(&AsymptoticState) -> Option<f64>| predicted.as_ref().and_then(value);
    let mean = Some(-f64::from(drive)).filter(|_| !clamped && !live.is_perturbed());
    let duty = asymptotic_state(|run| (run.regime == Regime::Oscillation).then_some(run.duty));
    ui.spacing_mut().interact_size.y = 15.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    Grid::new("measured and predicted").num_columns(3).min_col_width(40.0).spacing([10.0, 4.0]).show(ui, |ui| {
        let turns = if measured.turns == 1 { "turn" } else { "turns" };
        let note = if measured.turns > 0 { format!("{} {turns}", measured.turns) } else { String::new() };
        ui.label(RichText::new(note).small().weak())
            .on_hover_text("Whole turns that the measured values are means of.");
        ui.weak("measured");
        let tooltip = if live.is_perturbed() {
            "None for neurons with noise or coupling, but a mean of x of −(a + I) in the long run."
        } else {
            "Computed, not seen."
        };
        ui.weak("theory").on_hover_text(tooltip);
        ui.end_row();
        if clamped {
            ui.weak("regime");
            ui.label("clamped");
            ui.end_row();
        } else {
            let known = live.undisturbed(index) > 280;
            let unknown = if live.is_perturbed() { "–" } else { "…" };
            regime_row(ui, (live.motion(index), known), predicted.as_ref().map(|run| run.regime), unknown);
        }
        row(ui, "mean x", measured.mean_x, mean, "Time mean of x. For every neuron, at rest or not, it is −(a + I).");
        row(ui, "period", measured.period, asymptotic_state(|run| run.period), "Dimensionless time of one turn.");
        row(ui, "duty", measured.duty, duty, "Share of time with x above zero.");
        ui.weak("current I");
        ui.label(number(view.run.network().current(drive)))
            .on_hover_text("The current that the image gives to this neuron, and its stimulus.");
        ui.end_row();
        spike_row(ui, live.history().since_spike(index));
    });
}

/// Whether it is seen to do what theory says; `unknown` stands where theory says nothing.
fn regime_row(ui: &mut Ui, (motion, known): (Motion, bool), predicted: Option<Regime>, unknown: &str) {
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
        None => unknown,
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
