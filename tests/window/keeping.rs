//! What is kept: sessions, pictures, animations; resets; the tour.

use crate::support;
use std::path::Path;

use crate::support::{SIZE, click, draw, file, paused, press, says, type_into, wait_for_answer, wait_until, window};
use eframe::egui::{Key, PointerButton, accesskit::Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use image::AnimationDecoder;
use nullcline::experiment::{Constraint, Intervention, Session};
use nullcline::ui::{App, NetworkChoice, Parameters, Settings, Tab};

#[test]
fn a_session_is_saved_opened_and_run_to_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let settings = Settings {
        paused: true,
        test_index: 18,
        network: NetworkChoice::Calibrated,
        interventions: [(5, Intervention { constraint: Constraint::Ablated, ..Intervention::default() })].into(),
        ..Settings::default()
    };
    let mut harness = window(settings, SIZE, 1.0);
    wait_for_answer(&mut harness);
    harness.get_by_role_and_label(Role::Slider, "gamma").set_value_accesskit(-1.25);
    harness.get_by_role_and_label(Role::Slider, "tau_s").set_value_accesskit(0.5);
    harness.run_steps(3);
    wait_for_answer(&mut harness);
    file(&mut harness, "Save session…", &path);
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));

    let session = Session::load(&path).unwrap();
    let recorded = session.result.unwrap();
    assert_eq!((session.layer.gamma.get(), session.interventions.len()), (-1.25, 1));
    assert_eq!(session.layer.synapse.get(), 0.5);
    assert!(session.picture.data.is_some(), "the data's fingerprint");
    let test = nullcline::dataset::embedded_test().unwrap();
    assert_eq!(session.picture.is_in(&test), Some(true));
    let mut moved = session.picture.clone();
    moved.test_index = Some(19);
    assert_eq!(moved.is_in(&test), Some(false), "another picture is at that place");
    moved.test_index = None;
    assert_eq!(moved.is_in(&test), None);
    let output = assert_cmd::Command::cargo_bin("nullcline").unwrap().arg("run").arg(&path).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(text.contains("the same numbers as recorded"), "{text}");
    assert!(text.contains(&format!("winner {}", recorded.winner)), "{text}");

    let mut other = paused();
    file(&mut other, "Open session…", &path);
    wait_until(&mut other, "opening", |harness| says(harness, "Opened "));
    wait_for_answer(&mut other);
    let settings = other.state().settings();
    assert_eq!((settings.parameters.gamma.get(), settings.parameters.synapse.get()), (-1.25, 0.5));
    assert_eq!((settings.network, settings.test_index), (NetworkChoice::Calibrated, 18));
    assert!(settings.interventions.contains_key(&5));
    assert!(says(&other, &format!("answer {}", recorded.winner)));
    support::dismiss(&mut other);
    assert!(!says(&other, "Opened "));
}

#[test]
fn what_is_no_session_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.json");
    std::fs::write(&path, "{}").unwrap();
    let mut harness = paused();
    file(&mut harness, "Open session…", &path);
    wait_until(&mut harness, "a refusal", |harness| says(harness, "not a session file"));
    assert_eq!(harness.state().settings().parameters.gamma.get(), -0.5);
    let output = assert_cmd::Command::cargo_bin("nullcline").unwrap().arg("run").arg(&path).assert().failure();
    let text = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(text.contains("not a session file") && text.lines().count() == 1, "{text}");
}

#[test]
fn a_picture_of_the_window_is_saved_without_the_menu() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = paused();
    file(&mut harness, "Save picture…", &folder.path().join("window"));
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
    let picture = image::open(folder.path().join("window.png")).unwrap();
    assert_eq!((picture.width(), picture.height()), (1280, 800));
}

