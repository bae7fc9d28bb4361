//! Segmentation of ink and background: polarity, transparency, uneven light, low contrast, noise.
//!
//! The background has the colour of the picture's border. Ink differs from it, along one direction of colour, so that
//! black on white, white on black and red on blue are equivalent.

use super::connected::{Bounds, connected, reached, sides, surroundings};
use super::ink::{Ink, Raster};
use super::plane::Filter;

/// The least contrast of ink with the background, and after lossy compression.
const LEAST_CONTRAST: f32 = 2.5 / 255.0;
const LEAST_CONTRAST_LOSSY: f32 = 8.0 / 255.0;
/// Ink stronger than this stays as it is, fainter ink is scaled to 1.
const FULL_INK: f32 = 0.8;
/// In large pictures ink rises from 0 to 1 between this part of the median contrast of ink and 1 minus it.
const EDGE: f32 = 0.25;
/// Pictures up to this size may be MNIST's own, whose faintest edges count.
const SMALL_SIDE: usize = 56;
/// The side of the grid on which illumination is estimated.
const LIGHT_SIDE: usize = 256;
/// Radius of the filter, as a part of that grid's longer side: half of a width that no stroke has.
const LIGHT_RADIUS: f32 = 0.14;

/// Corners within this squared colour distance of the border are of the same colour.
const CORNERS_DIFFER: f32 = 0.1;

/// The ink of a picture, all zero if there is none.
pub(super) fn ink(raster: &Raster) -> Ink {
    let values = match alpha_as_ink(raster) {
        Some(alpha) => alpha,
        None => contrast(raster),
    };
    let mut field = Field { width: raster.width, height: raster.height, values, lossy: raster.lossy };
    field.level_light();
    match field.tones() {
        Some(tones) => field.clean(&tones),
        None => Ink::blank(raster.width, raster.height),
    }
}

/// Alpha, if it draws the digit: the visible colour is constant, or there is no opaque sheet.
fn alpha_as_ink(raster: &Raster) -> Option<Vec<f32>> {
    let alpha = |pixel: &[f32; 4]| pixel[3];
    let (least, most) = raster
        .pixels
        .iter()
        .map(alpha)
        .fold((1.0_f32, 0.0_f32), |(least, most), value| (least.min(value), most.max(value)));
    if most == 0.0 {
        return Some(vec![0.0; raster.pixels.len()]);
    }
    if most - least < 0.02 || (!colour_is_constant(raster) && has_sheet(raster)) {
        return None;
    }
    let background = median(border(raster.width, raster.height).map(|at| raster.pixels[at][3]).collect());
    // A stencil has its digit cut out of an opaque sheet.
    let sign = if background > 0.5 && has_sheet(raster) { -1.0 } else { 1.0 };
    let zero = if sign < 0.0 { 1.0 } else { 0.0 };
    Some(raster.pixels.iter().map(|pixel| (pixel[3] - zero) * sign).collect())
}

fn colour_is_constant(raster: &Raster) -> bool {
    let mut least = [1.0_f32; 3];
    let mut most = [0.0_f32; 3];
    // Colours of nearly transparent pixels are often left over from something else.
    for pixel in raster.pixels.iter().filter(|pixel| pixel[3] > 0.25) {
        for channel in 0..3 {
            least[channel] = least[channel].min(pixel[channel]);
            most[channel] = most[channel].max(pixel[channel]);
        }
    }
    (0..3).all(|channel| most[channel] - least[channel] < 0.1)
}

/// Whether visible pixels fill most of their bounding box, as a sheet does and a digit doesn't.
fn has_sheet(raster: &Raster) -> bool {
    let visible = |at: usize| raster.pixels[at][3] > 0.5;
    let (mut left, mut right, mut top, mut bottom, mut count) = (usize::MAX, 0, usize::MAX, 0, 0_usize);
    for row in 0..raster.height {
        for column in (0..raster.width).filter(|column| visible(row * raster.width + column)) {
            left = left.min(column);
            right = right.max(column);
            top = top.min(row);
            bottom = bottom.max(row);
            count += 1;
        }
    }
    count > 0 && count as f32 > 0.7 * ((right - left + 1) * (bottom - top + 1)) as f32
}

