//! One neuron, large: the phase plane with its nullclines.

use eframe::egui::{self, Align2, Color32, FontId, Mesh, Pos2, Response, Shape, Stroke, Ui, Vec2, pos2, vec2};
use egui_plot::{AxisHints, Line, LineStyle, Plot, PlotPoint, PlotPoints, PlotTransform, PlotUi, VLine};

use super::wall::{LEAP, add_dot, fade};
use crate::neuron::{PlanarEquilibrium, State, activator_nullcline};
use crate::ui::run::model::live::{Live, Motion};
use crate::ui::run::model::plane::{Driven, Plane};
use crate::ui::run::model::trajectories::Trajectory;
use crate::ui::theme::{Palette, SMALL};
use crate::ui::widgets::hover::tick;
use crate::ui::widgets::plot;
use crate::ui::widgets::polyline::{PolylineMesh, ThinnedLine};

/// How much more the portrait shows of x and y than the wall does, and of other models.
const WIDER: [f64; 2] = [3.0 / 2.6, 1.12];
const OTHER_WIDER: [f64; 2] = [1.02; 2];
/// Points of a nullcline.
const NULLCLINE_POINTS: usize = 160;
/// Between two arrows of the vector field, in points of the screen.
const FIELD_PITCH: f32 = 26.0;
/// Ticks that the trail goes back, 9 time units.
const TRAIL_TICKS: usize = 360;
/// The same for other models, 180 ms.
const OTHER_TRAIL_TICKS: usize = 720;

/// A neuron to draw large.
pub(crate) struct Portrait<'a> {
    /// All neurons.
    pub(crate) live: &'a Live,
    /// Which of them.
    pub(crate) index: usize,
    /// Its parameters.
    pub(crate) neuron: Driven,
    /// The same without input: c = a.
    pub(crate) undriven: Driven,
    /// Neurons laid over it, with their parameters.
    pub(crate) also: &'a [(usize, Driven)],
    /// Trajectories from places that were clicked.
    pub(crate) trajectories: &'a [Trajectory],
    /// The vector field is shown.
    pub(crate) field: bool,
    /// Which network it is of: the plane that is looked at is another network's no more.
    pub(crate) network: usize,
}

/// What was done to the phase plane.
pub(crate) struct PortraitResponse {
    /// The whole plane.
    pub(crate) response: Response,
    /// A place was clicked: the neuron is put there.
    pub(crate) placed: Option<State>,
    /// A place was clicked with Shift: a trajectory starts there.
    pub(crate) started: Option<State>,
}

