//! The model of the neurons, and what its sliders are set to.

use serde::{Deserialize, Serialize};

use crate::network::NeuronLayer;
use crate::neuron::{NeuronKind, RecoveryRate, SynapticTime};

/// Time constant of the synapses of other models than FitzHugh-Nagumo unless another one is chosen, ms.
const SYNAPSE: f64 = 100.0;
/// The least width of the range of drives, as a part of that of its sliders.
const NARROWEST: f64 = 0.01;

/// The model of the neurons. FitzHugh-Nagumo neurons have sliders of their own; the values here are those of other models.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NeuronSettings {
    /// The model.
    pub kind: NeuronKind,
    /// The drives for sigmoids of 0 and of 1, in the model's unit.
    pub drives: [f64; 2],
    /// The rate of the recovery variable, if it is not that of the model's set of parameters.
    pub recovery_rate: Option<RecoveryRate>,
    /// Time constant of the synapses from the neurons to the outputs, in the model's unit of time.
    pub synapse: SynapticTime,
}

impl Default for NeuronSettings {
    fn default() -> Self {
        Self::of(NeuronKind::FitzHughNagumo)
    }
}

impl NeuronSettings {
    /// A model with its usual values.
    pub fn of(kind: NeuronKind) -> Self {
        let signal = kind.model(None).description().signal;
        Self {
            kind,
            drives: kind.drives(signal),
            recovery_rate: None,
            synapse: SynapticTime::new(SYNAPSE).unwrap_or_default(),
        }
    }

    /// The values of a layer.
    pub(crate) fn of_layer(layer: &NeuronLayer) -> Self {
        let NeuronLayer { neuron, recovery_rate, drives, synapse, .. } = *layer;
        Self { kind: neuron, drives, recovery_rate, synapse }
    }

    /// The layer of neurons; `None` for FitzHugh-Nagumo neurons.
    pub(crate) fn layer(&self) -> Option<NeuronLayer> {
        let Self { kind, drives, recovery_rate, synapse } = *self;
        (kind != NeuronKind::FitzHughNagumo).then(|| NeuronLayer {
            recovery_rate,
            drives,
            synapse,
            ..NeuronLayer::new(kind)
        })
    }

    /// The ends of the sliders of the drives.
    pub(crate) fn reach(&self) -> [f64; 2] {
        self.kind.diagram()
    }

    /// The same with one end of the range of drives moved; it stops short of the other.
    pub(super) fn with_drive(self, end: usize, drive: f64) -> Self {
        let [low, high] = self.reach();
        let gap = NARROWEST * (high - low);
        let mut drives = self.drives;
        drives[end] = if end == 0 { drive.min(drives[1] - gap) } else { drive.max(drives[0] + gap) };
        Self { drives, ..self }
    }

    /// The same with drives that make a range.
    pub(crate) fn sanitized(self) -> Self {
        let [least, most] = self.kind.model(None).description().drive_bounds;
        let [low, high] = self.drives;
        if least <= low && low < high && high <= most {
            self
        } else {
            Self { drives: Self::of(self.kind).drives, ..self }
        }
    }
}
