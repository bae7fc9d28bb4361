//! A sentence at the lower edge of the window: what became of a file.

use eframe::egui::accesskit::Live;
use eframe::egui::{Align2, Area, Context, Frame, Id, Label, Margin, Order, RichText, Stroke, vec2};

use super::intent::Intent;
use crate::ui::theme::{Palette, RADIUS};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// A sentence.
    pub(crate) text: String,
    /// Whether something failed.
    pub(crate) is_error: bool,
}

impl Notice {
    /// Something worked.
    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false }
    }

    /// Something failed.
    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true }
    }

    /// This and another one.
    pub(crate) fn and(self, other: &Self) -> Self {
        Self { text: format!("{}\n{}", self.text, other.text), is_error: self.is_error || other.is_error }
    }

    /// Draws it.
    pub(crate) fn show(&self, ctx: &Context) -> Option<Intent> {
        let palette = Palette::for_mode(ctx.theme() == eframe::egui::Theme::Dark);
        let color = if self.is_error { palette.bad } else { palette.good };
        let mut intent = None;
        Area::new(Id::unique("notice")).order(Order::Foreground).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -14.0)).show(
            ctx,
            |ui| {
                Frame::new()
                    .fill(palette.window)
                    .stroke(Stroke::new(1.0, color))
                    .corner_radius(RADIUS)
                    .inner_margin(Margin::symmetric(12, 8))
                    .show(ui, |ui| {
                        ui.horizontal(|ui| {
                            ui.set_max_width(640.0);
                            let label = ui.add(Label::new(RichText::new(&self.text).color(color)).wrap());
                            ctx.accesskit_node_builder(label.id, |node| node.set_live(Live::Polite));
                            label.on_hover_text(&self.text);
                            if ui.button("Dismiss").clicked() {
                                intent = Some(Intent::Dismiss);
                            }
                        });
                    });
            },
        );
        intent
    }
}