#[test]
fn an_animation_is_written_with_progress_and_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let (gif, pictures) = (folder.path().join("run.gif"), folder.path().join("frames"));
    let mut harness = window(Settings { paused: true, ..Settings::default() }, vec2(720.0, 360.0), 1.0);
    wait_for_answer(&mut harness);
    file(&mut harness, "Save animation…", &gif);
    assert!(harness.query_by_label("animation progress").is_some());
    wait_until(&mut harness, "the animation", |harness| says(harness, "Saved "));
    let decoder = image::codecs::gif::GifDecoder::new(std::io::BufReader::new(std::fs::File::open(&gif).unwrap()));
    let frames = decoder.unwrap().into_frames().collect_frames().unwrap();
    assert_eq!(frames.len(), 60);
    assert_ne!(frames[0].buffer(), frames[59].buffer(), "something moves");
    click(&mut harness, "File");
    harness.get_by_label("frames of an animation").set_value_accesskit(12.0);
    harness.run_steps(3);
    assert!(says(&harness, "frames, 1.2 s"));
    click(&mut harness, "File");
    file(&mut harness, "Save frames…", &pictures);
    wait_until(&mut harness, "the animation", |harness| says(harness, "Saved "));
    let names: Vec<_> = std::fs::read_dir(&pictures).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names.len(), 12, "{names:?}");
    assert!(pictures.join("frame-011.png").exists());
}

#[test]
fn the_header_stays_while_an_animation_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = support::paused();
    file(&mut harness, "Save animation…", &folder.path().join("one.gif"));
    assert!(harness.query_by_label("animation progress").is_some());
    for control in ["network", "File", "Cancel"] {
        assert!(harness.query_by_label(control).is_some(), "{control}");
    }
    file(&mut harness, "Save animation…", &folder.path().join("two.gif"));
    assert!(says(&harness, "An animation is being recorded"), "one at a time");
    click(&mut harness, "Cancel");
    assert!(says(&harness, "cancelled"));
}

#[test]
fn a_cancelled_animation_leaves_what_was_there_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (gif, pictures) = (folder.path().join("run.gif"), folder.path().join("frames"));
    std::fs::create_dir(&pictures).unwrap();
    let frame = pictures.join("frame-000.png");
    for path in [&gif, &frame] {
        std::fs::write(path, "of before").unwrap();
    }
    let mut harness = window(Settings { paused: true, ..Settings::default() }, vec2(720.0, 360.0), 1.0);
    wait_for_answer(&mut harness);
    for (what, target) in [("Save animation…", &gif), ("Save frames…", &pictures)] {
        file(&mut harness, what, target);
        harness.run_steps(6);
        click(&mut harness, "Cancel");
        assert!(says(&harness, "cancelled"));
    }
    // The next animation is written whole, so the ones before have ended.
    let last = folder.path().join("last.gif");
    file(&mut harness, "Save animation…", &last);
    wait_until(&mut harness, "the animation", |harness| says(harness, "Saved "));
    for path in [&gif, &frame] {
        assert_eq!(std::fs::read(path).unwrap(), b"of before", "{}", path.display());
    }
    assert_eq!(std::fs::read_dir(&pictures).unwrap().count(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "no stray file");
    file(&mut harness, "Save animation…", &folder.path().join("none").join("run.gif"));
    wait_until(&mut harness, "a refusal", |harness| says(harness, "run.gif: "));
}

/// A window that reads with a network of its own.
fn with_own_network(folder: &Path) -> Harness<'static, App> {
    let model = nullcline::network::model_file::built_in("ann").unwrap();
    let own = folder.join("own.safetensors");
    model.save(&own).unwrap();
    let mut harness = paused();
    support::drop_file(&mut harness, &own);
    wait_until(&mut harness, "the network", |harness| says(harness, "own.safetensors"));
    wait_for_answer(&mut harness);
    harness
}

#[test]
fn a_session_writes_over_no_network() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let neighbour = folder.path().join("mine.safetensors");
    std::fs::write(&neighbour, "another network").unwrap();
    let mut harness = with_own_network(elsewhere.path());
    let session = folder.path().join("mine.json");
    for _ in 0..2 {
        file(&mut harness, "Save session…", &session);
        wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
        support::dismiss(&mut harness);
    }
    assert_eq!(std::fs::read(&neighbour).unwrap(), b"another network");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "the second session needs no other network");
    assert_cmd::Command::cargo_bin("nullcline").unwrap().arg("run").arg(&session).assert().success();
}

