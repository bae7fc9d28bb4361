//! What the Train tab draws.

pub(crate) mod charts;
pub(crate) mod column;
pub(crate) mod features;
pub(crate) mod form;
pub(crate) mod one_epoch;
