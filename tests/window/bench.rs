//! The bench: what can be done to neurons, what the wall shows, how the decision comes about, where digits come from.

use crate::support;
use crate::support::{
    SIZE, choose, click, click_at, draw, paused, press, says, type_into, wait_for_answer, wait_until, window,
};
use eframe::egui::{Color32, ColorImage, Event, Key, Modifiers, PointerButton, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::dataset::embedded_test;
use nullcline::experiment::{Constraint, Shape};
use nullcline::ui::{App, Colouring, LowerView, NetworkChoice, Order, Settings};

const PLANE: &str = "phase plane of neuron";
const WALL: &str = "wall of 100 neurons";

fn intervention(harness: &Harness<'_, App>, neuron: usize) -> nullcline::experiment::Intervention {
    harness.state().settings().interventions.get(&neuron).copied().unwrap_or_default()
}

#[test]
fn a_click_in_the_phase_plane_puts_the_neuron_there_and_a_clamp_holds_it() {
    let mut harness = paused();
    click(&mut harness, "clamp");
    assert!(matches!(intervention(&harness, 42).constraint, Constraint::Clamped(_)));
    wait_for_answer(&mut harness);
    assert!(says(&harness, "still ") || says(&harness, "changed from"), "the answer says whether it changed");
    click_at(&mut harness, PLANE, [0.75, 0.25], Modifiers::NONE);
    let Constraint::Clamped(state) = intervention(&harness, 42).constraint else { panic!("it was let go") };
    assert!(state.x > 0.8 && state.y > 0.3, "{state:?}");
    assert!(says(&harness, "clamped"));
    click(&mut harness, "clamp");
    assert_eq!(intervention(&harness, 42).constraint, Constraint::Free);
}

#[test]
fn ablating_the_neurons_that_the_answer_hangs_on_changes_it() {
    // The transplant gets test picture 18 by a hair.
    let settings = Settings { paused: true, test_index: 18, network: NetworkChoice::Transplant, ..Settings::default() };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    choose(&mut harness, "order of the wall", "contribution");
    assert_eq!(harness.state().settings().order, Order::Contribution);
    // The answer's best friends stand in the first row.
    click_at(&mut harness, WALL, [0.05, 0.05], Modifiers::NONE);
    for column in 1..5 {
        click_at(&mut harness, WALL, [0.1 * column as f32 + 0.05, 0.05], Modifiers::COMMAND);
    }
    assert_eq!(harness.state().settings().also.len(), 4);
    assert!(says(&harness, "and 4 more"));
    click(&mut harness, "ablate");
    wait_for_answer(&mut harness);
    assert!(says(&harness, "changed from 3"), "the five largest contributions were ablated");
    assert!(says(&harness, "Release 5") || harness.query_by_label("release all neurons").is_some());
    click(&mut harness, "release all neurons");
    wait_for_answer(&mut harness);
    assert!(!says(&harness, "changed from"));
    assert!(harness.state().settings().interventions.is_empty());
}

#[test]
fn a_stimulus_is_given_by_its_menu_and_taken_away() {
    let mut harness = paused();
    click(&mut harness, "stimulus");
    click(&mut harness, "pulse");
    harness.get_by_label("stimulus amplitude").set_value_accesskit(1.5);
    harness.run_steps(3);
    type_into(&mut harness, "stimulus start", "0");
    let stimulus = intervention(&harness, 42).stimulus;
    assert_eq!((stimulus.shape, stimulus.amplitude, stimulus.start), (Shape::Pulse, 1.5, 0.0));
    click(&mut harness, "No stimulus");
    assert_eq!(intervention(&harness, 42).stimulus.amplitude, 0.0);
}

#[test]
fn a_stimulus_is_drawn_under_x_and_its_controls_leave_the_plane_free() {
    let mut harness = paused();
    let plane = |harness: &Harness<'_, App>| harness.get_by_label_contains(PLANE).rect();
    let before = plane(&harness);
    click(&mut harness, "stimulus");
    assert!(harness.get_by_label("stimulus amplitude").rect().bottom() <= plane(&harness).top());
    assert!(plane(&harness).height() < before.height());
    let is_drawn = |harness: &Harness<'_, App>| says(harness, "against time, with the stimulus I(t)");
    assert!(!is_drawn(&harness));
    harness.get_by_label("stimulus amplitude").set_value_accesskit(1.5);
    press(&mut harness, Key::Space);
    harness.run_steps(30);
    assert!(is_drawn(&harness));
    click(&mut harness, "No stimulus");
    harness.run_steps(30);
    assert!(is_drawn(&harness), "what it was is still to be seen");
    assert_eq!(intervention(&harness, 42).stimulus.amplitude, 0.0);
}

/// The view of the phase plane as screen readers are told it.
fn view_of(harness: &Harness<'_, App>) -> String {
    harness.get_by_label_contains(PLANE).accesskit_node().description().unwrap()
}

#[test]
fn the_plane_follows_a_neuron_that_is_driven_out_of_it_or_says_where_it_is() {
    let mut harness = paused();
    let usual = view_of(&harness);
    click(&mut harness, "stimulus");
    harness.get_by_label("stimulus amplitude").set_value_accesskit(3.0);
    press(&mut harness, Key::Space);
    harness.run_steps(240);
    let state = harness.state().states().nth(42).unwrap();
    assert!(state.x < -2.9 || state.y > 2.0, "{state:?} is where nothing else is");
    assert_ne!(view_of(&harness), usual, "the view reaches out to it");
    assert!(!says(&harness, "outside the view"));
    click(&mut harness, "No stimulus");
    harness.run_steps(240);
    assert_eq!(view_of(&harness), usual, "and comes back with it");
    // A person who looks elsewhere is told.
    let at = harness.get_by_label_contains(PLANE).rect().center();
    harness.event(Event::PointerMoved(at));
    harness.event(support::button(at, PointerButton::Primary, true));
    harness.run_steps(2);
    for step in 1..=8 {
        harness.event(Event::PointerMoved(at + eframe::egui::vec2(0.0, 80.0 * step as f32)));
        harness.run_steps(1);
    }
    harness.event(support::button(at, PointerButton::Primary, false));
    harness.run_steps(3);
    assert!(says(&harness, "outside the view"), "{}", view_of(&harness));
}

#[test]
fn trajectories_start_where_the_plane_is_clicked_with_shift() {
    let mut harness = paused();
    let before = harness.state().states().nth(42).unwrap();
    for at in [[0.3, 0.3], [0.6, 0.7], [0.8, 0.4]] {
        click_at(&mut harness, PLANE, at, Modifiers::SHIFT);
        harness.run_steps(30);
    }
    assert!(says(&harness, "3 trajectories"));
    let [plane, time] = [PLANE, "x and y against time"].map(|name| harness.get_by_label_contains(name).rect());
    let clear = harness.get_by_label("clear trajectories").rect();
    assert!(plane.contains_rect(clear) && time.top() > plane.bottom(), "nothing else moves for the button");
    assert_eq!(harness.state().states().nth(42).unwrap(), before, "the neuron stays where it is");
    click(&mut harness, "clear trajectories");
    assert!(!says(&harness, "trajectories") && harness.query_by_label("clear trajectories").is_none());
}

#[test]
fn the_way_from_the_pixels_to_the_answer_is_explained() {
    let mut harness = paused();
    click(&mut harness, "explain the neuron");
    for part in [
        "ε dx/dt = x − x³/3 − y",
        "dy/dt = x + c",
        "Equilibrium at x = −",
        "eigenvalues",
        "Integrated by RK4 in steps of 0.0",
        "z = Σ w p + b =",
        "I = γ tanh(z/2) =",
        "(1 − (x + a)/γ)/2",
        "weight × mean",
        "plain network",
        "% of the time",
        "% of probability",
    ] {
        assert!(says(&harness, part), "{part}");
    }
    click(&mut harness, "explain the answer");
    assert!(!says(&harness, "eigenvalues"));
}

#[test]
fn a_raster_shows_the_spikes_of_all_neurons() {
    let mut harness = paused();
    click(&mut harness, "Raster");
    assert!(says(&harness, "raster of 0 spikes"));
    press(&mut harness, Key::Space);
    harness.run_steps(120);
    assert!(says(&harness, "100 of 100 spiked"));
    assert!(!says(&harness, "raster of 0 spikes"));
}

#[test]
fn a_kick_a_field_and_the_last_spike() {
    let mut harness = paused();
    assert!(says(&harness, "none seen"));
    press(&mut harness, Key::Space);
    harness.run_steps(120);
    press(&mut harness, Key::Space);
    assert!(says(&harness, " ago"), "the time since the last spike");
    click(&mut harness, "vector field");
    assert!(harness.state().settings().field);
    click(&mut harness, "Kick");
    for row in ["regime", "mean x", "period", "duty", "last spike"] {
        assert!(harness.query_by_label(row).is_some(), "{row}");
    }
}

#[test]
fn a_kick_is_as_strong_as_wanted() {
    let mut harness = paused();
    let x = |harness: &Harness<'_, App>| harness.state().states().nth(42).unwrap().x;
    let before = x(&harness);
    click(&mut harness, "Kick");
    assert!((x(&harness) - before - 1.0).abs() < 1e-4);
    harness.get_by_label("kick size").set_value_accesskit(-0.5);
    harness.run_steps(3);
    click(&mut harness, "Kick");
    assert!((x(&harness) - before - 0.5).abs() < 1e-4);
    assert_eq!(harness.state().settings().kick, -0.5);
}

#[test]
fn eight_neurons_are_selected_at_once() {
    let mut harness = paused();
    for column in 0..7 {
        click_at(&mut harness, WALL, [0.1 * column as f32 + 0.05, 0.05], Modifiers::COMMAND);
    }
    assert!(says(&harness, "and 7 more"));
    click_at(&mut harness, WALL, [0.75, 0.05], Modifiers::COMMAND);
    assert!(says(&harness, "and 7 more"), "eight are the most");
}

#[test]
fn at_gamma_zero_it_is_said_that_no_image_reaches_the_neurons() {
    let settings = Settings { paused: true, network: NetworkChoice::Transplant, ..Settings::default() };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    assert!(!says(&harness, "no input,"));
    harness.get_by_role_and_label(Role::Slider, "gamma").set_value_accesskit(0.0);
    harness.run_steps(3);
    assert!(says(&harness, "no input,"));
}

#[test]
fn the_wall_is_not_sorted_anew_under_the_hand() {
    let settings = Settings { paused: true, network: NetworkChoice::Transplant, ..Settings::default() };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    choose(&mut harness, "order of the wall", "contribution");
    // Which neuron stands first is seen by selecting it.
    let first = |harness: &mut Harness<'_, App>| {
        click_at(harness, WALL, [0.05, 0.05], Modifiers::NONE);
        harness.state().settings().selected
    };
    let before = first(&mut harness);
    press(&mut harness, Key::ArrowRight);
    let next = harness.state().settings().selected;
    let set_aside = |harness: &mut Harness<'_, App>| {
        harness.event(Event::PointerMoved(eframe::egui::pos2(100.0, 780.0)));
        harness.run_steps(3);
    };
    // Another digit has other contributions. The pointer stays on the wall.
    harness.get_by_label("next image").click_accesskit();
    harness.run_steps(3);
    wait_for_answer(&mut harness);
    assert_eq!(first(&mut harness), before, "it stays under the hand");
    press(&mut harness, Key::ArrowRight);
    assert_eq!(harness.state().settings().selected, next);
    set_aside(&mut harness);
    assert_ne!(first(&mut harness), before, "and is sorted when the hand is gone");
}

