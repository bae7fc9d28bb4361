//! Perturbations of the whole wall: heterogeneity, noise and coupling, folded away until they are wanted.

use eframe::egui::{Align, Button, Label, Layout, RichText, Ui, vec2};

use super::parameters::intents_of;
use crate::experiment::DriveNoise;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::parameters::{Parameter, Parameters};
use crate::ui::widgets::named::named;
use crate::ui::widgets::parameter::ParameterSpec;

/// Height of the row that unfolds the sliders.
const HEADER: f32 = 22.0;
/// Height of a slider's row.
const ROW: f32 = 22.0;
/// Between two rows.
const ROW_GAP: f32 = 2.0;

static HETEROGENEITY: ParameterSpec = ParameterSpec {
    name: "heterogeneity",
    what: "of c",
    tooltip: "Neurons that are not all alike: a constant offset of each neuron's drive c, normally distributed with this \
              standard deviation. Dimensionless current. “Another draw” draws other offsets.",
    range: 0.0..=0.5,
    logarithmic: Some(0.001),
    usual: 0.0,
    usual_note: "neurons that are all alike, as in the paper",
    decimals: 3,
};

static FLUCTUATION: ParameterSpec = ParameterSpec {
    name: "noise",
    what: "of c(t)",
    tooltip: "Noise on the drive c(t) of each neuron, independent of all others: an Ornstein-Uhlenbeck process of this \
              standard deviation and of correlation time 1, about a third of a turn. Dimensionless current.",
    range: 0.0..=1.0,
    logarithmic: Some(0.01),
    usual: 0.0,
    usual_note: "no noise, as in the paper",
    decimals: 2,
};

static COUPLING: ParameterSpec = ParameterSpec {
    name: "kappa",
    what: "coupling",
    tooltip: "Coupling of each neuron to the mean of all: kappa (mean x − x) is added to its fast equation. Dimensionless. It \
              draws the phases together; time means of x stay −(a + I). See “Order parameter” below.",
    range: 0.0..=1.0,
    logarithmic: Some(0.01),
    usual: 0.0,
    usual_note: "neurons that are not coupled, as in the paper",
    decimals: 2,
};

/// The sliders.
static SLIDERS: [(Parameter, &ParameterSpec); 3] = [
    (Parameter::Heterogeneity, &HETEROGENEITY),
    (Parameter::Fluctuation, &FLUCTUATION),
    (Parameter::Coupling, &COUPLING),
];

/// The panel's height.
pub(crate) fn height(unfolded: bool) -> f32 {
    if unfolded { HEADER + SLIDERS.len() as f32 * (ROW + ROW_GAP) } else { HEADER }
}

/// Draws the row that unfolds the sliders, and the sliders.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (unfolded, noise) = (view.settings.perturbs, view.settings.parameters.noise);
    ui.spacing_mut().item_spacing.y = ROW_GAP;
    ui.spacing_mut().interact_size.y = HEADER;
    row(ui, HEADER, |ui| {
        let tooltip = "Sliders that make the neurons unlike each other, let their currents fluctuate, and couple them: what does the vote bear?";
        let button = ui.add(Button::new("Perturb the wall").selected(unfolded)).on_hover_text(tooltip);
        ui.ctx().accesskit_node_builder(button.id, |node| node.set_expanded(unfolded));
        if button.clicked() {
            intents.push(RunIntent::Perturb(!unfolded));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if unfolded {
                redraw_ui(ui, noise, intents);
            } else {
                ui.add(Label::new(RichText::new(summary(view.settings.parameters)).weak()).truncate());
            }
        });
    });
    if !unfolded {
        return;
    }
    for (parameter, spec) in SLIDERS {
        let hint = view.hints[parameter as usize].as_deref();
        let value = view.settings.parameters.get(parameter);
        row(ui, ROW, |ui| intents.extend(intents_of(parameter, spec.show_row(ui, value, hint))));
    }
}

fn row(ui: &mut Ui, height: f32, contents: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), Layout::left_to_right(Align::Center), contents);
}

fn redraw_ui(ui: &mut Ui, noise: DriveNoise, intents: &mut Vec<RunIntent>) {
    let button = ui.add_enabled(!noise.is_none(), Button::new("Another draw"));
    let tooltip = format!("Draws other noise of the same size. This is draw {}.", noise.seed);
    if named(button, "another draw of the noise").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Redraw);
    }
}

/// How the wall is perturbed, in a few words.
fn summary(Parameters { noise, coupling, .. }: Parameters) -> String {
    let of = |name: &str, value: f64| (value > 0.0).then(|| format!("{name} {value}"));
    let parts = [
        of("heterogeneity", noise.heterogeneity.get()),
        of("noise", noise.fluctuation.get()),
        of("kappa", coupling.get()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
