//! Folders as people have them: other data sets, other programs' layouts, labels from 1, names of classes in any encoding.

use std::fs;
use std::path::Path;

use crate::idx_files::{gz, images_file, labels_file, write_set};
use nullcline::dataset::{
    ClassCount, DIGITS, DataError, FirstLabel, Folder, FolderOptions, ImageSet, ImageSize, Needed, Remark, Split,
    open_folder, open_folder_with,
};
use tempfile::TempDir;

const TRAIN: [&str; 2] = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"];
const TEST: [&str; 2] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
/// All ten digits.
const TEN: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// A data set with all digits in both sets.
fn write_data(folder: &Path, prefix: &str) {
    let named = |names: [&'static str; 2]| names.map(|name| format!("{prefix}{name}"));
    for names in [
        named(TRAIN),
        named(if prefix.is_empty() { TEST } else { ["test-images-idx3-ubyte", "test-labels-idx1-ubyte"] }),
    ] {
        write_set(folder, [&names[0], &names[1]], 28, &TEN);
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn line(opened: Result<Folder, DataError>) -> String {
    let line = opened.unwrap_err().to_string();
    assert!(!line.contains('\n'), "{line}");
    line
}

fn needing(needed: Needed) -> FolderOptions {
    FolderOptions { needed, ..FolderOptions::default() }
}

#[test]
fn hidden_files_and_the_twins_that_macs_leave_do_not_count() {
    let folder = folder();
    for names in [TRAIN, TEST] {
        write_set(folder.path(), names, 28, &TEN);
        for name in names {
            fs::write(folder.path().join(format!("._{name}")), b"\0\x05\x16\x07").unwrap();
            fs::write(folder.path().join(format!(".{name}")), b"").unwrap();
        }
    }
    fs::write(folder.path().join(".DS_Store"), b"Bud1").unwrap();
    write_data(&folder.path().join("__MACOSX"), "");
    assert_eq!(open_folder(folder.path()).unwrap().remarks, []);
}

#[test]
fn data_one_or_two_folders_down_is_found_and_named() {
    for below in ["raw", "MNIST/raw"] {
        let folder = folder();
        write_data(&folder.path().join(below), "");
        fs::create_dir_all(folder.path().join("MNIST/processed")).unwrap();
        let opened = open_folder(folder.path()).unwrap();
        assert_eq!(opened.train.len(), 10);
        assert_eq!(opened.remarks, [Remark::Found { folder: folder.path().join(below) }]);
    }
    let deep = folder();
    write_data(&deep.path().join("a/b/c"), "");
    assert!(line(open_folder(deep.path())).contains("train-images-idx3-ubyte"));
}

#[test]
fn files_that_were_unpacked_into_folders_of_their_names_are_one_set() {
    let folder = folder();
    for names in [TRAIN, TEST] {
        let aside = tempfile::tempdir().unwrap();
        write_set(aside.path(), names, 28, &TEN);
        for name in names {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::copy(aside.path().join(name), folder.path().join(name).join(name)).unwrap();
        }
    }
    assert_eq!(open_folder(folder.path()).unwrap().test.len(), 10);
    // As Kaggle has it: the same files under another name beside them.
    write_set(folder.path(), ["train-images.idx3-ubyte", "train-labels.idx1-ubyte"], 28, &TEN[..5]);
    assert_eq!(open_folder(folder.path()).unwrap().train.len(), 5);
}

#[test]
fn several_data_sets_are_listed_and_each_can_be_opened() {
    let data = folder();
    for prefix in ["emnist-letters-", "emnist-balanced-", "emnist-mnist-", ""] {
        write_data(data.path(), prefix);
    }
    let text = line(open_folder(data.path()));
    for name in ["emnist-letters", "emnist-balanced", "emnist-mnist", "train-images-idx3-ubyte"] {
        assert!(text.contains(name), "{text}");
        let opened = open_folder(&data.path().join(name)).unwrap();
        let prefix = if name.starts_with("train") { "" } else { name };
        assert_eq!((opened.files.prefix.as_str(), opened.files.folder.as_path()), (prefix, data.path()));
    }
    let named = open_folder(&data.path().join("emnist-letters-test-labels-idx1-ubyte")).unwrap();
    assert_eq!(named.files.prefix, "emnist-letters");
    let both = folder();
    for name in ["MNIST/raw", "FashionMNIST/raw"] {
        write_data(&both.path().join(name), "");
    }
    let text = line(open_folder(both.path()));
    assert!(text.contains("FashionMNIST/raw, MNIST/raw"), "{text}");
    assert!(line(open_folder(&data.path().join("emnist-byclass"))).contains("can't be opened"));
}

#[test]
fn names_of_the_usual_data_sets_are_known() {
    for prefix in
        ["emnist-letters-", "emnist-balanced-", "emnist-digits-", "emnist-mnist-", "kmnist-", "fashion-mnist_"]
    {
        let folder = folder();
        write_data(folder.path(), prefix);
        let opened = open_folder(folder.path()).unwrap();
        let lies_on_its_side = opened.remarks.contains(&Remark::PerhapsByColumns);
        assert_eq!(lies_on_its_side, prefix.starts_with("emnist"), "{prefix}");
        let turned = FolderOptions { transpose: true, ..FolderOptions::default() };
        assert_eq!(open_folder_with(folder.path(), turned).unwrap().remarks, []);
    }
}

#[test]
fn one_set_alone_will_do_where_the_other_is_not_needed() {
    let folder = folder();
    write_set(folder.path(), TEST, 28, &TEN);
    for needed in [Needed::One(Split::Test), Needed::Any] {
        let opened = open_folder_with(folder.path(), needing(needed)).unwrap();
        assert_eq!((opened.train.len(), opened.test.len(), opened.files.paths().len()), (0, 10, 2));
        assert_eq!((opened.train_hash, opened.test_hash.is_some()), (None, true));
        assert_eq!(opened.remarks, [Remark::NoSet(Split::Train)]);
    }
    for needed in [Needed::One(Split::Train), Needed::Both] {
        let text = line(open_folder_with(folder.path(), needing(needed)));
        assert!(text.contains("training pictures") && text.contains(TRAIN[0]), "{text}");
    }
    // Half a set was meant to be one.
    fs::write(folder.path().join(TRAIN[1]), labels_file(&TEN)).unwrap();
    assert!(line(open_folder_with(folder.path(), needing(Needed::Any))).contains("training pictures"));
    assert!(line(open_folder_with(&folder.path().join("nowhere"), needing(Needed::Any))).contains("can't be opened"));
}

fn values(set: &ImageSet) -> Vec<u8> {
    set.labels().iter().map(|label| label.value()).collect()
}

/// A folder whose sets have these labels.
fn labelled(train: &[u8], test: &[u8]) -> TempDir {
    let data = folder();
    write_set(data.path(), TRAIN, 28, train);
    write_set(data.path(), TEST, 28, test);
    data
}

#[test]
fn labels_are_counted_from_0_or_from_1() {
    for classes in [2, 10, 26, 47] {
        let from_one: Vec<u8> = (1..=classes).collect();
        let data = labelled(&from_one, &[1, classes]);
        let opened = open_folder(data.path()).unwrap();
        assert_eq!((opened.first_label, opened.train.classes().get()), (FirstLabel::One, usize::from(classes)));
        assert_eq!(values(&opened.train), (0..classes).collect::<Vec<_>>());
        assert_eq!(values(&opened.test), [0, classes - 1]);
        assert!(opened.remarks.contains(&Remark::LabelsFromOne { highest: classes.into() }), "{:?}", opened.remarks);
        assert_eq!(opened.classes.unwrap().all().last(), Some(&classes.to_string()), "called by their numbers");
    }
    let data = labelled(&[1, 2, 3], &[1]);
    let forced = |first: u8| FolderOptions { first_label: first.to_string().parse().ok(), ..FolderOptions::default() };
    let opened = open_folder_with(data.path(), forced(0)).unwrap();
    assert_eq!((values(&opened.train), opened.train.classes().get()), (vec![1, 2, 3], 4));
    let digits = folder();
    write_data(digits.path(), "");
    let text = line(open_folder_with(digits.path(), forced(1)));
    assert!(text.contains("label 0 at index 0") && text.contains("expected 1 to 256"), "{text}");
    assert!("2".parse::<FirstLabel>().is_err());
}

#[test]
fn names_or_a_network_tell_from_which_number_labels_count() {
    // Digits without a zero, or nine classes from 1 on?
    let data = labelled(&[1, 2, 3, 4, 5, 6, 7, 8, 9], &[1, 9]);
    for (network, first) in [(9, FirstLabel::One), (10, FirstLabel::Zero)] {
        let network_classes = ClassCount::new(network);
        let options = FolderOptions { network_classes, ..FolderOptions::default() };
        let opened = open_folder_with(data.path(), options).unwrap();
        assert_eq!((opened.first_label, opened.test.classes().get()), (first, network));
    }
    for (names, first) in [(9, FirstLabel::One), (10, FirstLabel::Zero)] {
        let names: Vec<String> = (0..names).map(|name| format!("class {name}")).collect();
        fs::write(data.path().join("classes.txt"), names.join("\n")).unwrap();
        let opened = open_folder(data.path()).unwrap();
        assert_eq!((opened.first_label, opened.test.classes().get()), (first, names.len()));
    }
}

#[test]
fn a_class_that_is_absent_is_named_and_moves_no_other() {
    let data = labelled(&[3, 8, 3], &[8, 3]);
    let opened = open_folder(data.path()).unwrap();
    assert_eq!(values(&opened.train), [3, 8, 3]);
    let absent = Remark::AbsentClasses { split: None, classes: vec![0, 1, 2, 4, 5, 6, 7] };
    assert_eq!(absent.to_string(), "training and test sets have no image of class 0, 1, 2, 4, 5, 6, 7");
    assert_eq!(opened.remarks, [absent]);
    let for_digits = FolderOptions { network_classes: Some(DIGITS), ..FolderOptions::default() };
    assert_eq!(open_folder_with(data.path(), for_digits).unwrap().train.classes(), DIGITS);
    // Ten names for digits of which some are absent, the last among them.
    fs::write(data.path().join("classes.txt"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n").unwrap();
    assert_eq!(open_folder(data.path()).unwrap().train.classes(), DIGITS);
}

#[test]
fn names_have_to_be_as_many_as_classes() {
    let data = labelled(&TEN, &TEN);
    let names = |count: usize| (0..count).map(|name| format!("class {name}")).collect::<Vec<_>>().join("\n");
    for count in [2, 9, 11, 12] {
        fs::write(data.path().join("classes.txt"), names(count)).unwrap();
        let text = line(open_folder(data.path()));
        let problem = format!("classes.txt: found {count} names, expected 10, one for each of the labels 0 to 9");
        assert!(text.contains(&problem), "{text}");
    }
    for (count, problem) in [(0, "found 0 names"), (1, "found 1 names"), (257, "found 257 names")] {
        fs::write(data.path().join("classes.txt"), names(count)).unwrap();
        let text = line(open_folder(data.path()));
        assert!(text.contains("classes.txt") && text.contains(problem) && text.contains("2 to 256"), "{text}");
    }
    let letters: Vec<u8> = (1..=26).collect();
    let data = labelled(&letters, &letters);
    fs::write(data.path().join("classes.txt"), names(25)).unwrap();
    let text = line(open_folder(data.path()));
    assert!(text.contains("found 25 names, expected 26, one for each of the labels 1 to 26"), "{text}");
    let all: Vec<u8> = (0..=255).map(|label| (label % 236) as u8).collect();
    let data = labelled(&all, &all);
    assert_eq!(open_folder(data.path()).unwrap().train.classes().get(), 236);
}

#[test]
fn emnist_s_mapping_names_its_classes() {
    let data = folder();
    let labels: Vec<u8> = (1..=26).collect();
    let prefixed =
        |split: &str| ["images-idx3", "labels-idx1"].map(|part| format!("emnist-letters-{split}-{part}-ubyte"));
    for split in ["train", "test"] {
        let [images, idx_labels] = prefixed(split);
        write_set(data.path(), [&images, &idx_labels], 28, &labels);
    }
    let mapping: String = (1..=26).map(|label| format!("{label} {} {} \n", 64 + label, 96 + label)).collect();
    fs::write(data.path().join("emnist-letters-mapping.txt"), mapping).unwrap();
    let opened = open_folder(data.path()).unwrap();
    assert_eq!((opened.first_label, opened.train.classes().get()), (FirstLabel::One, 26));
    assert_eq!(opened.classes.unwrap().all()[..2], ["Aa", "Bb"]);
    // What is no mapping is no reason to refuse the data.
    fs::write(data.path().join("emnist-letters-mapping.txt"), "see the paper").unwrap();
    assert_eq!(open_folder(data.path()).unwrap().classes.unwrap().all()[0], "1");
}

#[test]
fn the_size_that_images_had_is_kept() {
    let data = folder();
    write_set(data.path(), TRAIN, 8, &TEN);
    write_set(data.path(), TEST, 8, &TEN);
    let opened = open_folder(data.path()).unwrap();
    let size = ImageSize { rows: 8, columns: 8 };
    assert_eq!((opened.image_size, opened.remarks), (size, vec![Remark::Scaled { split: None, size }]));
    write_set(data.path(), TEST, 9, &TEN);
    let opened = open_folder(data.path()).unwrap();
    assert_eq!((opened.image_size, opened.remarks.len()), (size, 2));
}

#[test]
fn images_of_which_no_pixel_is_bright_are_said_to_be_faint() {
    for (value, remarks) in [(16, vec![Remark::Faint { highest: 16 }]), (17, vec![]), (0, vec![])] {
        let data = folder();
        write_data(data.path(), "");
        for names in [TRAIN, TEST] {
            fs::write(data.path().join(names[0]), images_file(10, &[value; 7840])).unwrap();
        }
        assert_eq!(open_folder(data.path()).unwrap().remarks, remarks);
    }
}

#[test]
fn names_of_classes_are_read_in_every_encoding() {
    let names = ["zéro", "eins", "två", "τρία", "четыре", "五", "six", "seven", "eight", "nine"];
    let text = names.join("\r\n");
    let utf16 = |unit: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let ascii: Vec<String> =
        names.iter().map(|_| String::new()).enumerate().map(|(index, _)| format!("c{index}")).collect();
    let ascii = ascii.join("\n");
    for (bytes, first) in [
        (text.as_bytes().to_vec(), "zéro"),
        (text.replace("\r\n", "\r").into_bytes(), "zéro"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "zéro"),
        ([vec![0xFF, 0xFE], utf16(u16::to_le_bytes, &text)].concat(), "zéro"),
        ([vec![0xFE, 0xFF], utf16(u16::to_be_bytes, &text)].concat(), "zéro"),
        (utf16(u16::to_le_bytes, &ascii), "c0"),
        (utf16(u16::to_be_bytes, &ascii), "c0"),
    ] {
        let data = folder();
        write_data(&data.path().join("MNIST/raw"), "");
        // Beside the files, or beside the folder that was opened.
        for place in ["classes.txt", "MNIST/raw/classes.txt"] {
            fs::write(data.path().join(place), &bytes).unwrap();
            let classes = open_folder(data.path()).unwrap().classes.unwrap();
            assert_eq!((classes.all()[0].as_str(), classes.all().len()), (first, 10));
            fs::remove_file(data.path().join(place)).unwrap();
        }
    }
    for (bytes, problem) in [
        (&b"\xFF\xFEa"[..], "UTF-8 or UTF-16"),
        (b"a\nb\xFF\n", "UTF-8 or UTF-16"),
        (b"", "0 names"),
        (b"a\nb", "2 names"),
    ] {
        let data = folder();
        write_data(data.path(), "");
        fs::write(data.path().join("classes.txt"), bytes).unwrap();
        let text = line(open_folder(data.path()));
        assert!(text.contains("classes.txt") && text.contains(problem), "{text}");
    }
}

#[test]
fn compressed_files_of_small_images_are_one_set_too() {
    let data = folder();
    for names in [TRAIN, TEST] {
        fs::write(data.path().join(format!("{}.gz", names[0])), gz(&images_file(10, &[7; 7840]))).unwrap();
        fs::write(data.path().join(format!("{}.gz", names[1])), gz(&labels_file(&TEN))).unwrap();
    }
    assert_eq!(open_folder(data.path()).unwrap().train.len(), 10);
}
