//! What the Run tab computes and keeps.

pub(crate) mod answer;
pub(crate) mod gallery;
pub(crate) mod live;
pub(crate) mod measure;
pub(crate) mod run_model;
pub(crate) mod survey;
