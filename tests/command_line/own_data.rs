//! A folder of somebody's own: names of classes, pictures stored by columns, weights from elsewhere; and no label that means
//! something else without a word.

use crate::bars;
use std::fs;
use std::path::Path;

use crate::idx_files::{images_of, labels_file, write_set};
use assert_cmd::Command;
use nullcline::dataset::{ClassNames, ImageSet};
use serde_json::{Value, json};

const TRAIN: [&str; 2] = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"];
const TEST: [&str; 2] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

fn idx(folder: &Path, [images, labels]: [&str; 2], set: &ImageSet, transposed: bool) {
    let count = (set.len() as u32).to_be_bytes();
    let mut bytes = [[0, 0, 8, 3].as_slice(), &count, &28u32.to_be_bytes(), &28u32.to_be_bytes()].concat();
    for row in set.pixels().rows() {
        bytes.extend((0..784).map(|at| row[if transposed { at % 28 * 28 + at / 28 } else { at }]));
    }
    fs::write(folder.join(images), bytes).unwrap();
    let labels_of = set.labels().iter().map(|label| label.value());
    let bytes: Vec<u8> = [0, 0, 8, 1].into_iter().chain(count).chain(labels_of).collect();
    fs::write(folder.join(labels), bytes).unwrap();
}

/// A folder with more pictures to train with than to test with.
fn folder(transposed: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    idx(folder.path(), TRAIN, &bars::pictures(300, 1), transposed);
    idx(folder.path(), TEST, &bars::pictures(70, 2), transposed);
    folder
}

fn run(arguments: &[&str]) -> (String, String, bool) {
    let output = Command::cargo_bin("nullcline").unwrap().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.success())
}

#[test]
fn classes_are_called_by_their_names_from_training_to_reading() {
    let data = folder(false);
    let names: Vec<String> = (0..10).map(|number| format!("stripe {number}")).collect();
    fs::write(data.path().join("classes.txt"), names.join("\n")).unwrap();
    let (dir, model) = (data.path().to_str().unwrap(), data.path().join("m.safetensors"));
    let model = model.to_str().unwrap();
    let (_, error, ok) = run(&["train", "--data", dir, "--epochs", "3", "--out", model]);
    assert!(ok, "{error}");
    let (text, error, ok) = run(&["evaluate", "--data", dir, "--model", model]);
    assert!(ok && error.is_empty() && text.contains("stripe 7"), "{text}{error}");
    assert!(run(&["model", model]).0.contains("stripe 0, stripe 1"));
    // The same model on MNIST, whose labels mean something else.
    let (_, error, ok) = run(&["evaluate", "--model", model, "--limit", "50"]);
    assert!(ok && error.contains("trained on other data"), "{error}");
    let (_, error, ok) = run(&["evaluate", "--model", "ann", "--data", dir]);
    assert!(ok && error.contains("trained on other data"), "{error}");
    let (_, error, ok) = run(&["train", "--data", dir, "--augment", "0.5,habits=0.5", "--epochs", "1"]);
    assert!(!ok && error.contains("habits"), "{error}");
}

