//! What the Train tab draws.

pub(crate) mod charts;
pub(crate) mod features;
pub(crate) mod form;
