//! How the labels of a folder number its classes: from which number on, how many there are, and what they are called.

use std::path::{Path, PathBuf};

use super::class_names::{CLASSES_FILE, ClassNames, ClassesError};
use super::error::DataError;
use super::files::DataFiles;
use super::labels::{FirstLabel, Labels, Spread};
use super::remark::Remark;
use super::split::BySplit;
use super::{ClassCount, DIGITS};
use crate::file::shown;

/// Beside EMNIST's files, with their prefix: what its labels stand for.
const MAPPING_FILE: &str = "mapping.txt";

/// Names of classes, and the file they stand in.
pub(super) struct Names {
    names: ClassNames,
    file: PathBuf,
}

impl Names {
    /// Those of a data set that was opened at `path`.
    pub(super) fn of(path: &Path, files: &DataFiles) -> Result<Option<Self>, DataError> {
        if let Some(file) = files.beside(path, CLASSES_FILE) {
            return Ok(Some(Self { names: ClassNames::read(&file)?, file }));
        }
        let mapping = files.beside(path, MAPPING_FILE);
        Ok(mapping.and_then(|file| Some(Self { names: ClassNames::of_mapping(&file)?, file })))
    }
}

/// What was said of the numbering from outside.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) first_label: Option<FirstLabel>,
    pub(super) network_classes: Option<ClassCount>,
}

/// The numbering of the classes of a folder.
pub(super) struct Numbering {
    pub(super) first_label: FirstLabel,
    pub(super) count: ClassCount,
    pub(super) names: Option<ClassNames>,
    highest: i32,
}

impl Numbering {
    /// Of these labels and names.
    ///
    /// # Errors
    /// [`DataError::Label`] if a label is none of 256 classes, [`ClassesError::Count`] if there are too few names, or too
    /// many.
    pub(super) fn of(labels: &BySplit<&Labels>, names: Option<Names>, given: Given) -> Result<Self, DataError> {
        let all = Spread::of(labels.iter().flat_map(|labels| labels.values.iter().copied()));
        let known = names.as_ref().map(|names| names.names.count()).or(given.network_classes);
        let first_label = given.first_label.unwrap_or_else(|| FirstLabel::of(all, known));
        labels.try_map(|labels| labels.check(first_label))?;
        let highest = all.highest;
        let labelled = ((highest + 1 - i32::from(first_label.value())) as usize).max(ClassCount::MIN);
        let Some(Names { names, file }) = names else {
            // The labels are those of at most 256 classes.
            let needed = ClassCount::new(labelled).unwrap_or(DIGITS);
            let count = given.network_classes.map_or(needed, |network| network.max(needed));
            let names = (first_label == FirstLabel::One).then(|| ClassNames::numbers(first_label.value(), count));
            return Ok(Self { first_label, count, names, highest });
        };
        let train = labels.train.map(|labels| Spread::of(labels.values.iter().copied()));
        if !is_count(names.count(), labelled, train) {
            let (file, names, first) = (shown(&file), names.count().get(), first_label.value());
            return Err(ClassesError::Count { file, names, expected: labelled, first, last: highest }.into());
        }
        Ok(Self { first_label, count: names.count(), names: Some(names), highest })
    }

    /// What there is to say about it.
    pub(super) fn remark(&self) -> Option<Remark> {
        (self.first_label == FirstLabel::One).then_some(Remark::LabelsFromOne { highest: self.highest })
    }
}

/// Whether so many names will do for classes of which so many have labels. More names are taken only where other classes
/// are absent too, or there is no training set: else a name too many is more likely.
fn is_count(names: ClassCount, labelled: usize, train: Option<Spread>) -> bool {
    let is_partial = train.is_none_or(|train| train.distinct < labelled);
    names.get() == labelled || (names.get() > labelled && is_partial)
}
