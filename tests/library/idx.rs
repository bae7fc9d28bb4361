//! Folders of IDX files: what is read, and what is refused in one line that helps.

use std::fs;
use std::path::{Path, PathBuf};

use crate::idx_files::{gz, images_file, images_of, labels_file};
use ndarray::Array2;
use nullcline::dataset::{
    Class, DIGITS, DataError, Folder, FolderOptions, ImageSet, Remark, open_folder, open_folder_with, paper_subset,
};
#[cfg(feature = "mnist")]
use nullcline::dataset::{EMBEDDED_TEST_HASH, EMBEDDED_TRAIN_HASH, embedded_test, embedded_train};
use nullcline::image::PIXELS;
use proptest::prelude::*;
use tempfile::TempDir;

const IMAGES: &str = "t10k-images-idx3-ubyte";
const LABELS: &str = "t10k-labels-idx1-ubyte";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/idx").join(name)
}

/// A folder with a good training set of 100, and these files.
fn folder_with(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("ok-images-idx3-ubyte"), folder.path().join("train-images-idx3-ubyte")).unwrap();
    fs::copy(fixture("ok-labels-idx1-ubyte"), folder.path().join("train-labels-idx1-ubyte")).unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Opens a folder whose test set is made of these bytes.
fn open_test_set(images: &[u8], labels: &[u8]) -> Result<Folder, DataError> {
    open_folder(folder_with(&[(IMAGES, images), (LABELS, labels)]).path())
}

/// Opens a folder whose test set is made of these fixtures.
fn open_fixtures(images: &str, labels: &str) -> Result<Folder, DataError> {
    let keep_gz = |name: &str, wanted: &str| if has_gz(name) { format!("{wanted}.gz") } else { wanted.to_owned() };
    let images_bytes = fs::read(fixture(images)).unwrap();
    let labels_bytes = fs::read(fixture(labels)).unwrap();
    open_folder(
        folder_with(&[(&keep_gz(images, IMAGES), &images_bytes), (&keep_gz(labels, LABELS), &labels_bytes)]).path(),
    )
}

fn has_gz(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "gz")
}

/// The line of an error, checked to be one and to name the file.
fn line(error: &DataError, file: &str) -> String {
    let line = error.to_string();
    assert!(!line.contains('\n') && line.contains(file), "{line}");
    line
}

fn assert_refused(images: &str, labels: &str, words: &[&str]) {
    let error = open_fixtures(images, labels).expect_err(images);
    let line = line(&error, "t10k-");
    for word in words {
        assert!(line.contains(word), "{images}, {labels}: {line:?} lacks {word:?}");
    }
}

const OK_LABELS: &str = "ok-labels-idx1-ubyte";

#[test]
fn good_files_load_whatever_their_compression_and_suffix() {
    let reference = open_fixtures("ok-images-idx3-ubyte", OK_LABELS).unwrap();
    assert_eq!(reference.test.len(), 100);
    assert_eq!(reference.files.paths().len(), 4);
    assert!(reference.remarks.is_empty(), "{:?}", reference.remarks);
    let others = [
        "ok-images-idx3-ubyte.gz",
        "gz-without-suffix-idx3-ubyte",
        "plain-with-gz-suffix-idx3-ubyte.gz",
        "ok.images.idx3-ubyte",
    ];
    for images in others {
        let folder = open_fixtures(images, OK_LABELS).unwrap();
        assert_eq!(folder.test, reference.test, "{images}");
        assert_eq!(folder.test_hash, reference.test_hash, "the hash is of the unpacked bytes");
    }
}

