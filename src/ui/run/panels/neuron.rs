//! One neuron, large, and what can be done to it.

use eframe::egui::{Button, DragValue, Rect, RichText, Slider, Ui, UiBuilder, Vec2, vec2};

use super::answer::explain_ui;
use super::numbers::{numbers_ui, other_numbers_ui};
use super::portrait::Portrait;
use super::title::title;
use crate::experiment::{Constraint, Intervention, Shape, Stimulus};
use crate::ui::run::model::plane::Driven;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::settings::MOST_KICK;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::named::named;

/// Width of the table of numbers.
const TABLE_WIDTH: f32 = 182.0;
/// The least width of what can be done to a neuron with some air between.
const ROOM_FOR_HANDS: f32 = 300.0;
/// Size of the button that takes trajectories away.
const CLEAR_SIZE: Vec2 = vec2(56.0, 18.0);
/// The least width of a panel whose title says it all.
const ROOM_FOR_TITLE: f32 = 440.0;
/// Share of the height that the motion in time takes, within bounds.
const LOWER_SHARE: f32 = 0.32;
const LOWER_HEIGHT: std::ops::RangeInclusive<f32> = 134.0..=240.0;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (run, index) = (view.run, view.settings.selected);
    let others = view.settings.also.len();
    let name = match others {
        0 => format!("Neuron {index}"),
        _ if ui.available_width() < ROOM_FOR_TITLE => format!("{index} + {others}"),
        _ => format!("Neuron {index} and {others} more"),
    };
    title(ui, &name, |ui| hands_ui(view, ui, intents));
    let also: Vec<(usize, Driven)> = view.settings.also.iter().map(|&index| (index, run.driven(index))).collect();
    if view.settings.stimulates && run.network().other().is_none() {
        stimulus_row(view, ui, intents);
    }
    let portrait = Portrait {
        live: run.live(),
        index,
        neuron: run.driven(index),
        undriven: run.undriven(),
        also: &also,
        trajectories: run.trajectories().all(),
        field: view.settings.field,
        network: run.network().source().id(),
    };
    let lower = (LOWER_SHARE * ui.available_height()).clamp(*LOWER_HEIGHT.start(), *LOWER_HEIGHT.end());
    let upper = ui.available_height() - lower - theme::GAP;
    let plane = portrait.phase_plane(ui, vec2(ui.available_width(), upper));
    clear_ui(ui, (plane.response.rect, portrait.trajectories.len()), intents);
    plane.response.on_hover_text(plane_text(&portrait.neuron));
    intents.extend(plane.placed.map(RunIntent::Place));
    intents.extend(plane.started.map(|start| RunIntent::Trajectory(Some(start))));
    ui.horizontal(|ui| {
        let width = (ui.available_width() - TABLE_WIDTH - theme::GAP).max(80.0);
        portrait.motion_in_time(ui, vec2(width, lower)).on_hover_text(time_text(&portrait.neuron));
        ui.vertical(|ui| match run.network().other() {
            None => numbers_ui(view, ui, index),
            Some(other) => other_numbers_ui(view, ui, (index, other)),
        });
    });
}

/// The button that takes trajectories away, in the upper left corner of the plane.
fn clear_ui(ui: &mut Ui, (plane, count): (Rect, usize), intents: &mut Vec<RunIntent>) {
    if count == 0 {
        return;
    }
    let place = Rect::from_min_size(plane.left_top() + vec2(22.0, 2.0), CLEAR_SIZE);
    // The plane has its place already; this one lies within.
    let mut within = ui.new_child(UiBuilder::new().max_rect(place));
    let button = named(within.add(Button::new(format!("Clear {count}")).small()), "clear trajectories");
    if button.on_hover_text("Takes away the trajectories that were started with Shift and a click.").clicked() {
        intents.push(RunIntent::Trajectory(None));
    }
}

/// What the phase plane shows.
fn plane_text(neuron: &Driven) -> String {
    let [x, y] = neuron.variables();
    let (moved, axes) =
        if neuron.other().is_some() { ("Orange", neuron.symbols()) } else { ("Green", ["x", "y"].map(str::to_owned)) };
    let reset = if neuron.reset().is_some() {
        " Dotted: where a spike ends, and where the neuron is put after it."
    } else {
        ""
    };
    format!(
        "Phase plane: {} across, {} up. Orange: d{x}/dt = 0. Green: d{y}/dt = 0. {moved}, dashed: the same without input.{reset} \
         An equilibrium is drawn filled if it attracts, hollow if it repels. A click puts the neuron there; a click with Shift starts \
         a trajectory there, of the neuron by itself with its drive of now. Drag moves, Ctrl with the wheel enlarges, a double \
         click resets.",
        axes[0], axes[1]
    )
}

/// What is drawn against time.
fn time_text(neuron: &Driven) -> String {
    match neuron.other() {
        None => "x (membrane potential) and y (recovery) of this neuron over the last time units, and its stimulus I(t). Times \
                 are those of the observation window, as under the outputs."
            .to_owned(),
        Some(model) => {
            let [x, y] = [0, 1].map(|index| model.description().variables[index]);
            format!(
                "{} {} and {} {} of this neuron over the last time, each on its own scale. Times are those of the observation \
                 window, as under the outputs.",
                x.name,
                x.label(),
                y.name,
                y.label()
            )
        }
    }
}

