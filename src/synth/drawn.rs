//! Drawn digits from a seed: pen strokes as a person makes them on the canvas, more or less untidy.
//!
//! For evaluation only: no network is trained on them. They are processed as drawings on the canvas: strokes, ink
//! ([`Drawing::ink`]), centring. The stroke variants of [`super::Augmentation`] are among their shapes, so a network
//! that was trained with those has seen similar ones.

use std::f32::consts::PI;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dataset::{Class, DIGITS, ImageSet};
use crate::image::stroke::PEN_WIDTH;
use crate::image::{Drawing, Pen, centre};

/// Points of a smooth line between two of its given points.
const POINTS_BETWEEN: usize = 20;
/// The width of a box around a shape as it is given; its height is 1.
const SHAPE_WIDTH: f32 = 0.66;
/// The nearest that the box around a digit comes to the edge of the canvas.
const MARGIN: f32 = 0.04;

/// Variation of drawn digits: each by a random amount up to these.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnStyle {
    /// Height as part of the canvas: the smallest and the largest.
    pub height: [f32; 2],
    /// Position: offset from the centre towards the edge of the canvas, 0 to 1.
    pub position: f32,
    /// Slant: units across for each unit down.
    pub slant: f32,
    /// Rotation, degrees.
    pub rotation: f32,
    /// Change of width against height, as the logarithm of a factor.
    pub stretch: f32,
    /// Change of the pen's width, as the logarithm of a factor.
    pub pen: f32,
    /// Displacement of each given point of a shape, as part of the height.
    pub wobble: f32,
    /// Correlated displacement along a line, as part of the height.
    pub shaking: f32,
    /// The share of digits with a broken stroke.
    pub broken: f32,
}

impl DrawnStyle {
    /// Without variation, centred.
    pub const NEAT: Self = Self {
        height: [0.67, 0.67],
        position: 0.0,
        slant: 0.0,
        rotation: 0.0,
        stretch: 0.0,
        pen: 0.0,
        wobble: 0.0,
        shaking: 0.0,
        broken: 0.0,
    };
    /// With small displacements.
    pub const SCHOOL: Self = Self { wobble: 0.02, ..Self::NEAT };
}

impl Default for DrawnStyle {
    /// Untidy: the plain network, trained on MNIST without augmentation, classifies about 92 % of them correctly.
    fn default() -> Self {
        Self {
            height: [0.3, 0.85],
            position: 1.0,
            slant: 0.4,
            rotation: 22.0,
            stretch: 0.4,
            pen: 0.5,
            wobble: 0.075,
            shaking: 0.016,
            broken: 0.3,
        }
    }
}

