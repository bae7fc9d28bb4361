//! Calibrated neurons of any model with their mean law: drives, lookup tables, readout.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::dense::Dense;
use super::fhn_layer::InputMap;
use super::neuron_layer::NeuronLayer;
use super::readout::Readout;
use super::units::sigmoid;
use crate::control::{Control, StopToken, Stopped};
use crate::neuron::{DriveGrid, Lookup, MeanTable, Recording, SimulationError, Timing};

/// How many cells a lookup table has, and the table of drives that a drive is interpolated from.
const CELLS: usize = DriveGrid::CELLS;

/// Neurons of a [`NeuronLayer`] with their mean law.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::network::{CalibratedNeurons, InputMap, NeuronLayer, sigmoid};
/// use nullcline::neuron::NeuronKind;
///
/// let neurons = CalibratedNeurons::new(NeuronLayer::new(NeuronKind::MorrisLecar), &StopToken::new())?;
/// let InputMap { slope, offset } = neurons.input_map();
/// for z in [-3.0, 0.0, 0.7] {
///     let mean = neurons.law().at(neurons.drive(sigmoid(z)).into()).0 as f32;
///     assert!((slope * mean + offset - sigmoid(z)).abs() < 1e-4);
/// }
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibratedNeurons {
    layer: NeuronLayer,
    law: MeanTable,
    /// The drives at h from 0 to 1, [`CELLS`] + 1 of them.
    knots: Vec<f32>,
    /// The drive in the middle of each cell.
    cells: Vec<f32>,
}

impl CalibratedNeurons {
    /// The neurons of `layer`, whose mean law is tabulated; some tenths of a second.
    ///
    /// # Errors
    /// [`SimulationError::Range`] if the mean law is not monotone on the layer's drives or depends on the start there;
    /// [`SimulationError::Stopped`] if `stop` was set.
    pub fn new(layer: NeuronLayer, stop: &StopToken) -> Result<Self, SimulationError> {
        let law = layer.model().mean_table(layer.signal, layer.drives, stop)?;
        let [first, last] = law.ends();
        let drive = |h: f64| law.drive(first + (last - first) * h) as f32;
        let knots = (0..=CELLS).map(|knot| drive(knot as f64 / CELLS as f64)).collect();
        let cells = (0..CELLS).map(|cell| drive((cell as f64 + 0.5) / CELLS as f64)).collect();
        Ok(Self { layer, law, knots, cells })
    }

    /// The same neurons with the start and the synapses of `layer`; `None` if that has another model, other drives or another
    /// signal, and so another mean law.
    pub fn adapted(&self, layer: NeuronLayer) -> Option<Self> {
        let adapted = NeuronLayer { start: layer.start, synapse: layer.synapse, ..self.layer };
        (adapted == layer).then(|| Self { layer, ..self.clone() })
    }

    /// Their settings.
    pub fn layer(&self) -> &NeuronLayer {
        &self.layer
    }

    /// Their mean law.
    pub fn law(&self) -> &MeanTable {
        &self.law
    }

    /// The drive at which the mean of h is `h`, from 0 to 1.
    #[inline]
    pub fn drive(&self, h: f32) -> f32 {
        let place = h.clamp(0.0, 1.0) * CELLS as f32;
        let knot = (place as usize).min(CELLS - 1);
        let (left, right) = (self.knots[knot], self.knots[knot + 1]);
        left + (right - left) * (place - knot as f32)
    }

    /// The drives of many neurons that receive `z`.
    pub fn drives(&self, z: &Array2<f32>) -> Array2<f32> {
        z.mapv(|z| self.drive(sigmoid(z)))
    }

    /// The drives of the cells of a lookup table.
    pub fn cells(&self) -> &[f32] {
        &self.cells
    }

    /// The cell of a neuron that receives `z`, with the correction of its signal's mean.
    #[inline]
    pub fn lookup(&self, z: f32) -> Lookup {
        let h = f64::from(sigmoid(z));
        let cell = ((h * CELLS as f64) as usize).min(CELLS - 1);
        let [first, last] = self.law.ends();
        let shift = (last - first) * (h - (cell as f64 + 0.5) / CELLS as f64);
        Lookup { neuron: cell as u32, shift: shift as f32 }
    }

    /// What the output layer reads is `slope * s + offset`.
    pub fn input_map(&self) -> InputMap {
        let [first, last] = self.law.ends();
        let slope = (last - first).recip();
        InputMap { slope: slope as f32, offset: (-first * slope) as f32 }
    }

    /// The output layer `output` behind these neurons.
    ///
    /// # Panics
    /// If it has fewer than 2 or more than 256 outputs.
    pub fn readout(&self, output: &Dense) -> Readout {
        Readout::of_map(self.input_map(), output)
    }

    /// Integrates a neuron for each drive from the common start, and passes recordings of their signals through synapses to
    /// `keep`, one after the other in time.
    ///
    /// # Errors
    /// [`SimulationError::Step`] if a time is out of range or the step longer than the model allows;
    /// [`SimulationError::Stopped`] if the work was stopped.
    pub fn observe(
        &self,
        drives: &[f32],
        times: Timing,
        control: Control<'_>,
        keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        self.observe_from((drives, |_| self.layer.start), times, control, keep)
    }

    /// [`CalibratedNeurons::observe`] of neurons of which each has a start of its own: that of neuron i is `state(i)`.
    ///
    /// # Errors
    /// Those of [`CalibratedNeurons::observe`].
    pub fn observe_from(
        &self,
        neurons: (&[f32], impl Fn(usize) -> [f64; 2]),
        times: Timing,
        control: Control<'_>,
        keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        let NeuronLayer { signal, synapse, .. } = self.layer;
        self.layer.model().observe(neurons, (&times, signal, synapse), control, keep)
    }
}
