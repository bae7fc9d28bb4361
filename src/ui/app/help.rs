//! The help window: shortcuts, what is seen, and five things to try.

use eframe::egui::{Align2, Context, Grid, RichText, ScrollArea, Ui, Window};

use super::keys::SHORTCUTS;
use crate::ui::shared::intent::Intent;
use crate::ui::shared::platform::HAS_FOLDERS;

/// Height of the window's frame, title and button, with some air around.
const ROOM_AROUND: f32 = 120.0;

const SEEN: [(&str, &str); 6] = [
    ("Wall", "the hidden neurons, each on its phase plane: x across, y up. Blue ones oscillate, yellow ones rest."),
    ("Green lines", "x = −(a + I). The image sets each neuron's current I and so moves its line."),
    ("Orange line", "y = x − x³/3. Where the lines cross is the equilibrium: filled if stable, hollow if not."),
    (
        "State",
        "neurons keep their state: a new image, slider or network bends their paths, nothing starts anew. Restart does.",
    ),
    (
        "Phase plane",
        "a click puts the neuron there, with Shift it starts a trajectory. ? explains the way from the pixels to the answer.",
    ),
    ("Answer", "each output leads for a share of the time; the class that leads longest is the answer."),
];

const TO_TRY: [&str; 5] = [
    "In the Transplant, drag gamma through zero: the answer turns over, since the mean of x is −(a + I) for every neuron. At 0 \
     the image reaches no neuron.",
    "Drag a past 1: where |a + I| passes 1 the line leaves the middle branch, the cycle vanishes, and the neuron comes to rest.",
    "Lower epsilon: cycles become square, jumps sudden, turns shorter. Then compare period measured and predicted.",
    "Switch Transplant to Calibrated at gamma −1: digits that the paper's network gets wrong are classified correctly.",
    "Perturb the wall with a heterogeneity of 0.02: the vote falls apart. Synapses of tau_s 3 put it together again.",
];

fn texts_ui(ui: &mut Ui) {
    ui.label(RichText::new("What you see").strong());
    pairs(ui, "seen", &SEEN);
    ui.add_space(8.0);
    ui.label(RichText::new("Try this").strong());
    for (number, thing) in TO_TRY.iter().enumerate() {
        ui.label(format!("{}.  {thing}", number + 1));
    }
    ui.add_space(8.0);
    ui.label(RichText::new("Keys").strong());
    // The last closes the window, which a browser does itself.
    pairs(ui, "keys", &SHORTCUTS[..SHORTCUTS.len() - usize::from(!HAS_FOLDERS)]);
}

/// Draws the help. What is asked for in it, if anything.
pub(crate) fn show(ctx: &Context) -> Option<Intent> {
    let mut open = true;
    let mut reset = false;
    Window::new("Help")
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .default_width(560.0)
        .show(ctx, |ui| {
            let room = ctx.content_rect().height() - ROOM_AROUND;
            ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, texts_ui);
            ui.add_space(8.0);
            let button = ui.button("Reset all").on_hover_text("Brings every slider and setting back to its default.");
            reset = button.clicked();
        });
    if reset {
        Some(Intent::ResetAll)
    } else if open {
        None
    } else {
        Some(Intent::Help(false))
    }
}

fn pairs(ui: &mut Ui, name: &str, pairs: &[(&str, &str)]) {
    Grid::new(name).num_columns(2).spacing([14.0, 4.0]).show(ui, |ui| {
        for (left, right) in pairs {
            ui.label(RichText::new(*left).weak());
            ui.label(*right);
            ui.end_row();
        }
    });
}
