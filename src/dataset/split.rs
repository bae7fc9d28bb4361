//! Training set and test set.

use std::fmt;

/// One of the two sets of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The set that networks are trained on.
    Train,
    /// The set that they are tested on.
    Test,
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Train => "training",
            Self::Test => "test",
        })
    }
}

/// Something for each set that is there.
#[derive(Clone, Copy)]
pub(super) struct BySplit<T> {
    pub(super) train: Option<T>,
    pub(super) test: Option<T>,
}

impl<T> BySplit<T> {
    /// `change` of both, of the test set first: it is small, so that what is wrong with it is told soon.
    pub(super) fn try_map<U, E>(self, mut change: impl FnMut(T) -> Result<U, E>) -> Result<BySplit<U>, E> {
        let test = self.test.map(&mut change).transpose()?;
        Ok(BySplit { train: self.train.map(change).transpose()?, test })
    }

    /// `change` of both.
    pub(super) fn map<U>(&self, change: impl Fn(&T) -> U) -> BySplit<U> {
        BySplit { train: self.train.as_ref().map(&change), test: self.test.as_ref().map(change) }
    }

    /// Those that are there.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.train, &self.test].into_iter().flatten()
    }
}

impl<T: PartialEq> BySplit<T> {
    /// What is to be said about either, or about both at once where it is the same.
    pub(super) fn remarks<R>(self, remark: impl Fn(Option<Split>, T) -> R) -> Vec<R> {
        match (self.train, self.test) {
            (Some(train), Some(test)) if train == test => vec![remark(None, train)],
            (train, test) => {
                let train = train.map(|train| remark(Some(Split::Train), train));
                train.into_iter().chain(test.map(|test| remark(Some(Split::Test), test))).collect()
            }
        }
    }
}
