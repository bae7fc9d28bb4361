//! Layers and the networks made of them.
//!
//! | file | what it is for |
//! | --- | --- |
//! | `dense` | a fully connected layer, and the two that every network here has |
//! | `activation` | what stands between them: a sigmoid, or FitzHugh-Nagumo neurons |
//! | `loss` | softmax and cross-entropy |
//! | `objective` | what training makes small: cross-entropy, or what the vote needs |
//! | `optimizer` | how a gradient becomes a step |
//! | `encoding` | how a network sees a picture |
//! | `sparse` | products with pictures, which are four fifths paper |
//! | `recipe` | how a network of each kind is trained |
//! | `training` | the epoch loop: events out, stop token in |
//! | `ann` | the plain network 784-100-10 |
//! | `fhn_activation` | neurons in training: the exact gradient, and the paper's |
//! | `fhn_layer` | a hundred neurons: current in, x out |
//! | `fhn_network` | the network with neurons inside |
//! | `readout` | answers by the race of the outputs or by their means |
//! | `model_file` | a trained network on disk |
//! | `numpy` | weights trained elsewhere |

mod activation;
mod ann;
mod dense;
mod encoding;
mod fhn_activation;
mod fhn_layer;
mod fhn_network;
mod gradient;
pub mod loss;
pub mod model_file;
mod numpy;
mod objective;
mod optimizer;
mod preprocessing;
mod readout;
mod recipe;

mod sparse;
mod training;
mod vote;

pub use activation::{BatchId, HiddenActivation, Pixels, Sigmoid};
pub use ann::PlainNetwork;
pub use dense::{Dense, Layers};
pub use fhn_activation::{ExactNeurons, PaperBackward, PaperForward, PaperNeurons, PaperScheme};
pub use fhn_layer::{Coupling, FhnLayer, Gamma, InputMap};
pub use fhn_network::FhnNetwork;
pub use gradient::{Gradients, gradients};
pub use model_file::{Model, ModelCard, ModelError, ModelKind, Network};
pub use objective::Objective;
pub use optimizer::{Optimizer, Step};
pub use preprocessing::Preprocessing;
pub use readout::{OutputTraces, Readout, Rule, VoteCounts};
pub use recipe::{Method, Recipe, ripple};
pub use training::{
    BatchReport, EpochReport, Schedule, Trained, TrainingError, TrainingEvent, TrainingSets, TrainingSettings, train,
};

/// Neurons of the hidden layer, in every network here.
pub const HIDDEN: usize = 100;
