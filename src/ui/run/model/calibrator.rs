//! Mean laws of neurons of other models than FitzHugh-Nagumo, tabulated in the background and kept.

use std::collections::VecDeque;
use std::sync::Arc;

use eframe::egui::Context;

use crate::control::StopToken;
use crate::job::{Latest, Questions};
use crate::network::{CalibratedNeurons, NeuronLayer};
use crate::ui::shared::notify::notify;
use crate::ui::shared::other_neurons::OtherNeurons;

/// Laws that are kept, 30 kB each.
const KEPT: usize = 64;

/// What came of a layer: its neurons with their law, or a sentence about the range of drives.
type Law = Result<Arc<CalibratedNeurons>, String>;

/// Tabulates mean laws.
#[derive(Default)]
pub(crate) struct Tabulating;

impl Questions for Tabulating {
    const NAME: &'static str = "mean-law";
    type Request = NeuronLayer;
    type Answer = (NeuronLayer, Law);

    fn answer(&mut self, layer: NeuronLayer, stop: &StopToken) -> Self::Answer {
        let law = CalibratedNeurons::new(layer, stop).map(Arc::new).map_err(|error| error.to_string());
        (layer, law)
    }
}

/// Tabulates the mean law of a layer, once for each of its ranges of drives.
pub(crate) struct Calibrator {
    laws: Latest<NeuronLayer, (NeuronLayer, Law)>,
    asked: Option<NeuronLayer>,
    /// The latest first.
    known: VecDeque<(NeuronLayer, Law)>,
}

impl Calibrator {
    /// Knows no law.
    pub(crate) fn new(ctx: &Context) -> Self {
        let wake = notify(ctx);
        Self { laws: Latest::of::<Tabulating>(move || wake()), asked: None, known: VecDeque::new() }
    }

    /// The neurons of a layer: calibrated, if the law is known, which is asked for otherwise.
    pub(crate) fn neurons(&mut self, layer: NeuronLayer) -> OtherNeurons {
        let before = self
            .known
            .iter()
            .find_map(|(of, law)| law.as_ref().ok().filter(|_| of.neuron == layer.neuron).map(Arc::clone));
        let neurons = OtherNeurons::uncalibrated(layer, before);
        // Start and synapses do not change the mean.
        let adapted = |(of, law): &(NeuronLayer, Law)| match law {
            Ok(law) if *of == layer => Some(Ok(Arc::clone(law))),
            Ok(law) => law.adapted(layer).map(|law| Ok(Arc::new(law))),
            Err(problem) => {
                let of = NeuronLayer { start: layer.start, synapse: layer.synapse, ..*of };
                (of == layer).then(|| Err(problem.clone()))
            }
        };
        if let Some(law) = self.known.iter().find_map(adapted) {
            if let Ok(law) = &law
                && self.known.front().is_none_or(|(of, _)| *of != layer)
            {
                self.keep(layer, Ok(Arc::clone(law)));
            }
            return neurons.calibrated_by(law);
        }
        if self.asked != Some(layer) {
            self.asked = Some(layer);
            self.laws.ask(layer);
        }
        neurons
    }

    /// Takes in what was tabulated. Whether there was anything.
    pub(crate) fn drain(&mut self) -> bool {
        match self.laws.poll() {
            Some(Ok((layer, law))) => {
                self.asked = self.asked.filter(|asked| *asked != layer);
                self.keep(layer, law);
                true
            }
            Some(Err(failed)) => {
                let Some(layer) = self.asked.take() else { return false };
                self.keep(layer, Err(failed));
                true
            }
            None => false,
        }
    }

    fn keep(&mut self, layer: NeuronLayer, law: Law) {
        self.known.push_front((layer, law));
        self.known.truncate(KEPT);
    }
}
