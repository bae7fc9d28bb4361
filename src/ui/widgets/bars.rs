//! Bars, one a class.

use eframe::egui::{
    Align, Align2, FontId, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::class_labels::ClassLabels;
use crate::dataset::{Class, DIGITS};
use crate::ui::theme::{Palette, RADIUS, SMALL, TEXT};

/// The least height of a row; more rows than fit are scrolled to.
const LEAST_ROW: f32 = 10.0;
/// The least width of the labels, and the most as a share of the whole.
const LEAST_LABEL: f32 = 16.0;
const MOST_LABEL: f32 = 0.34;
/// Height of the axis under bars that do not begin at zero.
const AXIS: f32 = 14.0;

/// Shares of classes, 0 to 1.
pub(crate) struct ClassBars<'a> {
    /// What the bars are, for a screen reader.
    pub(crate) name: &'a str,
    /// What the classes are called.
    pub(crate) labels: &'a ClassLabels,
    /// The bars, none for an absent class; `None` shows empty ones.
    pub(crate) shares: Option<Vec<Option<f64>>>,
    /// Drawn as a tick on each bar.
    pub(crate) ticks: Option<Vec<f64>>,
    /// This class's label is set off.
    pub(crate) leader: Option<Class>,
    /// Digits after the point of the percentages.
    pub(crate) decimals: usize,
    /// What the left and the right end of the bars stand for.
    pub(crate) ends: [f64; 2],
}