/// A picture of a digit at this path.
fn digit_at(path: &Path) {
    std::fs::copy("tests/fixtures/pictures/p7-black-on-white.png", path).unwrap();
}

#[test]
fn files_of_every_kind_open_by_drop_and_the_tab_in_view_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let model = nullcline::network::model_file::built_in("ann").unwrap().to_bytes().unwrap();
    std::fs::write(at("one.npz"), &model).unwrap();
    std::fs::write(at("TWO.SAFETENSORS"), &model).unwrap();
    std::fs::write(at("note.txt"), "not a picture").unwrap();
    digit_at(&at("IMG_1.PNG"));
    std::fs::create_dir_all(at("mnist/raw")).unwrap();
    std::fs::write(at("mnist/raw/train-images-idx3-ubyte.gz"), "").unwrap();
    std::fs::create_dir(at("empty")).unwrap();
    let mut harness = paused();
    file(&mut harness, "Save session…", &at("S.JSON"));
    wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
    click(&mut harness, "Train");
    support::drop_files(&mut harness, &["one.npz", "note.txt", "IMG_1.PNG"].map(at));
    wait_until(&mut harness, "all three", |harness| {
        let notices = harness.query_all_by_label_contains("Opened IMG_1.PNG; it is in Run.");
        let texts: Vec<String> =
            notices.filter_map(|node| node.accesskit_node().value().or(node.accesskit_node().label())).collect();
        texts.iter().any(|text| text.contains("Loaded one.npz") && text.contains("note.txt: found"))
    });
    assert_eq!(harness.state().settings().tab, Tab::Train);
    support::drop_file(&mut harness, &at("mnist"));
    wait_until(&mut harness, "the data", |harness| says(harness, "Train uses "));
    assert!(harness.state().settings().training.folder.ends_with("mnist"));
    support::drop_file(&mut harness, &at("empty"));
    wait_until(&mut harness, "a refusal", |harness| says(harness, "without files in MNIST's format"));
    support::drop_file(&mut harness, &at("note.txt"));
    wait_until(&mut harness, "a refusal on this tab", |harness| says(harness, "note.txt: found"));
    support::drop_file(&mut harness, &at("S.JSON"));
    wait_until(&mut harness, "the session", |harness| says(harness, "Opened ") && says(harness, "test 0, a 7"));
    support::drop_files(&mut harness, &["TWO.SAFETENSORS", "IMG_1.PNG"].map(at));
    wait_until(&mut harness, "both", |harness| {
        says(harness, "Loaded TWO.SAFETENSORS") && says(harness, "Opened IMG_1.PNG")
    });
}

#[test]
fn a_network_from_elsewhere_that_reads_far_below_what_it_should_gets_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.safetensors");
    let network = nullcline::network::model_file::built_in("ann").unwrap().network;
    let bytes = |values: &mut dyn Iterator<Item = f32>| values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>();
    let (hidden, output) = (network.hidden(), network.output());
    // It was trained on bytes of 0 to 255.
    let tensors = [
        ("fc1.weight", vec![100, 784], bytes(&mut hidden.weights.t().iter().map(|weight| weight / 255.0))),
        ("fc1.bias", vec![100], bytes(&mut hidden.biases.iter().copied())),
        ("fc2.weight", vec![10, 100], bytes(&mut output.weights.t().iter().copied())),
        ("fc2.bias", vec![10], bytes(&mut output.biases.iter().copied())),
    ];
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (*name, safetensors::tensor::TensorView::new(safetensors::Dtype::F32, shape.clone(), bytes).unwrap())
    });
    std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    let mut harness = paused();
    assert!(!says(&harness, "is far below"));
    support::drop_file(&mut harness, &path);
    wait_until(&mut harness, "a word with the options that mend it", |harness| {
        says(harness, "is far below") && says(harness, "--scaling bytes")
    });
}

