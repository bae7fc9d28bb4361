//! Pictures made alike before a network sees them: upright, and of one size.
//!
//! Writers slant, and a mouse drawing may be as broad as it is high. What a digit is does not depend on that, so a network
//! with a hundred neurons had better not spend them on it. The second moments of the ink undo it: with the covariance of
//! row and column and the variance of the rows,
//!
//! ```text
//! slant = cov(row, column) / var(row)
//! ```
//!
//! is how far the digit leans, and a picture sheared back by it has no covariance left (LeCun, Bottou, Bengio and Haffner
//! 1998, "deslanting"). The spreads of rows and columns then say how large it is, and how broad for its height (moment
//! normalisation: Casey 1970).
//!
//! This is a property of a network, kept in its file: it was trained with such pictures and reads no others.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::warp::sample;
use super::{DigitImage, DigitSet, PIXELS, SIDE};

/// The largest slant that is undone, pixels across for each pixel down. A digit that leans more is lying.
const LARGEST_SLANT: f64 = 1.0;
/// The standard deviations, in pixels, of the rows and of the columns of the ink of an even picture: near the mean over MNIST's
/// training pictures, made upright.
const SPREAD: [f64; 2] = [5.4, 3.9];
/// Of the ratio of height and breadth, as a logarithm, what is evened out. Not all of it: a one is a one by being slim.
const EVENED: f64 = 0.7;
/// The most that a side is stretched or shrunk by.
const LARGEST_STRETCH: f64 = 1.6;
/// Spreads below this, in pixels, count as this: the width of a stroke.
const LEAST_SPREAD: f64 = 0.3;
/// The middle of a picture, in pixels.
const MIDDLE: f64 = (SIDE as f64 - 1.0) / 2.0;

/// What is done to a picture before a network sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// Nothing, as in the paper.
    #[default]
    None,
    /// It is sheared, about its centre of mass, until it no longer leans.
    Upright,
    /// It is made upright, brought to one size and partly to one ratio of height and breadth, with its centre of mass in
    /// the middle.
    Moments,
}

/// Where the ink is and how it is spread, in pixels.
#[derive(Clone, Copy, Debug)]
struct Moments {
    /// Centre of mass, down and across.
    centre: [f64; 2],
    /// Variance of the rows.
    rows: f64,
    /// Variance of the columns.
    columns: f64,
    /// Covariance of both.
    both: f64,
}

impl Moments {
    /// Those of a picture's ink; `None` without any.
    fn of(pixels: &[u8; PIXELS]) -> Option<Self> {
        let ink =
            || pixels.iter().enumerate().map(|(at, ink)| ((at / SIDE) as u64, (at % SIDE) as u64, u64::from(*ink)));
        // Whole numbers are exact.
        let mut sums = [0_u64; 6];
        for (row, column, ink) in ink().filter(|(_, _, ink)| *ink > 0) {
            for (sum, term) in sums.iter_mut().zip([1, row, column, row * row, column * column, row * column]) {
                *sum += ink * term;
            }
        }
        let [mass, row, column, rows, columns, both] = sums.map(|sum| sum as f64);
        if mass == 0.0 {
            return None;
        }
        let centre = [row / mass, column / mass];
        Some(Self {
            centre,
            rows: rows / mass - centre[0] * centre[0],
            columns: columns / mass - centre[1] * centre[1],
            both: both / mass - centre[0] * centre[1],
        })
    }

    /// Pixels across for each pixel down; 0 for a digit with no height.
    fn slant(&self) -> f64 {
        let slant = self.both / self.rows.max(LEAST_SPREAD * LEAST_SPREAD);
        slant.clamp(-LARGEST_SLANT, LARGEST_SLANT)
    }
}

/// From a place in the new picture to one in the old.
struct Map {
    /// What was the centre of mass, and where it comes to be; down and across.
    from: [f64; 2],
    to: [f64; 2],
    /// How much larger rows and columns become.
    stretch: [f64; 2],
    slant: f64,
}

impl Map {
    fn upright(moments: &Moments) -> Self {
        Self { from: moments.centre, to: moments.centre, stretch: [1.0; 2], slant: moments.slant() }
    }

    fn even(moments: &Moments) -> Self {
        let slant = moments.slant();
        let columns = moments.columns - 2.0 * slant * moments.both + slant * slant * moments.rows;
        let spread = [moments.rows, columns].map(|variance| variance.max(0.0).sqrt().max(LEAST_SPREAD));
        let wanted = [0, 1].map(|axis| SPREAD[axis] / spread[axis]);
        // Both together, and what the breadth gets more than the height.
        let size = (wanted[0] * wanted[1]).sqrt();
        let ratio = (wanted[1] / wanted[0]).sqrt().powf(EVENED);
        let stretch = [size / ratio, size * ratio];
        let stretch = stretch.map(|stretch| stretch.clamp(1.0 / LARGEST_STRETCH, LARGEST_STRETCH));
        Self { from: moments.centre, to: [MIDDLE; 2], stretch, slant }
    }

    fn apply(&self, old: &[u8; PIXELS]) -> [u8; PIXELS] {
        let picture: [f32; PIXELS] = std::array::from_fn(|pixel| f32::from(old[pixel]));
        std::array::from_fn(|pixel| {
            let down = ((pixel / SIDE) as f64 - self.to[0]) / self.stretch[0];
            let across = ((pixel % SIDE) as f64 - self.to[1]) / self.stretch[1] + self.slant * down;
            sample(&picture, (self.from[1] + across) as f32, (self.from[0] + down) as f32).round() as u8
        })
    }
}

impl Normalisation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Upright, Self::Moments];

    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Upright => "upright",
            Self::Moments => "moments",
        }
    }

    /// Whether it leaves pictures as they are.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The picture as a network of this kind sees it. A blank one stays blank.
    pub fn apply(self, picture: &DigitImage) -> DigitImage {
        match self.map(picture.pixels()) {
            Some(map) => DigitImage::new(map.apply(picture.pixels())),
            None => picture.clone(),
        }
    }

    /// All pictures of a set as a network of this kind sees them; the same on any number of threads.
    pub fn apply_to_all(self, pictures: &DigitSet) -> Cow<'_, DigitSet> {
        if self.is_none() {
            return Cow::Borrowed(pictures);
        }
        let mut pixels = pictures.pixels().as_standard_layout().into_owned();
        if let Some(pixels) = pixels.as_slice_mut() {
            pixels.as_chunks_mut::<PIXELS>().0.par_iter_mut().for_each(|picture| {
                if let Some(map) = self.map(picture) {
                    *picture = map.apply(picture);
                }
            });
        }
        // The shape is that of the set.
        DigitSet::new(pixels, pictures.labels().to_vec()).map_or(Cow::Borrowed(pictures), Cow::Owned)
    }

    fn map(self, pixels: &[u8; PIXELS]) -> Option<Map> {
        match self {
            Self::None => None,
            Self::Upright => Moments::of(pixels).map(|moments| Map::upright(&moments)),
            Self::Moments => Moments::of(pixels).map(|moments| Map::even(&moments)),
        }
    }
}
