//! The weights of a neuron as a picture: orange where ink drives it up, blue where ink drives it down.

use eframe::egui::{Align2, Color32, FontId, Mesh, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::class_labels::{ClassLabels, elided};
use crate::dataset::Class;
use crate::image::SIDE;
use crate::network::Dense;
use crate::ui::theme::{Palette, RADIUS, SMALL};

/// The colour of a weight from -1 to 1.
pub(crate) fn weight_color(weight: f32, palette: &Palette) -> Color32 {
    let end = if weight > 0.0 { palette.activator } else { palette.oscillating };
    palette.background.lerp_to_gamma(end, weight.abs().min(1.0))
}

/// The largest size of a neuron's weights; never zero.
pub(crate) fn largest(hidden: &Dense, neuron: usize) -> f32 {
    hidden.weights.column(neuron).iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()))
}

/// Draws the weights of one neuron from the 28 x 28 pixels.
pub(crate) fn show(ui: &mut Ui, hidden: &Dense, neuron: usize, side: f32) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("weights of neuron {neuron}")));
    let (palette, scale) = (Palette::of(ui), largest(hidden, neuron));
    let pixel = side / SIDE as f32;
    let mut mesh = Mesh::default();
    for (at, weight) in hidden.weights.column(neuron).iter().enumerate() {
        let corner = rect.min + pixel * vec2((at % SIDE) as f32, (at / SIDE) as f32);
        mesh.add_colored_rect(Rect::from_min_size(corner, Vec2::splat(pixel)), weight_color(weight / scale, palette));
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// The width of the bars of a neuron's weights on the outputs, and the least of one bar.
const OUTPUTS_WIDTH: f32 = 180.0;
const LEAST_BAR: f32 = 1.2;
/// The least width of a bar that has its class under it.
const LEAST_NAMED: f32 = 14.0;
/// Characters of a name under a bar.
const SHORTEST: usize = 3;

/// Draws a neuron's weights on the outputs, up where they are positive and down where they are negative.
pub(crate) fn output_ui(ui: &mut Ui, weights: &[f32], labels: &ClassLabels) {
    let whole = OUTPUTS_WIDTH.max(LEAST_BAR * weights.len() as f32);
    let (rect, response) = ui.allocate_exact_size(vec2(whole, 58.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "weights on the outputs"));
    let palette = Palette::of(ui);
    let bars = rect.with_max_y(rect.bottom() - 13.0);
    ui.painter().rect_filled(bars, RADIUS, palette.well);
    let most = weights.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let width = bars.width() / weights.len().max(1) as f32;
    let gap = (0.12 * width).min(2.0);
    for class in (0..weights.len()).map(|class| Class::new(class as u8)) {
        let left = bars.left() + width * class.index() as f32;
        let end = bars.center().y - 0.48 * bars.height() * weights[class.index()] / most;
        let (top, bottom) = (end.min(bars.center().y), end.max(bars.center().y));
        let bar = Rect::from_min_max(pos2(left + gap, top), pos2(left + width - gap, bottom));
        ui.painter().rect_filled(bar, 1, palette.class(class));
        if width >= LEAST_NAMED {
            let (at, text) = (pos2(left + width / 2.0, rect.bottom()), elided(&labels.of(class), SHORTEST));
            ui.painter().text(at, Align2::CENTER_BOTTOM, text, FontId::proportional(SMALL), palette.dim);
        }
    }
    ui.painter().hline(bars.x_range(), bars.center().y, Stroke::new(1.0, palette.dim));
}
