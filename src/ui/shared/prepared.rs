//! A picture on its way to 28 x 28 pixels.

use crate::image::{Centred, Ink, Preparation, Remark, pieces};

/// Pixels on a side of a drawing as it is shown.
pub(super) const DRAWING_SIDE: usize = 224;

/// Digits of one picture that are read, at most.
const MOST_PIECES: usize = 12;

/// A picture file that was opened.
#[derive(Clone, Debug)]
pub(crate) struct OpenedPicture {
    /// Its name, without the folder.
    pub(crate) name: String,
    /// All of it.
    pub(super) whole: Prepared,
    /// Its digits, each alone, in reading order; empty if all ink may be one digit.
    pub(super) pieces: Vec<Prepared>,
    /// A remark on its quality.
    pub(super) remark: Option<Remark>,
}

impl OpenedPicture {
    /// Prepares the ink of a picture, and each of its digits, in every way.
    pub(crate) fn of(name: String, ink: &Ink, remark: Option<Remark>) -> Self {
        let found = pieces(ink);
        let is_readable = remark.is_none_or(|remark| !remark.forbids_answer());
        let several = found.len() > 1 && is_readable;
        let pieces = found.iter().take(MOST_PIECES).filter(|_| several).map(Prepared::of);
        let pieces: Vec<Prepared> = pieces.filter(Prepared::has_ink).collect();
        let pieces = if pieces.len() > 1 { pieces } else { Vec::new() };
        Self { name, whole: Prepared::of(ink), pieces, remark }
    }
}

/// Ink on its way to 28 x 28 pixels. For a photograph this takes time, so it can be made in another thread.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// The whole picture in a square.
    pub(super) whole: Vec<u8>,
    /// What came of it by each way to prepare it; `None` where there is nothing to read.
    centred: Vec<(Preparation, Option<Centred>)>,
}

impl Prepared {
    /// Prepares `ink` in every way.
    pub(crate) fn of(ink: &Ink) -> Self {
        Self::with(ink, &Preparation::ALL)
    }

    pub(super) fn with(ink: &Ink, ways: &[Preparation]) -> Self {
        let centred = ways.iter().map(|way| (*way, way.apply(ink))).collect();
        Self { whole: squared(ink, DRAWING_SIDE), centred }
    }

    /// Whether there is a digit to read.
    fn has_ink(&self) -> bool {
        self.by(Preparation::default()).is_some()
    }

    pub(super) fn by(&self, preparation: Preparation) -> Option<&Centred> {
        self.centred.iter().find(|(way, _)| *way == preparation)?.1.as_ref()
    }
}

/// The bytes of ink: 0 none, 255 full.
pub(super) fn bytes(ink: &Ink) -> Vec<u8> {
    ink.values().iter().map(|value| (255.0 * value).round() as u8).collect()
}

/// A picture of any shape in the middle of a square of `side` pixels, each pixel the mean of what it covers.
fn squared(ink: &Ink, side: usize) -> Vec<u8> {
    if (ink.width(), ink.height()) == (side, side) {
        return bytes(ink);
    }
    let longest = ink.width().max(ink.height()).max(1);
    let scale = longest as f64 / side as f64;
    let offset = [(longest - ink.width()) as f64 / 2.0, (longest - ink.height()) as f64 / 2.0];
    let span = |pixel: usize, offset: f64| {
        let from = (pixel as f64 * scale - offset).floor() as isize;
        let to = ((pixel + 1) as f64 * scale - offset).ceil() as isize;
        from..to.max(from + 1)
    };
    let mut pixels = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let (mut sum, mut count) = (0.0, 0.0_f32);
            for y in span(row, offset[1]) {
                for x in span(column, offset[0]) {
                    sum += ink.at(x, y);
                    count += 1.0;
                }
            }
            pixels.push((255.0 * sum / count.max(1.0)).round() as u8);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_picture_is_shown_whole_in_the_middle() {
        let ink = Ink::new(40, 10, vec![1.0; 400]).unwrap();
        let square = squared(&ink, 20);
        let row = |row: usize| square[row * 20..][..20].iter().map(|ink| u32::from(*ink)).sum::<u32>();
        assert_eq!((row(2), row(10), row(17)), (0, 20 * 255, 0));
    }
}
