//! The outputs over the observation window, and the ribbon that says who leads.

use eframe::egui::{
    Align2, Color32, FontId, Mesh, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2,
};

use super::polyline::{PolylineMesh, ThinnedLine};
use crate::dataset::Class;
use crate::report::{multiples, round_step};
use crate::ui::theme::{Palette, RADIUS, SMALL};

/// Room for a value of the outputs at the left of the traces.
const SCALE_SPACING: f32 = 26.0;
/// Points of all traces together, at most; with more, every second or third sample is left out.
const MOST_POINTS: usize = 24_000;

/// The outputs at each sample, from left to right, of an observation window that holds `capacity` samples.
pub(crate) struct Outputs<'a> {
    /// The outputs at each sample so far, sample after sample, a value for each class.
    pub(crate) values: &'a [f32],
    /// Who leads at each of them.
    pub(crate) leaders: &'a [Class],
    /// Where the next sample is written; right of it lies the pass before.
    pub(crate) cursor: usize,
    /// Samples over the whole width.
    pub(crate) capacity: usize,
    /// The time that the whole width stands for, the observation window T, and its unit.
    pub(crate) window: (f64, &'static str),
    /// How many of the last samples are to fill the height.
    pub(crate) recent: usize,
    /// Drawn in full colour, over the others.
    pub(crate) leader: Option<Class>,
    /// The sample that is looked at, where that is not the newest.
    pub(crate) seen: Option<usize>,
    /// Marked: the sample at which the class ahead in the vote last changed.
    pub(crate) decided: Option<usize>,
    /// Where the mark has its label.
    pub(crate) decision_label: DecisionLabel,
}

/// Where the mark of the decision has its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecisionLabel {
    /// At the upper end of the traces; the ribbon has none.
    InTraces,
    /// Above the ribbon.
    AboveRibbon,
}

/// Height of the label of the decision above a ribbon.
pub(crate) const DECISION_HEIGHT: f32 = 12.0;

