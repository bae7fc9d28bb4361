//! Neurons of other models in the window, by the names of its controls; and the bifurcation diagram.

use crate::support;
use crate::support::{
    SIZE, choose, click, click_at, file, paused, says, type_into, wait_for_answer, wait_until, window,
};
use eframe::egui::accesskit::Role;
use eframe::egui::{Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use nullcline::control::StopToken;
use nullcline::dataset::embedded_test;
use nullcline::experiment::{Constraint, ImageClassifier, Intervention, Session};
use nullcline::network::{NeuronLayer, Rule, Units, model_file};
use nullcline::neuron::{NeuronKind, SynapticTime};
use nullcline::ui::{App, LowerView, NetworkChoice, NeuronSettings, Settings};

/// What the list calls each model, and the slider of its recovery rate.
const MODELS: [(NeuronKind, &str, &str); 5] = [
    (NeuronKind::MorrisLecar, "Morris-Lecar, Hopf", "phi"),
    (NeuronKind::MorrisLecarSnic, "Morris-Lecar, SNIC", "phi"),
    (NeuronKind::Izhikevich, "Izhikevich, regular", "a"),
    (NeuronKind::IzhikevichFast, "Izhikevich, fast", "a"),
    (NeuronKind::IzhikevichBursting, "Izhikevich, bursting", "a"),
];

const FHN: &str = "FitzHugh-Nagumo";

fn slider<'a>(harness: &'a Harness<'_, App>, name: &'a str) -> Option<egui_kittest::Node<'a>> {
    harness.query_by_role_and_label(Role::Slider, name)
}

fn neurons(harness: &Harness<'_, App>) -> NeuronSettings {
    harness.state().settings().parameters.neurons
}

fn with_model(kind: NeuronKind) -> Settings {
    let mut settings = Settings { paused: true, ..Settings::default() };
    settings.parameters.neurons = NeuronSettings::of(kind);
    settings
}

#[test]
fn each_model_answers_as_classify_does_and_has_its_sliders() {
    let folder = tempfile::tempdir().unwrap();
    // An image on which the votes differ from model to model.
    let mut harness = window(Settings { paused: true, test_index: 18, ..Settings::default() }, SIZE, 1.0);
    wait_for_answer(&mut harness);
    let image = embedded_test().unwrap().image(18);
    let plain = model_file::built_in("ann").unwrap().network;
    for (kind, name, recovery) in MODELS {
        choose(&mut harness, "neuron model", name);
        assert_eq!(neurons(&harness), NeuronSettings::of(kind));
        wait_for_answer(&mut harness);
        for wanted in ["I low", "I high", recovery, "tau_s"] {
            assert!(slider(&harness, wanted).is_some(), "{name}: {wanted}");
        }
        for other in ["gamma", "epsilon"] {
            assert!(slider(&harness, other).is_none(), "{name}: {other}");
        }
        for absent in ["clamp", "ablate", "stimulus", "Perturb the wall", "Accuracy by T", "Order parameter", "network"]
        {
            assert!(harness.query_by_label(absent).is_none(), "{name}: {absent}");
        }
        assert!(says(&harness, "Outputs, T = 1000 ms") && says(&harness, "mean V") == (recovery == "phi"), "{name}");

        let path = folder.path().join(format!("{}.json", kind.name()));
        file(&mut harness, "Save session…", &path);
        wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
        support::dismiss(&mut harness);
        let session = Session::load(&path).unwrap();
        let layer = NeuronLayer { synapse: SynapticTime::new(100.0).unwrap(), ..NeuronLayer::new(kind) };
        assert_eq!(session.neurons, Some(layer));
        let reader = ImageClassifier::new(plain.with_units(Units::Neurons(layer)), Rule::Winner).unwrap();
        let times = layer.model().description().times;
        let expected = reader.read(&image, times, &StopToken::new()).unwrap();
        let found = session.result.unwrap();
        assert_eq!((found.winner, &found.shares), (expected.answer.value(), &expected.shares), "{name}");
        assert!(says(&harness, &format!("answer {}", expected.answer.value())), "{name}");
    }
}

