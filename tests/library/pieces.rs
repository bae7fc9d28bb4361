//! More than one digit in a picture: read apart and in order; a digit of several pieces stays one.

use nullcline::dataset::embedded_test;
use nullcline::image::{Drawing, Ink, InkBox, InputImage, Pen, centre, pieces};
use nullcline::synth::{DrawnStyle, drawn_digit};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Digits of MNIST three times as large, each with its left upper corner at a place.
fn ink_of(digits: &[(&InputImage, [usize; 2])], [width, height]: [usize; 2]) -> Ink {
    let mut values = vec![0.0_f32; width * height];
    for (digit, [left, top]) in digits {
        for row in 0..84 {
            for column in 0..84 {
                let value = f32::from(digit.pixels()[row / 3 * 28 + column / 3]) / 255.0;
                let at = &mut values[(top + row) * width + left + column];
                *at = at.max(value);
            }
        }
    }
    Ink::new(width, height, values).unwrap()
}

fn box_of(digit: &InputImage) -> InkBox {
    InkBox::of(&ink_of(&[(digit, [0, 0])], [84, 84])).unwrap()
}

/// Two digits beside each other with that gap between them, as a part of the taller one's height.
fn pair(one: &InputImage, other: &InputImage, gap: f64) -> Ink {
    let [first, second] = [box_of(one), box_of(other)];
    let gap = (gap * first.height.max(second.height) as f64).round() as usize;
    let left = 10 + first.left + first.width + gap;
    ink_of(&[(one, [10, 10]), (other, [left - second.left.min(left), 10])], [left + 100, 104])
}

#[test]
fn digits_of_mnist_and_drawn_ones_are_one_piece() {
    let set = embedded_test().unwrap();
    let is_several = |index: &usize| pieces(&ink_of(&[(&set.image(*index), [0, 0])], [84, 84])).len() != 1;
    let several = (0..set.len()).filter(is_several).count();
    assert!(several <= 15, "{several} of 10,000");
    for index in 0..1000 {
        let (drawing, digit) = drawn_digit(&DrawnStyle::default(), 5, index);
        assert_eq!(pieces(&drawing.ink_of_side(280)).len(), 1, "{digit}, {index}");
    }
}

#[test]
fn two_digits_are_two_pieces_in_order() {
    let set = embedded_test().unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for gap in [0.15, 0.2, 0.3, 0.5, 1.0, 2.0] {
        let mut two = 0;
        for _ in 0..200 {
            let mut digit = || set.image(random.random_range(0..10_000));
            let [one, other] = [digit(), digit()];
            let apart = pieces(&pair(&one, &other, gap));
            two += usize::from(apart.len() == 2);
            if let [first, second] = &apart[..] {
                assert!(InkBox::of(first).unwrap().left < InkBox::of(second).unwrap().left);
                assert_eq!(centre(first).unwrap().image, centre(&ink_of(&[(&one, [0, 0])], [84, 84])).unwrap().image);
            }
        }
        assert!(two >= 194, "{two} of 200 at {gap}");
    }
}

#[test]
fn digits_on_lines_are_read_from_the_top_down() {
    let set = embedded_test().unwrap();
    let digits: Vec<InputImage> = (0..4).map(|index| set.image(index)).collect();
    let places = [[10, 10], [130, 16], [14, 150], [120, 140]];
    let ink = ink_of(&digits.iter().zip(places).collect::<Vec<_>>(), [240, 260]);
    let apart = pieces(&ink);
    assert_eq!(apart.len(), 4);
    for (piece, digit) in apart.iter().zip(&digits) {
        assert_eq!(centre(piece).unwrap().image, centre(&ink_of(&[(digit, [0, 0])], [84, 84])).unwrap().image);
    }
}

#[test]
fn broken_digits_are_one_piece() {
    let set = embedded_test().unwrap();
    let mut one = 0;
    for index in 0..400 {
        let mut pixels = *set.image(index).pixels();
        // A line of the scan is lost, across or down.
        let lost = 8 + index % 12;
        for at in 0..28 {
            pixels[if index % 2 == 0 { lost * 28 + at } else { at * 28 + lost }] = 0;
        }
        one += usize::from(pieces(&ink_of(&[(&InputImage::new(pixels), [0, 0])], [84, 84])).len() == 1);
    }
    assert!(one >= 396, "{one} of 400");
}

fn drawn(strokes: &[&[[f32; 2]]]) -> Ink {
    let mut drawing = Drawing::new();
    for stroke in strokes {
        drawing.begin(stroke[0], Pen::default());
        stroke[1..].iter().for_each(|point| drawing.extend(*point));
        drawing.end();
    }
    drawing.ink_of_side(280)
}

fn circle(x: f32, y: f32, radius: f32) -> Vec<[f32; 2]> {
    let point = |at: u8| (f32::from(at) * 0.1).sin_cos();
    (0..64).map(point).map(|(sine, cosine)| [x + radius * sine, y + radius * cosine]).collect()
}

#[test]
fn a_digit_of_several_strokes_is_one_piece() {
    let five: [&[[f32; 2]]; 2] = [
        &[[0.35, 0.25], [0.34, 0.48], [0.5, 0.44], [0.62, 0.55], [0.6, 0.7], [0.48, 0.78], [0.34, 0.74]],
        &[[0.48, 0.2], [0.68, 0.19]],
    ];
    assert_eq!(pieces(&drawn(&five)).len(), 1, "a 5 with its bar apart");
    let [upper, lower] = [circle(0.5, 0.3, 0.13), circle(0.5, 0.66, 0.15)];
    assert_eq!(pieces(&drawn(&[&upper, &lower])).len(), 1, "an 8 of two circles");
    let four: [&[[f32; 2]]; 2] = [&[[0.4, 0.2], [0.3, 0.5], [0.58, 0.5]], &[[0.66, 0.25], [0.64, 0.8]]];
    assert_eq!(pieces(&drawn(&four)).len(), 1, "a 4 of two strokes");
    assert!(pieces(&Ink::blank(50, 50)).is_empty());
}
