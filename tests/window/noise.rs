//! A wall that is perturbed: heterogeneity, noise, and the synapses that make the vote bear them.

use crate::support::{SIZE, click, paused, says, type_into, wait_for_answer, wait_until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::experiment::{DriveNoise, NoiseDeviation, Session};
use nullcline::ui::theme::ThemeChoice;
use nullcline::ui::{App, LowerView, Parameters, Settings};

/// The accuracies beside the sliders, by the longest winner and by the largest mean, in percent.
fn accuracies(harness: &mut Harness<'_, App>) -> [f64; 2] {
    wait_until(harness, "the accuracy", |harness| {
        says(harness, "winner") && !says(harness, "winner…") && !says(harness, "mean…")
    });
    let labels = harness.query_all_by_role(Role::Label);
    let texts = labels.filter_map(|node| node.accesskit_node().value().or(node.accesskit_node().label()));
    let mut shown = texts.filter_map(|text| text.strip_suffix(" %").filter(|text| text.contains('.'))?.parse().ok());
    [shown.next().unwrap(), shown.next().unwrap()]
}

fn slide(harness: &mut Harness<'_, App>, name: &str, value: f64) {
    harness.get_by_role_and_label(Role::Slider, name).set_value_accesskit(value);
    harness.run_steps(3);
    wait_for_answer(harness);
}

#[test]
fn heterogeneity_turns_the_answer_and_the_accuracy_and_synapses_turn_them_back() {
    let mut harness = paused();
    // The first stop of the tour about it, without heterogeneity.
    type_into(&mut harness, "test index", "1224");
    wait_for_answer(&mut harness);
    assert!(harness.query_by_label("correct").is_some());
    let ribbon = |harness: &Harness<'_, App>| {
        let ribbon = harness.get_by_label_contains("ribbon of the protocol's leaders");
        ribbon.accesskit_node().label().unwrap()
    };
    let (before, decided) = (accuracies(&mut harness), ribbon(&harness));
    assert!(harness.query_by_role_and_label(Role::Slider, "heterogeneity").is_none(), "folded away");
    click(&mut harness, "Perturb the wall");
    slide(&mut harness, "heterogeneity", 0.02);
    assert!(says(&harness, "wrong: "));
    let apart = accuracies(&mut harness);
    assert!(apart[0] < before[0] - 5.0, "from {before:?} to {apart:?}");
    assert!(apart[1] > before[1] - 0.5, "by the mean law offsets of 0.02 are little: {before:?} to {apart:?}");
    slide(&mut harness, "tau_s", 3.0);
    assert!(harness.query_by_label("correct").is_some());
    let together = accuracies(&mut harness);
    assert!(together[0] > 98.0, "{together:?}");
    assert_eq!(together[1], apart[1], "synapses change no mean");
    slide(&mut harness, "tau_s", 0.0);
    slide(&mut harness, "heterogeneity", 0.0);
    assert_eq!(accuracies(&mut harness), before, "no perturbation is as before");
    assert_eq!(ribbon(&harness), decided);
}

#[test]
fn noise_moves_the_wall_and_the_accuracy_says_that_it_is_without() {
    let states = |fluctuation: f64| {
        let noise = DriveNoise { fluctuation: NoiseDeviation::new(fluctuation).unwrap(), ..DriveNoise::default() };
        let parameters = Parameters { noise, ..Parameters::default() };
        let mut harness = window(Settings { paused: true, parameters, ..Settings::default() }, SIZE, 1.0);
        wait_for_answer(&mut harness);
        (0..20).for_each(|_| click(&mut harness, "single step"));
        (harness.state().states().collect::<Vec<_>>(), says(&harness, "without noise"))
    };
    let (quiet, noisy) = (states(0.0), states(0.3));
    assert_eq!(states(0.0), quiet, "the same every time");
    assert_eq!(states(0.3), noisy, "the same draw every time");
    assert_eq!((quiet.1, noisy.1), (false, true));
    assert!(quiet.0.iter().zip(&noisy.0).all(|(quiet, noisy)| quiet != noisy), "every neuron has noise");
}

