//! Picture files: every 7 reads as the same 7, what is blank stays blank, what is no picture is refused in one line.

use std::fs;
use std::path::{Path, PathBuf};

use nullcline::dataset::embedded_test;
use nullcline::image::{Centred, Ink, InputImage, PIXELS, Preparation, centre, ink_from_bytes, open_ink};
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn prepared(name: &str) -> Option<Centred> {
    centre(&open_ink(&fixture(name)).unwrap())
}

fn image(name: &str) -> InputImage {
    prepared(name).unwrap_or_else(|| panic!("{name}: nothing to classify")).image
}

fn largest_difference(one: &InputImage, other: &InputImage) -> u8 {
    one.pixels().iter().zip(other.pixels()).map(|(one, other)| one.abs_diff(*other)).max().unwrap()
}

/// How like two pictures are but for a pixel: the centre of mass is brought to a whole one, and may be near to either.
fn likeness(one: &InputImage, other: &InputImage) -> f64 {
    let moved = |right: isize, down: isize| {
        let source = |at: usize| (at.cast_signed() - down * 28 - right).rem_euclid(784).cast_unsigned();
        InputImage::new(std::array::from_fn(|at| one.pixels()[source(at)]))
    };
    (-1..=1)
        .flat_map(|right| (-1..=1).map(move |down| (right, down)))
        .map(|(right, down)| likeness_in_place(&moved(right, down), other))
        .fold(0.0, f64::max)
}

/// The cosine of the angle between the pictures, each smoothed a little: 1 for the same, 0 for nothing in common.
fn likeness_in_place(one: &InputImage, other: &InputImage) -> f64 {
    let smooth = |image: &InputImage| -> Vec<f64> {
        let at = |row: usize, column: usize| f64::from(image.pixels()[row * 28 + column]);
        let mut values = Vec::new();
        for row in 1..27 {
            for column in 1..27 {
                let side: f64 = at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1);
                values.push(at(row, column) + 0.5 * side);
            }
        }
        values
    };
    let (one, other) = (smooth(one), smooth(other));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(&one, &other) / (dot(&one, &one) * dot(&other, &other)).sqrt()
}

const REFERENCE: &str = "pictures/p7-black-on-white.png";

/// Pictures of the 7, and how like the first one they must be.
const SEVENS: &[(&str, f64)] = &[
    ("pictures/P7-UPPER.PNG", 0.999),
    ("pictures/p7-noext", 0.999),
    ("pictures/p7-really-png.jpg", 0.999),
    ("pictures/p7-white-on-black.png", 0.999),
    ("pictures/p7-black-on-transparent.png", 0.999),
    ("pictures/p7-white-on-transparent.png", 0.999),
    ("pictures/p7-16bit.png", 0.999),
    ("pictures/p7.bmp", 0.999),
    ("pictures/p7.jpg", 0.995),
    ("pictures/p7-progressive.jpg", 0.995),
    ("pictures/p7-palette16.png", 0.99),
    ("pictures/p7-wide-offcentre.png", 0.99),
    ("pictures/p7-1bit.png", 0.9),
    // These four are stretched to 280 x 360.
    ("pictures/p7-exif1.jpg", 0.9),
    ("pictures/p7-exif2.jpg", 0.9),
    ("pictures/p7-exif4.jpg", 0.9),
    ("pictures/p7-exif6.jpg", 0.9),
    ("made/plain.png", 0.99),
    ("made/plain.gif", 0.99),
    ("made/plain.ppm", 0.99),
    ("made/plain.tiff", 0.99),
    ("made/plain.jpg", 0.99),
    ("made/UPPER.JPEG", 0.99),
    ("made/photo.webp", 0.99),
    ("made/cmyk.jpg", 0.99),
    ("made/ycck.jpg", 0.99),
    ("made/sixteen-bit.png", 0.99),
    ("made/one-bit.png", 0.9),
    ("made/palette.png", 0.99),
    ("made/palette-transparent.png", 0.95),
    ("made/alpha-black.png", 0.99),
    ("made/alpha-white.png", 0.99),
    ("made/alpha-red.png", 0.99),
    ("made/alpha-many-colours.png", 0.99),
    ("made/alpha-everywhere.png", 0.99),
    ("made/LA-black.png", 0.99),
    ("made/LA-white.png", 0.99),
    ("made/sheet-on-transparent.png", 0.99),
    ("made/stencil.png", 0.99),
    ("made/faint-light.png", 0.99),
    ("made/faint-dark.png", 0.95),
    ("made/faint-16-bit.png", 0.95),
    ("made/blue-pen.png", 0.99),
    ("made/chalk.png", 0.99),
    ("made/same-brightness.png", 0.99),
    ("made/white-on-yellow.png", 0.95),
    ("made/exif1.jpg", 0.99),
    ("made/exif2.jpg", 0.99),
    ("made/exif3.jpg", 0.99),
    ("made/exif4.jpg", 0.99),
    ("made/exif5.jpg", 0.99),
    ("made/exif6.jpg", 0.99),
    ("made/exif7.jpg", 0.99),
    ("made/exif8.jpg", 0.99),
    ("made/gradient.jpg", 0.95),
    ("made/shadow.jpg", 0.9),
    ("made/vignette.jpg", 0.95),
    ("made/noisy.jpg", 0.95),
    ("made/dust.png", 0.99),
    ("made/framed.png", 0.95),
    ("made/table-edge.png", 0.99),
    ("made/cropped.png", 0.9),
    ("made/large.png", 0.99),
    ("made/small-in-large.png", 0.99),
    ("made/tall-corner.png", 0.95),
    ("made/mnist-size.png", 0.85),
    ("made/ten-pixels.png", 0.85),
    // Another 7, of lines as thin as a pencil's.
    ("made/thin.png", 0.7),
];

