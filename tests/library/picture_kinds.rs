//! Pictures as scanners, microscopes, fax machines, phones and screenshots make them: read, or named with the way out.

use std::io::Cursor;
use std::sync::LazyLock;

use fax::maps::{black, mode, white};
use fax::{BitWriter, Color, VecWriter};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, GrayImage, ImageFormat, Luma, LumaA, Rgba, RgbaImage};
use nullcline::dataset::embedded_test;
use nullcline::image::{InputImage, centre, ink_from_bytes};
use proptest::prelude::*;
use tiff::encoder::{TiffEncoder, colortype};

/// Pixels on a side of the pictures here.
const SIDE: u32 = 140;

/// The first 7 of MNIST's test set, five times as large, black on white.
fn seven() -> &'static GrayImage {
    static SEVEN: LazyLock<GrayImage> = LazyLock::new(|| {
        let digit = embedded_test().unwrap().image(0);
        let small = GrayImage::from_raw(28, 28, digit.pixels().iter().map(|value| 255 - value).collect()).unwrap();
        image::imageops::resize(&small, SIDE, SIDE, image::imageops::FilterType::Triangle)
    });
    &SEVEN
}

fn blank() -> GrayImage {
    GrayImage::from_pixel(SIDE, SIDE, Luma([255]))
}

fn bytes_of(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn image_of(bytes: &[u8]) -> Option<InputImage> {
    centre(&ink_from_bytes(bytes, "picture").unwrap()).map(|centred| centred.image)
}

/// The cosine of the angle between two pictures.
fn likeness(one: &InputImage, other: &InputImage) -> f64 {
    let dot = |one: &InputImage, other: &InputImage| -> f64 {
        one.pixels().iter().zip(other.pixels()).map(|(one, other)| f64::from(*one) * f64::from(*other)).sum()
    };
    dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
}

fn assert_is_seven(bytes: &[u8], kind: &str) {
    let reference = image_of(&bytes_of(&DynamicImage::from(seven().clone()), ImageFormat::Png)).unwrap();
    let image = image_of(bytes).unwrap_or_else(|| panic!("{kind}: blank"));
    let likeness = likeness(&image, &reference);
    assert!(likeness > 0.97, "{kind}: {likeness}");
}

fn refusal(bytes: &[u8]) -> String {
    let line = ink_from_bytes(bytes, "picture").unwrap_err().to_string();
    assert!(line.starts_with("picture: ") && !line.contains('\n'), "{line}");
    line
}

// Alpha

#[test]
fn an_alpha_that_is_the_same_everywhere_says_nothing() {
    for alpha in [0, 1, 128, 254] {
        let picture = RgbaImage::from_fn(SIDE, SIDE, |x, y| {
            let grey = seven().get_pixel(x, y).0[0];
            Rgba([grey, grey, grey, alpha])
        });
        for format in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Tiff, ImageFormat::WebP] {
            let bytes = bytes_of(&DynamicImage::from(picture.clone()), format);
            assert_is_seven(&bytes, &format!("{format:?} with alpha {alpha}"));
        }
    }
    let sixteen =
        image::ImageBuffer::from_fn(SIDE, SIDE, |x, y| LumaA([u16::from(seven().get_pixel(x, y).0[0]) * 257, 0]));
    assert_is_seven(&bytes_of(&DynamicImage::ImageLumaA16(sixteen), ImageFormat::Png), "16 bits");
}

#[test]
fn a_picture_of_one_colour_stays_blank_whatever_its_alpha() {
    for alpha in [0, 7, 255] {
        let picture = RgbaImage::from_pixel(SIDE, SIDE, Rgba([0, 0, 0, alpha]));
        assert_eq!(image_of(&bytes_of(&DynamicImage::from(picture), ImageFormat::Png)), None, "alpha {alpha}");
    }
}

// JPEG

fn jpeg() -> Vec<u8> {
    bytes_of(&DynamicImage::from(seven().clone()), ImageFormat::Jpeg)
}

#[test]
fn a_jpeg_without_its_end_mark_is_read_if_every_row_is_there() {
    for whole in [jpeg(), std::fs::read("tests/fixtures/pictures/p7-progressive.jpg").unwrap()] {
        assert!(whole.ends_with(&[0xFF, 0xD9]));
        let unended = &whole[..whole.len() - 2];
        let reference = image_of(&whole).unwrap();
        for zeros in [0, 1, 2, 3, 512] {
            let image = image_of(&[unended, &vec![0; zeros]].concat());
            assert_eq!(image.as_ref(), Some(&reference), "with {zeros} zeros for an end mark");
        }
        assert_eq!(image_of(&[&whole[..], b"and more"].concat()).as_ref(), Some(&reference), "with a trailer");
    }
}

