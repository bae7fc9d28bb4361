//! Affine and elastic distortion of images; dilation and erosion.

use std::f32::consts::PI;

use super::random::Random;
use crate::image::centring::FITTED_SIDE;
use crate::image::{Ink, PIXELS, SIDE, bilinear};

/// Nodes of the grid of elastic displacements, each way.
const NODES: usize = 5;
/// The centre of an image, in pixels.
const MIDDLE: f32 = (SIDE as f32 - 1.0) / 2.0;
/// Fainter ink is ignored for the bounding box of a digit.
const LEAST_INK: f32 = 0.1;

/// The map from places in a distorted image to places in the original.
pub(super) struct Warp {
    /// Rows of the linear part, about the centre.
    across: [f32; 2],
    down: [f32; 2],
    /// Elastic displacements of the nodes, across and down.
    displacements: Option<[[f32; 2]; NODES * NODES]>,
}

/// Amounts of a distortion, as in [`Augmentation`](super::Augmentation).
pub(super) struct Amounts {
    pub(super) rotation: f32,
    pub(super) scale: f32,
    pub(super) slant: f32,
    pub(super) elastic: f32,
}

impl Warp {
    pub(super) fn new(amounts: &Amounts, random: &mut Random) -> Self {
        let angle = random.symmetric(amounts.rotation) * PI / 180.0;
        let (width, height) = (1.0 + random.symmetric(amounts.scale), 1.0 + random.symmetric(amounts.scale));
        let slant = random.symmetric(amounts.slant);
        let (sin, cos) = angle.sin_cos();
        let displacements =
            (amounts.elastic > 0.0).then(|| std::array::from_fn(|_| [0; 2].map(|_| random.symmetric(amounts.elastic))));
        // The inverse of shear and scaling followed by rotation, since it maps new places to old ones.
        Self {
            across: [cos / width + slant * sin, sin / width - slant * cos],
            down: [-sin / height, cos / height],
            displacements,
        }
    }

    /// The distorted image at a place, in pixels of 28 x 28.
    pub(super) fn at(&self, picture: &[f32; PIXELS], place: [f32; 2]) -> f32 {
        let [u, v] = place.map(|place| place - MIDDLE);
        let displacement = self.displacement(place);
        let across = self.across[0] * u + self.across[1] * v + MIDDLE + displacement[0];
        let down = self.down[0] * u + self.down[1] * v + MIDDLE + displacement[1];
        bilinear(picture, across, down)
    }

    /// The elastic displacement at a place.
    fn displacement(&self, place: [f32; 2]) -> [f32; 2] {
        let Some(nodes) = &self.displacements else { return [0.0; 2] };
        let step = SIDE as f32 / (NODES - 1) as f32;
        let [(left, right), (top, bottom)] = place.map(|place| {
            let at = (place / step).clamp(0.0, (NODES - 1) as f32 - 1e-3);
            // Smoothstep: the derivative is continuous at the nodes.
            let part = at.fract();
            (at as usize, part * part * (3.0 - 2.0 * part))
        });
        [0, 1].map(|axis| {
            let line = |row: usize| {
                nodes[row * NODES + left][axis] * (1.0 - right) + nodes[row * NODES + left + 1][axis] * right
            };
            line(top) * (1.0 - bottom) + line(top + 1) * bottom
        })
    }

    /// The distorted digit with its longer side scaled to 20 pixels, in the middle of 20 x 20.
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
        for (pixel, _) in picture.iter().enumerate().filter(|(_, value)| **value >= LEAST_INK) {
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
        // A blank image stays blank.
        if longest >= 1.0 {
            ([0, 1].map(|axis| f32::midpoint(least[axis], most[axis])), longest)
        } else {
            ([MIDDLE; 2], 20.0)
        }
    }
}

/// Greyscale dilation (`amount` above 0: the maximum over each pixel's four neighbours) or erosion (the minimum),
/// blended with the original by |`amount`|. Amounts beyond 1 are applied in several passes.
pub(super) fn dilated(old: &[f32; PIXELS], amount: f32) -> [f32; PIXELS] {
    if amount.abs() > 1.0 {
        return dilated(&dilated(old, amount.signum()), amount - amount.signum());
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
