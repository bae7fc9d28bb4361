//! FitzHugh-Nagumo neurons in training: the exact gradient, and the paper's.
//!
//! Both answer by the longest-winner rule, from a lookup table of x(t; c), so the accuracies reported while training are those
//! of the trained network.

use ndarray::{Array2, ArrayViewMut1, Axis};
use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::activation::{BatchId, HiddenActivation};
use super::dense::Dense;
use super::fhn_layer::{Coupling, FhnLayer};
use super::readout::Readout;
use super::units::{Sigmoid, Units, sigmoid};
use super::vote_counts::Rule;
use crate::control::StopToken;
use crate::dataset::Class;
use crate::neuron::{LookupTable, SimulationError, Timing};

/// Images that one task takes. Fixed, so that results don't depend on the number of threads.
const ROWS: usize = 16;

/// Transient, window and sampling of the answers while training. Transient and window are the paper's in section 4; a sample
/// each half unit of time is enough for curves.
pub(crate) const TRAINING_TIMING: Timing = Timing { transient: 200.0, window: 100.0, every: 0.5, step: None };

/// Neurons with the lookup table of their x(t; c).
#[derive(Clone, Debug)]
struct Neurons {
    layer: FhnLayer,
    /// Of the layer's observable.
    table: LookupTable,
}

impl Neurons {
    fn new(layer: FhnLayer, times: Timing, stop: &StopToken) -> Result<Self, SimulationError> {
        let table = LookupTable::observe(&layer.simulation(times, 1), layer.observable(), layer.drive_bound(), stop)?;
        Ok(Self { layer, table })
    }

    fn answers(&self, output: &Dense, z: &Array2<f32>) -> Vec<Class> {
        let readout = Readout::new(&self.layer, output);
        let votes = readout.table_votes(&self.table, z.iter().map(|z| self.layer.drive(*z)));
        votes.iter().map(|votes| votes.answer(Rule::Winner)).collect()
    }
}

/// Calibrated neurons with the exact gradient of their time mean.
///
/// Ours. By the mean law the time mean of the signal is sigmoid(z), for any epsilon, a and gamma: the gradient needs neither a
/// simulation nor a surrogate. The simulation is for the answers.
#[derive(Clone, Debug)]
pub struct ExactNeurons(Neurons);

impl ExactNeurons {
    /// Neurons of `layer`, whose coupling becomes [`Coupling::Calibrated`].
    ///
    /// # Errors
    /// [`SimulationError`] while the lookup table is computed: unstable steps for this drive, or a stop.
    pub fn new(layer: FhnLayer, stop: &StopToken) -> Result<Self, SimulationError> {
        let layer = FhnLayer { coupling: Coupling::Calibrated, ..layer };
        Ok(Self(Neurons::new(layer, TRAINING_TIMING, stop)?))
    }

    /// The settings of the neurons.
    pub fn layer(&self) -> FhnLayer {
        self.0.layer
    }
}

impl HiddenActivation for ExactNeurons {
    fn units(&self) -> Units {
        Units::Fhn(self.0.layer)
    }

    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, batch: BatchId) {
        Sigmoid.apply(z, slope, batch);
    }

    fn respond(&self, z: &mut Array2<f32>) {
        Sigmoid.respond(z);
    }

    fn answers(&self, output: &Dense, z: Array2<f32>) -> Vec<Class> {
        self.0.answers(output, &z)
    }
}

/// The output h of a neuron in the paper's forward pass (section 4), from which the cost is computed. The paper leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperForward {
    /// sigmoid(x) at one random instant of the window for each image.
    #[default]
    Instant,
    /// sigmoid(x) at the last instant of the window, the same for all images.
    Last,
    /// The time mean of sigmoid(x) over the window.
    Mean,
}

/// How the paper's gradient passes the neurons: "during back propagation, they were replaced by conventional artificial
/// neurons with a sigmoid type activation function". The paper leaves open of what argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperBackward {
    /// Everything between the product z and the third layer's output counts as one sigmoid: dh/dz = sigmoid'(z).
    #[default]
    Sigmoid,
    /// The chain of all that stands there, with a sigmoid for the neurons alone: dh/dz = sigmoid'(x) sigmoid'(I) dI/dz. For
    /// gamma < 0 its sign is that of gamma, while the true response rises with z.
    Chain,
}

