//! The hidden layer of neurons of any model, calibrated by the mean law of that model.
//!
//! With z the input of a neuron and F the time mean of its signal s as a function of the drive I, monotone from I_1 to I_2, its
//! drive and the value that the output layer weights are
//!
//! ```text
//! F(I) = F(I_1) + (F(I_2) - F(I_1)) sigmoid(z)          h(t) = (s(t) - F(I_1)) / (F(I_2) - F(I_1))
//! ```
//!
//! so the time mean of h is sigmoid(z) exactly, as with calibrated FitzHugh-Nagumo neurons: by the largest mean the network
//! answers as the plain network does, and dh/dz is that of a sigmoid.

use serde::{Deserialize, Serialize};

use crate::neuron::{BuiltInModel, Discretisation, NeuronKind, RecoveryRate, Signal, StepError, SynapticTime, Timing};

/// Settings of a layer of calibrated neurons.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeuronLayer {
    /// The model.
    pub neuron: NeuronKind,
    /// The rate of its recovery variable, if it is not that of the model's set of parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_rate: Option<RecoveryRate>,
    /// The drives for sigmoids of 0 and of 1, in the model's unit.
    pub drives: [f64; 2],
    /// The signal that synapses pass on.
    pub signal: Signal,
    /// Where all neurons start.
    pub start: [f64; 2],
    /// Time constant of the synapses from the neurons to the outputs, in the model's unit of time.
    pub synapse: SynapticTime,
}

impl NeuronLayer {
    /// The layer with the model's defaults, and no synapses.
    pub fn new(neuron: NeuronKind) -> Self {
        let model = neuron.model(None);
        let signal = model.description().signal;
        Self {
            neuron,
            recovery_rate: None,
            drives: neuron.drives(signal),
            signal,
            start: model.start(),
            synapse: SynapticTime::DEFAULT,
        }
    }

    /// The model with its parameters.
    pub fn model(&self) -> BuiltInModel {
        self.neuron.model(self.recovery_rate)
    }

    /// `times` in whole steps that the model allows.
    ///
    /// # Errors
    /// [`StepError`] if a time is out of range or the step longer than the model allows.
    pub fn discretise(&self, times: &Timing) -> Result<Discretisation, StepError> {
        self.model().discretise(times)
    }
}