#[test]
fn paths_open_as_file_managers_paste_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my sevené #7.png");
    digit_at(&path);
    let encoded = path.to_str().unwrap().replace(' ', "%20").replace('é', "%C3%A9").replace('#', "%23");
    let plain = path.to_str().unwrap();
    let texts = [
        format!("file://{encoded}"),
        format!("file://localhost{encoded}\r\n"),
        format!("'{plain}'\n"),
        format!("\"{plain}\""),
        format!("{plain}\n"),
    ];
    let mut harness = paused();
    for text in &texts {
        click(&mut harness, "Clear");
        harness.event(eframe::egui::Event::Paste(text.clone()));
        harness.run_steps(2);
        wait_until(&mut harness, text, |harness| says(harness, "my sevené #7.png"));
        click(&mut harness, "Clear");
        type_into(&mut harness, "path of a picture", text.trim());
        wait_until(&mut harness, text, |harness| says(harness, "my sevené #7.png"));
    }
    let other = folder.path().join("other.png");
    digit_at(&other);
    click(&mut harness, "Clear");
    harness.event(eframe::egui::Event::Paste(format!("{plain}\n{}\n", other.display())));
    harness.run_steps(2);
    wait_until(&mut harness, "both", |harness| says(harness, "other.png; it") && says(harness, "my sevené #7.png; it"));
    click(&mut harness, "Undo");
    assert!(harness.query_by_label("my sevené #7.png").is_some(), "the one before");
}

#[test]
fn names_with_points_get_their_extension_and_no_other_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = paused();
    for (what, extension) in [("Save session…", "json"), ("Save picture…", "png")] {
        for name in ["gamma -0.5", "eps 0.1"] {
            file(&mut harness, what, &folder.path().join(name));
            wait_until(&mut harness, "saving", |harness| says(harness, "Saved "));
            support::dismiss(&mut harness);
            let saved = folder.path().join(format!("{name}.{extension}"));
            let bytes = std::fs::read(&saved).unwrap();
            file(&mut harness, what, &folder.path().join(name));
            wait_until(&mut harness, "a refusal", |harness| says(harness, "is there already"));
            support::dismiss(&mut harness);
            assert_eq!(std::fs::read(&saved).unwrap(), bytes);
        }
    }
    click(&mut harness, "File");
    type_into(&mut harness, "path of a file", folder.path().join("eps 0.1").to_str().unwrap());
    click(&mut harness, "Save plot");
    click(&mut harness, "Phase plane");
    wait_until(&mut harness, "the plot", |_| folder.path().join("eps 0.1.svg").exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
}

#[test]
fn every_plot_is_saved_by_its_name_as_the_path_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = paused();
    for (plot, name) in [
        ("Phase plane", "plane.svg"),
        ("x and y in time", "motion.csv"),
        ("Histogram of drives", "drives.png"),
        ("Outputs", "outputs.csv"),
        ("Shares of time", "shares.svg"),
        ("Order parameter in time", "order.svg"),
    ] {
        let path = folder.path().join(name);
        click(&mut harness, "File");
        type_into(&mut harness, "path of a file", path.to_str().unwrap());
        click(&mut harness, "Save plot");
        click(&mut harness, plot);
        wait_until(&mut harness, plot, |harness| says(harness, name));
        let bytes = std::fs::read(&path).unwrap();
        let begins: &[u8] = match path.extension().unwrap().to_str().unwrap() {
            "svg" => b"<svg",
            "png" => &[0x89, b'P', b'N', b'G'],
            // The time and ten outputs, a row a sample.
            _ if name == "outputs.csv" => b"\"t\",\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"\n0.1,",
            _ => b"panel,mark,x,y",
        };
        assert!(bytes.starts_with(begins) && bytes.len() > 20, "{name}");
    }
    click(&mut harness, "File");
    click(&mut harness, "Save plot");
    click(&mut harness, "Cost by epoch");
    assert!(says(&harness, "no training to plot") || harness.state().settings().tab == Tab::Run);
}

