//! Removal of lines from a sheet; ink that crosses them stays.

use super::holes::largest;
use super::lines::Line;
use crate::image::plane::{Plane, transposed};
use crate::image::segmentation::quantile;

/// How many columns a line is followed at a time, as a part of the width.
const CHUNK: f32 = 1.0 / 24.0;
/// How far from a straight line its middle may be, as a part of the width.
const BOW: f32 = 1.0 / 100.0;
/// Pixels darker than this part of a line's middle belong to its width.
const EDGE: f32 = 0.15;
/// Ink is darker than a line by this factor where the two can be distinguished.
const DARKER: f32 = 1.5;
/// The faintest ink beside lines, and the largest piece of it that may be dirt, as a part of the sheet's longer side.
const LEAST_INK: f32 = 0.1;
const SPECK: f32 = 0.015;
/// Pixels darker than this part of the median ink are ink.
const INK: f32 = 0.4;

/// A sheet in even light, 1 for background in each channel, and the darkness of each pixel.
pub(super) struct Sheet {
    pub(super) pixels: Vec<[f32; 3]>,
    pub(super) darkness: Plane,
}

impl Sheet {
    /// Rows and columns exchanged.
    pub(super) fn transposed(&self) -> Self {
        Self { pixels: transposed(&self.pixels, self.darkness.width), darkness: self.darkness.transposed() }
    }
}

/// Where a line is, column by column.
pub(super) struct Band {
    /// The first row of it, and the one after the last.
    rows: Vec<(usize, usize)>,
    /// How dark the line is.
    level: f32,
}

impl Band {
    /// Follows a line over a sheet.
    pub(super) fn along(line: &Line, darkness: &Plane, reach: usize) -> Self {
        let middle = followed(line, darkness, reach);
        let profile = profile(&middle, darkness, 2 * reach);
        let at_middle = profile[2 * reach];
        let beside = profile[0].max(profile[4 * reach]);
        let edge = beside + EDGE * (at_middle - beside);
        let half = (0..=reach)
            .take_while(|&away| profile[2 * reach - away].max(profile[2 * reach + away]) > edge)
            .last()
            .unwrap_or(0) as f32
            + 1.0;
        let limit = |row: f32| row.clamp(0.0, darkness.height as f32) as usize;
        let rows = middle.iter().map(|row| (limit((row - half).round()), limit((row + half).round() + 1.0))).collect();
        Self { rows, level: at_middle }
    }

    /// Marks the pixels of the line and those at most `margin` above and below it.
    pub(super) fn mark(&self, mask: &mut [bool], (width, height): (usize, usize), margin: usize) {
        for (column, (top, bottom)) in self.rows.iter().enumerate() {
            for row in top.saturating_sub(margin)..(bottom + margin).min(height) {
                mask[row * width + column] = true;
            }
        }
    }
}

/// The row of a line's middle in each column.
fn followed(line: &Line, darkness: &Plane, reach: usize) -> Vec<f32> {
    let width = darkness.width;
    let bow = ((width as f32 * BOW).round() as isize).max(2);
    let chunk = ((width as f32 * CHUNK) as usize).max(4);
    let found: Vec<Option<f32>> = (0..width.div_ceil(chunk))
        .map(|index| {
            let columns = index * chunk..((index + 1) * chunk).min(width);
            let valley = |away: isize| -> f32 {
                let at = |column: usize, down: isize| {
                    let row = line.row(column as f32, width).round() as isize + down;
                    darkness.at(column, row.clamp(0, darkness.height as isize - 1) as usize)
                };
                let reach = reach as isize;
                let one = |column| at(column, away) - at(column, away - reach).max(at(column, away + reach));
                let inside = |column: &usize| is_inside(line.row(*column as f32, width), darkness);
                quantile(columns.clone().filter(inside).map(one).collect(), 0.5)
            };
            let best = (-bow..=bow).map(|away| (away, valley(away))).max_by(|one, other| one.1.total_cmp(&other.1))?;
            (best.1 > 0.01).then_some(best.0 as f32)
        })
        .collect();
    let away = without_outliers(&found);
    (0..width)
        .map(|column| {
            let place = (column as f32 + 0.5) / chunk as f32 - 0.5;
            let first = (place.max(0.0) as usize).min(away.len() - 1);
            let second = (first + 1).min(away.len() - 1);
            let part = (place - first as f32).clamp(0.0, 1.0);
            line.row(column as f32, width) + away[first] * (1.0 - part) + away[second] * part
        })
        .collect()
}

fn is_inside(row: f32, sheet: &Plane) -> bool {
    row >= 0.0 && row < sheet.height as f32
}

/// Medians of what was found around each place.
fn without_outliers(found: &[Option<f32>]) -> Vec<f32> {
    (0..found.len())
        .map(|at| {
            let around = found[at.saturating_sub(2)..(at + 3).min(found.len())].iter().flatten().copied().collect();
            quantile(around, 0.5)
        })
        .collect()
}

