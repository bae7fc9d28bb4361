//! The window, driven by the names of its controls and drawn without a screen.

use crate::support;
use std::time::Instant;

use crate::support::{
    SIZE, button, canvas, choose, draw, paused, press, says, type_into, wait_for_answer, wait_until, window,
};
use eframe::egui::{self, Event, Key, PointerButton, accesskit::Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::experiment::{Constraint, Intervention};
use nullcline::ui::theme::ThemeChoice;
use nullcline::ui::{App, Colouring, NetworkChoice, Order, Settings, Tab, TrainingForm, TrainingSet};

#[test]
fn the_first_digit_is_read_without_a_click() {
    let harness = paused();
    assert!(says(&harness, "test 0, a 7"));
    assert!(says(&harness, "answer "));
    assert!(says(&harness, "plain network"));
}

#[test]
fn a_drawn_stroke_is_read() {
    let mut harness = paused();
    draw(&mut harness, &[[0.5, 0.2], [0.5, 0.5], [0.5, 0.8]], PointerButton::Primary);
    assert!(says(&harness, "drawn"));
    wait_for_answer(&mut harness);
    assert!(says(&harness, "answer 1") || says(&harness, "answer 7"), "a vertical stroke is a 1, or a 7");
}

#[test]
fn a_click_draws_a_dot_and_the_right_button_erases() {
    let mut harness = paused();
    draw(&mut harness, &[[0.5, 0.5]], PointerButton::Primary);
    assert!(says(&harness, "drawn"));
    let ink = ink_at(&mut harness, [0.5, 0.5]);
    draw(&mut harness, &[[0.4, 0.5], [0.6, 0.5]], PointerButton::Secondary);
    let erased = ink_at(&mut harness, [0.5, 0.5]);
    assert!(ink > 200 && erased < 40, "{ink} then {erased}");
}

/// How bright a place of the canvas is, in the dark theme.
fn ink_at(harness: &mut Harness<'_, App>, [x, y]: [f32; 2]) -> u8 {
    let canvas = canvas(harness);
    let scale = harness.ctx.pixels_per_point();
    let at = (canvas.min + vec2(x, y) * canvas.size()) * scale;
    harness.remove_cursor();
    harness.run_steps(2);
    harness.render().unwrap().get_pixel(at.x as u32, at.y as u32).0[0]
}

#[test]
fn ink_lands_under_the_pointer_at_every_scale() {
    for scale in [1.0, 1.25, 2.0] {
        let mut harness = window(Settings { paused: true, pen_width: 0.03, ..Settings::default() }, SIZE, scale);
        wait_for_answer(&mut harness);
        draw(&mut harness, &[[0.1, 0.9], [0.9, 0.1]], PointerButton::Primary);
        for place in [[0.1, 0.9], [0.3, 0.7], [0.5, 0.5], [0.9, 0.1]] {
            assert!(ink_at(&mut harness, place) > 150, "no ink at {place:?}, scale {scale}");
        }
        assert!(ink_at(&mut harness, [0.4, 0.4]) < 40, "ink beside the stroke, scale {scale}");
    }
}

#[test]
fn undo_and_clear_work_by_name_and_key() {
    let mut harness = paused();
    press(&mut harness, Key::C);
    assert!(says(&harness, "nothing yet"));
    draw(&mut harness, &[[0.3, 0.3], [0.6, 0.6]], PointerButton::Primary);
    harness.get_by_label("Undo").click();
    harness.run_steps(2);
    assert!(says(&harness, "nothing yet"));
    assert!(harness.query_by_label("answer –").is_some(), "an empty canvas has no answer");
    draw(&mut harness, &[[0.3, 0.3], [0.6, 0.6]], PointerButton::Primary);
    harness.get_by_label("Clear").click();
    harness.run_steps(2);
    assert!(says(&harness, "nothing yet"));
}

/// All that happens within one frame.
fn in_one_frame(harness: &mut Harness<'_, App>, events: Vec<Event>) {
    harness.input_mut().events.extend(events);
    harness.step();
    harness.run_steps(2);
}

#[test]
fn a_fast_stroke_that_leaves_the_canvas_within_a_frame_is_drawn() {
    let mut harness = paused();
    let canvas = canvas(&harness);
    let at = |x: f32, y: f32| canvas.min + vec2(x, y) * canvas.size();
    let pen = PointerButton::Primary;
    let stroke = |from: egui::Pos2, to: egui::Pos2| {
        vec![Event::PointerMoved(from), button(from, pen, true), Event::PointerMoved(to), button(to, pen, false)]
    };
    in_one_frame(&mut harness, stroke(at(0.5, 0.2), at(2.5, 0.4)));
    assert!(says(&harness, "drawn"), "the pointer was on the canvas when the button was pressed");
    assert!(ink_at(&mut harness, [0.55, 0.205]) > 150);
    // Nothing is drawn through a window that lies over the canvas.
    press(&mut harness, Key::C);
    press(&mut harness, Key::F1);
    let help = harness.get_by_label("Try this").rect();
    let over = egui::pos2(canvas.right() - 4.0, help.top());
    if harness.ctx.layer_id_at(over).is_some_and(|layer| layer.order != egui::Order::Background) {
        in_one_frame(&mut harness, stroke(over, over));
        assert!(says(&harness, "nothing yet"));
    }
}

#[test]
fn undo_brings_back_whatever_was_on_the_canvas() {
    let mut harness = paused();
    let undo = |harness: &mut Harness<'_, App>| {
        harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Z);
        harness.run_steps(2);
    };
    let begins_with = |harness: &Harness<'_, App>| says(harness, "test 0, a 7");
    assert!(begins_with(&harness));
    undo(&mut harness);
    assert!(begins_with(&harness), "there was nothing before");
    press(&mut harness, Key::C);
    assert!(says(&harness, "nothing yet"));
    undo(&mut harness);
    assert!(begins_with(&harness), "a test digit that was cleared");
    draw(&mut harness, &[[0.5, 0.2], [0.5, 0.8]], PointerButton::Primary);
    draw(&mut harness, &[[0.2, 0.5], [0.8, 0.5]], PointerButton::Primary);
    let ink = ink_at(&mut harness, [0.5, 0.3]);
    press(&mut harness, Key::Num5);
    assert!(says(&harness, ", a 5"));
    press(&mut harness, Key::R);
    undo(&mut harness);
    assert!(says(&harness, ", a 5"));
    undo(&mut harness);
    assert!(says(&harness, "drawn"), "a drawing that a key discarded");
    assert_eq!(ink_at(&mut harness, [0.5, 0.3]), ink);
    undo(&mut harness);
    assert!(says(&harness, "drawn"), "one stroke is left");
    undo(&mut harness);
    assert!(begins_with(&harness), "what the drawing took the place of");
    assert_eq!(harness.state().settings().test_index, 0);
    // A stroke on a canvas that was cleared: first the empty canvas, then the strokes of before.
    draw(&mut harness, &[[0.5, 0.2], [0.5, 0.8]], PointerButton::Primary);
    press(&mut harness, Key::C);
    draw(&mut harness, &[[0.2, 0.5], [0.8, 0.5]], PointerButton::Primary);
    undo(&mut harness);
    assert!(says(&harness, "nothing yet"));
    undo(&mut harness);
    assert!(says(&harness, "drawn") && ink_at(&mut harness, [0.5, 0.3]) > 150);
    undo(&mut harness);
    assert!(begins_with(&harness));
}

