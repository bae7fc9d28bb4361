//! Light on a sheet of paper: shadows and gradients estimated, so that what is left is the sheet and its ink.

use super::ink::Raster;
use super::segmentation::{bilinear, border, extreme, quantile};

/// The longest side of the grid on which the light is estimated.
const GRID_SIDE: usize = 256;
/// The least light that a pixel is divided by.
const LEAST_LIGHT: f32 = 0.02;

/// Strokes are narrower than this part of the longer side, shadows wider.
pub(super) const STROKE: f32 = 0.16;
/// The shortest side of a picture on which lines are told from strokes, and of one on which shadows are.
const LEAST_SIDE: usize = 96;
const LEAST_SHADED_SIDE: usize = 200;
/// Light that is fainter by no more than this where it is faintest is even, and where it is fainter than this it is ink.
const EVEN: f32 = 0.94;
const DARKEST: f32 = 0.4;
/// Paper darker than this is a board with light ink.
const BOARD: f32 = 0.35;
/// The part of a drawing's border that is of one colour.
const DRAWN: f32 = 0.85;
/// A byte.
const STEP: f32 = 1.0 / 255.0;

/// A plane of values, row by row from the top left.
#[derive(Clone)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Plane {
    /// The value at a place that is inside.
    pub(super) fn at(&self, column: usize, row: usize) -> f32 {
        self.values[row * self.width + column]
    }

    /// Rows and columns exchanged.
    pub(super) fn transposed(&self) -> Self {
        Self { width: self.height, height: self.width, values: transposed(&self.values, self.width) }
    }

    /// Means of `factor` x `factor` values, fewer at the right and lower sides.
    pub(super) fn averaged(&self, factor: usize) -> Self {
        if factor <= 1 {
            return self.clone();
        }
        let (width, height) = (self.width.div_ceil(factor), self.height.div_ceil(factor));
        let mut sums = vec![0.0_f32; width * height];
        let mut counts = vec![0.0_f32; width * height];
        for (at, value) in self.values.iter().enumerate() {
            let cell = at / self.width / factor * width + at % self.width / factor;
            sums[cell] += value;
            counts[cell] += 1.0;
        }
        sums.iter_mut().zip(&counts).for_each(|(sum, count)| *sum /= count.max(1.0));
        Self { width, height, values: sums }
    }
}

/// Rows and columns of a picture of that width exchanged.
pub(super) fn transposed<T: Copy>(values: &[T], width: usize) -> Vec<T> {
    let height = values.len() / width.max(1);
    let mut result = Vec::with_capacity(values.len());
    for column in 0..width {
        result.extend((0..height).map(|row| values[row * width + column]));
    }
    result
}

/// The light on each pixel of a bright sheet with dark ink: the closing of each channel by a square, which leaves shadows
/// and fills whatever is narrower than `part` of the longer side.
pub(super) fn light(raster: &Raster, part: f32) -> [Plane; 3] {
    std::array::from_fn(|channel| {
        let values = raster.pixels.iter().map(|pixel| pixel[channel]).collect();
        closing(&Plane { width: raster.width, height: raster.height, values }, part)
    })
}

fn closing(plane: &Plane, part: f32) -> Plane {
    let factor = plane.width.max(plane.height).div_ceil(GRID_SIDE);
    let coarse = plane.averaged(factor);
    let (width, height) = (coarse.width, coarse.height);
    let radius = ((width.max(height) as f32 * part / 2.0) as usize).max(2);
    // Windows reach beyond the sheet: a shadow in its corner is as good as a larger piece of it.
    let padded_width = width + 2 * radius;
    let mut padded = vec![f32::NEG_INFINITY; padded_width * (height + 2 * radius)];
    for (row, values) in coarse.values.chunks_exact(width).enumerate() {
        let start = (row + radius) * padded_width + radius;
        padded[start..start + width].copy_from_slice(values);
    }
    let most = extreme(&padded, padded_width, radius, f32::max);
    let closed = extreme(&most, padded_width, radius, f32::min);
    let inside: Vec<f32> = (0..width * height)
        .map(|cell| closed[(cell / width + radius) * padded_width + cell % width + radius])
        .collect();
    let place = |position: usize| (position as f32 + 0.5) / factor as f32 - 0.5;
    let values = (0..plane.values.len())
        .map(|at| bilinear(&inside, width, place(at % plane.width), place(at / plane.width)))
        .collect();
    Plane { width: plane.width, height: plane.height, values }
}

