//! Reading IDX files, the format of MNIST, with every promise of the header checked against the bytes.
//!
//! A file is read as a stream and in pieces, so a header that lies about its count costs no memory, and to the end, so
//! that a bad checksum of the compression is noticed. Compression is told from the content, never from the name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::DIGITS;
use crate::file::shown;
use crate::image::{PIXELS, SIDE};

/// No deflate stream unpacks to more than 1032 times its length.
const LARGEST_RATIO: u64 = 1032;
/// What a gzip file begins with.
const GZIP: [u8; 2] = [0x1F, 0x8B];
/// Bytes after the last item are counted up to here.
const TRAILING_LIMIT: u64 = 1 << 20;

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
    /// One of the four files is not in the folder.
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
    /// The pictures are of another size.
    #[error("{}: found pictures of {rows} x {columns} pixels, expected 28 x 28 (no other size is read)", shown(file))]
    Size {
        /// The file.
        file: PathBuf,
        /// Rows the header names.
        rows: u32,
        /// Columns the header names.
        columns: u32,
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
    /// A label that is no digit.
    #[error("{}: found label {value} at index {index} (the first of {offending} such), expected 0 to 9", shown(file))]
    Label {
        /// The file.
        file: PathBuf,
        /// The first index of an offending label.
        index: usize,
        /// Its value.
        value: u8,
        /// How many labels are above 9.
        offending: usize,
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

/// What a file is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Images,
    Labels,
}

impl Kind {
    fn dimensions(self) -> u8 {
        match self {
            Self::Images => 3,
            Self::Labels => 1,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Images => "pictures",
            Self::Labels => "labels",
        }
    }

    fn item_bytes(self) -> u64 {
        match self {
            Self::Images => PIXELS as u64,
            Self::Labels => 1,
        }
    }

    fn header_bytes(self) -> u64 {
        4 + 4 * u64::from(self.dimensions())
    }

    /// The length of a bare file of `count` items.
    pub(super) fn file_bytes(self, count: u32) -> u64 {
        self.header_bytes() + u64::from(count) * self.item_bytes()
    }

    /// The header of a file of `count` items.
    pub(super) fn header(self, count: u32) -> Vec<u8> {
        let mut header = vec![0, 0, 8, self.dimensions()];
        header.extend(count.to_be_bytes());
        if self == Self::Images {
            header.extend((SIDE as u32).to_be_bytes());
            header.extend((SIDE as u32).to_be_bytes());
        }
        header
    }

    fn expected(self) -> String {
        let header = self.header(0);
        format!("the IDX header of {}, {}", self.name(), hex(&header[..4]))
    }
}

/// An IDX file whose header was checked; its items are still to be read.
pub(super) struct IdxFile<'a> {
    name: PathBuf,
    kind: Kind,
    count: u32,
    unpacked: u64,
    packed: bool,
    reader: Box<dyn Read + 'a>,
}

impl IdxFile<'static> {
    /// Opens a file on disk and checks its header.
    pub(super) fn open(path: &Path, kind: Kind) -> Result<Self, DataError> {
        let failed = |source| DataError::Read { file: path.to_path_buf(), source };
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Self::check(path, BufReader::with_capacity(1 << 16, file), length, kind)
    }
}

impl<'a> IdxFile<'a> {
    /// Takes what `source` gives, `length` bytes, as a file and checks its header.
    pub(super) fn check(
        name: &Path,
        mut source: impl BufRead + 'a,
        length: u64,
        kind: Kind,
    ) -> Result<Self, DataError> {
        let start = source.fill_buf().map_err(|source| DataError::Read { file: name.to_path_buf(), source })?;
        let packed = start.starts_with(&GZIP);
        let reader: Box<dyn Read + 'a> = if packed { Box::new(MultiGzDecoder::new(source)) } else { Box::new(source) };
        let mut file = Self { name: name.to_path_buf(), kind, count: 0, unpacked: 0, packed, reader };
        file.count = file.read_header()?;
        file.check_length(length)?;
        Ok(file)
    }

