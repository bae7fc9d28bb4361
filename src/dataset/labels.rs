//! From the labels of files to classes, whether files count them from 0 or from 1.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::DataError;
use super::{Class, ClassCount};

/// The label of the first class in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstLabel {
    /// Labels are counted from 0, as in MNIST.
    #[default]
    Zero,
    /// Labels are counted from 1, as in EMNIST's letters.
    One,
}

impl FirstLabel {
    /// The label: 0 or 1.
    pub fn value(self) -> u8 {
        match self {
            Self::Zero => 0,
            Self::One => 1,
        }
    }

    /// What the labels themselves say: 1 if they leave 0 out and reach as far as there are classes. How many these are is
    /// `known` from their names or from a network; else all from 1 to the highest have to be there, so that a set in which
    /// the first class is merely absent keeps its labels.
    pub(super) fn of(labels: Spread, known: Option<ClassCount>) -> Self {
        let known = known.map(|count| count.get() as i32).filter(|count| labels.highest <= *count);
        let is_complete = match known {
            Some(count) => labels.highest == count,
            None => labels.highest > 1 && labels.distinct == labels.highest as usize,
        };
        if labels.lowest == 1 && is_complete { Self::One } else { Self::Zero }
    }
}

/// Which labels there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    pub(super) lowest: i32,
    pub(super) highest: i32,
    /// How many different ones.
    pub(super) distinct: usize,
}

impl Spread {
    pub(super) fn of(labels: impl Iterator<Item = i32>) -> Self {
        let seen: BTreeSet<i32> = labels.collect();
        let (lowest, highest) = (seen.first(), seen.last());
        Self { lowest: lowest.copied().unwrap_or(0), highest: highest.copied().unwrap_or(0), distinct: seen.len() }
    }
}

impl FromStr for FirstLabel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "0" => Ok(Self::Zero),
            "1" => Ok(Self::One),
            _ => Err("expected 0 or 1".to_owned()),
        }
    }
}

/// The labels of one file.
pub(super) struct Labels {
    pub(super) file: PathBuf,
    pub(super) values: Vec<i32>,
}

impl Labels {
    /// The classes they stand for. Call [`Labels::check`] first: a label that stands for none is left out.
    pub(super) fn classes(&self, first: FirstLabel) -> Vec<Class> {
        self.values.iter().filter_map(|value| class_of(*value, first)).collect()
    }

    /// Checks that every label stands for a class, of which there can be 256.
    ///
    /// # Errors
    /// [`DataError::Label`].
    pub(super) fn check(&self, first: FirstLabel) -> Result<(), DataError> {
        let is_wrong = |value: &i32| class_of(*value, first).is_none();
        let Some(index) = self.values.iter().position(is_wrong) else { return Ok(()) };
        let (value, start) = (self.values[index], i32::from(first.value()));
        let offending = self.values.iter().copied().filter(is_wrong).count();
        let expected = format!("{start} to {}", start + i32::from(u8::MAX));
        Err(DataError::Label { file: self.file.clone(), index, value, offending, expected })
    }
}

fn class_of(label: i32, first: FirstLabel) -> Option<Class> {
    u8::try_from(label.checked_sub(i32::from(first.value()))?).ok().map(Class::new)
}