/// A line of a shape, drawn without lifting the pen; its points have y from 0, the top, to 1.
enum Line {
    /// Smooth through its points.
    Curve(&'static [[f32; 2]]),
    /// Straight from point to point.
    Straight(&'static [[f32; 2]]),
}

use Line::{Curve, Straight};

/// The shapes of each digit.
#[rustfmt::skip]
const SHAPES: [&[&[Line]]; DIGITS.get()] = [
    &[ // 0: oval, slim, with a tail, round
        &[Curve(&[[0.35, 0.0], [0.12, 0.12], [0.02, 0.45], [0.1, 0.85], [0.35, 1.0], [0.6, 0.86], [0.7, 0.5], [0.58, 0.13], [0.33, 0.0]])],
        &[Curve(&[[0.3, 0.02], [0.14, 0.2], [0.1, 0.5], [0.15, 0.82], [0.3, 1.0], [0.45, 0.8], [0.5, 0.5], [0.44, 0.18], [0.28, 0.0]])],
        &[Curve(&[[0.45, 0.06], [0.25, 0.02], [0.06, 0.25], [0.02, 0.6], [0.15, 0.92], [0.38, 1.0], [0.62, 0.8], [0.68, 0.45], [0.55, 0.12], [0.35, 0.04], [0.2, 0.12]])],
        &[Curve(&[[0.45, 0.0], [0.12, 0.15], [0.0, 0.5], [0.13, 0.86], [0.45, 1.0], [0.78, 0.86], [0.9, 0.5], [0.77, 0.15], [0.43, 0.0]])],
    ],
    &[ // 1: a bar, with a flag, with a flag and a foot, with a short flag
        &[Straight(&[[0.3, 0.0], [0.3, 1.0]])],
        &[Straight(&[[0.1, 0.3], [0.35, 0.0], [0.35, 1.0]])],
        &[Straight(&[[0.12, 0.26], [0.35, 0.0], [0.35, 1.0]]), Straight(&[[0.08, 1.0], [0.62, 1.0]])],
        &[Straight(&[[0.22, 0.14], [0.36, 0.0], [0.3, 1.0]])],
    ],
    &[ // 2: a swan, with a loop, angular, with a wave
        &[Curve(&[[0.05, 0.22], [0.2, 0.03], [0.45, 0.0], [0.62, 0.18], [0.58, 0.4], [0.3, 0.72], [0.02, 1.0]]), Straight(&[[0.02, 1.0], [0.68, 1.0]])],
        &[Curve(&[[0.06, 0.2], [0.25, 0.01], [0.52, 0.06], [0.6, 0.28], [0.42, 0.6], [0.16, 0.92], [0.03, 0.92], [0.06, 0.78], [0.22, 0.8], [0.45, 0.98], [0.68, 0.94]])],
        &[Straight(&[[0.04, 0.12], [0.3, 0.0], [0.6, 0.1], [0.58, 0.35], [0.04, 0.98], [0.66, 0.98]])],
        &[Curve(&[[0.04, 0.25], [0.2, 0.03], [0.48, 0.02], [0.6, 0.22], [0.5, 0.5], [0.1, 0.95]]), Curve(&[[0.1, 0.95], [0.22, 0.9], [0.45, 0.98], [0.7, 0.9]])],
    ],
    &[ // 3: two bows, a flat top, with a loop in the middle
        &[Curve(&[[0.06, 0.12], [0.3, 0.0], [0.56, 0.12], [0.54, 0.34], [0.26, 0.47]]), Curve(&[[0.26, 0.47], [0.58, 0.57], [0.65, 0.8], [0.4, 1.0], [0.04, 0.9]])],
        &[Straight(&[[0.06, 0.02], [0.6, 0.02], [0.28, 0.42]]), Curve(&[[0.28, 0.42], [0.55, 0.48], [0.66, 0.72], [0.5, 0.95], [0.25, 1.0], [0.02, 0.88]])],
        &[Curve(&[[0.04, 0.14], [0.28, 0.0], [0.55, 0.1], [0.52, 0.33], [0.3, 0.46], [0.18, 0.5], [0.22, 0.42], [0.36, 0.45], [0.6, 0.58], [0.62, 0.82], [0.38, 1.0], [0.02, 0.9]])],
    ],
    &[ // 4: open, closed, open and round, closed and small
        &[Straight(&[[0.12, 0.0], [0.04, 0.58], [0.68, 0.58]]), Straight(&[[0.52, 0.1], [0.52, 1.0]])],
        &[Straight(&[[0.5, 1.0], [0.5, 0.0], [0.02, 0.68], [0.72, 0.68]])],
        &[Curve(&[[0.08, 0.02], [0.06, 0.3], [0.12, 0.5], [0.35, 0.54], [0.58, 0.46]]), Straight(&[[0.6, 0.02], [0.56, 1.0]])],
        &[Straight(&[[0.55, 0.0], [0.05, 0.55], [0.7, 0.55]]), Straight(&[[0.52, 0.22], [0.46, 1.0]])],
    ],
    &[ // 5: with corners, with a bar of its own, round
        &[Straight(&[[0.6, 0.0], [0.12, 0.0], [0.08, 0.44]]), Curve(&[[0.08, 0.44], [0.35, 0.36], [0.62, 0.52], [0.62, 0.8], [0.38, 1.0], [0.04, 0.92]])],
        &[Straight(&[[0.14, 0.05], [0.1, 0.46]]), Curve(&[[0.1, 0.46], [0.35, 0.38], [0.62, 0.54], [0.62, 0.8], [0.38, 1.0], [0.04, 0.92]]), Straight(&[[0.14, 0.05], [0.66, 0.0]])],
        &[Curve(&[[0.62, 0.03], [0.3, 0.02], [0.12, 0.12], [0.1, 0.38], [0.35, 0.44], [0.6, 0.58], [0.58, 0.85], [0.32, 1.0], [0.03, 0.92]])],
    ],
    &[ // 6: round, with a straight stem, with a hook
        &[Curve(&[[0.52, 0.0], [0.25, 0.18], [0.06, 0.5], [0.05, 0.8], [0.28, 1.0], [0.55, 0.9], [0.6, 0.68], [0.4, 0.54], [0.16, 0.6], [0.06, 0.76]])],
        &[Straight(&[[0.4, 0.0], [0.08, 0.6]]), Curve(&[[0.08, 0.6], [0.04, 0.8], [0.2, 0.98], [0.45, 0.98], [0.6, 0.8], [0.5, 0.6], [0.28, 0.54], [0.08, 0.66]])],
        &[Curve(&[[0.6, 0.08], [0.42, 0.0], [0.2, 0.15], [0.06, 0.48], [0.06, 0.8], [0.28, 1.0], [0.54, 0.92], [0.6, 0.7], [0.42, 0.54], [0.2, 0.58], [0.07, 0.74]])],
    ],
    &[ // 7: plain, with a bar, bent, with a serif, bent with a bar
        &[Straight(&[[0.02, 0.02], [0.62, 0.02], [0.25, 1.0]])],
        &[Straight(&[[0.02, 0.02], [0.62, 0.02], [0.25, 1.0]]), Straight(&[[0.18, 0.5], [0.62, 0.5]])],
        &[Straight(&[[0.02, 0.03], [0.64, 0.03]]), Curve(&[[0.64, 0.03], [0.45, 0.3], [0.32, 0.65], [0.28, 1.0]])],
        &[Straight(&[[0.04, 0.18], [0.04, 0.02], [0.62, 0.02], [0.3, 1.0]])],
        &[Straight(&[[0.02, 0.03], [0.64, 0.03]]), Curve(&[[0.64, 0.03], [0.45, 0.3], [0.32, 0.65], [0.28, 1.0]]), Straight(&[[0.16, 0.52], [0.58, 0.48]])],
    ],
    &[ // 8: in one line, two circles, from the upper right
        &[Curve(&[[0.52, 0.1], [0.3, 0.0], [0.1, 0.12], [0.14, 0.34], [0.36, 0.48], [0.58, 0.66], [0.56, 0.9], [0.32, 1.0], [0.08, 0.88], [0.08, 0.66], [0.32, 0.48], [0.54, 0.32], [0.55, 0.12], [0.5, 0.06]])],
        &[Curve(&[[0.34, 0.0], [0.14, 0.1], [0.12, 0.3], [0.33, 0.45], [0.54, 0.3], [0.53, 0.1], [0.34, 0.0]]), Curve(&[[0.33, 0.45], [0.08, 0.6], [0.05, 0.85], [0.33, 1.0], [0.6, 0.85], [0.58, 0.6], [0.33, 0.45]])],
        &[Curve(&[[0.58, 0.06], [0.3, 0.02], [0.12, 0.18], [0.2, 0.38], [0.5, 0.6], [0.58, 0.85], [0.34, 1.0], [0.08, 0.88], [0.12, 0.64], [0.42, 0.4], [0.62, 0.04]])],
    ],
    &[ // 9: straight, bent with a hook, leaning
        &[Curve(&[[0.56, 0.2], [0.34, 0.0], [0.1, 0.12], [0.08, 0.36], [0.3, 0.5], [0.52, 0.36], [0.57, 0.15]]), Straight(&[[0.57, 0.15], [0.52, 1.0]])],
        &[Curve(&[[0.56, 0.2], [0.36, 0.0], [0.1, 0.12], [0.06, 0.36], [0.28, 0.5], [0.5, 0.38], [0.58, 0.14], [0.58, 0.55], [0.5, 0.85], [0.3, 1.0], [0.08, 0.93]])],
        &[Curve(&[[0.6, 0.14], [0.4, 0.0], [0.16, 0.1], [0.1, 0.34], [0.3, 0.46], [0.52, 0.32], [0.62, 0.1]]), Straight(&[[0.62, 0.1], [0.3, 1.0]])],
    ],
];

/// Which of the shapes of its digit drawing number `index` of a seed has, from 0.
///
/// Drawings of one shape are alike, so they are no independent samples of how digits are written.
pub fn drawn_shape(seed: u64, index: u32) -> usize {
    shape_of(&mut stream(seed, index), digit_of(index))
}

fn digit_of(index: u32) -> Class {
    Class::new((index % DIGITS.get() as u32) as u8)
}

/// A separate stream for each drawing, distinct from those of training.
fn stream(seed: u64, index: u32) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(1 << 62 | u64::from(index));
    rng
}

fn shape_of(rng: &mut ChaCha8Rng, digit: Class) -> usize {
    rng.random_range(0..SHAPES[digit.index()].len())
}

/// Drawing number `index` of a seed: the digit `index` mod 10 in one of its shapes.
pub fn drawn_digit(style: &DrawnStyle, seed: u64, index: u32) -> (Drawing, Class) {
    let (mut rng, digit) = (stream(seed, index), digit_of(index));
    let shape = SHAPES[digit.index()][shape_of(&mut rng, digit)];
    let mut generator = Generator { style, rng };
    let lines: Vec<Vec<[f32; 2]>> = shape.iter().map(|line| generator.line(line)).collect();
    (generator.draw(lines), digit)
}

/// The first `count` drawings of a seed, prepared for a network; equally many of each digit if `count` is a multiple of 10.
///
/// The same on any number of threads.
///
/// ```
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let digits = drawn_digits(&DrawnStyle::default(), 1, 30);
/// assert_eq!((digits.len(), digits.label_counts()[8]), (30, 3));
/// assert_eq!(digits, drawn_digits(&DrawnStyle::default(), 1, 30), "the same seed gives the same images");
/// ```
pub fn drawn_digits(style: &DrawnStyle, seed: u64, count: u32) -> ImageSet {
    let made: Vec<_> = (0..count)
        .into_par_iter()
        .filter_map(|index| {
            let (drawing, digit) = drawn_digit(style, seed, index);
            Some((centre(&drawing.ink())?.image, digit))
        })
        .collect();
    ImageSet::of_images(&made, DIGITS)
}

/// Style and random generator of one drawing.
struct Generator<'a> {
    style: &'a DrawnStyle,
    rng: ChaCha8Rng,
}

