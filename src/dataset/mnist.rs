//! Folders of files in the format of MNIST.
//!
//! Every file is checked by [`super::idx`] first. What passed is parsed by the crate `mnist`, which reads four files of
//! one folder and panics where it does not like them: it is given a folder of its own, with files made to its liking.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use mnist::MnistBuilder;
use ndarray::Array2;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::idx::{DataError, IdxFile, Kind, read_labels};
use super::{Class, DIGITS, ImageSet};
use crate::image::{PIXELS, SIDE};

/// Pictures handed to the crate `mnist` at a time, as many as its test set has. Keeps the memory it takes small.
const PIECE: usize = 10_000;
/// The header counts the crate `mnist` insists on.
const CRATE_TRAIN: u32 = 60_000;
const CRATE_TEST: u32 = 10_000;

/// Pictures for training in [`paper_subset`].
pub const PAPER_TRAIN: usize = 10_000;
/// Pictures for testing in [`paper_subset`].
pub const PAPER_TEST: usize = 1_000;

/// How to read a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderOptions {
    /// The pictures are stored column by column, as those of EMNIST are; turns them upright.
    pub transpose: bool,
}

/// A folder of MNIST files, read and checked.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The training set.
    pub train: ImageSet,
    /// The test set.
    pub test: ImageSet,
    /// The four files it came from: training pictures and labels, test pictures and labels.
    pub files: Vec<PathBuf>,
    /// [`ImageSet::hash`] of the training set.
    pub train_hash: String,
    /// [`ImageSet::hash`] of the test set.
    pub test_hash: String,
}

/// Reads a folder with the four files of MNIST, or of other data in its format.
///
/// Names may have '-' or '.', end in ".gz" or not, and be of either case. EMNIST's names are taken too.
///
/// # Errors
/// A [`DataError`] that says in one line which file is wrong, what was found and what was expected.
pub fn open_folder(folder: &Path) -> Result<Folder, DataError> {
    open_folder_with(folder, FolderOptions::default())
}

/// [`open_folder`], with options.
///
/// # Errors
/// Those of [`open_folder`].
pub fn open_folder_with(folder: &Path, options: FolderOptions) -> Result<Folder, DataError> {
    let names = names_in(folder)?;
    // All four first, so that a missing one is told before a second is spent on the others.
    let mut files = Vec::with_capacity(WANTED.len());
    for wanted in &WANTED {
        files.push(wanted.find(folder, &names)?);
    }
    // The test set is small: what is wrong with it is told soon.
    let test = load_files(&files[2], &files[3], options)?;
    let train = load_files(&files[0], &files[1], options)?;
    let (train_hash, test_hash) = (train.hash(), test.hash());
    Ok(Folder { train, test, files, train_hash, test_hash })
}

fn load_files(images: &Path, labels: &Path, options: FolderOptions) -> Result<ImageSet, DataError> {
    let labels = IdxFile::open(labels, Kind::Labels)?;
    let images = IdxFile::open(images, Kind::Images)?;
    load(images, labels, options)
}