impl Portrait<'_> {
    /// Draws the phase plane.
    pub(crate) fn phase_plane(&self, ui: &mut Ui, size: Vec2) -> PortraitResponse {
        let palette = Palette::of(ui);
        let shown = self.followed();
        let plot = Plot::new("phase plane")
            .width(size.x)
            .height(size.y)
            .default_x_bounds(shown.x[0], shown.x[1])
            .default_y_bounds(shown.y[0], shown.y[1])
            .allow_boxed_zoom(false)
            .show_x(false)
            .show_y(false)
            .grid_spacing(24.0..=120.0)
            .grid_color(palette.line)
            .grid_fade(0.0)
            .custom_x_axes(vec![axis(AxisHints::new_x())])
            .custom_y_axes(vec![axis(AxisHints::new_y()).min_thickness(28.0)])
            .label_formatter(|_| None);
        let equilibria = self.neuron.equilibria();
        let of = (self.network, self.neuron.name());
        let shown = plot::show(ui, ("phase plane", of), plot, |plot| {
            self.draw_nullclines(plot, palette, shown.scaled([1.5, 1.5]));
        });
        if self.field {
            self.paint_field(ui, &shown.transform);
        }
        self.paint_trajectories(ui, &shown.transform);
        for (rank, (index, _)) in self.also.iter().enumerate().rev() {
            self.paint_trail(ui, &shown.transform, *index, palette.selected(rank + 1));
        }
        self.paint_motion(ui, &shown.transform, &equilibria);
        self.paint_names(ui, &shown.transform, &equilibria);
        let outside = self.paint_outside(ui, &shown.transform).map_or("", |()| ", the neuron is outside the view");
        let trajectories = match self.trajectories.len() {
            0 => String::new(),
            count => format!(", {count} trajectories"),
        };
        let summary = format!("phase plane of neuron {}, {}{trajectories}{outside}", self.index, kinds(&equilibria));
        shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &summary));
        let clicked = plot::clicked(ui, &shown).map(|click| (State { x: click.at.x, y: click.at.y }, click.shift));
        let allowed = |state: &State| self.neuron.other().is_some() || State::new(state.x, state.y).is_ok();
        let [placed, started] = [false, true]
            .map(|shift| clicked.filter(|(_, with)| *with == shift).map(|(state, _)| state).filter(allowed));
        PortraitResponse { response: shown.response, placed, started }
    }

    /// The part of the phase plane that is shown, with where the neuron was lately: a pulse can drive it far out.
    fn followed(&self) -> Plane {
        let shown = self.shown();
        let mut followed = shown;
        let vertical = self.neuron.vertical_nullcline().map(|x| [x, shown.y[0]]);
        let trail = self.live.history().newest(self.index, self.trail_ticks()).map(|point| point.map(f64::from));
        for [x, y] in trail.chain(vertical) {
            widen(&mut followed.x, shown.x, x);
            widen(&mut followed.y, shown.y, y);
        }
        followed
    }

    /// Says where the neuron is if that is not in view, since a person looks at another part of the plane.
    fn paint_outside(&self, ui: &Ui, transform: &PlotTransform) -> Option<()> {
        let [x, y] = self.live.history().newest(self.index, 1).next()?;
        let (frame, at) = (*transform.frame(), transform.position_from_point(&PlotPoint::new(x, y)));
        if frame.contains(at) {
            return None;
        }
        let palette = Palette::of(ui);
        let edge = at.clamp(frame.min + Vec2::splat(9.0), frame.max - Vec2::splat(9.0));
        let mut mesh = Mesh::default();
        add_arrow(&mut mesh, edge, 14.0 * (at - edge).normalized(), palette.warning);
        ui.painter_at(frame).add(Shape::mesh(mesh));
        let [x_name, y_name] = self.neuron.variables();
        let text = format!("out of view: {x_name} = {x:.2}, {y_name} = {y:.2} (double click)").replace('-', "−");
        let place = frame.center_top() + vec2(0.0, 22.0);
        let galley = ui.painter().layout_no_wrap(text, FontId::proportional(SMALL + 1.0), palette.warning);
        let ground = Align2::CENTER_TOP.anchor_size(place, galley.size());
        ui.painter_at(frame).rect_filled(ground.expand(2.0), 2.0, palette.well.gamma_multiply(0.85));
        ui.painter_at(frame).galley(ground.min, galley, palette.warning);
        Some(())
    }

    /// Trajectories from places that were clicked, with a dot where they start.
    fn paint_trajectories(&self, ui: &Ui, transform: &PlotTransform) {
        let palette = Palette::of(ui);
        let (painter, plane) = (ui.painter_at(*transform.frame()), self.live.dynamics().plane());
        let leap = LEAP * ((plane.x[1] - plane.x[0]) * transform.dpos_dvalue_x()) as f32;
        let mut lines = PolylineMesh::default();
        let mut starts = Mesh::default();
        for course in self.trajectories {
            let mut line = ThinnedLine::default();
            let places = course.iter().map(|[x, y]| transform.position_from_point(&PlotPoint::new(*x, *y)));
            places.for_each(|at| match line.last() {
                Some(last) if plane.resets && last.x - at.x > leap => line.leap(at),
                _ => line.push(at),
            });
            line.finish();
            let is_whole = |one: &Pos2, next: &Pos2| !(plane.resets && one.x - next.x > leap);
            let color = palette.text.gamma_multiply(0.45);
            line.points().chunk_by(is_whole).for_each(|piece| lines.add(piece, 1.1, |_| color));
            if let Some(&start) = line.points().first() {
                add_dot(&mut starts, start, 3.0, palette.text);
            }
        }
        painter.add(Shape::mesh(lines.finish()));
        painter.add(Shape::mesh(starts));
    }

    /// The part of the phase plane that is shown at first.
    fn shown(&self) -> Plane {
        let plane = self.live.dynamics().plane();
        plane.scaled(if self.neuron.other().is_some() { OTHER_WIDER } else { WIDER })
    }

    /// What the input moves: of FitzHugh-Nagumo neurons the vertical nullcline of y, of others the nullcline of x. It is dashed
    /// without input, and drawn for the neurons that are laid over too.
    fn draw_nullclines(&self, plot: &mut PlotUi<'_>, palette: &Palette, plane: Plane) {
        let moved = |plot: &mut PlotUi<'_>, name: &str, driven: &Driven, (color, style): (Color32, LineStyle)| {
            if let Some(x) = driven.vertical_nullcline() {
                plot.vline(VLine::new(name, x).color(color).width(1.2).style(style).allow_hover(false));
            } else if let Some(line) = driven.visible_nullclines(plane, NULLCLINE_POINTS).into_iter().next() {
                let line = Line::new(name, PlotPoints::new(line)).color(color).width(1.2).style(style);
                plot.line(line.allow_hover(false));
            }
        };
        for (rank, (_, neuron)) in self.also.iter().enumerate() {
            let color = palette.selected(rank + 1).gamma_multiply(0.7);
            moved(plot, "laid over", neuron, (color, LineStyle::Solid));
        }
        let [inhibitor, activator] = [palette.inhibitor, palette.activator];
        let dashed = LineStyle::Dashed { length: 6.0 };
        let quiet = if self.neuron.other().is_some() { activator } else { inhibitor }.gamma_multiply(0.8);
        moved(plot, "without input", &self.undriven, (quiet, dashed));
        for x in self.neuron.reset().into_iter().flatten() {
            let (color, style) = (palette.dim, LineStyle::Dotted { spacing: 5.0 });
            plot.vline(VLine::new("reset", x).color(color).width(1.2).style(style).allow_hover(false));
        }
        if let Some(x) = self.neuron.vertical_nullcline() {
            plot.vline(VLine::new("inhibitor", x).color(inhibitor).width(2.0).allow_hover(false));
        }
        let lines = self.neuron.visible_nullclines(plane, NULLCLINE_POINTS);
        for (line, (name, color)) in lines.into_iter().zip([("activator", activator), ("recovery", inhibitor)]) {
            plot.line(Line::new(name, PlotPoints::new(line)).color(color).width(2.0).allow_hover(false));
        }
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
            let rate = self.neuron.rate([value.x, value.y]).map(|rate| rate * self.live.unit());
            let along =
                vec2((rate[0] * transform.dpos_dvalue_x()) as f32, (rate[1] * transform.dpos_dvalue_y()) as f32);
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
        let trail: Vec<Pos2> = self.live.history().newest(index, self.trail_ticks()).map(at).collect();
        let painter = ui.painter_at(*transform.frame());
        painter.add(Shape::mesh(self.trail_mesh(&trail, transform, (1.8, color))));
        if let Some(&head) = trail.first() {
            let mut dot = Mesh::default();
            add_dot(&mut dot, head, 5.5, Palette::of(ui).window);
            add_dot(&mut dot, head, 4.0, color);
            painter.add(Shape::mesh(dot));
        }
    }

    /// A fading trail, broken where the neuron was reset.
    fn trail_mesh(&self, trail: &[Pos2], transform: &PlotTransform, (width, color): (f32, Color32)) -> Mesh {
        let mut lines = PolylineMesh::with_capacity(trail.len());
        let (count, plane) = (trail.len() as f32, self.live.dynamics().plane());
        let leap = LEAP * ((plane.x[1] - plane.x[0]) * transform.dpos_dvalue_x()) as f32;
        let mut first = 0;
        for piece in trail.chunk_by(|one, other| !(plane.resets && other.x - one.x > leap)) {
            lines.add(piece, width, |point| color.gamma_multiply(fade((first + point) as f32 / count)));
            first += piece.len();
        }
        lines.finish()
    }

    fn trail_ticks(&self) -> usize {
        if self.neuron.other().is_some() { OTHER_TRAIL_TICKS } else { TRAIL_TICKS }
    }

    /// Trail, equilibria and the moving point.
    fn paint_motion(&self, ui: &Ui, transform: &PlotTransform, equilibria: &[PlanarEquilibrium]) {
        let palette = Palette::of(ui);
        let painter = ui.painter_at(*transform.frame());
        let at = |[x, y]: [f32; 2]| transform.position_from_point(&PlotPoint::new(x, y));
        let color = match self.live.motion(self.index) {
            Motion::Oscillating => palette.oscillating,
            Motion::Resting => palette.resting,
        };
        let trail: Vec<Pos2> = self.live.history().newest(self.index, self.trail_ticks()).map(at).collect();
        painter.add(Shape::mesh(self.trail_mesh(&trail, transform, (2.2, color))));
        for PlanarEquilibrium { state, kind, .. } in equilibria {
            let fill = if kind.is_stable() { palette.ink } else { palette.well };
            painter.circle(at(state.map(|value| value as f32)), 5.0, fill, Stroke::new(2.0, palette.ink));
        }
        if let Some(&head) = trail.first() {
            let mut dot = Mesh::default();
            add_dot(&mut dot, head, 6.5, palette.window);
            add_dot(&mut dot, head, 5.0, color);
            painter.add(Shape::mesh(dot));
        }
    }

    /// The lines' names, beside them.
    fn paint_names(&self, ui: &Ui, transform: &PlotTransform, equilibria: &[PlanarEquilibrium]) {
        let palette = Palette::of(ui);
        let frame = *transform.frame();
        let at = |[x, y]: &[f64; 2]| transform.position_from_point(&PlotPoint::new(*x, *y));
        let name = |at: Pos2, align: Align2, text: &str, color: Color32| {
            let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(SMALL + 1.0), color);
            let place = align.anchor_size(at, galley.size());
            let painter = ui.painter_at(frame);
            // The arrows of the field are not to run through the letters.
            painter.rect_filled(place.expand2(vec2(3.0, 0.0)), 2.0, palette.well.gamma_multiply(0.85));
            painter.galley(place.min, galley, color);
        };
        let [x_name, y_name] = self.neuron.symbols();
        name(frame.left_top() + vec2(6.0, 4.0), Align2::LEFT_TOP, &y_name, palette.dim);
        name(frame.left_bottom() + vec2(6.0, -4.0), Align2::LEFT_BOTTOM, &kinds(equilibria), palette.dim);
        name(frame.right_bottom() - vec2(6.0, 4.0), Align2::RIGHT_BOTTOM, &x_name, palette.dim);
        let Some(x) = self.neuron.vertical_nullcline() else {
            let lines = self.neuron.visible_nullclines(self.shown(), NULLCLINE_POINTS);
            for ((line, variable), color) in lines.iter().zip(0..).zip([palette.activator, palette.inhibitor]) {
                let mut places = line.iter().map(|[x, y]| at(&[*x, *y]));
                if let Some(end) = places.rfind(|at| frame.shrink(16.0).contains(*at)) {
                    let text = format!("d{}/dt = 0", self.neuron.variables()[variable]);
                    name(end + vec2(-6.0, 0.0), Align2::RIGHT_BOTTOM, &text, color);
                }
            }
            return;
        };
        let x = at(&[x, 0.0]).x;
        let left = x > frame.center().x + 60.0;
        let (align, shift) = if left { (Align2::RIGHT_TOP, -6.0) } else { (Align2::LEFT_TOP, 6.0) };
        let place = pos2(x + shift, frame.top() + 4.0);
        name(place, align, "dy/dt = 0:  x = −(a + I)", palette.inhibitor);
        let knee = at(&[1.62, activator_nullcline(1.62)]);
        name(knee + vec2(8.0, -6.0), Align2::LEFT_BOTTOM, "dx/dt = 0", palette.activator);
    }
}

/// Makes `range` reach a value that is not in the `usual` range, by whole tenths of that, so that it does not tremble.
pub(super) fn widen(range: &mut [f64; 2], usual: [f64; 2], value: f64) {
    let tenth = 0.1 * (usual[1] - usual[0]);
    if value < usual[0] {
        range[0] = range[0].min(usual[0] - tenth * ((usual[0] - value) / tenth + 0.2).ceil());
    } else if value > usual[1] {
        range[1] = range[1].max(usual[1] + tenth * ((value - usual[1]) / tenth + 0.2).ceil());
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

/// The types of equilibria, each once.
fn kinds(equilibria: &[PlanarEquilibrium]) -> String {
    let mut names: Vec<&str> = equilibria.iter().map(|found| found.kind.name()).collect();
    names.dedup();
    if names.is_empty() { "no equilibrium".to_owned() } else { names.join(", ") }
}

/// An axis with its numbers close together.
fn axis(hints: AxisHints<'_>) -> AxisHints<'_> {
    hints.label_spacing(16.0..=40.0).formatter(|mark, _| tick(mark.value))
}
