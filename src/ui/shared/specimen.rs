//! The digit that is read, as it came and as the network sees it.

use eframe::egui::Context;

use super::origin::Origin;
use super::prepared::{DRAWING_SIDE, Prepared, bytes};
use crate::dataset::ImageSet;
use crate::image::centring::FITTED_SIDE;
use crate::image::{Centred, Drawing, Ink, InputImage, Preparation, SIDE, centre};
use crate::network::Preprocessing;
use crate::ui::widgets::picture::{Enlarge, Picture};

/// The digit on the canvas.
#[derive(Default)]
pub(crate) struct Specimen {
    origin: Origin,
    drawing: Drawing,
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

    /// Takes a picture that came prepared.
    pub(crate) fn restore(&mut self, ctx: &Context, image: InputImage, origin: Origin) {
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
