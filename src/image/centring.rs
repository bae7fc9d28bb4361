//! Size normalisation and centring: from ink of any size to an [`InputImage`], the way MNIST was made.
//!
//! MNIST's images were scaled into 20 x 20 pixels with their aspect ratio kept, which smooths them, and placed in 28 x 28
//! with the centre of mass at the centre. A network trained on such images classifies only such images well.

use serde::{Deserialize, Serialize};

use super::{Ink, InputImage, PIXELS, SIDE};

/// Pixels on a side of the box a digit is fitted into.
pub const FITTED_SIDE: usize = 20;
/// MNIST's centre is that of pixel 14, counted from 0: half a pixel beyond the centre of 28 pixels.
const MIDDLE: f64 = 0.5;
/// Ink below this is too faint to belong to the digit: half of the least a byte can hold.
const LEAST_INK: f32 = 0.5 / 255.0;
/// Enlarged pictures, those with less than this of their pixels to one of the fitted, lack MNIST's sharp edges: ink from
/// here on is none, and at 1 less it is full.
const MUCH_ENLARGED: f32 = 0.75;
const BLURRED: f32 = 0.25;
/// Strokes thinner than this, in pixels of the fitted digit, are thickened to the width after it.
const THIN_STROKE: f32 = 1.0;
const THICKENED_STROKE: f32 = 2.0;
/// A digit has more ink than this altogether, in pixels.
const LEAST_TOTAL: f32 = 1.5;

/// The smallest rectangle around all ink, in pixels of the [`Ink`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InkBox {
    /// The first column with ink.
    pub left: usize,
    /// The first row with ink.
    pub top: usize,
    /// Columns from the first to the last with ink.
    pub width: usize,
    /// Rows from the first to the last with ink.
    pub height: usize,
}

impl InkBox {
    /// The rectangle around all ink, `None` if there is none.
    pub fn of(ink: &Ink) -> Option<Self> {
        let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
        if ink.width() == 0 {
            return None;
        }
        for (row, values) in ink.values().chunks_exact(ink.width()).enumerate() {
            for (column, _) in values.iter().enumerate().filter(|(_, value)| **value >= LEAST_INK) {
                left = left.min(column);
                right = right.max(column);
                top = top.min(row);
                bottom = bottom.max(row);
            }
        }
        (left <= right).then(|| Self { left, top, width: right - left + 1, height: bottom - top + 1 })
    }
}

/// A digit prepared for the network, with the intermediate steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Centred {
    /// Where the ink is.
    pub ink_box: InkBox,
    /// The digit in its 20 x 20 box (the whole picture in 28 x 28 if [`Preparation::fit`] is off).
    pub fitted: Ink,
    /// How far `fitted` was moved from the middle, in pixels right and down, to bring its centre of mass there.
    pub shift: (isize, isize),
    /// The image at the network's input.
    pub image: InputImage,
}

/// The steps of preparing a digit that are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preparation {
    /// Scale the ink into 20 x 20. Otherwise the whole picture is scaled into 28 x 28.
    pub fit: bool,
    /// Bring the centre of mass to the middle. Otherwise the digit's box is in the middle.
    pub centre: bool,
}

impl Default for Preparation {
    fn default() -> Self {
        Self { fit: true, centre: true }
    }
}

/// The digit prepared as MNIST was.
///
/// ```
/// use nullcline::image::{Drawing, Pen, centre};
///
/// // A one, drawn small in a corner of the canvas.
/// let mut drawing = Drawing::new();
/// drawing.begin([0.1, 0.1], Pen::default());
/// drawing.extend([0.1, 0.3]);
/// drawing.end();
/// let centred = centre(&drawing.ink()).unwrap();
/// // Scaled to the 20 pixels of a digit of MNIST, in the middle of 28.
/// assert_eq!((centred.fitted.width(), centred.fitted.height()), (20, 20));
/// assert!(centred.image.pixels()[14 * 28 + 14] > 200);
/// assert!(centre(&Drawing::new().ink()).is_none(), "nothing was drawn");
/// ```
///
/// `None` if there is nothing to classify: no ink, or a single spot of it.
pub fn centre(ink: &Ink) -> Option<Centred> {
    Preparation::default().apply(ink)
}

