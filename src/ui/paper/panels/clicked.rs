//! A click into a figure sets the sliders.

/// A place in a figure is not meant to more digits than a slider shows.
pub(crate) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
