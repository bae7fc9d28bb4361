//! Where the panels are.

use eframe::egui::{Rect, pos2};

use crate::ui::theme::{MEDIUM, WIDE};

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

/// The least height where everything stands side by side.
const LEAST_HEIGHT: f32 = 542.0;
/// Heights of the panels that stand one under the other.
const DIGIT_HEIGHT: f32 = 480.0;
const NEURON_HEIGHT: f32 = 470.0;
const OUTPUTS_HEIGHT: f32 = 210.0;
/// What the wall has beside its square: the title and the histogram.
const BESIDE_WALL: f32 = 150.0;

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
    /// The least height of a window of this width in which every panel has its place.
    pub(crate) fn least_height(width: f32) -> f32 {
        if width >= WIDE {
            return LEAST_HEIGHT;
        }
        if width >= MEDIUM {
            return wall_height(width - DIGIT_WIDTH) + NEURON_HEIGHT + OUTPUTS_HEIGHT;
        }
        DIGIT_HEIGHT + wall_height(width) + NEURON_HEIGHT + 2.0 * OUTPUTS_HEIGHT
    }

    /// Divides `rect`, with no gap between the panels.
    pub(crate) fn split(rect: Rect) -> Self {
        if rect.width() < MEDIUM {
            return Self::one_column(rect);
        }
        if rect.width() < WIDE {
            return Self::three_rows(rect);
        }
        let lower = (LOWER_SHARE * rect.height()).clamp(*LOWER_HEIGHT.start(), *LOWER_HEIGHT.end()).round();
        let middle = rect.bottom() - lower;
        let digit = rect.left() + DIGIT_WIDTH;
        // The wall is about square; what is left is the large neuron's.
        let square = middle - rect.top() + 12.0;
        let widest = rect.width() - DIGIT_WIDTH - NEURON_WIDTH;
        let wall = (digit + square.min(widest)).round();
        let answer = (ANSWER_SHARE * rect.width()).clamp(*ANSWER_WIDTH.start(), *ANSWER_WIDTH.end()).round();
        let outputs = rect.right() - answer;
        Self {
            digit: between([rect.left(), rect.top()], [digit, middle]),
            wall: between([digit, rect.top()], [wall, middle]),
            neuron: between([wall, rect.top()], [rect.right(), middle]),
            outputs: between([rect.left(), middle], [outputs, rect.bottom()]),
            answer: between([outputs, middle], [rect.right(), rect.bottom()]),
        }
    }
}

impl Places {
    /// Digit and wall, one neuron, outputs and answer.
    fn three_rows(rect: Rect) -> Self {
        let upper = rect.top() + wall_height(rect.width() - DIGIT_WIDTH);
        let (digit, lower) = (rect.left() + DIGIT_WIDTH, rect.bottom() - OUTPUTS_HEIGHT);
        let outputs = rect.right() - *ANSWER_WIDTH.start();
        Self {
            digit: between([rect.left(), rect.top()], [digit, upper]),
            wall: between([digit, rect.top()], [rect.right(), upper]),
            neuron: between([rect.left(), upper], [rect.right(), lower]),
            outputs: between([rect.left(), lower], [outputs, rect.bottom()]),
            answer: between([outputs, lower], [rect.right(), rect.bottom()]),
        }
    }

    /// The digit and its answer first, then what leads from one to the other.
    fn one_column(rect: Rect) -> Self {
        let answer = rect.top() + DIGIT_HEIGHT;
        let wall = answer + OUTPUTS_HEIGHT;
        let outputs = wall + wall_height(rect.width());
        let neuron = outputs + OUTPUTS_HEIGHT;
        let row = |top: f32, bottom: f32| between([rect.left(), top], [rect.right(), bottom]);
        Self {
            digit: row(rect.top(), answer),
            answer: row(answer, wall),
            wall: row(wall, outputs),
            outputs: row(outputs, neuron),
            neuron: row(neuron, rect.bottom()),
        }
    }
}

fn between([left, top]: [f32; 2], [right, bottom]: [f32; 2]) -> Rect {
    Rect::from_min_max(pos2(left, top), pos2(right, bottom))
}

/// The height of a wall of that width.
fn wall_height(width: f32) -> f32 {
    (0.76 * width + BESIDE_WALL).max(DIGIT_HEIGHT).round()
}

#[cfg(test)]
mod tests {
    use eframe::egui::vec2;

    use super::*;

    #[test]
    fn narrow_windows_have_the_panels_one_under_the_other() {
        for width in [360.0, 390.0, 480.0, 699.0, 700.0, 820.0, 999.0] {
            let rect = Rect::from_min_size(pos2(0.0, 98.0), vec2(width, Places::least_height(width)));
            let places = Places::split(rect);
            let all = [places.digit, places.wall, places.neuron, places.outputs, places.answer];
            let area: f32 = all.iter().map(Rect::area).sum();
            assert!((area - rect.area()).abs() < 1.0, "{width}: {places:?}");
            assert!(
                all.iter().all(|place| rect.contains_rect(*place) && place.height() >= 200.0),
                "{width}: {places:?}"
            );
            assert!(places.neuron.width() >= NEURON_WIDTH && places.wall.width() >= 350.0, "{width}: {places:?}");
        }
    }

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
