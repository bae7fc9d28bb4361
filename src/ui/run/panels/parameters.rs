//! The row of sliders, and beside them the network and its accuracy.

use eframe::egui::containers::menu::MenuButton;
use eframe::egui::{Label, Rect, RichText, Stroke, Ui, UiBuilder, vec2};

use crate::experiment::DriveNoise;
use crate::network::ModelCard;
use crate::neuron::{NeuronKind, RecoveryRate, SynapticTime};
use crate::ui::run::model::run_model::RunModel;
use crate::ui::run::model::survey::{Accuracy, TestSetSurvey};
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::neuron_settings::NeuronSettings;
use crate::ui::shared::parameters::{Hints, Parameter};
use crate::ui::shared::platform::{HAS_FOLDERS, other_ways};
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::bars::percent_of_set;
use crate::ui::widgets::class_labels::elided;
use crate::ui::widgets::named::named;
use crate::ui::widgets::parameter::{ParameterEdit, ParameterSpec};

/// Height of a row of sliders.
const ROW: f32 = 58.0;
/// Height of the accuracies, where they have no place beside the sliders.
const SURVEY: f32 = 54.0;
/// Letters of the name of a test set.
const NAME: usize = 14;
/// Said where there can be no accuracy.
const OTHER_CLASSES: &str = "Choose the test set that the network belongs to, or another network.";
/// Share of the width that the sliders take.
const SLIDERS_SHARE: f32 = 0.75;

static GAMMA: ParameterSpec = ParameterSpec {
    name: "gamma",
    what: "input gain",
    tooltip: "Gain of the current: I = gamma tanh(z), where z is what a neuron receives from the image. Dimensionless. \
              The time mean of x is −(a + I), so for negative gamma a neuron that receives more has the higher x.",
    range: -3.0..=3.0,
    logarithmic: None,
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
    logarithmic: None,
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
    logarithmic: Some(0.005),
    usual: 0.1,
    usual_note: "our default, the paper gives none",
    decimals: 3,
};

static SYNAPSE: ParameterSpec = ParameterSpec {
    name: "tau_s",
    what: "synapse",
    tooltip: "Time constant of the synapses from the neurons to the outputs, dimensionless time (a turn takes about 3): the \
              outputs receive a leaky integral of each neuron's signal, over about the last tau_s. Means stay, ripple is damped. \
              At 0 the outputs follow the neurons at once.",
    range: 0.0..=100.0,
    logarithmic: Some(0.1),
    usual: 0.0,
    usual_note: "no synapses, as in the paper",
    decimals: 2,
};

/// Said of both ends of the range of drives.
const DRIVES: &str = "A neuron whose sigmoid is 0 has the lowest drive, one whose sigmoid is 1 the highest; between them the mean of what \
                      the outputs receive is proportional to the sigmoid. The mean must be monotone over the range: an answer says so \
                      if it is not.";

/// The sliders of neurons of another model, from left to right.
fn other_sliders(neurons: &NeuronSettings) -> [(Parameter, ParameterSpec); 4] {
    let ([low, high], usual) = (neurons.reach(), NeuronSettings::of(neurons.kind));
    let recovery = neurons.kind.model(None).recovery_rate().unwrap_or_default();
    let (name, tooltip) = match neurons.kind {
        NeuronKind::FitzHughNagumo | NeuronKind::MorrisLecar | NeuronKind::MorrisLecarSnic => {
            ("phi", "Rate phi of the potassium channels, 1/ms: the smaller, the slower a neuron recovers from a spike.")
        }
        NeuronKind::Izhikevich | NeuronKind::IzhikevichFast | NeuronKind::IzhikevichBursting => {
            ("a", "Rate a of the recovery variable u, 1/ms: the smaller, the slower a neuron recovers from a spike.")
        }
    };
    let drive = |name, what, usual| ParameterSpec {
        name,
        what,
        tooltip: DRIVES,
        range: low..=high,
        logarithmic: None,
        usual,
        usual_note: "a range on which the mean is monotone",
        decimals: if high - low > 50.0 { 1 } else { 2 },
    };
    let recovery = ParameterSpec {
        name,
        what: "recovery rate",
        tooltip,
        range: RecoveryRate::MIN..=RecoveryRate::MAX,
        logarithmic: Some(RecoveryRate::MIN),
        usual: recovery,
        usual_note: "that of the set of parameters",
        decimals: 3,
    };
    let synapse = ParameterSpec {
        name: "tau_s",
        what: "synapse, ms",
        tooltip: "Time constant of the synapses from the neurons to the outputs, ms: the outputs receive a leaky integral of each \
                  neuron's signal, over about the last tau_s. Means stay, ripple is damped. At 0 the outputs follow the potentials, \
                  or the single spikes, at once.",
        range: SynapticTime::MIN..=SynapticTime::MAX,
        logarithmic: Some(1.0),
        usual: usual.synapse.get(),
        usual_note: "a few intervals between spikes",
        decimals: 1,
    };
    [
        (Parameter::DriveFrom, drive("I low", "drive for 0", usual.drives[0])),
        (Parameter::DriveTo, drive("I high", "drive for 1", usual.drives[1])),
        (Parameter::Recovery, recovery),
        (Parameter::NeuronSynapse, synapse),
    ]
}

