//! What the Run tab computes and keeps.

pub(crate) mod answer;
pub(crate) mod calibrator;
pub(crate) mod diagram;
pub(crate) mod gallery;
pub(crate) mod history;
pub(crate) mod live;
pub(crate) mod measure;
pub(crate) mod parts;
pub(crate) mod picture_files;
pub(crate) mod plane;
pub(crate) mod run_model;
mod spikes;
mod stimulus_log;
pub(crate) mod survey;
pub(crate) mod sweep;
pub(crate) mod trajectories;
pub(crate) mod verdict;
