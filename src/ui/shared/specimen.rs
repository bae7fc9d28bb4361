//! The image that is read: the input, and what the network is given.

use eframe::egui::Context;

use super::origin::Origin;
use super::prepared::{DRAWING_SIDE, OpenedPicture, Prepared, bytes};
use super::test_set::TestSet;
use crate::image::centring::FITTED_SIDE;
use crate::image::{Centred, Drawing, Ink, InputImage, Preparation, Remark, SIDE, centre};
use crate::network::Preprocessing;
use crate::ui::widgets::picture::{Enlarge, Picture};

/// What was on the canvas before is brought back for so many steps.
const MOST_PAST: usize = 50;

/// What was on the canvas.
struct Past {
    origin: Origin,
    drawing: Drawing,
    file: Option<OpenedPicture>,
    image: Option<InputImage>,
    drawn_over: bool,
}

/// The digit on the canvas.
#[derive(Default)]
pub(crate) struct Specimen {
    origin: Origin,
    drawing: Drawing,
    /// What was there before, oldest first.
    past: Vec<Past>,
    /// The first stroke of the drawing took the place of what was there before.
    drawn_over: bool,
    preparation: Preparation,
    /// A picture file, prepared in every way.
    file: Option<OpenedPicture>,
    /// Which of its digits is read.
    piece: usize,
    image: Option<InputImage>,
    /// The preprocessing of the network in use.
    normalisation: Preprocessing,
    /// The input, whole.
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