#[test]
fn broken_files_are_refused_with_what_was_found_and_expected() {
    for (images, words) in [
        ("truncated-idx3-ubyte", &["39229 (39187 too few)", "expected 78416"] as &[&str]),
        ("truncated-idx3-ubyte.gz", &["gzip data is broken after", "ends too early"]),
        ("badcrc-idx3-ubyte.gz", &["gzip data is broken", "checksum"]),
        ("empty-idx3-ubyte", &["an empty file", "expected the IDX header of pictures"]),
        ("header4-idx3-ubyte", &["only 4 bytes", "16 bytes"]),
        ("count-u32max-idx3-ubyte", &["4294967295 items", "78416"]),
        ("html-idx3-ubyte.gz", &["HTML", "<!DOCTYPE"]),
        ("rows0-idx3-ubyte", &["0 x 28", "1 x 1 to 256 x 256"]),
        ("zero-items-idx3-ubyte", &["0 items"]),
        ("littleendian-idx3-ubyte", &["least significant byte first"]),
        ("ok-labels-idx1-ubyte", &["a file of labels"]),
    ] {
        assert_refused(images, OK_LABELS, words);
    }
    assert_refused("ok-images-idx3-ubyte", "labels-short-idx1-ubyte", &["100 pictures", "90 labels"]);
    assert_refused("ok-images-idx3-ubyte", "ok-images-idx3-ubyte", &["a file of pictures", "t10k-labels"]);
}

#[test]
fn labels_reach_to_255_and_say_how_many_classes_there_are() {
    let images = images_file(4, &[0; 4 * PIXELS]);
    for (highest, classes) in [(9, 10), (10, 11), (25, 26), (46, 47), (255, 256)] {
        let opened = open_test_set(&images, &labels_file(&[9, 0, highest, 1])).unwrap();
        assert_eq!((opened.train.classes().get(), opened.test.classes().get()), (classes, classes));
        assert_eq!(opened.test.labels()[2].value(), highest);
    }
}

#[test]
fn a_count_that_lies_costs_no_memory_when_packed_either() {
    for count in [u32::MAX, 100_000_000, 101] {
        let images = images_file(count, &vec![7; 100 * PIXELS]);
        for bytes in [images.clone(), gz(&images)] {
            let error = open_test_set(&bytes, &labels_file(&[1; 100])).unwrap_err();
            line(&error, IMAGES);
        }
    }
    let mut labels = labels_file(&[1; 100]);
    labels[4..8].copy_from_slice(&u32::MAX.to_be_bytes());
    let images = images_file(100, &vec![7; 100 * PIXELS]);
    for bytes in [labels.clone(), gz(&labels)] {
        line(&open_test_set(&images, &bytes).unwrap_err(), LABELS);
    }
}

#[test]
fn several_gzip_members_are_one_file() {
    let images = images_file(3, &[5; 3 * PIXELS]);
    let labels = labels_file(&[1, 2, 3]);
    // At this place and at those around it, so that members begin anywhere in a buffer.
    for at in (990..1010).chain([16, 17]) {
        let members = [gz(&images[..at]), gz(&images[at..])].concat();
        assert_eq!(open_test_set(&members, &labels).unwrap().test.pixels().as_slice().unwrap(), &images[16..]);
    }
    let bytewise: Vec<u8> = images.chunks(1).flat_map(gz).collect();
    assert_eq!(open_test_set(&bytewise, &labels).unwrap().test.len(), 3, "as many members as bytes");
    let twice = gz(&gz(&images));
    assert!(open_test_set(&twice, &labels).unwrap_err().to_string().contains("gzip data within gzip data"));
}

#[test]
fn what_follows_whole_data_is_left_out_with_a_remark() {
    let images = images_file(3, &[5; 3 * PIXELS]);
    let labels = labels_file(&[1, 2, 3]);
    let whole = open_test_set(&images, &labels).unwrap();
    let packed = gz(&images);
    for (rest, bytes) in [(vec![0; 512], 512), (b"\n".to_vec(), 1), (b"no gzip".to_vec(), 7), (gz(&[1, 2, 3]), 3)] {
        let opened = open_test_set(&[packed.clone(), rest].concat(), &labels).unwrap();
        assert_eq!(opened.test_hash, whole.test_hash);
        let remark = opened.remarks.iter().map(ToString::to_string).find(|remark| remark.contains("after the end"));
        assert!(remark.is_some_and(|text| text.contains(&format!("{IMAGES}: {bytes} byte"))), "{:?}", opened.remarks);
    }
    let two_more = open_fixtures("trailing-idx3-ubyte", OK_LABELS).unwrap();
    assert!(two_more.remarks.iter().any(|remark| matches!(remark, Remark::TrailingBytes { bytes: 2, .. })));
    let labels_and_more = [labels.clone(), vec![0; 3]].concat();
    let remarks = open_test_set(&images, &labels_and_more).unwrap().remarks;
    assert!(remarks.iter().any(|remark| remark.to_string().contains(&format!("{LABELS}: 3 bytes"))), "{remarks:?}");
    // A second member that is damaged is no padding.
    let damaged = [packed, vec![0x1F, 0x8B, 8, 0, 1, 2, 3]].concat();
    assert!(line(&open_test_set(&damaged, &labels).unwrap_err(), IMAGES).contains("gzip data is broken"));
}

