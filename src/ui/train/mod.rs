//! The Train tab: a form at the left, what training does at the right.

pub(crate) mod model;
pub(crate) mod panels;
pub(crate) mod plots;
pub(crate) mod tab;
pub(crate) mod view;