#[test]
fn every_picture_of_the_seven_gives_nearly_the_same_image() {
    let reference = image(REFERENCE);
    let mut unlike = Vec::new();
    for (name, wanted) in SEVENS {
        let found = likeness(&image(name), &reference);
        if found < *wanted {
            unlike.push(format!("{name} {found:.3} < {wanted}"));
        }
    }
    assert!(unlike.is_empty(), "{unlike:?}");
}

#[test]
fn colours_inverted_or_transparent_give_the_same_image() {
    let reference = image(REFERENCE);
    for name in ["p7-white-on-black.png", "p7.bmp", "p7-black-on-transparent.png", "p7-white-on-transparent.png"] {
        let difference = largest_difference(&image(&format!("pictures/{name}")), &reference);
        assert!(difference <= 2, "{name}: {difference}");
    }
}

#[test]
fn what_is_blank_is_nothing_to_classify() {
    for name in [
        "pictures/blank-white.png",
        "pictures/blank-black.png",
        "pictures/blank-transparent.png",
        "made/blank-grey.png",
        "made/blank-noisy.jpg",
        "made/blank-gradient.jpg",
        "made/blank-gradient-noisy.jpg",
        "made/one-pixel.png",
        "made/one-black-pixel.png",
        "made/one-opaque-pixel.png",
    ] {
        assert!(prepared(name).is_none(), "{name}");
    }
}

#[test]
fn what_is_no_picture_is_refused_in_one_line() {
    for (name, words) in [
        ("pictures/bomb-100000x100000.png", "100000 x 100000 pixels"),
        ("pictures/text.png", "found text, expected a picture"),
        ("pictures/truncated.png", "can't be decoded"),
        ("made/cut-short.jpg", "ends too early"),
        ("made", "can't be read"),
        ("made/missing.png", "can't be read"),
    ] {
        let line = open_ink(&fixture(name)).unwrap_err().to_string();
        assert!(line.contains(name) && line.contains(words) && !line.contains('\n'), "{line}");
    }
    assert!(ink_from_bytes(&[], "clipboard").unwrap_err().to_string().contains("clipboard: found an empty file"));
}

