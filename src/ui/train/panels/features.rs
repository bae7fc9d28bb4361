//! The weights of the hidden neurons as pictures, and which of them are dead.

use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, Context, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, TextureOptions, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use crate::control::StopToken;
use crate::dataset::{ImageSet, embedded_test};
use crate::image::SIDE;
use crate::job::{Latest, Questions};
use crate::network::{Dense, Network, Sigmoid, sigmoid};
use crate::ui::shared::notify::notify;
use crate::ui::shared::sent::Sent;
use crate::ui::shared::test_set::TestSet;
use crate::ui::theme::{Palette, RADIUS};
use crate::ui::widgets::class_labels::ClassLabels;
use crate::ui::widgets::weights::{self, weight_color};

/// Pixels from one neuron's picture to the next.
const PITCH: usize = SIDE + 1;
/// Test images that a neuron is tried on.
const TRIED_ON: usize = 500;
/// A neuron whose sigmoid, from 0 to 1, spreads less than this over those images is dead: constant over them.
const DEAD_SPREAD: f32 = 0.01;
/// The standard deviation over images of each neuron's sigmoid.
type Spread = Vec<f32>;
/// A network, and the test set it is tried on where that is not MNIST's.
type Tried = (Sent<Network>, Option<Sent<TestSet>>);

/// Tries networks on the first test images.
#[derive(Default)]
pub(crate) struct Trying {
    mnist: Option<ImageSet>,
}

impl Questions for Trying {
    const NAME: &'static str = "try-neurons";
    type Request = Tried;
    type Answer = Option<Spread>;

    fn answer(&mut self, (network, set): Tried, _stop: &StopToken) -> Option<Spread> {
        if let Some(set) = set {
            return Some(spread(&network, &set.images.first(TRIED_ON)));
        }
        if self.mnist.is_none() {
            self.mnist = embedded_test().ok().map(|set| set.first(TRIED_ON));
        }
        self.mnist.as_ref().map(|images| spread(&network, images))
    }
}

/// The weights of the network that is trained, as one texture.
pub(crate) struct Features {
    texture: Option<TextureHandle>,
    /// What the texture shows, and whether for the dark theme.
    of: Option<(Arc<Network>, bool)>,
    tries: Latest<Tried, Option<Spread>>,
    spread: Option<Spread>,
}

impl Features {
    /// Nothing to show yet.
    pub(crate) fn new(ctx: &Context) -> Self {
        let wake = notify(ctx);
        Self { texture: None, of: None, tries: Latest::of::<Trying>(move || wake()), spread: None }
    }

    /// Shows these layers from now on.
    pub(crate) fn follow(&mut self, ctx: &Context, layers: Option<&Arc<Network>>, set: Option<&Arc<TestSet>>) {
        if let Some(Ok(spread)) = self.tries.poll() {
            self.spread = spread;
        }
        let Some(layers) = layers else {
            self.texture = None;
            self.of = None;
            self.spread = None;
            return;
        };
        let dark = ctx.theme() == eframe::egui::Theme::Dark;
        let (same, same_theme) =
            self.of.as_ref().map_or((false, false), |(of, was_dark)| (Arc::ptr_eq(of, layers), *was_dark == dark));
        if same && same_theme {
            return;
        }
        if !same {
            self.tries.ask((Sent(Arc::clone(layers)), set.map(|set| Sent(Arc::clone(set)))));
        }
        let image = sheet(layers.hidden(), Palette::for_mode(dark));
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::NEAREST),
            None => self.texture = Some(ctx.load_texture("weights", image, TextureOptions::NEAREST)),
        }
        self.of = Some((Arc::clone(layers), dark));
    }

    /// How many neurons are dead, if that is known.
    pub(crate) fn dead(&self) -> Option<usize> {
        self.spread.as_ref().map(|spread| spread.iter().filter(|spread| **spread < DEAD_SPREAD).count())
    }

    /// Draws all of them into a square field of that side.
    pub(crate) fn show(&self, ui: &mut Ui, side: f32, labels: &ClassLabels) {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "weights of the hidden neurons"));
        let palette = Palette::of(ui);
        ui.painter().rect_filled(rect, RADIUS, palette.well);
        let (Some(texture), Some((layers, _))) = (&self.texture, &self.of) else { return };
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
        let neurons = layers.hidden_count();
        for neuron in 0..neurons {
            if self.spread_of(neuron).is_some_and(|spread| spread < DEAD_SPREAD) {
                let place = cell((rect, neurons), neuron).shrink(2.0);
                let stroke = Stroke::new(1.5, palette.bad);
                ui.painter().line_segment([place.left_top(), place.right_bottom()], stroke);
                ui.painter().line_segment([place.right_top(), place.left_bottom()], stroke);
            }
        }
        let Some(neuron) = response.hover_pos().and_then(|at| neuron_at((rect, neurons), at)) else { return };
        let stroke = Stroke::new(1.5, palette.accent);
        ui.painter().rect_stroke(cell((rect, neurons), neuron), 0, stroke, StrokeKind::Outside);
        response.on_hover_ui_at_pointer(|ui| self.hover_ui(ui, (layers, labels), neuron));
    }

    fn spread_of(&self, neuron: usize) -> Option<f32> {
        self.spread.as_ref().and_then(|spread| spread.get(neuron).copied())
    }

    fn hover_ui(&self, ui: &mut Ui, (layers, labels): (&Network, &ClassLabels), neuron: usize) {
        ui.label(format!("Neuron {neuron}: ink on orange drives its z up, ink on blue drives it down."));
        weights::show(ui, layers.hidden(), neuron, 140.0);
        weights::output_ui(ui, &layers.output().weights.row(neuron).to_vec(), labels);
        if let Some(spread) = self.spread_of(neuron) {
            let text = if spread < DEAD_SPREAD { "Dead: " } else { "" };
            ui.weak(format!("{text}its sigmoid spreads by {spread:.3} over the first {TRIED_ON} test images."));
        }
    }
}