    /// Items, as the header has it.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// The file's path.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    fn read_header(&mut self) -> Result<u32, DataError> {
        // Enough to recognise what the file is instead, if it is something else.
        let mut header = [0; 16];
        let wanted = self.kind.header_bytes() as usize;
        let got = self.fill(&mut header[..wanted])?;
        let header = &header[..got];
        let problem = if got == 0 {
            Some(if self.packed { "no bytes in its gzip data".to_owned() } else { "an empty file".to_owned() })
        } else if got < 4 || header[..4] != self.kind.header(0)[..4] {
            Some(describe(header))
        } else if got < wanted {
            Some(format!("only {got} bytes"))
        } else {
            None
        };
        if let Some(found) = problem {
            let expected = format!("{} ({wanted} bytes)", self.kind.expected());
            return Err(DataError::Header { file: self.name.clone(), found, expected });
        }
        let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        let count = number(4);
        if self.kind == Kind::Images {
            self.check_size(number(8), number(12))?;
        }
        if count == 0 { Err(DataError::NoItems { file: self.name.clone() }) } else { Ok(count) }
    }

    fn check_size(&self, rows: u32, columns: u32) -> Result<(), DataError> {
        let side = SIDE as u32;
        if rows == side.swap_bytes() && columns == side.swap_bytes() {
            let found = "counts with the least significant byte first".to_owned();
            let expected = "the most significant byte first".to_owned();
            return Err(DataError::Header { file: self.name.clone(), found, expected });
        }
        if rows == side && columns == side {
            Ok(())
        } else {
            Err(DataError::Size { file: self.name.clone(), rows, columns })
        }
    }

    /// Refuses, before anything is read, a count that the file's length makes impossible.
    fn check_length(&self, length: u64) -> Result<(), DataError> {
        let expected = self.expected_bytes();
        if !self.packed && length != expected {
            return Err(self.wrong_length(self.difference(length)));
        }
        if self.packed && expected > length.saturating_mul(LARGEST_RATIO) {
            return Err(self.wrong_length(format!("gzip data of {length}, which can't unpack to that many:")));
        }
        Ok(())
    }

    fn expected_bytes(&self) -> u64 {
        self.kind.file_bytes(self.count)
    }

    fn difference(&self, length: u64) -> String {
        let expected = self.expected_bytes();
        if length > expected {
            format!("{length} ({} too many)", length - expected)
        } else {
            format!("{length} ({} too few)", expected - length)
        }
    }

    fn wrong_length(&self, found: String) -> DataError {
        DataError::Length { file: self.name.clone(), items: self.count, found, expected: self.expected_bytes() }
    }

    /// Reads the next items into `items`, all of it or an error.
    pub(super) fn read_items(&mut self, items: &mut [u8]) -> Result<(), DataError> {
        let got = self.fill(items)?;
        if got == items.len() { Ok(()) } else { Err(self.wrong_length(self.difference(self.unpacked))) }
    }

    /// Makes sure that nothing follows the last item, reading the checksum of the compression on the way.
    pub(super) fn finish(mut self) -> Result<(), DataError> {
        let mut rest = [0; 4096];
        let mut trailing = 0;
        loop {
            let got = self.fill(&mut rest)?;
            trailing += got as u64;
            if got < rest.len() || trailing >= TRAILING_LIMIT {
                break;
            }
        }
        if trailing == 0 {
            return Ok(());
        }
        Err(self.wrong_length(self.difference(self.unpacked)))
    }

    /// Fills the buffer as far as the file goes.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, DataError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(got) => {
                    filled += got;
                    self.unpacked += got as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(error)),
            }
        }
        Ok(filled)
    }

    fn failed(&self, source: io::Error) -> DataError {
        let file = self.name.clone();
        if !self.packed || source.raw_os_error().is_some() {
            return DataError::Read { file, source };
        }
        let problem = match source.kind() {
            io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
            _ => source.to_string().replace(char::is_control, " "),
        };
        DataError::Gzip { file, unpacked: self.unpacked, problem }
    }
}

/// Reads all labels of a file and checks that each is a digit.
pub(super) fn read_labels(mut file: IdxFile<'_>) -> Result<Vec<u8>, DataError> {
    let count = file.count() as usize;
    let mut labels = Vec::new();
    // The header's count is at most 1032 times the file's length here.
    if labels.try_reserve_exact(count).is_err() {
        return Err(DataError::Memory { file: file.name, items: file.count });
    }
    labels.resize(count, 0);
    file.read_items(&mut labels)?;
    let name = file.name.clone();
    file.finish()?;
    let is_wrong = |value: &u8| usize::from(*value) >= DIGITS.get();
    match labels.iter().position(is_wrong) {
        None => Ok(labels),
        Some(index) => {
            let offending = labels.iter().copied().filter(|value| is_wrong(value)).count();
            Err(DataError::Label { file: name, index, value: labels[index], offending })
        }
    }
}

/// What a file that is no such IDX file seems to be.
fn describe(start: &[u8]) -> String {
    let magic = &start[..start.len().min(4)];
    match magic {
        [b'<', ..] => return format!("an HTML page ({})", quoted(start)),
        [b'v', b'e', b'r', b's'] => return format!("a text, perhaps a Git LFS pointer ({})", quoted(start)),
        [0x1F, 0x8B, ..] => return "gzip data within gzip data".to_owned(),
        [b'P', b'K', ..] => return "a zip archive".to_owned(),
        [1 | 3, 8..=0x0E, 0, 0] => return format!("a header with the least significant byte first, {}", hex(magic)),
        [0, 0, kind, dimensions] => return describe_idx(*kind, *dimensions),
        _ => {}
    }
    if start.len() < 4 {
        format!("only {} bytes ({})", start.len(), hex(start))
    } else if start.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
        format!("a text ({})", quoted(start))
    } else {
        format!("{} at its start", hex(magic))
    }
}

fn describe_idx(kind: u8, dimensions: u8) -> String {
    let values = match kind {
        0x08 => "bytes",
        0x09 => "signed bytes",
        0x0B => "2-byte integers",
        0x0C => "4-byte integers",
        0x0D => "4-byte floats",
        0x0E => "8-byte floats",
        _ => return format!("{} at its start", hex(&[0, 0, kind, dimensions])),
    };
    let hint = match (kind, dimensions) {
        (8, 1) => " (a file of labels)",
        (8, 3) => " (a file of pictures)",
        _ => "",
    };
    format!("IDX data of {values} in {dimensions} dimensions{hint}")
}

fn quoted(start: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(start))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
