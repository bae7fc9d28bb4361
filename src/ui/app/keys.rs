//! Shortcuts that work wherever nothing is being typed.

use eframe::egui::{Context, Key, Modifiers};

use crate::dataset::Class;
use crate::ui::shared::intent::{Intent, Pick, RunIntent};
use crate::ui::shared::platform::HAS_FOLDERS;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::tab::Tab;

/// Shortcuts with what they do, for the help.
pub(crate) const SHORTCUTS: [(&str, &str); 10] = [
    ("Space", "pause, and go on"),
    (", and .", "a tenth of a time unit back and forth"),
    ("R", "a random test image"),
    ("0 … 9", "a test image of that digit, or of one of the first ten classes"),
    ("C", "clear the canvas"),
    ("Ctrl Z, Ctrl V", "bring back what was on the canvas before; take the picture, or the files, on the clipboard"),
    ("Tab, arrows", "from control to control; move a slider, choose a neuron"),
    ("Ctrl + and −", "larger and smaller"),
    ("F1", "this help"),
    ("Ctrl Q", "close the window"),
];

const DIGIT_KEYS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// What the keyboard asks for.
pub(crate) fn intents(ctx: &Context, settings: &Settings, help_is_open: bool) -> Vec<Intent> {
    let mut intents = Vec::new();
    let pressed = |modifiers: Modifiers, key: Key| ctx.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::NONE, Key::F1) {
        intents.push(Intent::Help(!help_is_open));
    }
    if HAS_FOLDERS && pressed(Modifiers::COMMAND, Key::Q) {
        intents.push(Intent::Quit);
    }
    if help_is_open && pressed(Modifiers::NONE, Key::Escape) {
        intents.push(Intent::Help(false));
    }
    if settings.tab != Tab::Run || ctx.text_edit_focused() {
        return intents;
    }
    let mut run = |intent: RunIntent| intents.push(Intent::Run(intent));
    // Space also presses the button that has the keyboard's focus: then it is not ours.
    if ctx.memory(|memory| memory.focused().is_none()) && pressed(Modifiers::NONE, Key::Space) {
        run(RunIntent::TogglePause);
    }
    if pressed(Modifiers::NONE, Key::R) {
        run(RunIntent::Pick(Pick::Random));
    }
    if pressed(Modifiers::NONE, Key::C) {
        run(RunIntent::Clear);
    }
    if pressed(Modifiers::NONE, Key::Comma) {
        run(RunIntent::StepBack);
    }
    if pressed(Modifiers::NONE, Key::Period) {
        run(RunIntent::Step);
    }
    if pressed(Modifiers::COMMAND, Key::Z) {
        run(RunIntent::Undo);
    }
    for (class, key) in (0..).map(Class::new).zip(DIGIT_KEYS) {
        if pressed(Modifiers::NONE, key) {
            run(RunIntent::Pick(Pick::OfClass(class)));
        }
    }
    intents
}
