//! The command line.

pub mod model;
pub mod train;
