//! Whatever a model file holds, it loads whole or says in one line what is wrong; saving never loses the old one.

use std::collections::HashMap;
use std::fs;
use std::sync::LazyLock;

use nullcline::dataset::DIGITS;
use nullcline::network::{
    Coupling, FhnLayer, HiddenCount, Model, ModelCard, ModelError, ModelKind, Network, TrainingSettings, Units,
    model_file,
};
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};

/// A network to start training from.
fn untrained(units: impl Into<Units>, seed: u64) -> Network {
    Network::glorot((HiddenCount::DEFAULT, DIGITS), units.into(), seed)
}

fn model() -> Model {
    let card = ModelCard {
        settings: Some(TrainingSettings { seed: u64::MAX, learning_rate: 0.1 + 0.2, ..TrainingSettings::default() }),
        train_accuracy: Some(1.0 / 3.0),
        test_accuracy: Some(0.978_900_000_000_000_1),
        created_by: "nullcline train \"quoted\" \u{e9}".to_owned(),
        data_hash: None,
        classes: None,
        image_size: None,
        imported: None,
    };
    Model { network: untrained(Units::Sigmoid, 3), card }
}

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| model().to_bytes().unwrap());

/// The error of these bytes, after checking that it is one line which names the file.
fn error(bytes: &[u8]) -> String {
    let message = Model::from_bytes(bytes, "some.safetensors").unwrap_err().to_string();
    assert!(message.starts_with("some.safetensors: ") && message.contains("expected"), "{message}");
    assert!(!message.contains('\n') && message.len() < 500, "{message}");
    message
}

/// A file with the header's JSON and the tensors changed.
fn file(change: impl Fn(&mut serde_json::Value), tensors: &[(&str, Dtype, Vec<usize>, Vec<u8>)]) -> Vec<u8> {
    let (_, metadata) = safetensors::SafeTensors::read_metadata(&BYTES).unwrap();
    let json = &metadata.metadata().as_ref().unwrap()["nullcline"];
    let mut header = serde_json::from_str(json).unwrap();
    change(&mut header);
    let views = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize(views, Some(HashMap::from([("nullcline".to_owned(), header.to_string())]))).unwrap()
}

/// The four tensors, each value mapped to the bytes of another type.
fn tensors(dtype: Dtype, convert: impl Fn(f32) -> Vec<u8>) -> Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)> {
    let network = untrained(Units::Sigmoid, 3);
    let names = ["hidden.weights", "hidden.biases", "output.weights", "output.biases"];
    let shapes = [vec![784, 100], vec![100], vec![100, 10], vec![10]];
    let values: [Vec<f32>; 4] = [
        network.hidden().weights.iter().copied().collect(),
        network.hidden().biases.to_vec(),
        network.output().weights.iter().copied().collect(),
        network.output().biases.to_vec(),
    ];
    let bytes = values.map(|values| values.into_iter().flat_map(&convert).collect());
    names.into_iter().zip(shapes).zip(bytes).map(|((name, shape), bytes)| (name, dtype, shape, bytes)).collect()
}

fn sha256(tensors: &[(&str, Dtype, Vec<usize>, Vec<u8>)]) -> serde_json::Value {
    use sha2::Digest;
    let mut hasher = sha2::Sha256::new();
    for (_, _, _, bytes) in tensors {
        hasher.update(bytes);
    }
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap();
    hasher.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect::<String>().into()
}

#[test]
fn saving_loading_saving_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    model().save(&path).unwrap();
    let loaded = Model::load(&path).unwrap();
    assert_eq!(loaded, model());
    loaded.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), *BYTES);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_network_with_neurons_keeps_their_settings() {
    let network = untrained(FhnLayer::new(Coupling::Sigmoid), 1);
    let model = Model { network, card: ModelCard::default() };
    let bytes = model.to_bytes().unwrap();
    let read = Model::from_bytes(&bytes, "fhn").unwrap();
    assert_eq!(read, model);
    assert_eq!(read.kind(), ModelKind::Fhn);
    assert_eq!(read.to_bytes().unwrap(), bytes);
}

/// The program holds them as xz; after a change of one: `xz --lzma2=preset=9e,lc=0,lp=2,pb=2 --keep FILE`.
#[test]
#[cfg(feature = "mnist")]
fn the_built_in_networks_are_the_files_of_the_repository() {
    for name in model_file::built_in_names() {
        let file = format!("{}/assets/models/{name}.safetensors", env!("CARGO_MANIFEST_DIR"));
        let bytes = fs::read(file).unwrap();
        assert_eq!(model_file::built_in(name).unwrap(), Model::from_bytes(&bytes, name).unwrap());
    }
}