/// The sliders from left to right.
static SLIDERS: [(Parameter, &ParameterSpec); 4] =
    [(Parameter::Gamma, &GAMMA), (Parameter::A, &A), (Parameter::Epsilon, &EPSILON), (Parameter::Synapse, &SYNAPSE)];

/// Sliders in a row.
fn columns(width: f32) -> usize {
    if width < theme::MEDIUM { 2 } else { SLIDERS.len() }
}

/// The height in a window of this width.
pub(crate) fn height(width: f32) -> f32 {
    let rows = SLIDERS.len() / columns(width);
    ROW * rows as f32 + if width < theme::WIDE { SURVEY } else { 0.0 }
}

/// Draws the row into `rect`. `hints` are what the last edits were told.
pub(crate) fn show(
    ui: &mut Ui,
    rect: Rect,
    settings: &Settings,
    (run, survey): (&RunModel, &TestSetSurvey),
    hints: &Hints,
) -> Vec<RunIntent> {
    let mut intents = Vec::new();
    let (columns, is_wide) = (columns(rect.width()), rect.width() >= theme::WIDE);
    let column = if is_wide { SLIDERS_SHARE } else { 1.0 } * rect.width() / columns as f32;
    let neurons = &settings.parameters.neurons;
    let others = (neurons.kind != NeuronKind::FitzHughNagumo).then(|| other_sliders(neurons));
    let sliders =
        others.as_ref().map_or(SLIDERS, |others| others.each_ref().map(|(parameter, spec)| (*parameter, spec)));
    for (place, (parameter, spec)) in sliders.into_iter().enumerate() {
        let corner = rect.min + vec2(column * (place % columns) as f32, ROW * (place / columns) as f32);
        let place = Rect::from_min_size(corner, vec2(column, ROW));
        ui.scope_builder(UiBuilder::new().max_rect(place.shrink2(vec2(theme::PADDING, 6.0))), |ui| {
            let (value, hint) = (settings.parameters.get(parameter), hints[parameter as usize].as_deref());
            intents.extend(intents_of(parameter, spec.show(ui, value, hint)));
        });
    }
    let beside = vec2(SLIDERS_SHARE * rect.width(), 0.0);
    let below = vec2(0.0, rect.height() - SURVEY);
    let rest = Rect::from_min_max(rect.min + if is_wide { beside } else { below }, rect.max);
    ui.scope_builder(UiBuilder::new().max_rect(rest.shrink2(vec2(theme::PADDING, 6.0))), |ui| {
        survey_ui(ui, run, survey, &mut intents);
    });
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, Palette::of(ui).line));
    intents
}

/// What was done to a slider, as intents.
pub(super) fn intents_of(parameter: Parameter, edits: Vec<ParameterEdit>) -> impl Iterator<Item = RunIntent> {
    edits.into_iter().map(move |edit| match edit {
        ParameterEdit::Set(value) => RunIntent::Set(parameter, value),
        ParameterEdit::Hint(hint) => RunIntent::Hint(parameter, hint),
    })
}