#[test]
fn interventions_are_on_the_neurons_of_one_network() {
    let settings = Settings { paused: true, network: NetworkChoice::Transplant, ..Settings::default() };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    click(&mut harness, "ablate");
    choose(&mut harness, "network", "Calibrated");
    assert_eq!(intervention(&harness, 42).constraint, Constraint::Ablated, "the same weights");
    choose(&mut harness, "network", "Trained with FHN");
    assert_eq!(intervention(&harness, 42).constraint, Constraint::Free, "other weights");
}

#[test]
fn measured_and_theory_agree_in_green() {
    let mut harness = window(Settings { speed: 20.0, ..Settings::default() }, SIZE, 1.0);
    wait_for_answer(&mut harness);
    harness.run_steps(120);
    wait_until(&mut harness, "several turns", |harness| says(harness, " turns"));
    assert!(harness.query_all_by_label("oscillates").count() >= 2, "regime, measured and by theory");
}

#[test]
fn the_wall_is_sorted_and_coloured_and_the_histogram_follows_gamma() {
    let mut harness = paused();
    for (option, order) in [
        ("current", Order::Current),
        ("regime", Order::Regime),
        ("weight", Order::Weight),
        ("contribution", Order::Contribution),
        ("index", Order::Index),
    ] {
        click(&mut harness, "order of the wall");
        // "regime" is also a colour and a row of the table.
        harness
            .query_all_by_role(Role::Button)
            .rfind(|node| node.accesskit_node().label().as_deref() == Some(option))
            .unwrap()
            .click();
        harness.run_steps(3);
        assert_eq!(harness.state().settings().order, order);
    }
    click(&mut harness, "colour by x");
    assert_eq!(harness.state().settings().colouring, Colouring::X);
    assert!(says(&harness, "histogram of c: 100 of 100"), "at gamma -0.5 all oscillate");
    harness.get_by_role_and_label(Role::Slider, "gamma").set_value_accesskit(-3.0);
    harness.run_steps(3);
    assert!(!says(&harness, "histogram of c: 100 of 100"), "at gamma -3 some are driven to rest");
}