/// What can be done to the selected neurons; drawn from right to left.
fn hands_ui(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    // The title has been drawn: what is left is the hands'.
    let is_narrow = ui.available_width() < ROOM_FOR_HANDS;
    ui.spacing_mut().item_spacing.x = if is_narrow { 2.0 } else { 4.0 };
    ui.spacing_mut().button_padding.x = if is_narrow { 4.0 } else { 6.0 };
    let intervention = view.settings.interventions.get(&view.settings.selected).copied().unwrap_or_default();
    let tooltip = "Its equations, equilibria with eigenvalues, and its part in the answer, from the pixels on.";
    explain_ui(ui, view, ("explain the neuron", tooltip), intents);
    let field = ui.selectable_label(view.settings.field, "Field");
    let tooltip = "Vector field: arrows along (dx/dt, dy/dt), as long as the root of the speed, within bounds.";
    if named(field, "vector field").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Field(!view.settings.field));
    }
    if view.run.network().other().is_some() {
        kick_ui(ui, view, intents);
        return;
    }
    stimulus_button(ui, view, intervention, intents);
    let ablated = intervention.constraint == Constraint::Ablated;
    let tooltip = "Ablate: the neuron goes on, but contributes nothing to the outputs. The answer is computed anew.";
    if named(ui.selectable_label(ablated, "Ablate"), "ablate").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Ablate(!ablated));
    }
    let clamped = matches!(intervention.constraint, Constraint::Clamped(_));
    let tooltip = "Clamp: keeps the neuron where it is, x and y. The answer is computed anew. Click in the phase plane to \
                   clamp it elsewhere.";
    if named(ui.selectable_label(clamped, "Clamp"), "clamp").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Clamp(!clamped));
    }
    kick_ui(ui, view, intents);
}

fn kick_ui(ui: &mut Ui, view: &RunView<'_>, intents: &mut Vec<RunIntent>) {
    let (variable, unit) = view.run.network().other().map_or(("x", String::new()), |other| {
        let variable = other.description().variables[0];
        (variable.symbol, format!(" {}", variable.unit))
    });
    // From right to left.
    let (usual, kicks) = (view.run.kick_size(), f64::from(view.settings.kick));
    let tooltip = format!("Pushes {variable} by the number beside: does the neuron come back at once, or by a spike?");
    let (mut size, most) = (kicks * usual, f64::from(MOST_KICK) * usual);
    let decimals = usize::from(usual <= 5.0);
    let edit = DragValue::new(&mut size).range(-most..=most).speed(usual / 50.0).fixed_decimals(decimals).suffix(unit);
    let edit =
        named(ui.add(edit), "kick size").on_hover_text(format!("How far a kick pushes {variable}; drag, or type."));
    if edit.changed() {
        intents.push(RunIntent::KickSize((size / usual) as f32));
    }
    if ui.button("Kick").on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::Kick);
    }
}

fn stimulus_button(ui: &mut Ui, view: &RunView<'_>, intervention: Intervention, intents: &mut Vec<RunIntent>) {
    let text = RichText::new("I(t)");
    let text = if intervention.stimulus.amplitude == 0.0 { text } else { text.strong().color(Palette::of(ui).accent) };
    let unfolded = view.settings.stimulates;
    let button = named(ui.selectable_label(unfolded, text), "stimulus");
    ui.ctx().accesskit_node_builder(button.id, |node| node.set_expanded(unfolded));
    let tooltip = "A current of the neuron's own besides the image's: constant, step or pulse. It is drawn under x(t).";
    if button.on_hover_text(tooltip).clicked() {
        intents.push(RunIntent::UnfoldStimulus(!unfolded));
    }
}

/// The controls of the stimulus, above the phase plane.
fn stimulus_row(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let stimulus = view.settings.interventions.get(&view.settings.selected).copied().unwrap_or_default().stimulus;
    let edited = stimulus_ui(ui, stimulus);
    if edited != stimulus {
        intents.push(RunIntent::Stimulate(edited));
    }
}

fn stimulus_ui(ui: &mut Ui, mut stimulus: Stimulus) -> Stimulus {
    ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
    ui.horizontal(|ui| {
        for shape in Shape::ALL {
            ui.selectable_value(&mut stimulus.shape, shape, shape.name());
        }
        ui.spacing_mut().slider_width = 90.0;
        let slider =
            Slider::new(&mut stimulus.amplitude, -Stimulus::BOUND..=Stimulus::BOUND).fixed_decimals(2).text("I");
        named(ui.add(slider), "stimulus amplitude")
            .on_hover_text("The current while it is on, added to the current from the image. Dimensionless. 0: none.");
    });
    ui.horizontal(|ui| {
        ui.add_enabled_ui(stimulus.shape != Shape::Constant, |ui| {
            ui.weak("from t =");
            let start = DragValue::new(&mut stimulus.start).range(0.0..=100.0).speed(0.2).fixed_decimals(1);
            named(ui.add(start), "stimulus start").on_hover_text(
                "In the observation window, T = 100, whose time stands under x(t) and under the outputs.",
            );
        });
        ui.add_enabled_ui(stimulus.shape == Shape::Pulse, |ui| {
            ui.weak("for");
            let width = DragValue::new(&mut stimulus.width).range(0.1..=100.0).speed(0.2).fixed_decimals(1);
            named(ui.add(width), "stimulus width").on_hover_text("How long the pulse lasts, dimensionless time.");
        });
        if ui.add_enabled(stimulus.amplitude != 0.0, Button::new("No stimulus")).clicked() {
            stimulus.amplitude = 0.0;
        }
    });
    stimulus
}
