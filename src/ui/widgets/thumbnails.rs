//! Small images in rows, to look through and to click.

use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Context, Rect, Role, Sense, Stroke, TextureHandle, TextureOptions, Ui, WidgetInfo, pos2, vec2,
};

use crate::dataset::ImageSet;
use crate::image::SIDE;
use crate::ui::theme::{self, Palette};

/// Images side by side in the texture.
const COLUMNS: usize = 16;
/// Between two images.
const GAP: f32 = 4.0;

/// Some images of a set in one texture.
#[derive(Default)]
pub(crate) struct Atlas {
    indices: Vec<usize>,
    of: Option<Arc<str>>,
    texture: Option<TextureHandle>,
}

impl Atlas {
    /// Holds these images of a set with this fingerprint from now on; the texture is made anew only if they are others.
    pub(crate) fn set(&mut self, ctx: &Context, (set, hash): (&ImageSet, &Arc<str>), indices: &[usize]) {
        if self.texture.is_some() && self.indices == indices && self.of.as_ref() == Some(hash) {
            return;
        }
        let rows = indices.len().div_ceil(COLUMNS).max(1);
        let width = COLUMNS * SIDE;
        let mut pixels = vec![Color32::TRANSPARENT; width * rows * SIDE];
        for (place, index) in indices.iter().enumerate() {
            let corner = (place / COLUMNS * SIDE) * width + place % COLUMNS * SIDE;
            for (pixel, ink) in set.pixels().row(*index).iter().enumerate() {
                pixels[corner + pixel / SIDE * width + pixel % SIDE] = Color32::from_white_alpha(*ink);
            }
        }
        let image = ColorImage::new([width, rows * SIDE], pixels);
        self.texture = Some(ctx.load_texture("thumbnails", image, TextureOptions::LINEAR));
        self.indices = indices.to_vec();
        self.of = Some(Arc::clone(hash));
    }

    /// Which images of the set it holds.
    pub(crate) fn indices(&self) -> &[usize] {
        &self.indices
    }

    /// Draws the image at `place` of them into `rect`.
    pub(crate) fn paint(&self, ui: &Ui, place: usize, rect: Rect) {
        let palette = Palette::of(ui);
        ui.painter().rect_filled(rect, theme::RADIUS, palette.background);
        let Some(texture) = &self.texture else { return };
        let rows = self.indices.len().div_ceil(COLUMNS).max(1) as f32;
        let (column, row) = ((place % COLUMNS) as f32, (place / COLUMNS) as f32);
        let corner = |column: f32, row: f32| pos2(column / COLUMNS as f32, row / rows);
        let part = Rect::from_min_max(corner(column, row), corner(column + 1.0, row + 1.0));
        ui.painter().image(texture.id(), rect.shrink(1.0), part, palette.ink);
    }

    /// Draws them in rows of the width there is; which one of the set was clicked. `name` says what an image is.
    pub(crate) fn show(&self, ui: &mut Ui, side: f32, name: impl Fn(usize) -> String) -> Option<usize> {
        let palette = Palette::of(ui);
        let mut clicked = None;
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        ui.horizontal_wrapped(|ui| {
            for (place, index) in self.indices.iter().enumerate() {
                let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name(*index)));
                self.paint(ui, place, rect);
                if response.hovered() || response.has_focus() {
                    let stroke = Stroke::new(1.5, palette.accent);
                    ui.painter().rect_stroke(rect, theme::RADIUS, stroke, eframe::egui::StrokeKind::Inside);
                }
                if response.clicked() {
                    clicked = Some(*index);
                }
                response.on_hover_ui(|ui| {
                    ui.label(name(*index));
                });
            }
        });
        clicked
    }
}
