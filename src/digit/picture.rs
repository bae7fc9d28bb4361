//! Picture files: from any of the usual formats to the ink on the paper.
//!
//! The format is told from the content, the size is checked before anything is unpacked, and a picture larger than
//! needed is made smaller at once. What is ink and what is paper is decided in `paper.rs`.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::idx::shown;
use super::{paper, rulings};

/// The longest file that is read, in bytes.
const LONGEST_FILE: u64 = 256 << 20;
/// The largest width and height.
const LARGEST_SIDE: u32 = 32_768;
/// The most bytes of an unpacked picture.
const MOST_UNPACKED: u64 = 1 << 30;
/// The longest side of the picture that is worked on.
const WORKING_SIDE: u32 = 1024;
/// A digit smaller than this, in a picture that was made smaller, is looked at again in full size.
const SMALL_DIGIT: usize = 96;

/// Why a picture can't be read. Each is one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The operating system failed.
    #[error("{}: can't be read: {source}", shown(file))]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is too long for a picture.
    #[error("{}: found more than {} MiB, expected a picture file up to that", shown(file), LONGEST_FILE >> 20)]
    TooLong {
        /// The file.
        file: PathBuf,
    },
    /// It is no picture of a known format.
    #[error("{}: found {found}, expected a picture (PNG, JPEG, BMP, GIF, TIFF, WebP or PNM)", shown(file))]
    NoPicture {
        /// The file.
        file: PathBuf,
        /// What it is, as far as one can say.
        found: &'static str,
    },
    /// It has too many pixels.
    #[error(
        "{}: found {width} x {height} pixels, expected at most {LARGEST_SIDE} on a side and {} MiB unpacked",
        shown(file),
        MOST_UNPACKED >> 20
    )]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The picture is damaged, cut short, or of a kind that is not supported.
    #[error("{}: the picture can't be decoded: {problem}", shown(file))]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What the decoder said.
        problem: String,
    },
}

/// How much ink there is at each pixel of a picture: 0 paper to 1 ink, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Ink {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Ink {
    /// Ink of that size; values are clamped to 0 to 1, and one that is no number is 0.
    ///
    /// `None` if there are not `width` x `height` values.
    pub fn new(width: usize, height: usize, mut values: Vec<f32>) -> Option<Self> {
        if width.checked_mul(height) != Some(values.len()) {
            return None;
        }
        for value in &mut values {
            *value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
        }
        Some(Self { width, height, values })
    }

    /// Paper without ink.
    pub fn blank(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![0.0; width * height] }
    }

    /// Pixels across.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels down.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All values, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The ink at a pixel, 0 outside of the picture.
    pub fn at(&self, column: isize, row: isize) -> f32 {
        let inside = |value: isize, size: usize| usize::try_from(value).ok().filter(|&value| value < size);
        match (inside(column, self.width), inside(row, self.height)) {
            (Some(column), Some(row)) => self.values[row * self.width + column],
            _ => 0.0,
        }
    }

    /// Turned and mirrored as a camera's mark says.
    fn oriented(self, orientation: Orientation) -> Self {
        // Where a pixel of the result comes from: the columns and rows swapped or not, then each counted backwards or not.
        let (swapped, back_columns, back_rows) = match orientation {
            Orientation::NoTransforms => return self,
            Orientation::FlipHorizontal => (false, true, false),
            Orientation::Rotate180 => (false, true, true),
            Orientation::FlipVertical => (false, false, true),
            Orientation::Rotate90FlipH => (true, false, false),
            Orientation::Rotate90 => (true, false, true),
            Orientation::Rotate270FlipH => (true, true, true),
            Orientation::Rotate270 => (true, true, false),
        };
        let (width, height) = if swapped { (self.height, self.width) } else { (self.width, self.height) };
        let mut values = Vec::with_capacity(self.values.len());
        for row in 0..height {
            for column in 0..width {
                let (column, row) = if swapped { (row, column) } else { (column, row) };
                let column = if back_columns { self.width - 1 - column } else { column };
                let row = if back_rows { self.height - 1 - row } else { row };
                values.push(self.values[row * self.width + column]);
            }
        }
        Self { width, height, values }
    }
}

/// The ink of a picture file.
///
/// A picture of one colour gives an [`Ink`] of zeros.
///
/// # Errors
/// A [`PictureError`] that says in one line what is wrong with the file.
pub fn open_ink(path: &Path) -> Result<Ink, PictureError> {
    let failed = |source| PictureError::Read { file: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(PictureError::TooLong { file: path.to_path_buf() });
    }
    read_ink(&bytes, path)
}

/// The ink of a picture in memory; `name` is what errors call it.
///
/// # Errors
/// Those of [`open_ink`].
pub fn ink_from_bytes(bytes: &[u8], name: &str) -> Result<Ink, PictureError> {
    read_ink(bytes, Path::new(name))
}

fn read_ink(bytes: &[u8], file: &Path) -> Result<Ink, PictureError> {
    let Decoded { picture, orientation, lossy } = decode(bytes, file)?;
    let whole = Window { left: 0, top: 0, width: picture.width(), height: picture.height() };
    let factor = whole.factor();
    let (ink, ruled) = ink_without_rulings(&whole.raster(&picture, lossy), false);
    if factor > 1
        && let Some(window) = window_of_small_digit(&ink, factor, &whole)
    {
        return Ok(ink_without_rulings(&window.raster(&picture, lossy), ruled).0.oriented(orientation));
    }
    Ok(ink.oriented(orientation))
}

