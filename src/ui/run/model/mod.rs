//! What the Run tab computes and keeps.

pub(crate) mod answer;
pub(crate) mod gallery;
pub(crate) mod history;
pub(crate) mod live;
pub(crate) mod measure;
pub(crate) mod picture_files;
pub(crate) mod run_model;
pub(crate) mod survey;
pub(crate) mod sweep;
pub(crate) mod verdict;
