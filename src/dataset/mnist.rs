//! Images handed to the crate `mnist`, the fingerprint of a set and the subset of the paper.
//!
//! Every file is checked by [`super::idx`] first. What passed is parsed by the crate `mnist`, which reads four files of
//! one folder and panics where it does not like them: it is given a folder of its own, with files made to its liking.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use mnist::MnistBuilder;
use ndarray::Array2;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::error::DataError;
use super::idx::{IdxFile, Kind};
use super::remark::Remark;
use super::size::{Scaling, transposed};
use super::{Class, ClassCount, ImageSet};
use crate::image::PIXELS;

/// Pictures handed to the crate `mnist` at a time, as many as its test set has. Keeps the memory it takes small.
const PIECE: usize = 10_000;
/// The header counts the crate `mnist` insists on.
const CRATE_TRAIN: u32 = 60_000;
const CRATE_TEST: u32 = 10_000;

/// Pictures for training in [`paper_subset`].
pub const PAPER_TRAIN: usize = 10_000;
/// Pictures for testing in [`paper_subset`].
pub const PAPER_TEST: usize = 1_000;

/// More images than this are taken for a header that lies: those of a few packed pixels could ask for any memory.
const MOST_IMAGES: u32 = 1 << 24;

/// The images of a file with a checked header at 28 x 28, with the class of each and how many classes there are; and what
/// is to be said about the file.
pub(super) fn load(
    mut images: IdxFile<'_>,
    (classes, class_count): (&[Class], ClassCount),
    transpose: bool,
) -> Result<(ImageSet, Option<Remark>), DataError> {
    let (file, items) = (images.name().to_path_buf(), images.count());
    let out_of_memory = || DataError::Memory { file: file.clone(), items };
    let count = classes.len();
    let mut pixels = Vec::new();
    if items > MOST_IMAGES || pixels.try_reserve_exact(count * PIXELS).is_err() {
        return Err(out_of_memory());
    }
    let mut parsed_classes = Vec::with_capacity(count);
    // Where there is no place for its files, what was checked is taken as it is.
    let parser = Parser::new().ok();
    let mut pieces = Pieces::new(&images, transpose);
    for classes in classes.chunks(pieces.images) {
        let labels: Vec<u8> = classes.iter().map(|class| class.value()).collect();
        let piece = pieces.next(&mut images, labels.len())?;
        let (parsed, labels) = match &parser {
            Some(parser) => parser.parse(&piece, &labels)?,
            None => (piece, labels),
        };
        pixels.extend_from_slice(&parsed);
        parsed_classes.extend(labels.into_iter().map(Class::new));
    }
    let remark = images.finish()?;
    let pixels = Array2::from_shape_vec((count, PIXELS), pixels).map_err(|_| out_of_memory())?;
    Ok((ImageSet::new(pixels, parsed_classes, class_count).ok_or_else(out_of_memory)?, remark))
}

/// Reads a file's images piece by piece and brings them to 28 x 28, upright.
struct Pieces {
    /// How many images a piece has at most: few where they are large.
    images: usize,
    bytes: Vec<u8>,
    item: usize,
    /// Columns as stored, if the images are to be turned.
    columns: Option<usize>,
    scaling: Scaling,
}

impl Pieces {
    fn new(file: &IdxFile<'_>, transpose: bool) -> Self {
        let size = file.image_size();
        let upright = if transpose { size.transposed() } else { size };
        let images = (PIECE * PIXELS / size.pixels()).clamp(1, PIECE);
        let columns = transpose.then_some(size.columns as usize);
        Self { images, bytes: Vec::new(), item: size.pixels(), columns, scaling: Scaling::from(upright) }
    }

    /// The next `count` images.
    fn next(&mut self, file: &mut IdxFile<'_>, count: usize) -> Result<Vec<u8>, DataError> {
        self.bytes.resize(count * self.item, 0);
        file.read_items(&mut self.bytes)?;
        let images = self.bytes.par_chunks_exact(self.item).map(|image| match self.columns {
            Some(columns) => self.scaling.apply(&transposed(image, columns)),
            None => self.scaling.apply(image),
        });
        Ok(images.collect::<Vec<_>>().into_flattened())
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
    /// first; of the files that would hold them at 28 x 28, upright and with labels from 0.
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
