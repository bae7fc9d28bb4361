//! TIFF files of scanners, microscopes and fax machines, as far as the decoder of `image` doesn't read them: palettes,
//! packed and wide grey values, numbers with signs and points, fax data, several pages.

use std::io::Cursor;

use ::tiff::decoder::{Decoder, DecodingResult, Limits};
use ::tiff::tags::Tag;
use ::tiff::{ColorType, TiffError};
use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer};

use super::fax::{self, Coding};

/// A page.
pub(super) struct Page {
    pub(super) picture: DynamicImage,
    pub(super) orientation: Orientation,
}

/// Why a page can't be read.
#[derive(Debug)]
pub(super) enum Problem {
    /// There is no such page.
    NoPage,
    /// It has so many pixels across and down.
    TooLarge([u32; 2]),
    /// It is of a sort that can't be read.
    Sort(String),
    /// It is damaged, as the decoder says.
    Damaged(String),
}

impl From<TiffError> for Problem {
    fn from(error: TiffError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// The largest picture that is unpacked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Most {
    /// Pixels on a side.
    pub(super) side: u32,
    /// Bytes altogether.
    pub(super) bytes: u64,
}

/// Reads the page of that number, counted from 0; small pictures of other pages don't count.
pub(super) fn page(bytes: &[u8], number: usize, most: Most) -> Result<Page, Problem> {
    let mut decoder = open(bytes, most)?;
    seek(&mut decoder, number)?;
    let (width, height) = decoder.dimensions()?;
    // Four bytes for each value of four channels.
    let unpacked = u64::from(width) * u64::from(height) * 16;
    if width.max(height) > most.side || unpacked > most.bytes {
        return Err(Problem::TooLarge([width, height]));
    }
    if width == 0 || height == 0 {
        return Err(Problem::Damaged("it has no pixels".to_owned()));
    }
    let tags = Tags::of(&mut decoder)?;
    let picture = match tags.coding()? {
        Some(coding) => fax_picture(&mut decoder, bytes, &tags, coding)?,
        None => samples(decoder, bytes, &tags, most)?.picture(&tags)?,
    };
    let orientation = u8::try_from(tags.orientation).ok().and_then(Orientation::from_exif);
    Ok(Page { picture, orientation: orientation.unwrap_or(Orientation::NoTransforms) })
}

/// Whether the first page is a fax, which other decoders read in some ways of coding only.
pub(super) fn is_fax(bytes: &[u8], most: Most) -> bool {
    let compression =
        open(bytes, most).ok().and_then(|mut decoder| decoder.find_tag_unsigned(Tag::Compression).ok()?);
    compression.is_some_and(|compression: u16| FAX.contains(&compression))
}

/// The numbers of fax codings.
const FAX: std::ops::RangeInclusive<u16> = 2..=4;

type Source<'a> = Decoder<Cursor<&'a [u8]>>;

fn open(bytes: &[u8], most: Most) -> Result<Source<'_>, Problem> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(most.bytes).unwrap_or(usize::MAX);
    Ok(Decoder::new(Cursor::new(bytes))?.with_limits(limits))
}

/// Goes to a page that is no reduced picture of another one.
fn seek(decoder: &mut Source<'_>, number: usize) -> Result<(), Problem> {
    let mut left = number;
    loop {
        let reduced = decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType)?.unwrap_or(0) & 1 == 1;
        if !reduced && left == 0 {
            return Ok(());
        }
        if !decoder.more_images() {
            return Err(Problem::NoPage);
        }
        left -= usize::from(!reduced);
        decoder.next_image()?;
    }
}

/// The tags of a page.
struct Tags {
    width: usize,
    height: usize,
    compression: u16,
    interpretation: u16,
    bits: u16,
    format: u16,
    samples: u16,
    orientation: u16,
    bits_reversed: bool,
    two_dimensional: bool,
    colours: Vec<u16>,
    /// Where the page's directory begins.
    directory: u64,
}

const PALETTE: u16 = 3;
const WHITE_IS_ZERO: u16 = 0;
const BLACK_IS_ZERO: u16 = 1;