/// Contrast of each pixel with the background along the colour of the ink: about 0 for background, 1 for black on white.
fn contrast(raster: &Raster) -> Vec<f32> {
    let sheet = sheet_colour(raster);
    let over =
        |pixel: &[f32; 4]| -> [f32; 3] { std::array::from_fn(|channel| pixel[3] * (pixel[channel] - sheet[channel])) };
    let differences: Vec<[f32; 3]> = raster.pixels.iter().map(over).collect();
    let square = |difference: &[f32; 3]| difference.iter().map(|value| value * value).sum::<f32>();
    let farthest = differences.iter().map(square).fold(0.0_f32, f32::max);
    let far = || differences.iter().filter(|difference| square(difference) >= 0.49 * farthest);
    // The side of most of the far pixels: highlights may be as far from the background as ink, on the other side.
    let Some(seed) = far().next() else { return vec![0.0; differences.len()] };
    let along = |difference: &[f32; 3], axis: &[f32; 3]| -> f32 { (0..3).map(|c| difference[c] * axis[c]).sum() };
    let mut sides = [[0.0_f32; 3]; 2];
    let mut counts = [0.0_f32; 2];
    for difference in far() {
        let side = usize::from(along(difference, seed) < 0.0);
        counts[side] += 1.0;
        (0..3).for_each(|channel| sides[side][channel] += difference[channel]);
    }
    let axis = if counts[1] > counts[0] { sides[1] } else { sides[0] };
    let length = square(&axis).sqrt();
    if length <= 0.0 {
        return vec![0.0; differences.len()];
    }
    // A grey difference d is (d, d, d), of length d times the root of 3.
    let scale = 1.0 / (length * 3.0_f32.sqrt());
    differences.iter().map(|difference| along(difference, &axis) * scale).collect()
}

/// The colour of the background: the median of the border, of its visible part if some of it is transparent.
fn sheet_colour(raster: &Raster) -> [f32; 3] {
    let visible = |at: &usize| raster.pixels[*at][3] > 0.5;
    let mut places: Vec<usize> = border(raster.width, raster.height).filter(visible).collect();
    if places.is_empty() {
        places = rim(raster);
    }
    let at_border =
        std::array::from_fn(|channel| median(places.iter().map(|&at| raster.pixels[at][channel]).collect()));
    sheet_in_corners(raster, at_border).unwrap_or(at_border)
}

/// The colour of the corners, if they and not most of the border are background: a tightly cropped digit whose ink
/// fills nearly all of the border, such as the bar of a one, or a round zero that touches all four sides.
fn sheet_in_corners(raster: &Raster, at_border: [f32; 3]) -> Option<[f32; 3]> {
    let (width, height) = (raster.width, raster.height);
    let apart = |pixel: &[f32; 4], colour: &[f32; 3]| (0..3).map(|c| (pixel[c] - colour[c]).powi(2)).sum::<f32>();
    let corners = [0, width - 1, (height - 1) * width, height * width - 1].map(|at| raster.pixels[at]);
    let colour: [f32; 3] =
        std::array::from_fn(|channel| median(corners.iter().map(|corner| corner[channel]).collect()));
    let is_sheet = |pixel: &[f32; 4]| apart(pixel, &colour) < apart(pixel, &at_border);
    let difference = (0..3).map(|c| (colour[c] - at_border[c]).powi(2)).sum::<f32>();
    let opaque = raster.pixels.iter().all(|pixel| pixel[3] > 0.99);
    if difference < CORNERS_DIFFER || !opaque || corners.iter().filter(|corner| is_sheet(corner)).count() < 3 {
        return None;
    }
    let all = raster.pixels.iter().filter(|pixel| is_sheet(pixel)).count();
    // Most of the picture has the colour of the corners; or pixels of that colour surround the ink rather than lie in
    // it, which excludes a digit on a sheet with round corners.
    (2 * all > raster.pixels.len() || 2 * reached_from_border(raster, is_sheet) > all).then_some(colour)
}