/// Which weights and which test set are in use, and the accuracy at these settings.
fn survey_ui(ui: &mut Ui, run: &RunModel, survey: &TestSetSurvey, intents: &mut Vec<RunIntent>) {
    let (source, noise) = (run.network().source(), run.network().noise());
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.horizontal(|ui| {
        data_menu(ui, (run, survey), intents);
        if survey.is_coupled() {
            let tooltip = "Coupled neurons can't be looked up, so there is no accuracy by the longest winner: `nullcline evaluate \
                           --coupling` integrates every image. The mean law holds for coupled neurons too.";
            ui.colored_label(Palette::of(ui).warning, "coupled, no vote:").on_hover_text(tooltip);
        } else if noise.fluctuation.get() > 0.0 {
            let tooltip = "Accuracies are those of neurons without noise: with it they can't be looked up. Heterogeneity is included.";
            ui.colored_label(Palette::of(ui).warning, "without noise,").on_hover_text(tooltip);
        } else if run.network().other().is_none() && run.network().layer().gamma.get() == 0.0 {
            let tooltip = "At gamma 0 no current reaches the neurons: all images are the same to them, and get the same answer.";
            ui.colored_label(Palette::of(ui).warning, "no input,").on_hover_text(tooltip);
        } else {
            ui.weak("test set,");
        }
        let origin = Label::new(RichText::new(&source.origin)).truncate();
        ui.add(origin).on_hover_text(card_text(&source.model.card));
    });
    if let Some(obstacle) = survey.obstacle() {
        let text = format!("no accuracy: {obstacle}");
        let shown = RichText::new(&text).small().color(Palette::of(ui).warning);
        ui.add(Label::new(shown).truncate()).on_hover_text(format!("{text}. {OTHER_CLASSES}"));
        return;
    }
    if let Some(problem) = survey.problem() {
        ui.add(Label::new(problem).truncate()).on_hover_text(problem);
        return;
    }
    let (transient, window) = run.network().other().map_or_else(
        || ("1000".to_owned(), "100".to_owned()),
        |other| {
            let (times, unit) = (other.description().times, other.description().time_unit);
            (format!("{} {unit}", times.transient), format!("{} {unit}", times.window))
        },
    );
    let images = run.library().map_or_else(|| "the".to_owned(), |set| format!("{} {}", set.count(), set.name));
    ui.horizontal(|ui| {
        accuracy_ui(
            ui,
            survey.by_winner(),
            "winner",
            &format!(
                "Accuracy by the longest winner on {images} test images at these settings{}: a transient of {transient}, then \
                 an observation window of {window}, from a lookup table.",
                included(noise)
            ),
        );
        ui.add_space(6.0);
        accuracy_ui(
            ui,
            survey.by_mean(),
            "mean",
            &format!("Accuracy by the largest time mean on {images} test images{}, by the mean law.", included(noise)),
        );
    });
}

/// What the accuracies include of the noise.
fn included(noise: DriveNoise) -> String {
    let DriveNoise { heterogeneity, seed, .. } = noise.quenched();
    let with = if heterogeneity.get() > 0.0 {
        format!(", with heterogeneity {heterogeneity} (draw {seed})")
    } else {
        String::new()
    };
    with + if noise.fluctuation.get() > 0.0 { ", without noise" } else { "" }
}

/// Which test set is in use, and a menu of others.
fn data_menu(ui: &mut Ui, (run, survey): (&RunModel, &TestSetSurvey), intents: &mut Vec<RunIntent>) {
    let name = run.library().map_or_else(|| "…".to_owned(), |set| elided(&set.name, NAME));
    ui.spacing_mut().interact_size.y = 18.0;
    let (button, _) = MenuButton::new(RichText::new(name).strong()).ui(ui, |ui| {
        if ui.button("MNIST").on_hover_text("The 10,000 test images inside the program.").clicked() {
            intents.push(RunIntent::Mnist);
        }
        let tooltip = format!(
            "Test images of a folder in MNIST's format. {} Or its path is typed where pictures are opened.",
            other_ways()
        );
        if HAS_FOLDERS && ui.button("Folder…").on_hover_text(tooltip).clicked() {
            intents.push(RunIntent::DataDialog);
        }
    });
    let remarks = run.library().map_or_else(String::new, |set| set.describe());
    let button = named(button, "test set in use").on_hover_text(remarks);
    let caution = run
        .caution()
        .into_iter()
        .chain(survey.warning().map(str::to_owned))
        .reduce(|one, other| format!("{one}; {other}"));
    if let Some(caution) = caution {
        ui.colored_label(Palette::of(ui).warning, "!").on_hover_text(&caution);
        named(button, &format!("test set in use: {caution}"));
    }
}

/// A share; paler while the one of now is being computed.
fn accuracy_ui(ui: &mut Ui, accuracy: Accuracy, rule: &str, tooltip: &str) {
    let (text, is_new) = match accuracy {
        Accuracy::Unknown => ("–– %".to_owned(), false),
        Accuracy::Impossible => ("–– %".to_owned(), true),
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
        "Accuracy when it was trained: {} of the test set, {} of the training set. Made by: {}",
        share(card.test_accuracy),
        share(card.train_accuracy),
        card.created_by
    )
}