#[test]
fn the_answer_is_told_to_a_screen_reader_when_it_changes() {
    let harness = paused();
    let names: Vec<String> = (0..10).map(|digit| format!("answer {digit}")).collect();
    let answer = names.iter().find_map(|name| harness.query_by_label(name)).unwrap();
    assert_eq!(answer.accesskit_node().live(), egui::accesskit::Live::Polite);
}

#[test]
fn reset_all_resets_the_zoom() {
    let mut harness = paused();
    harness.ctx.set_zoom_factor(1.25);
    harness.run_steps(3);
    press(&mut harness, Key::F1);
    assert!(says(&harness, "neurons keep their state"));
    harness.get_by_label("Reset all").click();
    harness.run_steps(3);
    assert_eq!(harness.ctx.zoom_factor(), 1.0);
}

#[test]
fn another_network_begins_its_own_race_even_while_time_stands_still() {
    let mut harness = paused();
    press(&mut harness, Key::Space);
    harness.run_steps(30);
    press(&mut harness, Key::Space);
    assert!(says(&harness, "live so far"));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    support::drop_file(&mut harness, &root.join("assets/models/ann.safetensors"));
    wait_until(&mut harness, "the network", |harness| harness.state().settings().network == NetworkChoice::Calibrated);
    wait_for_answer(&mut harness);
    assert!(!says(&harness, "live so far") && !says(&harness, "no digit"), "a digit is in view");
    assert!(says(&harness, "paused: nothing is seen yet"));
}

