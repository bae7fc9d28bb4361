//! The window's own widgets. Each draws plain data and hands back what the pointer or the keyboard did to it.

pub(crate) mod bars;
pub(crate) mod canvas;
pub(crate) mod class_labels;
pub(crate) mod figure;
pub(crate) mod hover;
pub(crate) mod icon;
pub(crate) mod matrix;
pub(crate) mod named;
pub(crate) mod parameter;
pub(crate) mod picture;
pub(crate) mod plot;
pub(crate) mod polyline;
pub(crate) mod thumbnails;
pub(crate) mod traces;
pub(crate) mod weights;