#[test]
fn time_is_scrubbed_stepped_back_and_taken_up_again() {
    let mut harness = window(Settings { speed: 20.0, ..Settings::default() }, SIZE, 1.0);
    wait_for_answer(&mut harness);
    harness.run_steps(120);
    press(&mut harness, Key::Space);
    assert!(says(&harness, "live so far:"));
    click_at(&mut harness, "ribbon of live leaders", [0.1, 0.5], Modifiers::NONE);
    assert!(says(&harness, "by then:"), "everything is shown as it was");
    press(&mut harness, Key::Comma);
    press(&mut harness, Key::Period);
    click(&mut harness, "step back");
    assert!(says(&harness, "by then:"));
    click(&mut harness, "go on");
    harness.run_steps(3);
    assert!(says(&harness, "live so far:"), "time goes on from now");
}

#[test]
fn the_accuracy_is_shown_against_the_window() {
    let mut harness = paused();
    click(&mut harness, "Accuracy by T");
    assert_eq!(harness.state().settings().lower, LowerView::Window);
    wait_until(&mut harness, "the curves", |harness| says(harness, "length of the observation window, winner"));
    assert!(says(&harness, "10,000 test images"));
    click(&mut harness, "Outputs, T = 100");
    assert!(says(&harness, "output traces"));
}

