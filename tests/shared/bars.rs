//! Pictures to train on that need no file: bars whose place tells the digit, with some noise.

#![allow(dead_code, reason = "not every test takes all of them")]

use ndarray::Array2;
use nullcline::dataset::{Class, ClassCount, DIGITS, ImageSet};
use nullcline::image::{PIXELS, SIDE};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// `count` pictures; of each digit about as many. The same for the same seed.
pub(crate) fn pictures(count: usize, seed: u64) -> ImageSet {
    pictures_of(DIGITS, count, seed)
}

/// The same with another number of classes, some of which share a place of their bar.
pub(crate) fn pictures_of(classes: ClassCount, count: usize, seed: u64) -> ImageSet {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut pixels = Array2::zeros((count, PIXELS));
    let labels: Vec<Class> = (0..count).map(|index| Class::new((index % classes.get()) as u8)).collect();
    for (mut row, label) in pixels.rows_mut().into_iter().zip(&labels) {
        for _ in 0..60 {
            row[rng.random_range(0..PIXELS)] = rng.random();
        }
        for across in 4..24 {
            row[(4 + 2 * (label.index() % 10)) * SIDE + across] = rng.random_range(128..=255);
        }
    }
    ImageSet::new(pixels, labels, classes).unwrap()
}
