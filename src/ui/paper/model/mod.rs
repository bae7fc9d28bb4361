//! What the Paper tab computes and keeps.

pub(crate) mod errors;
pub(crate) mod landscape;
pub(crate) mod reproducer;
