//! Deskewing and moment normalisation of images.
//!
//! Handwriting slants, and a digit drawn with a mouse may be as broad as it is high; neither says which digit it is. With
//! the covariance of row and column and the variance of the rows of the foreground,
//!
//! ```text
//! slant = cov(row, column) / var(row)
//! ```
//!
//! a digit sheared back by its slant has no covariance left (deslanting: LeCun, Bottou, Bengio and Haffner 1998). The
//! standard deviations of rows and columns then give its size and its aspect ratio (moment normalisation: Casey 1970).

use super::interpolation::bilinear;
use super::{InputImage, PIXELS, SIDE};

/// The largest slant that is corrected, pixels across for each pixel down (45 degrees).
const LARGEST_SLANT: f64 = 1.0;
/// Standard deviations, in pixels, of the rows and columns of the foreground of a normalised image: near the mean over
/// MNIST's deskewed training images.
const SPREAD: [f64; 2] = [5.4, 3.9];
/// Fraction of the log aspect ratio that is removed. Not all of it: its slimness identifies a one.
const ASPECT_REMOVED: f64 = 0.7;
/// The largest factor by which a side is scaled up or down.
const LARGEST_STRETCH: f64 = 1.6;
/// The smallest standard deviation, in pixels, that is assumed: about that of one stroke.
const LEAST_SPREAD: f64 = 0.3;
/// The centre of an image, in pixels.
const MIDDLE: f64 = (SIDE as f64 - 1.0) / 2.0;

/// The image sheared about its centre of mass until row and column of its foreground are uncorrelated. A blank image
/// stays blank.
///
/// ```
/// use nullcline::image::{InputImage, PIXELS, SIDE, deskewed};
///
/// // A one that leans by half a pixel across for each pixel down.
/// let mut pixels = [0; PIXELS];
/// for row in 4..24 {
///     pixels[row * SIDE + 19 - row / 2] = 255;
/// }
/// let columns = |image: &InputImage| {
///     (0..SIDE).filter(|column| (0..SIDE).any(|row| image.pixels()[row * SIDE + column] > 50)).count()
/// };
/// let leaning = InputImage::new(pixels);
/// assert_eq!(columns(&leaning), 10);
/// assert!(columns(&deskewed(&leaning)) <= 3);
/// ```
pub fn deskewed(image: &InputImage) -> InputImage {
    transformed(image, Map::deskew)
}

/// The image deskewed, scaled to a common size and partly to a common aspect ratio, with its centre of mass in the middle.
/// A blank image stays blank.
pub fn moment_normalised(image: &InputImage) -> InputImage {
    transformed(image, Map::normalise)
}

fn transformed(image: &InputImage, map: impl FnOnce(&Moments) -> Map) -> InputImage {
    match Moments::of(image.pixels()) {
        Some(moments) => InputImage::new(map(&moments).apply(image.pixels())),
        None => image.clone(),
    }
}

/// First and second moments of the foreground, in pixels.
#[derive(Clone, Copy, Debug)]
struct Moments {
    /// Centre of mass, down and across.
    centre: [f64; 2],
    /// Variance of the rows.
    rows: f64,
    /// Variance of the columns.
    columns: f64,
    /// Covariance of row and column.
    both: f64,
}

impl Moments {
    /// The moments of an image; `None` if it is blank.
    fn of(pixels: &[u8; PIXELS]) -> Option<Self> {
        let ink =
            || pixels.iter().enumerate().map(|(at, ink)| ((at / SIDE) as u64, (at % SIDE) as u64, u64::from(*ink)));
        // Sums of integers are exact.
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

/// Affine map from a place in the new image to one in the old.
struct Map {
    /// The centre of mass before and after; down and across.
    from: [f64; 2],
    to: [f64; 2],
    /// Scale factors of rows and columns.
    stretch: [f64; 2],
    slant: f64,
}

impl Map {
    fn deskew(moments: &Moments) -> Self {
        Self { from: moments.centre, to: moments.centre, stretch: [1.0; 2], slant: moments.slant() }
    }

    fn normalise(moments: &Moments) -> Self {
        let slant = moments.slant();
        let columns = moments.columns - 2.0 * slant * moments.both + slant * slant * moments.rows;
        let spread = [moments.rows, columns].map(|variance| variance.max(0.0).sqrt().max(LEAST_SPREAD));
        let wanted = [0, 1].map(|axis| SPREAD[axis] / spread[axis]);
        // The common factor, and that of columns against rows.
        let size = (wanted[0] * wanted[1]).sqrt();
        let ratio = (wanted[1] / wanted[0]).sqrt().powf(ASPECT_REMOVED);
        let stretch = [size / ratio, size * ratio];
        let stretch = stretch.map(|stretch| stretch.clamp(1.0 / LARGEST_STRETCH, LARGEST_STRETCH));
        Self { from: moments.centre, to: [MIDDLE; 2], stretch, slant }
    }

    fn apply(&self, old: &[u8; PIXELS]) -> [u8; PIXELS] {
        let picture: [f32; PIXELS] = std::array::from_fn(|pixel| f32::from(old[pixel]));
        std::array::from_fn(|pixel| {
            let down = ((pixel / SIDE) as f64 - self.to[0]) / self.stretch[0];
            let across = ((pixel % SIDE) as f64 - self.to[1]) / self.stretch[1] + self.slant * down;
            bilinear(&picture, (self.from[1] + across) as f32, (self.from[0] + down) as f32).round() as u8
        })
    }
}