#[test]
fn a_count_that_is_far_too_low_is_refused() {
    let images = images_file(3, &vec![5; 17 << 20]);
    for bytes in [images.clone(), gz(&images)] {
        let error = open_test_set(&bytes, &labels_file(&[1, 2, 3])).unwrap_err();
        assert!(line(&error, IMAGES).contains("too many"), "{error}");
    }
}

#[test]
fn images_of_any_size_up_to_256_are_brought_to_28() {
    for size in [[1, 1], [8, 8], [28, 20], [3, 200], [256, 256]] {
        let bytes = images_of(3, size, &vec![90; 3 * (size[0] * size[1]) as usize]);
        for bytes in [bytes.clone(), gz(&bytes)] {
            let opened = open_test_set(&bytes, &labels_file(&[1, 2, 3])).unwrap();
            assert_eq!(opened.test.pixels().dim(), (3, PIXELS));
            let shown = format!("test images are {} x {} pixels, scaled to 28 x 28", size[0], size[1]);
            assert!(opened.remarks.iter().any(|remark| remark.to_string().starts_with(&shown)), "{:?}", opened.remarks);
            let inked = opened.test.image(0).pixels().iter().filter(|value| **value == 90).count();
            let longer = size[0].max(size[1]) as f32;
            let covered: usize =
                size.iter().map(|side| (*side as f32 * 28.0 / longer).round().max(1.0) as usize).product();
            assert_eq!(inked, covered, "{size:?}");
        }
    }
    for size in [[257, 28], [28, 257], [0, 0], [28, 0], [65_536, 65_536]] {
        let error = open_test_set(&images_of(3, size, &[0; 100]), &labels_file(&[1, 2, 3])).unwrap_err();
        let text = line(&error, IMAGES);
        assert!(text.contains(&format!("{} x {}", size[0], size[1])) && text.contains("256 x 256"), "{text}");
    }
}

#[test]
fn packed_images_of_one_pixel_can_t_ask_for_any_memory() {
    let count = 20_000_000;
    let images = gz(&images_of(count, [1, 1], &vec![0; count as usize]));
    let error = open_test_set(&images, &labels_file(&vec![1; count as usize])).unwrap_err();
    assert!(line(&error, IMAGES).contains("memory"), "{error}");
}

#[test]
fn labels_may_be_integers_of_other_sizes() {
    let images = images_file(2, &[5; 2 * PIXELS]);
    let types: [(u8, &[u8], &[u8]); 3] =
        [(0x09, &[3], &[9]), (0x0B, &[0, 3], &[0, 9]), (0x0C, &[0, 0, 0, 3], &[0, 0, 0, 9])];
    for (code, three, nine) in types {
        let labels = [[0, 0, code, 1, 0, 0, 0, 2].as_slice(), three, nine].concat();
        let test = open_test_set(&images, &labels).unwrap().test;
        assert_eq!(test.labels().iter().map(|label| label.value()).collect::<Vec<_>>(), [3, 9], "{code}");
    }
    for (value, bytes) in [("256", [0, 0, 1, 0]), ("-1", [255; 4])] {
        let labels = [[0, 0, 0x0C, 1, 0, 0, 0, 2, 0, 0, 0, 3].as_slice(), &bytes].concat();
        let text = line(&open_test_set(&images, &labels).unwrap_err(), LABELS);
        assert!(text.contains(&format!("label {value} at index 1")) && text.contains("expected 0 to 255"), "{text}");
    }
}

