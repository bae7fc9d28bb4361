//! Values between pixels.

use super::{PIXELS, SIDE};

/// The value of an image between its pixels, by bilinear interpolation; 0 outside.
pub(crate) fn bilinear(picture: &[f32; PIXELS], across: f32, down: f32) -> f32 {
    let (left, top) = (across.floor(), down.floor());
    let (right_weight, bottom_weight) = (across - left, down - top);
    let (left, top) = (left as i32, top as i32);
    let at = |row: i32, column: i32| {
        let side = SIDE as i32;
        if (0..side).contains(&row) && (0..side).contains(&column) {
            picture[(row * side + column) as usize]
        } else {
            0.0
        }
    };
    let upper = at(top, left) * (1.0 - right_weight) + at(top, left + 1) * right_weight;
    let lower = at(top + 1, left) * (1.0 - right_weight) + at(top + 1, left + 1) * right_weight;
    upper * (1.0 - bottom_weight) + lower * bottom_weight
}
