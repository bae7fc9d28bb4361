//! What the Paper tab draws.

pub(crate) mod clicked;
pub(crate) mod confusion;
pub(crate) mod landscape;
pub(crate) mod reproduction_row;
pub(crate) mod save_row;
pub(crate) mod sheets;
