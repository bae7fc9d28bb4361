//! One neuron, large: the phase plane with its nullclines, and its motion in time.

use eframe::egui::{
    self, Align2, Color32, FontId, Mesh, Pos2, Rect, Response, Shape, Stroke, Ui, Vec2, Vec2b, pos2, vec2,
};
use egui_plot::{AxisHints, Line, LineStyle, Plot, PlotPoint, PlotPoints, PlotTransform, VLine};

use super::wall::{add_dot, fade, y_reach};
use crate::neuron::{Equilibrium, Neuron, State, activator_nullcline};
use crate::ui::run::model::live::{Live, Motion, TICK};
use crate::ui::theme::{Palette, SMALL};
use crate::ui::widgets::polyline::PolylineMesh;

/// How much of x the portrait shows, to each side.
const X_REACH: f64 = 3.0;
/// Points of the activator nullcline.
const NULLCLINE_POINTS: usize = 160;
/// How wide a time unit is where x and y are drawn against time, in points of the screen.
const PIXELS_PER_TIME: f64 = 13.0;
/// Between two arrows of the vector field, in points of the screen.
const FIELD_PITCH: f32 = 26.0;
/// Time units that x and y are drawn for, at most.
const LONGEST_TIME: f64 = 50.0;
/// Ticks that the trail goes back, 9 time units.
const TRAIL_TICKS: usize = 360;

/// A neuron to draw large.
pub(crate) struct Portrait<'a> {
    /// All neurons.
    pub(crate) live: &'a Live,
    /// Which of them.
    pub(crate) index: usize,
    /// Its parameters.
    pub(crate) neuron: Neuron,
    /// The drive it would have without input, c = a.
    pub(crate) undriven: f64,
    /// Neurons laid over it, with their parameters.
    pub(crate) also: &'a [(usize, Neuron)],
    /// The vector field is shown.
    pub(crate) field: bool,
}

/// What was done to the phase plane.
pub(crate) struct PortraitResponse {
    /// The whole plane.
    pub(crate) response: Response,
    /// A place was clicked.
    pub(crate) placed: Option<State>,
}