/// The median darkness at each distance from a line's middle, from `-reach` to `reach` rows.
fn profile(middle: &[f32], darkness: &Plane, reach: usize) -> Vec<f32> {
    let reach = reach as isize;
    (-reach..=reach)
        .map(|away| {
            let at = |(column, row): (usize, &f32)| {
                let row = row.round() as isize + away;
                darkness.at(column, row.clamp(0, darkness.height as isize - 1) as usize)
            };
            quantile(middle.iter().enumerate().filter(|(_, row)| is_inside(**row, darkness)).map(at).collect(), 0.5)
        })
        .collect()
}

/// How dark ink is where there is no line; `None` if there is none larger than a speck.
pub(super) fn ink_level(darkness: &Plane, masks: [&[bool]; 2]) -> Option<f32> {
    let is_free = |at: &usize| !masks[0][*at] && !masks[1][*at];
    let free: Vec<f32> = (0..darkness.values.len()).filter(is_free).map(|at| darkness.values[at]).collect();
    let noise = quantile(free.clone(), 0.5);
    let least = (5.0 * noise).max(LEAST_INK);
    let dark: Vec<f32> = free.into_iter().filter(|value| *value > least).collect();
    let level = quantile(dark, 0.6);
    let values = (0..darkness.values.len()).map(|at| if is_free(&at) { darkness.values[at] } else { 0.0 });
    let piece = largest(&Plane { values: values.collect(), ..*darkness }, (INK * level).max(least));
    (piece as f32 > SPECK * darkness.width.max(darkness.height) as f32).then_some(level)
}

/// Removes a line: each of its pixels becomes background, unless ink crosses it there. Pixels in `spared` stay.
pub(super) fn erase(sheet: &mut Sheet, band: &Band, ink: f32, spared: &[bool]) {
    let width = sheet.darkness.width;
    let sides = Sides::of(sheet, band, INK * ink);
    let tells = ink > DARKER * band.level + 0.05;
    for (column, &(top, bottom)) in band.rows.iter().enumerate() {
        for row in (top..bottom).filter(|row| !spared[row * width + column]) {
            let at = row * width + column;
            let dark = sheet.darkness.values[at];
            let is_ink = tells && dark > (DARKER * band.level).max(INK * ink);
            let crossed = sides.are_joined(column, row, band);
            if is_ink || (crossed && dark > 0.5 * band.level.min(ink)) {
                continue;
            }
            let part = (row - top + 1) as f32 / (bottom - top + 1) as f32;
            sheet.pixels[at] = sides.background(column, part);
            let pixel = sheet.pixels[at];
            sheet.darkness.values[at] = 1.0 - pixel[0].min(pixel[1]).min(pixel[2]);
        }
    }
}

/// The surroundings just above and below a line, column by column.
struct Sides {
    /// The colours, and whether they are ink.
    above: Vec<([f32; 3], bool)>,
    below: Vec<([f32; 3], bool)>,
}

impl Sides {
    fn of(sheet: &Sheet, band: &Band, threshold: f32) -> Self {
        let (width, height) = (sheet.darkness.width, sheet.darkness.height);
        let side = |column: usize, rows: [isize; 2]| {
            let inside = rows.map(|row| row.clamp(0, height as isize - 1) as usize * width + column);
            let [one, other] = inside.map(|at| sheet.pixels[at]);
            let colour: [f32; 3] = std::array::from_fn(|channel| f32::midpoint(one[channel], other[channel]));
            let dark = inside.map(|at| sheet.darkness.values[at]);
            (colour, f32::midpoint(dark[0], dark[1]) > threshold)
        };
        let rows = |column: usize| (band.rows[column].0 as isize, band.rows[column].1 as isize);
        let above = (0..width).map(|column| side(column, [rows(column).0 - 1, rows(column).0 - 2])).collect();
        let below = (0..width).map(|column| side(column, [rows(column).1, rows(column).1 + 1])).collect();
        Self { above, below }
    }

    /// Whether ink above and ink below lie on a stroke through that pixel.
    fn are_joined(&self, column: usize, row: usize, band: &Band) -> bool {
        let (top, bottom) = band.rows[column];
        let height = (bottom - top) as f32;
        let part = (row - top) as f32 / height.max(1.0);
        let most = (1.2 * height).ceil() as isize;
        let is_ink = |side: &[([f32; 3], bool)], column: isize| {
            usize::try_from(column).ok().and_then(|column| side.get(column)).is_some_and(|(_, ink)| *ink)
        };
        (-most..=most).any(|lean| {
            let right = (part * lean as f32).round() as isize;
            let column = column as isize;
            is_ink(&self.above, column - right) && is_ink(&self.below, column + lean - right)
        })
    }

    /// Background interpolated between the sides, at that part of the way down.
    fn background(&self, column: usize, part: f32) -> [f32; 3] {
        match (self.above[column], self.below[column]) {
            ((above, false), (below, false)) => {
                std::array::from_fn(|channel| above[channel] + part * (below[channel] - above[channel]))
            }
            ((colour, false), (_, true)) | ((_, true), (colour, false)) => colour,
            _ => [1.0; 3],
        }
    }
}