/// How many pixels of a kind are connected with the border by their sides.
fn reached_from_border(raster: &Raster, is_kind: impl Fn(&[f32; 4]) -> bool) -> usize {
    let (width, height) = (raster.width, raster.height);
    let mut left: Vec<bool> = raster.pixels.iter().map(is_kind).collect();
    let is_edge =
        |at: &usize| at.is_multiple_of(width) || at % width + 1 == width || at / width == 0 || at / width + 1 == height;
    let seeds: Vec<usize> = (0..left.len()).filter(|at| left[*at] && is_edge(at)).collect();
    reached(&mut left, seeds, |at| sides(at, width, height)).len()
}

/// The visible pixels beside transparent ones, or all visible ones if there are none such.
fn rim(raster: &Raster) -> Vec<usize> {
    let (width, height) = (raster.width, raster.height);
    let visible = |at: usize| raster.pixels[at][3] > 0.5;
    let beside = |at: usize| {
        let (column, row) = (at % width, at / width);
        (column > 0 && !visible(at - 1))
            || (column + 1 < width && !visible(at + 1))
            || (row > 0 && !visible(at - width))
            || (row + 1 < height && !visible(at + width))
    };
    let all: Vec<usize> = (0..raster.pixels.len()).filter(|&at| visible(at)).collect();
    let rim: Vec<usize> = all.iter().copied().filter(|&at| beside(at)).collect();
    if rim.is_empty() { all } else { rim }
}

/// The places of a picture's border, a thirty-second of its shorter side wide.
pub(super) fn border(width: usize, height: usize) -> impl Iterator<Item = usize> {
    let depth = (width.min(height) / 32).max(1);
    (0..width * height).filter(move |at| {
        let (column, row) = (at % width, at / width);
        column < depth || row < depth || column + depth >= width || row + depth >= height
    })
}

fn median(values: Vec<f32>) -> f32 {
    quantile(values, 0.5)
}

