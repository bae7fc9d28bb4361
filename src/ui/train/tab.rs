//! The Train tab: a form at the left, what training does at the right.

use eframe::egui::{Rect, Stroke, Ui, UiBuilder, pos2, vec2};

use super::panels::{charts, form};
use super::view::TrainView;
use crate::ui::shared::intent::TrainIntent;
use crate::ui::theme::{self, Palette};

/// Width of the form.
const FORM_WIDTH: f32 = 300.0;

/// Draws the tab into `rect`.
pub(crate) fn show(ui: &mut Ui, rect: Rect, view: &TrainView<'_>) -> Vec<TrainIntent> {
    let mut intents = Vec::new();
    let middle = rect.left() + FORM_WIDTH;
    let left = Rect::from_min_max(rect.min, pos2(middle, rect.bottom()));
    let right = Rect::from_min_max(pos2(middle, rect.top()), rect.max);
    ui.painter().vline(middle, rect.y_range(), Stroke::new(1.0, Palette::of(ui).line));
    let inner = |place: Rect| UiBuilder::new().max_rect(place.shrink2(vec2(theme::PADDING, theme::PADDING)));
    ui.scope_builder(inner(left), |ui| form::show(ui, &view.settings.training, view.trainer, &mut intents));
    ui.scope_builder(inner(right), |ui| charts::show(ui, view, &mut intents));
    intents
}
