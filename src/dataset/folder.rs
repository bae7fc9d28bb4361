//! Folders of files in the format of MNIST, read and checked.

use std::path::{Path, PathBuf};

use super::class_names::{CLASSES_FILE, ClassNames};
use super::error::DataError;
use super::files::{DataFiles, Needed, SetFiles};
use super::idx::{IdxFile, Kind, read_labels};
use super::labels::{FirstLabel, Labels};
use super::mnist::load;
use super::remark::Remark;
use super::size::ImageSize;
use super::split::Split;
use super::{Class, ImageSet};

/// Values up to here are 8 x 8 digits of 17 greys, or black and white as 0 and 1.
const FAINT: u8 = 16;

/// How to read a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderOptions {
    /// The images are stored column by column, as those of EMNIST are; turns them upright.
    pub transpose: bool,
    /// From which number labels are counted. `None`: from 1 if the labels themselves leave no other way, else from 0.
    pub first_label: Option<FirstLabel>,
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
    /// What the classes are called, if there is a file [`CLASSES_FILE`].
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
    let classes = files.beside(folder, CLASSES_FILE).map(|path| ClassNames::read(&path)).transpose()?;
    // The test set is small: what is wrong with it is told soon.
    let mut test = OpenSet::open(files.test.as_ref())?;
    let mut train = OpenSet::open(files.train.as_ref())?;
    let first_label = options.first_label.unwrap_or_else(|| FirstLabel::of(labels_of([&train, &test])));
    let sizes = [&train, &test].map(|set| set.as_ref().map(|set| set.images.image_size()));
    let mut remarks = remarks(folder, &files, options, sizes);
    remarks.extend(counted_from_one(first_label, labels_of([&train, &test])));
    let test = test.take().map(|set| set.load(first_label, options, &mut remarks)).transpose()?;
    let train = train.take().map(|set| set.load(first_label, options, &mut remarks)).transpose()?;
    remarks.extend(absent_classes([&train, &test]));
    remarks.extend(faint([&train, &test]));
    Ok(Folder {
        train_hash: train.as_ref().map(ImageSet::hash),
        test_hash: test.as_ref().map(ImageSet::hash),
        train: train.unwrap_or_else(ImageSet::none),
        test: test.unwrap_or_else(ImageSet::none),
        files,
        image_size: sizes[0].or(sizes[1]).unwrap_or(ImageSize::INPUT),
        first_label,
        classes,
        remarks,
    })
}

/// A set whose labels are read, and whose file of images is open.
struct OpenSet {
    images: IdxFile<'static>,
    labels: Labels,
    remark: Option<Remark>,
}

impl OpenSet {
    /// Opens both files, if there are any, and checks that they have as many items.
    fn open(files: Option<&SetFiles>) -> Result<Option<Self>, DataError> {
        let Some(files) = files else { return Ok(None) };
        let images = IdxFile::open(&files.images, Kind::Images)?;
        let (values, remark) = read_labels(IdxFile::open(&files.labels, Kind::Labels)?)?;
        let set = Self { images, labels: Labels { file: files.labels.clone(), values }, remark };
        if set.labels.values.len() == set.images.count() as usize {
            return Ok(Some(set));
        }
        let (file, images) = (set.images.name().to_path_buf(), set.images.count());
        let count = set.labels.values.len() as u32;
        Err(DataError::Counts { file, images, labels: set.labels.file, count })
    }

    fn load(
        self,
        first_label: FirstLabel,
        options: FolderOptions,
        remarks: &mut Vec<Remark>,
    ) -> Result<ImageSet, DataError> {
        let classes: Vec<Class> = self.labels.classes(first_label)?;
        let (set, remark) = load(self.images, &classes, options.transpose)?;
        remarks.extend(remark);
        remarks.extend(self.remark);
        Ok(set)
    }
}

fn labels_of(sets: [&Option<OpenSet>; 2]) -> impl Iterator<Item = i32> + Clone {
    sets.into_iter().flatten().flat_map(|set| set.labels.values.iter().copied())
}

/// What there is to say before the images are read.
fn remarks(
    folder: &Path,
    files: &DataFiles,
    options: FolderOptions,
    [train, test]: [Option<ImageSize>; 2],
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let is_below = files.folder.starts_with(folder) && files.folder != folder;
    remarks.extend(is_below.then(|| Remark::Found { folder: PathBuf::from(&files.folder) }));
    remarks.extend(train.is_none().then_some(Remark::NoSet(Split::Train)));
    remarks.extend(test.is_none().then_some(Remark::NoSet(Split::Test)));
    let scaled = |split, size: Option<ImageSize>| {
        size.filter(|size| *size != ImageSize::INPUT).map(|size| Remark::Scaled { split, size })
    };
    if train == test {
        remarks.extend(scaled(None, train));
    } else {
        remarks.extend(scaled(Some(Split::Train), train));
        remarks.extend(scaled(Some(Split::Test), test));
    }
    let by_columns = files.prefix.contains("emnist") && !options.transpose;
    remarks.extend(by_columns.then_some(Remark::PerhapsByColumns));
    remarks
}

fn counted_from_one(first: FirstLabel, labels: impl Iterator<Item = i32>) -> Option<Remark> {
    let highest = labels.max().filter(|_| first == FirstLabel::One)?;
    Some(Remark::LabelsFromOne { highest })
}

fn absent_classes(sets: [&Option<ImageSet>; 2]) -> Vec<Remark> {
    let [train, test] = sets.map(|set| set.as_ref().map(absent).filter(|classes| !classes.is_empty()));
    let remark = |split, classes: Option<Vec<u8>>| classes.map(|classes| Remark::AbsentClasses { split, classes });
    if train == test {
        return remark(None, train).into_iter().collect();
    }
    remark(Some(Split::Train), train).into_iter().chain(remark(Some(Split::Test), test)).collect()
}

fn absent(set: &ImageSet) -> Vec<u8> {
    let counts = set.label_counts();
    Class::all().filter(|class| counts[class.index()] == 0).map(Class::value).collect()
}

fn faint(sets: [&Option<ImageSet>; 2]) -> Option<Remark> {
    let pixels = sets.into_iter().flatten().flat_map(|set| set.pixels().iter().copied());
    // Almost every set has a bright pixel in its first image.
    let is_faint = !pixels.clone().any(|value| value > FAINT);
    let highest = if is_faint { pixels.max()? } else { return None };
    (highest > 0).then_some(Remark::Faint { highest })
}
