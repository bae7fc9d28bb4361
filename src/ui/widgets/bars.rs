//! Bars, one a class.

use eframe::egui::{Align2, FontId, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::dataset::{Class, DIGITS};
use crate::ui::theme::{Palette, RADIUS, TEXT};

/// Shares of classes, 0 to 1.
pub(crate) struct DigitBars<'a> {
    /// What the bars are, for a screen reader.
    pub(crate) name: &'a str,
    /// The bars, none for an absent class; `None` shows empty ones.
    pub(crate) shares: Option<Vec<Option<f64>>>,
    /// Drawn as a tick on each bar.
    pub(crate) ticks: Option<Vec<f64>>,
    /// This digit's number is set off.
    pub(crate) leader: Option<Class>,
    /// Digits after the point of the percentages.
    pub(crate) decimals: usize,
    /// What the left and the right end of the bars stand for.
    pub(crate) ends: [f64; 2],
}

impl DigitBars<'_> {
    /// Draws the bars into that size.
    pub(crate) fn show(&self, ui: &mut Ui, size: Vec2) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.describe()));
        let height = rect.height() / self.rows() as f32;
        for digit in (0..self.rows()).map(|class| Class::new(class as u8)) {
            let row = Rect::from_min_size(
                pos2(rect.left(), rect.top() + height * digit.index() as f32),
                vec2(rect.width(), height),
            );
            self.paint_row(ui, row, digit);
        }
        response
    }

    /// How many bars; ten where there are none yet.
    fn rows(&self) -> usize {
        self.shares.as_ref().map_or(DIGITS.get(), Vec::len).max(1)
    }

    fn describe(&self) -> String {
        let Some(shares) = &self.shares else { return format!("{}: none yet", self.name) };
        let shown = |share: &Option<f64>| share.map_or_else(|| "absent".to_owned(), percent);
        let parts: Vec<_> =
            shares.iter().enumerate().map(|(class, share)| format!("{class}: {}", shown(share))).collect();
        format!("{}: {}", self.name, parts.join(", "))
    }

    fn shown(&self, share: f64) -> String {
        if self.decimals == 0 { percent(share) } else { format!("{:.*} %", self.decimals, 100.0 * share) }
    }

    fn paint_row(&self, ui: &Ui, row: Rect, digit: Class) {
        let palette = Palette::of(ui);
        let font = FontId::proportional((row.height() - 2.0).clamp(9.0, TEXT));
        let leads = self.leader == Some(digit);
        let color = if leads { palette.text } else { palette.dim };
        let painter = ui.painter();
        painter.text(pos2(row.left() + 8.0, row.center().y), Align2::CENTER_CENTER, digit, font.clone(), color);
        let bar = Rect::from_min_max(
            pos2(row.left() + 20.0, row.center().y - 0.32 * row.height()),
            pos2(row.right() - if self.decimals == 0 { 42.0 } else { 54.0 }, row.center().y + 0.32 * row.height()),
        );
        painter.rect_filled(bar, RADIUS / 2, palette.well);
        let [low, high] = self.ends;
        let end = |share: f64| bar.left() + bar.width() * ((share - low) / (high - low)).clamp(0.0, 1.0) as f32;
        if let Some(shares) = &self.shares {
            let share = shares[digit.index()];
            if let Some(share) = share.filter(|share| *share > 0.0) {
                let filled = Rect::from_min_max(bar.min, pos2(end(share).max(bar.left() + 1.0), bar.bottom()));
                painter.rect_filled(filled, RADIUS / 2, palette.digit(digit));
            }
            let at = pos2(row.right(), row.center().y);
            let text = share.map_or_else(|| "–".to_owned(), |share| self.shown(share));
            painter.text(at, Align2::RIGHT_CENTER, text, font, color);
        }
        let tick = self.ticks.as_ref().and_then(|ticks| ticks.get(digit.index())).copied();
        if let Some(tick) = tick.filter(|tick| *tick > 0.0) {
            painter.vline(end(tick), bar.y_range().expand(1.5), Stroke::new(2.0, palette.ink));
        }
    }
}

/// The class of the largest share; the first one among equals.
pub(crate) fn largest(shares: &[f64]) -> Class {
    Class::of_largest(&shares.iter().map(|share| *share as f32).collect::<Vec<_>>())
}

/// A share as a percentage, for people.
pub(crate) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        "<1 %".to_owned()
    } else if share < 1.0 && share > 0.995 {
        ">99 %".to_owned()
    } else {
        format!("{:.0} %", 100.0 * share)
    }
}

/// An accuracy, for people.
pub(crate) fn percent_of_set(accuracy: f64) -> String {
    format!("{:.2} %", 100.0 * accuracy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_never_rounds_to_none_or_all() {
        let shown: Vec<_> = [0.0, 0.001, 0.126, 0.5, 0.999, 1.0].into_iter().map(percent).collect();
        assert_eq!(shown, ["0 %", "<1 %", "13 %", "50 %", ">99 %", "100 %"]);
    }
}
