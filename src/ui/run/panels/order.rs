//! The order parameter of the neurons on the wall over time.

use eframe::egui::Ui;

use super::window::{panel_ui, summarise};
use crate::ui::run::plots;
use crate::ui::run::view::RunView;

/// What is shown.
pub(super) const ORDER_TOOLTIP: &str = "Kuramoto order parameter R of the neurons on the wall: the mean of exp(i phase), its length. 1 \
                                        if all are at the same phase, about 1/√N if phases are independent.";

/// The order parameter of now, or of the time that is looked at.
fn seen(view: &RunView<'_>) -> Option<f32> {
    let sweep = view.run.live().sweep();
    sweep.seen().and_then(|seen| sweep.order().get(seen)).copied()
}

/// The order parameter in a few words.
pub(super) fn order_note(ui: &mut Ui, view: &RunView<'_>) {
    ui.weak(seen(view).map_or_else(|| "nothing seen yet".to_owned(), |order| format!("R = {order:.2}")));
}

/// The order parameter over the observation window.
pub(super) fn order_ui(view: &RunView<'_>, ui: &mut Ui) {
    let now = seen(view).map_or_else(String::new, |now| format!(", R = {now:.2}"));
    summarise(ui, &format!("order parameter over time{now}"));
    panel_ui(ui, view, "order parameter", plots::order(view));
}
