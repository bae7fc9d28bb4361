//! The Run tab: a digit goes in at the left, a hundred neurons move in the middle, an answer grows at the right.

use eframe::egui::{Align, Layout, Rect, RichText, Stroke, Ui, UiBuilder, vec2};

use super::layout::Places;
use super::model::run_model::RunModel;
use super::model::survey::TestSetSurvey;
use super::panels::{answer, neuron, neurons, outputs, specimen};
use crate::ui::shared::intent::RunIntent;
use crate::ui::shared::settings::Settings;
use crate::ui::theme::{self, Palette};

/// What the tab shows.
pub(crate) struct RunView<'a> {
    /// The settings.
    pub(crate) settings: &'a Settings,
    /// Digit, network, neurons, answer.
    pub(crate) run: &'a RunModel,
    /// What the network reads in the test set.
    pub(crate) survey: &'a TestSetSurvey,
}

impl RunView<'_> {
    /// Draws everything but the sliders into `rect`.
    pub(crate) fn show(&self, ui: &mut Ui, rect: Rect, picture_path: &mut String) -> Vec<RunIntent> {
        let places = Places::split(rect);
        let mut intents = Vec::new();
        lines(ui, &places);
        panel(ui, places.digit, |ui| specimen::show(self, ui, picture_path, &mut intents));
        panel(ui, places.wall, |ui| neurons::show(self, ui, &mut intents));
        panel(ui, places.neuron, |ui| neuron::show(self, ui, &mut intents));
        panel(ui, places.outputs, |ui| outputs::show(self, ui, &mut intents));
        panel(ui, places.answer, |ui| answer::show(self, ui));
        intents
    }
}

/// The lines between the panels.
fn lines(ui: &Ui, places: &Places) {
    let stroke = Stroke::new(1.0, Palette::of(ui).line);
    ui.painter().vline(places.digit.right(), places.digit.y_range(), stroke);
    ui.painter().vline(places.wall.right(), places.wall.y_range(), stroke);
    ui.painter().hline(places.digit.left()..=places.neuron.right(), places.digit.bottom(), stroke);
    ui.painter().vline(places.outputs.right(), places.outputs.y_range(), stroke);
}

/// A panel in its place, with some air around it.
fn panel(ui: &mut Ui, place: Rect, contents: impl FnOnce(&mut Ui)) {
    let inner = place.shrink2(vec2(theme::PADDING, theme::GAP));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(place));
        contents(ui);
    });
}

/// A panel's title row: its name at the left, and what `right` draws at the right, from right to left.
pub(crate) fn title(ui: &mut Ui, name: &str, right: impl FnOnce(&mut Ui)) {
    title_ui(
        ui,
        |ui| {
            ui.label(RichText::new(name).size(theme::TITLE).strong());
        },
        right,
    );
}

/// A panel's title row with what `left` draws at the left.
pub(crate) fn title_ui(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), theme::TITLE_HEIGHT),
        Layout::left_to_right(Align::Center),
        |ui| {
            left(ui);
            ui.with_layout(Layout::right_to_left(Align::Center), right);
        },
    );
}
