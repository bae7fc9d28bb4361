//! The neurons of the hidden layer.

use eframe::egui::{ComboBox, Ui, vec2};

use super::histogram::{Histogram, OtherHistogram};
use super::perturbation;
use super::title::title;
use super::wall::Wall;
use crate::experiment::{Constraint, Intervention};
use crate::ui::run::model::live::Motion;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::other_neurons::drive_label;
use crate::ui::shared::wall_look::{Colouring, Order};
use crate::ui::theme::{GAP, Palette};
use crate::ui::widgets::named::named;
use crate::ui::widgets::weights;

/// Height of the histogram under the wall.
const HISTOGRAM: f32 = 50.0;
/// The least height of wall, histogram and unfolded sliders together.
const ROOM_FOR_ALL: f32 = 400.0;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let run = view.run;
    title(ui, &format!("{} neurons", run.live().neurons()), |ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.spacing_mut().button_padding.x = 6.0;
        colouring_ui(ui, view, intents);
        order_ui(ui, view.settings.order, intents);
        state_ui(view, ui, intents);
    });
    let selection: Vec<usize> = view.settings.selection().collect();
    let wall = Wall {
        live: run.live(),
        order: run.order(),
        selection: &selection,
        colouring: view.settings.colouring,
        interventions: run.interventions(),
        hangs_on: &|neuron| run.answer().is_some_and(|answer| answer.hangs_on(neuron)),
    };
    // The sliders take the histogram's place where there is no room for both.
    let is_other = run.network().other().is_some();
    let perturbs = view.settings.perturbs && !is_other;
    let perturbation = if is_other { 0.0 } else { perturbation::height(perturbs) };
    let has_histogram = !perturbs || ui.available_height() > ROOM_FOR_ALL;
    let histogram = if has_histogram { HISTOGRAM + GAP } else { 0.0 };
    let done = wall.show(ui, vec2(ui.available_width(), ui.available_height() - histogram - perturbation - GAP));
    if let Some(neuron) = done.chosen {
        intents.push(if done.adds { RunIntent::Also(neuron) } else { RunIntent::Select(neuron) });
    }
    let is_held = done.hovered.is_some();
    if is_held != run.order_is_held() {
        intents.push(RunIntent::HoldOrder(is_held));
    }
    if let Some(neuron) = done.hovered {
        done.response.on_hover_ui_at_pointer(|ui| hover_ui(view, ui, neuron));
    }
    if has_histogram {
        let size = vec2(ui.available_width(), HISTOGRAM);
        match run.network().other() {
            None => Histogram { drives: run.live().drives(), selection: &selection }.show(ui, size),
            Some(other) => {
                let histogram = OtherHistogram {
                    live: run.live(),
                    selection: &selection,
                    description: other.description(),
                    range: run.diagram_range(),
                    bifurcations: run.theory().bifurcations(run.live().dynamics()),
                };
                histogram.show(ui, size)
            }
        };
    }
    if !is_other {
        perturbation::show(view, ui, intents);
    }
}

/// How many oscillate and rest; how many have an intervention, and a button that lets them go.
fn state_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (run, palette) = (view.run, Palette::of(ui));
    let count = run.interventions().len();
    if count > 0 {
        let text = format!("Release {count}");
        let button = named(ui.button(text), "release all neurons");
        if button.on_hover_text("Takes away all stimuli, and frees the neurons that are clamped or ablated.").clicked()
        {
            intents.push(RunIntent::Release);
        }
        return;
    }
    let oscillating =
        (0..run.live().neurons()).filter(|&neuron| run.live().motion(neuron) == Motion::Oscillating).count();
    let [x, _] = run.driven(0).variables();
    let lately = if run.network().other().is_some() { "512 ms" } else { "7 time units" };
    ui.colored_label(palette.resting, format!("{} rest", run.live().neurons() - oscillating))
        .on_hover_text(format!("{x} has hardly moved in the last {lately}."));
    ui.colored_label(palette.oscillating, format!("{oscillating} oscillate"))
        .on_hover_text(format!("{x} has swung in the last {lately}."));
}