/// One of the four files of a folder.
struct Wanted {
    what: &'static str,
    /// Canonical names, the first one MNIST's own.
    names: [&'static str; 2],
}

const WANTED: [Wanted; 4] = [
    Wanted { what: "training pictures", names: ["train-images-idx3-ubyte", "training-images-idx3-ubyte"] },
    Wanted { what: "training labels", names: ["train-labels-idx1-ubyte", "training-labels-idx1-ubyte"] },
    Wanted { what: "test pictures", names: ["t10k-images-idx3-ubyte", "test-images-idx3-ubyte"] },
    Wanted { what: "test labels", names: ["t10k-labels-idx1-ubyte", "test-labels-idx1-ubyte"] },
];

impl Wanted {
    /// The path of this file in the folder.
    ///
    /// The nearest name wins: MNIST's own, then another spelling of it, then one with something before it as EMNIST's.
    fn find(&self, folder: &Path, names: &[String]) -> Result<PathBuf, DataError> {
        let canonical = self.names[0];
        let gz = format!("{canonical}.gz");
        if let Some(name) = names.iter().find(|name| **name == canonical).or(names.iter().find(|name| **name == gz)) {
            return Ok(folder.join(name));
        }
        let spellings: [&dyn Fn(&str) -> bool; 3] =
            [&|name| plain(name) == canonical, &|name| plain(name) == self.names[1], &|name| {
                self.names.iter().any(|wanted| plain(name).ends_with(&format!("-{wanted}")))
            }];
        for fits in spellings {
            let mut found: Vec<&String> = names.iter().filter(|name| fits(name)).collect();
            // The same name with and without ".gz" is one file twice.
            found.sort_by_key(|name| plain(name));
            found.dedup_by_key(|name| plain(name));
            match found.as_slice() {
                [] => {}
                [name] => return Ok(folder.join(name)),
                several => {
                    let candidates = several.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
                    return Err(DataError::Ambiguous { folder: folder.to_path_buf(), what: self.what, candidates });
                }
            }
        }
        Err(DataError::Missing { folder: folder.to_path_buf(), what: self.what, tried: self.tried() })
    }

    fn tried(&self) -> String {
        let [name, other] = self.names;
        let dotted = name.replace("-idx", ".idx");
        format!("{name}, {name}.gz, {dotted}, {dotted}.gz, {other} and *-{name}, in upper and lower case")
    }
}

/// A name without its case, its punctuation and its ".gz".
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).replace(['.', '_', ' '], "-")
}

