//! The outputs in time and who leads; the title also opens the accuracy against the length of the observation window.

use eframe::egui::{Align2, Button, FontId, Rect, RichText, ScrollArea, Ui, pos2};

use super::bifurcation::{BIFURCATION_TOOLTIP, bifurcation_note, bifurcation_ui};
use super::order::{ORDER_TOOLTIP, order_note, order_ui};
use super::raster::{RASTER_TOOLTIP, raster_note, raster_ui};
use super::title::title_ui;
use super::window::{window_note, window_ui};
use crate::dataset::Class;
use crate::neuron::ModelDescription;
use crate::ui::run::model::live::{TICK, TICKS_PER_SAMPLE};
use crate::ui::run::model::sweep::SAMPLES;
use crate::ui::run::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::lower_view::LowerView;
use crate::ui::shared::other_neurons::OtherNeurons;
use crate::ui::theme::{Palette, SMALL, TITLE};
use crate::ui::widgets::bars::{largest, percent};
use crate::ui::widgets::traces::{DECISION_HEIGHT, DecisionLabel, Outputs, time_axis};

/// Height of the live ribbon.
const LIVE_HEIGHT: f32 = 20.0;
/// Height of the ribbon of the protocol's run.
const PROTOCOL_HEIGHT: f32 = 10.0;
/// Height of the time axis.
const AXIS_HEIGHT: f32 = 12.0;
/// Between the rows.
const ROW_GAP: f32 = 6.0;
/// Samples that the traces' height is made for at least: about two turns.
const FEWEST_SAMPLES: usize = 60;
/// The least width of a note beside the titles.
const ROOM_FOR_NOTE: f32 = 170.0;
/// The least width of all titles; in a narrower panel they can be scrolled.
const ROOM_FOR_TITLES: f32 = 470.0;
/// Width of the names at the left of the rows.
const NAMES: f32 = 54.0;

/// Draws the panel.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let shares = view.run.live().sweep().shares();
    let leader = shares.map(|shares| largest(&shares));
    let lower = view.lower();
    let title = format!("Outputs, T = {}", view.time(100.0, 0));
    let tooltip = lower_tooltip(view);
    let mut titles = |ui: &mut Ui| {
        lower_ui(ui, lower, (LowerView::Outputs, &title, &tooltip[0]), intents);
        ui.add_space(6.0);
        if view.run.network().other().is_none() {
            lower_ui(ui, lower, (LowerView::Window, "Accuracy by T", &tooltip[1]), intents);
            ui.add_space(6.0);
            lower_ui(ui, lower, (LowerView::Order, "Order parameter", ORDER_TOOLTIP), intents);
            ui.add_space(6.0);
        }
        lower_ui(ui, lower, (LowerView::Raster, "Raster", RASTER_TOOLTIP), intents);
        ui.add_space(6.0);
        lower_ui(ui, lower, (LowerView::Bifurcation, "Bifurcations", BIFURCATION_TOOLTIP), intents);
    };
    title_ui(
        ui,
        |ui| {
            if ui.available_width() < ROOM_FOR_TITLES {
                ScrollArea::horizontal().id_salt("titles").show(ui, |ui| ui.horizontal(titles));
            } else {
                titles(ui);
            }
        },
        |ui| match lower {
            // No note runs into the titles.
            _ if ui.available_width() < ROOM_FOR_NOTE => (),
            LowerView::Outputs => live_note(ui, view, leader),
            LowerView::Window => window_note(ui, view),
            LowerView::Order => order_note(ui, view),
            LowerView::Raster => raster_note(ui, view),
            LowerView::Bifurcation => bifurcation_note(ui, view),
        },
    );
    match lower {
        LowerView::Outputs => outputs_ui(view, ui, leader, intents),
        LowerView::Window => window_ui(view, ui),
        LowerView::Order => order_ui(view, ui),
        LowerView::Raster => raster_ui(view, ui, window(view)),
        LowerView::Bifurcation => bifurcation_ui(view, ui),
    }
}

/// What the two titles open.
fn lower_tooltip(view: &RunView<'_>) -> [String; 2] {
    let outputs = view.run.labels().count().get();
    let images = view.run.library().map_or_else(|| "all".to_owned(), |set| format!("{} {}", set.count(), set.name));
    [
        format!("The {outputs} outputs over the observation window, and which leads when."),
        format!(
            "Accuracy on {images} test images if the observation window ends earlier: does the vote need all of it?"
        ),
    ]
}

/// A title that is also a tab.
fn lower_ui(
    ui: &mut Ui,
    open: LowerView,
    (lower, name, tooltip): (LowerView, &str, &str),
    intents: &mut Vec<RunIntent>,
) {
    let palette = Palette::of(ui);
    let text = RichText::new(name).size(TITLE);
    let text = if lower == open { text.strong() } else { text.color(palette.dim) };
    let response = ui.add(Button::new(text).frame(false)).on_hover_text(tooltip);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(lower == open));
    if response.clicked() && lower != open {
        intents.push(RunIntent::Lower(lower));
    }
}

