//! Random shifts, turns, sizes, slants and pen widths, so that a network learns digits that are not as neat as MNIST.

use std::f32::consts::PI;

use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{DigitSet, PIXELS, SIDE};

/// How far pictures are changed: each picture by a random amount up to these, either way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Augmentation {
    /// Shift across and down, pixels.
    pub shift: f32,
    /// Turn, degrees.
    pub rotation: f32,
    /// Change of size, as a share: 0.1 is from 0.9 to 1.1; width and height apart.
    pub scale: f32,
    /// Slant: pixels across for each pixel down.
    pub slant: f32,
    /// Pen width: how much of each pixel is replaced by the darkest or lightest of its neighbours, 0 to 1.
    pub pen: f32,
}

impl Default for Augmentation {
    fn default() -> Self {
        Self { shift: 1.0, rotation: 10.0, scale: 0.1, slant: 0.15, pen: 0.3 }
    }
}

/// The change of one picture: where each of its pixels comes from, and the pen.
struct Change {
    /// Rows of the linear map from a place in the new picture to a place in the old one, about the middle.
    across: [f32; 2],
    down: [f32; 2],
    shift: [f32; 2],
    pen: f32,
}

impl Augmentation {
    /// The same with every amount times `factor`.
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            shift: self.shift * factor,
            rotation: self.rotation * factor,
            scale: self.scale * factor,
            slant: self.slant * factor,
            pen: self.pen * factor,
        }
    }

    /// `set` with every picture changed. The same `seed` and `round` (an epoch) give the same pictures, on any number of
    /// threads.
    pub fn apply(&self, set: &DigitSet, seed: u64, round: u32) -> DigitSet {
        let mut pixels = Array2::zeros(set.pixels().raw_dim());
        let old = set.pixels();
        // Both are in standard layout: one was made just now, the other by a constructor that sees to it.
        if let (Some(new), Some(old)) = (pixels.as_slice_mut(), old.as_standard_layout().as_slice()) {
            let pictures = new.par_chunks_exact_mut(PIXELS).zip(old.par_chunks_exact(PIXELS));
            pictures.enumerate().for_each(|(index, (new, old))| {
                self.change(seed, round, index).apply(old, new);
            });
        }
        DigitSet::new(pixels, set.labels().to_vec()).unwrap_or_else(|| set.clone())
    }

    fn change(&self, seed: u64, round: u32, index: usize) -> Change {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // A stream of its own for each picture of each round. Bit 63 keeps it apart from the streams of training.
        rng.set_stream(1 << 63 | u64::from(round) << 32 | index as u64);
        let mut up_to = |most: f32| if most > 0.0 { rng.random_range(-most..=most) } else { 0.0 };
        let angle = up_to(self.rotation) * PI / 180.0;
        let (width, height) = (1.0 + up_to(self.scale), 1.0 + up_to(self.scale));
        let slant = up_to(self.slant);
        let (sin, cos) = angle.sin_cos();
        // Turned after it was slanted and sized; from new to old, hence divided.
        Change {
            across: [cos / width + slant * sin, sin / width - slant * cos],
            down: [-sin / height, cos / height],
            shift: [up_to(self.shift), up_to(self.shift)],
            pen: up_to(self.pen),
        }
    }
}

impl Change {
    fn apply(&self, old: &[u8], new: &mut [u8]) {
        let inked = self.with_pen(old);
        let middle = (SIDE as f32 - 1.0) / 2.0;
        for (row, line) in new.chunks_exact_mut(SIDE).enumerate() {
            let v = row as f32 - middle - self.shift[1];
            for (column, pixel) in line.iter_mut().enumerate() {
                let u = column as f32 - middle - self.shift[0];
                let across = self.across[0] * u + self.across[1] * v + middle;
                let down = self.down[0] * u + self.down[1] * v + middle;
                *pixel = sample(&inked, across, down);
            }
        }
    }

    /// A wider pen takes the darkest of each pixel's neighbours, a finer one the lightest.
    fn with_pen(&self, old: &[u8]) -> [f32; PIXELS] {
        let weight = self.pen.abs();
        std::array::from_fn(|pixel| {
            let here = f32::from(old[pixel]);
            let (row, column) = (pixel / SIDE, pixel % SIDE);
            let beside = [
                if row > 0 { old[pixel - SIDE] } else { 0 },
                if row + 1 < SIDE { old[pixel + SIDE] } else { 0 },
                if column > 0 { old[pixel - 1] } else { 0 },
                if column + 1 < SIDE { old[pixel + 1] } else { 0 },
            ];
            let other = beside
                .into_iter()
                .fold(old[pixel], |best, value| if self.pen > 0.0 { best.max(value) } else { best.min(value) });
            here + weight * (f32::from(other) - here)
        })
    }
}

/// The picture between its pixels; paper outside.
fn sample(picture: &[f32; PIXELS], across: f32, down: f32) -> u8 {
    let (left, top) = (across.floor(), down.floor());
    let (right_weight, bottom_weight) = (across - left, down - top);
    let (left, top) = (left as i32, top as i32);
    let at = |row: i32, column: i32| {
        let side = SIDE as i32;
        if (0..side).contains(&row) && (0..side).contains(&column) {
            picture[(row * side + column) as usize]
        } else {
            0.0
        }
    };
    let upper = at(top, left) * (1.0 - right_weight) + at(top, left + 1) * right_weight;
    let lower = at(top + 1, left) * (1.0 - right_weight) + at(top + 1, left + 1) * right_weight;
    (upper * (1.0 - bottom_weight) + lower * bottom_weight + 0.5) as u8
}
