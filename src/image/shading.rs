//! Illumination of a photographed sheet: shadows and gradients are estimated and divided out.

use super::ink::Raster;
use super::plane::{Filter, Plane};
use super::segmentation::{border, quantile};

/// The longest side of the grid on which illumination is estimated.
const GRID_SIDE: usize = 256;
/// The smallest illumination that a pixel is divided by.
const LEAST_LIGHT: f32 = 0.02;

/// Strokes are narrower than this part of the longer side, shadows wider.
const STROKE: f32 = 0.16;
/// The shortest side of a picture on which lines are distinguished from strokes, and of one on which shadows are.
const LEAST_SIDE: usize = 96;
const LEAST_SHADED_SIDE: usize = 200;
/// Illumination is even if its minimum is above this part of its maximum; below the second value dark areas are ink.
const EVEN: f32 = 0.94;
const DARKEST: f32 = 0.4;
/// A background darker than this is a board with light ink.
const BOARD: f32 = 0.35;
/// A picture with at least this part of its border in one colour is a drawing, not a photo.
const DRAWN: f32 = 0.85;
/// One grey level of 256.
const STEP: f32 = 1.0 / 255.0;

/// A bright sheet with dark ink, and its illumination.
pub(super) struct Lit<'a> {
    raster: &'a Raster,
    /// The closing of each channel by a square, which leaves shadows and fills whatever is narrower than [`STROKE`].
    light: [Plane; 3],
    /// The sheet in even light: each channel divided by its illumination, 1 for background.
    pub(super) levelled: Vec<[f32; 3]>,
}

impl<'a> Lit<'a> {
    pub(super) fn of(raster: &'a Raster) -> Self {
        let radius = |longest: usize| ((longest as f32 * STROKE / 2.0) as usize).max(2);
        // Windows reach beyond the sheet: a shadow in its corner is as good as a larger piece of it.
        let filter = Filter { side: GRID_SIDE, pad: |radius| radius, order: [f32::max, f32::min] };
        let light: [Plane; 3] = std::array::from_fn(|channel| {
            let values: Vec<f32> = raster.pixels.iter().map(|pixel| pixel[channel]).collect();
            let values = filter.apply(&values, raster.width, radius);
            Plane { width: raster.width, height: raster.height, values }
        });
        let level = |at: usize, channel: usize| {
            (raster.pixels[at][channel] / light[channel].values[at].max(LEAST_LIGHT)).clamp(0.0, 1.0)
        };
        let levelled = (0..raster.pixels.len()).map(|at| std::array::from_fn(|channel| level(at, channel))).collect();
        Self { raster, light, levelled }
    }

    pub(super) fn width(&self) -> usize {
        self.raster.width
    }

    pub(super) fn height(&self) -> usize {
        self.raster.height
    }

    /// The sheet in even light, if there are shadows or gradients; `None` where illumination is even, or dark areas may
    /// be ink.
    pub(super) fn without_shadow(&self) -> Option<Raster> {
        if !may_be_shaded(self.raster) {
            return None;
        }
        let green = &self.light[1].values;
        let (least, most) = (quantile(green.clone(), 0.005), quantile(green.clone(), 0.995));
        (DARKEST..EVEN).contains(&(least / most.max(LEAST_LIGHT))).then(|| self.evenly(&self.levelled))
    }

    /// Levelled pixels in the median illumination of this sheet, so that the background keeps its colour.
    pub(super) fn evenly(&self, levelled: &[[f32; 3]]) -> Raster {
        let colour = self.light.each_ref().map(|channel| quantile(channel.values.clone(), 0.5));
        let lit = |pixel: &[f32; 3]| [pixel[0] * colour[0], pixel[1] * colour[1], pixel[2] * colour[2], 1.0];
        Raster { pixels: levelled.iter().map(lit).collect(), ..*self.raster }
    }
}

/// Darkness of each pixel of a levelled sheet, in its darkest channel: 0 for background.
pub(super) fn darkness(levelled: &[[f32; 3]], width: usize) -> Plane {
    let values: Vec<f32> = levelled.iter().map(|pixel| 1.0 - pixel[0].min(pixel[1]).min(pixel[2])).collect();
    Plane { width, height: values.len() / width.max(1), values }
}

/// Whether a picture is large enough and opaque.
pub(super) fn is_photo(raster: &Raster) -> bool {
    raster.width.min(raster.height) >= LEAST_SIDE && raster.pixels.iter().all(|pixel| pixel[3] > 0.99)
}

/// Whether a photo is large enough for shadows to be distinguished from strokes.
pub(super) fn may_be_shaded(raster: &Raster) -> bool {
    raster.width.min(raster.height) >= LEAST_SHADED_SIDE && is_photo(raster) && !is_drawn(raster)
}

/// Whether most of a picture is dark.
pub(super) fn is_board(raster: &Raster) -> bool {
    let dark = raster.pixels.iter().filter(|pixel| brightness(pixel) < BOARD).count();
    2 * dark > raster.pixels.len()
}

/// The mean of red, green and blue.
pub(super) fn brightness(pixel: &[f32; 4]) -> f32 {
    (pixel[0] + pixel[1] + pixel[2]) / 3.0
}

/// Whether nearly all of the border is of one colour: no photographed background is as even as a drawing program's.
fn is_drawn(raster: &Raster) -> bool {
    let border: Vec<f32> = border(raster.width, raster.height).map(|at| brightness(&raster.pixels[at])).collect();
    let usual = quantile(border.clone(), 0.5);
    let flat = border.iter().filter(|value| (**value - usual).abs() < STEP / 2.0).count();
    flat as f32 > DRAWN * border.len() as f32
}
