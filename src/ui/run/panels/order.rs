//! The order parameter of the neurons on the wall over time.

use eframe::egui::{Role, Ui, WidgetInfo};
use egui_plot::{AxisHints, Corner, HLine, Legend, Line, Plot, PlotPoints};

use crate::ui::run::model::sweep::SAMPLES;
use crate::ui::run::view::RunView;
use crate::ui::theme::Palette;
use crate::ui::widgets::hover;

/// What is shown.
pub(super) const ORDER_TOOLTIP: &str = "Kuramoto order parameter R of the neurons on the wall: the mean of exp(i phase), its length. 1 \
                                        if all are at the same phase, about 1/√N if phases are independent.";
/// Time between two samples.
const EVERY: f64 = 100.0 / SAMPLES as f64;

/// The order parameter of now, or of the time that is looked at.
pub(super) fn order_note(ui: &mut Ui, view: &RunView<'_>) {
    let sweep = view.run.live().sweep();
    let seen = sweep.seen().and_then(|seen| sweep.order().get(seen));
    ui.weak(seen.map_or_else(|| "nothing seen yet".to_owned(), |order| format!("R = {order:.2}")));
}

/// The order parameter over the observation window, overwritten from the left like the outputs.
pub(super) fn order_ui(view: &RunView<'_>, ui: &mut Ui) {
    let (palette, sweep) = (Palette::of(ui), view.run.live().sweep());
    let order = sweep.order();
    let points = |samples: std::ops::Range<usize>| -> PlotPoints<'_> {
        samples.map(|sample| [sample as f64 * EVERY, f64::from(order[sample])]).collect()
    };
    let cursor = if order.len() < SAMPLES { order.len() } else { sweep.cursor() };
    let independent = (view.run.live().neurons() as f64).sqrt().recip();
    let shown = Plot::new("order parameter")
        .height(ui.available_height())
        .include_x(0.0)
        .include_x(100.0)
        .include_y(0.0)
        .include_y(1.0)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .grid_color(palette.line)
        .grid_fade(0.0)
        .custom_x_axes(vec![AxisHints::new_x().label("t, observation window")])
        .custom_y_axes(vec![AxisHints::new_y().label("order parameter R").label_spacing(14.0..=32.0)])
        .label_formatter(|hover| hover::values(hover, ("t =", 1), (2, "")))
        .legend(Legend::default().position(Corner::RightBottom).follow_insertion_order(true))
        .show(ui, |plot| {
            plot.line(Line::new("R", points(0..cursor)).color(palette.accent).width(2.0));
            let before = Line::new("R, the pass before", points(cursor..order.len()));
            plot.line(before.color(palette.accent.gamma_multiply(0.35)).width(1.0));
            plot.hline(HLine::new("independent phases", independent).color(palette.dim).width(1.0).allow_hover(false));
        });
    let now = sweep.seen().and_then(|seen| order.get(seen)).map_or_else(String::new, |now| format!(", R = {now:.2}"));
    shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("order parameter over time{now}")));
}
