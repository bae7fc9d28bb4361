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
use nullcline::digit::{Digit, DigitSet, PIXELS, centre, embedded_test, embedded_train, ink_from_bytes};
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

/// Training pictures from this one on were held out to choose settings by.
const HELD_OUT: usize = 55_000;

#[test]
#[ignore = "a look at the pages, for choosing settings"]
fn look() {
    let number = |name: &str, default: usize| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    let (count, folder) = (number("PAGES", 240), std::env::var("FOLDER").ok());
    let set = embedded_train().unwrap();
    let (first, start) = (number("FIRST", 0), std::time::Instant::now());
    let made: Vec<(Page, usize)> =
        (first..first + count).map(|index| (Page::numbered(index as u64), HELD_OUT + index)).collect();
    let photos: Vec<Vec<u8>> = made.par_iter().map(|(page, index)| page.photo(&set.image(*index))).collect();
    eprintln!("drawn {:?}", start.elapsed());
    let read = answers(&photos);
    eprintln!("read {:?}", start.elapsed());
    let mut tally = std::collections::BTreeMap::<String, (usize, usize)>::new();
    let mut right_all = 0;
    for (((page, index), photo), answer) in made.iter().zip(&photos).zip(read) {
        let label = set.labels()[*index];
        let right = answer == Some(label);
        right_all += usize::from(right);
        let count = tally.entry(format!("{:?} {:?}", page.print, page.light)).or_default();
        count.0 += usize::from(right);
        count.1 += 1;
        if !right {
            eprintln!("{} {:?} {:?}: {label} read as {answer:?}, line {:.1} noise {:.1} shade {:?} ink {:?} rule {:?}", page.seed, page.print, page.light, page.line, page.noise, page.shade, page.ink, page.rule_colour);
            if let Some(folder) = &folder {
                let ink = ink_from_bytes(photo, "photo").unwrap();
                let grey = image::GrayImage::from_fn(ink.width() as u32, ink.height() as u32, |x, y| {
                    image::Luma([255 - (255.0 * ink.at(x as isize, y as isize)) as u8])
                });
                let photo = image::load_from_memory(photo).unwrap().to_rgb8();
                let mut both = image::RgbImage::new(photo.width() + grey.width(), photo.height());
                image::imageops::overlay(&mut both, &photo, 0, 0);
                image::imageops::overlay(&mut both, &image::DynamicImage::from(grey).to_rgb8(), i64::from(photo.width()), 0);
                both.save(format!("{folder}/{}.png", page.seed)).unwrap();
            }
        }
    }
    eprintln!("{tally:#?}\n{right_all} of {count}");
    let _ = (Print::Plain, Light::Even, embedded_test);
}
