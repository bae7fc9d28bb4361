//! The Run tab: a digit goes in at the left, a hundred neurons move in the middle, an answer grows at the right.

mod layout;
pub(crate) mod model;
pub(crate) mod panels;
pub(crate) mod plots;
pub(crate) mod tab;
pub(crate) mod view;
