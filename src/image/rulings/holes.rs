//! Punch holes: dark round discs beside the sides of a sheet.

use crate::image::shading::Plane;

/// The diameters of holes, as parts of the sheet's longer side.
const DIAMETERS: std::ops::RangeInclusive<f32> = 0.012..=0.11;
/// How near to a side the middle of a hole is, as a part of the sheet.
const MARGIN: f32 = 0.2;
/// How much width and height may differ, a line having cut a piece off, and how much of their rectangle is dark at least.
const OUT_OF_ROUND: f32 = 1.6;
const FILLED: f32 = 0.66;
/// What is written is larger than a hole by this factor.
const SMALL: f32 = 1.5;

/// Dark pixels that hang together.
struct Blob {
    places: Vec<usize>,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Blob {
    fn extent(&self) -> usize {
        (self.right - self.left).max(self.bottom - self.top) + 1
    }

    fn size(&self) -> [f32; 2] {
        [(self.right - self.left + 1) as f32, (self.bottom - self.top + 1) as f32]
    }

    fn is_hole(&self, sheet: &Plane) -> bool {
        let [across, down] = self.size();
        let longest = sheet.width.max(sheet.height) as f32;
        let near = |first: usize, last: usize, length: usize| {
            let middle = (first + last + 1) as f32 / 2.0 / length as f32;
            middle.min(1.0 - middle) < MARGIN
        };
        DIAMETERS.contains(&(across.max(down) / longest))
            && across.max(down) < OUT_OF_ROUND * across.min(down)
            && self.places.len() as f32 > FILLED * across * down
            && (near(self.left, self.right, sheet.width) || near(self.top, self.bottom, sheet.height))
    }

    /// Whether it is what is left of a line along a side of the sheet.
    fn is_sliver(&self, sheet: &Plane, widest: usize) -> bool {
        let [across, down] = self.size();
        let touches =
            self.left == 0 || self.top == 0 || self.right + 1 == sheet.width || self.bottom + 1 == sheet.height;
        touches && across.min(down) <= widest as f32
    }
}

/// What is dark on a sheet without lines.
pub(super) struct Blots {
    /// The pixels of punch holes, and of what is left of lines, with their blurred edges.
    pub(super) holes: Vec<usize>,
    /// How large the largest piece of the rest is, in pixels.
    pub(super) writing: usize,
}

impl Blots {
    /// What is darker than `threshold`; edges are `blur` pixels wide. Round discs are holes only if something larger is
    /// written.
    pub(super) fn of(darkness: &Plane, threshold: f32, blur: usize) -> Self {
        let (discs, rest): (Vec<Blob>, Vec<Blob>) = blobs(darkness, threshold)
            .into_iter()
            .partition(|blob| blob.is_hole(darkness) || blob.is_sliver(darkness, blur));
        let writing = rest.iter().map(Blob::extent).max().unwrap_or(0);
        let is_small = |blob: &&Blob| blob.is_sliver(darkness, blur) || writing as f32 > SMALL * blob.extent() as f32;
        let holes = discs.iter().filter(is_small).flat_map(|hole| {
            let rows = hole.top.saturating_sub(blur)..(hole.bottom + blur + 1).min(darkness.height);
            let columns = hole.left.saturating_sub(blur)..(hole.right + blur + 1).min(darkness.width);
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
    let mut left: Vec<bool> = darkness.values.iter().map(|value| *value > threshold).collect();
    let mut blobs = Vec::new();
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        let mut blob = Blob { places: vec![start], left: width, right: 0, top: height, bottom: 0 };
        let mut next = 0;
        while let Some(&at) = blob.places.get(next) {
            next += 1;
            let (column, row) = (at % width, at / width);
            (blob.left, blob.right) = (blob.left.min(column), blob.right.max(column));
            (blob.top, blob.bottom) = (blob.top.min(row), blob.bottom.max(row));
            let beside = [
                (column > 0).then(|| at - 1),
                (column + 1 < width).then_some(at + 1),
                (row > 0).then(|| at - width),
                (row + 1 < height).then_some(at + width),
            ];
            for at in beside.into_iter().flatten() {
                if std::mem::take(&mut left[at]) {
                    blob.places.push(at);
                }
            }
        }
        blobs.push(blob);
    }
    blobs
}