/// The sheet as it would be in even light: each channel divided by its light, 1 for paper.
pub(super) fn levelled(raster: &Raster, light: &[Plane; 3]) -> Vec<[f32; 3]> {
    let level = |at: usize, channel: usize| {
        (raster.pixels[at][channel] / light[channel].values[at].max(LEAST_LIGHT)).clamp(0.0, 1.0)
    };
    (0..raster.pixels.len()).map(|at| std::array::from_fn(|channel| level(at, channel))).collect()
}

/// How dark each pixel of a levelled sheet is, in the channel in which it is darkest: 0 for paper.
pub(super) fn darkness(levelled: &[[f32; 3]], width: usize) -> Plane {
    let values: Vec<f32> = levelled.iter().map(|pixel| 1.0 - pixel[0].min(pixel[1]).min(pixel[2])).collect();
    Plane { width, height: values.len() / width.max(1), values }
}

/// Whether a picture is large enough and all to be seen.
pub(super) fn is_photo(raster: &Raster) -> bool {
    raster.width.min(raster.height) >= LEAST_SIDE && raster.pixels.iter().all(|pixel| pixel[3] > 0.99)
}

/// Whether a photo is large enough for shadows to be told from strokes.
pub(super) fn may_be_shaded(raster: &Raster) -> bool {
    raster.width.min(raster.height) >= LEAST_SHADED_SIDE && is_photo(raster) && !is_drawn(raster)
}

/// Whether most of a picture is dark.
pub(super) fn is_board(raster: &Raster) -> bool {
    let dark = raster.pixels.iter().filter(|pixel| brightness(pixel) < BOARD).count();
    2 * dark > raster.pixels.len()
}

fn brightness(pixel: &[f32; 4]) -> f32 {
    (pixel[0] + pixel[1] + pixel[2]) / 3.0
}

/// The sheet in even light, if shadows or gradients lie on it; `None` where the light is even, or what is dark may be ink.
pub(super) fn without_shadow(raster: &Raster) -> Option<Raster> {
    if raster.width.min(raster.height) < LEAST_SHADED_SIDE || !is_photo(raster) || is_board(raster) || is_drawn(raster)
    {
        return None;
    }
    let light = light(raster, STROKE);
    let green = &light[1].values;
    let (least, most) = (quantile(green.clone(), 0.005), quantile(green.clone(), 0.995));
    (DARKEST..EVEN)
        .contains(&(least / most.max(LEAST_LIGHT)))
        .then(|| lit_evenly(raster, &levelled(raster, &light), light))
}

/// Levelled pixels in the light that is usual on their sheet, so that the paper keeps its colour.
pub(super) fn lit_evenly(raster: &Raster, levelled: &[[f32; 3]], light: [Plane; 3]) -> Raster {
    let colour = light.map(|channel| quantile(channel.values, 0.5));
    let lit = |pixel: &[f32; 3]| [pixel[0] * colour[0], pixel[1] * colour[1], pixel[2] * colour[2], 1.0];
    Raster { pixels: levelled.iter().map(lit).collect(), ..*raster }
}

/// Whether nearly all of the border is of one colour: no light is as even as a drawing program's paper.
fn is_drawn(raster: &Raster) -> bool {
    let border: Vec<f32> = border(raster.width, raster.height).map(|at| brightness(&raster.pixels[at])).collect();
    let usual = quantile(border.clone(), 0.5);
    let flat = border.iter().filter(|value| (**value - usual).abs() < STEP / 2.0).count();
    flat as f32 > DRAWN * border.len() as f32
}
