//! Punch holes: dark round discs beside the sides of a sheet.

use crate::image::connected::{Bounds, connected, sides};
use crate::image::plane::Plane;

/// The diameters of holes, as parts of the sheet's longer side.
const DIAMETERS: std::ops::RangeInclusive<f32> = 0.012..=0.11;
/// How near to a side the middle of a hole is, as a part of the sheet.
const MARGIN: f32 = 0.2;
/// How much width and height may differ, a line having cut a piece off, and how much of their rectangle is dark at least.
const OUT_OF_ROUND: f32 = 1.6;
const FILLED: f32 = 0.66;
/// Writing is larger than a hole by this factor.
const SMALL: f32 = 1.5;

/// Connected dark pixels.
struct Blob {
    places: Vec<usize>,
    bounds: Bounds,
}

impl Blob {
    fn extent(&self) -> usize {
        let Bounds { left, right, top, bottom } = self.bounds;
        (right - left).max(bottom - top)
    }

    fn size(&self) -> [f32; 2] {
        let Bounds { left, right, top, bottom } = self.bounds;
        [(right - left) as f32, (bottom - top) as f32]
    }

    fn is_hole(&self, sheet: &Plane) -> bool {
        let [across, down] = self.size();
        let Bounds { left, right, top, bottom } = self.bounds;
        let longest = sheet.width.max(sheet.height) as f32;
        let near = |first: usize, last: usize, length: usize| {
            let middle = (first + last) as f32 / 2.0 / length as f32;
            middle.min(1.0 - middle) < MARGIN
        };
        DIAMETERS.contains(&(across.max(down) / longest))
            && across.max(down) < OUT_OF_ROUND * across.min(down)
            && self.places.len() as f32 > FILLED * across * down
            && (near(left, right, sheet.width) || near(top, bottom, sheet.height))
    }

    /// Whether it is the rest of a line along a side of the sheet.
    fn is_sliver(&self, sheet: &Plane, widest: usize) -> bool {
        let [across, down] = self.size();
        let Bounds { left, right, top, bottom } = self.bounds;
        let touches = left == 0 || top == 0 || right == sheet.width || bottom == sheet.height;
        touches && across.min(down) <= widest as f32
    }
}

/// The dark parts of a sheet without lines.
pub(super) struct Blots {
    /// The pixels of punch holes and of rests of lines, with their blurred edges.
    pub(super) holes: Vec<usize>,
    /// How large the largest piece of the rest is, in pixels.
    pub(super) writing: usize,
}

impl Blots {
    /// The parts darker than `threshold`; edges are `blur` pixels wide. Round discs are holes only if the writing is larger.
    pub(super) fn of(darkness: &Plane, threshold: f32, blur: usize) -> Self {
        let (discs, rest): (Vec<Blob>, Vec<Blob>) = blobs(darkness, threshold)
            .into_iter()
            .partition(|blob| blob.is_hole(darkness) || blob.is_sliver(darkness, blur));
        let writing = rest.iter().map(Blob::extent).max().unwrap_or(0);
        let is_small = |blob: &&Blob| blob.is_sliver(darkness, blur) || writing as f32 > SMALL * blob.extent() as f32;
        let holes = discs.iter().filter(is_small).flat_map(|hole| {
            let Bounds { left, right, top, bottom } = hole.bounds;
            let rows = top.saturating_sub(blur)..(bottom + blur).min(darkness.height);
            let columns = left.saturating_sub(blur)..(right + blur).min(darkness.width);
            rows.flat_map(move |row| columns.clone().map(move |column| row * darkness.width + column))
        });
        Self { holes: holes.collect(), writing }
    }
}

/// How large the largest dark piece is, in pixels.
pub(super) fn largest(darkness: &Plane, threshold: f32) -> usize {
    blobs(darkness, threshold).iter().map(Blob::extent).max().unwrap_or(0)
}

fn blobs(darkness: &Plane, threshold: f32) -> Vec<Blob> {
    let (width, height) = (darkness.width, darkness.height);
    let dark = darkness.values.iter().map(|value| *value > threshold).collect();
    let groups = connected(dark, |at| sides(at, width, height));
    groups.into_iter().map(|places| Blob { bounds: Bounds::of(&places, width), places }).collect()
}