impl ClassBars<'_> {
    /// Draws the bars into that size; they scroll where there are too many.
    pub(crate) fn show(&self, ui: &mut Ui, size: Vec2) -> Response {
        if self.ends[0] <= 0.0 {
            return self.bars(ui, size);
        }
        let response = self.bars(ui, size - vec2(0.0, AXIS));
        let (rect, _) = ui.allocate_exact_size(vec2(size.x, AXIS), Sense::hover());
        self.paint_axis(ui, rect);
        response
    }

    /// The bars alone.
    fn bars(&self, ui: &mut Ui, size: Vec2) -> Response {
        let least = self.rows() as f32 * LEAST_ROW;
        if least <= size.y {
            return self.show_whole(ui, size);
        }
        let child = UiBuilder::new().id_salt(self.name).max_rect(Rect::from_min_size(ui.cursor().min, size));
        let shown = ui.scope_builder(child, |ui| {
            let area = ScrollArea::vertical().auto_shrink(false);
            area.show(ui, |ui| {
                let response = self.show_whole(ui, vec2(ui.available_width(), least));
                self.scroll_to_leader(ui, &response);
                response
            })
            .inner
        });
        shown.inner
    }

    /// Brings the leader into view when there is another one than before.
    fn scroll_to_leader(&self, ui: &Ui, response: &Response) {
        let id = response.id.with("leader");
        let before = ui.data_mut(|data| data.get_temp::<Option<u8>>(id)).flatten();
        let leader = self.leader.map(Class::value);
        if leader == before {
            return;
        }
        ui.data_mut(|data| data.insert_temp(id, leader));
        if let Some(leader) = self.leader {
            let top = response.rect.top() + LEAST_ROW * leader.index() as f32;
            let row = response.rect.with_min_y(top).with_max_y(top + LEAST_ROW);
            ui.scroll_to_rect(row, Some(Align::Center));
        }
    }

    fn show_whole(&self, ui: &mut Ui, size: Vec2) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.describe()));
        let (height, label) = (rect.height() / self.rows() as f32, self.label_width(ui, rect));
        for class in (0..self.rows()).map(|class| Class::new(class as u8)) {
            let corner = pos2(rect.left(), rect.top() + height * class.index() as f32);
            let row = Rect::from_min_size(corner, vec2(rect.width(), height));
            if ui.is_rect_visible(row) {
                self.paint_row(ui, (row, label), class);
            }
        }
        let at = response.hover_pos().filter(|_| self.labels.are_named());
        let under = at.map(|at| ((at.y - rect.top()) / height) as usize).filter(|class| *class < self.rows());
        match under {
            Some(class) => response.on_hover_text(self.describe_class(class)),
            None => response,
        }
    }

    /// How many bars; as many as labels where there are none yet.
    fn rows(&self) -> usize {
        self.shares.as_ref().map_or(self.labels.count().get(), Vec::len).max(1)
    }

    /// As wide as the widest label, within bounds.
    fn label_width(&self, ui: &Ui, rect: Rect) -> f32 {
        if !self.labels.are_named() && self.rows() <= DIGITS.get() {
            return LEAST_LABEL;
        }
        let width = |class: usize| {
            let text = self.labels.short(Class::new(class as u8));
            ui.painter().layout_no_wrap(text, FontId::proportional(TEXT), Palette::of(ui).dim).size().x
        };
        let widest = (0..self.rows()).map(width).fold(LEAST_LABEL, f32::max);
        widest.min(MOST_LABEL * rect.width())
    }

    fn describe(&self) -> String {
        if self.shares.is_none() {
            return format!("{}: none yet", self.name);
        }
        let parts: Vec<_> = (0..self.rows()).map(|class| self.describe_class(class)).collect();
        format!("{}: {}", self.name, parts.join(", "))
    }

    fn describe_class(&self, class: usize) -> String {
        let share = self.shares.as_ref().and_then(|shares| shares.get(class).copied().flatten());
        format!("{}: {}", self.labels.of(Class::new(class as u8)), share.map_or_else(|| "absent".to_owned(), percent))
    }

    fn shown(&self, share: f64) -> String {
        if self.decimals == 0 { percent(share) } else { format!("{:.*} %", self.decimals, 100.0 * share) }
    }

    /// Where bars are from side to side.
    fn across(&self, row: Rect, label: f32) -> Rect {
        let numbers = if self.decimals == 0 { 42.0 } else { 54.0 };
        row.with_min_x(row.left() + label + 6.0).with_max_x(row.right() - numbers)
    }

    /// Where the bars begin, which is not at zero, and where they end.
    fn paint_axis(&self, ui: &Ui, rect: Rect) {
        let (palette, painter) = (Palette::of(ui), ui.painter());
        let axis = self.across(rect, self.label_width(ui, rect));
        let (top, stroke) = (axis.top() + 1.0, Stroke::new(1.0, palette.dim));
        painter.hline(axis.x_range(), top, stroke);
        // The axis is broken where it leaves zero out.
        for shift in [2.0, 5.0] {
            let at = pos2(axis.left() + shift, top);
            painter.line_segment([at + vec2(-1.5, 3.0), at + vec2(1.5, -3.0)], stroke);
        }
        let aligned = [Align2::LEFT_TOP, Align2::CENTER_TOP, Align2::RIGHT_TOP];
        for (part, align) in aligned.into_iter().enumerate() {
            let share = part as f32 / 2.0;
            let value = self.ends[0] + (self.ends[1] - self.ends[0]) * f64::from(share);
            let at = pos2(axis.left() + share * axis.width(), top + 1.0);
            painter.vline(at.x, top..=top + 3.0, stroke);
            let text = format!("{} %", (1000.0 * value).round() / 10.0);
            painter.text(at + vec2(0.0, 2.0), align, text, FontId::proportional(SMALL), palette.dim);
        }
    }

    fn paint_row(&self, ui: &Ui, (row, label): (Rect, f32), class: Class) {
        let palette = Palette::of(ui);
        let font = FontId::proportional((row.height() - 2.0).clamp(9.0, TEXT));
        let color = if self.leader == Some(class) { palette.text } else { palette.dim };
        let painter = ui.painter();
        let names = painter.with_clip_rect(painter.clip_rect().intersect(row.with_max_x(row.left() + label + 2.0)));
        let at = pos2(row.left() + label, row.center().y);
        names.text(at, Align2::RIGHT_CENTER, self.labels.short(class), font.clone(), color);
        let bar = self.across(row, label).shrink2(vec2(0.0, 0.18 * row.height()));
        painter.rect_filled(bar, RADIUS / 2, palette.well);
        let [low, high] = self.ends;
        let end = |share: f64| bar.left() + bar.width() * ((share - low) / (high - low)).clamp(0.0, 1.0) as f32;
        if let Some(shares) = &self.shares {
            let share = shares[class.index()];
            if let Some(share) = share.filter(|share| *share > 0.0) {
                let filled = Rect::from_min_max(bar.min, pos2(end(share).max(bar.left() + 1.0), bar.bottom()));
                painter.rect_filled(filled, RADIUS / 2, palette.class(class));
            }
            let at = pos2(row.right(), row.center().y);
            let text = share.map_or_else(|| "–".to_owned(), |share| self.shown(share));
            painter.text(at, Align2::RIGHT_CENTER, text, font, color);
        }
        let tick = self.ticks.as_ref().and_then(|ticks| ticks.get(class.index())).copied();
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
