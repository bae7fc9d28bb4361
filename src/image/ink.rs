//! The foreground of a picture, and the colours it is segmented from.
//!
//! Foreground pixels are those of strokes; this room calls them *ink* for short, whatever they were written with.

use image::metadata::Orientation;

/// The foreground of a picture: 0 background to 1 ink at each pixel, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Ink {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Ink {
    /// A foreground of that size; values are clamped to 0 to 1, and NaN becomes 0.
    ///
    /// `None` if there are not `width` x `height` values.
    pub fn new(width: usize, height: usize, mut values: Vec<f32>) -> Option<Self> {
        if width.checked_mul(height) != Some(values.len()) {
            return None;
        }
        for value in &mut values {
            *value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
        }
        Some(Self { width, height, values })
    }

    /// Ink whose values were just computed, one for each pixel.
    ///
    /// # Panics
    /// If there are not `width` x `height` values.
    pub(crate) fn of_values(width: usize, height: usize, values: Vec<f32>) -> Self {
        #[allow(clippy::expect_used, reason = "stated above; callers go through all pixels")]
        Self::new(width, height, values).expect("a value for each pixel")
    }

    /// Background alone.
    pub fn blank(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![0.0; width * height] }
    }

    /// Pixels across.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels down.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All values, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    pub(crate) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The ink at a pixel, 0 outside of the picture.
    pub fn at(&self, column: isize, row: isize) -> f32 {
        let inside = |value: isize, size: usize| usize::try_from(value).ok().filter(|&value| value < size);
        match (inside(column, self.width), inside(row, self.height)) {
            (Some(column), Some(row)) => self.values[row * self.width + column],
            _ => 0.0,
        }
    }

    /// Rotated and mirrored by the orientation tag of a camera.
    pub(super) fn oriented(self, orientation: Orientation) -> Self {
        // The source of each pixel: columns and rows swapped or not, then each counted backwards or not.
        let (swapped, back_columns, back_rows) = match orientation {
            Orientation::NoTransforms => return self,
            Orientation::FlipHorizontal => (false, true, false),
            Orientation::Rotate180 => (false, true, true),
            Orientation::FlipVertical => (false, false, true),
            Orientation::Rotate90FlipH => (true, false, false),
            Orientation::Rotate90 => (true, false, true),
            Orientation::Rotate270FlipH => (true, true, true),
            Orientation::Rotate270 => (true, true, false),
        };
        let (width, height) = if swapped { (self.height, self.width) } else { (self.width, self.height) };
        let mut values = Vec::with_capacity(self.values.len());
        for row in 0..height {
            for column in 0..width {
                let (column, row) = if swapped { (row, column) } else { (column, row) };
                let column = if back_columns { self.width - 1 - column } else { column };
                let row = if back_rows { self.height - 1 - row } else { row };
                values.push(self.values[row * self.width + column]);
            }
        }
        Self { width, height, values }
    }
}

/// A picture ready for segmentation: at most 1024 pixels on a side; red, green, blue and alpha from 0 to 1, alpha apart.
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<[f32; 4]>,
    /// Lossy compression leaves artefacts around the strokes.
    pub(super) lossy: bool,
}

impl Raster {
    /// The negative.
    pub(super) fn inverted(&self) -> Self {
        let pixels = self.pixels.iter().map(|[red, green, blue, alpha]| [1.0 - red, 1.0 - green, 1.0 - blue, *alpha]);
        Self { pixels: pixels.collect(), ..*self }
    }
}
