//! The ten outputs in time, and who leads.

use eframe::egui::{Align2, FontId, RichText, Sense, Ui, vec2};

use super::{Tab, title};
use crate::digit::Digit;
use crate::ui::live::SAMPLES;
use crate::ui::theme::{Palette, SMALL};
use crate::ui::widgets::bars::percent;
use crate::ui::widgets::traces::{Outputs, time_axis};

/// Height of the live ribbon.
const LIVE_HEIGHT: f32 = 20.0;
/// Height of the ribbon of the protocol's run.
const SETTLED_HEIGHT: f32 = 9.0;
/// Everything under the traces.
const BELOW: f32 = LIVE_HEIGHT + SETTLED_HEIGHT + 14.0 + 3.0 * 4.0;
/// Width of the names at the left of the ribbons.
const NAMES: f32 = 52.0;

/// Draws the panel.
pub(super) fn show(tab: &Tab<'_>, ui: &mut Ui) {
    let stage = tab.stage;
    let sweep = stage.live().sweep();
    let leader = sweep.shares().map(|shares| Digit::of_largest(&shares));
    title(ui, "Ten outputs over the window T = 100", |ui| live_note(ui, tab, leader));
    ui.spacing_mut().item_spacing.y = 4.0;
    let live = Outputs { samples: sweep.samples(), cursor: sweep.cursor(), capacity: SAMPLES, leader };
    let width = ui.available_width() - NAMES;
    let height = (ui.available_height() - BELOW).max(30.0);
    named_row(ui, "live", |ui| live.traces(ui, vec2(width, height))).on_hover_text(
        "The ten weighted sums of the neurons on the wall, in the digits' colours. When the window is full it is \
         overwritten from the left.",
    );
    named_row(ui, "leads", |ui| live.ribbon(ui, vec2(width, LIVE_HEIGHT), "ribbon of live leaders"))
        .on_hover_text("Which output of the neurons on the wall is the largest at each time.");
    let samples = stage.answer().map_or(&[][..], |answer| &answer.race.outputs);
    let settled = Outputs { samples, cursor: 0, capacity: samples.len().max(1), leader: None };
    named_row(ui, "protocol", |ui| settled.ribbon(ui, vec2(width, SETTLED_HEIGHT), "ribbon of the protocol's leaders"))
        .on_hover_text(
            "The same for the paper's protocol, from which the answer at the right is taken: neurons started at \
             (0.5, 0.5), 1000 time units thrown away, then 100 watched.",
        );
    named_row(ui, "", |ui| time_axis(ui, width, 100.0));
}

/// A row with its name at the left.
fn named_row<R>(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().interact_size.y = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(NAMES, 8.0), Sense::hover());
        let palette = Palette::of(ui);
        ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, name, FontId::proportional(SMALL), palette.dim);
        contents(ui)
    })
    .inner
}

/// What the live outputs say so far.
fn live_note(ui: &mut Ui, tab: &Tab<'_>, leader: Option<Digit>) {
    let palette = Palette::of(ui);
    let (Some(shares), Some(leader)) = (tab.stage.live().sweep().shares(), leader) else {
        ui.weak("no digit, no race");
        return;
    };
    let share = f64::from(shares[leader.index()]);
    ui.weak(format!("{} of the time", percent(share)));
    ui.label(RichText::new(leader.to_string()).strong().color(palette.digit(leader)));
    ui.weak("live so far:");
}
