//! Neurons of any model in training, with the exact gradient of their time mean.

use ndarray::Array2;

use super::activation::{BatchId, HiddenActivation};
use super::calibrated_neurons::CalibratedNeurons;
use super::dense::Dense;
use super::neuron_layer::NeuronLayer;
use super::units::{Sigmoid, Units};
use super::vote_counts::{Rule, VoteCounts};
use crate::control::{Control, StopToken, Stopped};
use crate::dataset::Class;
use crate::neuron::{Lookup, Recording, SimulationError, Timing};

/// Calibrated neurons of any model with the exact gradient of their time mean, which is that of a sigmoid.
///
/// Answers in training are those of the longest winner, from a lookup table with half the transient of the model's default and
/// half of its samples.
#[derive(Clone, Debug)]
pub struct ExactCalibrated {
    neurons: CalibratedNeurons,
    table: Recording,
}

impl ExactCalibrated {
    /// Neurons of `layer`.
    ///
    /// # Errors
    /// [`SimulationError`] if the mean law does not serve on the layer's drives, or the work was stopped.
    pub fn new(layer: NeuronLayer, stop: &StopToken) -> Result<Self, SimulationError> {
        let neurons = CalibratedNeurons::new(layer, stop)?;
        let usual = layer.model().description().times;
        let times = Timing { transient: usual.transient / 2.0, every: 2.0 * usual.every, ..usual };
        let mut recordings = Vec::new();
        neurons.observe(neurons.cells(), times, Control::without_progress(stop), |recording| {
            recordings.push(recording);
            Ok(())
        })?;
        // The window is short enough for one piece.
        let table = recordings.pop().ok_or(Stopped)?;
        Ok(Self { neurons, table })
    }
}

impl HiddenActivation for ExactCalibrated {
    fn units(&self) -> Units {
        Units::Neurons(*self.neurons.layer())
    }

    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, batch: BatchId) {
        Sigmoid.apply(z, slope, batch);
    }

    fn respond(&self, z: &mut Array2<f32>) {
        Sigmoid.respond(z);
    }

    fn answers(&self, output: &Dense, z: Array2<f32>) -> Vec<Class> {
        let lookups: Vec<Lookup> = z.iter().map(|z| self.neurons.lookup(*z)).collect();
        let readout = self.neurons.readout(output);
        let mut votes = vec![VoteCounts::new(readout.classes()); z.nrows()];
        readout.add_votes(&self.table, &lookups, &mut votes);
        votes.iter().map(|votes| votes.answer(Rule::Winner)).collect()
    }
}