#[test]
fn digits_are_picked_by_button_key_and_index() {
    let mut harness = paused();
    harness.get_by_label("a test 3").click();
    harness.run_steps(2);
    assert!(says(&harness, ", a 3"));
    press(&mut harness, Key::Num5);
    assert!(says(&harness, ", a 5"));
    type_into(&mut harness, "test index", "1");
    assert!(says(&harness, "test 1, a 2"));
    harness.get_by_label("next image").click();
    harness.run_steps(2);
    assert!(says(&harness, "test 2, a 1"));
    harness.get_by_label("previous image").click();
    harness.run_steps(2);
    assert!(says(&harness, "test 1, a 2"));
    press(&mut harness, Key::R);
    wait_for_answer(&mut harness);
}

#[test]
fn paused_and_untouched_the_window_does_nothing() {
    let mut harness = paused();
    harness.run();
    press(&mut harness, Key::Space);
    assert!(!harness.state().settings().paused);
    assert!(harness.query_by_label("pause").is_some());
    press(&mut harness, Key::Space);
    harness.run();
    assert!(harness.query_by_label("go on").is_some());
}

#[test]
fn sliders_follow_their_names_and_reset() {
    let mut harness = paused();
    let slider = |harness: &Harness<'_, App>, name: &str, value: f64| {
        harness.get_by_role_and_label(Role::Slider, name).set_value_accesskit(value);
    };
    slider(&harness, "gamma", -1.5);
    slider(&harness, "a", 0.5);
    slider(&harness, "epsilon", 0.05);
    slider(&harness, "tau_s", 3.0);
    harness.run_steps(3);
    let values = harness.state().settings().parameters;
    assert_eq!((values.gamma.get(), values.a.get(), values.epsilon.get()), (-1.5, 0.5, 0.05));
    assert_eq!(values.synapse.get(), 3.0);
    for name in ["gamma", "tau_s"] {
        harness.get_by_label(&format!("reset {name}")).click();
        harness.run_steps(2);
    }
    let values = harness.state().settings().parameters;
    assert_eq!((values.gamma.get(), values.synapse.get()), (-0.5, 0.0));
}

#[test]
fn a_slider_moves_by_arrow_keys() {
    let mut harness = paused();
    harness.get_by_role_and_label(Role::Slider, "gamma").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowRight);
    let moved = harness.state().settings().parameters.gamma.get();
    assert!(moved > -0.5 && moved < -0.4, "{moved}");
    // From the end, where it is 0, into the logarithmic part and back.
    harness.get_by_role_and_label(Role::Slider, "tau_s").focus();
    harness.run_steps(2);
    let synapse = |harness: &Harness<'_, App>| harness.state().settings().parameters.synapse.get();
    press(&mut harness, Key::ArrowRight);
    assert!(synapse(&harness) >= 0.1 && synapse(&harness) < 0.2, "{}", synapse(&harness));
    for _ in 0..4 {
        press(&mut harness, Key::ArrowLeft);
    }
    assert_eq!(synapse(&harness), 0.0);
}

#[test]
fn typed_nonsense_leaves_every_parameter_finite_and_says_so() {
    let mut harness = paused();
    let value = |harness: &Harness<'_, App>, name: &str| {
        let values = harness.state().settings().parameters;
        match name {
            "gamma" => values.gamma.get(),
            "a" => values.a.get(),
            "tau_s" => values.synapse.get(),
            _ => values.epsilon.get(),
        }
    };
    for (name, range) in [("gamma", -3.0..=3.0), ("a", -2.0..=2.0), ("epsilon", 0.005..=1.0), ("tau_s", 0.0..=100.0)] {
        for nonsense in ["nan", "inf", "-inf", "1e9", "-1e9", "0,05", "", "ten", "1e-12", "0", "-1"] {
            type_into(&mut harness, &format!("{name} value"), nonsense);
            let value = value(&harness, name);
            assert!(range.contains(&value), "{name}: {nonsense:?} gave {value}");
        }
        type_into(&mut harness, &format!("{name} value"), "nan");
        assert!(says(&harness, "a number from"), "{name}: no hint");
        type_into(&mut harness, &format!("{name} value"), "0,05");
        assert!(says(&harness, "with a point: 0.05"), "{name}: no hint");
        type_into(&mut harness, &format!("{name} value"), "0.75");
        assert_eq!(value(&harness, name), 0.75);
        assert!(!says(&harness, "with a point"), "{name}: the hint stays after a good value");
    }
}