#[test]
fn rules_stand_side_by_side() {
    let harness = paused();
    for rule in ["winner", "mean", "last", "plain network"] {
        assert!(harness.query_all_by_label(rule).next().is_some(), "{rule}");
    }
}

#[test]
fn thumbnails_are_filtered_and_picked() {
    let settings = Settings { paused: true, network: NetworkChoice::Transplant, ..Settings::default() };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    click(&mut harness, "browse the test set");
    wait_until(&mut harness, "the verdicts", |harness| says(harness, "10000 images"));
    choose(&mut harness, "label filter", "8");
    let eights = embedded_test().unwrap().label_counts()[8];
    let all = format!("{eights} images");
    wait_until(&mut harness, "the eights", |harness| says(harness, &all));
    click(&mut harness, "wrong");
    harness.run_steps(3);
    assert!(!says(&harness, &format!("{eights} images")));
    assert!(says(&harness, ", a 8, answered "));
    click(&mut harness, "most ambiguous first");
    assert!(says(&harness, " or 8"), "a near tie names both");
    let first = harness.query_all_by_label_contains("show test ").next().unwrap();
    first.click();
    harness.run_steps(3);
    wait_for_answer(&mut harness);
    assert!(says(&harness, "wrong: a 8") || says(&harness, ", a 8"));
    click(&mut harness, "rules disagree");
    assert!(says(&harness, " image"));
}

#[test]
fn preparation_is_switched_off_step_by_step() {
    let mut harness = paused();
    press(&mut harness, Key::C);
    // A stroke in a corner.
    draw(&mut harness, &[[0.1, 0.1], [0.1, 0.3]], PointerButton::Primary);
    wait_for_answer(&mut harness);
    click(&mut harness, "fit");
    assert!(says(&harness, "not normalised"));
    click(&mut harness, "centre");
    assert!(says(&harness, "not centred"));
    let preparation = harness.state().settings().preparation;
    assert!(!preparation.fit && !preparation.centre);
    click(&mut harness, "fit");
    click(&mut harness, "centre");
    assert!(!says(&harness, "not centred"));
}

#[test]
fn a_picture_is_pasted() {
    let mut harness = paused();
    let mut picture = ColorImage::filled([60, 80], Color32::WHITE);
    for row in 10..70 {
        for column in 25..35 {
            picture.pixels[row * 60 + column] = Color32::BLACK;
        }
    }
    harness.event(Event::PasteImage(std::sync::Arc::new(picture)));
    wait_until(&mut harness, "the picture", |harness| says(harness, "pasted picture"));
    wait_for_answer(&mut harness);
    assert!(says(&harness, "answer 1") || says(&harness, "answer 7"));
}
