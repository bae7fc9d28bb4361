//! A sentence at the lower edge of the window: what became of a file.

use eframe::egui::accesskit::Live;
use eframe::egui::{Align2, Area, Context, Frame, Id, Label, Margin, Order, RichText, Stroke, vec2};

use super::intent::Intent;
use crate::ui::theme::{Palette, RADIUS};

/// How long it stays where nothing failed.
const SECONDS: f64 = 10.0;

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

    /// Whether it was there for long enough to be read. What failed stays until it is dismissed.
    fn is_over(&self, ctx: &Context) -> bool {
        let (place, now) = (Id::unique("time of the notice"), ctx.input(|input| input.time));
        let known = ctx.data(|data| data.get_temp::<(String, f64)>(place)).filter(|(text, _)| *text == self.text);
        let since = known.map_or(now, |(_, since)| since);
        ctx.data_mut(|data| data.insert_temp(place, (self.text.clone(), since)));
        let left = SECONDS - (now - since);
        if left > 0.0 && !self.is_error {
            ctx.request_repaint_after_secs(left as f32);
        }
        let is_over = left <= 0.0 && !self.is_error;
        if is_over {
            ctx.data_mut(|data| data.remove_temp::<(String, f64)>(place));
        }
        is_over
    }

    /// Draws it.
    pub(crate) fn show(&self, ctx: &Context) -> Option<Intent> {
        let palette = Palette::for_mode(ctx.theme() == eframe::egui::Theme::Dark);
        let color = if self.is_error { palette.bad } else { palette.good };
        let mut intent = self.is_over(ctx).then_some(Intent::Dismiss);
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
                            ui.set_max_width((ctx.content_rect().width() - 60.0).min(640.0));
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