impl Tags {
    fn of(decoder: &mut Source<'_>) -> Result<Self, Problem> {
        let (width, height) = decoder.dimensions()?;
        let mut number = |tag: Tag, default: u16| -> Result<u16, Problem> {
            let values = decoder.find_tag_unsigned_vec::<u16>(tag)?;
            Ok(values.and_then(|values| values.first().copied()).unwrap_or(default))
        };
        let tags = Self {
            width: width as usize,
            height: height as usize,
            compression: number(Tag::Compression, 1)?,
            interpretation: number(Tag::PhotometricInterpretation, BLACK_IS_ZERO)?,
            bits: number(Tag::BitsPerSample, 1)?,
            format: number(Tag::SampleFormat, 1)?,
            samples: number(Tag::SamplesPerPixel, 1)?,
            orientation: number(Tag::Orientation, 1)?,
            bits_reversed: number(Tag::FillOrder, 1)? == 2,
            two_dimensional: number(Tag::Unknown(292), 0)? & 1 == 1,
            colours: Vec::new(),
            directory: 0,
        };
        let colours = decoder.find_tag_unsigned_vec::<u16>(Tag::ColorMap)?.unwrap_or_default();
        let directory = decoder.ifd_pointer().map_or(0, |pointer| pointer.0);
        Ok(Self { colours, directory, ..tags })
    }

    /// How a fax is coded; `None` for other pages.
    fn coding(&self) -> Result<Option<Coding>, Problem> {
        let coding = match self.compression {
            2 => Coding::Huffman,
            3 => Coding::Group3 { two_dimensional: self.two_dimensional },
            4 => Coding::Group4,
            _ => return Ok(None),
        };
        if self.bits != 1 || self.samples != 1 || u16::try_from(self.width).is_err() {
            return Err(self.unread());
        }
        Ok(Some(coding))
    }

    /// This sort of TIFF can't be read.
    fn unread(&self) -> Problem {
        let numbers = match self.format {
            2 => "signed whole numbers",
            3 => "numbers with a point",
            5 | 6 => "complex numbers",
            _ => "whole numbers",
        };
        let Self { samples, bits, interpretation, .. } = self;
        let packing = match self.compression {
            1 => String::new(),
            6 => ", packed as JPEG in the way of 1992".to_owned(),
            7 => ", packed as JPEG".to_owned(),
            34712 => ", packed as JPEG 2000".to_owned(),
            34925 => ", packed with LZMA".to_owned(),
            50000 => ", packed with Zstandard".to_owned(),
            50001 => ", packed as WebP".to_owned(),
            number => format!(", packed in the way number {number}"),
        };
        let raw = if matches!(interpretation, 32803 | 34892) { " of a camera's sensor" } else { "" };
        Problem::Sort(format!("a TIFF{raw} with {samples} x {bits} bits a pixel, {numbers}{packing}"))
    }
}

fn fax_picture(decoder: &mut Source<'_>, bytes: &[u8], tags: &Tags, coding: Coding) -> Result<DynamicImage, Problem> {
    let missing = || Problem::Damaged("it ends too early".to_owned());
    let offsets = decoder.get_tag_u64_vec(Tag::StripOffsets)?;
    let lengths = decoder.get_tag_u64_vec(Tag::StripByteCounts)?;
    let rows_a_strip = decoder.find_tag_unsigned::<u32>(Tag::RowsPerStrip)?.map_or(tags.height, |rows| rows as usize);
    let mut pixels = Vec::with_capacity(tags.width * tags.height);
    for (offset, length) in offsets.into_iter().zip(lengths) {
        let left = tags.height - pixels.len() / tags.width;
        let (Ok(start), Ok(length)) = (usize::try_from(offset), usize::try_from(length)) else { return Err(missing()) };
        let end = start.checked_add(length).ok_or_else(missing)?;
        let mut strip = bytes.get(start..end).ok_or_else(missing)?.to_vec();
        if tags.bits_reversed {
            for byte in &mut strip {
                *byte = byte.reverse_bits();
            }
        }
        pixels.extend(fax::rows(&strip, coding, tags.width as u16, rows_a_strip.min(left)));
    }
    pixels.resize(tags.width * tags.height, 0);
    let grey = pixels.into_iter().map(|bit| 255 * (1 - bit)).collect();
    ImageBuffer::from_raw(tags.width as u32, tags.height as u32, grey).map(DynamicImage::ImageLuma8).ok_or_else(missing)
}

/// The values of a page: `channels` of them for each pixel, the first ones being colours.
struct Samples {
    values: Vec<f32>,
    channels: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Grey,
    Palette,
    Colours,
    ColoursWithAlpha,
    Printed,
    LumaAndChroma,
}

