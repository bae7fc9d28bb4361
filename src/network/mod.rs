//! Layers and the networks made of them.
//!
//! | file | contents |
//! | --- | --- |
//! | `preprocessing` | from the bytes of an image to the input layer |
//! | `dense` | a fully connected layer |
//! | `sparse` | products with images, most of whose pixels are zero |
//! | `fhn_layer` | couplings of FitzHugh-Nagumo neurons: current in, x out |
//! | `units` | the units of the hidden layer: sigmoids or neurons |
//! | `network` | preprocessing, two layers and the units between them |
//! | `vote_counts` | which output leads how long; rules of decision |
//! | `readout` | outputs in time, from the motion of the neurons |
//! | `activation`, `fhn_activation` | the hidden layer in training: sigmoids, the exact gradient, the paper's |
//! | `loss`, `vote`, `objective` | the cost that training minimises |
//! | `gradient`, `optimizer`, `training` | back-propagation, steps, epochs |
//! | `recipe` | settings for each kind of network |
//! | `model_file` | a trained network as a file |
//! | `import` | weights trained elsewhere |

mod activation;
mod dense;
mod fhn_activation;
mod fhn_layer;
mod gradient;
mod import;
pub mod loss;
pub mod model_file;
#[allow(clippy::module_inception, reason = "the file of the type Network")]
mod network;
mod objective;
mod optimizer;
mod preprocessing;
mod readout;
mod recipe;
mod sparse;
mod training;
mod units;
mod vote;
mod vote_counts;

pub use activation::{BatchId, HiddenActivation};
pub use dense::Dense;
pub use fhn_activation::{ExactNeurons, PaperBackward, PaperForward, PaperNeurons, PaperScheme};
pub use fhn_layer::{Coupling, FhnLayer, Gamma, InputMap};
pub use gradient::{Gradients, gradients};
pub use import::{Activation, ArrayNames, ImportOptions, Imported, Layout, OptionError, Scaling};
pub use model_file::{Model, ModelCard, ModelError, ModelKind};
pub use network::{FhnNetwork, HiddenCount, Network, ShapeError};
pub use objective::Objective;
pub use optimizer::{Optimizer, Step};
pub use preprocessing::{InputTransform, Preprocessing};
pub use readout::Readout;
pub use recipe::{Method, Recipe, ripple};
pub use training::{
    BatchReport, EpochReport, Schedule, Trained, TrainingError, TrainingEvent, TrainingSets, TrainingSettings, train,
};
pub use units::{HasInputTransform, NotSigmoid, Relu, Sigmoid, Units, sigmoid};
pub use vote_counts::{OutputTraces, Rule, VoteCounts};
