//! The Run tab: the image at the left, the neurons in the middle, the answer at the right.

use eframe::egui::{Rect, Stroke, Ui, UiBuilder, vec2};

use super::layout::Places;
use super::panels::{answer, explanation, neuron, neurons, outputs, specimen};
use super::view::RunView;
use crate::ui::shared::intent::RunIntent;
use crate::ui::theme::{self, Palette};

/// Draws everything but the sliders into `rect`.
pub(crate) fn show(view: &RunView<'_>, ui: &mut Ui, rect: Rect, picture_path: &mut String) -> Vec<RunIntent> {
    let places = Places::split(rect);
    let mut intents = Vec::new();
    lines(ui, &places);
    panel(ui, places.digit, |ui| specimen::show(view, ui, picture_path, &mut intents));
    panel(ui, places.wall, |ui| neurons::show(view, ui, &mut intents));
    panel(ui, places.neuron, |ui| neuron::show(view, ui, &mut intents));
    panel(ui, places.outputs, |ui| outputs::show(view, ui, &mut intents));
    panel(ui, places.answer, |ui| answer::show(view, ui, &mut intents));
    if view.settings.explains {
        explanation::show(view, ui.ctx(), &mut intents);
    }
    intents
}

/// The lines between the panels.
fn lines(ui: &Ui, places: &Places) {
    let stroke = Stroke::new(1.0, Palette::of(ui).line);
    for place in [places.digit, places.wall, places.neuron, places.outputs, places.answer] {
        ui.painter().vline(place.right(), place.y_range(), stroke);
        ui.painter().hline(place.x_range(), place.bottom(), stroke);
    }
}

/// A panel in its place, with some air around it.
fn panel(ui: &mut Ui, place: Rect, contents: impl FnOnce(&mut Ui)) {
    let inner = place.shrink2(vec2(theme::PADDING, theme::GAP));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(place));
        contents(ui);
    });
}