    /// Takes other steps, with the image that is there too. Those of the test set came prepared.
    pub(crate) fn set_preparation(&mut self, ctx: &Context, preparation: Preparation) {
        self.preparation = preparation;
        match self.origin {
            Origin::Drawn => self.draw(ctx, |_| ()),
            Origin::File { .. } => self.show_file(ctx),
            Origin::Nothing | Origin::Test(_) => {}
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

    /// The preprocessing of the network in use.
    pub(crate) fn normalisation(&self) -> Preprocessing {
        self.normalisation
    }

    /// Another network is to see the picture.
    pub(crate) fn set_normalisation(&mut self, normalisation: Preprocessing) {
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
    pub(crate) fn image(&self) -> Option<&InputImage> {
        self.image.as_ref()
    }

    /// Takes an image of a set.
    pub(crate) fn pick(&mut self, ctx: &Context, set: &TestSet, index: usize) {
        if index < set.images.len() {
            self.restore(ctx, set.images.image(index), set.origin(index));
        }
    }

    /// The digits of a picture, as the network is given them, in reading order; none where there is only one.
    pub(crate) fn pieces(&self) -> Vec<InputImage> {
        self.pieces_of_file().iter().filter_map(|piece| Some(piece.by(self.preparation)?.image.clone())).collect()
    }

    /// Where the whole picture is scaled to the input, it is one.
    fn pieces_of_file(&self) -> &[Prepared] {
        self.file.as_ref().filter(|_| self.preparation.fit).map_or(&[], |file| file.pieces.as_slice())
    }

    /// Which of [`Specimen::pieces`] is read.
    pub(crate) fn piece(&self) -> usize {
        self.piece
    }

    /// Reads another of the digits of the picture.
    pub(crate) fn choose_piece(&mut self, ctx: &Context, piece: usize) {
        self.piece = piece;
        self.show_file(ctx);
    }

    /// A remark on the quality of the picture.
    pub(crate) fn remark(&self) -> Option<Remark> {
        self.file.as_ref().and_then(|file| file.remark)
    }

    /// Keeps what is on the canvas, before something else takes its place.
    fn keep(&mut self) {
        let drawing = std::mem::take(&mut self.drawing);
        let (file, image, drawn_over) = (self.file.take(), self.image.take(), std::mem::take(&mut self.drawn_over));
        let origin = std::mem::take(&mut self.origin);
        if origin == Origin::Nothing && !drawing.can_undo() {
            return;
        }
        self.past.push(Past { origin, drawing, file, image, drawn_over });
        if self.past.len() > MOST_PAST {
            self.past.remove(0);
        }
    }

    /// Whether [`Specimen::undo`] would do something.
    pub(crate) fn can_undo(&self) -> bool {
        self.drawing.can_undo() || !self.past.is_empty()
    }

    /// Brings back what was on the canvas before: without the last stroke, before it was cleared, or what something else took
    /// the place of.
    pub(crate) fn undo(&mut self, ctx: &Context) {
        let undone = self.drawing.can_undo();
        if undone {
            self.change(ctx, |drawing| {
                drawing.undo();
            });
        }
        if !undone || (self.drawn_over && !self.drawing.can_undo()) {
            self.bring_back(ctx);
        }
    }

    fn bring_back(&mut self, ctx: &Context) {
        let Some(Past { origin, drawing, file, image, drawn_over }) = self.past.pop() else { return };
        (self.origin, self.drawing, self.file, self.drawn_over) = (origin, drawing, file, drawn_over);
        self.piece = 0;
        match (&self.origin, image) {
            (Origin::Nothing | Origin::Drawn, _) => self.change(ctx, |_| ()),
            (Origin::File { .. }, _) if self.file.is_some() => self.show_file(ctx),
            (_, Some(image)) => self.show(ctx, image),
            (_, None) => {}
        }
    }

    /// Takes an image that came prepared.
    pub(crate) fn restore(&mut self, ctx: &Context, image: InputImage, origin: Origin) {
        self.keep();
        self.origin = origin;
        self.show(ctx, image);
    }

    fn show(&mut self, ctx: &Context, image: InputImage) {
        self.whole.set(ctx, SIDE, image.pixels(), Enlarge::Smooth);
        // The images of a set are centred already. Their ink is cut out only to show what was done to them.
        let values = image.pixels().iter().map(|ink| f32::from(*ink) / 255.0).collect();
        match Ink::new(SIDE, SIDE, values).and_then(|ink| centre(&ink)) {
            Some(centred) => self.fitted.set(ctx, FITTED_SIDE, &bytes(&centred.fitted), Enlarge::Pixels),
            None => self.fitted.clear(),
        }
        self.seen.set(ctx, SIDE, self.normalisation.apply(&image).pixels(), Enlarge::Pixels);
        self.image = Some(image);
    }

    /// Takes a picture file.
    pub(crate) fn open(&mut self, ctx: &Context, picture: OpenedPicture) {
        self.keep();
        self.origin = Origin::File { name: picture.name.clone() };
        self.file = Some(picture);
        self.piece = 0;
        self.show_file(ctx);
    }

    fn show_file(&mut self, ctx: &Context) {
        let Some(file) = self.file.take() else { return };
        let forbidden = file.remark.is_some_and(Remark::forbids_answer);
        let piece = file.pieces.get(self.piece).filter(|_| self.preparation.fit).unwrap_or(&file.whole);
        self.take(ctx, piece);
        self.whole.set(ctx, DRAWING_SIDE, &file.whole.whole, Enlarge::Smooth);
        if forbidden {
            self.image = None;
        }
        self.file = Some(file);
    }

    /// Changes the drawing. On a picture that was not drawn, drawing starts anew.
    pub(crate) fn draw(&mut self, ctx: &Context, change: impl FnOnce(&mut Drawing)) {
        if !matches!(self.origin, Origin::Drawn | Origin::Nothing) {
            self.keep();
            self.drawn_over = true;
        }
        self.change(ctx, change);
    }

    /// Empties the canvas.
    pub(crate) fn clear(&mut self, ctx: &Context) {
        if !matches!(self.origin, Origin::Drawn | Origin::Nothing) {
            self.keep();
        }
        self.change(ctx, Drawing::clear);
    }

    fn change(&mut self, ctx: &Context, change: impl FnOnce(&mut Drawing)) {
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