#[test]
#[cfg(feature = "mnist")]
fn the_built_in_networks_are_good_ones() {
    assert_eq!(model_file::built_in_names(), ["ann", "fhn", "fhn-fast"]);
    for name in ["fhn", "fhn-fast"] {
        let model = model_file::built_in(name).unwrap();
        assert_eq!(model.kind(), ModelKind::Fhn);
        assert!(model.card.test_accuracy.unwrap() >= 0.975, "{name}");
        assert!(model.card.created_by.starts_with("nullcline train --network fhn"), "{}", model.card.created_by);
    }
    let model = model_file::built_in("ann").unwrap();
    assert_eq!(model.kind(), ModelKind::Ann);
    assert!(model.card.train_accuracy.unwrap() >= 0.995 && model.card.test_accuracy.unwrap() >= 0.977);
    assert!(model.card.created_by.starts_with("nullcline train --network ann"), "{}", model.card.created_by);
    assert!(model_file::built_in("nn").is_none());
}

#[test]
fn a_name_that_is_nothing_is_told_with_the_names_there_are() {
    let error = model_file::resolve("no such model").unwrap_err();
    assert!(matches!(error, ModelError::Unknown { .. }));
    let built_in = if cfg!(feature = "mnist") { "ann, fhn, fhn-fast" } else { "none, without the feature mnist" };
    let expected = format!("there is no file no such model and no built-in model of that name; built-in: {built_in}");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn other_files_are_called_by_name() {
    assert!(error(b"").contains("empty"));
    assert!(error(&[0; 8]).contains("safetensors"));
    assert!(error(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 318920\n").contains("git-lfs"));
    assert!(error(b"PK\x03\x04rest").contains("zip"));
    assert!(error(b"\x93NUMPY\x01\x00").contains("one NumPy array alone"));
    assert!(error(b"\x89HDF\r\n\x1a\n").contains("HDF5"));
    assert!(error(b"<!DOCTYPE html>").contains("web page"));
    let mut huge = BYTES.clone();
    for power in [27, 40, 62, 63] {
        huge[..8].copy_from_slice(&(1u64 << power).to_le_bytes());
        error(&huge);
    }
    huge[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    error(&huge);
    let plain = safetensors::serialize([("a", TensorView::new(Dtype::U8, vec![1], &[1]).unwrap())], None).unwrap();
    assert!(error(&plain).contains("\"a\" [1] of type \"U8\""));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for tenth in 0..10 {
        error(&BYTES[..BYTES.len() * tenth / 10]);
    }
    for length in (0..BYTES.len()).step_by(4099).chain([7, 8, 9, BYTES.len() - 1]) {
        error(&BYTES[..length]);
    }
}

#[test]
fn what_a_download_appended_is_left_out() {
    let longer = [&BYTES[..], b"\r\n"].concat();
    assert_eq!(Model::from_bytes(&longer, "longer").unwrap(), Model::from_bytes(&BYTES, "whole").unwrap());
}

#[test]
fn wrong_shapes_types_and_values_are_refused() {
    let f32s = || tensors(Dtype::F32, |value| value.to_le_bytes().to_vec());
    let whole = f32s();
    assert_eq!(Model::from_bytes(&file(|_| (), &whole), "same").unwrap(), model());

    let mut turned = f32s();
    turned[0].2 = vec![100, 784];
    assert!(error(&file(|_| (), &turned)).contains("hidden.biases of shape [100]; expected [784]"));
    let missing = &f32s()[..3];
    assert!(error(&file(|_| (), missing)).contains("no tensor output.biases"));
    let mut more = f32s();
    more.push(("\n", Dtype::U8, vec![1], vec![0]));
    assert!(error(&file(|_| (), &more)).contains("a tensor \"\\n\""));

    let halves = tensors(Dtype::F16, |_| vec![0, 0]);
    assert!(error(&file(|header| header["sha256"] = sha256(&halves), &halves)).contains("of type F16; expected F32"));

    for value in [f32::NAN, f32::INFINITY] {
        let mut broken = f32s();
        broken[2].3[40..44].copy_from_slice(&value.to_le_bytes());
        assert!(error(&file(|_| (), &broken)).contains("SHA-256"));
        let message = error(&file(|header| header["sha256"] = sha256(&broken), &broken));
        assert!(message.contains("at 10 of output.weights"), "{message}");
    }
}

#[test]
fn doubles_are_taken_and_too_large_ones_refused() {
    let doubles = tensors(Dtype::F64, |value| f64::from(value).to_le_bytes().to_vec());
    let read = Model::from_bytes(&file(|header| header["sha256"] = sha256(&doubles), &doubles), "doubles").unwrap();
    assert_eq!(read, model());
    let mut doubles = doubles;
    doubles[1].3[..8].copy_from_slice(&1e300f64.to_le_bytes());
    assert!(error(&file(|header| header["sha256"] = sha256(&doubles), &doubles)).contains("inf at 0 of hidden.biases"));
}

#[test]
fn a_wrong_description_is_refused() {
    let whole = tensors(Dtype::F32, |value| value.to_le_bytes().to_vec());
    let message = |change: &dyn Fn(&mut serde_json::Value)| error(&file(change, &whole));
    assert!(message(&|header| header["format"] = 4.into()).contains("format 4; expected format 1 to 3"));
    assert!(message(&|header| header["kind"] = "rnn".into()).contains("rnn"));
    assert!(message(&|header| header["kind"] = "fhn".into()).contains("neurons without settings"));
    assert!(
        message(&|header| header["layer"] = serde_json::to_value(FhnLayer::new(Coupling::Sigmoid)).unwrap())
            .contains("plain")
    );
    assert!(message(&|header| *header = 1.into()).contains("broken description"));
    assert!(message(&|header| header["card"]["settings"]["epochs"] = 0.into()).contains("epochs"));
}

#[test]
fn a_network_that_is_not_all_numbers_is_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    model().save(&path).unwrap();
    let network = untrained(Units::Sigmoid, 3);
    let mut output = network.output().clone();
    output.biases[4] = f32::NAN;
    let broken = Model { network: network.with_output(output), card: ModelCard::default() };
    assert!(matches!(broken.save(&path), Err(ModelError::NotFinite)));
    assert_eq!(fs::read(&path).unwrap(), *BYTES);
}

#[test]
fn what_is_not_a_file_is_neither_written_nor_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("not there").join("model.safetensors");
    assert!(matches!(model().save(&inside), Err(ModelError::Write { .. })));
    assert!(matches!(model().save(folder.path()), Err(ModelError::Write { .. })));
    assert!(matches!(Model::load(folder.path()), Err(ModelError::Read { .. })));
    assert!(matches!(Model::load(&inside), Err(ModelError::Read { .. })));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Saves for ever if it is told where, with a line after each time; see the test below, which starts it in another process
/// and kills it.
#[test]
fn saves_until_it_is_killed() {
    let Some(path) = std::env::var_os(SAVER) else { return };
    loop {
        model().save(path.as_ref()).unwrap();
        println!("saved");
    }
}

/// Names the file of [`saves_until_it_is_killed`].
const SAVER: &str = "NULLCLINE_TEST_SAVES_TO";

#[test]
fn a_writer_killed_at_any_moment_leaves_a_whole_model_and_one_temporary_file_at_most() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    model().save(&path).unwrap();
    for round in 0..100 {
        let mut saver = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "model_file::saves_until_it_is_killed", "--nocapture"])
            .env(SAVER, &path)
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // It goes on saving while its lines are on their way, so the kill comes at any moment of a later save.
        let mut lines = BufReader::new(saver.stdout.take().unwrap()).lines().map(Result::unwrap);
        let saves = 1 + round % 3;
        assert_eq!(lines.by_ref().filter(|line| line.ends_with("saved")).take(saves).count(), saves);
        saver.kill().unwrap();
        saver.wait().unwrap();
        assert_eq!(Model::load(&path).unwrap(), model());
        // On Linux a file gets its name when it is whole: only a kill between its two names leaves one.
        let temporary = fs::read_dir(folder.path()).unwrap().count() - 1;
        assert!(temporary <= 1, "{temporary} temporary files after kill {round}");
    }
    model().save(&path).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the next writer takes away what a killed one left");
}