fn outputs_ui(view: &RunView<'_>, ui: &mut Ui, leader: Option<Class>, intents: &mut Vec<RunIntent>) {
    let run = view.run;
    let sweep = run.live().sweep();
    let other = run.network().other().map(OtherNeurons::description);
    let window = window(view);
    let [traces, ribbon, protocol, axis] = rows(ui.available_rect_before_wrap());
    let live = Outputs {
        values: sweep.values(),
        leaders: sweep.leaders(),
        cursor: sweep.cursor(),
        capacity: SAMPLES,
        window,
        recent: sweep.since_change().max(FEWEST_SAMPLES),
        leader,
        seen: sweep.seen().filter(|_| run.live().back() > 0),
        decided: sweep.decided(),
        decision_label: DecisionLabel::InTraces,
    };
    let place = row(ui, traces, "live");
    let response = live.traces(ui, place);
    scrub(view, live.pressed(&response, place), intents);
    response.on_hover_text(
        "The weighted sums of the neurons on the wall, one for each class, in its colour. The line marks the decision so far: \
         where the class that had led longest since the last change was last overtaken. When the observation window is full it \
         is overwritten from the left. Drag to go back in time: everything follows.",
    );
    let place = row(ui, ribbon, "who leads");
    let response = live.ribbon(ui, place, "ribbon of live leaders");
    scrub(view, live.pressed(&response, place), intents);
    response.on_hover_text(
        "Which output of the neurons on the wall is the largest at each time. Drag to go back in time: everything follows.",
    );
    let (values, leaders) = run.answer().map_or((&[][..], &[][..]), |answer| (answer.traces.values(), &answer.leaders));
    let capacity = leaders.len().max(1);
    let (decided, decision_label) = (run.answer().map(|answer| answer.traces.decided_at()), DecisionLabel::AboveRibbon);
    let converged = Outputs {
        values,
        leaders,
        cursor: 0,
        capacity,
        window,
        recent: capacity,
        leader: None,
        seen: None,
        decided,
        decision_label,
    };
    converged
        .ribbon(ui, row(ui, protocol, "protocol"), "ribbon of the protocol's leaders")
        .on_hover_text(protocol_text(other));
    time_axis(ui, row(ui, axis, ""), window);
}

/// The observation window and its unit.
fn window(view: &RunView<'_>) -> (f64, &'static str) {
    let other = view.run.network().other().map(OtherNeurons::description);
    other.map_or((100.0, ""), |other| (other.times.window, other.time_unit))
}

/// What the protocol is.
fn protocol_text(other: Option<ModelDescription>) -> String {
    let (start, times) = match other {
        None => ("at (0.5, 0.5)", "1000 time units, then an observation window of 100".to_owned()),
        Some(ModelDescription { times, time_unit, .. }) => {
            let text =
                format!("{} {time_unit}, then an observation window of {} {time_unit}", times.transient, times.window);
            ("where runs start", text)
        }
    };
    format!(
        "The same for the protocol, the paper's, from which the answer at the right is taken: neurons started {start}, a \
         transient of {times}. The line marks the decision: where the class that had led longest was last overtaken."
    )
}

/// Goes back to the sample that is pressed.
fn scrub(view: &RunView<'_>, pressed: Option<usize>, intents: &mut Vec<RunIntent>) {
    let Some(pressed) = pressed else { return };
    let sweep = view.run.live().sweep();
    let last = sweep.samples().saturating_sub(1);
    if let Some(age) = sweep.age_of(pressed.min(last)) {
        intents.push(RunIntent::LookBack(age as u64 * TICKS_PER_SAMPLE));
    }
}

/// The places of traces, ribbon, the protocol's ribbon and the axis.
fn rows(rect: Rect) -> [Rect; 4] {
    let mut bottom = rect.bottom();
    let mut take = |height: f32, gap: f32| {
        let row = Rect::from_min_max(pos2(rect.left(), bottom - height), pos2(rect.right(), bottom));
        bottom -= height + gap;
        row
    };
    let axis = take(AXIS_HEIGHT, ROW_GAP);
    let protocol = take(PROTOCOL_HEIGHT, DECISION_HEIGHT + 2.0);
    let ribbon = take(LIVE_HEIGHT, ROW_GAP);
    let traces = Rect::from_min_max(rect.min, pos2(rect.right(), bottom.max(rect.top() + 20.0)));
    [traces, ribbon, protocol, axis]
}

/// Writes a row's name at its left; what is left of the row.
fn row(ui: &Ui, rect: Rect, name: &str) -> Rect {
    let at = pos2(rect.left(), rect.center().y);
    ui.painter().text(at, Align2::LEFT_CENTER, name, FontId::proportional(SMALL), Palette::of(ui).dim);
    rect.with_min_x(rect.left() + NAMES)
}

/// What the live outputs say so far, or said at the time that is looked at.
fn live_note(ui: &mut Ui, view: &RunView<'_>, leader: Option<Class>) {
    let palette = Palette::of(ui);
    let live = view.run.live();
    let (Some(shares), Some(leader)) = (live.sweep().shares(), leader) else {
        ui.weak(match (view.run.specimen().image(), view.settings.paused) {
            (None, _) => "no image",
            (Some(_), true) => "paused: nothing is seen yet",
            (Some(_), false) => "no output leads yet",
        });
        return;
    };
    let share = shares[leader.index()];
    ui.weak(format!("{} of the time", percent(share)));
    ui.label(RichText::new(view.run.labels().short(leader)).strong().color(palette.class(leader)));
    if live.back() > 0 {
        let ago = live.back() as f64 * TICK;
        ui.weak("by then:");
        ui.colored_label(palette.accent, format!("{} ago", view.time(ago, 1)));
    } else {
        ui.weak("live so far:");
    }
}
