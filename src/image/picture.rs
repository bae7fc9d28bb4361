//! Picture files: from any of the usual formats to the ink in them.
//!
//! The format is recognised by the content, the size is checked before anything is unpacked, and a picture larger than
//! needed is made smaller at once. `segmentation.rs` separates ink from background.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::centring::InkBox;
use super::ink::{Ink, Raster};
use super::remarks::Remark;
use super::shading::Lit;
use super::{alpha, formats, frames, jpeg, pnm, rulings, segmentation, shading, tiff};
use crate::file::{self, shown};

/// The longest file that is read, in bytes.
const LONGEST_FILE: u64 = 256 << 20;
/// The largest width and height.
const LARGEST_SIDE: u32 = 32_768;
/// The most bytes of an unpacked picture.
const MOST_UNPACKED: u64 = 1 << 30;
/// The longest side of the picture that is worked on.
const WORKING_SIDE: u32 = 1024;
/// A digit smaller than this, in a picture that was made smaller, is segmented again in full size.
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
        /// The format, as far as it is known.
        found: &'static str,
    },
    /// It is a picture of a sort that can't be read.
    #[error("{}: found {sort}, which can't be read: save it as PNG", shown(file))]
    Unread {
        /// The file.
        file: PathBuf,
        /// The sort.
        sort: String,
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
        /// The decoder's message.
        problem: String,
    },
}

/// A segmented picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// All ink; zeros if the picture is of one colour.
    pub ink: Ink,
    /// A remark on the quality of the picture.
    pub remark: Option<Remark>,
}

/// The segmented picture of a file.
///
/// # Errors
/// A [`PictureError`] that says in one line what is wrong with the file.
pub fn open_scan(path: &Path) -> Result<Scan, PictureError> {
    let failed = |source| PictureError::Read { file: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    file::open(path).map_err(failed)?.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(PictureError::TooLong { file: path.to_path_buf() });
    }
    read_scan(&bytes, path)
}

/// The segmented picture of bytes in memory; errors call it `name`.
///
/// ```
/// use nullcline::image::{centre, scan_from_bytes};
///
/// // A photo of a pen stroke: 40 x 40 pixels, dark on a bright sheet, as a PGM file.
/// let mut file = b"P5 40 40 255 ".to_vec();
/// file.extend((0..1600).map(|pixel| if (18..22).contains(&(pixel % 40)) && (8..32).contains(&(pixel / 40)) { 30 } else { 230 }));
/// let scan = scan_from_bytes(&file, "stroke.pgm")?;
/// assert_eq!((scan.ink.at(20, 20), scan.ink.at(2, 2)), (1.0, 0.0));
/// assert!(scan.remark.is_none() && centre(&scan.ink).is_some());
/// assert_eq!(
///     scan_from_bytes(b"%PDF-1.7", "digit.pdf").unwrap_err().to_string().split(':').next(),
///     Some("digit.pdf")
/// );
/// # Ok::<(), nullcline::image::PictureError>(())
/// ```
///
/// # Errors
/// Those of [`open_scan`].
pub fn scan_from_bytes(bytes: &[u8], name: &str) -> Result<Scan, PictureError> {
    read_scan(bytes, Path::new(name))
}

/// The ink of a picture file.
///
/// A picture of one colour gives an [`Ink`] of zeros.
///
/// # Errors
/// Those of [`open_scan`].
pub fn open_ink(path: &Path) -> Result<Ink, PictureError> {
    open_scan(path).map(|scan| scan.ink)
}

/// The ink of a picture in memory; errors call it `name`.
///
/// # Errors
/// Those of [`open_scan`].
pub fn ink_from_bytes(bytes: &[u8], name: &str) -> Result<Ink, PictureError> {
    scan_from_bytes(bytes, name).map(|scan| scan.ink)
}

fn read_scan(bytes: &[u8], file: &Path) -> Result<Scan, PictureError> {
    let first = decode(bytes, file)?;
    let scan = first.scan();
    let has_ink = |scan: &Scan| InkBox::of(&scan.ink).is_some();
    if has_ink(&scan) {
        return Ok(scan);
    }
    let mut pages = later(bytes, &first).map(|decoded| decoded.scan()).enumerate();
    let found = pages.find(|(_, scan)| has_ink(scan)).map(|(index, scan)| {
        let remark = scan.remark.or(Some(Remark::LaterPage(index + 2)));
        Scan { remark, ..scan }
    });
    Ok(found.unwrap_or(scan))
}

/// The frames or pages after the first one.
fn later<'a>(bytes: &'a [u8], first: &Decoded) -> Box<dyn Iterator<Item = Decoded> + 'a> {
    let (format, lossy) = (first.format, first.lossy);
    if format == ImageFormat::Tiff {
        return Box::new((1..frames::MOST).map_while(move |number| {
            let tiff::Page { picture, orientation } = tiff::page(bytes, number, MOST_TIFF).ok()?;
            Some(Decoded { picture, orientation, lossy, format })
        }));
    }
    let orientation = first.orientation;
    let decoded = move |picture| Decoded { picture, orientation, lossy, format };
    Box::new(frames::later(bytes, format, limits()).map(decoded))
}

impl Decoded {
    fn scan(&self) -> Scan {
        let Self { picture, orientation, lossy, .. } = self;
        let whole = Window { left: 0, top: 0, width: picture.width(), height: picture.height() };
        let factor = whole.factor();
        let raster = whole.raster(picture, *lossy);
        let (ink, ruled) = ink_without_rulings(&raster, false);
        let remark = Remark::on(&ink, &raster);
        if factor > 1
            && let Some(window) = window_of_small_digit(&ink, factor, &whole)
        {
            let ink = ink_without_rulings(&window.raster(picture, *lossy), ruled).0.oriented(*orientation);
            return Scan { ink, remark };
        }
        Scan { ink: ink.oriented(*orientation), remark }
    }
}