/// Reads the values, a palette's as numbers of its colours.
fn samples(mut decoder: Source<'_>, bytes: &[u8], tags: &Tags, most: Most) -> Result<Samples, Problem> {
    let kind = match decoder.colortype() {
        _ if tags.interpretation == PALETTE => Kind::Palette,
        Ok(ColorType::RGB(_)) => Kind::Colours,
        Ok(ColorType::RGBA(_)) => Kind::ColoursWithAlpha,
        Ok(ColorType::CMYK(_) | ColorType::CMYKA(_)) => Kind::Printed,
        Ok(ColorType::YCbCr(_)) => Kind::LumaAndChroma,
        Ok(ColorType::Gray(_) | ColorType::GrayA(_) | ColorType::Multiband { .. } | ColorType::Lab(_)) => Kind::Grey,
        _ => return Err(tags.unread()),
    };
    if !matches!(tags.interpretation, PALETTE | WHITE_IS_ZERO) {
        return read(decoder, tags, kind);
    }
    // The decoder reads no palettes, and turns no numbers with a point around: it is told that they are plain grey.
    let mut copy = bytes.to_vec();
    tell_grey(&mut copy, tags.directory);
    let mut decoder = open(&copy, most)?;
    while decoder.ifd_pointer().map_or(0, |pointer| pointer.0) != tags.directory {
        decoder.next_image()?;
    }
    read(decoder, tags, kind)
}

/// Writes `BLACK_IS_ZERO` as the interpretation of a directory, in place.
fn tell_grey(bytes: &mut [u8], directory: u64) -> Option<()> {
    let little = bytes.first() == Some(&b'I');
    let number = |bytes: &[u8]| -> u64 {
        let fold = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) }
    };
    let big = number(bytes.get(2..4)?) == 43;
    let (counter, entry, value) = if big { (8, 20, 12) } else { (2, 12, 8) };
    let start = usize::try_from(directory).ok()?;
    let count = number(bytes.get(start..start.checked_add(counter)?)?);
    for index in 0..usize::try_from(count).ok()?.min(4096) {
        let at = start + counter + index * entry;
        if number(bytes.get(at..at + 2)?) == 262 {
            let short = if little { BLACK_IS_ZERO.to_le_bytes() } else { BLACK_IS_ZERO.to_be_bytes() };
            bytes.get_mut(at + value..at + value + 2)?.copy_from_slice(&short);
        }
    }
    Some(())
}

fn read(mut decoder: Source<'_>, tags: &Tags, kind: Kind) -> Result<Samples, Problem> {
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut result).map_err(|error| match error {
        TiffError::UnsupportedError(_) => tags.unread(),
        error => Problem::Damaged(error.to_string()),
    })?;
    let channels = usize::from(tags.samples.max(1));
    let planes = layout.plane_stride.map_or(1, |stride| layout.complete_len / stride.get()).max(1);
    let (planes, in_plane) = if planes > 1 { (planes, 1) } else { (1, channels) };
    let values = match result {
        DecodingResult::U8(values) => unpacked(&values, tags, planes, in_plane).ok_or_else(|| tags.unread())?,
        DecodingResult::U16(values) => floats(&values, f32::from),
        DecodingResult::U32(values) => floats(&values, |value| value as f32),
        DecodingResult::U64(values) => floats(&values, |value| value as f32),
        DecodingResult::I8(values) => floats(&values, f32::from),
        DecodingResult::I16(values) => floats(&values, f32::from),
        DecodingResult::I32(values) => floats(&values, |value| value as f32),
        DecodingResult::I64(values) => floats(&values, |value| value as f32),
        DecodingResult::F16(values) => floats(&values, f32::from),
        DecodingResult::F32(values) => values,
        DecodingResult::F64(values) => floats(&values, |value| value as f32),
    };
    let count = tags.width * tags.height;
    if planes == 1 {
        return Ok(Samples { values, channels: in_plane, kind });
    }
    let interleaved =
        (0..count * planes).map(|at| values.get(at % planes * count + at / planes).copied().unwrap_or(0.0));
    Ok(Samples { values: interleaved.collect(), channels: planes, kind })
}

fn floats<T: Copy>(values: &[T], float: impl Fn(T) -> f32) -> Vec<f32> {
    values.iter().map(|value| float(*value)).collect()
}