#[test]
fn a_transposed_folder_is_the_upright_one_once_it_is_turned() {
    let (upright, turned) = (folder(false), folder(true));
    let hash = |folder: &tempfile::TempDir, more: &[&str]| {
        let dir = folder.path().to_str().unwrap();
        let (text, error, ok) = run(&[&["evaluate", "--json", "--model", "ann", "--data", dir], more].concat());
        assert!(ok, "{error}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["data_hash"].clone()
    };
    assert_eq!(hash(&upright, &[]), hash(&turned, &["--transpose"]));
    assert_ne!(hash(&upright, &[]), hash(&turned, &[]));
    assert_eq!(hash(&upright, &[]), hash(&upright, &["--split", "test"]));
}

#[test]
fn as_many_different_names_as_classes_or_a_line_that_says_why_not() {
    let names = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    for count in [2, 10, 256] {
        assert_eq!(ClassNames::new(names(count)).unwrap().count().get(), count);
    }
    for count in [0, 1, 257] {
        assert!(ClassNames::new(names(count)).unwrap_err().contains(&format!("{count} names")));
    }
    let mut twice = names(10);
    twice[3] = "7".to_owned();
    assert!(ClassNames::new(twice).unwrap_err().contains("twice"));
    let data = folder(false);
    fs::write(data.path().join("classes.txt"), "a\nb\n").unwrap();
    let (_, error, ok) = run(&["evaluate", "--model", "ann", "--data", data.path().to_str().unwrap()]);
    assert!(!ok && error.contains("classes.txt: found 2 names") && error.lines().count() == 1, "{error}");
}

fn json_of(arguments: &[&str]) -> (Value, String) {
    let (text, error, ok) = run(arguments);
    assert!(ok, "{arguments:?}: {error}");
    (serde_json::from_str(&text).unwrap(), error)
}

#[test]
fn data_says_what_was_made_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        ["emnist-x-train-images-idx3-ubyte", "emnist-x-train-labels-idx1-ubyte"],
        ["emnist-x-test-images-idx3-ubyte", "emnist-x-test-labels-idx1-ubyte"],
    ];
    for names in names {
        write_set(&folder.path().join("raw"), names, 8, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
    let dir = folder.path().to_str().unwrap();
    let (found, error) = json_of(&["data", dir, "--json", "--transpose"]);
    assert_eq!(error, "");
    assert_eq!((&found["train_images"], &found["first_label"]), (&json!(10), &json!(1)));
    assert_eq!(found["image_size"], json!({"rows": 8, "columns": 8}));
    assert_eq!(found["remarks"].as_array().unwrap().len(), 3, "{}", found["remarks"]);
    let (text, _, _) = run(&["data", dir]);
    for words in ["8 x 8 pixels", "scaled to 28 x 28", "counted from 1 to 10", "raw", "were not transposed"] {
        assert!(text.contains(words), "{text}");
    }
    let (from_zero, _) = json_of(&["data", dir, "--json", "--first-label", "0"]);
    assert_eq!((&found["class_count"], &from_zero["class_count"]), (&json!(10), &json!(11)));
    assert_eq!(from_zero["label_counts"]["test"][0], json!(0));
    let (_, error, ok) = run(&["data", dir, "--first-label", "2"]);
    assert!(!ok && error.contains("expected 0 or 1") && error.lines().count() == 1, "{error}");
}

#[test]
fn a_test_set_alone_is_evaluated_and_described() {
    let data = folder(false);
    for name in TRAIN {
        fs::remove_file(data.path().join(name)).unwrap();
    }
    let dir = data.path().to_str().unwrap();
    let (report, error) = json_of(&["evaluate", "--json", "--model", "ann", "--data", dir]);
    assert_eq!((&report["images"], error.as_str()), (&json!(70), "there is no training set\n"));
    let (found, _) = json_of(&["data", dir, "--json"]);
    assert_eq!((&found["train_images"], &found["test_images"]), (&json!(0), &json!(70)));
    assert_eq!((&found["hash"]["train"], &found["label_counts"]["train"]), (&Value::Null, &Value::Null));
    assert!(run(&["data", dir]).0.contains("there is no training set"));
    for command in ["train", "evaluate"] {
        let (_, error, ok) =
            run(&[command, "--data", dir, if command == "train" { "--json" } else { "--split=train" }]);
        assert!(!ok && error.contains("train-images-idx3-ubyte") && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn a_folder_is_read_where_there_is_no_place_for_temporary_files() {
    let data = folder(false);
    let dir = data.path().to_str().unwrap();
    let command = |arguments: &[&str]| {
        Command::cargo_bin("nullcline").unwrap().args(arguments).env("TMPDIR", "/nonexistent").output().unwrap()
    };
    let found = command(&["data", dir, "--json"]);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    let hash = serde_json::from_slice::<Value>(&found.stdout).unwrap()["hash"].clone();
    assert_eq!(hash, json_of(&["data", dir, "--json"]).0["hash"]);
}

/// A folder of images of 9 x 7 pixels, with a bright pixel at another place for each of 26 classes, counted from 1.
fn letters() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (names, count) in [(TRAIN, 520), (TEST, 104)] {
        let labels: Vec<u8> = (0..count).map(|index| (index % 26 + 1) as u8).collect();
        let image =
            |label: &u8| (0..63).map(|at| if at == 2 * usize::from(*label) { 255 } else { 10 }).collect::<Vec<u8>>();
        let pixels: Vec<u8> = labels.iter().flat_map(image).collect();
        fs::write(folder.path().join(names[0]), images_of(count, [9, 7], &pixels)).unwrap();
        fs::write(folder.path().join(names[1]), labels_file(&labels)).unwrap();
    }
    folder
}

#[test]
fn twenty_six_classes_from_1_are_trained_and_evaluated() {
    let data = letters();
    let (dir, model) = (data.path().to_str().unwrap(), data.path().join("m.safetensors"));
    let model = model.to_str().unwrap();
    let (_, error, ok) =
        run(&["train", "--data", dir, "--hidden", "40", "--epochs", "20", "--batch", "32", "--out", model]);
    assert!(ok && error.contains("9 x 7") && error.contains("counted from 1 to 26"), "{error}");
    let (report, _) = json_of(&["evaluate", "--json", "--data", dir, "--model", model]);
    assert_eq!(report["per_digit"].as_array().unwrap().len(), 26);
    assert_eq!(report["confusion"].as_array().unwrap().len(), 26);
    assert!(report["accuracy"].as_f64().unwrap() > 0.9, "{}", report["accuracy"]);
    assert_eq!(report["classes"][0], json!("1"), "called as in the files");
    // A network of ten classes can't be right on the others.
    let (_, error, ok) = run(&["evaluate", "--data", dir, "--model", "ann"]);
    assert!(!ok && error.lines().count() == 1 && error.contains("has 10 classes, but the data has 26"), "{error}");
    // A test set that lacks classes, the last among them.
    fs::write(data.path().join(TEST[0]), images_of(2, [9, 7], &[10; 126])).unwrap();
    fs::write(data.path().join(TEST[1]), labels_file(&[1, 3])).unwrap();
    let (report, error) = json_of(&["evaluate", "--json", "--data", dir, "--model", model]);
    assert!(report["per_digit"][1].is_null() && !report["per_digit"][2].is_null(), "{report}");
    assert!(error.contains("test set has no image of class 1, 3, 4"), "{error}");
}
