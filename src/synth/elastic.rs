//! Turned, slanted, stretched and bent pictures, and another pen.

use std::f32::consts::PI;

use super::augmentation::{Augmentation, Random};
use crate::image::centring::FITTED_SIDE;
use crate::image::{Ink, PIXELS, SIDE, bilinear};

/// Nodes of the net that bends a picture, each way.
const NODES: usize = 5;
/// The middle of a picture, in pixels.
const MIDDLE: f32 = (SIDE as f32 - 1.0) / 2.0;
/// Ink fainter than this does not count for the size of a digit.
const COUNTS: f32 = 0.1;

/// Where each place of a changed picture comes from.
pub(super) struct Warp {
    /// Rows of the linear map from a place in the new picture to a place in the old one, about the middle.
    across: [f32; 2],
    down: [f32; 2],
    /// How far the net's nodes are moved, across and down.
    net: Option<[[f32; 2]; NODES * NODES]>,
}

impl Warp {
    pub(super) fn new(amounts: &Augmentation, random: &mut Random) -> Self {
        let angle = random.up_to(amounts.rotation) * PI / 180.0;
        let (width, height) = (1.0 + random.up_to(amounts.scale), 1.0 + random.up_to(amounts.scale));
        let slant = random.up_to(amounts.slant);
        let (sin, cos) = angle.sin_cos();
        let net = (amounts.bend > 0.0).then(|| std::array::from_fn(|_| [0; 2].map(|_| random.up_to(amounts.bend))));
        // Turned after it was slanted and sized; from new to old, hence divided.
        Self {
            across: [cos / width + slant * sin, sin / width - slant * cos],
            down: [-sin / height, cos / height],
            net,
        }
    }

    /// The changed picture at a place, in pixels of 28 x 28.
    pub(super) fn at(&self, picture: &[f32; PIXELS], place: [f32; 2]) -> f32 {
        let [u, v] = place.map(|place| place - MIDDLE);
        let bent = self.bent(place);
        let across = self.across[0] * u + self.across[1] * v + MIDDLE + bent[0];
        let down = self.down[0] * u + self.down[1] * v + MIDDLE + bent[1];
        bilinear(picture, across, down)
    }

    /// How far the net is moved at a place.
    fn bent(&self, place: [f32; 2]) -> [f32; 2] {
        let Some(net) = &self.net else { return [0.0; 2] };
        let step = SIDE as f32 / (NODES - 1) as f32;
        let [(left, right), (top, bottom)] = place.map(|place| {
            let at = (place / step).clamp(0.0, (NODES - 1) as f32 - 1e-3);
            // Without kinks at the nodes.
            let part = at.fract();
            (at as usize, part * part * (3.0 - 2.0 * part))
        });
        [0, 1].map(|axis| {
            let line =
                |row: usize| net[row * NODES + left][axis] * (1.0 - right) + net[row * NODES + left + 1][axis] * right;
            line(top) * (1.0 - bottom) + line(top + 1) * bottom
        })
    }

    /// The changed digit with its longer side fitted into 20 pixels, in the middle of 20 x 20.
    pub(super) fn fitted(&self, picture: &[f32; PIXELS]) -> Ink {
        let (middle, longest) = self.box_of(picture);
        let step = longest / FITTED_SIDE as f32;
        let half = FITTED_SIDE as f32 / 2.0;
        let values = (0..FITTED_SIDE * FITTED_SIDE).map(|at| {
            let place = [(at % FITTED_SIDE) as f32, (at / FITTED_SIDE) as f32];
            self.at(picture, [0, 1].map(|axis| middle[axis] + (place[axis] + 0.5 - half) * step))
        });
        Ink::of_values(FITTED_SIDE, FITTED_SIDE, values.collect())
    }

    /// The middle and the longer side of the box around the changed digit, but for its bends.
    fn box_of(&self, picture: &[f32; PIXELS]) -> ([f32; 2], f32) {
        let determinant = self.across[0] * self.down[1] - self.across[1] * self.down[0];
        let (mut least, mut most) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        for (pixel, _) in picture.iter().enumerate().filter(|(_, value)| **value >= COUNTS) {
            let (u, v) = ((pixel % SIDE) as f32 - MIDDLE, (pixel / SIDE) as f32 - MIDDLE);
            let place = [
                (self.down[1] * u - self.across[1] * v) / determinant + MIDDLE,
                (self.across[0] * v - self.down[0] * u) / determinant + MIDDLE,
            ];
            for axis in 0..2 {
                least[axis] = least[axis].min(place[axis] - 0.5);
                most[axis] = most[axis].max(place[axis] + 0.5);
            }
        }
        let longest = (most[0] - least[0]).max(most[1] - least[1]);
        // A blank picture stays one.
        if longest >= 1.0 {
            ([0, 1].map(|axis| f32::midpoint(least[axis], most[axis])), longest)
        } else {
            ([MIDDLE; 2], 20.0)
        }
    }
}

/// A wider pen takes the darkest of each pixel's neighbours, a finer one the lightest; `amount` from -1 to 1 and beyond, where
/// more than 1 is taken in two turns.
pub(super) fn with_pen(old: &[f32; PIXELS], amount: f32) -> [f32; PIXELS] {
    if amount.abs() > 1.0 {
        return with_pen(&with_pen(old, amount.signum()), amount - amount.signum());
    }
    let weight = amount.abs();
    std::array::from_fn(|pixel| {
        let (row, column) = (pixel / SIDE, pixel % SIDE);
        let beside = [
            if row > 0 { old[pixel - SIDE] } else { 0.0 },
            if row + 1 < SIDE { old[pixel + SIDE] } else { 0.0 },
            if column > 0 { old[pixel - 1] } else { 0.0 },
            if column + 1 < SIDE { old[pixel + 1] } else { 0.0 },
        ];
        let pick = if amount > 0.0 { f32::max } else { f32::min };
        let other = beside.into_iter().fold(old[pixel], pick);
        old[pixel] + weight * (other - old[pixel])
    })
}