/// The quantile of the values at `part`, 0 to 1; 0 if there are none.
pub(super) fn quantile(mut values: Vec<f32>, part: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = ((values.len() - 1) as f32 * part).round() as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

/// The range of the values between the quantiles `part` and 1 - `part`.
pub(super) fn spread(values: Vec<f32>, part: f32) -> f32 {
    quantile(values.clone(), 1.0 - part) - quantile(values, part)
}

/// The thresholds between background and ink, as contrasts.
struct Tones {
    /// Up to this it is background.
    floor: f32,
    /// Contrast that maps to zero foreground.
    zero: f32,
    /// Contrast that maps to full foreground.
    full: f32,
    /// The background has noise.
    noisy: bool,
}

/// Contrast of each pixel: 0 background, more is ink.
struct Field {
    width: usize,
    height: usize,
    values: Vec<f32>,
    lossy: bool,
}

impl Field {
    fn longest(&self) -> usize {
        self.width.max(self.height)
    }

    fn border_values(&self) -> Vec<f32> {
        border(self.width, self.height).map(|at| self.values[at]).collect()
    }

    /// The range of the border's values between the quantiles `part` and 1 - `part`.
    fn border_spread(&self, part: f32) -> f32 {
        spread(self.border_values(), part)
    }

    fn strongest(&self) -> f32 {
        self.values.iter().copied().fold(0.0, f32::max)
    }

    /// Subtracts shadows and gradients of light, if there are any.
    fn level_light(&mut self) {
        let (uneven, strongest) = (self.border_spread(0.1), self.strongest());
        if self.longest() <= SMALL_SIDE || uneven < 0.01 || uneven < 0.08 * strongest {
            return;
        }
        // No photographed background is as even as a drawing program's: differences there are the digit.
        let flat = self.border_values().into_iter().filter(|value| value.abs() < 0.5 / 255.0).count();
        if 2 * flat > border(self.width, self.height).count() {
            return;
        }
        // Where the border is mostly ink, the background was found in the corners: the digit is tightly cropped.
        if median(self.border_values()) > 0.5 * strongest {
            return;
        }
        let light = self.light();
        // A digit that touches the border makes it uneven too, but not over long stretches, and not in its light.
        let light_at_border = border(self.width, self.height).map(|at| light[at]).collect();
        if self.border_spread(0.25) < 0.05 * strongest && spread(light_at_border, 0.1) < 0.5 * uneven {
            return;
        }
        let values = self.values.iter().zip(&light).map(|(value, light)| value - light).collect();
        let levelled = Self { values, lossy: self.lossy, ..*self };
        // Accepted if the border is more even and the ink remains.
        if levelled.border_spread(0.1) < 0.6 * uneven && levelled.strongest() > 0.3 * strongest {
            *self = levelled;
        }
    }

    /// The morphological opening of the contrast, which removes all that is narrower than a wide stroke.
    fn light(&self) -> Vec<f32> {
        let radius = |longest: usize| ((longest as f32 * LIGHT_RADIUS) as usize).max(2);
        // Windows may reach beyond the picture, so that shadows in its corners are kept.
        let filter = Filter { side: LIGHT_SIDE, pad: |radius| radius * 3 / 4, order: [f32::min, f32::max] };
        filter.apply(&self.values, self.width, radius)
    }

    /// Finds the tones of background and ink; `None` if there is no ink.
    fn tones(&mut self) -> Option<Tones> {
        let least = if self.lossy { LEAST_CONTRAST_LOSSY } else { LEAST_CONTRAST };
        if self.strongest() < least {
            return None;
        }
        let threshold = otsu(&self.values)?;
        let background: Vec<f32> = self.values.iter().copied().filter(|value| *value < threshold).collect();
        let zero = median(background.clone());
        let deviation = 1.4826 * median(background.iter().map(|value| (value - zero).abs()).collect());
        self.values.iter_mut().for_each(|value| *value -= zero);
        let threshold = threshold - zero;
        // In small pictures few pixels are fully covered.
        let part = if self.longest() > SMALL_SIDE { 0.5 } else { 0.8 };
        let ink = quantile(self.values.iter().copied().filter(|value| *value >= threshold).collect(), part);
        let border = self.border_values().into_iter().map(f32::abs).filter(|value| *value < threshold).collect();
        let border_noise = quantile(border, 0.95);
        if ink < least || ink < 4.0 * deviation {
            return None;
        }
        let noise = (3.0 * deviation).max(1.2 * border_noise);
        let noisy = noise > 0.0;
        if self.longest() > SMALL_SIDE {
            // Strokes were black before they were photographed or enlarged: blurred edges are sharpened.
            let floor = noise.max(EDGE * ink).min(0.5 * ink);
            return Some(Tones { floor, zero: floor, full: ((1.0 - EDGE) * ink).max(1.2 * floor), noisy });
        }
        let floor = noise.max(if self.lossy { 0.06 * ink } else { 0.0 }).min(0.5 * ink);
        Some(Tones { floor, zero: 0.0, full: if ink >= FULL_INK { 1.0 } else { ink }, noisy })
    }

    /// The ink between the tones, without specks and without what runs along the border.
    fn clean(&self, tones: &Tones) -> Ink {
        let scale = 1.0 / (tones.full - tones.zero).max(f32::MIN_POSITIVE);
        let ink_of = |value: f32| if value > tones.floor { ((value - tones.zero) * scale).min(1.0) } else { 0.0 };
        let values: Vec<f32> = self.values.iter().copied().map(ink_of).collect();
        let mut ink = Ink::of_values(self.width, self.height, values);
        if tones.noisy || self.longest() > SMALL_SIDE {
            remove_specks(&mut ink, tones.noisy);
        }
        ink
    }
}

/// Otsu's threshold, which maximises the variance between two classes. `None` if all values are equal.
fn otsu(values: &[f32]) -> Option<f32> {
    const BINS: usize = 256;
    let (least, most) = values
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), &value| (least.min(value), most.max(value)));
    if most <= least || values.is_empty() {
        return None;
    }
    let mut histogram = [0.0_f64; BINS];
    let scale = (BINS - 1) as f32 / (most - least);
    for value in values {
        histogram[((value - least) * scale) as usize] += 1.0;
    }
    let total: f64 = histogram.iter().sum();
    let moment: f64 = histogram.iter().enumerate().map(|(bin, count)| bin as f64 * count).sum();
    let (mut below, mut moment_below, mut best, mut best_between) = (0.0, 0.0, 0, -1.0);
    for (bin, count) in histogram.iter().enumerate().take(BINS - 1) {
        below += count;
        moment_below += bin as f64 * count;
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let gap = moment_below / below - (moment - moment_below) / above;
        let between = below * above * gap * gap;
        if between > best_between {
            (best, best_between) = (bin, between);
        }
    }
    Some(least + (best as f32 + 1.0) / scale)
}