/// The ink on a sheet whose rules and holes are taken away, and whether it had any; `known` if it is sure to have some.
fn ink_without_rulings(raster: &Raster, known: bool) -> (Ink, bool) {
    match rulings::without_rulings(raster, known) {
        Some(sheet) => (paper::ink(&sheet), true),
        None => (paper::ink(raster), false),
    }
}

/// A picture as it is stored, and how it is to be looked at.
struct Decoded {
    picture: DynamicImage,
    orientation: Orientation,
    lossy: bool,
}

fn decode(bytes: &[u8], file: &Path) -> Result<Decoded, PictureError> {
    let damaged = |problem: &dyn ToString| PictureError::Damaged {
        file: file.to_path_buf(),
        problem: problem.to_string().replace(char::is_control, " "),
    };
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| damaged(&error))?;
    let format = reader.format().ok_or_else(|| PictureError::NoPicture {
        file: file.to_path_buf(),
        found: match bytes {
            [] => "an empty file",
            _ if bytes.iter().take(64).all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) => "text",
            _ => "bytes of no known kind",
        },
    })?;
    if format == ImageFormat::Jpeg && !jpeg_ends(bytes) {
        return Err(damaged(&"it ends too early"));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_UNPACKED + (64 << 20));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| damaged(&error))?;
    let (width, height) = decoder.dimensions();
    // Before anything is allocated: an allocation that fails ends the program.
    if width.max(height) > LARGEST_SIDE || decoder.total_bytes() > MOST_UNPACKED {
        return Err(PictureError::TooLarge { file: file.to_path_buf(), width, height });
    }
    if width == 0 || height == 0 {
        return Err(damaged(&"it has no pixels"));
    }
    // A mark that can't be read is as good as none.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| damaged(&error))?;
    let lossy = matches!(format, ImageFormat::Jpeg | ImageFormat::WebP);
    Ok(Decoded { picture, orientation, lossy })
}

/// Whether a JPEG has its end mark. The decoder fills what is missing with grey and says nothing.
fn jpeg_ends(bytes: &[u8]) -> bool {
    // Over the segments before the picture: one of them may hold a small JPEG with an end mark of its own.
    let mut at = 2;
    while let Some(&[0xFF, kind, high, low]) = bytes.get(at..at + 4) {
        if kind == 0xDA {
            break;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        at += match kind {
            0xFF => 1,
            0x01 | 0xD0..=0xD8 => 2,
            _ => 2 + length,
        };
    }
    bytes.get(at..).is_some_and(|rest| rest.windows(2).any(|pair| pair == [0xFF, 0xD9]))
}

/// A part of a picture, in its pixels.
struct Window {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Window {
    /// How many pixels of the picture, each way, make one that is worked on.
    fn factor(&self) -> u32 {
        self.width.max(self.height).div_ceil(WORKING_SIDE)
    }

    /// This part made small enough to work on, by averaging.
    fn raster(&self, picture: &DynamicImage, lossy: bool) -> Raster {
        let factor = self.factor();
        let (width, height) = (self.width.div_ceil(factor) as usize, self.height.div_ceil(factor) as usize);
        let mut pixels = Vec::with_capacity(width * height);
        for row in 0..height as u32 {
            let top = row * factor;
            let strip_height = factor.min(self.height - top);
            let strip = picture.crop_imm(self.left, self.top + top, self.width, strip_height).into_rgba32f();
            pixels.extend(average_columns(strip.as_raw(), self.width as usize, factor as usize));
        }
        Raster { width, height, pixels, lossy }
    }
}

/// The means of the columns of a strip of RGBA pixels, `factor` columns at a time; colours are weighted by their alpha.
fn average_columns(strip: &[f32], width: usize, factor: usize) -> Vec<[f32; 4]> {
    let cells = width.div_ceil(factor);
    let mut sums = vec![[0.0_f32; 4]; cells];
    let mut counts = vec![0.0_f32; cells];
    for row in strip.chunks_exact(width * 4) {
        for (column, pixel) in row.chunks_exact(4).enumerate() {
            let clean = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
            let alpha = clean(pixel[3]);
            let sum = &mut sums[column / factor];
            for channel in 0..3 {
                sum[channel] += clean(pixel[channel]) * alpha;
            }
            sum[3] += alpha;
            counts[column / factor] += 1.0;
        }
    }
    for (sum, count) in sums.iter_mut().zip(&counts) {
        let alpha = sum[3];
        if alpha > 0.0 {
            sum[..3].iter_mut().for_each(|value| *value /= alpha);
        }
        sum[3] /= count.max(1.0);
    }
    sums
}

/// Where to look again if all ink is in a small part of a picture that was made smaller by `factor`.
fn window_of_small_digit(ink: &Ink, factor: u32, whole: &Window) -> Option<Window> {
    let found = super::centring::InkBox::of(ink)?;
    let longest = found.width.max(found.height);
    if longest >= SMALL_DIGIT {
        return None;
    }
    let margin = longest.max(4);
    let scale = |cells: usize| cells as u32 * factor;
    let (left, top) = (scale(found.left.saturating_sub(margin)), scale(found.top.saturating_sub(margin)));
    let right = scale(found.left + found.width + margin).min(whole.width);
    let bottom = scale(found.top + found.height + margin).min(whole.height);
    Some(Window { left, top, width: right.checked_sub(left)?, height: bottom.checked_sub(top)? })
}

/// A picture to work on: at most 1024 pixels on a side; red, green, blue and alpha from 0 to 1, alpha apart.
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<[f32; 4]>,
    /// It was compressed with losses, which leave marks around the strokes.
    pub(super) lossy: bool,
}
