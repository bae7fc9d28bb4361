//! Doubts about a picture, for whoever shows its answer.

use std::fmt;

use super::ink::{Ink, Raster};
use super::segmentation::{border, spread};
use super::shading::{brightness, may_be_shaded};

/// Ink that meets the border in this many places runs over the whole picture. A digit that touches all sides does so less.
const MANY_PLACES: usize = 6;
/// Where so much of the border is ink on a photo that is lit so unevenly, a shadow was taken for ink.
const SHADED_BORDER: f32 = 0.3;
const UNEVEN: f32 = 0.12;
/// What is above this is ink.
const INK: f32 = 0.3;

/// A doubt about what was read in a picture, or a word on what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Lines or a pattern run over the whole picture: nothing that is read in it is certain.
    Pattern,
    /// A shadow may have been taken for ink.
    Shadow,
    /// The first pages or frames are blank; this one, counted from 1, is not.
    LaterPage(usize),
}

impl Remark {
    /// Whether no answer can be given.
    pub fn forbids_answer(self) -> bool {
        self == Self::Pattern
    }

    /// The doubt about the ink that was found on a sheet.
    pub(super) fn on(ink: &Ink, raster: &Raster) -> Option<Self> {
        if places_on_border(ink) >= MANY_PLACES {
            return Some(Self::Pattern);
        }
        let (inked, all) = border(ink.width(), ink.height())
            .fold((0, 0), |(inked, all), at| (inked + usize::from(ink.values()[at] > INK), all + 1));
        let is_inked = inked as f32 > SHADED_BORDER * all as f32;
        (is_inked && may_be_shaded(raster) && unevenness(raster) > UNEVEN).then_some(Self::Shadow)
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern => {
                f.write_str("lines or a pattern run over the whole picture, and no digit can be told from them")
            }
            Self::Shadow => f.write_str("a shadow may have been taken for ink"),
            Self::LaterPage(number) => write!(f, "page {number}; what comes before it is blank"),
        }
    }
}

/// How much the border's brightness differs, but for a tenth at either end.
fn unevenness(raster: &Raster) -> f32 {
    spread(border(raster.width, raster.height).map(|at| brightness(&raster.pixels[at])).collect(), 0.1)
}

/// In how many places ink meets the border, on a way around it.
fn places_on_border(ink: &Ink) -> usize {
    let (width, height) = (ink.width(), ink.height());
    if width < 2 || height < 2 {
        return 0;
    }
    let top = (0..width).map(|column| (column, 0));
    let right = (1..height).map(|row| (width - 1, row));
    let bottom = (0..width - 1).rev().map(|column| (column, height - 1));
    let left = (1..height - 1).rev().map(|row| (0, row));
    let around: Vec<bool> = top
        .chain(right)
        .chain(bottom)
        .chain(left)
        .map(|(column, row)| ink.values()[row * width + column] > INK)
        .collect();
    (0..around.len()).filter(|&at| around[at] && !around[(at + around.len() - 1) % around.len()]).count()
}
