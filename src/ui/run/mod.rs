//! The Run tab: the image at the left, the neurons in the middle, the answer at the right.

pub(crate) mod layout;
pub(crate) mod model;
pub(crate) mod panels;
pub(crate) mod plots;
pub(crate) mod tab;
pub(crate) mod view;
