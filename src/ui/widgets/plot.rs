//! Plots whose bounds belong to what they show.

use std::hash::{DefaultHasher, Hash, Hasher};

use eframe::egui::Ui;
use egui_plot::{Plot, PlotPoint, PlotResponse, PlotUi};

/// Shows a plot of `of`: the bounds that a person set go when the plot shows something else, such as another page or another
/// run. Until a person sets any, they are those of the plot, also where these change.
///
/// A screen reader is told the bounds; so are tests. `name` is the plot's own.
pub(crate) fn show<'a, R>(
    ui: &mut Ui,
    (name, of): (&str, impl Hash),
    plot: Plot<'a>,
    contents: impl FnOnce(&mut PlotUi<'a>) -> R + 'a,
) -> PlotResponse<R> {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    let (place, of) = (ui.make_persistent_id(("subject of a plot", name)), hasher.finish());
    let is_new = ui.data_mut(|data| data.get_temp(place) != Some(of));
    ui.data_mut(|data| data.insert_temp(place, of));
    let plot = if is_new { plot.reset() } else { plot };
    let shown = plot.show(ui, move |plot| {
        if is_new {
            plot.set_auto_bounds([true, true]);
        }
        contents(plot)
    });
    let (low, high) = (shown.transform.bounds().min(), shown.transform.bounds().max());
    let bounds = format!("x from {} to {}, y from {} to {}", low[0], high[0], low[1], high[1]);
    ui.ctx().accesskit_node_builder(shown.response.id, |node| node.set_description(bounds));
    shown
}

/// A click into a plot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Click {
    /// The value there.
    pub(crate) at: PlotPoint,
    /// Shift was held.
    pub(crate) shift: bool,
}

/// The point of the plot that was clicked, once it is known that it was no double click, which resets the bounds.
pub(crate) fn clicked<R>(ui: &Ui, shown: &PlotResponse<R>) -> Option<Click> {
    let (response, place) = (&shown.response, shown.response.id.with("clicked"));
    let (now, delay) =
        (ui.input(|input| input.time), ui.options(|options| options.input_options.max_double_click_delay));
    if response.double_clicked() {
        ui.data_mut(|data| data.remove::<(f64, Click)>(place));
    } else if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        let value = shown.transform.value_from_position(at);
        let shift = ui.input(|input| input.modifiers.shift);
        ui.data_mut(|data| data.insert_temp(place, (now, Click { at: value, shift })));
    }
    let (time, click) = ui.data_mut(|data| data.get_temp::<(f64, Click)>(place))?;
    if now - time <= delay {
        ui.request_repaint_after_secs((delay - (now - time)) as f32 + 0.01);
        return None;
    }
    ui.data_mut(|data| data.remove::<(f64, Click)>(place));
    Some(click)
}
