//! Reading IDX files, the format of MNIST, with every promise of the header checked against the bytes.
//!
//! A file is read as a stream and in pieces, so a header that lies about its count costs no memory, and to the end, so
//! that a bad checksum of the compression is noticed. Compression is told from the content, never from the name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::contents::{describe, hex};
use super::error::DataError;
use super::gzip::{GZIP, Members};
use super::remark::Remark;
use super::size::ImageSize;
use crate::image::SIDE;

/// No deflate stream unpacks to more than 1032 times its length.
const LARGEST_RATIO: u64 = 1032;
/// More bytes than this after the last item are no padding: the header's count is wrong.
const TRAILING_LIMIT: u64 = 16 << 20;
/// The most numbers that a file may have for each label.
const MOST_COLUMNS: u32 = 64;

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

    /// How MNIST's own files store their items.
    fn usual(self) -> Items {
        match self {
            Self::Images => Items::Images(ImageSize::INPUT),
            Self::Labels => Items::Labels(Integer::Byte, None),
        }
    }

    fn header_bytes(self) -> u64 {
        4 + 4 * u64::from(self.dimensions())
    }

    /// The length of a bare file of `count` items, stored as MNIST's.
    #[cfg(feature = "mnist")]
    pub(super) fn file_bytes(self, count: u32) -> u64 {
        self.header_bytes() + u64::from(count) * self.usual().bytes()
    }

    /// The header of a file of `count` items, stored as MNIST's.
    pub(super) fn header(self, count: u32) -> Vec<u8> {
        let mut header = vec![0, 0, 8, self.dimensions()];
        header.extend(count.to_be_bytes());
        if self == Self::Images {
            header.extend((SIDE as u32).to_be_bytes());
            header.extend((SIDE as u32).to_be_bytes());
        }
        header
    }

    /// Whether a file of this kind may begin like that. Labels come in several types of integers.
    fn begins(self, start: &[u8]) -> bool {
        let [0, 0, code, dimensions, ..] = *start else { return false };
        let is_known = match self {
            Self::Images => code == 8,
            Self::Labels => Integer::of_code(code).is_some(),
        };
        is_known && (dimensions == self.dimensions() || self == Self::Labels && dimensions == 2)
    }

    fn expected(self) -> String {
        let header = self.header(0);
        format!("the IDX header of {}, {}", self.name(), hex(&header[..4]))
    }
}

/// How the items of a file are stored.
#[derive(Clone, Copy)]
enum Items {
    Images(ImageSize),
    /// In rows of so many integers, the first of them the label, where the file says so: QMNIST's.
    Labels(Integer, Option<u32>),
}

impl Items {
    /// Bytes of one item.
    fn bytes(self) -> u64 {
        match self {
            Self::Images(size) => size.pixels() as u64,
            Self::Labels(integer, columns) => integer.bytes() as u64 * u64::from(columns.unwrap_or(1)),
        }
    }
}

/// The types of integers that labels come in.
#[derive(Clone, Copy)]
enum Integer {
    Byte,
    SignedByte,
    Short,
    Int,
}

impl Integer {
    /// The one with this code in the third byte of a header.
    fn of_code(code: u8) -> Option<Self> {
        match code {
            0x08 => Some(Self::Byte),
            0x09 => Some(Self::SignedByte),
            0x0B => Some(Self::Short),
            0x0C => Some(Self::Int),
            _ => None,
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Byte | Self::SignedByte => 1,
            Self::Short => 2,
            Self::Int => 4,
        }
    }

    /// The value of these bytes, the most significant one first.
    fn value(self, bytes: &[u8]) -> i32 {
        match (self, bytes) {
            (Self::SignedByte, &[byte]) => i32::from(byte.cast_signed()),
            (_, &[high, low]) => i32::from(i16::from_be_bytes([high, low])),
            (_, &[a, b, c, d]) => i32::from_be_bytes([a, b, c, d]),
            _ => bytes.first().map_or(0, |byte| i32::from(*byte)),
        }
    }
}

