//! What the Paper tab computes and keeps.

pub(crate) mod errors;
pub(crate) mod grid;
pub(crate) mod landscape;
pub(crate) mod paper_model;
pub(crate) mod reproducer;
