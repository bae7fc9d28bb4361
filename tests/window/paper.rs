//! The Paper tab, driven by the names of its controls.

use crate::support::{click_at, paper_tab, wait_for_answer, wait_until, window};
use eframe::egui::{self, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::ui::theme::ThemeChoice;
use nullcline::ui::{App, Page, Settings, Tab};

const SIZE: egui::Vec2 = vec2(1280.0, 800.0);

/// The name of the first node whose name begins like this and that `fits`.
fn name_of(harness: &Harness<'_, App>, start: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let nodes = harness.query_all_by_label_contains(start);
    nodes.filter_map(|node| node.accesskit_node().label()).find(|name| name.starts_with(start) && fits(name))
}

#[test]
fn a_cell_of_the_matrix_shows_its_pictures_and_a_picture_plays_in_run() {
    let mut harness = paper_tab(Page::Errors);
    wait_until(&mut harness, "the matrix", |harness| name_of(harness, "true 4", |_| true).is_some());
    let cell = name_of(&harness, "true 4, answered", |name| !name.contains("answered 4") && !name.ends_with(": 0"));
    harness.get_by_label(&cell.expect("no 4 is misread")).click();
    harness.run_steps(3);
    let picture = name_of(&harness, "test ", |name| name.contains("a 4 answered")).unwrap();
    let index: usize = picture.split([' ', ',']).nth(1).unwrap().parse().unwrap();
    harness.get_by_label(&picture).click();
    harness.run_steps(3);
    assert_eq!(harness.state().settings().tab, Tab::Run);
    assert_eq!(harness.state().settings().test_index, index);
    wait_for_answer(&mut harness);
    assert!(harness.query_by_label(&format!("test {index}, a 4")).is_some());
}

#[test]
fn a_sweep_is_measured_cancelled_clicked_and_saved() {
    let mut harness = paper_tab(Page::Sweep);
    harness.get_by_label("Measure the sweep").click();
    wait_until(&mut harness, "a first point", |harness| harness.query_by_label("landscape, panel 1").is_some());
    harness.get_by_label("Cancel").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Cancel").is_none());

    // A click a quarter of the way across sets gamma to about -1.
    click_at(&mut harness, "landscape, panel 1", [0.25, 0.5], Modifiers::NONE);
    let gamma = harness.state().settings().parameters.gamma.get();
    assert!((-1.4..-0.7).contains(&gamma), "{gamma}");

    // Another figure in the same place has its own axes: here a goes upwards, not the accuracy.
    harness.get_by_label("gamma × a").click();
    harness.run_steps(3);
    harness.get_by_label("Measure the map").click();
    wait_until(&mut harness, "a first point", |harness| harness.query_by_label("landscape, panel 1").is_some());
    harness.get_by_label("Cancel").click();
    harness.run_steps(3);
    click_at(&mut harness, "landscape, panel 1", [0.5, 0.2], Modifiers::NONE);
    let a = harness.state().settings().parameters.a.get();
    assert!((0.5..1.6).contains(&a), "{a}");
    harness.get_by_label("Accuracy over gamma").click();
    harness.run_steps(3);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sweep");
    let field = harness.get_by_label("path of the figure");
    field.click();
    field.type_text(path.to_str().unwrap());
    harness.run_steps(3);
    for kind in ["png", "svg", "csv"] {
        harness.get_by_label(&format!("save as {}", kind.to_uppercase())).click();
        let file = path.with_extension(kind);
        wait_until(&mut harness, kind, |_| file.exists());
        harness.run_steps(2);
    }
    let csv = std::fs::read_to_string(path.with_extension("csv")).unwrap();
    assert!(csv.starts_with("panel,mark,x,y"), "{csv}");
    image::open(path.with_extension("png")).unwrap();
}

/// The picture of the tab in the folder screenshots. `cargo test --test window paper -- --ignored draw_the_screenshots`.
#[test]
#[ignore = "writes to the folder screenshots"]
fn draw_the_screenshots() {
    for (name, theme) in [("dark", ThemeChoice::Dark), ("light", ThemeChoice::Light)] {
        let settings = Settings { tab: Tab::Paper, paused: true, theme, ..Settings::default() };
        let mut harness = window(settings, SIZE, 1.0);
        wait_until(&mut harness, "the matrix", |harness| name_of(harness, "true 4", |_| true).is_some());
        let cell = name_of(&harness, "true 4, answered 9", |_| true).unwrap();
        harness.get_by_label(&cell).click();
        harness.run_steps(3);
        picture(&mut harness, &format!("paper-{name}"));
    }
}

fn picture(harness: &mut Harness<'_, App>, name: &str) {
    harness.remove_cursor();
    harness.run_steps(2);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    harness.render().unwrap().save(folder.join(format!("{name}.png"))).unwrap();
}
