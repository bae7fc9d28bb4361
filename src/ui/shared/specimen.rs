//! The digit that is read: where it came from, and how it became 28 x 28 pixels.

use eframe::egui::Context;

use crate::digit::centring::FITTED_SIDE;
use crate::digit::{Centred, Digit, DigitImage, DigitSet, Drawing, Ink, Normalisation, Preparation, SIDE, centre};
use crate::ui::widgets::picture::{Enlarge, Picture};

/// Pixels on a side of a drawing as it is shown.
const DRAWING_SIDE: usize = 224;

/// Where the digit came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Origin {
    /// There is none.
    #[default]
    Nothing,
    /// Drawn on the canvas.
    Drawn,
    /// From the test set.
    Test {
        /// Which picture.
        index: usize,
        /// What it shows.
        label: Digit,
    },
    /// A picture file.
    File {
        /// Its name, without the folder.
        name: String,
    },
}

impl Origin {
    /// In a few words.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Nothing => "nothing yet".to_owned(),
            Self::Drawn => "drawn".to_owned(),
            Self::Test { index, label } => format!("test {index}, a {label}"),
            Self::File { name } => name.clone(),
        }
    }

    /// The true digit, if it is known.
    pub(crate) fn label(&self) -> Option<Digit> {
        match self {
            Self::Test { label, .. } => Some(*label),
            _ => None,
        }
    }
}

/// The digit on the canvas.
#[derive(Default)]
pub(crate) struct Specimen {
    origin: Origin,
    drawing: Drawing,
    preparation: Preparation,
    /// A picture file, prepared in every way.
    file: Option<Prepared>,
    image: Option<DigitImage>,
    /// What the network has done to the picture before it sees it.
    normalisation: Normalisation,
    /// As large as it came.
    pub(crate) whole: Picture,
    /// The ink fitted into 20 x 20.
    pub(crate) fitted: Picture,
    /// What the network sees of the image: the same, or normalised.
    pub(crate) seen: Picture,
}

impl Specimen {
    /// No digit yet.
    pub(crate) fn new(preparation: Preparation) -> Self {
        Self { preparation, ..Self::default() }
    }

    /// Which steps of the preparation are taken.
    pub(crate) fn preparation(&self) -> Preparation {
        self.preparation
    }

    /// Takes other steps, with the digit that is there too. The pictures of the test set came prepared.
    pub(crate) fn set_preparation(&mut self, ctx: &Context, preparation: Preparation) {
        self.preparation = preparation;
        match self.origin {
            Origin::Drawn => self.draw(ctx, |_| ()),
            Origin::File { .. } => self.show_file(ctx),
            Origin::Nothing | Origin::Test { .. } => {}
        }
    }

    /// Where the digit came from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The strokes on the canvas.
    pub(crate) fn drawing(&self) -> &Drawing {
        &self.drawing
    }

    /// What the network has done to the picture before it sees it.
    pub(crate) fn normalisation(&self) -> Normalisation {
        self.normalisation
    }

    /// Another network is to see the picture.
    pub(crate) fn set_normalisation(&mut self, normalisation: Normalisation) {
        // A slider that is dragged says the same network again in each frame.
        if normalisation == self.normalisation {
            return;
        }
        self.normalisation = normalisation;
        if let Some(image) = &self.image {
            self.seen.replace(SIDE, normalisation.apply(image).pixels(), Enlarge::Pixels);
        }
    }

    /// What the network is given; `None` where there is nothing to read.
    pub(crate) fn image(&self) -> Option<&DigitImage> {
        self.image.as_ref()
    }

    /// Takes a picture of a set.
    pub(crate) fn pick(&mut self, ctx: &Context, set: &DigitSet, index: usize) {
        let Some(&label) = set.labels().get(index) else { return };
        self.restore(ctx, set.image(index), Origin::Test { index, label });
    }

    /// Takes a picture that came prepared.
    pub(crate) fn restore(&mut self, ctx: &Context, image: DigitImage, origin: Origin) {
        self.origin = origin;
        self.file = None;
        self.drawing = Drawing::new();
        self.whole.set(ctx, SIDE, image.pixels(), Enlarge::Smooth);
        // The set's pictures are centred already. Their ink is cut out only to show what was done to them.
        let values = image.pixels().iter().map(|ink| f32::from(*ink) / 255.0).collect();
        match Ink::new(SIDE, SIDE, values).and_then(|ink| centre(&ink)) {
            Some(centred) => self.fitted.set(ctx, FITTED_SIDE, &bytes(&centred.fitted), Enlarge::Pixels),
            None => self.fitted.clear(),
        }
        self.seen.set(ctx, SIDE, self.normalisation.apply(&image).pixels(), Enlarge::Pixels);
        self.image = Some(image);
    }

    /// Takes a picture file.
    pub(crate) fn open(&mut self, ctx: &Context, name: String, prepared: Prepared) {
        self.origin = Origin::File { name };
        self.drawing = Drawing::new();
        self.file = Some(prepared);
        self.show_file(ctx);
    }

    fn show_file(&mut self, ctx: &Context) {
        if let Some(file) = self.file.take() {
            self.take(ctx, &file);
            self.file = Some(file);
        }
    }

    /// Changes the drawing. On a picture that was not drawn, drawing starts anew.
    pub(crate) fn draw(&mut self, ctx: &Context, change: impl FnOnce(&mut Drawing)) {
        if self.origin != Origin::Drawn {
            self.drawing = Drawing::new();
        }
        change(&mut self.drawing);
        self.origin = if self.drawing.is_empty() { Origin::Nothing } else { Origin::Drawn };
        let prepared = Prepared::with(&self.drawing.ink_of_side(DRAWING_SIDE), &[self.preparation]);
        self.take(ctx, &prepared);
    }

    fn take(&mut self, ctx: &Context, prepared: &Prepared) {
        self.whole.set(ctx, DRAWING_SIDE, &prepared.whole, Enlarge::Smooth);
        let centred = prepared.by(self.preparation);
        self.image = centred.map(|centred| centred.image.clone());
        if let Some(Centred { fitted, image, .. }) = centred {
            self.fitted.set(ctx, fitted.width(), &bytes(fitted), Enlarge::Pixels);
            self.seen.set(ctx, SIDE, self.normalisation.apply(image).pixels(), Enlarge::Pixels);
        } else {
            self.fitted.clear();
            self.seen.clear();
        }
    }
}

/// Ink on its way to 28 x 28 pixels. For a photograph this takes time, so it can be made in another thread.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// The whole picture in a square.
    whole: Vec<u8>,
    /// What came of it by each way to prepare it; `None` where there is nothing to read.
    centred: Vec<(Preparation, Option<Centred>)>,
}

impl Prepared {
    /// Prepares `ink` in every way.
    pub(crate) fn of(ink: &Ink) -> Self {
        Self::with(ink, &Preparation::ALL)
    }

    fn with(ink: &Ink, ways: &[Preparation]) -> Self {
        let centred = ways.iter().map(|way| (*way, way.apply(ink))).collect();
        Self { whole: squared(ink, DRAWING_SIDE), centred }
    }

    fn by(&self, preparation: Preparation) -> Option<&Centred> {
        self.centred.iter().find(|(way, _)| *way == preparation)?.1.as_ref()
    }
}

fn bytes(ink: &Ink) -> Vec<u8> {
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
