//! A grey picture kept as a texture: ink of any colour on paper of any colour.

use eframe::egui::{
    Color32, ColorImage, Context, Rect, Response, Role, Sense, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo,
    pos2,
};

use crate::ui::theme::{Palette, RADIUS};

/// How a picture is enlarged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enlarge {
    /// Every pixel is a square.
    Pixels,
    /// Smoothly.
    Smooth,
}

impl Enlarge {
    fn options(self) -> TextureOptions {
        match self {
            Self::Pixels => TextureOptions::NEAREST,
            Self::Smooth => TextureOptions::LINEAR,
        }
    }
}

fn image(columns: usize, ink: &[u8]) -> ColorImage {
    let pixels = ink.iter().map(|ink| Color32::from_white_alpha(*ink)).collect();
    ColorImage::new([columns, ink.len() / columns.max(1)], pixels)
}

/// A picture, or none yet.
#[derive(Default)]
pub(crate) struct Picture {
    texture: Option<TextureHandle>,
}

impl Picture {
    /// Replaces the picture by `ink` of that many columns, row by row, 0 paper to 255 ink.
    pub(crate) fn set(&mut self, ctx: &Context, columns: usize, ink: &[u8], enlarge: Enlarge) {
        if self.texture.is_some() {
            self.replace(columns, ink, enlarge);
        } else {
            self.texture = Some(ctx.load_texture("ink", image(columns, ink), enlarge.options()));
        }
    }

    /// The same where there is a picture already; an empty one stays empty.
    pub(crate) fn replace(&mut self, columns: usize, ink: &[u8], enlarge: Enlarge) {
        if let Some(texture) = &mut self.texture {
            texture.set(image(columns, ink), enlarge.options());
        }
    }

    /// Takes the picture away.
    pub(crate) fn clear(&mut self) {
        self.texture = None;
    }

    /// Draws paper and ink into `rect`.
    pub(crate) fn paint(&self, ui: &Ui, rect: Rect) {
        let palette = Palette::of(ui);
        ui.painter().rect_filled(rect, RADIUS, palette.background);
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().image(texture.id(), rect, whole, palette.ink);
        }
    }

    /// A picture of that size that a screen reader calls `name`.
    pub(crate) fn show(&self, ui: &mut Ui, size: Vec2, name: &str) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
        self.paint(ui, rect);
        response
    }
}