#[cfg(unix)]
#[test]
fn devices_stay_devices_and_endless_ones_are_not_read_to_the_end() {
    use std::os::unix::fs::FileTypeExt;
    let full = std::path::Path::new("/dev/full");
    if full.exists() {
        assert!(model().save(full).unwrap_err().to_string().starts_with("/dev/full can't be written"));
        assert!(fs::metadata(full).unwrap().file_type().is_char_device());
        assert!(Model::load(full).unwrap_err().to_string().contains("128 MiB"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_are_the_usual() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("model.safetensors"), folder.path().join("link"));
    fs::write(&path, "old").unwrap();
    symlink(&path, &link).unwrap();
    model().save(&link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&path).unwrap(), *BYTES);
    fs::write(folder.path().join("other"), "").unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("model.safetensors"), mode("other"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_panics_or_passes_other_weights(
        changes in prop::collection::vec((0.0..1.0f64, any::<u8>(), any::<bool>()), 1..6),
    ) {
        let mut bytes = BYTES.clone();
        for (place, value, in_header) in changes {
            // The header is a small part of the file, and the part that can go wrong in many ways.
            let range = if in_header { 1200 } else { bytes.len() };
            let index = (place * range as f64) as usize;
            bytes[index] = value;
        }
        if let Ok(read) = Model::from_bytes(&bytes, "mutated") {
            // Only the description can have changed: the tensors are protected.
            prop_assert_eq!(read.network, model().network);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), length in 0u64..300) {
        prop_assert!(Model::from_bytes(&bytes, "random").is_err());
        let mut with_length = length.to_le_bytes().to_vec();
        with_length.extend(bytes);
        prop_assert!(Model::from_bytes(&with_length, "random").is_err());
    }
}
