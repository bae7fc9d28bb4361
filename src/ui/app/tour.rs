//! A guided tour of ten short stops. Each sets the sliders and says what to look at.

use std::sync::Arc;

use eframe::egui::{Align, Label, Layout, Rect, RichText, Stroke, Ui, UiBuilder, vec2};

use crate::dataset::Class;
use crate::experiment::NoiseDeviation;
use crate::network::Gamma;
use crate::neuron::{ControlParameter, CouplingStrength, NeuronKind, SynapticTime};
use crate::ui::shared::gallery_filter::{Filter, Only};
use crate::ui::shared::intent::Intent;
use crate::ui::shared::lower_view::LowerView;
use crate::ui::shared::network_choice::NetworkChoice;
use crate::ui::shared::network_sources::NetworkSources;
use crate::ui::shared::neuron_settings::NeuronSettings;
use crate::ui::shared::parameters::Parameters;
use crate::ui::shared::settings::Settings;
use crate::ui::shared::specimen::Specimen;
use crate::ui::shared::tab::Tab;
use crate::ui::shared::test_set::TestSet;
use crate::ui::shared::training_form::TrainingKind;
use crate::ui::shared::wall_look::{Colouring, Order};
use crate::ui::theme::{self, Palette};

/// Height of the strip under the bar at the top.
pub(crate) const HEIGHT: f32 = 58.0;

/// A tour that is under way.
pub(super) struct Tour {
    /// The stop.
    pub(super) stop: usize,
    /// What was in the window before it.
    pub(super) before: Box<BeforeTour>,
}

/// What was in the window before the tour, to be brought back.
pub(crate) struct BeforeTour {
    pub(super) settings: Settings,
    pub(super) sources: NetworkSources,
    /// The test set, where it was not MNIST's.
    pub(super) own_data: Option<Arc<TestSet>>,
    pub(super) specimen: Specimen,
    /// Whether the test set was open, and its filter.
    pub(super) gallery: (bool, Filter),
}

/// One stop.
pub(crate) struct Stop {
    title: &'static str,
    text: &'static str,
    set: fn(&mut Settings),
    /// The image of MNIST's test set that is shown.
    pub(crate) image: usize,
    /// What the test set's thumbnails are filtered by, where they are opened.
    pub(crate) browse: Option<fn() -> Filter>,
}

/// All stops, in order.
pub(crate) const STOPS: [Stop; 10] = [
    Stop {
        title: "Hopf at |c| = 1",
        text: "gamma is 0, so the digit drives no neuron: all have c = a = 0.9 and oscillate. Drag a past 1. At the \
               Andronov-Hopf bifurcation the equilibrium becomes stable, the cycle vanishes, and all neurons come to rest.",
        set: |settings| run_at(settings, NetworkChoice::Transplant, (0.0, 0.9)),
        image: 0,
        browse: None,
    },
    Stop {
        title: "Why the transplant’s gamma is negative",
        text: "The time mean of x is −(a + I), and the transplant’s outputs weigh x itself: with gamma = +0.5 each is turned upside \
               down, and the accuracy falls far below chance. Drag gamma through 0 to −0.5 and watch the accuracy at the \
               upper right. Networks that divide by gamma, Calibrated and Trained, read with either sign.",
        set: |settings| run_at(settings, NetworkChoice::Transplant, (0.5, 0.0)),
        image: 0,
        browse: None,
    },
    Stop {
        title: "Ripple and vote",
        text: "Colours now show x: the neurons swing together, and so do the outputs. At a single moment the largest may be \
               wrong; the vote over the observation window T = 100 evens that out. Drag back in the ribbon; look at “Accuracy by T” too.",
        set: |settings| {
            run_at(settings, NetworkChoice::Transplant, (-0.5, 0.0));
            settings.colouring = Colouring::X;
            settings.order = Order::Contribution;
        },
        image: 18,
        browse: None,
    },
    Stop {
        title: "A vote that falls apart",
        text: "“Perturb the wall”: the drives of the neurons are off by 0.02 or so, as those of real ones would be. Their phases \
               drift apart, and a vote that classified this image correctly gets it wrong. The accuracy at the upper right falls \
               too: reset heterogeneity to compare.",
        set: |settings| perturb(settings, SynapticTime::DEFAULT),
        image: PERTURBED,
        browse: None,
    },
    Stop {
        title: "Synapses put it together",
        text: "The same neurons, but each output receives a leaky integral of them, over about tau_s = 3, a turn: the ripple is \
               damped and the means stay. The vote on this image is correct again, and the accuracy is back. Drag tau_s to 0 and \
               back, and watch the traces and the ribbon.",
        set: |settings| perturb(settings, SynapticTime::new(3.0).unwrap_or_default()),
        image: PERTURBED,
        browse: None,
    },
    Stop {
        title: "Coupling does, too",
        text: "No synapses, but neurons that feel each other: kappa = 0.1 times the difference between the mean x of all and their \
               own. Their phases come together, see the order parameter below, and the vote on this image is correct again. \
               Coupled neurons can't be looked up: no accuracy by the vote.",
        set: |settings| {
            perturb(settings, SynapticTime::DEFAULT);
            settings.parameters.coupling = CouplingStrength::new(0.1).unwrap_or_default();
            settings.lower = LowerView::Order;
        },
        image: PERTURBED,
        browse: None,
    },
    Stop {
        title: "The calibrated transplant",
        text: "The same weights, but I = gamma tanh(z/2), and the output layer reads (1 − (x + a)/gamma)/2: its time mean is \
               the very sigmoid that the network was trained with. Compare the accuracies with the Transplant's.",
        set: |settings| run_at(settings, NetworkChoice::Calibrated, (-1.0, 0.0)),
        image: 18,
        browse: None,
    },
    Stop {
        title: "One digit, three neurons",
        text: "The same weights, in Morris-Lecar neurons: only the mean of a neuron must rise with its drive. Choose “Izhikevich, \
               regular” at “Neurons”, then “FitzHugh-Nagumo”: portraits, drives and time are others, the answer stays. “Bifurcations” \
               below shows where each begins to oscillate.",
        set: |settings| {
            run_at(settings, NetworkChoice::Calibrated, (-1.0, 0.0));
            settings.parameters.neurons = NeuronSettings::of(NeuronKind::MorrisLecar);
            settings.speed = 10.0;
        },
        image: 0,
        browse: None,
    },
    Stop {
        title: "Digit 8",
        text: "The network that the paper trained with neurons inside classified 0.1 % of the eights correctly. These are the \
               eights that the transplant misses: click one and see which output leads. Then choose “Trained with FHN”.",
        set: |settings| run_at(settings, NetworkChoice::Transplant, (-0.5, 0.0)),
        image: 61,
        browse: Some(|| Filter { label: Some(Class::new(8)), only: Only::Wrong, ..Filter::default() }),
    },
    Stop {
        title: "Training with neurons inside",
        text: "The mean law gives the gradient of every neuron exactly. Press Start: the weights become strokes, the accuracy \
               rises, and the Run tab follows. Then go back through the epochs with the slider.",
        set: |settings| {
            settings.tab = Tab::Train;
            settings.training.choose(TrainingKind::Exact);
            settings.training.follow = true;
        },
        image: 18,
        browse: None,
    },
];