#[test]
fn a_jpeg_that_is_cut_is_refused() {
    let whole = jpeg();
    // The digit ends in the last quarter of the rows; the last rows, which are white, take few bytes.
    for part in [0.5, 0.7, 0.9, 0.97] {
        let cut = &whole[..(part * whole.len() as f64) as usize];
        for zeros in [0, 1, 64, 4096] {
            let line = refusal(&[cut, &vec![0; zeros]].concat());
            assert!(line.contains("ends too early"), "{part}, {zeros} zeros: {line}");
        }
    }
}

// TIFF

/// A page of a TIFF by its tags; values are SHORTs.
struct Page {
    tags: Vec<(u16, Vec<u16>)>,
    data: Vec<u8>,
}

impl Page {
    fn new(bits: u16, interpretation: u16, data: Vec<u8>) -> Self {
        let side = SIDE as u16;
        let tags = vec![(256, vec![side]), (257, vec![side]), (258, vec![bits]), (262, vec![interpretation])];
        Self { tags, data }
    }

    fn with(mut self, tag: u16, values: Vec<u16>) -> Self {
        self.tags.push((tag, values));
        self
    }

    /// A little-endian file of this page: one strip, its directory, what is too long for that.
    fn file(&self) -> Vec<u8> {
        let mut tags = self.tags.clone();
        tags.extend([(277, vec![1]), (278, vec![SIDE as u16])]);
        let mut entries: Vec<(u16, u16, u32, Vec<u8>)> = tags
            .into_iter()
            .map(|(tag, values)| {
                (tag, 3, values.len() as u32, values.iter().flat_map(|value| value.to_le_bytes()).collect())
            })
            .collect();
        entries.push((273, 4, 1, 8_u32.to_le_bytes().to_vec()));
        entries.push((279, 4, 1, (self.data.len() as u32).to_le_bytes().to_vec()));
        entries.sort();
        let directory = 8 + self.data.len().next_multiple_of(2);
        let mut file = b"II*\0".to_vec();
        file.extend((directory as u32).to_le_bytes());
        file.extend(&self.data);
        file.resize(directory, 0);
        file.extend((entries.len() as u16).to_le_bytes());
        let mut beyond = directory + 2 + 12 * entries.len() + 4;
        let mut long = Vec::new();
        for (tag, kind, count, mut value) in entries {
            file.extend(tag.to_le_bytes());
            file.extend(kind.to_le_bytes());
            file.extend(count.to_le_bytes());
            if value.len() > 4 {
                let place = (beyond as u32).to_le_bytes().to_vec();
                beyond += value.len();
                long.extend(std::mem::replace(&mut value, place));
            }
            value.resize(4, 0);
            file.extend(value);
        }
        file.extend([0; 4]);
        file.extend(long);
        file
    }
}

fn greys() -> Vec<u8> {
    seven().as_raw().clone()
}

#[test]
fn a_tiff_with_a_palette_is_read() {
    // Red for dark to green for light, through a palette in no order.
    let index = |grey: u8| grey.wrapping_mul(37);
    let mut palette = vec![0_u16; 768];
    for grey in 0..=255_u8 {
        let at = usize::from(index(grey));
        (palette[at], palette[256 + at]) = (65_535 - 257 * u16::from(grey), 257 * u16::from(grey));
    }
    let page = Page::new(8, 3, greys().into_iter().map(index).collect()).with(320, palette);
    assert_is_seven(&page.file(), "palette of 256");
    let nibbles: Vec<u8> = greys().chunks(2).map(|pair| (pair[0] & 0xF0) | (pair[1] >> 4)).collect();
    let palette = (0..48).map(|at| 65_535 - at % 16 * 4369).collect();
    assert_is_seven(&Page::new(4, 3, nibbles).with(320, palette).file(), "palette of 16");
}

