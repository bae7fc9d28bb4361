//! The window with networks of other sizes and with other data than MNIST: from one neuron to a thousand, from two classes to 47.

use crate::bars;
use std::fs;
use std::path::Path;

use crate::idx_files::{images_of, labels_file};
use crate::support::{
    SIZE, choose, click, click_at, drop_file, paused, press, says, wait_for_answer, wait_until, window,
};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use nullcline::dataset::{Class, ClassCount, ClassNames, embedded_test};
use nullcline::network::{Coupling, FhnLayer, HiddenCount, Model, ModelCard, Network, Units};
use nullcline::ui::{App, Settings, Tab, TrainingForm, TrainingSet};

/// The name of a class.
fn name(class: usize) -> String {
    format!("kind {class}")
}

fn names(classes: usize) -> ClassNames {
    ClassNames::new((0..classes).map(name).collect()).unwrap()
}

/// A network of that size that was never trained, in a file.
fn model(folder: &Path, hidden: usize, classes: usize) -> std::path::PathBuf {
    let size = (HiddenCount::new(hidden).unwrap(), ClassCount::new(classes).unwrap());
    let network = Network::glorot(size, Units::Fhn(FhnLayer::new(Coupling::Calibrated)), 7);
    let card = ModelCard { classes: Some(names(classes)), ..ModelCard::default() };
    let path = folder.join(format!("n{hidden}-k{classes}.safetensors"));
    Model { network, card }.save(&path).unwrap();
    path
}

/// A folder of images of 28 x 28 pixels, of so many classes with names.
fn data(folder: &Path, classes: usize) -> std::path::PathBuf {
    let path = folder.join(format!("bars-{classes}"));
    fs::create_dir(&path).unwrap();
    for (set, count) in [("train", 12), ("t10k", 3)] {
        let images = bars::pictures_of(ClassCount::new(classes).unwrap(), count * classes, count as u64);
        let labels: Vec<u8> = images.labels().iter().map(|label| label.value()).collect();
        let pixels: Vec<u8> = images.pixels().iter().copied().collect();
        fs::write(path.join(format!("{set}-images-idx3-ubyte")), images_of(labels.len() as u32, [28, 28], &pixels))
            .unwrap();
        fs::write(path.join(format!("{set}-labels-idx1-ubyte")), labels_file(&labels)).unwrap();
    }
    let lines: Vec<String> = (0..classes).map(name).collect();
    fs::write(path.join("classes.txt"), lines.join("\n")).unwrap();
    path
}

/// Drops a network on the Run tab and waits for its answer.
fn take_network(harness: &mut Harness<'_, App>, path: &Path, classes: usize) {
    drop_file(harness, path);
    let file = path.file_name().unwrap().to_str().unwrap();
    wait_until(harness, file, |harness| says(harness, file));
    wait_until(harness, "an answer by name", |harness| {
        (0..classes).any(|class| harness.query_by_label(&format!("answer {}", name(class))).is_some())
            && harness.query_by_label("computing…").is_none()
    });
}