/// The names of the files of a folder, sorted; folders among them are left out.
fn names_in(folder: &Path) -> Result<Vec<String>, DataError> {
    let failed = |source| DataError::Folder { folder: folder.to_path_buf(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Follows links. Some programs unpack X.gz to a folder X.
        let is_file = fs::metadata(entry.path()).is_ok_and(|data| data.is_file());
        if let (true, Ok(name)) = (is_file, entry.file_name().into_string()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Reads pictures and labels whose headers were checked.
fn load(mut images: IdxFile<'_>, labels: IdxFile<'_>, options: FolderOptions) -> Result<ImageSet, DataError> {
    let labels_name = labels.name().to_path_buf();
    let labels = read_labels(labels)?;
    let count = images.count() as usize;
    if labels.len() != count {
        let (file, images) = (images.name().to_path_buf(), images.count());
        return Err(DataError::Counts { file, images, labels: labels_name, count: labels.len() as u32 });
    }
    let mut pixels = Vec::new();
    let out_of_memory = || DataError::Memory { file: labels_name.clone(), items: count as u32 };
    // At most 1032 times the file's length, and only what is written to is taken from the system.
    pixels.try_reserve_exact(count * PIXELS).map_err(|_| out_of_memory())?;
    let mut digits = Vec::with_capacity(count);
    let parser = Parser::new()?;
    let mut piece = vec![0; count.min(PIECE) * PIXELS];
    for labels in labels.chunks(PIECE) {
        let piece = &mut piece[..labels.len() * PIXELS];
        images.read_items(piece)?;
        if options.transpose {
            piece.chunks_exact_mut(PIXELS).for_each(transpose);
        }
        let (parsed_pixels, parsed_labels) = parser.parse(piece, labels)?;
        pixels.extend_from_slice(&parsed_pixels);
        digits.extend(parsed_labels.into_iter().map(Class::new));
    }
    images.finish()?;
    let pixels = Array2::from_shape_vec((count, PIXELS), pixels).map_err(|_| out_of_memory())?;
    ImageSet::new(pixels, digits, DIGITS).ok_or_else(out_of_memory)
}

fn transpose(image: &mut [u8]) {
    for row in 0..SIDE {
        for column in 0..row {
            image.swap(row * SIDE + column, column * SIDE + row);
        }
    }
}

/// The crate `mnist` and a folder it reads from.
///
/// It wants four files whose headers name 60,000 and 10,000 items, and returns as many as it is asked for. The files of
/// the training set are left bare, and each piece is written as the test set, with its true length asked for.
struct Parser {
    folder: TempDir,
    path: String,
}

const NAMES: [&str; 4] = ["train-images", "train-labels", "test-images", "test-labels"];

impl Parser {
    fn new() -> Result<Self, DataError> {
        let folder = tempfile::Builder::new().prefix("nullcline-").tempdir().map_err(|error| temporary(&error))?;
        let path = folder.path().to_str().ok_or_else(|| temporary(&"its name is not UTF-8"))?.to_owned();
        let parser = Self { folder, path };
        parser.write(NAMES[0], &Kind::Images.header(CRATE_TRAIN), &[])?;
        parser.write(NAMES[1], &Kind::Labels.header(CRATE_TRAIN), &[])?;
        Ok(parser)
    }

    fn write(&self, name: &str, header: &[u8], items: &[u8]) -> Result<(), DataError> {
        let mut file = fs::File::create(self.folder.path().join(name)).map_err(|error| temporary(&error))?;
        file.write_all(header).and_then(|()| file.write_all(items)).map_err(|error| temporary(&error))
    }

    /// At most [`PIECE`] pictures and as many labels, through the crate.
    fn parse(&self, pixels: &[u8], labels: &[u8]) -> Result<(Vec<u8>, Vec<u8>), DataError> {
        self.write(NAMES[2], &Kind::Images.header(CRATE_TEST), pixels)?;
        self.write(NAMES[3], &Kind::Labels.header(CRATE_TEST), labels)?;
        let parsed = MnistBuilder::new()
            .base_path(&self.path)
            .training_images_filename(NAMES[0])
            .training_labels_filename(NAMES[1])
            .test_images_filename(NAMES[2])
            .test_labels_filename(NAMES[3])
            .label_format_digit()
            .training_set_length(0)
            .validation_set_length(0)
            .test_set_length(labels.len() as u32)
            .finalize();
        Ok((parsed.tst_img, parsed.tst_lbl))
    }
}

fn temporary(problem: &dyn std::fmt::Display) -> DataError {
    DataError::Temporary { folder: std::env::temp_dir(), problem: problem.to_string() }
}

impl ImageSet {
    /// A fingerprint of this data: the first 16 hexadecimal digits of the SHA-256 of its two unpacked IDX files, pictures
    /// first.
    ///
    /// Takes about 0.1 s for a full training set.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(Kind::Images.header(self.len() as u32));
        for row in self.pixels.rows() {
            match row.as_slice() {
                Some(row) => hasher.update(row),
                None => hasher.update(row.to_vec()),
            }
        }
        hasher.update(Kind::Labels.header(self.len() as u32));
        hasher.update(self.labels.iter().map(|label| label.value()).collect::<Vec<_>>());
        hasher.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The amounts of data of the paper, 10,000 pictures for training and 1,000 for testing, equally many of each class.
///
/// The same seed gives the same pictures in the same order.
///
/// # Errors
/// [`DataError::TooFew`] if a digit has less than 1,000 training or 100 test pictures.
pub fn paper_subset(train: &ImageSet, test: &ImageSet, seed: u64) -> Result<(ImageSet, ImageSet), DataError> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let train = balanced(train, PAPER_TRAIN, "training", &mut random)?;
    let test = balanced(test, PAPER_TEST, "test", &mut random)?;
    Ok((train, test))
}

fn balanced(set: &ImageSet, count: usize, name: &'static str, random: &mut ChaCha8Rng) -> Result<ImageSet, DataError> {
    let wanted = count / set.classes().get();
    let mut chosen = Vec::with_capacity(count);
    for digit in set.classes().all() {
        let mut indices: Vec<usize> = (0..set.len()).filter(|&index| set.labels()[index] == digit).collect();
        if indices.len() < wanted {
            return Err(DataError::TooFew { set: name, digit: digit.value(), found: indices.len(), wanted });
        }
        indices.shuffle(random);
        chosen.extend_from_slice(&indices[..wanted]);
    }
    chosen.shuffle(random);
    Ok(set.select(&chosen))
}