#[test]
fn every_usual_spelling_of_the_names_is_found() {
    let images = fs::read(fixture("ok-images-idx3-ubyte.gz")).unwrap();
    let labels = fs::read(fixture("ok-labels-idx1-ubyte")).unwrap();
    for names in [
        ["train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"],
        ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", LABELS],
        ["TRAIN-IMAGES-IDX3-UBYTE", "TRAIN-LABELS.IDX1-UBYTE.GZ", "T10K-IMAGES.IDX3-UBYTE", "T10K-LABELS-IDX1-UBYTE"],
        [
            "emnist-digits-train-images-idx3-ubyte.gz",
            "emnist-digits-train-labels-idx1-ubyte.gz",
            "emnist-digits-test-images-idx3-ubyte.gz",
            "emnist-digits-test-labels-idx1-ubyte.gz",
        ],
    ] {
        let folder = tempfile::tempdir().unwrap();
        // Some programs unpack a file into a folder of its name.
        fs::create_dir(folder.path().join("t10k-images-idx3-ubyte.d")).unwrap();
        for (index, name) in names.iter().enumerate() {
            fs::write(folder.path().join(name), if index % 2 == 0 { &images } else { &labels }).unwrap();
        }
        let opened = open_folder(folder.path()).unwrap();
        assert_eq!(opened.files.paths().iter().map(|file| file.file_name().unwrap()).collect::<Vec<_>>(), names);
    }
}

#[test]
fn a_missing_file_lists_the_names_tried_and_two_candidates_are_not_guessed_between() {
    let folder = folder_with(&[(IMAGES, &[])]);
    let text = line(&open_folder(folder.path()).unwrap_err(), &folder.path().display().to_string());
    for name in [LABELS, "t10k-labels.idx1-ubyte", "t10k-labels-idx1-ubyte.gz", "test labels"] {
        assert!(text.contains(name), "{text}");
    }
    fs::create_dir(folder.path().join(LABELS)).unwrap();
    assert!(matches!(open_folder(folder.path()), Err(DataError::Missing { .. })), "a folder is no file");
    for name in ["emnist-mnist-test-labels-idx1-ubyte", "emnist-digits-test-labels-idx1-ubyte"] {
        fs::write(folder.path().join(name), labels_file(&[1])).unwrap();
    }
    assert!(matches!(open_folder(folder.path()), Err(DataError::Ambiguous { .. })));
    let nowhere = folder.path().join("nowhere");
    assert!(line(&open_folder(&nowhere).unwrap_err(), "nowhere").contains("can't be opened"));
}

#[test]
fn columns_first_are_turned_upright_on_request() {
    let images = fs::read(fixture("transposed-emnist-style-idx3-ubyte")).unwrap();
    let labels = fs::read(fixture(OK_LABELS)).unwrap();
    let folder = folder_with(&[(IMAGES, &images), (LABELS, &labels)]);
    let upright = open_fixtures("ok-images-idx3-ubyte", OK_LABELS).unwrap().test;
    let turned =
        open_folder_with(folder.path(), FolderOptions { transpose: true, ..FolderOptions::default() }).unwrap();
    assert_eq!(turned.test, upright);
    assert_ne!(open_folder(folder.path()).unwrap().test, upright);
}

#[test]
fn sets_larger_than_mnist_are_read_whole() {
    let count = 60_001;
    let labels: Vec<u8> = (0..count).map(|index| (index % 10) as u8).collect();
    let mut pixels = vec![0; count * PIXELS];
    for (index, image) in pixels.chunks_exact_mut(PIXELS).enumerate() {
        image[index % PIXELS] = (index % 256) as u8;
    }
    let test = open_test_set(&gz(&images_file(count as u32, &pixels)), &labels_file(&labels)).unwrap().test;
    assert_eq!(test.pixels().as_slice().unwrap(), pixels);
    assert_eq!(test.labels().iter().map(|label| label.value()).collect::<Vec<_>>(), labels);
}

