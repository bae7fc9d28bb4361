//! The digit that is read, as it came and as the network sees it.

use eframe::egui::Context;

use super::origin::Origin;
use super::prepared::{DRAWING_SIDE, Prepared, bytes};
use crate::dataset::ImageSet;
use crate::image::centring::FITTED_SIDE;
use crate::image::{Centred, Drawing, Ink, InputImage, Preparation, SIDE, centre};
use crate::network::Preprocessing;
use crate::ui::widgets::picture::{Enlarge, Picture};

/// What was on the canvas before is brought back for so many steps.
const MOST_PAST: usize = 50;

/// What was on the canvas.
struct Past {
    origin: Origin,
    drawing: Drawing,
    file: Option<Prepared>,
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
    file: Option<Prepared>,
    image: Option<InputImage>,
    /// What the network has done to the picture before it sees it.
    normalisation: Preprocessing,
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

    /// Takes a picture of a set.
    pub(crate) fn pick(&mut self, ctx: &Context, set: &ImageSet, index: usize) {
        let Some(&label) = set.labels().get(index) else { return };
        self.restore(ctx, set.image(index), Origin::Test { index, label });
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
        match (&self.origin, image) {
            (Origin::Nothing | Origin::Drawn, _) => self.change(ctx, |_| ()),
            (Origin::File { .. }, _) if self.file.is_some() => self.show_file(ctx),
            (_, Some(image)) => self.show(ctx, image),
            (_, None) => {}
        }
    }

    /// Takes a picture that came prepared.
    pub(crate) fn restore(&mut self, ctx: &Context, image: InputImage, origin: Origin) {
        self.keep();
        self.origin = origin;
        self.show(ctx, image);
    }

    fn show(&mut self, ctx: &Context, image: InputImage) {
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
        self.keep();
        self.origin = Origin::File { name };
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