/// A PNG of 8-bit grey that unpacks to 400 MB of one value.
#[test]
#[ignore = "takes 400 MB"]
fn a_huge_picture_is_made_smaller() {
    let mut bytes = Vec::new();
    let picture = image::GrayImage::from_fn(20_000, 20_000, |x, y| {
        image::Luma([if (9000..9400).contains(&x) && (8000..11_000).contains(&y) { 0 } else { 255 }])
    });
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    drop(picture);
    let ink = ink_from_bytes(&bytes, "huge").unwrap();
    assert!(ink.width() <= 1024 && centre(&ink).is_some());
}

fn ink_of(image: &InputImage, scale: usize, place: (usize, usize), size: (usize, usize)) -> Ink {
    let mut values = vec![0.0; size.0 * size.1];
    for row in 0..28 * scale {
        for column in 0..28 * scale {
            let value = f32::from(image.pixels()[row / scale * 28 + column / scale]) / 255.0;
            values[(place.1 + row) * size.0 + place.0 + column] = value;
        }
    }
    Ink::new(size.0, size.1, values).unwrap()
}

#[test]
fn mnist_comes_back_unchanged() {
    let test = embedded_test().unwrap();
    let same = (0..test.len())
        .filter(|&index| {
            let image = test.image(index);
            centre(&ink_of(&image, 1, (0, 0), (28, 28))).unwrap().image == image
        })
        .count();
    assert!(same >= 9_990, "{same} of 10,000 unchanged");
}

#[test]
fn mnist_comes_back_unchanged_from_files_of_its_size() {
    let test = embedded_test().unwrap().first(200);
    for inverted in [false, true] {
        let mut same = 0;
        for index in 0..test.len() {
            let image = test.image(index);
            let pixels = image.pixels().iter().map(|value| if inverted { 255 - value } else { *value }).collect();
            let mut bytes = Vec::new();
            let picture = image::GrayImage::from_raw(28, 28, pixels).unwrap();
            picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
            let back = centre(&ink_from_bytes(&bytes, "mnist").unwrap()).unwrap().image;
            same += usize::from(largest_difference(&back, &image) <= 1);
        }
        assert!(same >= 196, "{same} of 200 unchanged, inverted {inverted}");
    }
}

#[test]
fn steps_of_the_preparation_can_be_left_out() {
    let reference = embedded_test().unwrap().image(0);
    let moved = ink_of(&reference, 1, (7, 1), (40, 40));
    let as_it_is = Preparation { fit: false, centre: false };
    assert_eq!(as_it_is.apply(&ink_of(&reference, 1, (0, 0), (28, 28))).unwrap().image, reference);
    assert_eq!(as_it_is.apply(&moved).unwrap().shift, (0, 0));
    let only_fitted = Preparation { fit: true, centre: false }.apply(&moved).unwrap();
    assert_eq!((only_fitted.fitted.width(), only_fitted.fitted.height()), (20, 20));
    let both = centre(&moved).unwrap();
    assert_eq!((both.fitted, both.ink_box), (only_fitted.fitted, only_fitted.ink_box));
    assert_eq!(both.image, reference);
    let only_centred =
        Preparation { fit: false, centre: true }.apply(&ink_of(&reference, 1, (0, 0), (28, 28))).unwrap();
    assert_eq!(only_centred.image, reference);
}

