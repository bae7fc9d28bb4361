//! What is unlike all training images is marked, and hardly anything else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

use std::sync::LazyLock;

use nullcline::dataset::{Class, DIGITS, ImageSet, embedded_test, embedded_train};
use nullcline::experiment::Familiarity;
use nullcline::image::InputImage;
use nullcline::synth::{DrawnStyle, drawn_digits};

static MNIST: LazyLock<Familiarity> = LazyLock::new(|| Familiarity::of_training(&embedded_train().unwrap()).unwrap());

/// A pixel from 0 to 255 that looks random.
fn noise(seed: usize) -> u8 {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 56) as u8
}

#[test]
fn hardly_any_digit_is_unfamiliar() {
    let share = MNIST.unfamiliar_share(&embedded_test().unwrap());
    assert!((0.001..=0.01).contains(&share), "{share} of the test images");
    let share = MNIST.unfamiliar_share(&drawn_digits(&DrawnStyle::default(), 0, 3000));
    assert!(share <= 0.03, "{share} of untidy drawings");
}

#[test]
fn static_is() {
    for sparse in [1, 2, 5] {
        for picture in 0..50 {
            let pixel = |pixel: usize| {
                let seed = picture * 784 + pixel;
                if usize::from(noise(seed + 1_000_000)).is_multiple_of(sparse) { noise(seed) } else { 0 }
            };
            assert!(MNIST.is_unfamiliar(&InputImage::new(std::array::from_fn(pixel))), "static {sparse} {picture}");
        }
    }
    let test = embedded_test().unwrap();
    let marked = (0..200).filter(|index| MNIST.is_unfamiliar(&test.image(*index))).count();
    assert!((marked as f64 / 200.0 - MNIST.unfamiliar_share(&test.first(200))).abs() < 1e-9, "one by one as together");
}

#[test]
fn a_set_that_is_too_small_says_nothing() {
    assert!(Familiarity::of_training(&embedded_train().unwrap().first(100)).is_none());
    assert!(Familiarity::of_training(&ImageSet::none(DIGITS)).is_none());
    // Each class has too few.
    let few: Vec<_> =
        (0..190).map(|index| (InputImage::new([noise(index); 784]), Class::new((index % 10) as u8))).collect();
    assert!(Familiarity::of_training(&ImageSet::of_images(&few, DIGITS)).is_none());
    assert_eq!(MNIST.unfamiliar_share(&ImageSet::none(DIGITS)), 0.0);
}
