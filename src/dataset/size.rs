//! The size of stored images, and how any size becomes the 28 x 28 pixels that networks take.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::image::{PIXELS, SIDE};

/// The longest side of a stored image, in pixels.
pub const LONGEST_SIDE: u32 = 256;

/// Rows and columns of the images of a file, as its header has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageSize {
    /// Pixels down.
    pub rows: u32,
    /// Pixels across.
    pub columns: u32,
}

impl ImageSize {
    /// 28 x 28, what networks take.
    pub const INPUT: Self = Self { rows: SIDE as u32, columns: SIDE as u32 };

    /// Whether images of this size can be read: 1 x 1 to 256 x 256.
    pub fn is_allowed(self) -> bool {
        [self.rows, self.columns].iter().all(|side| (1..=LONGEST_SIDE).contains(side))
    }

    /// Pixels of one image.
    pub fn pixels(self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// Rows and columns exchanged.
    pub(super) fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows }
    }
}

impl fmt::Display for ImageSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {}", self.rows, self.columns)
    }
}

/// The source pixels that one target pixel is the weighted mean of.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

/// Brings images of one size to 28 x 28: scaled until the longer side fits, the shorter one centred between zeros.
///
/// Each pixel is a mean with the weights of a triangle, as wide as a source pixel or a target pixel, whichever is
/// larger: linear interpolation where images are enlarged, an area average where they are reduced.
pub(super) struct Scaling {
    source: ImageSize,
    rows: Vec<Taps>,
    columns: Vec<Taps>,
}

impl Scaling {
    /// From images of this size, which must be an allowed one.
    pub(super) fn from(source: ImageSize) -> Self {
        let longer = source.rows.max(source.columns) as f32;
        let extent = |side: u32| ((side as f32 * SIDE as f32 / longer).round() as usize).max(1);
        let taps = |side: u32| taps(side as usize, extent(side));
        Self { source, rows: taps(source.rows), columns: taps(source.columns) }
    }

    /// The image `pixels`, row by row, at 28 x 28. One that has this size stays as it is, byte for byte.
    pub(super) fn apply(&self, pixels: &[u8]) -> [u8; PIXELS] {
        let mut target = [0; PIXELS];
        if self.source == ImageSize::INPUT {
            target.copy_from_slice(pixels);
            return target;
        }
        let narrowed = self.rows_scaled(pixels);
        let (height, width) = (self.rows.len(), self.columns.len());
        let (top, left) = ((SIDE - height) / 2, (SIDE - width) / 2);
        for (row, taps) in self.rows.iter().enumerate() {
            let line = &mut target[(top + row) * SIDE + left..][..width];
            for (column, pixel) in line.iter_mut().enumerate() {
                let value = |at: usize| narrowed[at * width + column];
                *pixel = (taps.mean(value) + 0.5) as u8;
            }
        }
        target
    }

    /// Every row brought to the target's width.
    fn rows_scaled(&self, pixels: &[u8]) -> Vec<f32> {
        let rows = pixels.chunks_exact(self.source.columns as usize);
        rows.flat_map(|row| self.columns.iter().map(|taps| taps.mean(|at| f32::from(row[at])))).collect()
    }
}

impl Taps {
    fn mean(&self, value: impl Fn(usize) -> f32) -> f32 {
        self.weights.iter().enumerate().map(|(offset, weight)| weight * value(self.first + offset)).sum()
    }
}

/// For each of `target` pixels in a row what it is made of, from `source` pixels.
fn taps(source: usize, target: usize) -> Vec<Taps> {
    let step = source as f32 / target as f32;
    (0..target).map(|index| taps_around((index as f32 + 0.5) * step, step.max(1.0), source)).collect()
}

/// A triangle of half-width `reach` around `centre`, cut off at the sides; its weights add up to one.
fn taps_around(centre: f32, reach: f32, source: usize) -> Taps {
    let first = (centre - reach).max(0.0) as usize;
    let end = ((centre + reach).ceil() as usize).min(source);
    let weight = |at: usize| (1.0 - (at as f32 + 0.5 - centre).abs() / reach).max(0.0);
    let sum: f32 = (first..end).map(weight).sum();
    Taps { first, weights: (first..end).map(|at| weight(at) / sum).collect() }
}

/// Rows and columns of an image of that many columns exchanged.
pub(super) fn transposed(pixels: &[u8], columns: usize) -> Vec<u8> {
    (0..columns).flat_map(|column| pixels.iter().skip(column).step_by(columns).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(rows: u32, columns: u32, pixels: &[u8]) -> [u8; PIXELS] {
        Scaling::from(ImageSize { rows, columns }).apply(pixels)
    }

    #[test]
    fn images_of_the_inputs_size_stay_byte_for_byte() {
        let pixels: Vec<u8> = (0..PIXELS).map(|at| (at * 37 % 256) as u8).collect();
        assert_eq!(scaled(28, 28, &pixels).as_slice(), pixels);
    }

    #[test]
    fn an_even_image_of_any_size_stays_even() {
        for side in [1, 2, 7, 8, 27, 29, 64, 255, 256] {
            let pixels = vec![200; side * side];
            assert_eq!(scaled(side as u32, side as u32, &pixels), [200; PIXELS], "{side}");
        }
    }

    #[test]
    fn proportions_are_kept_between_zeros() {
        let image = scaled(8, 4, &[255; 32]);
        let row = [[0; 7].as_slice(), &[255; 14], &[0; 7]].concat();
        assert!(image.chunks_exact(SIDE).all(|line| line == row));
        let thin = scaled(1, 256, &[255; 256]);
        let row = [[0; 13 * SIDE].as_slice(), &[255; SIDE], &[0; 14 * SIDE]].concat();
        assert_eq!(thin.as_slice(), row);
        assert_eq!(scaled(256, 1, &[255; 256]).iter().filter(|value| **value > 0).count(), SIDE);
    }

    #[test]
    fn a_reduction_averages_and_an_enlargement_interpolates() {
        // Columns of 0 and 255 in turn, twice as many as there are pixels.
        let fine: Vec<u8> = (0..56 * 56).map(|at| if at % 2 == 0 { 0 } else { 255 }).collect();
        assert!(
            scaled(56, 56, &fine)
                .chunks_exact(SIDE)
                .all(|row| row[1..27].iter().all(|value| (118..=138).contains(value)))
        );
        let ramp = scaled(2, 2, &[0, 255, 0, 255]);
        assert!(ramp[..SIDE].is_sorted() && ramp[0] == 0 && ramp[SIDE - 1] == 255 && (130..140).contains(&ramp[14]));
    }

    #[test]
    fn transposing_exchanges_rows_and_columns() {
        assert_eq!(transposed(&[1, 2, 3, 4, 5, 6], 3), [1, 4, 2, 5, 3, 6]);
    }
}