/// Values of 1 to 8 bits; rows begin at bytes.
fn unpacked(bytes: &[u8], tags: &Tags, planes: usize, in_plane: usize) -> Option<Vec<f32>> {
    let bits = usize::from(tags.bits);
    if bits == 8 {
        return Some(floats(bytes, f32::from));
    }
    let (row_values, rows) = (tags.width * in_plane, tags.height * planes);
    let row_bytes = (row_values * bits).div_ceil(8);
    if !matches!(bits, 1 | 2 | 4) || bytes.len() < row_bytes * rows {
        return None;
    }
    let mask = (1_u8 << bits) - 1;
    let value = |row: &[u8], at: usize| row[at * bits / 8] >> (8 - bits - at * bits % 8) & mask;
    let rows = bytes.chunks_exact(row_bytes).take(rows);
    Some(rows.flat_map(|row| (0..row_values).map(move |at| f32::from(value(row, at)))).collect())
}

impl Samples {
    fn picture(self, tags: &Tags) -> Result<DynamicImage, Problem> {
        let missing = || Problem::Damaged("it ends too early".to_owned());
        if self.values.len() < tags.width * tags.height * self.channels {
            return Err(missing());
        }
        let size = (tags.width as u32, tags.height as u32);
        let scale = self.scale(tags);
        let pixels = self.values.chunks_exact(self.channels);
        let picture = match self.kind {
            Kind::Grey => ImageBuffer::from_raw(size.0, size.1, pixels.map(|pixel| scale.of(pixel[0])).collect())
                .map(DynamicImage::ImageLuma16),
            Kind::ColoursWithAlpha if self.channels >= 4 => {
                let values = pixels.flat_map(|pixel| [0, 1, 2, 3].map(|channel| scale.of(pixel[channel])));
                ImageBuffer::from_raw(size.0, size.1, values.collect()).map(DynamicImage::ImageRgba16)
            }
            kind => {
                let values = pixels.flat_map(|pixel| colour(kind, pixel, &scale, &tags.colours));
                ImageBuffer::from_raw(size.0, size.1, values.collect()).map(DynamicImage::ImageRgb16)
            }
        };
        picture.ok_or_else(missing)
    }

    /// The range of the values: that of their bits, or where it is unknown that of the data.
    fn scale(&self, tags: &Tags) -> Scale {
        if tags.format == 1 && tags.bits <= 16 {
            return Scale { least: 0.0, range: ((1_u32 << tags.bits) - 1) as f32 };
        }
        let finite = self.values.iter().copied().filter(|value| value.is_finite());
        let (least, most) = finite.fold((0.0_f32, 0.0_f32), |(least, most), value| (least.min(value), most.max(value)));
        // Zero to one, a byte, what a sensor counts to, two bytes; otherwise from the least to the most.
        let usual = [1.0, 255.0, 1023.0, 4095.0, 16_383.0, 65_535.0];
        match usual.into_iter().find(|range| least == 0.0 && most <= *range) {
            Some(range) => Scale { least: 0.0, range },
            None => Scale { least, range: most - least },
        }
    }
}

struct Scale {
    least: f32,
    range: f32,
}

impl Scale {
    fn of(&self, value: f32) -> u16 {
        let part = if self.range > 0.0 { (value - self.least) / self.range } else { 0.0 };
        // The cast turns NaN into 0.
        (part.clamp(0.0, 1.0) * 65_535.0).round() as u16
    }
}

/// Red, green and blue.
fn colour(kind: Kind, pixel: &[f32], scale: &Scale, palette: &[u16]) -> [u16; 3] {
    let value = |channel: usize| pixel.get(channel).map_or(0, |value| scale.of(*value));
    match kind {
        Kind::Palette => {
            let (index, count) = (pixel[0].max(0.0) as usize, palette.len() / 3);
            [0, 1, 2].map(|channel| palette.get(channel * count + index).copied().unwrap_or(0))
        }
        Kind::Printed => {
            let light = |channel: usize| u32::from(u16::MAX - value(channel));
            [0, 1, 2].map(|channel| (light(channel) * light(3) / u32::from(u16::MAX)) as u16)
        }
        Kind::LumaAndChroma => {
            let [luma, blue, red] = [0, 1, 2].map(|channel| f32::from(value(channel)));
            let (blue, red) = (blue - 32_768.0, red - 32_768.0);
            [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue]
                .map(|value| value.clamp(0.0, 65_535.0) as u16)
        }
        _ => [0, 1, 2].map(value),
    }
}
