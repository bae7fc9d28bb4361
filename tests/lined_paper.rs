//! Digits on ruled, squared and holed paper: the print goes, the digit stays.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

mod pages;

use ndarray::Array2;
use nullcline::digit::{Digit, DigitImage, DigitSet, PIXELS, centre, embedded_test, embedded_train, ink_from_bytes};
use nullcline::experiment::mean_law_answers;
use nullcline::network::{Network, model_file::built_in};
use pages::{Light, Page, Print};
use rayon::prelude::*;

/// What `fhn` reads, by the means of its outputs; `None` where nothing was to be read.
fn answers(photos: &[Vec<u8>]) -> Vec<Option<Digit>> {
    let images: Vec<_> =
        photos.par_iter().map(|photo| centre(&ink_from_bytes(photo, "photo").unwrap()).map(|it| it.image)).collect();
    let Network::Fhn(network) = built_in("fhn").unwrap().network else { panic!("fhn has neurons") };
    let mut pixels = Array2::zeros((images.len(), PIXELS));
    for (mut row, image) in pixels.rows_mut().into_iter().zip(&images) {
        if let Some(image) = image {
            row.iter_mut().zip(image.pixels()).for_each(|(to, from)| *to = *from);
        }
    }
    let set = DigitSet::new(pixels, vec![Digit::new(0).unwrap(); images.len()]).unwrap();
    let read = mean_law_answers(&network.readout(), network.layer.epsilon, &network.drives(&set).view());
    images.iter().zip(read).map(|(image, digit)| image.as_ref().map(|_| digit)).collect()
}

/// How many of the pages from `first` on are read as the digit of MNIST's test set that is written on them.
fn right(first: usize, count: usize) -> usize {
    let test = embedded_test().unwrap();
    let photo = |index: usize| Page::numbered(index as u64).photo(&test.image(index));
    let photos: Vec<Vec<u8>> = (first..first + count).into_par_iter().map(photo).collect();
    answers(&photos).iter().zip(&test.labels()[first..]).filter(|(answer, label)| **answer == Some(**label)).count()
}

#[test]
fn digits_on_lined_paper_are_read() {
    let right = right(0, 60);
    assert!(right >= 57, "{right} of 60 pages");
}

#[test]
#[ignore = "takes a minute"]
fn digits_on_five_hundred_lined_pages_are_read() {
    let right = right(2000, 500);
    eprintln!("{right} of 500 pages");
    assert!(right >= 475, "{right} of 500 pages");
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
    let nothing = DigitImage::new([0; PIXELS]);
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

/// Set PAGES, FIRST and FOLDER to see how pages come out.
#[test]
#[ignore = "a look at the pages, for choosing settings"]
fn look_at_pages() {
    let number = |name: &str, default: usize| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    let (first, count) = (number("FIRST", 0), number("PAGES", 240));
    let folder = std::env::var("FOLDER").ok();
    let set = embedded_train().unwrap();
    let index = |page: &Page| HELD_OUT + page.seed as usize;
    let plain = std::env::var("PLAIN").is_ok();
    let page = |number: usize| Page::numbered(number as u64);
    let shaded = |number: usize| Page { print: Print::Plain, light: Light::Shadow, ..page(number) };
    let pages: Vec<Page> =
        (first..first + count).map(|number| if plain { shaded(number) } else { page(number) }).collect();
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