#[test]
fn another_network_and_another_neuron_can_be_chosen() {
    let mut harness = paused();
    harness.get_by_label("network").click();
    harness.run_steps(3);
    harness.get_by_label("Calibrated").click();
    harness.run_steps(3);
    assert_eq!(harness.state().settings().network, NetworkChoice::Calibrated);
    let wall = harness.get_by_label_contains("wall of 100 neurons").rect();
    let third = wall.min + vec2(0.25, 0.05) * wall.size();
    harness.event(Event::PointerMoved(third));
    harness.event(button(third, PointerButton::Primary, true));
    harness.event(button(third, PointerButton::Primary, false));
    harness.run_steps(3);
    assert_eq!(harness.state().settings().selected, 2);
    assert!(says(&harness, "Neuron 2"));
}

#[test]
fn help_opens_closes_and_resets_all() {
    let mut harness = paused();
    harness.get_by_role_and_label(Role::Slider, "a").set_value_accesskit(1.5);
    press(&mut harness, Key::F1);
    assert!(says(&harness, "Try this"));
    harness.get_by_label("Reset all").click();
    harness.run_steps(3);
    assert_eq!(harness.state().settings().parameters.a.get(), 0.0);
    press(&mut harness, Key::F1);
    assert!(!says(&harness, "Try this"));
}

#[test]
fn a_picture_is_opened_by_its_path_and_a_bad_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("single.png");
    image::GrayImage::from_fn(60, 80, |x, y| {
        image::Luma([if (25..35).contains(&x) && (10..70).contains(&y) { 0 } else { 255 }])
    })
    .save(&good)
    .unwrap();
    let mut harness = paused();
    type_into(&mut harness, "path of a picture", good.to_str().unwrap());
    wait_until(&mut harness, "the picture", |harness| says(harness, "single.png"));
    wait_for_answer(&mut harness);
    let bad = folder.path().join("none.png");
    type_into(&mut harness, "path of a picture", bad.to_str().unwrap());
    wait_until(&mut harness, "a refusal", |harness| says(harness, "none.png"));
    assert!(says(&harness, "single.png"), "the old digit stays");
}

/// A window on the Train tab with a run that takes about a second.
/// Where the window says that the image is unlike the training images, for screen readers too.
fn unfamiliar(harness: &Harness<'_, App>) -> bool {
    let mut nodes = harness.query_all_by_label_contains("unlike the training images");
    nodes.next().is_some_and(|node| node.accesskit_node().live() == egui::accesskit::Live::Polite)
}

#[test]
fn what_is_unlike_the_training_images_is_told_at_the_answer_until_the_image_changes() {
    let mut harness = paused();
    assert!(!unfamiliar(&harness), "a test image");
    let cross = [
        [[0.2, 0.2], [0.5, 0.5], [0.8, 0.8]],
        [[0.8, 0.2], [0.5, 0.5], [0.2, 0.8]],
        [[0.2, 0.8], [0.5, 0.8], [0.8, 0.8]],
    ];
    for stroke in cross {
        draw(&mut harness, &stroke, PointerButton::Primary);
    }
    wait_for_answer(&mut harness);
    assert!(unfamiliar(&harness), "a cross on a bar was drawn");
    press(&mut harness, Key::C);
    assert!(!unfamiliar(&harness), "the canvas is empty");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solid.png");
    image::GrayImage::from_fn(60, 60, |x, y| image::Luma([if x.min(y) > 9 && x.max(y) < 50 { 0 } else { 255 }]))
        .save(&path)
        .unwrap();
    type_into(&mut harness, "path of a picture", path.to_str().unwrap());
    wait_until(&mut harness, "the picture and a word", |harness| says(harness, "solid.png") && unfamiliar(harness));
    press(&mut harness, Key::R);
    wait_for_answer(&mut harness);
    support::click(&mut harness, "Clear");
    assert!(!unfamiliar(&harness));
}

