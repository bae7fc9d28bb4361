//! The row of sliders, and beside them what reads.

use eframe::egui::{Label, Rect, RichText, Stroke, Ui, UiBuilder, vec2};

use crate::network::ModelCard;
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::{Accuracy, TestSetSurvey};
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::parameters::Parameter;
use crate::ui::shared::settings::Settings;
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
    (run, survey): (&RunModel, &TestSetSurvey),
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
    ui.scope_builder(UiBuilder::new().max_rect(rest.shrink2(vec2(theme::PADDING, 6.0))), |ui| {
        survey_ui(ui, run, survey);
    });
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, Palette::of(ui).line));
    intents
}

/// Which weights are in use, and how many of the test set they read right at these settings.
fn survey_ui(ui: &mut Ui, run: &RunModel, survey: &TestSetSurvey) {
    let source = run.network().source();
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.horizontal(|ui| {
        ui.weak("test set at these settings,");
        let origin = Label::new(RichText::new(&source.origin)).truncate();
        ui.add(origin).on_hover_text(card_text(&source.model.card));
    });
    if let Some(problem) = survey.problem() {
        ui.add(Label::new(problem).truncate()).on_hover_text(problem);
        return;
    }
    ui.horizontal(|ui| {
        accuracy_ui(
            ui,
            survey.by_winner(),
            "winner",
            "Share of the 10,000 test pictures whose digit leads longest, with these \
            settings: a transient of 1000, then a window of 100, from a table of responses.",
        );
        ui.add_space(6.0);
        accuracy_ui(
            ui,
            survey.by_mean(),
            "mean",
            "Share of the 10,000 test pictures whose digit has the largest time mean, \
            by the mean law.",
        );
    });
}

/// A share; paler while the one of now is being computed.
fn accuracy_ui(ui: &mut Ui, accuracy: Accuracy, rule: &str, tooltip: &str) {
    let (text, is_new) = match accuracy {
        Accuracy::Unknown => ("–– %".to_owned(), false),
        Accuracy::Old(share) => (percent_of_set(share), false),
        Accuracy::Now(share) => (percent_of_set(share), true),
    };
    let text = RichText::new(text).size(15.0);
    ui.label(if is_new { text.strong() } else { text.weak() }).on_hover_text(tooltip);
    ui.weak(if is_new { rule.to_owned() } else { format!("{rule}…") });
}

/// What was known of the weights when they were trained.
fn card_text(card: &ModelCard) -> String {
    let share = |share: Option<f64>| share.map_or_else(|| "unknown".to_owned(), percent_of_set);
    format!(
        "When it was trained it read {} of the test set and {} of the training set. Made by: {}",
        share(card.test_accuracy),
        share(card.train_accuracy),
        card.created_by
    )
}
