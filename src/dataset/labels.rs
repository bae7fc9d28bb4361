//! From the labels of files to classes, whether files count them from 0 or from 1.

use std::path::PathBuf;
use std::str::FromStr;

use super::error::DataError;
use super::{CLASSES, Class};

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

    /// From the labels themselves: 1 if they can't be meant otherwise, that is if they leave 0 out and reach as far as
    /// there are classes. A set in which the first class is merely absent doesn't.
    pub(super) fn of(labels: impl Iterator<Item = i32> + Clone) -> Self {
        let zero_is_absent = labels.clone().min() == Some(1);
        if zero_is_absent && labels.max() == Some(CLASSES as i32) { Self::One } else { Self::Zero }
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
    /// The classes they stand for.
    ///
    /// # Errors
    /// [`DataError::Label`] for one that stands for none.
    pub(super) fn classes(&self, first: FirstLabel) -> Result<Vec<Class>, DataError> {
        let start = i32::from(first.value());
        let class = |value: i32| u8::try_from(value - start).ok().and_then(Class::new);
        let classes: Vec<Class> = self.values.iter().map_while(|value| class(*value)).collect();
        if classes.len() == self.values.len() {
            return Ok(classes);
        }
        let (index, offending) = (classes.len(), self.values.iter().filter(|value| class(**value).is_none()).count());
        let expected = format!("{start} to {}", start + CLASSES as i32 - 1);
        Err(DataError::Label { file: self.file.clone(), index, value: self.values[index], offending, expected })
    }
}
