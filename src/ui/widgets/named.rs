//! Names for screen readers, and for tests.

use eframe::egui;

/// Gives a control the name that a screen reader speaks.
pub(crate) fn named(response: egui::Response, name: &str) -> egui::Response {
    let name = name.to_owned();
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}