#[test]
fn switching_back_restores_fitzhugh_nagumo_with_all_it_had() {
    let settings = Settings {
        paused: true,
        network: NetworkChoice::Transplant,
        interventions: [(42, Intervention { constraint: Constraint::Ablated, ..Intervention::default() })].into(),
        lower: LowerView::Order,
        ..Settings::default()
    };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    slider(&harness, "gamma").unwrap().set_value_accesskit(-1.25);
    harness.run_steps(3);
    wait_for_answer(&mut harness);
    let before = harness.state().settings().clone();
    let ribbon = |harness: &Harness<'_, App>| {
        use egui_kittest::kittest::NodeT;
        harness.get_by_label_contains("ribbon of the protocol's leaders").accesskit_node().label().unwrap()
    };
    click(&mut harness, "Outputs, T = 100");
    let leaders = ribbon(&harness);
    choose(&mut harness, "neuron model", "Izhikevich, regular");
    wait_for_answer(&mut harness);
    assert!(harness.query_by_label("release all neurons").is_none(), "nothing is done to these neurons");
    assert!(harness.state().states().all(|state| state.x < -40.0), "at the start of these neurons, in mV");
    choose(&mut harness, "neuron model", FHN);
    wait_for_answer(&mut harness);
    let after = harness.state().settings();
    assert_eq!(*after, Settings { lower: LowerView::Outputs, ..before });
    assert!(harness.query_by_label("release all neurons").is_some(), "the neuron is ablated again");
    assert_eq!(ribbon(&harness), leaders);
    for name in ["gamma", "a", "epsilon", "tau_s"] {
        assert!(slider(&harness, name).is_some(), "{name}");
    }
    assert!(harness.state().states().all(|state| state.x.abs() < 3.0));
}

#[test]
fn sliders_move_the_drives_in_the_same_frame_and_a_range_that_is_not_monotone_is_refused() {
    let mut harness = window(with_model(NeuronKind::MorrisLecar), SIZE, 1.0);
    wait_for_answer(&mut harness);
    wait_until(&mut harness, "the bifurcations", |harness| says(harness, "Hopf at 93.86, Hopf at 212.0"));
    // Below 93.86 rest and oscillation lie side by side.
    slider(&harness, "I low").unwrap().set_value_accesskit(80.0);
    harness.run_steps(3);
    assert_eq!(neurons(&harness).drives, [80.0, 210.0]);
    wait_until(&mut harness, "a refusal", |harness| says(harness, "is not monotone in the drive from 80 to 210"));
    assert!(!says(&harness, "answer 7"));
    click(&mut harness, "reset I low");
    wait_for_answer(&mut harness);
    assert!(says(&harness, "answer 7"));
    // The ends can't pass each other.
    type_into(&mut harness, "I low value", "239");
    let [low, high] = neurons(&harness).drives;
    assert!(low < high && high == 210.0, "{low} to {high}");
    click(&mut harness, "reset I low");
    slider(&harness, "phi").unwrap().set_value_accesskit(0.038);
    harness.run_steps(3);
    wait_for_answer(&mut harness);
    assert!(neurons(&harness).recovery_rate.is_some());
    click(&mut harness, "reset phi");
    assert_eq!(neurons(&harness), NeuronSettings::of(NeuronKind::MorrisLecar));
    wait_for_answer(&mut harness);
}

#[test]
fn nothing_moves_a_slider_that_nobody_touches() {
    // The rate of the SNIC set is 1/15, which has no end in decimals.
    let mut harness = window(with_model(NeuronKind::MorrisLecarSnic), SIZE, 1.0);
    wait_for_answer(&mut harness);
    harness.run_steps(10);
    assert_eq!(neurons(&harness), NeuronSettings::of(NeuronKind::MorrisLecarSnic));
}

#[test]
fn theory_and_measurement_agree_and_outputs_are_read_live() {
    for (kind, name) in [(NeuronKind::MorrisLecar, "mean V"), (NeuronKind::Izhikevich, "rate")] {
        let mut harness = window(Settings { paused: false, speed: 50.0, ..with_model(kind) }, SIZE, 1.0);
        wait_for_answer(&mut harness);
        harness.run_steps(150);
        wait_until(&mut harness, "an orbit by theory", |harness| harness.query_all_by_label("…").next().is_none());
        harness.run_steps(2);
        let place = harness.get_by_label(name).rect();
        let values: Vec<String> = {
            use egui_kittest::kittest::NodeT;
            let same_row = |node: &egui_kittest::Node<'_>| {
                (node.rect().center().y - place.center().y).abs() < 4.0 && node.rect().left() > place.right()
            };
            let labels = harness.query_all_by_role(Role::Label).filter(same_row);
            labels.filter_map(|node| node.accesskit_node().value().or(node.accesskit_node().label())).collect()
        };
        let number = |text: &String| text.replace('−', "-").parse::<f64>().unwrap();
        let [measured, theory] = &values[..] else { panic!("{kind:?}: {values:?}") };
        let (measured, theory) = (number(measured), number(theory));
        assert!((measured - theory).abs() < 0.01 * theory.abs().max(1.0), "{kind:?}: {measured} and {theory}");
        assert!(says(&harness, "live so far:"), "{kind:?}");
        click(&mut harness, "single step");
        click(&mut harness, "step back");
        assert!(says(&harness, "1 ms ago"), "{kind:?}");
    }
}