#[test]
#[cfg(feature = "mnist")]
fn the_embedded_sets_are_mnist() {
    let (train, test) = (embedded_train().unwrap(), embedded_test().unwrap());
    assert_eq!((train.len(), test.len()), (60_000, 10_000));
    assert_eq!(train.label_counts(), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    assert_eq!(test.label_counts(), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    assert_eq!(test.labels()[..5].iter().map(|label| label.value()).collect::<Vec<_>>(), [7, 2, 1, 0, 4]);
    assert_eq!((train.hash().as_str(), test.hash().as_str()), (EMBEDDED_TRAIN_HASH, EMBEDDED_TEST_HASH));
    let mean = train.pixels().iter().map(|&value| f64::from(value)).sum::<f64>() / train.pixels().len() as f64 / 255.0;
    assert!((mean - 0.1307).abs() < 1e-4, "{mean}");
}

#[test]
fn the_subset_of_the_paper_is_balanced_and_seeded() {
    // Sorted by class, which is where a careless split goes wrong; the first pixels number the pictures.
    let set = |count: usize| {
        let labels = (0..count).map(|index| Class::new((index * 10 / count) as u8)).collect();
        let pixel = |(image, pixel): (usize, usize)| if pixel < 2 { (image >> (8 * pixel)) as u8 } else { 0 };
        ImageSet::new(Array2::from_shape_fn((count, PIXELS), pixel), labels, DIGITS).unwrap()
    };
    let (train, test) = (set(12_000), set(1_500));
    let (small_train, small_test) = paper_subset(&train, &test, 3).unwrap();
    assert_eq!(small_train.label_counts(), [1000; 10]);
    assert_eq!(small_test.label_counts(), [100; 10]);
    let mut rows: Vec<_> = small_train.pixels().rows().into_iter().map(|row| (row[0], row[1])).collect();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 10_000, "no picture twice");
    let first: Vec<_> = small_train.labels()[..200].iter().map(|label| label.index()).collect();
    assert!((0..10).all(|digit| first.contains(&digit)), "shuffled");
    assert_eq!(paper_subset(&train, &test, 3).unwrap(), (small_train.clone(), small_test));
    assert_ne!(paper_subset(&train, &test, 4).unwrap().0, small_train);
    let error = paper_subset(&set(9_990), &test, 3).unwrap_err();
    assert!(error.to_string().contains("999 pictures of the digit 0"), "{error}");
}

#[test]
fn a_file_cut_at_any_byte_is_refused() {
    let images = images_file(2, &(0..2 * PIXELS).map(|at| (at * 31 % 251) as u8).collect::<Vec<_>>());
    let labels = labels_file(&[1, 2]);
    assert!(open_test_set(&images, &labels).is_ok());
    let packed = gz(&images);
    for length in 0..packed.len() {
        line(&open_test_set(&packed[..length], &labels).unwrap_err(), IMAGES);
    }
    for length in (0..24).chain((24..images.len()).step_by(37)) {
        line(&open_test_set(&images[..length], &labels).unwrap_err(), IMAGES);
    }
    for length in 0..labels.len() {
        line(&open_test_set(&images, &labels[..length]).unwrap_err(), LABELS);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_mutated_file_never_panics(at in 0_usize..40, value: u8, packed: bool, cut in 0_usize..8) {
        let images = images_file(2, &[9; 2 * PIXELS]);
        let mut bytes = if packed { gz(&images) } else { images };
        bytes[at] = value;
        bytes.truncate(bytes.len() - cut);
        if let Err(error) = open_test_set(&bytes, &labels_file(&[1, 2])) {
            line(&error, IMAGES);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), magic in 0_usize..4) {
        let start: [&[u8]; 4] = [&[], &[0, 0, 8, 3], &[0x1F, 0x8B, 8], &[0, 0, 8, 1]];
        let bytes = [start[magic], &bytes].concat();
        let refused = open_test_set(&bytes, &bytes).unwrap_err();
        line(&refused, "t10k-");
    }
}