fn digits() -> Vec<InputImage> {
    let test = embedded_test().unwrap();
    (0..40).map(|index| test.image(index)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn place_changes_nothing_and_size_little(seed in 0_usize..40, left in 0_usize..90, top in 0_usize..70, scale in 1_usize..6) {
        thread_local!(static DIGITS: Vec<InputImage> = digits());
        let digit = DIGITS.with(|digits| digits[seed].clone());
        let size = (90 + 28 * scale, 70 + 28 * scale);
        let there = centre(&ink_of(&digit, scale, (left, top), size)).unwrap();
        let here = centre(&ink_of(&digit, scale, (0, 0), size)).unwrap();
        prop_assert_eq!(&there.image, &here.image);
        prop_assert!(likeness(&there.image, &digit) > 0.97, "likeness {}", likeness(&there.image, &digit));
        let ink: u32 = there.image.pixels().iter().map(|value| u32::from(*value)).sum();
        prop_assert!(ink > 0);
    }

    #[test]
    fn any_ink_is_prepared_or_refused(width in 0_usize..60, height in 0_usize..60, seed: u64, density in 0.0_f32..1.0) {
        let value = |at: usize| {
            let mixed = (at as u64 + 1).wrapping_mul(seed | 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
            let value = mixed as f32 / (1 << 24) as f32;
            if value < density { value } else { 0.0 }
        };
        let ink = Ink::new(width, height, (0..width * height).map(value).collect()).unwrap();
        for fit in [false, true] {
            for centre in [false, true] {
                if let Some(prepared) = (Preparation { fit, centre }).apply(&ink) {
                    prop_assert!(prepared.image.pixels().iter().any(|value| *value > 0));
                    prop_assert!(prepared.fitted.values().iter().all(|value| (0.0..=1.0).contains(value)));
                }
            }
        }
    }

    #[test]
    fn damaged_pictures_never_panic(which in 0_usize..9, at in 0.0_f64..1.0, value: u8, keep in 0.2_f64..1.2) {
        let names = [
            "pictures/p7-1bit.png", "pictures/p7-exif6.jpg", "pictures/p7-progressive.jpg", "made/plain.gif",
            "made/plain.tiff", "made/photo.webp", "made/plain.ppm", "made/palette-transparent.png", "made/ten-pixels.png",
        ];
        let mut bytes = fs::read(fixture(names[which])).unwrap();
        let place = (at * bytes.len() as f64) as usize;
        bytes[place] = value;
        bytes.truncate((keep * bytes.len() as f64) as usize);
        check(&bytes)?;
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0_usize..9) {
        let starts: [&[u8]; 9] = [
            b"", b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF", b"BM", b"GIF89a", b"II*\0", b"MM\0*", b"RIFF\x20\0\0\0WEBPVP8 ", b"P5 4 4 255\n",
        ];
        check(&[starts[start], &bytes].concat())?;
    }
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    match ink_from_bytes(bytes, "damaged") {
        Ok(ink) => {
            prop_assert_eq!(ink.values().len(), ink.width() * ink.height());
            prop_assert!(ink.values().iter().all(|value| (0.0..=1.0).contains(value)));
            if let Some(prepared) = centre(&ink) {
                prop_assert_eq!(prepared.image.pixels().len(), PIXELS);
            }
        }
        Err(error) => {
            let line = error.to_string();
            prop_assert!(line.starts_with("damaged: ") && !line.contains('\n'), "{}", line);
        }
    }
    Ok(())
}

/// A tightly cropped bar of a one with round ends, `ink` on `paper`, as a PNG.
fn tight_bar(width: u32, height: u32, [ink, paper]: [u8; 2]) -> Vec<u8> {
    let radius = f64::from(width) / 2.0;
    let picture = image::GrayImage::from_fn(width, height, |column, row| {
        let (x, y) = (f64::from(column) + 0.5 - radius, f64::from(row) + 0.5);
        let beyond = (radius - y).max(y - (f64::from(height) - radius)).max(0.0);
        let covered = (radius + 0.5 - x.hypot(beyond)).clamp(0.0, 1.0);
        image::Luma([(f64::from(paper) + covered * (f64::from(ink) - f64::from(paper))).round() as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn a_bar_that_fills_its_picture_is_a_bar() {
    for (width, height) in [(40, 200), (60, 240), (12, 60)] {
        for colours in [[0, 255], [255, 0]] {
            let ink = ink_from_bytes(&tight_bar(width, height, colours), "bar").unwrap();
            let centred = centre(&ink).unwrap_or_else(|| panic!("{width} x {height}, {colours:?}: blank"));
            let total: f32 = ink.values().iter().sum();
            let share = total / (width * height) as f32;
            assert!(share > 0.85, "{width} x {height}, {colours:?}: {share} of it is ink");
            assert!(centred.image.pixels()[14 * 28 + 14] > 200, "{width} x {height}, {colours:?}");
        }
    }
}
