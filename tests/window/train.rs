//! The Train tab: going back through the epochs, comparing runs, what the neurons look for.

use crate::support;
use std::cell::{Cell, RefCell};

use crate::support::{SIZE, choose, click, says, type_into, wait_until, window};
use eframe::egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::dataset::DIGITS;
use nullcline::network::{HiddenCount, Model, ModelCard, Network, Units};
use nullcline::ui::{App, Settings, Tab, TrainingForm, TrainingSet};

/// Frames in which nothing moves, after which a run counts as paused: longer than an epoch takes.
const STILL_FRAMES: u32 = 100;

/// A window in which four epochs were trained.
fn trained() -> Harness<'static, App> {
    let training = TrainingForm { set: TrainingSet::Paper, epochs: 4, ..TrainingForm::default() };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(3);
    assert!(says(&harness, "Epochs can be gone through here"), "an empty state says what will be there");
    train(&mut harness);
    harness
}

fn train(harness: &mut Harness<'_, App>) {
    click(harness, "Start");
    wait_until(harness, "the end of training", |harness| says(harness, "Kept the network of epoch"));
}

#[test]
fn epochs_are_scrubbed_with_one_digit_kept() {
    let mut harness = trained();
    wait_until(&mut harness, "the digit", |harness| says(harness, "taken for 7"));
    assert!(says(&harness, "after epoch 4"));
    harness.get_by_label("epoch shown").set_value_accesskit(1.0);
    harness.run_steps(3);
    assert!(says(&harness, "after epoch 1"));
    click(&mut harness, "Run");
    assert!(says(&harness, "trained here, epoch 1"), "the Run tab reads with it");
    click(&mut harness, "Train");
    click(&mut harness, "newest");
    assert!(says(&harness, "after epoch 4"));
}

#[test]
fn weights_are_shown_and_dead_neurons_counted() {
    let mut harness = trained();
    assert!(says(&harness, "weights of the hidden neurons"));
    wait_until(&mut harness, "the count", |harness| says(harness, " dead"));
    let sheet = harness.get_by_label("weights of the hidden neurons").rect();
    harness.hover_at(sheet.min + eframe::egui::vec2(0.25, 0.05) * sheet.size());
    harness.run_steps(60);
    assert!(says(&harness, "Neuron 2: ink on orange"));
    assert!(says(&harness, "weights on the outputs"));
}

#[test]
fn runs_are_compared_and_forgotten() {
    let mut harness = trained();
    harness.get_by_role_and_label(Role::SpinButton, "seed").click();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Text("7".to_owned()));
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().settings().training.seed, 7);
    train(&mut harness);
    assert!(says(&harness, "run 1: plain, sigmoids, rate 0.005, seed 0"), "the earlier run with its settings");
    click(&mut harness, "Forget");
    assert!(!says(&harness, "run 1: "));
}

#[test]
fn a_run_is_paused_and_goes_on() {
    let training = TrainingForm { set: TrainingSet::Paper, epochs: 1000, ..TrainingForm::default() };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(2);
    click(&mut harness, "Start");
    wait_until(&mut harness, "an epoch", |harness| says(harness, "after epoch "));
    click(&mut harness, "Pause");
    wait_until(&mut harness, "the pause", |harness| says(harness, "paused, epoch "));
    let progress =
        |harness: &Harness<'_, App>| harness.get_by_label_contains("paused, epoch ").accesskit_node().value().unwrap();
    // What was on its way when the run was paused may still arrive; then neither epochs nor the time left move.
    let (last, same) = (RefCell::new(String::new()), Cell::new(0));
    wait_until(&mut harness, "stillness", |harness| {
        let now = progress(harness);
        same.set(if *last.borrow() == now { same.get() + 1 } else { 0 });
        *last.borrow_mut() = now;
        same.get() == STILL_FRAMES
    });
    let before = last.into_inner();
    click(&mut harness, "Go on");
    wait_until(&mut harness, "another batch", |harness| !says(harness, &before[8..]));
    click(&mut harness, "Pause");
    click(&mut harness, "Stop");
    wait_until(&mut harness, "the end", |harness| says(harness, "Stopped. Kept the network of epoch"));
}

#[test]
fn a_folder_of_ones_own_is_learned_or_refused() {
    let training = TrainingForm { set: TrainingSet::Folder, epochs: 2, ..TrainingForm::default() };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(2);
    click(&mut harness, "Start");
    wait_until(&mut harness, "a word", |harness| says(harness, "No folder is chosen"));
    let path = |harness: &mut Harness<'_, App>, path: &str| {
        support::type_into(harness, "folder of images", path);
        click(harness, "Start");
    };
    path(&mut harness, "/no/such/folder");
    wait_until(&mut harness, "another word", |harness| says(harness, "/no/such/folder"));
    let folder = tempfile::tempdir().unwrap();
    for set in ["train", "t10k"] {
        for kind in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
            let fixture = format!("{}/tests/fixtures/idx/ok-{kind}", env!("CARGO_MANIFEST_DIR"));
            std::fs::copy(fixture, folder.path().join(format!("{set}-{kind}"))).unwrap();
        }
    }
    path(&mut harness, folder.path().to_str().unwrap());
    wait_until(&mut harness, "the end of training", |harness| says(harness, "Kept the network of epoch"));
}

#[test]
fn a_network_is_trained_on_normalised_images() {
    let training = TrainingForm { set: TrainingSet::Paper, epochs: 3, ..TrainingForm::default() };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(2);
    click(&mut harness, "moment normalisation");
    train(&mut harness);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upright.safetensors");
    support::type_into(&mut harness, "path of a model file", path.to_str().unwrap());
    harness.get_by_label_contains("Save epoch").click();
    harness.run_steps(3);
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved epoch"));
    let model = nullcline::network::Model::load(&path).unwrap();
    assert_eq!(model.network.preprocessing, nullcline::network::Preprocessing::MomentNormalisation);
    assert!(model.card.created_by.ends_with("--preprocessing moments"), "{}", model.card.created_by);
}

#[test]
fn a_network_is_there_to_return_to_at_the_next_start() {
    let (kept, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = files.path().join("mine.safetensors");
    let network = Network::glorot((HiddenCount::new(50).unwrap(), DIGITS), Units::Sigmoid, 7);
    Model { network, card: ModelCard::default() }.save(&path).unwrap();
    let open = || support::kept_in(kept.path());
    let mut harness = open();
    harness.get_by_label("Train").click();
    harness.run_steps(3);
    type_into(&mut harness, "path of a model file", path.to_str().unwrap());
    harness.get_by_label("Load…").click();
    wait_until(&mut harness, "loading", |harness| says(harness, "Loaded mine.safetensors"));
    let list = kept.path().join("networks/networks.json");
    wait_until(&mut harness, "keeping", |_| list.exists());
    drop(harness);
    std::fs::remove_file(&path).unwrap();
    let mut harness = open();
    wait_until(&mut harness, "reading", |harness| harness.state().own_networks().count() == 1);
    choose(&mut harness, "network", "mine.safetensors");
    assert!(says(&harness, "mine.safetensors"));
    choose(&mut harness, "network", "built-in fhn");
    assert!(!says(&harness, "mine.safetensors"));
}
