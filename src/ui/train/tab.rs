//! The Train tab: a form at the left, what training does at the right.

use eframe::egui::{Rect, Stroke, Ui, UiBuilder, Vec2, vec2};

use super::panels::{charts, form};
use super::view::TrainView;
use crate::ui::shared::intent::TrainIntent;
use crate::ui::theme::{self, Palette};

/// Width of the form.
const FORM_WIDTH: f32 = 300.0;

/// Height of the form, and of the charts, where they stand one under the other.
const FORM_HEIGHT: f32 = 640.0;
const CHARTS_HEIGHT: f32 = 620.0;
/// The least height where they stand side by side.
const LEAST_HEIGHT: f32 = 600.0;

/// The least width of the charts.
const CHARTS_WIDTH: f32 = 700.0;

/// The least size in a window of this width in which everything has its place.
pub(crate) fn least_size(width: f32) -> Vec2 {
    if width < theme::WIDE {
        vec2(width.max(CHARTS_WIDTH), FORM_HEIGHT + CHARTS_HEIGHT)
    } else {
        vec2(width, LEAST_HEIGHT)
    }
}

/// Draws the tab into `rect`.
pub(crate) fn show(ui: &mut Ui, rect: Rect, view: &TrainView<'_>) -> Vec<TrainIntent> {
    let mut intents = Vec::new();
    let stroke = Stroke::new(1.0, Palette::of(ui).line);
    let (left, right) = if rect.width() < theme::WIDE {
        let middle = rect.top() + FORM_HEIGHT;
        ui.painter().hline(rect.x_range(), middle, stroke);
        (rect.with_max_y(middle), rect.with_min_y(middle))
    } else {
        let middle = rect.left() + FORM_WIDTH;
        ui.painter().vline(middle, rect.y_range(), stroke);
        (rect.with_max_x(middle), rect.with_min_x(middle))
    };
    let inner = |place: Rect| UiBuilder::new().max_rect(place.shrink2(vec2(theme::PADDING, theme::PADDING)));
    ui.scope_builder(inner(left), |ui| form::show(ui, &view.settings.training, view.trainer, &mut intents));
    ui.scope_builder(inner(right), |ui| charts::show(ui, view, &mut intents));
    intents
}