impl Preparation {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self { fit: true, centre: true },
        Self { fit: true, centre: false },
        Self { fit: false, centre: true },
        Self { fit: false, centre: false },
    ];

    /// The digit prepared by the steps that are on.
    ///
    /// `None` if there is nothing to classify: no ink, or a single spot of it.
    pub fn apply(self, ink: &Ink) -> Option<Centred> {
        let ink_box = InkBox::of(ink)?;
        let total: f32 = ink.values().iter().sum();
        if total < LEAST_TOTAL || ink_box.width.max(ink_box.height) < 2 {
            return None;
        }
        let fitted = if self.fit {
            match thicken(ink, &ink_box) {
                Some(thick) => InkBox::of(&thick).map(|ink_box| fit(&thick, &ink_box, FITTED_SIDE))?,
                None => fit(ink, &ink_box, FITTED_SIDE),
            }
        } else {
            fit(ink, &InkBox { left: 0, top: 0, width: ink.width(), height: ink.height() }, SIDE)
        };
        let shift = if self.centre { shift_to_middle(&fitted) } else { (0, 0) };
        let image = place(&fitted, shift);
        if image.pixels().iter().all(|value| *value == 0) {
            return None;
        }
        Some(Centred { ink_box, fitted, shift, image })
    }
}

/// A rectangle of ink scaled so that its longer side fills `side` pixels, in the middle of `side` x `side`.
pub(crate) fn fit(ink: &Ink, part: &InkBox, side: usize) -> Ink {
    let step = part.width.max(part.height) as f32 / side as f32;
    let columns = Taps::along(part.left, part.width, step, side);
    let rows = Taps::along(part.top, part.height, step, side);
    // Across first, only the rows that are needed.
    let mut across = vec![0.0_f32; part.height * side];
    for row in 0..part.height {
        for column in 0..side {
            let sum = columns.of(column).map(|(at, weight)| weight * ink.at(at, (part.top + row).cast_signed())).sum();
            across[row * side + column] = sum;
        }
    }
    let mut values = vec![0.0_f32; side * side];
    for row in 0..side {
        for (at, weight) in rows.of(row) {
            let Some(at) = usize::try_from(at - part.top.cast_signed()).ok().filter(|&at| at < part.height) else {
                continue;
            };
            for column in 0..side {
                values[row * side + column] += weight * across[at * side + column];
            }
        }
    }
    if step < MUCH_ENLARGED {
        let most = values.iter().copied().fold(0.0, f32::max);
        for value in &mut values {
            *value = (*value - BLURRED * most) / (1.0 - 2.0 * BLURRED);
        }
    }
    Ink::of_values(side, side, values)
}

/// The ink of a box with its strokes made as wide as MNIST's, if they are much thinner than that.
///
/// `None` if they are wide enough, or so few pixels wide that nothing can be said.
fn thicken(ink: &Ink, ink_box: &InkBox) -> Option<Ink> {
    let longest = ink_box.width.max(ink_box.height);
    if longest < 2 * FITTED_SIDE {
        return None;
    }
    // Averaged, so that ragged edges of noise don't count as edges.
    let smooth = pool(ink, ink_box, (longest / 80).max(1), |mean, _| mean);
    let in_fitted = |ink: &Ink, length: f32| length * FITTED_SIDE as f32 / ink.width().max(ink.height()) as f32;
    let width = in_fitted(&smooth, stroke_width(&smooth));
    if width > THIN_STROKE {
        return None;
    }
    // The strongest, so that no stroke tears.
    let thin = pool(ink, ink_box, (longest / 120).max(1), |_, most| most);
    let radius = (THICKENED_STROKE - width) / 2.0 / in_fitted(&thin, 1.0);
    let margin = radius.ceil() as usize + 1;
    let (width, height) = (thin.width() + 2 * margin, thin.height() + 2 * margin);
    let mut thick = Ink::blank(width, height);
    for (at, value) in thin.values().iter().enumerate().filter(|(_, value)| **value > 0.3) {
        let (column, row) = (at % thin.width(), at / thin.width());
        for down in 0..=2 * margin {
            for right in 0..=2 * margin {
                let distance = (right as f32 - margin as f32).hypot(down as f32 - margin as f32);
                let covered = value * (radius + 0.5 - distance).clamp(0.0, 1.0);
                let target = &mut thick.values_mut()[(row + down) * width + column + right];
                *target = target.max(covered);
            }
        }
    }
    Some(thick)
}

/// The ink of a box with `factor` x `factor` pixels made one, picked from their mean and the strongest of them.
fn pool(ink: &Ink, ink_box: &InkBox, factor: usize, pick: fn(f32, f32) -> f32) -> Ink {
    let (width, height) = (ink_box.width.div_ceil(factor), ink_box.height.div_ceil(factor));
    let mut cells = vec![(0.0_f32, 0.0_f32); width * height];
    let part = 1.0 / (factor * factor) as f32;
    for row in 0..ink_box.height {
        for column in 0..ink_box.width {
            let value = ink.values()[(ink_box.top + row) * ink.width() + ink_box.left + column];
            let (mean, most) = &mut cells[row / factor * width + column / factor];
            *mean += value * part;
            *most = most.max(value);
        }
    }
    let values = cells.into_iter().map(|(mean, most)| pick(mean, most)).collect();
    Ink::of_values(width, height, values)
}