/// The bytes of a file, unpacked if it is packed.
enum Source<'a> {
    Bare(Box<dyn BufRead + 'a>),
    Packed(Box<Members<Box<dyn BufRead + 'a>>>),
}

impl<'a> Source<'a> {
    /// Of what `bytes` begins with.
    fn new(mut bytes: Box<dyn BufRead + 'a>) -> io::Result<Self> {
        let is_packed = bytes.fill_buf()?.starts_with(&GZIP);
        Ok(if is_packed { Self::Packed(Box::new(Members::new(bytes))) } else { Self::Bare(bytes) })
    }

    fn is_packed(&self) -> bool {
        matches!(self, Self::Packed(_))
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bare(bytes) => bytes.read(buffer),
            Self::Packed(members) => members.read(buffer),
        }
    }

    /// Bytes after the end of the packed data.
    fn count_rest(&mut self) -> io::Result<u64> {
        match self {
            Self::Bare(_) => Ok(0),
            Self::Packed(members) => members.count_rest(),
        }
    }
}

/// An IDX file whose header was checked; its items are still to be read.
pub(super) struct IdxFile<'a> {
    name: PathBuf,
    kind: Kind,
    items: Items,
    count: u32,
    unpacked: u64,
    source: Source<'a>,
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
    /// Takes what `bytes` gives, `length` bytes, as a file and checks its header.
    pub(super) fn check(name: &Path, bytes: impl BufRead + 'a, length: u64, kind: Kind) -> Result<Self, DataError> {
        let failed = |source| DataError::Read { file: name.to_path_buf(), source };
        let source = Source::new(Box::new(bytes)).map_err(failed)?;
        let mut file = Self { name: name.to_path_buf(), kind, items: kind.usual(), count: 0, unpacked: 0, source };
        file.read_header()?;
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

    /// Rows and columns of its images, as the header has them; 28 x 28 for a file of labels.
    pub(super) fn image_size(&self) -> ImageSize {
        match self.items {
            Items::Images(size) => size,
            Items::Labels(..) => ImageSize::INPUT,
        }
    }

    fn read_header(&mut self) -> Result<(), DataError> {
        // Enough to recognise what the file is instead, if it is something else.
        let mut header = [0; 16];
        let wanted = self.kind.header_bytes() as usize;
        let got = self.fill(&mut header[..wanted])?;
        if let Some(found) = self.header_problem(&header[..got], wanted) {
            let expected = format!("{} ({wanted} bytes)", self.kind.expected());
            return Err(DataError::Header { file: self.name.clone(), found, expected });
        }
        let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        self.count = number(4);
        self.items = match self.kind {
            Kind::Images => Items::Images(self.checked_size(ImageSize { rows: number(8), columns: number(12) })?),
            Kind::Labels => Items::Labels(Integer::of_code(header[2]).unwrap_or(Integer::Byte), None),
        };
        if let (Items::Labels(integer, _), 2) = (self.items, header[3]) {
            let mut columns = [0; 4];
            self.read_items(&mut columns)?;
            self.items = Items::Labels(integer, Some(self.checked_columns(u32::from_be_bytes(columns))?));
        }
        if self.count == 0 { Err(DataError::NoItems { file: self.name.clone() }) } else { Ok(()) }
    }

    /// What is wrong with the first bytes, of which there should be `wanted`.
    fn header_problem(&self, header: &[u8], wanted: usize) -> Option<String> {
        if header.is_empty() {
            let packed = self.source.is_packed();
            return Some(if packed { "no bytes in its gzip data".to_owned() } else { "an empty file".to_owned() });
        }
        if !self.kind.begins(header) {
            return Some(describe(header));
        }
        (header.len() < wanted).then(|| format!("only {} bytes", header.len()))
    }

    fn checked_columns(&self, columns: u32) -> Result<u32, DataError> {
        let (file, found) = (self.name.clone(), format!("labels with {columns} numbers each"));
        let expected = format!("1 to {MOST_COLUMNS}, the first of them the label");
        if (1..=MOST_COLUMNS).contains(&columns) {
            Ok(columns)
        } else {
            Err(DataError::Header { file, found, expected })
        }
    }

    fn checked_size(&self, size: ImageSize) -> Result<ImageSize, DataError> {
        if size.is_allowed() {
            return Ok(size);
        }
        let file = self.name.clone();
        let swapped = ImageSize { rows: size.rows.swap_bytes(), columns: size.columns.swap_bytes() };
        if !swapped.is_allowed() {
            return Err(DataError::Size { file, size });
        }
        let found = format!("images of {size} pixels, or counts with the least significant byte first");
        let expected = "1 x 1 to 256 x 256, the most significant byte first".to_owned();
        Err(DataError::Header { file, found, expected })
    }

    /// Refuses, before anything is read, a count that the file's length makes impossible.
    fn check_length(&self, length: u64) -> Result<(), DataError> {
        let expected = self.expected_bytes();
        let packed = self.source.is_packed();
        if !packed && (length < expected || length - expected > TRAILING_LIMIT) {
            return Err(self.wrong_length(self.difference(length)));
        }
        if packed && expected > length.saturating_mul(LARGEST_RATIO) {
            return Err(self.wrong_length(format!("gzip data of {length}, which can't unpack to that many:")));
        }
        Ok(())
    }

    fn expected_bytes(&self) -> u64 {
        let columns = if matches!(self.items, Items::Labels(_, Some(_))) { 4 } else { 0 };
        self.kind.header_bytes() + columns + u64::from(self.count) * self.items.bytes()
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

    /// Reads on to the end, with the checksum of the compression on the way. What follows the last item is left out, and
    /// is worth a remark.
    pub(super) fn finish(mut self) -> Result<Option<Remark>, DataError> {
        let mut rest = [0; 4096];
        let mut bytes = 0;
        while bytes <= TRAILING_LIMIT {
            let got = self.fill(&mut rest)?;
            bytes += got as u64;
            if got < rest.len() {
                break;
            }
        }
        if bytes > TRAILING_LIMIT {
            return Err(self.wrong_length(self.difference(self.unpacked)));
        }
        let failed = |source| DataError::Read { file: self.name.clone(), source };
        bytes += self.source.count_rest().map_err(failed)?;
        Ok((bytes > 0).then_some(Remark::TrailingBytes { file: self.name, bytes }))
    }

    /// Fills the buffer as far as the file goes.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, DataError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.source.read(&mut buffer[filled..]) {
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
        if !self.source.is_packed() || source.raw_os_error().is_some() {
            return DataError::Read { file, source };
        }
        let problem = match source.kind() {
            io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
            _ => source.to_string().replace(char::is_control, " "),
        };
        DataError::Gzip { file, unpacked: self.unpacked, problem }
    }
}

/// The labels of a file as they are stored, and what is to be said about it.
pub(super) fn read_labels(mut file: IdxFile<'_>) -> Result<(Vec<i32>, Option<Remark>), DataError> {
    let integer = match file.items {
        Items::Labels(integer, _) => integer,
        Items::Images(_) => Integer::Byte,
    };
    let item = file.items.bytes() as usize;
    let length = file.count() as usize * item;
    let mut bytes = Vec::new();
    // The header's count is at most 1032 times the file's length here.
    if bytes.try_reserve_exact(length).is_err() {
        return Err(DataError::Memory { file: file.name, items: file.count });
    }
    bytes.resize(length, 0);
    file.read_items(&mut bytes)?;
    let labels = bytes.chunks_exact(item).map(|bytes| integer.value(&bytes[..integer.bytes()])).collect();
    Ok((labels, file.finish()?))
}
