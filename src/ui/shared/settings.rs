//! What the window remembers from one time to the next.

use serde::{Deserialize, Serialize};

use super::lower_view::LowerView;
use super::network_choice::NetworkChoice;
use super::paper_view::PaperView;
use super::parameters::Parameters;
use super::tab::Tab;
use super::training_form::TrainingForm;
use super::wall_look::{Colouring, Order};
use crate::experiment::Interventions;
use crate::image::Preparation;
use crate::network::HiddenCount;
use crate::ui::theme::ThemeChoice;

/// Dimensionless time that passes in a second.
pub(crate) const SPEEDS: [f64; 8] = [0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
/// Neurons that can be selected at once.
pub(crate) const MOST_SELECTED: usize = 8;

/// The strongest kick, in kicks of the usual size.
pub(crate) const MOST_KICK: f32 = 3.0;

/// What the window remembers. `Default` is what "Reset all" brings back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "switches that have nothing to do with each other")]
pub struct Settings {
    /// The tab that is open.
    pub tab: Tab,
    /// Dark or light.
    pub theme: ThemeChoice,
    /// Which network is in use.
    pub network: NetworkChoice,
    /// The sliders.
    pub parameters: Parameters,
    /// Dimensionless time a second.
    pub speed: f64,
    /// Whether time stands still.
    pub paused: bool,
    /// The wall's order.
    pub order: Order,
    /// What the wall's colours mean.
    pub colouring: Colouring,
    /// The neuron shown large, counted from 0.
    pub selected: usize,
    /// Others that are laid over it.
    pub also: Vec<usize>,
    /// The large phase plane shows the vector field.
    pub field: bool,
    /// The controls of the stimulus are unfolded.
    pub stimulates: bool,
    /// It is explained how the neuron and the answer come about.
    pub explains: bool,
    /// The sliders of perturbations are unfolded.
    pub perturbs: bool,
    /// Interventions on neurons.
    pub interventions: Interventions,
    /// How far a kick pushes a neuron, in kicks of the usual size; downwards below zero.
    pub kick: f32,
    /// What is shown at the lower left.
    pub lower: LowerView,
    /// Which steps make 28 x 28 pixels of a drawing or a picture.
    pub preparation: Preparation,
    /// The pen's width, as part of the canvas.
    pub pen_width: f32,
    /// The left button erases.
    pub erases: bool,
    /// The test image shown first.
    pub test_index: usize,
    /// The Train tab.
    pub training: TrainingForm,
    /// The Paper tab.
    pub paper: PaperView,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tab: Tab::Run,
            theme: ThemeChoice::Dark,
            network: NetworkChoice::default(),
            parameters: Parameters::default(),
            speed: 5.0,
            paused: false,
            order: Order::Index,
            colouring: Colouring::Regime,
            selected: 42,
            also: Vec::new(),
            field: false,
            stimulates: false,
            explains: false,
            perturbs: false,
            interventions: Interventions::new(),
            kick: 1.0,
            lower: LowerView::Outputs,
            preparation: Preparation::default(),
            pen_width: crate::image::stroke::PEN_WIDTH,
            erases: false,
            test_index: 0,
            training: TrainingForm::default(),
            paper: PaperView::default(),
        }
    }
}

impl Settings {
    /// Lays a neuron over the large one, or takes it away again. There is always a large one.
    pub(crate) fn toggle(&mut self, neuron: usize) {
        if neuron == self.selected {
            if !self.also.is_empty() {
                self.selected = self.also.remove(0);
            }
        } else if let Some(place) = self.also.iter().position(|other| *other == neuron) {
            self.also.remove(place);
        } else if self.also.len() + 1 < MOST_SELECTED {
            self.also.push(neuron);
        }
    }

    /// The same, without interventions.
    pub(crate) fn without_interventions(self) -> Self {
        Self { interventions: Interventions::new(), ..self }
    }

    /// The neuron shown large, then those laid over it.
    pub(crate) fn selection(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.selected).chain(self.also.iter().copied())
    }

    /// Keeps choices and interventions to neurons that there are.
    pub(crate) fn keep_below(&mut self, neurons: usize) {
        self.selected = self.selected.min(neurons.saturating_sub(1));
        let selected = self.selected;
        self.also.retain(|neuron| *neuron < neurons && *neuron != selected);
        self.interventions.retain(|neuron, _| *neuron < neurons);
    }

    /// The same with every number brought into its range: the file may have been written by hand or by another version.
    pub(crate) fn sanitized(mut self) -> Self {
        let usual = Self::default();
        if !SPEEDS.contains(&self.speed) {
            self.speed = usual.speed;
        }
        if !(-MOST_KICK..=MOST_KICK).contains(&self.kick) {
            self.kick = usual.kick;
        }
        if !(0.01..=0.5).contains(&self.pen_width) {
            self.pen_width = usual.pen_width;
        }
        self.parameters.neurons = self.parameters.neurons.sanitized();
        self.keep_below(HiddenCount::MAX);
        self.also.truncate(MOST_SELECTED - 1);
        for intervention in self.interventions.values_mut() {
            *intervention = intervention.sanitized();
        }
        if self.training.settings().check().is_err() {
            self.training = usual.training;
        }
        self
    }
}
