//! Flags that choose a model of the neurons, and its layer.

use super::words::word;
use crate::network::NeuronLayer;
use crate::neuron::{BuiltInModel, NeuronKind, ParameterError, RecoveryRate, Signal, SynapticTime};

/// The model of the neurons.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct NeuronArgs {
    /// The model of the neurons; times of all but fhn are in ms [default: the model's of the file, or fhn]
    #[arg(long, value_enum)]
    pub(super) neuron: Option<NeuronKind>,
    /// Rate of the recovery variable, 0.001 to 1 per ms: phi of Morris-Lecar, a of Izhikevich (not fhn) [default: that of the
    /// model's set of parameters]
    #[arg(long, allow_negative_numbers = true)]
    pub(super) recovery_rate: Option<RecoveryRate>,
}

/// FitzHugh-Nagumo, if no model is named.
pub(super) fn kind_of(neuron: Option<NeuronKind>) -> NeuronKind {
    neuron.unwrap_or(NeuronKind::FitzHughNagumo)
}

impl NeuronArgs {
    /// Whether a model other than FitzHugh-Nagumo is asked for.
    pub(super) fn is_other(&self) -> bool {
        kind_of(self.neuron) != NeuronKind::FitzHughNagumo
    }

    /// The model.
    ///
    /// # Errors
    /// A rate of recovery for FitzHugh-Nagumo, which has epsilon instead.
    pub(super) fn model(&self) -> anyhow::Result<BuiltInModel> {
        anyhow::ensure!(
            self.is_other() || self.recovery_rate.is_none(),
            "--recovery-rate is for Morris-Lecar and Izhikevich neurons; FitzHugh-Nagumo neurons have --epsilon"
        );
        Ok(kind_of(self.neuron).model(self.recovery_rate))
    }
}

/// How neurons other than FitzHugh-Nagumo are driven and read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct LayerArgs {
    /// Drive of a neuron whose sigmoid is 0, in the model's unit (not fhn) [default: the model's]
    #[arg(long, value_name = "DRIVE", allow_negative_numbers = true)]
    drive_from: Option<f64>,
    /// Drive of a neuron whose sigmoid is 1 (not fhn) [default: the model's]
    #[arg(long, value_name = "DRIVE", allow_negative_numbers = true)]
    drive_to: Option<f64>,
    /// Signal that synapses pass on (not fhn) [default: potential of Morris-Lecar, spikes of Izhikevich neurons]
    #[arg(long, value_enum)]
    signal: Option<Signal>,
}

impl LayerArgs {
    /// The flags that were given, with their names.
    pub(super) fn given(&self) -> [(&'static str, bool); 3] {
        [
            ("drive-from", self.drive_from.is_some()),
            ("drive-to", self.drive_to.is_some()),
            ("signal", self.signal.is_some()),
        ]
    }

    /// The same with their values, as on the command line.
    pub(super) fn words(&self) -> [(&'static str, Option<String>); 3] {
        [
            ("drive-from", self.drive_from.map(|value| value.to_string())),
            ("drive-to", self.drive_to.map(|value| value.to_string())),
            ("signal", self.signal.as_ref().map(word)),
        ]
    }

    /// The layer `own`, as the flags change it.
    ///
    /// # Errors
    /// A start that is not a number or far out.
    pub(super) fn layer(
        &self,
        own: NeuronLayer,
        recovery_rate: Option<RecoveryRate>,
        (start, synapse): ([Option<f64>; 2], Option<SynapticTime>),
    ) -> anyhow::Result<NeuronLayer> {
        let signal = self.signal.unwrap_or(own.signal);
        let drives = if signal == own.signal { own.drives } else { own.neuron.drives(signal) };
        let layer = NeuronLayer {
            recovery_rate: recovery_rate.or(own.recovery_rate),
            drives: [self.drive_from.unwrap_or(drives[0]), self.drive_to.unwrap_or(drives[1])],
            signal,
            start: start_of(own.start, start)?,
            synapse: synapse.unwrap_or(own.synapse),
            ..own
        };
        Ok(layer)
    }
}

/// The largest |x| and |y| of a start.
const FARTHEST: f64 = 200.0;

/// A start with the coordinates that were given.
///
/// # Errors
/// One that is not a number from -200 to 200.
pub(super) fn start_of(own: [f64; 2], given: [Option<f64>; 2]) -> Result<[f64; 2], ParameterError> {
    let mut start = own;
    for ((name, value), given) in ["x0", "y0"].into_iter().zip(&mut start).zip(given) {
        let Some(given) = given else { continue };
        if !(-FARTHEST..=FARTHEST).contains(&given) {
            return Err(ParameterError { name, value: given, min: -FARTHEST, max: FARTHEST });
        }
        *value = given;
    }
    Ok(start)
}
