//! The Paper tab: the paper's tables and figures recomputed, and the network of the Run tab under the lens.

pub(crate) mod model;
mod panels;
pub(crate) mod tab;