#[test]
fn a_dropped_file_is_taken_for_what_it_is() {
    let mut harness = paused();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    support::drop_file(&mut harness, &root.join("assets/models/ann.safetensors"));
    wait_until(&mut harness, "the network", |harness| harness.state().settings().network == NetworkChoice::Calibrated);
    support::drop_file(&mut harness, &root.join("README.md"));
    wait_until(&mut harness, "a word about the text", |harness| says(harness, "README.md"));
    assert!(says(&harness, "test 0, a 7"), "the digit of before stays");
}

fn training(epochs: u32) -> Harness<'static, App> {
    let training = TrainingForm { set: TrainingSet::Paper, epochs, ..TrainingForm::default() };
    let settings = Settings { tab: Tab::Train, paused: true, training, ..Settings::default() };
    let mut harness = window(settings, SIZE, 1.0);
    harness.run_steps(3);
    harness
}

#[test]
fn two_epochs_are_trained_saved_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine");
    let mut harness = training(2);
    harness.get_by_label("Start").click();
    harness.run_steps(2);
    wait_until(&mut harness, "the end of training", |harness| says(harness, "Kept the network of epoch"));
    assert!(says(&harness, "after epoch 2"));
    type_into(&mut harness, "path of a model file", path.to_str().unwrap());
    harness.get_by_label_contains("Save epoch").click();
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved epoch"));
    assert!(path.with_extension("safetensors").exists());
    type_into(&mut harness, "path of a model file", path.with_extension("safetensors").to_str().unwrap());
    harness.get_by_label("Load…").click();
    wait_until(&mut harness, "loading", |harness| says(harness, "Loaded mine.safetensors"));
    harness.get_by_label("Run").click();
    harness.run_steps(3);
    assert!(says(&harness, "mine.safetensors"), "Run says whose weights it reads with");
    choose(&mut harness, "network", "built-in ann");
    assert!(says(&harness, "built-in ann") && !says(&harness, "mine.safetensors"));
    choose(&mut harness, "network", "mine.safetensors");
    assert!(says(&harness, "mine.safetensors"), "it stays there to return to");
    wait_for_answer(&mut harness);
}

#[test]
fn a_run_stops_at_once_and_run_follows_it() {
    let mut harness = training(500);
    harness.get_by_label("Start").click();
    harness.run_steps(2);
    wait_until(&mut harness, "the first epoch", |harness| says(harness, "after epoch"));
    harness.get_by_label("Stop").click();
    wait_until(&mut harness, "the end", |harness| says(harness, "Stopped. Kept"));
    assert!(!says(&harness, "after epoch 500"), "it did not go on to the end");
    harness.get_by_label("Run").click();
    harness.run_steps(3);
    assert!(says(&harness, "trained here"));
}

#[test]
fn a_file_that_is_no_model_is_refused_and_the_network_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.safetensors");
    std::fs::write(&path, "hello").unwrap();
    let mut harness = training(2);
    type_into(&mut harness, "path of a model file", path.to_str().unwrap());
    harness.get_by_label("Load…").click();
    wait_until(&mut harness, "a refusal", |harness| says(harness, "text.safetensors: "));
    harness.get_by_label("Run").click();
    harness.run_steps(3);
    assert!(says(&harness, "built-in"));
}

#[test]
fn the_window_closes_while_training_has_hours_to_go() {
    let training = TrainingForm { set: TrainingSet::Full, epochs: 1000, ..TrainingForm::default() };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(3);
    harness.get_by_label("Start").click();
    wait_until(&mut harness, "the first epoch", |harness| says(harness, "after epoch"));
    // Were the run waited for, this test would not end.
    drop(harness);
}

#[test]
fn tabs_are_switched_by_name() {
    let mut harness = paused();
    harness.get_by_label("Train").click();
    harness.run_steps(2);
    assert_eq!(harness.state().settings().tab, Tab::Train);
    harness.get_by_label("Run").click();
    harness.run_steps(2);
    assert_eq!(harness.state().settings().tab, Tab::Run);
    assert_eq!(harness.get_by_label("Run").accesskit_node().is_selected(), Some(true));
    assert_eq!(harness.get_by_label("Train").accesskit_node().is_selected(), Some(false));
}

