//! A column of charts with its title.

use eframe::egui::{RichText, Ui, Vec2, vec2};

use crate::ui::theme;

pub(crate) fn column(ui: &mut Ui, size: Vec2, (name, what): (&str, &str), contents: impl FnOnce(&mut Ui, Vec2)) {
    ui.allocate_ui(size, |ui| {
        ui.vertical(|ui| {
            ui.set_width(size.x);
            ui.horizontal(|ui| {
                ui.label(RichText::new(name).size(theme::TITLE).strong());
                ui.weak(what);
            });
            contents(ui, vec2(size.x, ui.available_height()));
        });
    });
}
