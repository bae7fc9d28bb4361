//! A folder of somebody's own: names of classes, pictures stored by columns, weights from elsewhere; and no label that means
//! something else without a word.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

mod bars;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use nullcline::dataset::{ClassNames, ImageSet};

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
    let names =
        [["train-images-idx3-ubyte", "train-labels-idx1-ubyte"], ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]];
    idx(folder.path(), names[0], &bars::pictures(300, 1), transposed);
    idx(folder.path(), names[1], &bars::pictures(70, 2), transposed);
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
fn different_names_for_all_classes_or_a_line_that_says_why_not() {
    let names = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    assert!(ClassNames::new(names(10)).is_ok());
    for count in [2, 47, 256] {
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
