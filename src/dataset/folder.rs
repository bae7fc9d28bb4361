//! Folders of files in the format of MNIST, read and checked.

use std::path::Path;

use super::class_names::ClassNames;
use super::error::DataError;
use super::files::{DataFiles, Needed, SetFiles};
use super::idx::{IdxFile, Kind, read_labels};
use super::labels::{FirstLabel, Labels};
use super::mnist::load;
use super::numbering::{Given, Names, Numbering};
use super::remark::Remark;
use super::size::ImageSize;
use super::split::{BySplit, Split};
use super::{Class, ClassCount, ImageSet};

/// Values up to here are 8 x 8 digits of 17 greys, or black and white as 0 and 1.
const FAINT: u8 = 16;

/// How to read a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderOptions {
    /// The images are stored column by column, as those of EMNIST are; turns them upright.
    pub transpose: bool,
    /// From which number labels are counted. `None`: what the labels themselves say, from 1 where they leave 0 out and reach
    /// as far as there are names, or classes of the network, or else where none is missing.
    pub first_label: Option<FirstLabel>,
    /// How many classes the network tells apart that is to read the images. The set then has as many, if its labels go no
    /// further and no names say otherwise.
    pub network_classes: Option<ClassCount>,
    /// Which sets there have to be.
    pub needed: Needed,
}

/// A folder of IDX files, read and checked.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The training set; without any image if there is none.
    pub train: ImageSet,
    /// The test set; without any image if there is none.
    pub test: ImageSet,
    /// The files it came from.
    pub files: DataFiles,
    /// [`ImageSet::hash`] of the training set, if there is one.
    pub train_hash: Option<String>,
    /// [`ImageSet::hash`] of the test set, if there is one.
    pub test_hash: Option<String>,
    /// Rows and columns of its images before they were brought to 28 x 28; of the training set, if the two differ.
    pub image_size: ImageSize,
    /// The number from which the files count labels.
    pub first_label: FirstLabel,
    /// Names of the classes: those of the file [`CLASSES_FILE`](super::CLASSES_FILE); else of EMNIST's mapping; else the labels,
    /// if these are counted from 1.
    pub classes: Option<ClassNames>,
    /// What there is to say about it.
    pub remarks: Vec<Remark>,
}

/// Reads a folder with the four files of MNIST, or of other data in its format.
///
/// Names may have '-' or '.', end in ".gz" or not, and be of either case. EMNIST's names are taken too. Hidden files are
/// passed over. Files that are not in the folder itself are looked for one and two folders below.
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
    // All files first, so that a missing one is told before a second is spent on the others.
    let files = DataFiles::find(folder, options.needed)?;
    let names = Names::of(folder, &files)?;
    let opened = files.sets().try_map(OpenSet::open)?;
    let given = Given { first_label: options.first_label, network_classes: options.network_classes };
    let numbering = Numbering::of(&opened.labels(), names, given)?;
    let sizes = opened.map(|set| set.images.image_size());
    let mut remarks = remarks_on_files(folder, &files, options);
    remarks.extend(remarks_on_sizes(sizes));
    remarks.extend(numbering.remark());
    let sets = opened.try_map(|set| set.load(&numbering, options, &mut remarks))?;
    remarks.extend(remarks_on_absent(sets.map(absent)));
    remarks.extend(faint(&sets));
    let hashes = sets.map(ImageSet::hash);
    let none = || ImageSet::none(numbering.count);
    Ok(Folder {
        train: sets.train.unwrap_or_else(none),
        test: sets.test.unwrap_or_else(none),
        files,
        train_hash: hashes.train,
        test_hash: hashes.test,
        image_size: sizes.train.or(sizes.test).unwrap_or(ImageSize::INPUT),
        first_label: numbering.first_label,
        classes: numbering.names,
        remarks,
    })
}

/// A set whose labels are read, and whose images are still to be read.
struct OpenSet {
    images: IdxFile<'static>,
    labels: Labels,
    remark: Option<Remark>,
}

impl BySplit<OpenSet> {
    fn labels(&self) -> BySplit<&Labels> {
        BySplit { train: self.train.as_ref().map(|set| &set.labels), test: self.test.as_ref().map(|set| &set.labels) }
    }
}

impl OpenSet {
    /// Opens both files and checks that they have as many items.
    fn open(files: &SetFiles) -> Result<Self, DataError> {
        let images = IdxFile::open(&files.images, Kind::Images)?;
        let (values, remark) = read_labels(IdxFile::open(&files.labels, Kind::Labels)?)?;
        let set = Self { images, labels: Labels { file: files.labels.clone(), values }, remark };
        if set.labels.values.len() == set.images.count() as usize {
            return Ok(set);
        }
        let (file, images) = (set.images.name().to_path_buf(), set.images.count());
        let count = set.labels.values.len() as u32;
        Err(DataError::Counts { file, images, labels: set.labels.file, count })
    }

    fn load(
        self,
        numbering: &Numbering,
        options: FolderOptions,
        remarks: &mut Vec<Remark>,
    ) -> Result<ImageSet, DataError> {
        let classes = self.labels.classes(numbering.first_label);
        let (set, remark) = load(self.images, (&classes, numbering.count), options.transpose)?;
        remarks.extend(remark);
        remarks.extend(self.remark);
        Ok(set)
    }
}

fn remarks_on_files(path: &Path, files: &DataFiles, options: FolderOptions) -> Vec<Remark> {
    let is_below = files.folder.starts_with(path) && files.folder != path;
    let is_turned = files.prefix.contains("emnist") && !options.transpose;
    let found = is_below.then(|| Remark::Found { folder: files.folder.clone() });
    let train = files.train.is_none().then_some(Remark::NoSet(Split::Train));
    let test = files.test.is_none().then_some(Remark::NoSet(Split::Test));
    [found, train, test, is_turned.then_some(Remark::PerhapsByColumns)].into_iter().flatten().collect()
}

fn remarks_on_sizes(sizes: BySplit<ImageSize>) -> Vec<Remark> {
    let remarks = sizes.remarks(|split, size| Remark::Scaled { split, size });
    remarks.into_iter().filter(|remark| !matches!(remark, Remark::Scaled { size: ImageSize::INPUT, .. })).collect()
}

fn remarks_on_absent(absent: BySplit<Vec<u8>>) -> Vec<Remark> {
    let remarks = absent.remarks(|split, classes| Remark::AbsentClasses { split, classes });
    remarks
        .into_iter()
        .filter(|remark| !matches!(remark, Remark::AbsentClasses { classes, .. } if classes.is_empty()))
        .collect()
}

/// The classes without images.
fn absent(set: &ImageSet) -> Vec<u8> {
    let counts = set.label_counts();
    set.classes().all().filter(|class| counts[class.index()] == 0).map(Class::value).collect()
}

fn faint(sets: &BySplit<ImageSet>) -> Option<Remark> {
    let pixels = || sets.iter().flat_map(|set| set.pixels().iter().copied());
    // Almost every set has a bright pixel in its first image.
    let is_faint = !pixels().any(|value| value > FAINT);
    let highest = if is_faint { pixels().max()? } else { return None };
    (highest > 0).then_some(Remark::Faint { highest })
}
