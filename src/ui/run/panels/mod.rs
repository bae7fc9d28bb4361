//! What the Run tab draws.

pub(crate) mod answer;
pub(crate) mod bifurcation;
pub(crate) mod explanation;
pub(crate) mod gallery;
pub(crate) mod histogram;
mod motion;
pub(crate) mod neuron;
pub(crate) mod neurons;
pub(crate) mod numbers;
pub(crate) mod order;
pub(crate) mod outputs;
pub(crate) mod parameters;
pub(crate) mod perturbation;
pub(crate) mod portrait;
pub(crate) mod raster;
pub(crate) mod specimen;
pub(crate) mod title;
pub(crate) mod wall;
pub(crate) mod window;
