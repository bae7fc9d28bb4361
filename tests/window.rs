//! The window, driven by the names of its controls and drawn without a screen.

#![cfg(feature = "gui")]

mod support;

use eframe::egui::vec2;
use egui_kittest::kittest::Queryable;
use nullcline::ui::theme::ThemeChoice;
use nullcline::ui::{Settings, Tab};
use support::{wait_for_answer, window};

#[test]
#[ignore = "draws pictures to look at"]
fn look() {
    for (name, size, scale, theme, tab) in [
        ("run-dark", vec2(1280.0, 800.0), 1.0, ThemeChoice::Dark, Tab::Run),
        ("run-light", vec2(1280.0, 800.0), 1.0, ThemeChoice::Light, Tab::Run),
        ("run-small", vec2(1024.0, 700.0), 1.0, ThemeChoice::Dark, Tab::Run),
        ("train-dark", vec2(1280.0, 800.0), 1.0, ThemeChoice::Dark, Tab::Train),
    ] {
        let settings = Settings { theme, tab, ..Settings::default() };
        let mut harness = window(settings, size, scale);
        if tab == Tab::Run {
            wait_for_answer(&mut harness);
            harness.get_by_label("restart").click();
            harness.run_steps(500);
        } else {
            harness.run_steps(5);
        }
        let image = harness.render().unwrap();
        image.save(format!("/tmp/look-{name}.png")).unwrap();
    }
}