#[test]
fn a_tiff_of_a_few_bits_is_read() {
    for interpretation in [0, 1] {
        let nibbles = greys().chunks(2).map(|pair| (pair[0] & 0xF0) | (pair[1] >> 4)).collect();
        assert_is_seven(&Page::new(4, interpretation, nibbles).file(), "4 bits");
        let quarters = greys().chunks(4).map(|four| four.iter().fold(0, |sum, grey| sum << 2 | grey >> 6)).collect();
        assert_is_seven(&Page::new(2, interpretation, quarters).file(), "2 bits");
    }
}

#[test]
fn a_tiff_of_numbers_with_points_is_read_whatever_they_reach_to() {
    for range in [1.0_f32, 255.0, 65_535.0, 3.7e6] {
        for interpretation in [0, 1] {
            let float = |grey: u8| (f32::from(grey) / 255.0 * range).to_le_bytes();
            let page = Page::new(32, interpretation, greys().into_iter().flat_map(float).collect());
            assert_is_seven(&page.with(339, vec![3]).file(), &format!("32 bits to {range}"));
        }
        let double = |grey: u8| (f64::from(grey) / 255.0 * f64::from(range)).to_le_bytes();
        let page = Page::new(64, 1, greys().into_iter().flat_map(double).collect());
        assert_is_seven(&page.with(339, vec![3]).file(), &format!("64 bits to {range}"));
    }
    let mut values: Vec<f32> = greys().into_iter().map(|grey| f32::from(grey) / 255.0).collect();
    values[3] = f32::NAN;
    values[5] = f32::INFINITY;
    let page = Page::new(32, 1, values.into_iter().flat_map(f32::to_le_bytes).collect());
    assert_is_seven(&page.with(339, vec![3]).file(), "with values that are no numbers");
}

#[test]
fn a_tiff_of_colours_with_points_is_read() {
    for range in [1.0, 255.0] {
        let values: Vec<f32> = greys().iter().flat_map(|grey| [f32::from(*grey) / 255.0 * range; 3]).collect();
        let mut file = Cursor::new(Vec::new());
        TiffEncoder::new(&mut file).unwrap().write_image::<colortype::RGB32Float>(SIDE, SIDE, &values).unwrap();
        assert_is_seven(file.get_ref(), &format!("colours to {range}"));
    }
}

#[test]
fn a_tiff_of_signed_and_wide_whole_numbers_is_read() {
    for (most, least) in [(255, 0), (4095, 0), (100_000, 0), (1000, -1000), (i32::MAX, i32::MIN)] {
        let whole = |grey: u8| {
            let range = f64::from(most) - f64::from(least);
            (f64::from(least) + f64::from(grey) / 255.0 * range) as i64
        };
        let signed = greys().into_iter().flat_map(|grey| (whole(grey) as i32).to_le_bytes()).collect();
        assert_is_seven(&Page::new(32, 1, signed).with(339, vec![2]).file(), &format!("{least} to {most}"));
        if least == 0 {
            let unsigned = greys().into_iter().flat_map(|grey| (whole(grey) as u32).to_le_bytes()).collect();
            assert_is_seven(&Page::new(32, 1, unsigned).file(), &format!("unsigned to {most}"));
        }
        if let (Ok(_), Ok(_)) = (i16::try_from(most), i16::try_from(least)) {
            let short = greys().into_iter().flat_map(|grey| (whole(grey) as i16).to_le_bytes()).collect();
            assert_is_seven(&Page::new(16, 1, short).with(339, vec![2]).file(), &format!("short to {most}"));
        }
    }
    let signed = greys().into_iter().map(|grey| (i16::from(grey) - 128) as i8 as u8).collect();
    assert_is_seven(&Page::new(8, 1, signed).with(339, vec![2]).file(), "8 bits with a sign");
}

/// Where the colour changes in each row of the digit, beginning with white.
fn changes() -> Vec<Vec<u16>> {
    let is_black = |x: u32, y: u32| seven().get_pixel(x, y).0[0] < 128;
    let row = |y| (0..SIDE).filter(move |&x| is_black(x, y) != (x > 0 && is_black(x - 1, y))).map(|x| x as u16);
    (0..SIDE).map(|y| row(y).collect()).collect()
}

fn put(bits: &mut VecWriter, code: fax::Bits) {
    let Ok(()) = bits.write(code);
}

fn put_run(bits: &mut VecWriter, colour: Color, length: u16) {
    let encode = |length| if colour == Color::White { white::encode(length) } else { black::encode(length) };
    if length >= 64 {
        put(bits, encode(length / 64 * 64).unwrap());
    }
    put(bits, encode(length % 64).unwrap());
}

