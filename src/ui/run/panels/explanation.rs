//! How the neuron shown large, and the answer, come about: equations and numbers, from the pixels to the rules.

use eframe::egui::{Context, Grid, RichText, ScrollArea, Ui, Window};

use super::neurons::minus;
use super::numbers::number;
use crate::dataset::Class;
use crate::network::{Coupling, Rule, sigmoid};
use crate::neuron::{Eigenvalue, PlanarEquilibrium};
use crate::ui::run::model::answer::Answer;
use crate::ui::run::model::measure::{measure, measure_orbit};
use crate::ui::run::model::plane::Driven;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::other_neurons::{OtherNeurons, drive_label, typeset};
use crate::ui::theme::Palette;
use crate::ui::widgets::weights;

/// Place and size of the window at first: below the sliders, beside the large neuron.
const PLACE: [f32; 2] = [12.0, 104.0];
const SIZE: [f32; 2] = [430.0, 520.0];
/// Side of the picture of the weights.
const WEIGHTS: f32 = 84.0;
/// The most outputs of which a row is shown.
const MOST_OUTPUTS: usize = 16;

/// Draws the window.
pub(crate) fn show(view: &RunView<'_>, ctx: &Context, intents: &mut Vec<RunIntent>) {
    let mut open = true;
    let index = view.settings.selected;
    Window::new("From pixels to the answer")
        .open(&mut open)
        .default_pos(PLACE)
        .default_size(SIZE)
        .resizable(true)
        .show(ctx, |ui| {
            ScrollArea::vertical().auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                ui.spacing_mut().interact_size.y = 15.0;
                ui.label(RichText::new(format!("Neuron {index}")).strong());
                equations_ui(view, ui);
                equilibria_ui(&view.run.driven(index), ui);
                integrator_ui(view, ui);
                ui.separator();
                ui.label(RichText::new("Its part in the answer").strong());
                path_ui(view, ui, index);
                ui.separator();
                ui.label(RichText::new("The answer by each rule").strong());
                match view.run.answer() {
                    Some(answer) => rules_ui(view, ui, answer),
                    None => drop(ui.weak("no answer yet")),
                }
            });
        });
    if !open {
        intents.push(RunIntent::Explain(false));
    }
}

fn equations_ui(view: &RunView<'_>, ui: &mut Ui) {
    match view.run.network().other() {
        None => {
            let layer = view.run.network().layer();
            let kappa = layer.kappa.get();
            let coupling = if kappa > 0.0 { " + κ (mean x − x)" } else { "" };
            ui.monospace(format!("ε dx/dt = x − x³/3 − y{coupling}"));
            ui.monospace("  dy/dt = x + c,   c = a + I");
            let drive = f64::from(view.run.live().drives()[view.settings.selected]);
            let current = view.run.network().current(drive as f32);
            let kappa = if kappa > 0.0 { format!(", κ = {kappa}") } else { String::new() };
            ui.label(minus(&format!(
                "ε = {}, a = {}, I = {}, c = {}{kappa}",
                layer.epsilon,
                layer.a,
                number(current),
                number(drive)
            )));
        }
        Some(other) => {
            let description = other.description();
            for equation in description.equations {
                ui.monospace(*equation);
            }
            let drive = f64::from(view.run.live().drives()[view.settings.selected]);
            ui.label(format!("{}: {}", drive_label(&description), number(drive)));
            ui.weak(description.source);
        }
    }
}

/// Equilibria with the eigenvalues of the flow linearised there.
fn equilibria_ui(driven: &Driven, ui: &mut Ui) {
    let found = driven.equilibria();
    let [x, y] = driven.variables();
    if found.is_empty() {
        ui.label("no equilibrium");
    }
    for PlanarEquilibrium { state, kind, eigenvalues } in found {
        let kind = kind.name();
        ui.label(format!("Equilibrium at {x} = {}, {y} = {}: {kind}", number(state[0]), number(state[1])));
        ui.label(format!("eigenvalues {}", eigenvalue_text(eigenvalues)))
            .on_hover_text("Of the Jacobian there. Negative real parts attract; imaginary parts turn.");
    }
}