/// The ink on a sheet without rulings and punch holes, and whether it had any; `known` if it certainly has some.
fn ink_without_rulings(raster: &Raster, known: bool) -> (Ink, bool) {
    if !shading::is_photo(raster) {
        return (segmentation::ink(raster), false);
    }
    if shading::is_board(raster) {
        let sheet = rulings::without_rulings(&Lit::of(&raster.inverted()), known).map(|sheet| sheet.inverted());
        return (segmentation::ink(sheet.as_ref().unwrap_or(raster)), sheet.is_some());
    }
    let lit = Lit::of(raster);
    match rulings::without_rulings(&lit, known) {
        Some(sheet) => (segmentation::ink(&sheet), true),
        None => (segmentation::ink(lit.without_shadow().as_ref().unwrap_or(raster)), false),
    }
}

/// A decoded picture, and the orientation in which it is shown.
struct Decoded {
    picture: DynamicImage,
    orientation: Orientation,
    lossy: bool,
    format: ImageFormat,
}

/// The largest page of a TIFF.
const MOST_TIFF: tiff::Most = tiff::Most { side: LARGEST_SIDE, bytes: MOST_UNPACKED };

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_UNPACKED + (64 << 20));
    limits
}

fn decode(bytes: &[u8], file: &Path) -> Result<Decoded, PictureError> {
    let damaged = |problem: &dyn ToString| PictureError::Damaged {
        file: file.to_path_buf(),
        problem: problem.to_string().replace(char::is_control, " "),
    };
    let cleaned = pnm::without_comments(bytes);
    let bytes = cleaned.as_deref().unwrap_or(bytes);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| damaged(&error))?;
    let Some(format) = reader.format().filter(|format| READ.contains(format)) else {
        return Err(PictureError::NoPicture { file: file.to_path_buf(), found: found(bytes) });
    };
    if format == ImageFormat::Tiff && tiff::is_fax(bytes, MOST_TIFF) {
        return decode_tiff(bytes, file);
    }
    reader.limits(limits());
    let unread = |error: ImageError| match error {
        ImageError::Unsupported(_) if format == ImageFormat::Tiff => decode_tiff(bytes, file),
        ImageError::Unsupported(error) => Err(PictureError::Unread {
            file: file.to_path_buf(),
            sort: format!("a {format:?} of a rare sort ({error})").replace(char::is_control, " "),
        }),
        error => Err(damaged(&error)),
    };
    let mut decoder = match reader.into_decoder() {
        Ok(decoder) => decoder,
        Err(error) => return unread(error),
    };
    let (width, height) = decoder.dimensions();
    // Before anything is allocated: an allocation that fails ends the program.
    if width.max(height) > LARGEST_SIDE || decoder.total_bytes() > MOST_UNPACKED {
        return Err(PictureError::TooLarge { file: file.to_path_buf(), width, height });
    }
    if width == 0 || height == 0 {
        return Err(damaged(&"it has no pixels"));
    }
    // An orientation tag that can't be read counts as none.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let is_wide = matches!(decoder.color_type(), image::ColorType::Rgb32F | image::ColorType::Rgba32F);
    if format == ImageFormat::Tiff && is_wide {
        return decode_tiff(bytes, file);
    }
    let picture = if format == ImageFormat::Jpeg && !jpeg::has_end(bytes) {
        jpeg::without_end(bytes).ok_or_else(|| damaged(&"it ends too early"))?
    } else {
        match DynamicImage::from_decoder(decoder) {
            Ok(picture) => picture,
            Err(error) => return unread(error),
        }
    };
    let lossy = matches!(format, ImageFormat::Jpeg | ImageFormat::WebP);
    Ok(Decoded { picture: alpha::without_even_alpha(picture), orientation, lossy, format })
}

/// The formats that are read.
const READ: [ImageFormat; 7] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Bmp,
    ImageFormat::Gif,
    ImageFormat::Tiff,
    ImageFormat::WebP,
    ImageFormat::Pnm,
];

/// A name for bytes that are no picture.
fn found(bytes: &[u8]) -> &'static str {
    match bytes {
        [] => "an empty file",
        _ => formats::unreadable(bytes).unwrap_or("bytes of no known kind"),
    }
}

fn decode_tiff(bytes: &[u8], file: &Path) -> Result<Decoded, PictureError> {
    let file = file.to_path_buf();
    match tiff::page(bytes, 0, MOST_TIFF) {
        Ok(tiff::Page { picture, orientation }) => {
            let picture = alpha::without_even_alpha(picture);
            Ok(Decoded { picture, orientation, lossy: false, format: ImageFormat::Tiff })
        }
        Err(tiff::Problem::TooLarge([width, height])) => Err(PictureError::TooLarge { file, width, height }),
        Err(tiff::Problem::Sort(sort)) => Err(PictureError::Unread { file, sort }),
        Err(tiff::Problem::NoPage) => Err(PictureError::Damaged { file, problem: "it has no page".to_owned() }),
        Err(tiff::Problem::Damaged(problem)) => {
            Err(PictureError::Damaged { file, problem: problem.replace(char::is_control, " ") })
        }
    }
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
    let found = InkBox::of(ink)?;
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
