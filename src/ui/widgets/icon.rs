//! Small drawn symbols on buttons, the same on every system whatever fonts it has.

use std::f32::consts::{PI, TAU};

use eframe::egui::{Color32, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

/// A symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// Time stands still and can go on.
    Play,
    /// Time passes and can be stopped.
    Pause,
    /// One step forward.
    Step,
    /// One step back.
    StepBack,
    /// From the start again; back to the usual value.
    Again,
    /// The one before.
    Left,
    /// The one after.
    Right,
    /// Light colours.
    Sun,
    /// Dark colours.
    Moon,
}

impl Icon {
    /// A button with this symbol, that a screen reader calls `name`.
    pub(crate) fn button(self, ui: &mut Ui, name: &str, tooltip: &str) -> Response {
        self.button_of(ui, vec2(28.0, 22.0), (name, tooltip), true)
    }

    /// The same without a frame, small, and perhaps with nothing to do.
    pub(crate) fn small_button(self, ui: &mut Ui, texts: (&str, &str), enabled: bool) -> Response {
        self.button_of(ui, vec2(18.0, 18.0), texts, enabled)
    }

    fn button_of(self, ui: &mut Ui, size: Vec2, (name, tooltip): (&str, &str), enabled: bool) -> Response {
        let framed = size.x > 20.0;
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(size, sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
        let look = ui.style().interact(&response);
        if framed || (enabled && (response.hovered() || response.has_focus())) {
            ui.painter().rect(
                rect,
                look.corner_radius,
                look.weak_bg_fill,
                look.bg_stroke,
                eframe::egui::StrokeKind::Inside,
            );
        }
        let color =
            if !enabled || !ui.is_enabled() { look.text_color().gamma_multiply(0.3) } else { look.text_color() };
        let side = if framed { 12.0 } else { 11.0 };
        let shapes = self.shapes(Rect::from_center_size(rect.center(), Vec2::splat(side)), color);
        ui.painter().extend(shapes);
        response.on_hover_text(tooltip)
    }

    fn shapes(self, rect: Rect, color: Color32) -> Vec<Shape> {
        // Places from -1 to 1 in the symbol's square.
        let at = |x: f32, y: f32| rect.center() + 0.5 * rect.size() * vec2(x, y);
        let filled = |points: Vec<Pos2>| Shape::convex_polygon(points, color, Stroke::NONE);
        let bar =
            |left: f32, right: f32| Shape::rect_filled(Rect::from_min_max(at(left, -0.9), at(right, 0.9)), 1, color);
        match self {
            Self::Play => vec![filled(vec![at(-0.7, -1.0), at(1.0, 0.0), at(-0.7, 1.0)])],
            Self::Pause => vec![bar(-0.75, -0.2), bar(0.2, 0.75)],
            Self::Step => vec![filled(vec![at(-0.9, -0.9), at(0.5, 0.0), at(-0.9, 0.9)]), bar(0.55, 0.95)],
            Self::StepBack => vec![filled(vec![at(0.9, -0.9), at(-0.5, 0.0), at(0.9, 0.9)]), bar(-0.95, -0.55)],
            Self::Left => vec![filled(vec![at(0.6, -0.9), at(0.6, 0.9), at(-0.8, 0.0)])],
            Self::Right => vec![filled(vec![at(-0.6, -0.9), at(0.8, 0.0), at(-0.6, 0.9)])],
            Self::Again => again(rect, color),
            Self::Sun => sun(rect, color),
            Self::Moon => moon(rect, color),
        }
    }
}

/// Most of a circle, with an arrow's head at its end.
fn again(rect: Rect, color: Color32) -> Vec<Shape> {
    let radius = 0.42 * rect.width();
    let on_circle = |angle: f32| rect.center() + radius * Vec2::angled(angle);
    let (start, end) = (-0.35 * PI, 1.25 * PI);
    let arc = (0..=24).map(|part| on_circle(start + (end - start) * part as f32 / 24.0)).collect();
    let tip = on_circle(start);
    let along = Vec2::angled(start - PI / 2.0);
    let head =
        vec![tip + 3.4 * along, tip + 3.0 * along.rot90() - 1.0 * along, tip - 3.0 * along.rot90() - 1.0 * along];
    vec![Shape::line(arc, Stroke::new(1.5, color)), Shape::convex_polygon(head, color, Stroke::NONE)]
}

fn sun(rect: Rect, color: Color32) -> Vec<Shape> {
    let radius = 0.5 * rect.width();
    let ray = |part: i32| {
        let direction = Vec2::angled(TAU * part as f32 / 8.0);
        let ends = [rect.center() + 0.68 * radius * direction, rect.center() + 1.05 * radius * direction];
        Shape::line_segment(ends, Stroke::new(1.4, color))
    };
    let mut shapes: Vec<_> = (0..8).map(ray).collect();
    shapes.push(Shape::circle_filled(rect.center(), 0.42 * radius, color));
    shapes
}

/// A crescent, in strips: it is not convex.
fn moon(rect: Rect, color: Color32) -> Vec<Shape> {
    let radius = 0.5 * rect.width();
    let (outer, inner) = (rect.center(), rect.center() + vec2(0.45 * radius, -0.3 * radius));
    let edge = |part: i32| {
        let y = radius * (part as f32 / 12.0);
        let half = (radius * radius - y * y).max(0.0).sqrt();
        let cut_y = outer.y + y - inner.y;
        let cut = (0.72 * radius * radius - cut_y * cut_y).max(0.0).sqrt();
        let left = outer.x - half;
        let right = if cut > 0.0 { (inner.x - cut).clamp(left, outer.x + half) } else { outer.x + half };
        [pos2(left, outer.y + y), pos2(right, outer.y + y)]
    };
    let strip = |part: i32| {
        let ([a, b], [d, c]) = (edge(part), edge(part + 1));
        Shape::convex_polygon(vec![a, b, c, d], color, Stroke::NONE)
    };
    (-12..12).map(strip).collect()
}