#[test]
fn every_tab_shows_networks_of_one_neuron_and_of_a_thousand() {
    let folder = tempfile::tempdir().unwrap();
    for (hidden, classes) in [(1, 2), (1000, 47)] {
        let (network, images) = (model(folder.path(), hidden, classes), data(folder.path(), classes));
        let mut harness = paused();
        take_network(&mut harness, &network, classes);
        assert!(says(&harness, &format!("{hidden} neurons")));
        let obstacle = format!("the network has {classes} classes, MNIST has 10");
        wait_until(&mut harness, "a clear word", |harness| says(harness, &format!("no accuracy: {obstacle}")));
        assert!(!says(&harness, "wrong: ") && harness.query_by_label("correct").is_none(), "nothing to compare with");

        // Sorted by a weight on the answer's output, which another network may not have.
        choose(&mut harness, "order of the wall", "weight");
        choose(&mut harness, "network", "Calibrated");
        wait_for_answer(&mut harness);
        choose(&mut harness, "network", "Trained with FHN");
        choose(&mut harness, "order of the wall", "contribution");
        drop_file(&mut harness, &images);
        wait_until(&mut harness, "the images", |harness| says(harness, &format!("{classes} classes from bars-")));
        assert!(!says(&harness, "no accuracy"));
        assert!(says(&harness, &format!("test 0, {}", name(0))), "the first image of the set by its name");
        wait_until(&mut harness, "the accuracy", |harness| says(harness, "winner") && !says(harness, "winner…"));
        click(&mut harness, "browse the test set");
        wait_until(&mut harness, "the thumbnails", |harness| says(harness, &format!("{} images", 3 * classes)));
        wait_until(&mut harness, "the answers", |harness| says(harness, "kind 1, answered kind "));
        harness.get_all_by_label("Close window").last().unwrap().click();
        harness.run_steps(3);
        for key in [Key::Num1, Key::Num9] {
            press(&mut harness, key);
        }
        let last = if classes > 9 { 9 } else { 1 };
        assert!(
            says(&harness, &format!(", {}", name(last))),
            "keys take the first ten classes, where there are so many"
        );
        choose(&mut harness, "a test image of a class", &name(classes - 1));
        wait_until(&mut harness, "an image of it", |harness| says(harness, &format!(", {}", name(classes - 1))));
        click(&mut harness, "Accuracy by T");
        wait_until(&mut harness, "the curves", |harness| says(harness, "observation window, winner"));

        click(&mut harness, "Train");
        click(&mut harness, "Paper");
        wait_until(&mut harness, "the matrix", |harness| says(harness, "true kind 0, answered kind "));
        assert!(says(&harness, "accuracy "));
    }
}

#[test]
fn the_wall_is_scrolled_by_keys_to_the_last_of_a_thousand_neurons() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = paused();
    take_network(&mut harness, &model(folder.path(), 1000, 47), 47);
    let wall = |harness: &Harness<'_, App>| harness.get_by_label_contains("wall of 1000 neurons").rect();
    let selected = |harness: &Harness<'_, App>| harness.state().settings().selected;
    click_at(&mut harness, "wall of 1000 neurons", [0.5, 0.02], Modifiers::NONE);
    harness.get_by_label_contains("wall of 1000 neurons").focus();
    harness.run_steps(2);
    let top = wall(&harness).top();
    for key in [Key::ArrowDown, Key::ArrowRight] {
        let mut before = usize::MAX;
        while selected(&harness) != before {
            before = selected(&harness);
            press(&mut harness, key);
        }
    }
    assert_eq!(selected(&harness), 999);
    assert!(says(&harness, "Neuron 999"), "it is shown large");
    harness.run_steps(30);
    assert!(wall(&harness).top() < top, "the wall has moved up");
}

#[test]
fn a_folder_is_learned_and_the_run_tab_tries_the_network_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = data(folder.path(), 12);
    let training = TrainingForm {
        set: TrainingSet::Folder,
        folder: path.to_str().unwrap().to_owned(),
        epochs: 3,
        batch_size: 8,
        ..TrainingForm::default()
    };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(2);
    click(&mut harness, "Start");
    wait_until(&mut harness, "the end of training", |harness| says(harness, "Kept the network of epoch"));
    assert!(says(&harness, "taken for kind "), "the answer by its name");
    assert!(says(&harness, "Each class") && says(&harness, "recall of each class: kind 0: "));
    assert!(!says(&harness, "paper, test"), "the paper's accuracies are MNIST's");
    click(&mut harness, "Run");
    wait_until(&mut harness, "an image of the folder", |harness| says(harness, "test 0, kind 0"));
    wait_until(&mut harness, "the accuracy", |harness| says(harness, "winner") && !says(harness, "winner…"));
    assert!(!says(&harness, "no accuracy"));
    assert!(says(&harness, "correct") || says(&harness, "wrong: kind 0"));
    let preparation = harness.state().settings().preparation;
    assert!(!preparation.fit && !preparation.centre, "pictures are scaled whole, as the images of the folder were");
    // The networks inside the program belong to MNIST.
    choose(&mut harness, "network", "Trained with FHN");
    wait_until(&mut harness, "MNIST", |harness| says(harness, "test 0, a 7"));
    assert!(harness.state().settings().preparation.fit);
    wait_for_answer(&mut harness);
}

