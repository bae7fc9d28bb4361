//! What there is to say about a folder that was read all the same.

use std::fmt;
use std::path::PathBuf;

use super::size::ImageSize;
use super::split::Split;
use crate::file::shown;

/// Most classes that are listed one by one.
const LISTED: usize = 12;

/// Something about a folder of data that its user should know, though it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The data set was found below the folder that was named.
    Found {
        /// Where.
        folder: PathBuf,
    },
    /// Images were brought to 28 x 28.
    Scaled {
        /// Which, or those of both sets.
        split: Option<Split>,
        /// Their size as stored.
        size: ImageSize,
    },
    /// Bytes after the last item of a file, or after its compressed data, were left out.
    TrailingBytes {
        /// The file.
        file: PathBuf,
        /// How many.
        bytes: u64,
    },
    /// Labels are counted from 1 in the files, from 0 here.
    LabelsFromOne {
        /// The highest label in the files.
        highest: i32,
    },
    /// Classes without any image.
    AbsentClasses {
        /// In which set, or in both.
        split: Option<Split>,
        /// Their labels, counted from 0.
        classes: Vec<u8>,
    },
    /// One of the sets is not there.
    NoSet(Split),
    /// No pixel of any image is bright, as where values reach from 0 to 1 or to 16.
    Faint {
        /// The highest value of a pixel, of 255.
        highest: u8,
    },
    /// The images are EMNIST's, which are stored column by column, and were not turned.
    PerhapsByColumns,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found { folder } => write!(f, "the data set was found in {}", shown(folder)),
            Self::Scaled { split, size } => {
                write!(f, "{} images are {size} pixels, scaled to 28 x 28 with their proportions", sets(*split))
            }
            Self::TrailingBytes { file, bytes } => {
                let plural = if *bytes == 1 { "" } else { "s" };
                write!(f, "{}: {bytes} byte{plural} after the end of its data left out", shown(file))
            }
            Self::LabelsFromOne { highest } => {
                write!(f, "labels are counted from 1 to {highest} in the files, from 0 to {} here", highest - 1)
            }
            Self::AbsentClasses { split, classes } => {
                write!(f, "{} set{} no image of class {}", sets(*split), have(*split), listed(classes))
            }
            Self::NoSet(split) => write!(f, "there is no {split} set"),
            Self::Faint { highest } => write!(f, "no pixel is above {highest}, where 255 is full brightness"),
            Self::PerhapsByColumns => {
                f.write_str("EMNIST's files usually store images column by column, and these were not transposed")
            }
        }
    }
}

fn sets(split: Option<Split>) -> String {
    split.map_or_else(|| "training and test".to_owned(), |split| split.to_string())
}

fn have(split: Option<Split>) -> &'static str {
    if split.is_some() { " has" } else { "s have" }
}

fn listed(classes: &[u8]) -> String {
    let numbers: Vec<String> = classes.iter().take(LISTED).map(u8::to_string).collect();
    let more = classes.len().saturating_sub(LISTED);
    if more == 0 { numbers.join(", ") } else { format!("{} and {more} more", numbers.join(", ")) }
}
