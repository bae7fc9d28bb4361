//! The canvas: what the pointer does becomes strokes, and strokes become ink.

use nullcline::image::centring::stroke_width;
use nullcline::image::stroke::CANVAS_SIDE;
use nullcline::image::{Drawing, Ink, Pen, centre};
use proptest::prelude::*;

/// A drawing of one stroke through these points.
fn drawn(points: &[[f32; 2]]) -> Drawing {
    let mut drawing = Drawing::new();
    draw(&mut drawing, points, Pen::default());
    drawing
}

fn draw(drawing: &mut Drawing, points: &[[f32; 2]], pen: Pen) {
    drawing.begin(points[0], pen);
    points[1..].iter().for_each(|point| drawing.extend(*point));
    drawing.end();
}

fn ink_at(ink: &Ink, point: [f32; 2]) -> f32 {
    let pixel = |place: f32| (place * CANVAS_SIDE as f32).floor() as isize;
    ink.at(pixel(point[0]), pixel(point[1]))
}

fn total(ink: &Ink) -> f32 {
    ink.values().iter().sum()
}

/// A seven whose box has that upper left corner and that height.
fn seven(left: f32, top: f32, height: f32) -> Drawing {
    let at = |x: f32, y: f32| [left + x * height, top + y * height];
    drawn(&[at(0.0, 0.0), at(0.3, 0.01), at(0.65, 0.0), at(0.45, 0.5), at(0.3, 1.0)])
}

#[test]
fn an_empty_canvas_is_nothing_to_classify() {
    let drawing = Drawing::new();
    assert!(drawing.is_empty() && !drawing.can_undo());
    assert_eq!(total(&drawing.ink()), 0.0);
    assert!(centre(&drawing.ink()).is_none());
}

#[test]
fn a_click_without_a_move_is_a_round_dot() {
    let drawing = drawn(&[[0.5, 0.5]]);
    let ink = drawing.ink();
    let radius = Pen::default().width * CANVAS_SIDE as f32 / 2.0;
    let area = std::f32::consts::PI * radius * radius;
    assert!((total(&ink) / area - 1.0).abs() < 0.03, "{} of {area}", total(&ink));
    assert_eq!(ink_at(&ink, [0.5, 0.5]), 1.0);
}

#[test]
fn points_far_apart_are_one_connected_line() {
    let ink = drawn(&[[0.1, 0.1], [0.9, 0.6], [0.2, 0.9]]).ink();
    for part in 0..=100 {
        let part = part as f32 / 100.0;
        assert!(ink_at(&ink, [0.1 + 0.8 * part, 0.1 + 0.5 * part]) > 0.9);
        assert!(ink_at(&ink, [0.9 - 0.7 * part, 0.6 + 0.3 * part]) > 0.9);
    }
}

#[test]
fn all_points_of_a_frame_are_kept() {
    let mut drawing = Drawing::new();
    drawing.begin([0.1, 0.1], Pen::default());
    let frame = [[0.9, 0.1], [0.9, 0.9], [0.1, 0.9], [0.1, 0.4], [0.5, 0.4]];
    for point in frame {
        drawing.extend(point);
    }
    assert!(drawing.is_drawing());
    assert_eq!(drawing.strokes().len(), 1);
    assert_eq!(drawing.strokes()[0].points()[1..], frame);
    let ink = drawing.ink();
    assert!(frame.iter().all(|point| ink_at(&ink, *point) > 0.9));
}