fn put_runs(bits: &mut VecWriter, changes: &[u16]) {
    let (mut place, mut colour) = (0, Color::White);
    for change in changes.iter().copied().chain([SIDE as u16]) {
        put_run(bits, colour, change - place);
        (place, colour) = (change, !colour);
    }
}

/// A row in two dimensions: by the row above where both are the same, otherwise by pairs of runs.
fn put_by_above(bits: &mut VecWriter, changes: &[u16], above: &[u16]) {
    if changes == above {
        for _ in 0..=changes.len() {
            put(bits, mode::encode(mode::Mode::Vertical(0)).unwrap());
        }
        return;
    }
    let ends = [changes, &[SIDE as u16; 2]].concat();
    let mut place = 0;
    for pair in ends.chunks_exact(2) {
        if place >= SIDE as u16 {
            break;
        }
        put(bits, mode::encode(mode::Mode::Horizontal).unwrap());
        put_run(bits, Color::White, pair[0] - place);
        put_run(bits, Color::Black, pair[1] - pair[0]);
        place = pair[1];
    }
}

const END_OF_LINE: fax::Bits = fax::Bits { data: 1, len: 12 };

fn group_3(two_dimensional: bool, align: bool) -> Vec<u8> {
    let mut bits = VecWriter::new();
    let mut above: Vec<u16> = Vec::new();
    for (row, changes) in changes().into_iter().enumerate() {
        put(&mut bits, END_OF_LINE);
        let by_above = two_dimensional && row % 4 != 0;
        if two_dimensional {
            put(&mut bits, fax::Bits { data: u16::from(!by_above), len: 1 });
        }
        if by_above {
            put_by_above(&mut bits, &changes, &above)
        } else {
            put_runs(&mut bits, &changes)
        }
        if align {
            bits.pad();
        }
        above = changes;
    }
    for _ in 0..6 {
        put(&mut bits, END_OF_LINE);
    }
    bits.finish()
}

fn fax_page(compression: u16, data: Vec<u8>) -> Page {
    Page::new(1, 0, data).with(259, vec![compression])
}

#[test]
fn fax_pages_are_read() {
    for align in [false, true] {
        assert_is_bilevel_seven(&fax_page(3, group_3(false, align)), "group 3");
        assert_is_bilevel_seven(&fax_page(3, group_3(true, align)).with(292, vec![1]), "group 3 in two dimensions");
    }
    let reversed = group_3(false, false).into_iter().map(u8::reverse_bits).collect();
    assert_is_bilevel_seven(&fax_page(3, reversed).with(266, vec![2]), "bits from right to left");
    let mut bits = VecWriter::new();
    for changes in changes() {
        put_runs(&mut bits, &changes);
        bits.pad();
    }
    assert_is_bilevel_seven(&fax_page(2, bits.finish()), "modified Huffman");
    let group_4 = || {
        let mut encoder = fax::encoder::Encoder::new(VecWriter::new());
        for changes in changes() {
            let Ok(()) = encoder.encode_line(fax::decoder::pels(&changes, SIDE as u16), SIDE as u16);
        }
        let Ok(bits) = encoder.finish();
        bits.finish()
    };
    assert_is_bilevel_seven(&fax_page(4, group_4()), "group 4");
    let reversed = group_4().into_iter().map(u8::reverse_bits).collect();
    assert_is_bilevel_seven(&fax_page(4, reversed).with(266, vec![2]), "group 4 from right to left");
}

fn assert_is_bilevel_seven(page: &Page, kind: &str) {
    let bilevel =
        GrayImage::from_fn(SIDE, SIDE, |x, y| Luma([if seven().get_pixel(x, y).0[0] < 128 { 0 } else { 255 }]));
    let reference = image_of(&bytes_of(&DynamicImage::from(bilevel), ImageFormat::Png)).unwrap();
    let image = image_of(&page.file()).unwrap_or_else(|| panic!("{kind}: blank"));
    assert_eq!(image, reference, "{kind}");
}