fn spread(network: &Network, images: &ImageSet) -> Spread {
    network.with_units(Sigmoid).inputs(images).mapv(sigmoid).std_axis(ndarray::Axis(0), 0.0).to_vec()
}

/// Neurons in a row: the sheet is nearly a square.
fn columns(neurons: usize) -> usize {
    neurons.isqrt() + usize::from(neurons.isqrt().pow(2) < neurons)
}

/// All weights in one picture, each neuron scaled to its largest one.
fn sheet(hidden: &Dense, palette: &Palette) -> ColorImage {
    let columns = columns(hidden.outputs());
    let side = columns * PITCH;
    let mut pixels = vec![palette.window; side * side];
    for neuron in 0..hidden.outputs() {
        let scale = weights::largest(hidden, neuron);
        let corner = neuron / columns * PITCH * side + neuron % columns * PITCH;
        for at in 0..SIDE * SIDE {
            pixels[corner + at / SIDE * side + at % SIDE] = weight_color(hidden.weights[[at, neuron]] / scale, palette);
        }
    }
    ColorImage::new([side, side], pixels)
}

fn cell((rect, neurons): (Rect, usize), neuron: usize) -> Rect {
    let columns = columns(neurons);
    let pitch = rect.width() / columns as f32;
    let corner = rect.min + pitch * vec2((neuron % columns) as f32, (neuron / columns) as f32);
    Rect::from_min_size(corner, Vec2::splat(pitch * SIDE as f32 / PITCH as f32))
}

fn neuron_at((rect, neurons): (Rect, usize), at: Pos2) -> Option<usize> {
    let columns = columns(neurons);
    let place = (at - rect.min) / rect.width() * columns as f32;
    let on_sheet = |place: f32| (0.0..columns as f32).contains(&place);
    let neuron = (on_sheet(place.x) && on_sheet(place.y)).then(|| place.y as usize * columns + place.x as usize);
    neuron.filter(|neuron| *neuron < neurons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DIGITS;
    use crate::network::{HiddenCount, Preprocessing, Units};

    #[test]
    fn a_neuron_without_weights_is_dead_and_others_live() {
        let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Sigmoid, 1);
        let mut hidden = network.hidden().clone();
        hidden.weights.column_mut(7).fill(0.0);
        let network = Network::new([hidden, network.output().clone()], Preprocessing::None, Units::Sigmoid).unwrap();
        let spread = spread(&network, &embedded_test().unwrap().first(100));
        assert!(spread[7] < DEAD_SPREAD && spread[8] > DEAD_SPREAD, "{} {}", spread[7], spread[8]);
    }

    #[test]
    fn each_neuron_is_found_where_it_is_drawn() {
        let rect = Rect::from_min_size(pos2(3.0, 4.0), Vec2::splat(290.0));
        for neurons in [1, 2, 100, 101, 1000, 4096] {
            for neuron in 0..neurons {
                assert_eq!(neuron_at((rect, neurons), cell((rect, neurons), neuron).center()), Some(neuron));
            }
        }
    }
}
