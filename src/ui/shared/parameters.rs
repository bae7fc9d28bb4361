//! The parameters that have sliders.

use serde::{Deserialize, Serialize};

use super::neuron_settings::NeuronSettings;
use crate::experiment::{DriveNoise, NoiseDeviation};
use crate::network::Gamma;
use crate::neuron::{ControlParameter, CouplingStrength, Epsilon, ParameterError, RecoveryRate, SynapticTime};

/// The values of the sliders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Gain of the current.
    pub gamma: Gamma,
    /// Control parameter.
    pub a: ControlParameter,
    /// Time scale.
    pub epsilon: Epsilon,
    /// Time constant of the synapses from the neurons to the outputs.
    pub synapse: SynapticTime,
    /// Noise on the neurons' drives.
    pub noise: DriveNoise,
    /// Strength kappa of the mean-field coupling among the neurons.
    pub coupling: CouplingStrength,
    /// The model of the neurons, and the sliders of other models than FitzHugh-Nagumo.
    pub neurons: NeuronSettings,
}

impl Parameters {
    /// The usual values with the same model of the neurons.
    pub(crate) fn reset(self) -> Self {
        Self { neurons: NeuronSettings::of(self.neurons.kind), ..Self::default() }
    }

    /// The value of a slider.
    pub(crate) fn get(&self, parameter: Parameter) -> f64 {
        match parameter {
            Parameter::Gamma => self.gamma.get(),
            Parameter::A => self.a.get(),
            Parameter::Epsilon => self.epsilon.get(),
            Parameter::Synapse => self.synapse.get(),
            Parameter::Heterogeneity => self.noise.heterogeneity.get(),
            Parameter::Fluctuation => self.noise.fluctuation.get(),
            Parameter::Coupling => self.coupling.get(),
            Parameter::DriveFrom => self.neurons.drives[0],
            Parameter::DriveTo => self.neurons.drives[1],
            Parameter::Recovery => {
                self.neurons.kind.model(self.neurons.recovery_rate).recovery_rate().unwrap_or_default()
            }
            Parameter::NeuronSynapse => self.neurons.synapse.get(),
        }
    }

    /// The same with a slider moved.
    ///
    /// # Errors
    /// If the value is out of the parameter's range.
    pub(crate) fn with(mut self, parameter: Parameter, value: f64) -> Result<Self, ParameterError> {
        match parameter {
            Parameter::Gamma => self.gamma = Gamma::new(value)?,
            Parameter::A => self.a = ControlParameter::new(value)?,
            Parameter::Epsilon => self.epsilon = Epsilon::new(value)?,
            Parameter::Synapse => self.synapse = SynapticTime::new(value)?,
            Parameter::Heterogeneity => self.noise.heterogeneity = NoiseDeviation::new(value)?,
            Parameter::Fluctuation => self.noise.fluctuation = NoiseDeviation::new(value)?,
            Parameter::Coupling => self.coupling = CouplingStrength::new(value)?,
            Parameter::DriveFrom => self.neurons = self.neurons.with_drive(0, value),
            Parameter::DriveTo => self.neurons = self.neurons.with_drive(1, value),
            Parameter::Recovery => {
                let usual = self.neurons.kind.model(None).recovery_rate();
                self.neurons.recovery_rate = Some(RecoveryRate::new(value)?).filter(|_| usual != Some(value));
            }
            Parameter::NeuronSynapse => self.neurons.synapse = SynapticTime::new(value)?,
        }
        Ok(self)
    }
}

/// A parameter with a slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// Gain of the current.
    Gamma,
    /// Control parameter a.
    A,
    /// Time scale.
    Epsilon,
    /// Time constant tau_s.
    Synapse,
    /// Standard deviation of the constant offsets of the drives.
    Heterogeneity,
    /// Standard deviation of the fluctuations of the drives.
    Fluctuation,
    /// Strength kappa of the mean-field coupling.
    Coupling,
    /// Of other models: the drive of a neuron whose sigmoid is 0.
    DriveFrom,
    /// The drive of a neuron whose sigmoid is 1.
    DriveTo,
    /// The rate of the recovery variable.
    Recovery,
    /// Time constant tau_s, in the model's unit.
    NeuronSynapse,
}

/// For each [`Parameter`] what its last edit was told.
pub(crate) type Hints = [Option<String>; 11];
