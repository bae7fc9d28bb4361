//! Where the panels are.

use eframe::egui::{Rect, pos2};

/// Width of the digit's panel.
const DIGIT_WIDTH: f32 = 236.0;
/// Share of the height that the lower row takes, within bounds.
const LOWER_SHARE: f32 = 0.30;
const LOWER_HEIGHT: std::ops::RangeInclusive<f32> = 186.0..=320.0;
/// The least width of the large neuron's panel.
const NEURON_WIDTH: f32 = 350.0;
/// Share of the width that the answer takes, within bounds.
const ANSWER_SHARE: f32 = 0.29;
const ANSWER_WIDTH: std::ops::RangeInclusive<f32> = 330.0..=460.0;

/// The panels' places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Places {
    /// Upper left: the digit.
    pub(crate) digit: Rect,
    /// Upper middle: the wall of neurons.
    pub(crate) wall: Rect,
    /// Upper right: one neuron.
    pub(crate) neuron: Rect,
    /// Lower left: the outputs.
    pub(crate) outputs: Rect,
    /// Lower right: the answer.
    pub(crate) answer: Rect,
}

impl Places {
    /// Divides `rect`, with no gap between the panels.
    pub(crate) fn split(rect: Rect) -> Self {
        let lower = (LOWER_SHARE * rect.height()).clamp(*LOWER_HEIGHT.start(), *LOWER_HEIGHT.end()).round();
        let middle = rect.bottom() - lower;
        let digit = rect.left() + DIGIT_WIDTH;
        // The wall is about square; what is left is the large neuron's.
        let square = middle - rect.top() + 12.0;
        let widest = rect.width() - DIGIT_WIDTH - NEURON_WIDTH;
        let wall = (digit + square.min(widest)).round();
        let answer = (ANSWER_SHARE * rect.width()).clamp(*ANSWER_WIDTH.start(), *ANSWER_WIDTH.end()).round();
        let outputs = rect.right() - answer;
        let between =
            |left: f32, top: f32, right: f32, bottom: f32| Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        Self {
            digit: between(rect.left(), rect.top(), digit, middle),
            wall: between(digit, rect.top(), wall, middle),
            neuron: between(wall, rect.top(), rect.right(), middle),
            outputs: between(rect.left(), middle, outputs, rect.bottom()),
            answer: between(outputs, middle, rect.right(), rect.bottom()),
        }
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::vec2;

    use super::*;

    #[test]
    fn the_panels_fill_the_window_and_none_is_starved() {
        for size in [vec2(1000.0, 542.0), vec2(1024.0, 602.0), vec2(1280.0, 702.0), vec2(2560.0, 1342.0)] {
            let rect = Rect::from_min_size(pos2(0.0, 98.0), size);
            let places = Places::split(rect);
            let all = [places.digit, places.wall, places.neuron, places.outputs, places.answer];
            let area: f32 = all.iter().map(Rect::area).sum();
            assert!((area - rect.area()).abs() < 1.0, "{size}: {places:?}");
            assert!(places.neuron.width() >= NEURON_WIDTH - 1.0, "{size}: {places:?}");
            assert!(places.wall.width() >= 300.0, "{size}: {places:?}");
            assert!(places.digit.height() >= 340.0, "{size}: {places:?}");
        }
    }
}