/// Our choices where the paper's section 4 leaves its training open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperScheme {
    /// The output of a neuron in the forward pass.
    pub forward: PaperForward,
    /// The derivative of a neuron in the backward pass.
    pub backward: PaperBackward,
}

/// Neurons trained as in section 4 of the paper: forward through x(t) and a third layer of sigmoids, backward as if they were
/// sigmoids.
#[derive(Clone, Debug)]
pub struct PaperNeurons {
    neurons: Neurons,
    scheme: PaperScheme,
    /// Time mean of sigmoid(x) of each cell of the table.
    means: Vec<f32>,
}

impl PaperNeurons {
    /// Neurons of `layer`, whose coupling becomes [`Coupling::Sigmoid`] unless it is [`Coupling::Pixels`].
    ///
    /// # Errors
    /// [`SimulationError`] while the lookup table is computed: unstable steps for this drive, or a stop.
    pub fn new(layer: FhnLayer, scheme: PaperScheme, stop: &StopToken) -> Result<Self, SimulationError> {
        let layer = FhnLayer { coupling: layer.coupling.of_paper(), ..layer };
        let neurons = Neurons::new(layer, TRAINING_TIMING, stop)?;
        let recording = neurons.table.recording();
        let mean = |cell| recording.trace(cell).sum::<f32>() / recording.samples().max(1) as f32;
        let means = (0..recording.neurons()).into_par_iter().map(mean).collect();
        Ok(Self { neurons, scheme, means })
    }

    /// The settings of the neurons.
    pub fn layer(&self) -> FhnLayer {
        self.neurons.layer
    }

    /// dh/dz at `z`, where `h` came out.
    fn slope(&self, z: f32, h: f32) -> f32 {
        let of_sigmoid = |argument: f32| {
            let value = sigmoid(argument);
            value * (1.0 - value)
        };
        match self.scheme.backward {
            PaperBackward::Sigmoid => of_sigmoid(z),
            PaperBackward::Chain => {
                let layer = &self.neurons.layer;
                let current = layer.drive(z) - layer.a.get() as f32;
                h * (1.0 - h) * of_sigmoid(current) * layer.drive_slope(z)
            }
        }
    }

    /// z to h for one image, at `sample` of the window or in the mean.
    fn pass(&self, z: &mut ArrayViewMut1<'_, f32>, sample: Option<usize>) {
        for z in z {
            let cell = self.neurons.table.lookup(self.neurons.layer.drive(*z)).neuron as usize;
            *z = sample.map_or(self.means[cell], |sample| self.neurons.table.recording().at(cell, sample));
        }
    }
}

impl HiddenActivation for PaperNeurons {
    fn units(&self) -> Units {
        Units::Fhn(self.neurons.layer)
    }

    fn apply(&self, z: &mut Array2<f32>, slope: &mut Array2<f32>, batch: BatchId) {
        let mut rng = batch.rng();
        let window = self.neurons.table.recording().samples();
        let samples: Vec<Option<usize>> = (0..z.nrows())
            .map(|_| match self.scheme.forward {
                PaperForward::Instant => Some(rng.random_range(0..window)),
                PaperForward::Last => Some(window - 1),
                PaperForward::Mean => None,
            })
            .collect();
        let rows = z.axis_chunks_iter_mut(Axis(0), ROWS).into_par_iter();
        rows.zip(slope.axis_chunks_iter_mut(Axis(0), ROWS)).zip(samples.par_chunks(ROWS)).for_each(
            |((mut z, mut slope), samples)| {
                for ((mut z, mut slope), sample) in z.rows_mut().into_iter().zip(slope.rows_mut()).zip(samples) {
                    let inputs = z.to_owned();
                    self.pass(&mut z, *sample);
                    for ((slope, input), h) in slope.iter_mut().zip(&inputs).zip(&z) {
                        *slope = self.slope(*input, *h);
                    }
                }
            },
        );
    }

    fn respond(&self, z: &mut Array2<f32>) {
        for mut row in z.rows_mut() {
            self.pass(&mut row, None);
        }
    }

    fn answers(&self, output: &Dense, z: Array2<f32>) -> Vec<Class> {
        self.neurons.answers(output, &z)
    }
}
