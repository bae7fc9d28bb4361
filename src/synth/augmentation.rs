//! Random changes of training pictures, so that a network learns digits that are not as neat as MNIST.
//!
//! A picture is changed the way a drawn one differs from a neat one, in this order: strokes that some people add
//! (`habits`), a gap in a stroke, another pen, bent and turned and slanted and stretched, then fitted and centred again as
//! every picture is that comes in ([`super::centring`]), some of them through a coarse grid.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::elastic::{self, Warp};
use super::stroke_variants;
use crate::dataset::{Class, ImageSet};
use crate::image::centring::{FITTED_SIDE, fit, place, shift_to_middle};
use crate::image::{Ink, InkBox, InputImage, PIXELS, SIDE};

/// The coarsest and the finest grid that a digit goes through, cells along its longer side.
const COARSE_CELLS: std::ops::RangeInclusive<usize> = 7..=11;
/// Grey levels of coarse cells, besides none.
const COARSE_LEVELS: f32 = 16.0;
/// The most that the pen is widened by for a coarse grid: see [`Augmentation::pen`].
const BROAD_PEN: f32 = 1.5;

/// How far pictures are changed: each picture by a random amount up to these, either way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Augmentation {
    /// Shift across and down, pixels.
    pub shift: f32,
    /// Turn, degrees.
    pub rotation: f32,
    /// Change of size, as a share: 0.1 is from 0.9 to 1.1; width and height apart. With `fit` only their ratio is left.
    pub scale: f32,
    /// Slant: pixels across for each pixel down.
    pub slant: f32,
    /// Pen width: how much of each pixel is replaced by the darkest or lightest of its neighbours, 0 to 1.
    pub pen: f32,
    /// Bending: how far the nodes of a coarse net over the picture are moved, pixels.
    #[serde(default)]
    pub bend: f32,
    /// The share of pictures with a gap in a stroke, 0 to 1.
    #[serde(default)]
    pub gaps: f32,
    /// The share of pictures that go through a coarse grid of 7 to 11 cells and 17 grey levels, 0 to 1.
    #[serde(default)]
    pub coarse: f32,
    /// The share of ones, sevens and nines that get strokes which MNIST's writers seldom make, 0 to 1: a flag and a foot, a
    /// bar, a hook.
    #[serde(default)]
    pub habits: f32,
    /// Whether changed digits are fitted and centred again. Then each picture is changed by a random part of the amounts, from
    /// none to all.
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
            pen: 0.3,
            bend: 0.0,
            gaps: 0.0,
            coarse: 0.0,
            habits: 0.0,
            fit: false,
        }
    }
}

/// Random numbers of one picture in one round.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// Evenly from -`most` to `most`.
    pub(super) fn up_to(&mut self, most: f32) -> f32 {
        if most > 0.0 { self.0.random_range(-most..=most) } else { 0.0 }
    }

    /// Evenly from `least` to `most`.
    pub(super) fn between(&mut self, least: f32, most: f32) -> f32 {
        if most > least { self.0.random_range(least..=most) } else { least }
    }

    /// Whether something happens that does in that `share` of cases.
    pub(super) fn bernoulli(&mut self, share: f32) -> bool {
        share > 0.0 && self.0.random_range(0.0..1.0) < share
    }
}

impl Augmentation {
    /// The same with every amount of shift, turn, size, slant, pen and bend times `factor`.
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            shift: self.shift * factor,
            rotation: self.rotation * factor,
            scale: self.scale * factor,
            slant: self.slant * factor,
            pen: self.pen * factor,
            bend: self.bend * factor,
            ..*self
        }
    }

    /// Whether pictures stay as they are.
    pub fn is_nothing(&self) -> bool {
        let amounts = [self.shift, self.rotation, self.scale, self.slant, self.pen, self.bend];
        amounts.into_iter().chain([self.gaps, self.coarse, self.habits]).all(|amount| amount == 0.0)
    }

    /// `set` with every picture changed. The same `seed` and `round` (an epoch) give the same pictures, on any number of
    /// threads.
    pub fn apply(&self, set: &ImageSet, seed: u64, round: u32) -> ImageSet {
        if self.is_nothing() {
            return set.clone();
        }
        set.map_images(|index, image| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            // A stream of its own for each picture of each round. Bit 63 keeps it apart from the streams of training.
            rng.set_stream(1 << 63 | u64::from(round) << 32 | index as u64);
            self.changed(set.labels()[index], image, &mut Random(rng))
        })
    }

    fn changed(&self, label: Class, image: &InputImage, random: &mut Random) -> InputImage {
        let mut picture: [f32; PIXELS] = std::array::from_fn(|pixel| f32::from(image.pixels()[pixel]) / 255.0);
        if random.bernoulli(self.habits) {
            stroke_variants::add(label, &mut picture, random);
        }
        if random.bernoulli(self.gaps) {
            stroke_variants::gap(&mut picture, random);
        }
        // Most pictures are changed less than they may be: a network that sees wild ones alone forgets the neat ones.
        let amounts = if self.fit { self.scaled(random.between(0.0, 1.0)) } else { *self };
        let warp = Warp::new(&amounts, random);
        if self.fit {
            let coarse = random.bernoulli(self.coarse);
            // Coarse scans are written with a broad pen, or nothing would be left of them.
            let pen = if coarse { random.between(0.0, BROAD_PEN) } else { random.up_to(amounts.pen) };
            let fitted = warp.fitted(&elastic::with_pen(&picture, pen));
            let fitted = if coarse { through_grid(fitted, random) } else { fitted };
            let (across, down) = shift_to_middle(&fitted);
            let mut moved = |by: isize| by + random.up_to(self.shift).round() as isize;
            place(&fitted, (moved(across), moved(down)))
        } else {
            let picture = elastic::with_pen(&picture, random.up_to(self.pen));
            let shift = [random.up_to(self.shift), random.up_to(self.shift)];
            InputImage::new(std::array::from_fn(|pixel| {
                let place = [(pixel % SIDE) as f32 - shift[0], (pixel / SIDE) as f32 - shift[1]];
                (warp.at(&picture, place) * 255.0 + 0.5) as u8
            }))
        }
    }
}

/// A fitted digit as it comes out of a coarse grid.
fn through_grid(fitted: Ink, random: &mut Random) -> Ink {
    let cells = random.between(*COARSE_CELLS.start() as f32, *COARSE_CELLS.end() as f32 + 0.99) as usize;
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