fn eigenvalue_text([first, second]: [Eigenvalue; 2]) -> String {
    if first.im == 0.0 {
        format!("λ₁ = {}, λ₂ = {}", number(first.re), number(second.re))
    } else {
        format!("λ = {} ± {} i", number(first.re), number(first.im.abs()))
    }
}

fn integrator_ui(view: &RunView<'_>, ui: &mut Ui) {
    let unit = view.run.network().other().map_or("", |other| other.description().time_unit);
    let step = format!("{:.4}", view.run.live().step());
    let step = step.trim_end_matches('0');
    ui.label(format!("Integrated by RK4 in steps of {step} {unit}").trim_end().to_owned()).on_hover_text(
        "The classical Runge-Kutta method of fourth order with a fixed step that is stable and accurate where the neurons are. \
         The protocol's answers are integrated, or looked up in tables that are, in the same way.",
    );
}

/// The way from the pixels through this neuron to the outputs.
fn path_ui(view: &RunView<'_>, ui: &mut Ui, index: usize) {
    let (run, network) = (view.run, view.run.network());
    let Some(z) = run.input(index) else {
        ui.weak("There is no image: no input, no current.");
        return;
    };
    ui.horizontal_top(|ui| {
        weights::show(ui, network.source().model.network.hidden(), index, WEIGHTS);
        Grid::new("path").num_columns(2).spacing([10.0, 3.0]).show(ui, |ui| {
            step_row(ui, ("input", &format!("z = Σ w p + b = {}", number(z.into()))), INPUT_TOOLTIP);
            match network.other() {
                None => fitzhugh_nagumo_rows(view, ui, (index, z)),
                Some(other) => other_rows(view, ui, (index, z, other)),
            }
        });
    });
    outputs_ui(view, ui, index);
}

const INPUT_TOOLTIP: &str = "The sum over 784 pixels p from 0 to 1, after the network's preprocessing, times the weights w of the picture at the \
                             left (orange: ink raises z), and the bias b.";

fn fitzhugh_nagumo_rows(view: &RunView<'_>, ui: &mut Ui, (index, z): (usize, f32)) {
    let layer = view.run.network().layer();
    let live = view.run.live();
    let drive = f64::from(live.drives()[index]);
    let (formula, signal) = match layer.coupling {
        Coupling::Transplant => ("γ tanh z", "x"),
        Coupling::Sigmoid => ("γ tanh z", "sigmoid(x)"),
        Coupling::Pixels => ("γ z", "sigmoid(x)"),
        Coupling::Calibrated => ("γ tanh(z/2)", "(1 − (x + a)/γ)/2"),
    };
    let current = f64::from(layer.drive(z)) - layer.a.get();
    step_row(ui, ("current", &format!("I = {formula} = {}", number(current))), "From the image alone.");
    let drive_text = format!("c = a + I = {}", number(drive));
    step_row(ui, ("drive", &drive_text), "With stimulus and heterogeneity, if there are any.");
    let measured = measure(live, index).mean_x.map_or_else(|| "…".to_owned(), number);
    let law = if live.is_perturbed() { "–".to_owned() } else { number(-drive) };
    step_row(ui, ("mean x", &format!("−c = {law}, measured {measured}")), "The mean law, and what was seen.");
    step_row(ui, ("signal", signal), "What the output layer weights.");
}

fn other_rows(view: &RunView<'_>, ui: &mut Ui, (index, z, other): (usize, f32, &OtherNeurons)) {
    let live = view.run.live();
    let description = other.description();
    step_row(ui, ("sigmoid(z)", &number(sigmoid(z).into())), "The time mean that the signal shall have, from 0 to 1.");
    let drive = f64::from(live.drives()[index]);
    let text = format!("{} = {} {}", description.drive.symbol, number(drive), typeset(description.drive.unit));
    step_row(ui, ("drive", text.trim_end()), "The drive that gives the signal this mean, by the tabulated mean law.");
    let law = f64::from(view.run.mean_signal(index));
    let measured =
        measure_orbit(live, index, &other.model()).map_or_else(|| "…".to_owned(), |orbit| number(orbit.mean));
    let tooltip = "By the mean law, and what was seen of the potential.";
    step_row(ui, ("mean signal", &format!("{}, potential {measured}", number(law))), tooltip);
}

