//! Neurons of another model than FitzHugh-Nagumo, as they are driven and read.

use std::sync::Arc;

use crate::network::{CalibratedNeurons, NeuronLayer};
use crate::neuron::{BuiltInModel, ModelDescription};

/// Neurons of another model than FitzHugh-Nagumo, calibrated by their mean law as soon as it is tabulated.
#[derive(Clone, Debug)]
pub(crate) struct OtherNeurons {
    layer: NeuronLayer,
    calibrated: Option<Arc<CalibratedNeurons>>,
    /// Neurons of the same model that were calibrated before, at other settings.
    before: Option<Arc<CalibratedNeurons>>,
    problem: Option<String>,
}

impl OtherNeurons {
    /// Neurons that are not calibrated yet. Until they are, drives follow the law of `before`, stretched to the new range.
    pub(crate) fn uncalibrated(layer: NeuronLayer, before: Option<Arc<CalibratedNeurons>>) -> Self {
        let before = before.filter(|before| before.layer().neuron == layer.neuron);
        Self { layer, calibrated: None, before, problem: None }
    }

    /// The same, calibrated, or the reason why they can't be.
    pub(crate) fn calibrated_by(self, law: Result<Arc<CalibratedNeurons>, String>) -> Self {
        match law {
            Ok(law) => Self { calibrated: Some(law), ..self },
            Err(problem) => Self { problem: Some(problem), ..self },
        }
    }

    /// Their settings.
    pub(crate) fn layer(&self) -> NeuronLayer {
        self.layer
    }

    /// Their model.
    pub(crate) fn model(&self) -> BuiltInModel {
        self.layer.model()
    }

    /// Names and units of their model.
    pub(crate) fn description(&self) -> ModelDescription {
        self.model().description()
    }

    /// With their mean law, once it is tabulated.
    pub(crate) fn calibrated(&self) -> Option<&Arc<CalibratedNeurons>> {
        self.calibrated.as_ref()
    }

    /// By what their signals are read: the law of other settings stands in until that of theirs is there. `None` where there is
    /// no law.
    pub(super) fn read_by(&self) -> Option<&Arc<CalibratedNeurons>> {
        self.calibrated.as_ref().or(self.before.as_ref()).filter(|_| self.problem.is_none())
    }

    /// Why they can't be calibrated.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The drive at which the mean of what the outputs receive is `h`, 0 to 1.
    pub(crate) fn drive(&self, h: f32) -> f32 {
        if let Some(law) = &self.calibrated {
            return law.drive(h);
        }
        let [low, high] = self.layer.drives.map(|drive| drive as f32);
        let share = self.before.as_ref().map_or(h, |before| {
            let [first, last] = before.layer().drives.map(|drive| drive as f32);
            (before.drive(h) - first) / (last - first)
        });
        low + (high - low) * share
    }
}

/// The drive of a model with its unit, such as "I (µA/cm²)".
pub(crate) fn drive_label(description: &ModelDescription) -> String {
    typeset(&description.drive.label())
}

/// A unit with the letters that a font of the window has and ASCII has not.
pub(crate) fn typeset(unit: &str) -> String {
    unit.replace("uA/cm2", "µA/cm²")
}
