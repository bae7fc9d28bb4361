//! What the Run tab draws.

pub(crate) mod answer;
pub(crate) mod gallery;
mod histogram;
pub(crate) mod neuron;
pub(crate) mod neurons;
pub(crate) mod outputs;
pub(crate) mod parameters;
mod portrait;
pub(crate) mod specimen;
mod wall;