#[test]
fn another_draw_is_other_noise_of_the_same_size() {
    let mut harness = paused();
    click(&mut harness, "Perturb the wall");
    let noise = |harness: &Harness<'_, App>| harness.state().settings().parameters.noise;
    click(&mut harness, "another draw of the noise");
    assert_eq!(noise(&harness).seed, 0, "there is nothing to draw");
    slide(&mut harness, "heterogeneity", 0.1);
    let first = accuracies(&mut harness);
    click(&mut harness, "another draw of the noise");
    wait_for_answer(&mut harness);
    assert_eq!((noise(&harness).seed, noise(&harness).heterogeneity.get()), (1, 0.1));
    assert_ne!(accuracies(&mut harness), first);
    click(&mut harness, "File");
    click(&mut harness, "Reset parameters");
    assert_eq!(harness.state().settings().parameters, Parameters::default());
}

#[test]
fn a_session_keeps_synapses_and_noise_and_runs_to_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let file = |harness: &mut Harness<'_, App>, what: &str| {
        click(harness, "File");
        type_into(harness, "path of a file", path.to_str().unwrap());
        click(harness, what);
    };
    let mut harness = paused();
    click(&mut harness, "Perturb the wall");
    for (name, value) in [("tau_s", 1.5), ("heterogeneity", 0.05), ("noise", 0.2), ("kappa", 0.05)] {
        slide(&mut harness, name, value);
    }
    click(&mut harness, "another draw of the noise");
    wait_for_answer(&mut harness);
    file(&mut harness, "Save session…");
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
    let parameters = harness.state().settings().parameters;
    assert_eq!((parameters.synapse.get(), parameters.noise.seed), (1.5, 1));

    let session = Session::load(&path).unwrap();
    assert_eq!((session.layer.synapse, session.noise), (parameters.synapse, parameters.noise));
    assert_eq!(session.layer.kappa, parameters.coupling);
    let decided = format!("decided at t = {:.1}", session.result.unwrap().decided_at);
    assert!(says(&harness, &format!("ribbon of the protocol's leaders, {decided}")));
    let output = assert_cmd::Command::cargo_bin("nullcline").unwrap().arg("run").arg(&path).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(text.contains("the same numbers as recorded"), "{text}");

    let mut other = paused();
    file(&mut other, "Open session…");
    wait_until(&mut other, "opening", |harness| says(harness, "Opened "));
    wait_for_answer(&mut other);
    assert_eq!(other.state().settings().parameters, parameters);
    assert!(says(&other, &format!("ribbon of the protocol's leaders, {decided}")));
}

#[test]
fn the_tour_shows_the_vote_fall_apart_and_come_together() {
    let mut harness = paused();
    click(&mut harness, "Tour");
    (0..3).for_each(|_| click(&mut harness, "Next"));
    assert!(says(&harness, "A vote that falls apart"));
    wait_for_answer(&mut harness);
    assert!(says(&harness, "wrong: "));
    assert!(accuracies(&mut harness)[0] < 92.0);
    assert!(harness.query_by_role_and_label(Role::Slider, "heterogeneity").is_some(), "unfolded");
    click(&mut harness, "reset heterogeneity");
    wait_for_answer(&mut harness);
    assert!(harness.query_by_label("correct").is_some(), "as the text says");
    click(&mut harness, "Next");
    wait_for_answer(&mut harness);
    assert!(says(&harness, "Synapses put it together"));
    assert!(harness.query_by_label("correct").is_some());
    assert!(accuracies(&mut harness)[0] > 98.0);
    click(&mut harness, "Next");
    wait_for_answer(&mut harness);
    assert!(says(&harness, "Coupling does, too"));
    assert!(harness.query_by_label("correct").is_some());
    assert!(says(&harness, "coupled, no vote") && says(&harness, "–– %"), "there is no accuracy to look up");
    harness.run_steps(120);
    assert!(says(&harness, "order parameter over time, R = "));
    click(&mut harness, "Accuracy by T");
    assert!(says(&harness, "can't be looked up"));
    click(&mut harness, "Outputs, T = 100");
    click(&mut harness, "reset kappa");
    wait_for_answer(&mut harness);
    assert!(says(&harness, "wrong: "));
    assert!(accuracies(&mut harness)[0] < 92.0, "without coupling there is an accuracy again");
}