fn hover_ui(view: &RunView<'_>, ui: &mut Ui, neuron: usize) {
    let (run, live) = (view.run, view.run.live());
    let drive = live.drives()[neuron];
    let does = match live.motion(neuron) {
        Motion::Oscillating => "oscillates",
        Motion::Resting => "rests",
    };
    match run.network().other() {
        None => {
            let current = run.network().current(drive);
            ui.label(minus(&format!("Neuron {neuron} {does}. I = {current:.3}, nullcline at x = {:.3}", -drive)));
        }
        Some(other) => {
            let label = drive_label(&other.description());
            ui.label(minus(&format!("Neuron {neuron} {does}. {label}: {drive:.2}.")));
        }
    }
    if let Some(answer) = run.answer() {
        let contribution = run.contribution(neuron);
        let labels = run.labels();
        let (winner, second) = (labels.of(answer.winner), labels.of(answer.second()));
        ui.label(minus(&format!("It adds {contribution:.2} to the lead of {winner} over {second}, in the time mean.")));
        if answer.hangs_on(neuron) {
            let other = labels.of(answer.without[neuron]);
            ui.colored_label(Palette::of(ui).warning, format!("Its ablation would turn the answer into {other}."));
        }
    }
    weights::show(ui, run.network().source().model.network.hidden(), neuron, 112.0);
    let weights: Vec<f32> = run.network().readout().weights_of(neuron).collect();
    weights::output_ui(ui, &weights, run.labels());
    if let Some(intervention) = run.interventions().get(&neuron) {
        ui.label(intervention_text(intervention));
    }
    ui.weak("Click to see it large, with Ctrl or Shift besides the others; arrow keys go on from there.");
}

fn intervention_text(intervention: &Intervention) -> String {
    let constraint = match intervention.constraint {
        Constraint::Free => String::new(),
        Constraint::Clamped(state) => format!("Clamped at x = {:.2}, y = {:.2}. ", state.x, state.y),
        Constraint::Ablated => "Ablated: it contributes nothing to the outputs. ".to_owned(),
    };
    let stimulus = intervention.stimulus;
    let current = if stimulus.amplitude == 0.0 {
        String::new()
    } else {
        format!("Stimulus: {}, I = {:.2}.", stimulus.shape.name(), stimulus.amplitude)
    };
    minus(&(constraint + &current))
}

/// With minus signs instead of hyphens.
pub(super) fn minus(text: &str) -> String {
    text.replace('-', "−")
}

fn order_ui(ui: &mut Ui, order: Order, intents: &mut Vec<RunIntent>) {
    let combo = ComboBox::from_id_salt("order").width(64.0).selected_text(order.name()).show_ui(ui, |ui| {
        for choice in Order::ALL {
            let option = ui.selectable_label(choice == order, choice.name());
            if option.on_hover_text(choice.explanation()).clicked() {
                intents.push(RunIntent::Order(choice));
            }
        }
    });
    named(combo.response, "order of the wall")
        .on_hover_text(format!("How the neurons stand on the wall. {}", order.explanation()));
}

fn colouring_ui(ui: &mut Ui, view: &RunView<'_>, intents: &mut Vec<RunIntent>) {
    let (colouring, [variable, _]) = (view.settings.colouring, view.run.driven(0).variables());
    for choice in Colouring::ALL.into_iter().rev() {
        let tooltip = match choice {
            Colouring::Regime => "Colours: blue oscillates, yellow rests.",
            Colouring::X => {
                "Colours: x, or the potential, of the moment, orange above the middle and blue below. Ripple and vote become \
                 visible."
            }
        };
        let name = if choice == Colouring::X { variable } else { choice.name() };
        let button = ui.selectable_label(choice == colouring, name);
        if named(button, &format!("colour by {name}")).on_hover_text(tooltip).clicked() {
            intents.push(RunIntent::Colouring(choice));
        }
    }
}
