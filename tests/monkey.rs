//! A monkey at the window: seeded random clicks, drags, keys and values, with no panic and nothing that is not finite.
//!
//! `cargo test` lets it play for a while; `cargo test --test monkey -- --ignored` for some minutes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]
#[path = "window/support.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use nullcline::neuron::NeuronKind;
use nullcline::ui::{App, NeuronSettings, Settings};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Panics of any thread: one in a background job is shown by the window, which lives on, and must not happen either.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// The only shortcut that the monkey may not use is the one that ends the program.
const KEYS: [Key; 31] = [
    Key::Num0,
    Key::Num3,
    Key::Num8,
    Key::R,
    Key::C,
    Key::F1,
    Key::Space,
    Key::Period,
    Key::Comma,
    Key::Escape,
    Key::Enter,
    Key::Tab,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Backspace,
    Key::Delete,
    Key::Minus,
    Key::Plus,
    Key::A,
    Key::Z,
    Key::S,
    Key::V,
    Key::X,
    Key::F5,
    Key::F11,
];

const NONSENSE: [&str; 17] = [
    "nan",
    "inf",
    "-inf",
    "1e400",
    "-1e-400",
    "--3",
    "0x10",
    "1,5",
    "٣",
    "3.0.0",
    "",
    "   ",
    "π",
    "🦀",
    "-0",
    "99999999999999999999",
    "\u{202e}txt",
];

const SIZES: [Vec2; 6] = [
    vec2(1280.0, 800.0),
    vec2(1024.0, 700.0),
    vec2(400.0, 300.0),
    vec2(480.0, 360.0),
    vec2(2560.0, 1440.0),
    vec2(900.0, 1600.0),
];

struct Monkey {
    rng: ChaCha8Rng,
    size: Vec2,
    files: Vec<PathBuf>,
}

