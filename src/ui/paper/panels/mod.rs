//! What the Paper tab draws.

pub(crate) mod sheets;
