//! Ruled, squared and holed sheets: their lines and punch holes are removed before segmentation.
//!
//! A rule is thin, straight and runs across the sheet, and there are several of it or a margin line beside them. Strokes of
//! a digit are none of that: the bar of a 7 or a 1 does not run from side to side, or is all that is written.

mod erasure;
mod holes;
mod lines;

use self::erasure::{Band, Sheet, erase, ink_level};
use self::holes::Blots;
use self::lines::{Evidence, Family, WIDEST};
use super::ink::Raster;
use super::plane::transposed;
use super::shading::{Lit, darkness};

/// The least writing beside lines that are not repeated, as a part of the sheet's longer side.
const LEAST_WRITING: f32 = 0.08;

/// The sheet without its rulings and holes and in even light; `None` if it has no rulings.
///
/// `known` says that rules were seen on a larger part of the sheet: then one line across it is enough.
pub(super) fn without_rulings(lit: &Lit<'_>, known: bool) -> Option<Raster> {
    let (width, height) = (lit.width(), lit.height());
    let darkness = darkness(&lit.levelled, width);
    let families = [Family::of(&darkness), Family::of(&darkness.transposed())];
    let evidence = families[0].evidence.max(families[1].evidence);
    if evidence == Evidence::None {
        return None;
    }
    let least_writing = (LEAST_WRITING * width.max(height) as f32) as usize;
    let cleaned = Cleaned::new(Sheet { pixels: lit.levelled.clone(), darkness }, &families);
    if evidence < Evidence::Repeated && !known && cleaned.writing < least_writing {
        return None;
    }
    Some(lit.evenly(&cleaned.sheet.pixels))
}

/// A sheet without lines and holes.
struct Cleaned {
    sheet: Sheet,
    /// How large the largest piece of what is left is, in pixels.
    writing: usize,
}

impl Cleaned {
    /// Takes the lines of both families away, those across and those down, and the holes.
    fn new(mut sheet: Sheet, families: &[Family; 2]) -> Self {
        let (width, height) = (sheet.darkness.width, sheet.darkness.height);
        let reach = ((width.max(height) as f32 * WIDEST).round() as usize).max(2);
        let mut turned = sheet.transposed();
        let across = bands(&families[0], &sheet, reach);
        let down = bands(&families[1], &turned, reach);
        let masks = |margin| (mask(&across, (width, height), margin), mask(&down, (height, width), margin));
        let (wide_across, wide_down) = masks(reach / 3 + 1);
        let Some(ink) = ink_level(&sheet.darkness, [&wide_across, &transposed(&wide_down, height)]) else {
            sheet.pixels.fill([1.0; 3]);
            return Self { sheet, writing: 0 };
        };
        let (across_mask, _) = masks(0);
        // Where lines cross, horizontal ones are removed last, when they have background on both sides.
        let spared = transposed(&across_mask, width);
        for band in &down {
            erase(&mut turned, band, ink, &spared);
        }
        sheet = turned.transposed();
        let none = vec![false; width * height];
        for band in &across {
            erase(&mut sheet, band, ink, &none);
        }
        let Blots { holes, writing } = Blots::of(&sheet.darkness, 0.5 * ink, reach);
        for at in holes {
            sheet.pixels[at] = [1.0; 3];
            sheet.darkness.values[at] = 0.0;
        }
        Self { sheet, writing }
    }
}

fn bands(family: &Family, sheet: &Sheet, reach: usize) -> Vec<Band> {
    family.lines.iter().map(|line| Band::along(line, &sheet.darkness, reach)).collect()
}

/// Where bands are, made wider by `margin` pixels on each side, on a sheet of that width and height.
fn mask(bands: &[Band], (width, height): (usize, usize), margin: usize) -> Vec<bool> {
    let mut mask = vec![false; width * height];
    for band in bands {
        band.mark(&mut mask, (width, height), margin);
    }
    mask
}