/// Where everything has its place, also with the sliders unfolded and the tour's strip at the top.
#[test]
fn unfolded_sliders_have_their_place_at_every_size() {
    for size in [SIZE, vec2(1024.0, 700.0)] {
        let mut harness = window(Settings { paused: true, perturbs: true, ..Settings::default() }, size, 1.0);
        wait_for_answer(&mut harness);
        click(&mut harness, "Tour");
        (0..3).for_each(|_| click(&mut harness, "Next"));
        let screen = Rect::from_min_size(Default::default(), size);
        let wall = harness.get_by_label_contains("wall of 100 neurons").rect();
        for name in ["heterogeneity value", "noise value", "kappa value", "tau_s value", "another draw of the noise"] {
            let rect = harness.get_by_label(name).rect();
            assert!(screen.contains_rect(rect) && !rect.intersects(wall), "{size}: {name} at {rect}, wall at {wall}");
        }
        let ribbon = harness.get_by_label_contains("ribbon of the protocol's leaders").rect();
        assert!(screen.contains_rect(ribbon) && wall.height() > 150.0, "{size}: {ribbon}, wall at {wall}");
    }
}

/// Pictures to look at: the wall as it is, falling apart, and put together.
#[test]
#[ignore = "draws pictures to look at"]
fn look() {
    for (theme, theme_name, size, size_name) in
        [(ThemeChoice::Dark, "dark", SIZE, "large"), (ThemeChoice::Light, "light", vec2(1024.0, 700.0), "small")]
    {
        {
            for (name, heterogeneity, fluctuation, tau) in [
                ("plain", 0.0, 0.0, 0.0),
                ("apart", 0.02, 0.0, 0.0),
                ("together", 0.02, 0.0, 3.0),
                ("noise", 0.05, 0.3, 1.0),
            ] {
                let noise = DriveNoise {
                    heterogeneity: NoiseDeviation::new(heterogeneity).unwrap(),
                    fluctuation: NoiseDeviation::new(fluctuation).unwrap(),
                    seed: 0,
                };
                let synapse = nullcline::neuron::SynapticTime::new(tau).unwrap();
                let settings = Settings {
                    theme,
                    test_index: 1224,
                    perturbs: name != "plain",
                    lower: LowerView::Outputs,
                    parameters: Parameters { noise, synapse, ..Parameters::default() },
                    ..Settings::default()
                };
                let mut harness = window(settings, size, 1.0);
                wait_for_answer(&mut harness);
                accuracies(&mut harness);
                click(&mut harness, "restart");
                // The tour, from its stop about synapses to that about coupling.
                let mut stops = vec![0];
                if name == "together" {
                    click(&mut harness, "Tour");
                    stops = vec![4, 1];
                }
                for (place, stop) in stops.into_iter().enumerate() {
                    (0..stop).for_each(|_| click(&mut harness, "Next"));
                    wait_for_answer(&mut harness);
                    wait_until(&mut harness, "the accuracy", |harness| !says(harness, "winner…"));
                    harness.run_steps(500);
                    look_at(&mut harness, &format!("look-{name}{place}-{theme_name}-{size_name}.png"));
                }
            }
        }
    }
}

fn look_at(harness: &mut Harness<'_, App>, name: &str) {
    harness.remove_cursor();
    harness.run_steps(2);
    harness.render().unwrap().save(std::env::temp_dir().join(name)).unwrap();
}