#[test]
fn the_bifurcation_diagram_opens_for_every_model_and_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = paused();
    file(&mut harness, "Save plot", &folder.path().join("early.csv"));
    click(&mut harness, "Bifurcation diagram");
    assert!(says(&harness, "Open “Bifurcations” first"));
    support::dismiss(&mut harness);
    click(&mut harness, "Bifurcations");
    assert_eq!(harness.state().settings().lower, LowerView::Bifurcation);
    let diagram = |name: &str| format!("bifurcation diagram of {name}, ");
    wait_until(&mut harness, "the diagram", |harness| says(harness, &diagram(FHN)));
    let path = folder.path().join("fhn.csv");
    file(&mut harness, "Save plot", &path);
    click(&mut harness, "Bifurcation diagram");
    wait_until(&mut harness, "the plot", |harness| says(harness, "fhn.csv"));
    let csv = std::fs::read_to_string(&path).unwrap();
    let rows = |of: &str| csv.lines().filter(|line| line.contains(of)).count();
    assert_eq!(rows("neurons"), 100, "the neurons of the moment");
    assert!(rows("equilibrium, stable") > 10 && rows("equilibrium, unstable") > 50);
    for (_, name, _) in MODELS {
        choose(&mut harness, "neuron model", name);
        wait_for_answer(&mut harness);
        let (model, rest) = name.split_once(", ").unwrap();
        let shown = diagram(&format!("{model} ({rest}")).replace(", ", "");
        wait_until(&mut harness, name, |harness| says(harness, &shown));
        assert!(harness.query_all_by_label_contains("rate over the drive").next().is_some(), "{name}");
    }
}

#[test]
fn a_session_brings_the_model_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let mut harness = window(with_model(NeuronKind::Izhikevich), SIZE, 1.0);
    wait_for_answer(&mut harness);
    slider(&harness, "I high").unwrap().set_value_accesskit(25.0);
    harness.run_steps(3);
    wait_for_answer(&mut harness);
    let kept = neurons(&harness);
    assert_eq!(kept.drives, [4.0, 25.0]);
    file(&mut harness, "Save session…", &path);
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
    let output = assert_cmd::Command::cargo_bin("nullcline").unwrap().arg("run").arg(&path).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(text.contains("the same numbers as recorded"), "{text}");
    let mut other = paused();
    file(&mut other, "Open session…", &path);
    wait_until(&mut other, "opening", |harness| says(harness, "Opened "));
    wait_for_answer(&mut other);
    assert_eq!(neurons(&other), kept);
    // A session of before there were other models.
    let mut old: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    old.as_object_mut().unwrap().remove("neurons");
    old["window"]["parameters"].as_object_mut().unwrap().remove("neurons");
    std::fs::write(&path, old.to_string()).unwrap();
    support::dismiss(&mut other);
    file(&mut other, "Open session…", &path);
    wait_until(&mut other, "opening", |harness| says(harness, "Opened "));
    wait_for_answer(&mut other);
    assert_eq!(neurons(&other), NeuronSettings::default());
}

#[test]
fn the_neuron_shown_large_is_placed_and_kicked_and_the_window_fits() {
    let size = vec2(1024.0, 700.0);
    let mut harness = window(with_model(NeuronKind::MorrisLecar), size, 1.0);
    wait_for_answer(&mut harness);
    click(&mut harness, "vector field");
    click_at(&mut harness, "phase plane of neuron", [0.75, 0.25], Modifiers::NONE);
    let state = harness.state().states().nth(42).unwrap();
    assert!(state.x > 0.0 && state.y > 0.4 && state.y < 0.9, "{state:?}");
    click(&mut harness, "Kick");
    let kicked = harness.state().states().nth(42).unwrap();
    assert!((kicked.x - state.x - 26.0).abs() < 1e-3, "a fifth of the region: {kicked:?}");
    for role in [Role::Button, Role::ComboBox, Role::Slider, Role::Label] {
        for node in harness.query_all_by_role(role) {
            let rect = node.rect();
            assert!(rect.right() <= size.x + 1.0 && rect.bottom() <= size.y + 1.0, "{node:?}");
        }
    }
}