fn run_at(settings: &mut Settings, network: NetworkChoice, (gamma, a): (f64, f64)) {
    settings.tab = Tab::Run;
    settings.network = network;
    settings.paused = false;
    settings.speed = 5.0;
    settings.order = Order::Index;
    settings.colouring = Colouring::Regime;
    settings.lower = LowerView::Outputs;
    settings.perturbs = false;
    settings.interventions.clear();
    settings.parameters = Parameters {
        gamma: Gamma::new(gamma).unwrap_or_default(),
        a: ControlParameter::new(a).unwrap_or_default(),
        ..Parameters::default()
    };
}

/// A test image that the network classifies correctly, but wrongly with the heterogeneity of [`perturb`] and no synapses.
const PERTURBED: usize = 1224;

/// Neurons that are not all alike, and synapses of this time constant.
fn perturb(settings: &mut Settings, synapse: SynapticTime) {
    run_at(settings, NetworkChoice::Trained, (-0.5, 0.0));
    settings.perturbs = true;
    settings.parameters.synapse = synapse;
    settings.parameters.noise.heterogeneity = NoiseDeviation::new(0.02).unwrap_or_default();
}

impl Stop {
    /// Sets what this stop is about.
    pub(crate) fn set(&self, settings: &mut Settings) {
        (self.set)(settings);
    }
}

/// Draws the strip into `rect`.
pub(crate) fn show(ui: &mut Ui, rect: Rect, stop: usize) -> Option<Intent> {
    let here = STOPS.get(stop)?;
    let palette = Palette::of(ui);
    ui.painter().rect_filled(rect, 0, palette.accent_soft);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, palette.line));
    let inner = rect.shrink2(vec2(theme::PADDING, 5.0));
    let mut intent = None;
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
        let tooltip = "Ends the tour and brings back what was in the window before it.";
        if ui.button("Close").on_hover_text(tooltip).clicked() {
            intent = Some(Intent::EndTour { back: true });
        }
        if ui.button("Stay here").on_hover_text("Ends the tour; everything stays as it is now.").clicked() {
            intent = Some(Intent::EndTour { back: false });
        }
        let is_last = stop + 1 == STOPS.len();
        let next = ui.add_enabled(!is_last, eframe::egui::Button::new("Next"));
        if next.on_hover_text("The next stop; it sets the sliders.").clicked() {
            intent = Some(Intent::Tour(stop + 1));
        }
        let back = ui.add_enabled(stop > 0, eframe::egui::Button::new("Back"));
        if back.on_hover_text("The stop before; it sets the sliders.").clicked() {
            intent = Some(Intent::Tour(stop.saturating_sub(1)));
        }
        ui.add_space(10.0);
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = 14.0;
                ui.weak(format!("{} of {}", stop + 1, STOPS.len()));
                ui.label(RichText::new(here.title).strong());
            });
            ui.add(Label::new(RichText::new(here.text).size(theme::TEXT - 1.0)).wrap());
        });
    });
    intent
}