#[test]
fn remarks_on_a_folder_are_said_where_it_is_learned() {
    let folder = tempfile::tempdir().unwrap();
    for set in ["train", "t10k"] {
        let labels: Vec<u8> = (0..40).map(|index| (index % 4 + 1) as u8).collect();
        let pixels: Vec<u8> = labels.iter().flat_map(|label| vec![60 * label; 63]).collect();
        fs::write(folder.path().join(format!("{set}-images-idx3-ubyte")), images_of(40, [9, 7], &pixels)).unwrap();
        fs::write(folder.path().join(format!("{set}-labels-idx1-ubyte")), labels_file(&labels)).unwrap();
    }
    let training = TrainingForm {
        set: TrainingSet::Folder,
        folder: folder.path().to_str().unwrap().to_owned(),
        epochs: 1,
        ..TrainingForm::default()
    };
    let mut harness = window(Settings { tab: Tab::Train, paused: true, training, ..Settings::default() }, SIZE, 1.0);
    harness.run_steps(2);
    click(&mut harness, "Start");
    wait_until(&mut harness, "the end of training", |harness| says(harness, "Kept the network of epoch"));
    assert!(says(&harness, "9 x 7 pixels, scaled to 28 x 28") && says(&harness, "counted from 1 to 4"));
    assert!(says(&harness, "recall of each class: 1: "), "classes are called as in the files");
}

/// A picture of these images of MNIST's test set beside each other.
fn beside(path: &Path, digits: &[u8]) {
    let test = embedded_test().unwrap();
    let image = |digit: &u8| {
        let index = test.labels().iter().position(|label| *label == Class::new(*digit)).unwrap();
        test.image(index)
    };
    let images: Vec<_> = digits.iter().map(image).collect();
    let scale = 4;
    image::GrayImage::from_fn(28 * scale * images.len() as u32, 28 * scale, |x, y| {
        let (column, row) = (x / scale, y / scale);
        image::Luma([255 - images[(column / 28) as usize].pixels()[(row * 28 + column % 28) as usize]])
    })
    .save(path)
    .unwrap();
}

#[test]
fn digits_beside_each_other_are_read_one_by_one_and_each_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.png");
    beside(&path, &[1, 0]);
    let mut harness = paused();
    drop_file(&mut harness, &path);
    wait_until(&mut harness, "both answers", |harness| {
        says(harness, "piece 1 of 2: 1") && says(harness, "piece 2 of 2: 0")
    });
    wait_until(&mut harness, "the first", |harness| harness.query_by_label("answer 1").is_some());
    click(&mut harness, "piece 2 of 2: 0");
    wait_until(&mut harness, "the second", |harness| harness.query_by_label("answer 0").is_some());
    // Scaled whole it is one image.
    click(&mut harness, "fit");
    assert!(!says(&harness, "piece 1 of 2"));
}

#[test]
fn a_pattern_is_not_answered_and_the_answer_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pattern.png");
    image::GrayImage::from_fn(240, 240, |x, y| image::Luma([if (x + y) % 24 < 8 { 0 } else { 255 }]))
        .save(&path)
        .unwrap();
    let mut harness = paused();
    drop_file(&mut harness, &path);
    wait_until(&mut harness, "the picture", |harness| says(harness, "pattern.png"));
    assert!(says(&harness, "lines or a pattern run over the whole picture"));
    assert!(harness.query_by_label("answer –").is_some() && says(&harness, "no image"));
}

