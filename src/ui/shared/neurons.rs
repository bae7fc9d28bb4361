//! How many neurons the window shows.

/// Neurons in the hidden layer.
pub(crate) const NEURONS: usize = 100;
