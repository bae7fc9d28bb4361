//! The row of sliders, and beside them what reads.

use eframe::egui::{Rect, RichText, Stroke, Ui, UiBuilder, vec2};

use crate::network::ModelCard;
use crate::ui::intent::{Parameter, RunIntent};
use crate::ui::settings::Settings;
use crate::ui::stage::Stage;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::bars::percent_of_set;
use crate::ui::widgets::parameter::{ParameterEdit, ParameterSpec};

/// Height of the row.
pub(crate) const HEIGHT: f32 = 58.0;
/// Share of the width that the sliders take.
const SLIDERS_SHARE: f32 = 0.75;

static GAMMA: ParameterSpec = ParameterSpec {
    name: "gamma",
    what: "input gain",
    tooltip: "Gain of the current: I = gamma tanh(z), where z is what a neuron receives from the picture. Dimensionless. \
              The time mean of x is −(a + I), so for negative gamma a neuron that receives more has the higher x.",
    range: -3.0..=3.0,
    logarithmic: false,
    usual: -0.5,
    usual_note: "the paper's first value",
    decimals: 2,
};

static A: ParameterSpec = ParameterSpec {
    name: "a",
    what: "control parameter",
    tooltip: "Control parameter a: moves the nullcline x = −(a + I) of all neurons. Dimensionless. With no current a \
              neuron rests for |a| > 1 and oscillates for |a| < 1.",
    range: -2.0..=2.0,
    logarithmic: false,
    usual: 0.0,
    usual_note: "the paper's value for its tables",
    decimals: 2,
};

static EPSILON: ParameterSpec = ParameterSpec {
    name: "epsilon",
    what: "time scale",
    tooltip: "Time scale of x against that of y: the smaller, the faster x jumps between the branches of the orange \
              nullcline. Dimensionless.",
    range: 0.005..=1.0,
    logarithmic: true,
    usual: 0.1,
    usual_note: "our default, the paper gives none",
    decimals: 3,
};

/// Draws the row into `rect`. `hints` are what the last edits were told.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    settings: &Settings,
    stage: &Stage,
    hints: &[Option<String>; 3],
) -> Vec<RunIntent> {
    let mut intents = Vec::new();
    let values = &settings.parameters;
    let sliders = [
        (Parameter::Gamma, &GAMMA, values.gamma.get()),
        (Parameter::A, &A, values.a.get()),
        (Parameter::Epsilon, &EPSILON, values.epsilon.get()),
    ];
    let column = SLIDERS_SHARE * rect.width() / sliders.len() as f32;
    for (place, (parameter, spec, value)) in sliders.into_iter().enumerate() {
        let corner = rect.min + vec2(column * place as f32, 0.0);
        let place = Rect::from_min_size(corner, vec2(column, rect.height()));
        ui.scope_builder(UiBuilder::new().max_rect(place.shrink2(vec2(theme::PADDING, 6.0))), |ui| {
            let hint = hints[parameter as usize].as_deref();
            intents.extend(spec.show(ui, value, hint).into_iter().map(|edit| match edit {
                ParameterEdit::Set(value) => RunIntent::Set(parameter, value),
                ParameterEdit::Hint(hint) => RunIntent::Hint(parameter, hint),
            }));
        });
    }
    let rest = Rect::from_min_max(rect.min + vec2(SLIDERS_SHARE * rect.width(), 0.0), rect.max);
    ui.scope_builder(UiBuilder::new().max_rect(rest.shrink2(vec2(theme::PADDING, 6.0))), |ui| weights_ui(ui, stage));
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, Palette::of(ui).line));
    intents
}

/// Which weights are in use, and what is known of them.
fn weights_ui(ui: &mut Ui, stage: &Stage) {
    let source = stage.brain().source();
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.horizontal(|ui| {
        ui.weak("weights");
        ui.label(RichText::new(&source.origin).strong());
    });
    let ModelCard { train_accuracy, test_accuracy, .. } = &source.model.card;
    let Some(accuracy) = *test_accuracy else { return };
    let shown = ui.horizontal(|ui| {
        ui.label(RichText::new(percent_of_set(accuracy)).size(15.0).strong());
        ui.weak(if source.model.network.layer().is_some() { "of the test set" } else { "with its sigmoids" });
    });
    let train =
        train_accuracy.map_or_else(String::new, |train| format!(", {} of the training set", percent_of_set(train)));
    shown.response.on_hover_text(format!(
        "Share of pictures that it read right when it was trained: {} of the test set{train}.",
        percent_of_set(accuracy)
    ));
}