impl Portrait<'_> {
    /// Draws the phase plane.
    pub(crate) fn phase_plane(&self, ui: &mut Ui, size: Vec2) -> PortraitResponse {
        let palette = Palette::of(ui);
        let reach = 1.12 * y_reach(self.neuron.epsilon.get());
        let plot = Plot::new("phase plane")
            .width(size.x)
            .height(size.y)
            .default_x_bounds(-X_REACH, X_REACH)
            .default_y_bounds(-reach, reach)
            .allow_boxed_zoom(false)
            .show_x(false)
            .show_y(false)
            .grid_spacing(24.0..=120.0)
            .grid_color(palette.line)
            .grid_fade(0.0)
            .custom_x_axes(vec![axis(AxisHints::new_x())])
            .custom_y_axes(vec![axis(AxisHints::new_y()).min_thickness(28.0)])
            .label_formatter(|_| None);
        let nullcline: Vec<_> = (0..=NULLCLINE_POINTS)
            .map(|point| 2.0 * X_REACH * (point as f64 / NULLCLINE_POINTS as f64 - 0.5))
            .map(|x| [1.5 * x, activator_nullcline(1.5 * x)])
            .collect();
        let (inhibitor, undriven) = (self.neuron.inhibitor_nullcline(), -self.undriven);
        let shown = plot.show(ui, |plot| {
            let dashed = LineStyle::Dashed { length: 6.0 };
            let quiet = palette.inhibitor.gamma_multiply(0.8);
            for (rank, (_, neuron)) in self.also.iter().enumerate() {
                let (x, color) = (neuron.inhibitor_nullcline(), palette.selected(rank + 1).gamma_multiply(0.7));
                plot.vline(VLine::new("laid over", x).color(color).width(1.2).allow_hover(false));
            }
            plot.vline(VLine::new("without input", undriven).color(quiet).width(1.2).style(dashed).allow_hover(false));
            plot.vline(VLine::new("inhibitor", inhibitor).color(palette.inhibitor).width(2.0).allow_hover(false));
            let line = Line::new("activator", PlotPoints::new(nullcline)).color(palette.activator).width(2.0);
            plot.line(line.allow_hover(false));
        });
        if self.field {
            self.paint_field(ui, &shown.transform);
        }
        for (rank, (index, _)) in self.also.iter().enumerate().rev() {
            self.paint_trail(ui, &shown.transform, *index, palette.selected(rank + 1));
        }
        self.paint_motion(ui, &shown.transform);
        self.paint_names(ui, &shown.transform);
        let summary = format!("phase plane of neuron {}, {}", self.index, self.equilibrium().kind.name());
        shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &summary));
        let at = shown.response.interact_pointer_pos().filter(|_| shown.response.clicked());
        let placed = at.map(|at| shown.transform.value_from_position(at)).and_then(|at| State::new(at.x, at.y).ok());
        PortraitResponse { response: shown.response, placed }
    }

    /// Small arrows along (dx/dt, dy/dt), as long as the root of the speed, within bounds.
    fn paint_field(&self, ui: &Ui, transform: &PlotTransform) {
        let frame = *transform.frame();
        let color = Palette::of(ui).dim.gamma_multiply(0.75);
        let mut mesh = Mesh::default();
        let columns = (frame.width() / FIELD_PITCH).ceil() as usize;
        let rows = (frame.height() / FIELD_PITCH).ceil() as usize;
        for place in 0..columns * rows {
            let cell = vec2((place % columns) as f32 + 0.5, (place / columns) as f32 + 0.5);
            let at = frame.min + FIELD_PITCH * cell;
            let value = transform.value_from_position(at);
            let rate = self.neuron.rate(State { x: value.x, y: value.y });
            let along = vec2((rate.x * transform.dpos_dvalue_x()) as f32, (rate.y * transform.dpos_dvalue_y()) as f32);
            let speed = along.length();
            if speed > 0.0 {
                let length = (0.8 * speed.sqrt()).clamp(5.0, 0.8 * FIELD_PITCH);
                add_arrow(&mut mesh, at, along / speed * length, color);
            }
        }
        ui.painter_at(frame).add(Shape::mesh(mesh));
    }

    /// The trail of one neuron and its moving point.
    fn paint_trail(&self, ui: &Ui, transform: &PlotTransform, index: usize, color: Color32) {
        let at = |[x, y]: [f32; 2]| transform.position_from_point(&PlotPoint::new(x, y));
        let trail: Vec<Pos2> = self.live.history().newest(index, TRAIL_TICKS).map(at).collect();
        let mut lines = PolylineMesh::with_capacity(trail.len());
        let count = trail.len() as f32;
        lines.add(&trail, 1.8, |point| color.gamma_multiply(fade(point as f32 / count)));
        let painter = ui.painter_at(*transform.frame());
        painter.add(Shape::mesh(lines.finish()));
        if let Some(&head) = trail.first() {
            let mut dot = Mesh::default();
            add_dot(&mut dot, head, 5.5, Palette::of(ui).window);
            add_dot(&mut dot, head, 4.0, color);
            painter.add(Shape::mesh(dot));
        }
    }

    fn equilibrium(&self) -> Equilibrium {
        Equilibrium::of(&self.neuron)
    }

    /// Trail, equilibrium and the moving point.
    fn paint_motion(&self, ui: &Ui, transform: &PlotTransform) {
        let palette = Palette::of(ui);
        let painter = ui.painter_at(*transform.frame());
        let at = |[x, y]: [f32; 2]| transform.position_from_point(&PlotPoint::new(x, y));
        let color = match self.live.motion(self.index) {
            Motion::Oscillating => palette.oscillating,
            Motion::Resting => palette.resting,
        };
        let trail: Vec<Pos2> = self.live.history().newest(self.index, TRAIL_TICKS).map(at).collect();
        let mut lines = PolylineMesh::with_capacity(trail.len());
        let count = trail.len() as f32;
        lines.add(&trail, 2.2, |point| color.gamma_multiply(fade(point as f32 / count)));
        painter.add(Shape::mesh(lines.finish()));
        let equilibrium = self.equilibrium();
        let place = at([equilibrium.state.x as f32, equilibrium.state.y as f32]);
        let fill = if equilibrium.kind.is_stable() { palette.ink } else { palette.well };
        painter.circle(place, 5.0, fill, Stroke::new(2.0, palette.ink));
        if let Some(&head) = trail.first() {
            let mut dot = Mesh::default();
            add_dot(&mut dot, head, 6.5, palette.window);
            add_dot(&mut dot, head, 5.0, color);
            painter.add(Shape::mesh(dot));
        }
    }

    /// The lines' names, beside them.
    fn paint_names(&self, ui: &Ui, transform: &PlotTransform) {
        let palette = Palette::of(ui);
        let frame = *transform.frame();
        let name = |at: Pos2, align: Align2, text: &str, color: Color32| {
            let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(SMALL + 1.0), color);
            let place = align.anchor_size(at, galley.size());
            let painter = ui.painter_at(frame);
            // The arrows of the field are not to run through the letters.
            painter.rect_filled(place.expand2(vec2(3.0, 0.0)), 2.0, palette.well.gamma_multiply(0.85));
            painter.galley(place.min, galley, color);
        };
        let x = transform.position_from_point(&PlotPoint::new(self.neuron.inhibitor_nullcline(), 0.0)).x;
        let left = x > frame.center().x + 60.0;
        let (align, shift) = if left { (Align2::RIGHT_TOP, -6.0) } else { (Align2::LEFT_TOP, 6.0) };
        let at = pos2(x + shift, frame.top() + 4.0);
        name(at, align, "dy/dt = 0:  x = −(a + I)", palette.inhibitor);
        let knee = transform.position_from_point(&PlotPoint::new(1.62, activator_nullcline(1.62)));
        name(knee + vec2(8.0, -6.0), Align2::LEFT_BOTTOM, "dx/dt = 0", palette.activator);
        name(frame.left_top() + vec2(6.0, 4.0), Align2::LEFT_TOP, "y", palette.dim);
        let kind = self.equilibrium().kind.name();
        name(frame.left_bottom() + vec2(6.0, -4.0), Align2::LEFT_BOTTOM, kind, palette.dim);
        name(frame.right_bottom() - vec2(6.0, 4.0), Align2::RIGHT_BOTTOM, "x", palette.dim);
    }

    /// Draws x(t) and y(t) over as many of the last time units as there is room for.
    pub(crate) fn motion_in_time(&self, ui: &mut Ui, size: Vec2) -> Response {
        let palette = Palette::of(ui);
        let now = self.live.time();
        let span = (f64::from(size.x) / PIXELS_PER_TIME).clamp(8.0, LONGEST_TIME);
        let (left, right) = ((now - span).max(0.0), now.max(span));
        let plot = Plot::new("motion in time")
            .width(size.x)
            .height(size.y)
            .allow_zoom(false)
            .allow_drag(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .show_x(false)
            .show_y(false)
            .show_axes(Vec2b::new(true, false))
            .grid_spacing(40.0..=200.0)
            .grid_color(palette.line)
            .grid_fade(0.0)
            .label_formatter(|_| None);
        let (x, y) = self.curves(self.index, span, size.x as usize);
        let others: Vec<_> =
            self.also.iter().map(|(neuron, _)| self.curves(*neuron, span, size.x as usize).0).collect();
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds_x(left..=right);
            plot.set_plot_bounds_y(-2.7..=3.7);
            for (rank, x) in others.into_iter().enumerate() {
                let color = palette.selected(rank + 1);
                plot.line(Line::new("x(t) laid over", PlotPoints::new(x)).color(color).width(1.2).allow_hover(false));
            }
            plot.line(Line::new("y(t)", PlotPoints::new(y)).color(palette.dim).width(1.3).allow_hover(false));
            plot.line(Line::new("x(t)", PlotPoints::new(x)).color(palette.oscillating).width(1.6).allow_hover(false));
        });
        name_curves(ui, *shown.transform.frame(), palette);
        shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "x and y against time"));
        shown.response
    }

    /// x(t) and y(t), thinned to about what `pixels` can show.
    fn curves(&self, neuron: usize, span: f64, pixels: usize) -> (Vec<[f64; 2]>, Vec<[f64; 2]>) {
        let history = self.live.history();
        let shown = history.len().min((span / TICK) as usize + 1);
        let stride = (shown / pixels.max(1)).max(1);
        let now = self.live.time();
        let point = |age: usize, which: usize| [now - age as f64 * TICK, f64::from(history.at(neuron, age)[which])];
        let ages = || (0..shown).step_by(stride);
        (ages().map(|age| point(age, 0)).collect(), ages().map(|age| point(age, 1)).collect())
    }
}