/// The mean width of the strokes, in pixels: twice their area by the length of their edges.
pub fn stroke_width(ink: &Ink) -> f32 {
    let (mut area, mut edges) = (0.0_f32, 0.0_f32);
    for row in -1..ink.height().cast_signed() {
        for column in -1..ink.width().cast_signed() {
            let value = ink.at(column, row);
            area += value;
            edges += (ink.at(column + 1, row) - value).hypot(ink.at(column, row + 1) - value);
        }
    }
    if edges > 0.0 { 2.0 * area / edges } else { 0.0 }
}

/// The source pixels of each pixel of a scaled line, with their weights.
struct Taps(Vec<Vec<(isize, f32)>>);

impl Taps {
    /// `side` pixels of `step` source pixels each, with the `length` source pixels from `start` on in their middle.
    fn along(start: usize, length: usize, step: f32, side: usize) -> Self {
        // Whole pixels of the result, so that a digit that already has its size stays as it is.
        let covered = (length as f32 / step - 1e-3).ceil().clamp(1.0, side as f32);
        let before = ((side as f32 - covered) / 2.0).floor();
        let middle = start as f32 + length as f32 / 2.0;
        let origin = middle - (before + covered / 2.0) * step;
        let pixel = |index: usize| {
            let (from, to) = (origin + index as f32 * step, origin + (index + 1) as f32 * step);
            if step >= 1.0 { area(from, to) } else { linear(f32::midpoint(from, to)) }
        };
        Self((0..side).map(pixel).collect())
    }

    fn of(&self, pixel: usize) -> impl Iterator<Item = (isize, f32)> + '_ {
        self.0[pixel].iter().copied()
    }
}

/// The pixels between two places, each by its part of the length.
fn area(from: f32, to: f32) -> Vec<(isize, f32)> {
    let (first, last) = (from.floor() as isize, (to.ceil() as isize).max(from.floor() as isize + 1));
    (first..last)
        .map(|pixel| {
            let overlap = to.min(pixel as f32 + 1.0) - from.max(pixel as f32);
            (pixel, (overlap / (to - from)).max(0.0))
        })
        .filter(|(_, weight)| *weight > 1e-5)
        .collect()
}

/// The two pixels around a place, the nearer one by more.
fn linear(place: f32) -> Vec<(isize, f32)> {
    let first = (place - 0.5).floor();
    let part = place - 0.5 - first;
    vec![(first as isize, 1.0 - part), (first as isize + 1, part)]
}

/// The shift by whole pixels that brings the centre of mass nearest to the middle of 28 x 28, all ink kept inside.
pub(crate) fn shift_to_middle(fitted: &Ink) -> (isize, isize) {
    let side = fitted.width();
    let (mut total, mut sum_x, mut sum_y) = (0.0_f64, 0.0, 0.0);
    for (at, value) in fitted.values().iter().enumerate() {
        let value = f64::from(*value);
        total += value;
        sum_x += value * ((at % side) as f64 + 0.5);
        sum_y += value * ((at / side) as f64 + 0.5);
    }
    let Some(ink_box) = InkBox::of(fitted).filter(|_| total > 0.0) else { return (0, 0) };
    let border = ((SIDE - side) / 2).cast_signed();
    let shift = |sum: f64, first: usize, length: usize| {
        let wanted = (side as f64 / 2.0 + MIDDLE - sum / total).round() as isize;
        let (least, most) =
            (-border - first.cast_signed(), border + side.cast_signed() - (first + length).cast_signed());
        wanted.clamp(least, most)
    };
    (shift(sum_x, ink_box.left, ink_box.width), shift(sum_y, ink_box.top, ink_box.height))
}

/// `fitted` in the middle of 28 x 28, shifted.
pub(crate) fn place(fitted: &Ink, shift: (isize, isize)) -> InputImage {
    let border = ((SIDE - fitted.width()) / 2).cast_signed();
    let mut pixels = [0; PIXELS];
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let (column, row) = ((at % SIDE).cast_signed(), (at / SIDE).cast_signed());
        let value = fitted.at(column - border - shift.0, row - border - shift.1);
        *pixel = (value * 255.0).round() as u8;
    }
    InputImage::new(pixels)
}
