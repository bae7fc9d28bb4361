//! Layers, networks, training, and model files.
//!
//! A network turns the 784 values X of an image into K outputs Y through N hidden units. Row vectors are multiplied from the
//! left, so the weights have the shapes [784, N] and [N, K], and a set of images gives arrays of shape [images, N]:
//!
//! ```text
//! z = X W_in + b_in                 inputs of the units
//! I = gamma tanh(z)                 currents, equation (2)
//! epsilon dx/dt = x - x^3/3 - y     equation (1)
//!         dy/dt = x + a + I
//! Y(t) = x(t) W_out + b_out         outputs, equation (3)
//! ```
//!
//! Numbers of equations are those of [doi:10.1063/5.0152703](https://doi.org/10.1063/5.0152703), where N = 100 and K = 10. The
//! answer is the output that is the largest for the longest time of the observation window (section 3: [`Rule::Winner`]). Ours
//! are the biases, the calibrated coupling ([`Coupling::Calibrated`]), the exact gradient ([`ExactNeurons`]), training for the
//! vote ([`Objective::Vote`]) and the preprocessing ([`Preprocessing`]).
//!
//! ```
//! use nullcline::dataset::DIGITS;
//! use nullcline::network::{Coupling, FhnLayer, HiddenCount, Network};
//! use nullcline::synth::{DrawnStyle, drawn_digits};
//!
//! let images = drawn_digits(&DrawnStyle::NEAT, 0, 20);
//! let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), FhnLayer::new(Coupling::Transplant), 0);
//! let (z, drives) = (network.inputs(&images), network.drives(&images));
//! assert_eq!((z.dim(), drives.dim(), network.readout().classes()), ((20, 100), (20, 100), DIGITS));
//! // The drive is c = a + I, here with a = 0 and gamma = -0.5.
//! assert!((drives[[3, 7]] + 0.5 * z[[3, 7]].tanh()).abs() < 1e-6);
//! ```
//!
//! | file | contents |
//! | --- | --- |
//! | `preprocessing` | from the bytes of an image to the input layer |
//! | `dense` | a fully connected layer |
//! | `sparse` | products with images, most of whose pixels are zero |
//! | `fhn_layer` | couplings of FitzHugh-Nagumo neurons: current in, x out |
//! | `neuron_layer`, `calibrated_neurons`, `neuron_activation` | neurons of any model, calibrated by their mean law; in training |
//! | `units` | the units of the hidden layer: sigmoids or neurons |
//! | `network` | preprocessing, two layers and the units between them |
//! | `vote_counts` | which output leads how long; rules of decision |
//! | `readout` | outputs in time, from the motion of the neurons |
//! | `activation`, `fhn_activation` | the hidden layer in training: sigmoids, the exact gradient, the paper's |
//! | `dephasing`, `loss`, `vote`, `objective` | the cost that training minimises |
//! | `gradient`, `optimizer`, `training` | back-propagation, steps, epochs |
//! | `recipe` | settings for each kind of network |
//! | `model_file` | a trained network as a file |
//! | `import` | weights trained elsewhere |

mod activation;
mod calibrated_neurons;
mod dense;
mod dephasing;
mod fhn_activation;
mod fhn_layer;
mod gradient;
mod import;
pub mod loss;
pub mod model_file;
#[allow(clippy::module_inception, reason = "the file of the type Network")]
mod network;
mod neuron_activation;
mod neuron_layer;
mod objective;
mod optimizer;
mod preprocessing;
mod readout;
mod recipe;
mod safetensors_file;
mod sparse;
mod training;
mod units;
mod vote;
mod vote_counts;

pub use activation::{BatchId, HiddenActivation};
pub use calibrated_neurons::CalibratedNeurons;
pub use dense::Dense;
pub use dephasing::Dephasing;
pub(crate) use fhn_activation::TRAINING_TIMING;
pub use fhn_activation::{ExactNeurons, PaperBackward, PaperForward, PaperNeurons, PaperScheme};
pub use fhn_layer::{Coupling, FhnLayer, Gamma, InputMap};
pub use gradient::{Gradients, gradients, gradients_with_level};
pub use import::{Activation, ArrayNames, ImportOptions, Imported, Layout, OptionError, Scaling};
pub use model_file::{Model, ModelCard, ModelError, ModelKind};
pub use network::{FhnNetwork, HiddenCount, Network, ShapeError};
pub use neuron_activation::ExactCalibrated;
pub use neuron_layer::NeuronLayer;
pub use objective::Objective;
pub use optimizer::{Optimizer, Step};
pub use preprocessing::{InputTransform, Preprocessing};
pub use readout::Readout;
pub use recipe::{Method, Recipe, ripple};
pub use training::{
    BatchReport, EpochReport, Schedule, Trained, TrainingError, TrainingEvent, TrainingSets, TrainingSettings, train,
    train_with_rests,
};
pub use units::{HasInputTransform, NotSigmoid, Relu, Sigmoid, Units, sigmoid};
pub use vote_counts::{OutputTraces, Rule, VoteCounts};