impl Generator<'_> {
    /// Uniform from -`most` to `most`.
    fn symmetric(&mut self, most: f32) -> f32 {
        if most > 0.0 { self.rng.random_range(-most..=most) } else { 0.0 }
    }

    /// The points of a line, with displaced given points and a correlated displacement between them.
    fn line(&mut self, line: &Line) -> Vec<[f32; 2]> {
        let (Curve(given) | Straight(given)) = line;
        let off: Vec<[f32; 2]> =
            given.iter().map(|point| point.map(|place| place + self.symmetric(self.style.wobble))).collect();
        let mut points = match line {
            Curve(_) => smooth(&off),
            Straight(_) => {
                between(&off, |pair, part| [0, 1].map(|axis| pair[0][axis] * (1.0 - part) + pair[1][axis] * part))
            }
        };
        let mut shift = [0.0_f32; 2];
        for point in &mut points {
            for axis in 0..2 {
                // An autoregressive process with a correlation of about five points.
                shift[axis] = 0.8 * shift[axis] + self.symmetric(self.style.shaking);
                point[axis] += shift[axis];
            }
        }
        points
    }

    /// Stretches, slants, rotates, scales and places the lines on the canvas, and draws them.
    fn draw(mut self, mut lines: Vec<Vec<[f32; 2]>>) -> Drawing {
        let style = self.style;
        let angle = self.symmetric(style.rotation) * PI / 180.0;
        let (slant, stretch) = (self.symmetric(style.slant), self.symmetric(style.stretch).exp());
        let (sin, cos) = angle.sin_cos();
        for point in lines.iter_mut().flatten() {
            let down = point[1] - 0.5;
            let across = (point[0] - SHAPE_WIDTH / 2.0) * stretch - slant * down;
            *point = [across * cos - down * sin, across * sin + down * cos];
        }
        let pen_factor = self.symmetric(style.pen).exp();
        // Small digits have thinner strokes, by the square root of their size.
        let height = self.place(&mut lines);
        let pen_factor = pen_factor * (height / DrawnStyle::NEAT.height[1]).sqrt();
        if style.broken > 0.0 && self.rng.random_range(0.0..1.0) < style.broken {
            self.break_one(&mut lines, height);
        }
        let pen = Pen { width: PEN_WIDTH * pen_factor, ..Pen::default() };
        let mut drawing = Drawing::new();
        for line in lines.iter().filter(|line| !line.is_empty()) {
            drawing.begin(line[0], pen);
            line[1..].iter().for_each(|point| drawing.extend(*point));
            drawing.end();
        }
        drawing
    }

    /// Scales the lines and moves them to a random position inside of the canvas. Returns their height.
    fn place(&mut self, lines: &mut [Vec<[f32; 2]>]) -> f32 {
        let [least, most] = self.style.height;
        let height = if most > least { self.rng.random_range(least..=most) } else { most };
        let bounds = [0, 1].map(|axis| {
            let places = || lines.iter().flatten().map(|point| point[axis]);
            (places().fold(f32::INFINITY, f32::min), places().fold(f32::NEG_INFINITY, f32::max))
        });
        let longest = bounds.iter().map(|(low, high)| high - low).fold(0.1, f32::max);
        let room = 1.0 - 2.0 * MARGIN;
        // Rotated and stretched, a digit may be larger than the canvas.
        let scale = (height / (bounds[1].1 - bounds[1].0).max(0.1)).min(room / longest);
        for axis in 0..2 {
            let (low, high) = bounds[axis];
            let free = ((room - (high - low) * scale) / 2.0).max(0.0);
            let to = 0.5 + self.symmetric(self.style.position * free);
            let from = f32::midpoint(low, high);
            lines.iter_mut().flatten().for_each(|point| point[axis] = to + (point[axis] - from) * scale);
        }
        height
    }

    /// Leaves a gap of up to a sixth of the digit's `height` in one of the lines; the pen's width closes some of them again.
    fn break_one(&mut self, lines: &mut Vec<Vec<[f32; 2]>>, height: f32) {
        let which = self.rng.random_range(0..lines.len());
        let length = lines[which].len();
        if length < 6 {
            return;
        }
        let start = self.rng.random_range(2..length - 2);
        let gap = self.rng.random_range(0.05..=0.17) * height;
        let rest = lines[which].split_off(start);
        let from = rest[0];
        let far = |point: &[f32; 2]| (point[0] - from[0]).hypot(point[1] - from[1]) > gap;
        if let Some(end) = rest.iter().position(far) {
            lines.push(rest[end..].to_vec());
        }
    }
}

