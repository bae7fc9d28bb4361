//! Augmentation: random distortions of training images.
//!
//! In this order: stroke variants, stroke dropout, dilation or erosion, elastic and affine distortion; then the digit is
//! size-normalised and centred as every picture is ([`crate::image::centring`]), some of them through a coarse grid.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::elastic::{Amounts, Warp, dilated};
use super::random::Random;
use super::stroke_variants;
use crate::dataset::{Class, ImageSet};
use crate::image::centring::{FITTED_SIDE, fit, place, shift_to_middle};
use crate::image::{Ink, InkBox, InputImage, PIXELS, SIDE};

/// The coarsest and the finest grid that a digit goes through, cells along its longer side.
const COARSE_CELLS: std::ops::RangeInclusive<usize> = 7..=11;
/// Grey levels of coarse cells, besides none.
const COARSE_LEVELS: f32 = 16.0;
/// The largest dilation before a coarse grid: see [`Augmentation::dilation`].
const COARSE_DILATION: f32 = 1.5;

/// Amounts of augmentation: each image is changed by a random amount up to these, in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Augmentation {
    /// Shift across and down, pixels.
    pub shift: f32,
    /// Rotation, degrees.
    pub rotation: f32,
    /// Relative scaling: 0.1 is from 0.9 to 1.1; width and height independently. With `fit` only their ratio remains.
    pub scale: f32,
    /// Shear: pixels across for each pixel down.
    pub slant: f32,
    /// Dilation and erosion: the weight of the maximum (or minimum) over each pixel's neighbours, 0 to 1.
    #[serde(rename = "pen")]
    pub dilation: f32,
    /// Elastic distortion: displacement of the nodes of a coarse grid over the image, pixels.
    #[serde(default, rename = "bend")]
    pub elastic: f32,
    /// Stroke dropout: the share of images with a gap in a stroke, 0 to 1.
    #[serde(default, rename = "gaps")]
    pub stroke_dropout: f32,
    /// The share of images that are resampled to a coarse grid of 7 to 11 cells and 17 grey levels, 0 to 1.
    #[serde(default)]
    pub coarse: f32,
    /// Stroke variants: the share of ones, sevens and nines that get strokes which are rare in MNIST, 0 to 1: a flag and a
    /// foot, a bar, a hook.
    #[serde(default, rename = "habits")]
    pub stroke_variants: f32,
    /// Whether digits are size-normalised and centred again. Then each image is changed by a random part of the
    /// amounts, from none to all.
    #[serde(default)]
    pub fit: bool,
}

impl Default for Augmentation {
    fn default() -> Self {
        Self {
            shift: 1.0,
            rotation: 10.0,
            scale: 0.1,
            slant: 0.15,
            dilation: 0.3,
            elastic: 0.0,
            stroke_dropout: 0.0,
            coarse: 0.0,
            stroke_variants: 0.0,
            fit: false,
        }
    }
}

impl Augmentation {
    /// The same with shift, rotation, scale, slant, dilation and elastic distortion times `factor`.
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            shift: self.shift * factor,
            rotation: self.rotation * factor,
            scale: self.scale * factor,
            slant: self.slant * factor,
            dilation: self.dilation * factor,
            elastic: self.elastic * factor,
            ..*self
        }
    }

    /// Whether images stay as they are.
    pub fn is_nothing(&self) -> bool {
        let amounts = [self.shift, self.rotation, self.scale, self.slant, self.dilation, self.elastic];
        amounts.into_iter().chain([self.stroke_dropout, self.coarse, self.stroke_variants]).all(|amount| amount == 0.0)
    }

    /// `set` with every image augmented. The same `seed` and `round` (an epoch) give the same images, on any number of
    /// threads.
    ///
    /// ```
    /// use nullcline::synth::{Augmentation, DrawnStyle, drawn_digits};
    ///
    /// let set = drawn_digits(&DrawnStyle::NEAT, 0, 20);
    /// let augmentation = Augmentation { shift: 2.0, rotation: 15.0, ..Augmentation::default() };
    /// // Other images in each epoch, with the same labels.
    /// let (first, second) = (augmentation.apply(&set, 7, 1), augmentation.apply(&set, 7, 2));
    /// assert_eq!(first.labels(), set.labels());
    /// assert_ne!(first.pixels(), second.pixels());
    /// assert_eq!(first, augmentation.apply(&set, 7, 1));
    /// ```
    pub fn apply(&self, set: &ImageSet, seed: u64, round: u32) -> ImageSet {
        if self.is_nothing() {
            return set.clone();
        }
        set.map_images(|index, image| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            // A separate stream for each image of each round. Bit 63 separates them from the streams of training.
            rng.set_stream(1 << 63 | u64::from(round) << 32 | index as u64);
            self.changed(set.labels()[index], image, &mut Random::new(rng))
        })
    }

    fn changed(&self, label: Class, image: &InputImage, random: &mut Random) -> InputImage {
        let mut picture: [f32; PIXELS] = image.pixels().map(|value| f32::from(value) / 255.0);
        if random.bernoulli(self.stroke_variants) {
            stroke_variants::add(label, &mut picture, random);
        }
        if random.bernoulli(self.stroke_dropout) {
            stroke_variants::drop_stroke(&mut picture, random);
        }
        // A random part of the amounts: strong augmentation of every image costs accuracy on undistorted ones.
        let amounts = if self.fit { self.scaled(random.uniform(0.0, 1.0)) } else { *self };
        let Self { rotation, scale, slant, elastic, .. } = amounts;
        let warp = Warp::new(&Amounts { rotation, scale, slant, elastic }, random);
        if self.fit {
            let coarse = random.bernoulli(self.coarse);
            // Dilated first: thin strokes would vanish in a coarse grid.
            let dilation =
                if coarse { random.uniform(0.0, COARSE_DILATION) } else { random.symmetric(amounts.dilation) };
            let fitted = warp.fitted(&dilated(&picture, dilation));
            let fitted = if coarse { through_grid(fitted, random) } else { fitted };
            let (across, down) = shift_to_middle(&fitted);
            let mut moved = |by: isize| by + random.symmetric(self.shift).round() as isize;
            place(&fitted, (moved(across), moved(down)))
        } else {
            let picture = dilated(&picture, random.symmetric(self.dilation));
            let shift = [random.symmetric(self.shift), random.symmetric(self.shift)];
            InputImage::new(std::array::from_fn(|pixel| {
                let place = [(pixel % SIDE) as f32 - shift[0], (pixel / SIDE) as f32 - shift[1]];
                (warp.at(&picture, place) * 255.0 + 0.5) as u8
            }))
        }
    }
}

/// A size-normalised digit resampled to a coarse grid and back.
fn through_grid(fitted: Ink, random: &mut Random) -> Ink {
    let cells = random.uniform(*COARSE_CELLS.start() as f32, *COARSE_CELLS.end() as f32 + 0.99) as usize;
    let whole = InkBox { left: 0, top: 0, width: FITTED_SIDE, height: FITTED_SIDE };
    let mut grid = fit(&fitted, &whole, cells);
    for value in grid.values_mut() {
        *value = (*value * COARSE_LEVELS).round() / COARSE_LEVELS;
    }
    match InkBox::of(&grid) {
        Some(ink_box) => fit(&grid, &ink_box, FITTED_SIDE),
        None => fitted,
    }
}
