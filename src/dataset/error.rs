//! Why a folder of IDX files can't be read.

use std::io;
use std::path::PathBuf;

use super::class_names::ClassesError;
use super::size::ImageSize;
use crate::file::shown;

/// What is wrong with a folder of IDX files. Each is one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder itself can't be read.
    #[error("{}: can't be opened as a folder of MNIST files: {source}", shown(folder))]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// One of the four files is not there.
    #[error("{}: no file of the {what}; tried {tried}", shown(folder))]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// Which of the four, in words.
        what: &'static str,
        /// The names that would have been taken.
        tried: String,
    },
    /// Several files of the folder could be the one wanted.
    #[error("{}: several files could be the {what}: {candidates}; keep one of them there", shown(folder))]
    Ambiguous {
        /// The folder.
        folder: PathBuf,
        /// Which of the four, in words.
        what: &'static str,
        /// Their names.
        candidates: String,
    },
    /// There are several data sets, and no way to tell which is wanted.
    #[error(
        "{}: found several data sets: {}; open one of them, such as {}",
        shown(folder),
        sets.iter().map(|set| shown(set)).collect::<Vec<_>>().join(", "),
        shown(&folder.join(&sets[0]))
    )]
    Several {
        /// The folder.
        folder: PathBuf,
        /// Paths below the folder, each of which can be opened in its place. At least two.
        sets: Vec<PathBuf>,
    },
    /// The names of the classes can't be used.
    #[error(transparent)]
    Classes(#[from] ClassesError),
    /// The operating system failed.
    #[error("{}: can't be read: {source}", shown(file))]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The compression is broken: cut short, damaged, or of a wrong checksum.
    #[error("{}: its gzip data is broken after {unpacked} unpacked bytes: {problem}", shown(file))]
    Gzip {
        /// The file.
        file: PathBuf,
        /// How many bytes came out before.
        unpacked: u64,
        /// What the unpacker said.
        problem: String,
    },
    /// The file does not begin like the IDX file wanted here.
    #[error("{}: found {found}, expected {expected}", shown(file))]
    Header {
        /// The file.
        file: PathBuf,
        /// What it begins with.
        found: String,
        /// What it should begin with.
        expected: String,
    },
    /// The images are too large, or have no pixels.
    #[error("{}: found images of {size} pixels, expected 1 x 1 to 256 x 256", shown(file))]
    Size {
        /// The file.
        file: PathBuf,
        /// Rows and columns the header names.
        size: ImageSize,
    },
    /// There is nothing in it.
    #[error("{}: found a header of 0 items, expected at least one", shown(file))]
    NoItems {
        /// The file.
        file: PathBuf,
    },
    /// The header and the length disagree.
    #[error("{}: found {found} bytes, expected {expected} for the {items} items its header names", shown(file))]
    Length {
        /// The file.
        file: PathBuf,
        /// Items in the header.
        items: u32,
        /// What is there, in words.
        found: String,
        /// Bytes the header asks for.
        expected: u64,
    },
    /// There are more pictures than labels or the other way round.
    #[error(
        "{}: found {images} pictures but {count} labels in {}, expected as many of each",
        shown(file),
        shown(labels)
    )]
    Counts {
        /// The file of pictures.
        file: PathBuf,
        /// How many pictures.
        images: u32,
        /// The file of labels.
        labels: PathBuf,
        /// How many labels.
        count: u32,
    },
    /// A label that is out of range.
    #[error(
        "{}: found label {value} at index {index} (the first of {offending} such), expected {expected}",
        shown(file)
    )]
    Label {
        /// The file.
        file: PathBuf,
        /// The first index of an offending label.
        index: usize,
        /// Its value.
        value: i32,
        /// How many labels are out of range.
        offending: usize,
        /// The range.
        expected: String,
    },
    /// More items than fit into memory.
    #[error("{}: its {items} items don't fit into memory", shown(file))]
    Memory {
        /// The file.
        file: PathBuf,
        /// Items in the header.
        items: u32,
    },
    /// The checked files can't be handed on to the parser.
    #[error("{}: can't be used for temporary files: {problem}", shown(folder))]
    Temporary {
        /// The folder for temporary files.
        folder: PathBuf,
        /// Why.
        problem: String,
    },
    /// Too few pictures of a digit for a balanced subset.
    #[error("found {found} pictures of the digit {digit} in the {set} set, expected at least {wanted} for the subset")]
    TooFew {
        /// Which set, in words.
        set: &'static str,
        /// The digit.
        digit: u8,
        /// Pictures of it there are.
        found: usize,
        /// Pictures of it that are wanted.
        wanted: usize,
    },
}
