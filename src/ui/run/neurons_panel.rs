//! The hundred neurons.

use eframe::egui::{ComboBox, Ui};

use super::{Tab, title};
use crate::ui::header::named;
use crate::ui::intent::RunIntent;
use crate::ui::live::{Motion, NEURONS};
use crate::ui::settings::Order;
use crate::ui::theme::Palette;
use crate::ui::widgets::wall::Wall;

/// Draws the panel.
pub(super) fn show(tab: &Tab<'_>, ui: &mut Ui, intents: &mut Vec<RunIntent>) {
    let (stage, palette) = (tab.stage, Palette::of(ui));
    let oscillating = (0..NEURONS).filter(|&neuron| stage.live().motion(neuron) == Motion::Oscillating).count();
    title(ui, "100 neurons", |ui| {
        order_ui(ui, tab.settings.order, intents);
        ui.colored_label(palette.resting, format!("{} rest", NEURONS - oscillating))
            .on_hover_text("x has hardly moved in the last 7 time units.");
        ui.colored_label(palette.oscillating, format!("{oscillating} oscillate"))
            .on_hover_text("x has swung in the last 7 time units.");
    });
    let wall = Wall { live: stage.live(), order: stage.order(), selected: tab.settings.selected };
    let done = wall.show(ui, ui.available_size());
    if let Some(neuron) = done.chosen {
        intents.push(RunIntent::Select(neuron));
    }
    if let Some(neuron) = done.hovered {
        done.response.on_hover_ui_at_pointer(|ui| hover_ui(tab, ui, neuron));
    }
}

fn hover_ui(tab: &Tab<'_>, ui: &mut Ui, neuron: usize) {
    let live = tab.stage.live();
    let drive = live.drives()[neuron];
    let does = match live.motion(neuron) {
        Motion::Oscillating => "oscillates",
        Motion::Resting => "rests",
    };
    let current = tab.stage.brain().current(drive);
    ui.label(format!("Neuron {neuron} {does}. I = {current:.3}, nullcline at x = {:.3}", -drive).replace('-', "−"));
    ui.weak("Click to see it large; arrow keys go on from there.");
}

fn order_ui(ui: &mut Ui, order: Order, intents: &mut Vec<RunIntent>) {
    let combo = ComboBox::from_id_salt("order").width(60.0).selected_text(order.name()).show_ui(ui, |ui| {
        for choice in Order::ALL {
            if ui.selectable_label(choice == order, choice.name()).clicked() {
                intents.push(RunIntent::Order(choice));
            }
        }
    });
    named(combo.response, "order of the wall").on_hover_text(
        "How the neurons stand on the wall: as in the network, from the lowest current to the highest, by their weight on \
         the answer, or those that oscillate first.",
    );
    ui.weak("by");
}
