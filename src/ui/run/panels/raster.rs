//! The raster: when each neuron on the wall spiked, over the observation window.

use eframe::egui::{Mesh, Rect, Role, Sense, Shape, Ui, WidgetInfo, pos2, vec2};

use crate::ui::run::view::RunView;
use crate::ui::theme::{Palette, RADIUS};
use crate::ui::widgets::traces::time_axis;

/// What is shown.
pub(super) const RASTER_TOOLTIP: &str = "Raster: a mark for each spike of the neurons on the wall, in the wall's order from top to bottom, over \
                                         the same time as the outputs. Upright lines are neurons that spike together.";
/// Height of the time axis.
const AXIS_HEIGHT: f32 = 12.0;
/// Width of a mark.
const WIDTH: f32 = 1.5;

/// How many neurons spiked, in a few words.
pub(super) fn raster_note(ui: &mut Ui, view: &RunView<'_>) {
    let live = view.run.live();
    let mut spiked = vec![false; live.neurons()];
    live.spikes().for_each(|(neuron, ..)| spiked[neuron] = true);
    let count = spiked.iter().filter(|spiked| **spiked).count();
    ui.weak(format!("{count} of {} spiked", live.neurons()))
        .on_hover_text("Neurons that spiked in the last observation window, or since the image changed.");
}

/// The raster.
pub(super) fn raster_ui(view: &RunView<'_>, ui: &mut Ui, window: (f64, &'static str)) {
    let palette = Palette::of(ui);
    let whole = ui.available_rect_before_wrap();
    let rect = whole.with_max_y(whole.bottom() - AXIS_HEIGHT - 4.0);
    let response = ui.allocate_rect(rect, Sense::hover());
    ui.painter().rect_filled(rect, RADIUS, palette.well);
    let live = view.run.live();
    let mut places = vec![0; live.neurons()];
    for (place, &neuron) in view.run.order().iter().enumerate() {
        places[neuron] = place;
    }
    let row = rect.height() / live.neurons().max(1) as f32;
    let (mut mesh, mut count) = (Mesh::default(), 0);
    for (neuron, at, is_before) in live.spikes() {
        let selected = view.settings.selection().position(|selected| selected == neuron);
        let color = selected.map_or(palette.oscillating, |rank| palette.selected(rank));
        let corner = pos2(rect.left() + at as f32 * rect.width(), rect.top() + places[neuron] as f32 * row);
        let mark = Rect::from_min_size(corner, vec2(WIDTH, (0.8 * row).max(1.0)));
        mesh.add_colored_rect(mark, if is_before { color.gamma_multiply(0.35) } else { color });
        count += 1;
    }
    ui.painter_at(rect).add(Shape::mesh(mesh));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("raster of {count} spikes")));
    response.on_hover_text(RASTER_TOOLTIP);
    time_axis(ui, Rect::from_min_max(pos2(rect.left(), rect.bottom() + 4.0), whole.max), window);
}