#[test]
fn parameters_and_neurons_are_reset_apart() {
    let mut harness = paused();
    harness.get_by_role_and_label(Role::Slider, "a").set_value_accesskit(1.5);
    harness.get_by_role_and_label(Role::Slider, "tau_s").set_value_accesskit(3.0);
    harness.run_steps(3);
    click(&mut harness, "ablate");
    click(&mut harness, "File");
    click(&mut harness, "Reset parameters");
    let settings = harness.state().settings();
    assert_eq!((settings.parameters, settings.interventions.len()), (Parameters::default(), 1));
    click(&mut harness, "File");
    click(&mut harness, "Reset neurons");
    assert!(harness.state().settings().interventions.is_empty());
}

#[test]
fn the_tour_sets_the_sliders_at_each_of_its_ten_stops() {
    let mut harness = paused();
    click(&mut harness, "Tour");
    let parameters = |harness: &Harness<'_, App>| {
        let settings = harness.state().settings();
        (settings.network, settings.parameters.gamma.get(), settings.parameters.a.get())
    };
    assert!(says(&harness, "Hopf at |c| = 1"));
    assert_eq!(parameters(&harness), (NetworkChoice::Transplant, 0.0, 0.9));
    click(&mut harness, "Next");
    assert!(says(&harness, "Why the transplant"));
    assert_eq!(parameters(&harness).1, 0.5);
    click(&mut harness, "Next");
    assert!(says(&harness, "Ripple and vote"));
    click(&mut harness, "Next");
    assert!(says(&harness, "A vote that falls apart"));
    assert_eq!(parameters(&harness), (NetworkChoice::Trained, -0.5, 0.0));
    click(&mut harness, "Next");
    assert_eq!(harness.state().settings().parameters.synapse.get(), 3.0);
    click(&mut harness, "Next");
    assert_eq!(harness.state().settings().parameters.coupling.get(), 0.1);
    click(&mut harness, "Next");
    assert_eq!(harness.state().settings().parameters.coupling.get(), 0.0);
    assert_eq!(harness.state().settings().parameters.noise, Parameters::default().noise);
    assert_eq!(parameters(&harness), (NetworkChoice::Calibrated, -1.0, 0.0));
    click(&mut harness, "Next");
    assert!(says(&harness, "One digit, three neurons") && says(&harness, "I low"));
    click(&mut harness, "Next");
    wait_until(&mut harness, "the eights", |harness| says(harness, ", a 8, answered "));
    click(&mut harness, "Next");
    assert_eq!(harness.state().settings().tab, Tab::Train);
    click(&mut harness, "Back");
    assert!(says(&harness, "Digit 8"));
    click(&mut harness, "Stay here");
    assert!(!says(&harness, "of 10") || harness.query_by_label("Next").is_none());
    assert_eq!(parameters(&harness), (NetworkChoice::Transplant, -0.5, 0.0));
}

#[test]
fn closing_the_tour_brings_back_what_was_before_it() {
    let mut harness = paused();
    press(&mut harness, Key::C);
    draw(&mut harness, &[[0.3, 0.2], [0.7, 0.2], [0.4, 0.8]], PointerButton::Primary);
    harness.get_by_role_and_label(Role::Slider, "a").set_value_accesskit(0.25);
    click(&mut harness, "ablate");
    wait_for_answer(&mut harness);
    let (settings, ink) = (harness.state().settings().clone(), drawn(&harness));
    click(&mut harness, "Tour");
    click(&mut harness, "Next");
    assert!(harness.state().settings().interventions.is_empty() && drawn(&harness) != ink);
    harness.get_all_by_label("Close").last().unwrap().click();
    harness.run_steps(3);
    assert_eq!(harness.state().settings(), &settings);
    assert_eq!(drawn(&harness), ink);
}

/// What the canvas says that is on it.
fn drawn(harness: &Harness<'_, App>) -> String {
    ["drawn", "test 0", "a 7"].into_iter().filter(|text| says(harness, text)).collect()
}