impl Outputs<'_> {
    /// The samples in two runs that are each continuous in time: this pass, and what is left of the one before.
    fn passes(&self) -> [std::ops::Range<usize>; 2] {
        if self.leaders.len() < self.capacity || self.cursor == 0 {
            [0..self.leaders.len(), 0..0]
        } else {
            [0..self.cursor, self.cursor..self.leaders.len()]
        }
    }

    fn classes(&self) -> usize {
        self.values.len() / self.leaders.len().max(1)
    }

    fn across(&self, rect: Rect, sample: usize) -> f32 {
        rect.left() + rect.width() * sample as f32 / self.capacity as f32
    }

    /// The sample under the pressed pointer, if it is pressed in `rect`.
    pub(crate) fn pressed(&self, response: &Response, rect: Rect) -> Option<usize> {
        let pressed = response.dragged() || response.clicked();
        let at = response.interact_pointer_pos().filter(|_| pressed)?;
        let share = ((at.x - rect.left()) / rect.width()).clamp(0.0, 1.0);
        Some((share * self.capacity as f32) as usize)
    }

    /// Draws the traces.
    pub(crate) fn traces(&self, ui: &mut Ui, rect: Rect) -> Response {
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "output traces"));
        let palette = Palette::of(ui);
        ui.painter().rect_filled(rect, RADIUS, palette.well);
        let inner = rect.shrink2(Vec2::new(0.0, 4.0));
        let Some((low, high)) = self.range() else { return response };
        paint_scale(ui, inner, (low, high));
        let mut mesh = PolylineMesh::with_capacity(self.values.len() / 3);
        let mut line = ThinnedLine::default();
        let classes = self.classes();
        let others = (0..classes).map(|class| Class::new(class as u8)).filter(|class| Some(*class) != self.leader);
        let stride = (self.values.len() / MOST_POINTS).max(1);
        for class in others.chain(self.leader) {
            let leads = Some(class) == self.leader;
            for (pass, range) in self.passes().into_iter().enumerate() {
                line.clear();
                for sample in range.step_by(if leads { 1 } else { stride }) {
                    let value = self.values[sample * classes + class.index()];
                    let up = (value - low) / (high - low);
                    line.push(pos2(self.across(rect, sample), inner.bottom() - up * inner.height()));
                }
                line.finish();
                let strength = if leads { 1.0 } else { 0.6 } * if pass == 0 { 1.0 } else { 0.35 };
                let color = palette.class(class).gamma_multiply(strength);
                mesh.add(line.points(), if leads { 2.0 } else { 1.0 }, |_| color);
            }
        }
        ui.painter_at(rect).add(Shape::mesh(mesh.finish()));
        self.paint_decision(ui, rect, (self.decision_label == DecisionLabel::InTraces).then_some(rect.top() + 2.0));
        self.paint_cursor(ui, rect);
        response
    }

    /// Draws who leads when.
    pub(crate) fn ribbon(&self, ui: &mut Ui, rect: Rect, name: &str) -> Response {
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        response.widget_info(|| {
            let decided = self.decided.map_or_else(String::new, |_| format!(", {}", self.decision_text()));
            WidgetInfo::labeled(Role::Image, true, format!("{name}{decided}"))
        });
        let palette = Palette::of(ui);
        ui.painter().rect_filled(rect, RADIUS, palette.well);
        let mut mesh = Mesh::default();
        for (pass, range) in self.passes().into_iter().enumerate() {
            let strength = if pass == 0 { 1.0 } else { 0.3 };
            self.add_runs(&mut mesh, rect, range, |class| palette.class(class).gamma_multiply(strength));
        }
        ui.painter_at(rect).add(Shape::mesh(mesh));
        let label = (self.decision_label == DecisionLabel::AboveRibbon).then_some(rect.top() - DECISION_HEIGHT - 1.0);
        self.paint_decision(ui, rect, label);
        self.paint_cursor(ui, rect);
        response
    }

    /// One rectangle for each stretch with one leader.
    fn add_runs(&self, mesh: &mut Mesh, rect: Rect, range: std::ops::Range<usize>, color: impl Fn(Class) -> Color32) {
        let mut start = range.start;
        while start < range.end {
            let leader = self.leaders[start];
            let length = self.leaders[start..range.end].iter().take_while(|other| **other == leader).count();
            let left: Pos2 = pos2(self.across(rect, start), rect.top());
            let right = pos2(self.across(rect, start + length), rect.bottom());
            mesh.add_colored_rect(Rect::from_min_max(left, right), color(leader));
            start += length;
        }
    }

    /// When the decision fell.
    fn decision_text(&self) -> String {
        let (window, unit) = self.window;
        let t = self.decided.unwrap_or(0) as f64 * window / self.capacity as f64;
        if unit.is_empty() { format!("decided at t = {t:.1}") } else { format!("decided at t = {t:.0} {unit}") }
    }

    /// A line where the decision fell, with a label whose upper edge is at `label`.
    fn paint_decision(&self, ui: &Ui, rect: Rect, label: Option<f32>) {
        let (Some(decided), palette, painter) = (self.decided, Palette::of(ui), ui.painter()) else { return };
        let at = self.across(rect, decided).max(rect.left() + 0.5);
        painter.vline(at, rect.y_range(), Stroke::new(3.0, palette.window));
        painter.vline(at, rect.y_range(), Stroke::new(1.5, palette.ink));
        let Some(top) = label else { return };
        let galley = painter.layout_no_wrap(self.decision_text(), FontId::proportional(SMALL), palette.text);
        // At the right of the line, or at its left where there is no room.
        let right = at + 4.0;
        let left = if right + galley.size().x > rect.right() { at - 4.0 - galley.size().x } else { right };
        let place = Rect::from_min_size(pos2(left, top), galley.size());
        painter.rect_filled(place.expand2(Vec2::new(2.0, 0.0)), 2, palette.window.gamma_multiply(0.8));
        if top < rect.top() {
            painter.vline(at, top..=rect.top(), Stroke::new(1.5, palette.ink));
        }
        painter.galley(place.min, galley, palette.text);
    }

    fn paint_cursor(&self, ui: &Ui, rect: Rect) {
        if let Some(seen) = self.seen {
            let at = self.across(rect, seen);
            ui.painter().vline(at, rect.y_range(), Stroke::new(2.0, Palette::of(ui).accent));
        }
        if self.leaders.is_empty() || self.cursor == 0 {
            return;
        }
        let across = self.across(rect, self.cursor);
        ui.painter().vline(across, rect.y_range(), Stroke::new(1.5, Palette::of(ui).ink));
    }

    /// The smallest and the largest output of the last [`Self::recent`] samples. Dragging gamma through zero makes a
    /// calibrated network's outputs enormous for a moment; that must not flatten what comes after.
    fn range(&self) -> Option<(f32, f32)> {
        let (count, classes) = (self.leaders.len(), self.classes());
        let recent = (1..=self.recent.min(count))
            .map(|age| &self.values[(self.cursor + count - age) % count * classes..][..classes]);
        let values = recent.flatten().filter(|value| value.is_finite());
        let (low, high) =
            values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
        (low < high).then_some((low, high))
    }
}

/// Round values of the outputs at the left of the traces, as many as have room, each with a line.
fn paint_scale(ui: &Ui, rect: Rect, (low, high): (f32, f32)) {
    let palette = Palette::of(ui);
    let most = (rect.height() / SCALE_SPACING).max(1.0);
    let ends = (f64::from(low), f64::from(high));
    let Some(step) = round_step((ends.1 - ends.0) / f64::from(most)) else { return };
    let decimals = usize::from(step < 0.95) + usize::from(step < 0.095);
    for value in multiples(ends, step) {
        let up = (value - ends.0) / (ends.1 - ends.0);
        let y = rect.bottom() - up as f32 * rect.height();
        ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, palette.line));
        let text = format!("{value:.decimals$}").replace('-', "−");
        let at = pos2(rect.left() - 3.0, y.clamp(rect.top() + 3.0, rect.bottom() - 3.0));
        ui.painter().text(at, Align2::RIGHT_CENTER, text, FontId::proportional(SMALL), palette.dim);
    }
}

/// The time axis under traces or a ribbon: 0 to `window`.
pub(crate) fn time_axis(ui: &Ui, rect: Rect, (window, unit): (f64, &str)) {
    let palette = Palette::of(ui);
    for part in 0..=4 {
        let share = f64::from(part) / 4.0;
        let align = match part {
            0 => Align2::LEFT_TOP,
            4 => Align2::RIGHT_TOP,
            _ => Align2::CENTER_TOP,
        };
        let at = pos2(rect.left() + rect.width() * share as f32, rect.top());
        let label = match part {
            0 => "t = 0".to_owned(),
            4 if !unit.is_empty() => format!("{} {unit}", window * share),
            _ => format!("{}", window * share),
        };
        ui.painter().text(at, align, label, FontId::proportional(SMALL), palette.dim);
    }
}