#[test]
fn a_network_of_as_many_classes_but_other_data_comes_with_a_word_of_caution() {
    let folder = tempfile::tempdir().unwrap();
    let size = (HiddenCount::DEFAULT, ClassCount::new(10).unwrap());
    let network = Network::glorot(size, Units::Fhn(FhnLayer::new(Coupling::Calibrated)), 7);
    let card =
        ModelCard { classes: Some(names(10)), data_hash: Some("0123456789abcdef".to_owned()), ..ModelCard::default() };
    let path = folder.path().join("other.safetensors");
    Model { network, card }.save(&path).unwrap();
    let mut harness = paused();
    take_network(&mut harness, &path, 10);
    assert!(says(&harness, "test set in use: trained on other data than MNIST"));
    let menu = harness
        .query_all_by_role(Role::Button)
        .find(|node| node.accesskit_node().label().is_some_and(|label| label.starts_with("test set in use")));
    menu.unwrap().click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Folder…").is_some());
}

/// What a frame costs with a thousand neurons and 47 classes in motion, and pictures of it in the temporary folder.
#[test]
#[ignore = "measures, and draws pictures to look at"]
fn look_at_a_thousand_neurons() {
    let folder = tempfile::tempdir().unwrap();
    let (network, images) = (model(folder.path(), 1000, 47), data(folder.path(), 47));
    let mut harness = window(Settings { paused: true, ..Settings::default() }, SIZE, 1.0);
    wait_for_answer(&mut harness);
    let picture = |harness: &mut Harness<'_, App>, name: &str| {
        harness.remove_cursor();
        harness.run_steps(2);
        harness.render().unwrap().save(std::env::temp_dir().join(format!("look-{name}.png"))).unwrap();
    };
    picture(&mut harness, "digits");
    take_network(&mut harness, &network, 47);
    picture(&mut harness, "obstacle");
    drop_file(&mut harness, &images);
    wait_until(&mut harness, "the accuracy", |harness| says(harness, "winner") && !says(harness, "winner…"));
    press(&mut harness, Key::Space);
    harness.run_steps(120);
    let mut drawn: Vec<_> = (0..60)
        .map(|_| {
            let begun = std::time::Instant::now();
            harness.step();
            begun.elapsed()
        })
        .collect();
    drawn.sort();
    println!("a frame: {:?}, at best {:?}", drawn[30], drawn[0]);
    picture(&mut harness, "run-1000");
    press(&mut harness, Key::Space);
    click(&mut harness, "browse the test set");
    harness.run_steps(3);
    picture(&mut harness, "gallery");
    click(&mut harness, "Paper");
    wait_until(&mut harness, "the matrix", |harness| says(harness, "true kind 0, answered kind "));
    picture(&mut harness, "matrix");
}

#[test]
fn help_fits_into_a_small_window_that_is_zoomed_twice() {
    let mut harness = window(Settings { paused: true, ..Settings::default() }, vec2(1024.0, 700.0) / 1.21, 1.21);
    harness.run_steps(3);
    harness.key_press(Key::F1);
    harness.run_steps(5);
    let whole = harness.ctx.content_rect();
    let close = harness.get_by_label("Close window").rect();
    assert!(whole.contains_rect(close), "{close} of {whole}");
    let inside = |harness: &Harness<'_, App>, name: &str| whole.contains_rect(harness.get_by_label(name).rect());
    assert!(inside(&harness, "Reset all"), "without scrolling");
    assert!(!inside(&harness, "close the window"), "the last of the keys is further down");
    harness.event(Event::PointerMoved(whole.center()));
    for _ in 0..30 {
        harness.event(Event::MouseWheel {
            unit: eframe::egui::MouseWheelUnit::Line,
            delta: vec2(0.0, -5.0),
            phase: eframe::egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: eframe::egui::MouseWheelSource::Wheel,
        });
        harness.run_steps(3);
    }
    assert!(inside(&harness, "close the window"));
}