impl Monkey {
    fn new(seed: u64) -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let mut files = Vec::new();
        let mut folders = vec![fixtures];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        Self { rng: ChaCha8Rng::seed_from_u64(seed), size: support::SIZE, files }
    }

    fn place(&mut self) -> Pos2 {
        pos2(self.rng.random_range(-5.0..self.size.x + 5.0), self.rng.random_range(-5.0..self.size.y + 5.0))
    }

    /// One thing that a hand could do.
    fn play(&mut self, harness: &mut Harness<'_, App>) {
        match self.rng.random_range(0..100) {
            0..30 => self.press_something(harness),
            30..45 => self.click(harness),
            45..60 => self.drag(harness),
            60..75 => self.key(harness),
            75..85 => self.type_nonsense(harness),
            85..90 => self.scroll(harness),
            90..94 => self.drop_file(harness),
            94..96 => self.resize(harness),
            96..97 => self.choose_neuron(harness),
            _ => harness.run_steps(self.rng.random_range(1..20)),
        }
    }

    /// A control, by what a screen reader sees: so that all of them have their turn.
    fn press_something(&mut self, harness: &mut Harness<'_, App>) {
        let roles =
            [Role::Button, Role::CheckBox, Role::ComboBox, Role::Tab, Role::Slider, Role::SpinButton, Role::TextInput];
        let role = *roles.choose(&mut self.rng).unwrap();
        let screen = Rect::from_min_size(Pos2::ZERO, self.size);
        let places: Vec<Pos2> = harness
            .query_all_by_role(role)
            .map(|node| node.rect().center())
            .filter(|at| screen.contains(*at))
            .collect();
        let Some(at) = places.choose(&mut self.rng) else { return };
        self.click_at(harness, *at, PointerButton::Primary);
    }

    fn click(&mut self, harness: &mut Harness<'_, App>) {
        let at = self.place();
        let button = if self.rng.random_bool(0.8) { PointerButton::Primary } else { PointerButton::Secondary };
        self.click_at(harness, at, button);
        if self.rng.random_bool(0.2) {
            self.click_at(harness, at, button);
        }
    }

    fn click_at(&mut self, harness: &mut Harness<'_, App>, at: Pos2, button: PointerButton) {
        if self.rng.random_bool(0.9) {
            harness.event(Event::PointerMoved(at));
        }
        let modifiers = self.modifiers();
        for pressed in [true, false] {
            harness.event(Event::PointerButton { pos: at, button, pressed, modifiers });
        }
        harness.step();
    }

    fn modifiers(&mut self) -> Modifiers {
        *[Modifiers::NONE, Modifiers::NONE, Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND]
            .choose(&mut self.rng)
            .unwrap()
    }

    /// Several moves may come within a frame, and a button may never be let go.
    fn drag(&mut self, harness: &mut Harness<'_, App>) {
        let mut at = self.place();
        let button = if self.rng.random_bool(0.8) { PointerButton::Primary } else { PointerButton::Secondary };
        harness.event(Event::PointerMoved(at));
        harness.event(support::button(at, button, true));
        for _ in 0..self.rng.random_range(1..12) {
            at += vec2(self.rng.random_range(-120.0..120.0), self.rng.random_range(-80.0..80.0));
            harness.event(Event::PointerMoved(at));
            if self.rng.random_bool(0.5) {
                harness.step();
            }
        }
        if self.rng.random_bool(0.1) {
            harness.event(Event::PointerGone);
        } else {
            harness.event(support::button(at, button, false));
        }
        harness.step();
    }

    fn key(&mut self, harness: &mut Harness<'_, App>) {
        let key = *KEYS.choose(&mut self.rng).unwrap();
        let modifiers = self.modifiers();
        harness.key_press_modifiers(modifiers, key);
        harness.step();
    }

    fn type_nonsense(&mut self, harness: &mut Harness<'_, App>) {
        let fields: Vec<Pos2> = [Role::SpinButton, Role::TextInput]
            .into_iter()
            .flat_map(|role| harness.query_all_by_role(role).map(|node| node.rect().center()).collect::<Vec<_>>())
            .collect();
        if let Some(at) = fields.choose(&mut self.rng) {
            self.click_at(harness, *at, PointerButton::Primary);
        }
        harness.step();
        if self.rng.random_bool(0.5) {
            harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        }
        let text = (*NONSENSE.choose(&mut self.rng).unwrap()).to_owned();
        let event = if self.rng.random_bool(0.8) { Event::Text(text) } else { Event::Paste(text) };
        harness.event(event);
        harness.step();
        harness.key_press(*[Key::Enter, Key::Escape, Key::Tab].choose(&mut self.rng).unwrap());
        harness.step();
    }

    fn scroll(&mut self, harness: &mut Harness<'_, App>) {
        let at = self.place();
        harness.event(Event::PointerMoved(at));
        if self.rng.random_bool(0.5) {
            let delta = vec2(0.0, self.rng.random_range(-300.0..300.0));
            let (unit, phase, modifiers) = (egui::MouseWheelUnit::Point, egui::TouchPhase::Move, self.modifiers());
            harness.event(Event::MouseWheel { unit, delta, phase, modifiers, source: egui::MouseWheelSource::Wheel });
        } else {
            harness.event(Event::Zoom(self.rng.random_range(0.2..5.0)));
        }
        harness.step();
    }

    fn drop_file(&mut self, harness: &mut Harness<'_, App>) {
        let path = self.files.choose(&mut self.rng).unwrap().clone();
        support::drop_file(harness, &path);
    }

    /// Neurons of another model, wherever the list is.
    fn choose_neuron(&mut self, harness: &mut Harness<'_, App>) {
        let Some(at) = harness.query_by_label("neuron model").map(|list| list.rect().center()) else { return };
        self.click_at(harness, at, PointerButton::Primary);
        harness.step();
        let names = ["FitzHugh-Nagumo", "Morris-Lecar, ", "Izhikevich, "];
        let offered: Vec<Pos2> = names
            .into_iter()
            .flat_map(|name| {
                harness.query_all_by_label_contains(name).map(|node| node.rect().center()).collect::<Vec<_>>()
            })
            .collect();
        if let Some(at) = offered.choose(&mut self.rng) {
            self.click_at(harness, *at, PointerButton::Primary);
        }
    }

    fn resize(&mut self, harness: &mut Harness<'_, App>) {
        self.size = *SIZES.choose(&mut self.rng).unwrap();
        harness.set_size(self.size);
        harness.set_pixels_per_point(*[1.0, 1.25, 2.0].choose(&mut self.rng).unwrap());
        harness.step();
    }
}

fn let_loose(seed: u64, acts: usize) {
    let mut monkey = Monkey::new(seed);
    let mut harness = Harness::builder()
        .with_size(monkey.size)
        .with_step_dt(1.0 / 60.0)
        // As in the window: what no font has becomes a box.
        .allow_missing_glyphs()
        .build_eframe(|cc| {
            let mut settings = Settings::default();
            settings.parameters.neurons = NeuronSettings::of(NeuronKind::ALL[seed as usize % NeuronKind::ALL.len()]);
            App::new(&cc.egui_ctx, settings).without_dialogs()
        });
    for act in 0..acts {
        monkey.play(&mut harness);
        let app = harness.state();
        assert!(app.states().all(|state| state.x.is_finite() && state.y.is_finite()), "seed {seed}, act {act}");
        assert_eq!(PANICS.load(Ordering::Relaxed), 0, "seed {seed}, act {act}");
    }
    let kept = serde_json::to_string(harness.state().settings()).unwrap();
    let again: Settings = serde_json::from_str(&kept).unwrap();
    assert_eq!(&again, harness.state().settings(), "what would be remembered is what is");
}

fn prepare() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        default(panic);
    }));
    // What the monkey types may be the name of a file.
    let folder = Box::leak(Box::new(tempfile::tempdir().unwrap()));
    std::env::set_current_dir(folder.path()).unwrap();
}

#[test]
fn a_monkey_breaks_nothing() {
    prepare();
    for seed in 0..3 {
        let_loose(seed, 500);
    }
}

#[test]
#[ignore = "plays for some minutes"]
fn a_monkey_with_time_breaks_nothing() {
    prepare();
    for seed in 100..130 {
        let_loose(seed, 1500);
    }
}
