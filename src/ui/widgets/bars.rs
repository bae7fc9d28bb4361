//! Ten bars, one a digit.

use eframe::egui::{Align2, FontId, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::dataset::{CLASSES, Class};
use crate::ui::theme::{Palette, RADIUS, TEXT};

/// Ten shares, 0 to 1.
pub(crate) struct DigitBars<'a> {
    /// What the bars are, for a screen reader.
    pub(crate) name: &'a str,
    /// The bars; `None` shows empty ones.
    pub(crate) shares: Option<[f64; CLASSES]>,
    /// Drawn as a tick on each bar.
    pub(crate) ticks: Option<[f64; CLASSES]>,
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
        let height = rect.height() / CLASSES as f32;
        for digit in Class::all() {
            let row = Rect::from_min_size(
                pos2(rect.left(), rect.top() + height * digit.index() as f32),
                vec2(rect.width(), height),
            );
            self.paint_row(ui, row, digit);
        }
        response
    }

    fn describe(&self) -> String {
        let Some(shares) = self.shares else { return format!("{}: none yet", self.name) };
        let parts: Vec<_> = Class::all().map(|digit| format!("{digit}: {}", percent(shares[digit.index()]))).collect();
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
        if let Some(shares) = self.shares {
            let share = shares[digit.index()];
            if share > 0.0 {
                let filled = Rect::from_min_max(bar.min, pos2(end(share).max(bar.left() + 1.0), bar.bottom()));
                painter.rect_filled(filled, RADIUS / 2, palette.digit(digit));
            }
            let at = pos2(row.right(), row.center().y);
            painter.text(at, Align2::RIGHT_CENTER, self.shown(share), font, color);
        }
        if let Some(ticks) = self.ticks
            && ticks[digit.index()] > 0.0
        {
            painter.vline(end(ticks[digit.index()]), bar.y_range().expand(1.5), Stroke::new(2.0, palette.ink));
        }
    }
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