/// Interpolated points from each given point to the next; `on_the_way` takes the two and the part of the way.
fn between(given: &[[f32; 2]], on_the_way: impl Fn(&[[f32; 2]], f32) -> [f32; 2]) -> Vec<[f32; 2]> {
    let mut points = Vec::with_capacity(given.len() * POINTS_BETWEEN);
    for pair in given.windows(2) {
        points.extend((0..POINTS_BETWEEN).map(|step| on_the_way(pair, step as f32 / POINTS_BETWEEN as f32)));
    }
    points.extend(given.last());
    points
}

/// A Catmull-Rom spline through the given points.
fn smooth(given: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let (Some(first), Some(last)) = (given.first(), given.last()) else { return Vec::new() };
    let padded: Vec<[f32; 2]> = std::iter::once(first).chain(given).chain([last]).copied().collect();
    let mut points = Vec::with_capacity(given.len() * POINTS_BETWEEN);
    for around in padded.windows(4) {
        for step in 0..POINTS_BETWEEN {
            let t = step as f32 / POINTS_BETWEEN as f32;
            points.push([0, 1].map(|axis| {
                let [a, b, c, d] = [around[0][axis], around[1][axis], around[2][axis], around[3][axis]];
                let (slope_b, slope_c) = ((c - a) / 2.0, (d - b) / 2.0);
                let (rest, t2) = (1.0 - t, t * t);
                b * (1.0 + 2.0 * t) * rest * rest
                    + slope_b * t * rest * rest
                    + c * t2 * (3.0 - 2.0 * t)
                    + slope_c * t2 * (t - 1.0)
            }));
        }
    }
    points.push(*last);
    points
}
