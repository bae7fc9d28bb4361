//! Numbers of one neuron: measured against predicted.

use eframe::egui::{Grid, RichText, Ui};

use crate::experiment::Constraint;
use crate::neuron::{AsymptoticState, Orbit, Regime, Signal};
use crate::ui::run::model::live::{Motion, TICK};
use crate::ui::run::model::measure::{MeasuredMotion, measure, measure_orbit};
use crate::ui::run::view::RunView;
use crate::ui::shared::other_neurons::{OtherNeurons, drive_label};
use crate::ui::theme::Palette;

/// Ticks after which a neuron has swung out, 30 time units.
const LONG_SWING: u64 = 1200;
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
            // A neuron that comes to rest swings out before.
            let swings_out = live.motion(index) == Motion::Oscillating
                && predicted.as_ref().is_some_and(|run| run.regime == Regime::Rest);
            let known = live.undisturbed(index) > if swings_out { LONG_SWING } else { 280 };
            let unknown = if live.is_perturbed() { "–" } else { "…" };
            let tooltip =
                "Measured: what x was seen to do in the last 7 time units. Theory: it oscillates for |a + I| < 1.";
            regime_row(ui, (live.motion(index), known), predicted.as_ref().map(|run| run.regime), (unknown, tooltip));
        }
        row(ui, "mean x", measured.mean_x, mean, "Time mean of x. For every neuron, at rest or not, it is −(a + I).");
        row(ui, "period", measured.period, asymptotic_state(|run| run.period), "Dimensionless time of one turn.");
        row(ui, "duty", measured.duty, duty, "Share of time with x above zero.");
        ui.weak("current I");
        ui.label(number(view.run.network().current(drive)))
            .on_hover_text("The current that the image gives to this neuron, and its stimulus.");
        ui.end_row();
        spike_row(ui, live.history().since_spike(index, 0.0), (1.0, ""));
    });
}

/// Measured against predicted, of a neuron of another model: means by the mean law, periods by the orbit of one neuron.
pub(crate) fn other_numbers_ui(view: &RunView<'_>, ui: &mut Ui, (index, other): (usize, &OtherNeurons)) {
    let (run, live, model) = (view.run, view.run.live(), other.model());
    let (description, signal) = (other.description(), other.layer().signal);
    let drive = live.drives()[index];
    let measured = measure_orbit(live, index, &model);
    let predicted = run.orbit(index);
    let law = other.calibrated().map(|law| law.law().at(drive.into()).0);
    let unit = description.time_unit;
    ui.spacing_mut().interact_size.y = 15.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    Grid::new("measured and predicted, other").num_columns(3).min_col_width(40.0).spacing([10.0, 4.0]).show(ui, |ui| {
        ui.label("");
        ui.weak("measured");
        ui.weak("theory").on_hover_text("Computed, not seen: the mean that the outputs receive by the mean law.");
        ui.end_row();
        let regime = |orbit: &Orbit<2>| if orbit.is_rest() { Regime::Rest } else { Regime::Oscillation };
        let tooltip = "Measured: what the potential was seen to do in the last 512 ms. Theory: from the model's start.";
        regime_row(ui, (live.motion(index), measured.is_some()), predicted.as_ref().map(regime), ("…", tooltip));
        let variable = description.variables[0];
        let per_second = |rate: f64| 1000.0 * rate;
        let seen_rate = measured.map(|orbit| per_second(orbit.rate));
        let tooltip = "Spikes a second.";
        match signal {
            Signal::Potential => {
                let (name, about) = (
                    format!("mean {}", variable.symbol),
                    format!("Time mean of the {}, {}.", variable.name, variable.unit),
                );
                row(ui, &name, measured.map(|orbit| orbit.mean), law, &about);
                row(ui, "rate", seen_rate, predicted.map(|orbit| per_second(orbit.rate)), tooltip);
            }
            // What the outputs receive is the rate.
            Signal::Spikes => row(ui, "rate", seen_rate, law.map(per_second), tooltip),
        }
        let period = |orbit: Orbit<2>| orbit.period;
        let tooltip = "Time of one oscillation, or the mean interval between spikes, ms.";
        row(ui, "period", measured.and_then(period), predicted.and_then(period), tooltip);
        ui.weak(format!("{} {}", description.drive.name, description.drive.symbol));
        ui.label(number(drive.into()))
            .on_hover_text(format!("The drive that the image gives to this neuron: {}.", drive_label(&description)));
        ui.end_row();
        let level = live.dynamics().plane().spike as f32;
        spike_row(ui, live.history().since_spike(index, level), (live.unit(), unit));
    });
}

/// Whether it is seen to do what theory says; `unknown` stands where theory says nothing.
fn regime_row(
    ui: &mut Ui,
    (motion, known): (Motion, bool),
    predicted: Option<Regime>,
    (unknown, tooltip): (&str, &str),
) {
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
    ui.weak("regime").on_hover_text(tooltip);
    ui.colored_label(color, text).on_hover_text(tooltip);
    ui.colored_label(color, theory).on_hover_text(tooltip);
    ui.end_row();
}

/// Since the last spike; a unit of the window's is so much of the model's time.
fn spike_row(ui: &mut Ui, since: Option<usize>, (unit, name): (f64, &str)) {
    let tooltip = if name.is_empty() {
        "Time since x last rose through zero, as it does in a spike. Dimensionless."
    } else {
        "Time since the last spike."
    };
    ui.weak("last spike").on_hover_text(tooltip);
    let text = since.map_or_else(
        || "none seen".to_owned(),
        |ticks| {
            let time = ticks as f64 * TICK * unit;
            if name.is_empty() { format!("{time:.1} ago") } else { format!("{time:.0} {name} ago") }
        },
    );
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

/// A value to three decimals.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text.replace('-', "−") }
}
