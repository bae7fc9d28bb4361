//! Remarks on the quality of a picture, to be shown with its answer.

use std::fmt;

use super::ink::{Ink, Raster};
use super::segmentation::{border, spread};
use super::shading::{brightness, may_be_shaded};

/// Ink that meets the border in at least this many places is a pattern over the whole picture; a digit meets it in fewer.
const MANY_PLACES: usize = 6;
/// Ink on this much of the border of a photo with uneven light of this size is a shadow.
const SHADED_BORDER: f32 = 0.3;
const UNEVEN: f32 = 0.12;
/// Pixels above this are ink.
const INK: f32 = 0.3;

/// A remark on the quality of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Lines or a pattern run over the whole picture: no answer is reliable.
    Pattern,
    /// A shadow may have been segmented as ink.
    Shadow,
    /// The first pages or frames are blank; this one, counted from 1, is not.
    LaterPage(usize),
}

impl Remark {
    /// Whether no answer may be given.
    pub fn forbids_answer(self) -> bool {
        self == Self::Pattern
    }

    /// The remark on a segmented picture, if any.
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

/// Range of the border's brightness between its deciles 1 and 9.
fn unevenness(raster: &Raster) -> f32 {
    spread(border(raster.width, raster.height).map(|at| brightness(&raster.pixels[at])).collect(), 0.1)
}

/// The number of places in which ink meets the border.
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