#[test]
fn leaving_and_coming_back_does_not_join_the_ends() {
    let mut drawing = Drawing::new();
    draw(&mut drawing, &[[0.5, 0.2], [0.8, 0.2], [1.2, 0.2], [1.3, 0.8], [0.9, 0.8], [0.5, 0.8]], Pen::default());
    let ink = drawing.ink();
    assert!(ink_at(&ink, [0.99, 0.2]) > 0.9, "drawn up to the edge");
    assert!(ink_at(&ink, [0.7, 0.8]) > 0.9, "goes on where it came back");
    assert_eq!(ink_at(&ink, [0.95, 0.5]), 0.0);
    assert!(drawing.undo() && drawing.is_empty(), "undone as one");
    // Moves with the pen up draw nothing; a press outside does not either.
    drawing.extend([0.5, 0.5]);
    drawing.begin([1.5, 0.5], Pen::default());
    drawing.extend([0.5, 0.5]);
    assert!(drawing.is_empty());
}

#[test]
fn the_eraser_takes_ink_and_only_what_was_there_before() {
    let mut drawing = drawn(&[[0.1, 0.5], [0.9, 0.5]]);
    draw(&mut drawing, &[[0.5, 0.3], [0.5, 0.7]], Pen::eraser());
    assert_eq!(ink_at(&drawing.ink(), [0.5, 0.5]), 0.0);
    assert_eq!(ink_at(&drawing.ink(), [0.2, 0.5]), 1.0);
    draw(&mut drawing, &[[0.5, 0.1], [0.5, 0.9]], Pen::default());
    assert_eq!(ink_at(&drawing.ink(), [0.5, 0.5]), 1.0);
}

#[test]
fn undo_takes_back_strokes_and_clearing() {
    let mut drawing = drawn(&[[0.2, 0.2], [0.8, 0.2]]);
    draw(&mut drawing, &[[0.2, 0.8], [0.8, 0.8]], Pen::default());
    let full = drawing.clone();
    drawing.clear();
    assert!(drawing.is_empty() && drawing.can_undo());
    assert!(drawing.undo());
    assert_eq!(drawing, full);
    assert!(drawing.undo());
    assert_eq!(drawing.strokes().len(), 1);
    assert!(drawing.undo() && !drawing.undo());
    drawing.clear();
    assert!(!drawing.can_undo(), "clearing an empty canvas is nothing to undo");
}

#[test]
fn the_default_pen_writes_as_wide_as_mnist() {
    let fitted = centre(&seven(0.3, 0.2, 0.6).ink()).unwrap().fitted;
    let width = stroke_width(&fitted);
    assert!((2.2..3.2).contains(&width), "{width}");
}

#[test]
fn a_digit_in_any_corner_gives_the_same_image() {
    let middle = centre(&seven(0.36, 0.3, 0.4).ink()).unwrap().image;
    for (left, top) in [(0.06, 0.06), (0.66, 0.06), (0.06, 0.53), (0.66, 0.53)] {
        let corner = centre(&seven(left, top, 0.4).ink()).unwrap().image;
        let difference: f64 =
            corner.pixels().iter().zip(middle.pixels()).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / 784.0;
        assert!(difference < 6.0, "mean difference {difference} at {left}, {top}");
    }
}

proptest! {
    #[test]
    fn any_points_are_drawn_or_left_out(points in proptest::collection::vec(prop::array::uniform2(any::<f32>()), 1..30),
        near in proptest::collection::vec(prop::array::uniform2(-0.5_f32..1.5), 1..30), width: f32) {
        let mut drawing = Drawing::new();
        draw(&mut drawing, &points, Pen { width, erases: false });
        draw(&mut drawing, &near, Pen::default());
        draw(&mut drawing, &points, Pen::eraser());
        let ink = drawing.ink();
        prop_assert!(ink.values().iter().all(|value| (0.0..=1.0).contains(value)));
        let _ = centre(&ink);
    }

    #[test]
    fn ink_grows_with_every_pen_stroke(points in proptest::collection::vec(prop::array::uniform2(0.0_f32..1.0), 2..20)) {
        let mut drawing = Drawing::new();
        let mut before = 0.0;
        for pair in points.windows(2) {
            draw(&mut drawing, pair, Pen::default());
            let now = total(&drawing.ink());
            prop_assert!(now > 0.0 && now >= before - 1e-3);
            before = now;
        }
    }
}