/// Connected ink.
pub(super) struct Patch {
    pub(super) places: Vec<usize>,
    mass: f32,
    /// The largest part of one side of the picture that it touches.
    touch: f32,
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Patch {
    fn new(places: Vec<usize>, ink: &Ink) -> Self {
        let mass = places.iter().map(|&place| ink.values()[place]).sum();
        let touch = longest_touch(&places, ink.width(), ink.height());
        let Bounds { left, right, top, bottom } = Bounds::of(&places, ink.width());
        Self { places, mass, touch, left, top, width: right - left, height: bottom - top }
    }

    fn extent(&self) -> usize {
        self.width.max(self.height)
    }

    fn encloses(&self, other: &Self) -> bool {
        self.left < other.left
            && self.top < other.top
            && self.left + self.width > other.left + other.width
            && self.top + self.height > other.top + other.height
    }

    /// Whether it runs around nearly the whole picture with something in it, or along a side with a digit elsewhere.
    fn is_frame(&self, all: &[Self], ink: &Ink) -> bool {
        let digit_size = ink.width().min(ink.height()).div_ceil(6);
        let could_be_digit = |other: &&Self| other.touch == 0.0 && other.extent() >= digit_size;
        let around = self.width * 20 >= ink.width() * 17 && self.height * 20 >= ink.height() * 17;
        (around && all.iter().filter(could_be_digit).any(|other| self.encloses(other)))
            || (self.touch > 0.5 && all.iter().any(|other| could_be_digit(&other)))
    }
}

/// Removes ink that is too little to belong to a digit, and what lies along the sides: frames, table edges, shadows.
fn remove_specks(ink: &mut Ink, noisy: bool) {
    let all = patches(ink);
    let frames: Vec<bool> = all.iter().map(|patch| patch.is_frame(&all, ink)).collect();
    let digit = |touches: bool| {
        let kept = all.iter().zip(&frames).filter(|(patch, frame)| !**frame && (patch.touch > 0.0) == touches);
        kept.map(|(patch, _)| patch.mass).fold((0.0_f32, 0.0_f32), |(sum, most), mass| (sum + mass, most.max(mass)))
    };
    let ((inside, most_inside), (touching, _)) = (digit(false), digit(true));
    let least = (inside + touching) * if noisy { 0.02 } else { 0.01 };
    let few = if noisy { 5 } else { 2 };
    for (patch, is_frame) in all.iter().zip(frames) {
        let at_edge = patch.touch > 0.0 && patch.mass < 0.15 * most_inside;
        if is_frame || at_edge || patch.mass < least || patch.places.len() < few {
            patch.places.iter().for_each(|&place| ink.values_mut()[place] = 0.0);
        }
    }
}

/// All patches of ink: pixels connected along their sides or corners.
pub(super) fn patches(ink: &Ink) -> Vec<Patch> {
    let (width, height) = (ink.width(), ink.height());
    let is_ink = ink.values().iter().map(|value| *value > 0.0).collect();
    let connected = connected(is_ink, |at| surroundings(at, width, height));
    connected.into_iter().map(|places| Patch::new(places, ink)).collect()
}

fn longest_touch(places: &[usize], width: usize, height: usize) -> f32 {
    let mut touches = [0.0_f32; 4];
    for place in places {
        let (column, row) = (place % width, place / width);
        let on = [row == 0, row + 1 == height, column == 0, column + 1 == width];
        let lengths = [width, width, height, height];
        for side in 0..4 {
            if on[side] {
                touches[side] += 1.0 / lengths[side] as f32;
            }
        }
    }
    touches.into_iter().fold(0.0, f32::max)
}