#[test]
fn a_tiff_that_can_not_be_read_is_named_with_the_way_out() {
    for (page, words) in [
        (Page::new(8, 1, greys()).with(259, vec![34_712]), "JPEG 2000"),
        (Page::new(8, 1, greys()).with(259, vec![50_000]), "Zstandard"),
        (Page::new(12, 1, greys()), "12 bits"),
        (Page::new(64, 1, greys().repeat(8)).with(339, vec![6]), "complex numbers"),
    ] {
        let line = refusal(&page.file());
        assert!(line.contains("a TIFF") && line.contains(words) && line.contains("save it as PNG"), "{line}");
    }
}

// Frames and pages

#[test]
fn a_file_whose_first_page_or_frame_is_blank_shows_the_next_one() {
    let mut pages = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut pages).unwrap();
    for page in [blank(), blank(), seven().clone(), blank()] {
        encoder.write_image::<colortype::Gray8>(SIDE, SIDE, page.as_raw()).unwrap();
    }
    assert_is_seven(pages.get_ref(), "TIFF of four pages");
    let mut frames = Vec::new();
    let mut encoder = GifEncoder::new(&mut frames);
    for frame in [blank(), seven().clone()] {
        encoder.encode_frame(Frame::new(DynamicImage::from(frame).into_rgba8())).unwrap();
    }
    drop(encoder);
    assert_is_seven(&frames, "GIF of two frames");
    let mut pages = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut pages).unwrap();
    for page in [blank(), blank()] {
        encoder.write_image::<colortype::Gray8>(SIDE, SIDE, page.as_raw()).unwrap();
    }
    assert_eq!(image_of(pages.get_ref()), None);
}

// Other files

#[test]
fn what_phones_and_programs_write_and_can_not_be_read_is_named() {
    let padded = |start: &[u8]| [start, &[0; 300]].concat();
    for (bytes, name, way) in [
        (padded(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "HEIC", "JPEG"),
        (padded(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), "HEIC", "JPEG"),
        (padded(b"\0\0\0\x20ftypavif\0\0\0\0"), "AVIF", "PNG"),
        (padded(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif"), "AVIF", "PNG"),
        (padded(b"\0\0\0\x14ftypqt  "), "video", "PNG"),
        (padded(b"\xFF\x0A\x00\x10"), "JPEG XL", "PNG"),
        (padded(b"\0\0\0\x0CJXL \r\n\x87\n"), "JPEG XL", "PNG"),
        (padded(b"\0\0\0\x0CjP  \r\n\x87\n"), "JPEG 2000", "PNG"),
        (padded(b"8BPS\0\x01"), "Photoshop", "PNG"),
        (b"%PDF-1.7\n%\xE2\xE3".to_vec(), "PDF", "PNG"),
        (padded(b"\0\0\x01\0\x01\0"), "icon", "PNG"),
        (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "SVG", "PNG"),
        (b"<!DOCTYPE html><html></html>".to_vec(), "web page", "save"),
        (padded(b"PK\x03\x04"), "ZIP", "unpack"),
        (padded(b"\x76\x2F\x31\x01"), "OpenEXR", "PNG"),
        (padded(b"qoif"), "QOI", "PNG"),
        (padded(b"FUJIFILMCCD-RAW"), "raw", "JPEG"),
    ] {
        let line = refusal(&bytes);
        assert!(line.contains(name) && line.contains(way), "{name}: {line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_tiffs_never_panic(which in 0_usize..6, changes in proptest::collection::vec((0.0_f64..1.0, any::<u8>()), 1..6), keep in 0.5_f64..1.1) {
        let page = match which {
            0 => Page::new(8, 3, greys()).with(320, vec![500; 768]),
            1 => Page::new(4, 1, greys()),
            2 => Page::new(32, 1, greys().repeat(4)).with(339, vec![3]),
            3 => fax_page(3, group_3(true, false)).with(292, vec![1]),
            4 => fax_page(2, group_3(false, true)),
            _ => fax_page(4, group_3(true, false)),
        };
        let mut bytes = page.file();
        // Most of what goes wrong is in the directory, at the end.
        let directory = bytes.len() - bytes.len().min(400);
        for (part, value) in changes {
            let at = if value % 3 == 0 { 0 } else { directory };
            let place = at + (part * (bytes.len() - at) as f64) as usize;
            bytes[place] = value;
        }
        bytes.truncate((keep * bytes.len() as f64) as usize);
        if let Ok(ink) = ink_from_bytes(&bytes, "damaged") {
            prop_assert_eq!(ink.values().len(), ink.width() * ink.height());
        }
    }
}