/// A thin arrow through `at`.
fn add_arrow(mesh: &mut Mesh, at: Pos2, along: Vec2, color: Color32) {
    let (tail, tip) = (at - 0.5 * along, at + 0.5 * along);
    let across = along.normalized().rot90();
    let first = mesh.vertices.len() as u32;
    for corner in [tail + 0.5 * across, tail - 0.5 * across, tip + 0.5 * across, tip - 0.5 * across] {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first + 1, first + 2, first + 3);
    let back = tip - 4.0 * along.normalized();
    for corner in [tip + 1.5 * along.normalized(), back + 2.2 * across, back - 2.2 * across] {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(first + 4, first + 5, first + 6);
}

fn name_curves(ui: &Ui, frame: Rect, palette: &Palette) {
    let painter = ui.painter_at(frame);
    let name = |offset: f32, text: &str, color: Color32| {
        let at = frame.left_top() + vec2(offset, 3.0);
        painter.text(at, Align2::LEFT_TOP, text, FontId::proportional(SMALL), color);
    };
    name(6.0, "x(t)", palette.oscillating);
    name(34.0, "y(t)", palette.dim);
}

/// An axis with its numbers close together.
fn axis(hints: AxisHints<'_>) -> AxisHints<'_> {
    hints.label_spacing(16.0..=40.0).formatter(|mark, _| format!("{}", mark.value).replace('-', "−"))
}