fn step_row(ui: &mut Ui, (name, text): (&str, &str), tooltip: &str) {
    ui.weak(name).on_hover_text(tooltip);
    ui.label(text).on_hover_text(tooltip);
    ui.end_row();
}

/// What the neuron adds to the outputs.
fn outputs_ui(view: &RunView<'_>, ui: &mut Ui, index: usize) {
    let (run, network, labels) = (view.run, view.run.network(), view.run.labels());
    let readout = network.readout();
    let means = run.answer().map(|answer| answer.traces.votes.means());
    let has_law = !readout.uses_sigmoid() && !run.interventions().contains_key(&index);
    let all = readout.classes().get();
    Grid::new("contributions").num_columns(4).striped(true).spacing([14.0, 2.0]).show(ui, |ui| {
        ui.weak("output");
        ui.weak("weight").on_hover_text("Of this neuron, per unit of its signal.");
        ui.weak("weight × mean").on_hover_text("What it adds to the output in the time mean, by the mean law.");
        ui.weak("mean of all")
            .on_hover_text("The time mean of the output in the protocol's run: all neurons and the bias.");
        ui.end_row();
        for class in (0..all.min(MOST_OUTPUTS)).map(|class| Class::new(class as u8)) {
            let weight = network.weight(index, class);
            let adds = weight * (run.mean_signal(index) - readout.zero_contribution_signal());
            ui.colored_label(Palette::of(ui).class(class), labels.short(class));
            ui.label(number(weight.into()));
            ui.label(if has_law { number(adds.into()) } else { "–".to_owned() });
            let mean = means.as_ref().map_or_else(|| "–".to_owned(), |means| number(means[class.index()].into()));
            ui.label(mean);
            ui.end_row();
        }
    });
    if all > MOST_OUTPUTS {
        ui.weak(format!("and {} more outputs", all - MOST_OUTPUTS));
    }
}

/// Four rules, what each answers and by how much.
fn rules_ui(view: &RunView<'_>, ui: &mut Ui, answer: &Answer) {
    let labels = view.run.labels();
    let votes = &answer.traces.votes;
    let last = answer.traces.outputs().next_back().unwrap_or_default();
    let percent = |share: f64| format!("{:.1} % of the time", 100.0 * share);
    let rows = [
        (
            "winner",
            votes.answer(Rule::Winner),
            percent(answer.margin),
            "The output that leads longest, as in the paper.",
        ),
        (
            "mean",
            votes.answer(Rule::Mean),
            number(lead(&votes.means()).into()),
            "The output with the largest time mean.",
        ),
        (
            "last",
            votes.answer(Rule::Last),
            number(lead(last).into()),
            "The output that is the largest at the end of the window.",
        ),
    ];
    Grid::new("rules").num_columns(3).striped(true).spacing([18.0, 3.0]).show(ui, |ui| {
        ui.weak("rule");
        ui.weak("answer");
        ui.weak("margin").on_hover_text("How far the answer is before the second.");
        ui.end_row();
        let mut row = |name: &str, class: Class, margin: &str, tooltip: &str| {
            ui.label(name).on_hover_text(tooltip);
            let color = Palette::of(ui).class(class);
            ui.label(RichText::new(labels.of(class)).strong().color(color)).on_hover_text(tooltip);
            ui.label(margin).on_hover_text(tooltip);
            ui.end_row();
        };
        for (name, class, margin, tooltip) in rows {
            row(name, class, &margin, tooltip);
        }
        if let Some((class, probability, second)) = answer.plain {
            let margin = format!("{:.1} % of probability", 100.0 * (probability - second));
            row("plain network", class, &margin, "With sigmoids instead of neurons: its softmax probability.");
        }
    });
}

/// The lead of the largest over the second largest.
fn lead(values: &[f32]) -> f32 {
    let (mut first, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for &value in values {
        if value > first {
            (first, second) = (value, first);
        } else {
            second = second.max(value);
        }
    }
    first - second
}
