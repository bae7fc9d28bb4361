//! The ten outputs in time, and who leads.

use eframe::egui::{Align2, FontId, Rect, RichText, Ui, pos2};

use super::{Tab, title};
use crate::digit::Digit;
use crate::ui::live::SAMPLES;
use crate::ui::theme::{Palette, SMALL};
use crate::ui::widgets::bars::percent;
use crate::ui::widgets::traces::{Outputs, time_axis};

/// Height of the live ribbon.
const LIVE_HEIGHT: f32 = 20.0;
/// Height of the ribbon of the protocol's run.
const PROTOCOL_HEIGHT: f32 = 10.0;
/// Height of the time axis.
const AXIS_HEIGHT: f32 = 12.0;
/// Between the rows.
const ROW_GAP: f32 = 5.0;
/// Samples that the traces' height is made for at least: about two turns.
const FEWEST_SAMPLES: usize = 60;
/// Width of the names at the left of the rows.
const NAMES: f32 = 54.0;

/// Draws the panel.
pub(super) fn show(tab: &Tab<'_>, ui: &mut Ui) {
    let stage = tab.stage;
    let sweep = stage.live().sweep();
    let leader = sweep.shares().map(|shares| Digit::of_largest(&shares.map(|share| share as f32)));
    title(ui, "Ten outputs over the window T = 100", |ui| live_note(ui, tab, leader));
    let [traces, ribbon, protocol, axis] = rows(ui.available_rect_before_wrap());
    let live = Outputs {
        samples: sweep.samples(),
        leaders: sweep.leaders(),
        cursor: sweep.cursor(),
        capacity: SAMPLES,
        recent: sweep.since_change().max(FEWEST_SAMPLES),
        leader,
    };
    live.traces(ui, row(ui, traces, "live")).on_hover_text(
        "The ten weighted sums of the neurons on the wall, in the digits' colours. When the window is full it is \
         overwritten from the left.",
    );
    live.ribbon(ui, row(ui, ribbon, "who leads"), "ribbon of live leaders")
        .on_hover_text("Which output of the neurons on the wall is the largest at each time.");
    let (samples, leaders) =
        stage.answer().map_or((&[][..], &[][..]), |answer| (&answer.race.outputs, &answer.leaders));
    let capacity = samples.len().max(1);
    let settled = Outputs { samples, leaders, cursor: 0, capacity, recent: capacity, leader: None };
    settled.ribbon(ui, row(ui, protocol, "protocol"), "ribbon of the protocol's leaders").on_hover_text(
        "The same for the paper's protocol, from which the answer at the right is taken: neurons started at (0.5, 0.5), \
         1000 time units thrown away, then 100 watched.",
    );
    time_axis(ui, row(ui, axis, ""), 100.0);
}

/// The places of traces, ribbon, the protocol's ribbon and the axis.
fn rows(rect: Rect) -> [Rect; 4] {
    let mut bottom = rect.bottom();
    let mut take = |height: f32| {
        let row = Rect::from_min_max(pos2(rect.left(), bottom - height), pos2(rect.right(), bottom));
        bottom -= height + ROW_GAP;
        row
    };
    let (axis, protocol, ribbon) = (take(AXIS_HEIGHT), take(PROTOCOL_HEIGHT), take(LIVE_HEIGHT));
    let traces = Rect::from_min_max(rect.min, pos2(rect.right(), bottom.max(rect.top() + 20.0)));
    [traces, ribbon, protocol, axis]
}

/// Writes a row's name at its left; what is left of the row.
fn row(ui: &Ui, rect: Rect, name: &str) -> Rect {
    let at = pos2(rect.left(), rect.center().y);
    ui.painter().text(at, Align2::LEFT_CENTER, name, FontId::proportional(SMALL), Palette::of(ui).dim);
    rect.with_min_x(rect.left() + NAMES)
}

/// What the live outputs say so far.
fn live_note(ui: &mut Ui, tab: &Tab<'_>, leader: Option<Digit>) {
    let palette = Palette::of(ui);
    let (Some(shares), Some(leader)) = (tab.stage.live().sweep().shares(), leader) else {
        ui.weak("no digit, no race");
        return;
    };
    let share = shares[leader.index()];
    ui.weak(format!("{} of the time", percent(share)));
    ui.label(RichText::new(leader.to_string()).strong().color(palette.digit(leader)));
    ui.weak("live so far:");
}