/// What a frame costs the processor: the app's own code and egui's tessellation, with everything in motion. No assertion:
/// a debug build on a shared machine says little. The benchmark of the release build is in benches.
#[test]
#[ignore = "measures"]
fn frame_cost() {
    let mut harness = window(Settings { speed: 20.0, ..Settings::default() }, SIZE, 1.0);
    wait_for_answer(&mut harness);
    harness.run_steps(300);
    let (mut drawn, mut tessellated) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let begun = Instant::now();
        harness.step();
        drawn.push(begun.elapsed());
        let begun = Instant::now();
        let shapes = harness.output().shapes.clone();
        let meshes = harness.ctx.tessellate(shapes, 1.0);
        tessellated.push(begun.elapsed());
        assert!(!meshes.is_empty());
    }
    drawn.sort();
    tessellated.sort();
    println!("to draw (with AccessKit): {:?}, at best {:?}", drawn[100], drawn[0]);
    println!("to tessellate: {:?}, at best {:?}", tessellated[100], tessellated[0]);
}

/// The pictures in `screenshots`, drawn by the processor: the same on every machine, but for the seconds that training
/// took. `cargo test --test window run -- --ignored draw_the_screenshots`.
#[test]
#[ignore = "writes to the folder screenshots"]
fn draw_the_screenshots() {
    let run = |theme: ThemeChoice, size: egui::Vec2, name: &str| {
        let mut harness = window(Settings { theme, test_index: 18, ..Settings::default() }, size, 1.0);
        settle(&mut harness);
        picture(&mut harness, name);
    };
    run(ThemeChoice::Dark, vec2(1024.0, 700.0), "run-small");
    for (name, theme) in [("dark", ThemeChoice::Dark), ("light", ThemeChoice::Light)] {
        bench(theme, &format!("bench-{name}"));
    }
    for (name, theme) in [("dark", ThemeChoice::Dark), ("light", ThemeChoice::Light)] {
        run(theme, SIZE, &format!("run-{name}"));
        let training = TrainingForm { set: TrainingSet::Paper, epochs: 20, ..TrainingForm::default() };
        let mut harness = window(Settings { theme, tab: Tab::Train, training, ..Settings::default() }, SIZE, 1.0);
        harness.run_steps(2);
        harness.get_by_label("Start").click();
        harness.run_steps(2);
        wait_until(&mut harness, "the end of training", |harness| says(harness, "Kept the network"));
        picture(&mut harness, &format!("train-{name}"));
    }
}

/// Hands on the neurons: several laid over one another, one silenced, x in colours, time scrubbed back, the test set open.
fn bench(theme: ThemeChoice, name: &str) {
    let settings = Settings {
        theme,
        test_index: 18,
        network: NetworkChoice::Transplant,
        colouring: Colouring::X,
        order: Order::Contribution,
        also: vec![17, 3],
        field: true,
        interventions: [(17, Intervention { constraint: Constraint::Ablated, ..Intervention::default() })].into(),
        ..Settings::default()
    };
    let mut harness = window(settings, SIZE, 1.0);
    settle(&mut harness);
    picture(&mut harness, name);
    support::click(&mut harness, "browse the test set");
    wait_until(&mut harness, "the verdicts", |harness| says(harness, "10000 images"));
    support::click(&mut harness, "most ambiguous first");
    support::click(&mut harness, "wrong");
    support::click(&mut harness, "Accuracy by T");
    wait_until(&mut harness, "the curves", |harness| says(harness, "length of the observation window, winner"));
    picture(&mut harness, &name.replace("bench", "test-set"));
}

/// Lets all background work end and then 42 time units pass from the start.
fn settle(harness: &mut Harness<'_, App>) {
    wait_for_answer(harness);
    wait_until(harness, "the accuracy", |harness| !says(harness, "winner…") && !says(harness, "mean…"));
    harness.get_by_label("restart").click();
    harness.run_steps(500);
}

fn picture(harness: &mut Harness<'_, App>, name: &str) {
    harness.remove_cursor();
    harness.run_steps(2);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    harness.render().unwrap().save(folder.join(format!("{name}.png"))).unwrap();
}

/// Other sizes, to look at.
#[test]
#[ignore = "draws pictures to look at"]
fn look() {
    for (name, size, scale) in [("least", vec2(640.0, 400.0), 2.0), ("large", vec2(1280.0, 800.0), 2.0)] {
        let mut harness = window(Settings::default(), size, scale);
        settle(&mut harness);
        harness.remove_cursor();
        harness.run_steps(2);
        let path = std::env::temp_dir().join(format!("look-{name}.png"));
        harness.render().unwrap().save(path).unwrap();
    }
}
