//! Digits on ruled, squared and holed paper: the print goes, the digit stays.

use crate::pages::{Light, Page, Print};
use ndarray::Array2;
use nullcline::dataset::{Class, DIGITS, ImageSet, embedded_test, embedded_train};
use nullcline::experiment::mean_law_answers;
use nullcline::image::{InputImage, PIXELS, Remark, Scan, centre, ink_from_bytes, pieces, scan_from_bytes};
use nullcline::network::model_file::built_in;
use rayon::prelude::*;

/// The picture that a network sees of a photo of one digit; `None` if it is blank, holds several digits or can't be read.
fn seen(photo: &[u8]) -> Option<InputImage> {
    let Scan { ink, remark } = scan_from_bytes(photo, "photo").unwrap();
    let is_one = pieces(&ink).len() == 1 && !remark.is_some_and(Remark::forbids_answer);
    centre(&ink).filter(|_| is_one).map(|centred| centred.image)
}

/// What `fhn` reads, by the means of its outputs.
fn answers(photos: &[Vec<u8>]) -> Vec<Option<Class>> {
    let images: Vec<_> = photos.par_iter().map(|photo| seen(photo)).collect();
    let network = built_in("fhn").unwrap().network;
    let network = network.with_units(network.units.fhn().expect("neurons"));
    let mut pixels = Array2::zeros((images.len(), PIXELS));
    for (mut row, image) in pixels.rows_mut().into_iter().zip(&images) {
        if let Some(image) = image {
            row.iter_mut().zip(image.pixels()).for_each(|(to, from)| *to = *from);
        }
    }
    let set = ImageSet::new(pixels, vec![Class::ZERO; images.len()], DIGITS).unwrap();
    let read = mean_law_answers(&network.readout(), network.units.epsilon, &network.drives(&set).view());
    images.iter().zip(read).map(|(image, digit)| image.as_ref().map(|_| digit)).collect()
}

/// How many of these pages are read as the digit of MNIST's test set that is written on them.
fn right(numbers: std::ops::Range<usize>, page: impl Fn(usize) -> Page + Sync) -> usize {
    let test = embedded_test().unwrap();
    let photos: Vec<Vec<u8>> =
        numbers.clone().into_par_iter().map(|number| page(number).photo(&test.image(number))).collect();
    answers(&photos).iter().zip(&test.labels()[numbers]).filter(|(answer, label)| **answer == Some(**label)).count()
}

fn lined(number: usize) -> Page {
    Page::numbered(number as u64)
}

/// A page of plain paper with a soft shadow on it.
fn shaded(number: usize) -> Page {
    Page { print: Print::Plain, light: Light::Shadow, ..lined(number) }
}

#[test]
fn digits_on_lined_paper_are_read() {
    let right = right(0..60, lined);
    assert!(right >= 57, "{right} of 60 pages");
}

#[test]
fn digits_under_soft_shadows_are_read() {
    let right = right(600..660, shaded);
    assert!(right >= 57, "{right} of 60 pages");
}

#[test]
#[ignore = "takes two minutes"]
fn digits_on_five_hundred_pages_are_read() {
    let [lined, shaded] = [right(2000..2500, lined), right(2000..2500, shaded)];
    eprintln!("{lined} of 500 lined pages, {shaded} of 500 shaded ones");
    assert!(lined >= 475 && shaded >= 475, "{lined} lined, {shaded} shaded");
}

/// The page of that number on paper of another print, evenly lit.
fn page(number: u64, print: Print) -> Page {
    Page { print, light: Light::Even, angle: 0.0, ..Page::numbered(number) }
}

#[test]
fn lines_leave_the_digit_as_it_is_on_plain_paper() {
    let set = embedded_test().unwrap();
    for number in 0..16 {
        let digit = set.image(number);
        let read = |print| {
            centre(&ink_from_bytes(&page(number as u64, print).photo(&digit), "page").unwrap()).unwrap().ink_box
        };
        let plain = read(Print::Plain);
        for print in [Print::Ruled, Print::Margin, Print::Notebook, Print::Squared] {
            let lined = read(print);
            let most = plain.height.max(plain.width) / 10 + 4;
            for (lined, plain) in [
                (lined.left, plain.left),
                (lined.top, plain.top),
                (lined.width, plain.width),
                (lined.height, plain.height),
            ] {
                assert!(lined.abs_diff(plain) <= most, "{number} {print:?}: {lined} and {plain}");
            }
        }
    }
}

#[test]
fn lined_paper_without_writing_is_blank() {
    let nothing = InputImage::new([0; PIXELS]);
    for number in 0..12 {
        for print in [Print::Ruled, Print::Margin, Print::Squared] {
            let page = Page { print, rule_colour: [120.0, 130.0, 160.0], ..Page::numbered(number) };
            let ink = ink_from_bytes(&page.photo(&nothing), "page").unwrap();
            assert!(centre(&ink).is_none(), "{number} {print:?}, {:?}", page.light);
        }
    }
}

/// Training pictures from this one on were held out to choose settings by.
const HELD_OUT: usize = 55_000;

/// Set PAGES, FIRST, SHADED and FOLDER to see how pages come out.
#[test]
#[ignore = "a look at the pages, for choosing settings"]
fn look_at_pages() {
    let number = |name: &str, default: usize| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    let (first, count) = (number("FIRST", 0), number("PAGES", 240));
    let folder = std::env::var("FOLDER").ok();
    let set = embedded_train().unwrap();
    let index = |page: &Page| HELD_OUT + page.seed as usize;
    let page = if std::env::var("SHADED").is_ok() { shaded } else { lined };
    let pages: Vec<Page> = (first..first + count).map(page).collect();
    let photos: Vec<Vec<u8>> = pages.par_iter().map(|page| page.photo(&set.image(index(page)))).collect();
    let mut right = 0;
    for ((page, photo), answer) in pages.iter().zip(&photos).zip(answers(&photos)) {
        let label = set.labels()[index(page)];
        if answer == Some(label) {
            right += 1;
            continue;
        }
        eprintln!("{label} read as {answer:?}: {page:?}");
        if let Some(folder) = &folder {
            save_beside(photo, &format!("{folder}/{}.png", page.seed));
        }
    }
    eprintln!("{right} of {count}");
}

/// A photo and its ink beside each other.
fn save_beside(photo: &[u8], file: &str) {
    let ink = ink_from_bytes(photo, "photo").unwrap();
    let photo = image::load_from_memory(photo).unwrap().to_rgb8();
    let (width, height) = (photo.width(), photo.height());
    let both = image::RgbImage::from_fn(2 * width, height, |column, row| {
        let value = |column| 255 - (255.0 * ink.at(i64::from(column) as isize, row as isize)) as u8;
        if column < width { *photo.get_pixel(column, row) } else { image::Rgb([value(column - width); 3]) }
    });
    both.save(file).unwrap();
}
