//! A panel's title row.

use eframe::egui::{Align, Layout, RichText, Ui, vec2};

use crate::ui::theme;

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
