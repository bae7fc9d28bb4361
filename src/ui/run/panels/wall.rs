//! The wall: a small phase portrait of each neuron, in one widget that scrolls beyond what fits.

use std::ops::RangeInclusive;

use eframe::egui::{
    self, Align2, Color32, FontId, Key, Mesh, Pos2, Rect, Response, Role, ScrollArea, Sense, Shape, Stroke, StrokeKind,
    Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use crate::experiment::{Constraint, Interventions};
use crate::neuron::BuiltInModel;
use crate::ui::run::model::live::{Live, Motion};
use crate::ui::run::model::parts::Dynamics;
use crate::ui::run::model::plane::Plane;
use crate::ui::shared::wall_look::Colouring;
use crate::ui::theme::{Palette, SMALL};
use crate::ui::widgets::polyline::{PolylineMesh, ThinnedLine};

/// Portraits in a row, up to a hundred neurons.
const COLUMNS: usize = 10;
/// The least width of a portrait; more neurons than fit are scrolled to.
const LEAST_WIDTH: f32 = 24.0;
/// Between two portraits.
const GAP: f32 = 2.0;
/// Points of a trail, as far apart as they are told from each other, of which those on a straight way are left out.
const TRAIL_POINTS: usize = 112;
/// Ticks that a trail goes back: 7 time units, more than a turn for the epsilons of the slider.
pub(crate) const TRAIL_TICKS: usize = 280;
/// The same for other models, 120 ms.
const OTHER_TRAIL_TICKS: usize = 480;
/// Points of the nullcline of other models.
const NULLCLINE_POINTS: usize = 20;
/// A leap back of this part of the portrait's width, from one point of the trail to the next, is a reset.
pub(crate) const LEAP: f32 = 0.25;

/// Neurons to draw.
pub(crate) struct Wall<'a> {
    /// The neurons.
    pub(crate) live: &'a Live,
    /// Which neuron stands at each place, row by row.
    pub(crate) order: &'a [usize],
    /// The neuron shown large, then those laid over it.
    pub(crate) selection: &'a [usize],
    /// What the colours mean.
    pub(crate) colouring: Colouring,
    /// Interventions on neurons.
    pub(crate) interventions: &'a Interventions,
    /// Whether the ablation of a neuron would change the answer.
    pub(crate) hangs_on: &'a dyn Fn(usize) -> bool,
}

/// What was done to the wall.
pub(crate) struct WallResponse {
    /// The whole wall.
    pub(crate) response: Response,
    /// A neuron was chosen by click or arrow key.
    pub(crate) chosen: Option<usize>,
    /// It was chosen with Ctrl or Shift: besides the one that was.
    pub(crate) adds: bool,
    /// The pointer is over this neuron.
    pub(crate) hovered: Option<usize>,
}

impl Wall<'_> {
    /// Draws the wall in a square-ish field of that size.
    pub(crate) fn show(self, ui: &mut Ui, size: Vec2) -> WallResponse {
        let layout = WallLayout::new(self.order.len(), size);
        if layout.size.y <= size.y {
            return self.show_whole(ui, &layout);
        }
        let place = Rect::from_min_size(ui.cursor().min, size);
        let child = UiBuilder::new().id_salt("wall").max_rect(place);
        let shown = ui.scope_builder(child, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| self.show_whole(ui, &layout)).inner
        });
        shown.inner
    }

    fn show_whole(&self, ui: &mut Ui, layout: &WallLayout) -> WallResponse {
        let (rect, response) = ui.allocate_exact_size(layout.size, Sense::click());
        response.widget_info(|| {
            let name = format!("wall of {} neurons, neuron {} selected", self.order.len(), self.selected());
            WidgetInfo::labeled(Role::Button, ui.is_enabled(), name)
        });
        let wall = PlacedWall { layout: *layout, rect };
        let place = response.hover_pos().and_then(|at| wall.place_at(at));
        let hovered = place.and_then(|place| self.order.get(place)).copied();
        let chosen = if response.clicked() { hovered } else { self.step_by_keys(ui, &response, &wall) };
        let adds = response.clicked() && ui.input(|input| input.modifiers.command || input.modifiers.shift);
        if ui.is_rect_visible(rect) {
            self.paint(ui, &wall, &response, hovered);
        }
        WallResponse { response, chosen, adds, hovered }
    }

    fn selected(&self) -> usize {
        self.selection.first().copied().unwrap_or(0)
    }

    /// The neighbour that an arrow key asks for while the wall has the focus.
    fn step_by_keys(&self, ui: &Ui, response: &Response, wall: &PlacedWall) -> Option<usize> {
        if !response.has_focus() {
            return None;
        }
        ui.memory_mut(|memory| {
            let arrows = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(response.id, arrows);
        });
        let place = self.order.iter().position(|&neuron| neuron == self.selected())?;
        let columns = wall.layout.columns;
        let (column, row) = (place % columns, place / columns);
        let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
        let target = if pressed(Key::ArrowLeft) && column > 0 {
            place - 1
        } else if pressed(Key::ArrowRight) && column + 1 < columns && place + 1 < self.order.len() {
            place + 1
        } else if pressed(Key::ArrowUp) && row > 0 {
            place - columns
        } else if pressed(Key::ArrowDown) && place + columns < self.order.len() {
            place + columns
        } else {
            return None;
        };
        if !ui.clip_rect().contains_rect(wall.cell(target)) {
            ui.scroll_to_rect(wall.cell(target), None);
        }
        Some(self.order[target])
    }

    fn paint(&self, ui: &Ui, wall: &PlacedWall, response: &Response, hovered: Option<usize>) {
        let palette = Palette::of(ui);
        let painter = ui.painter_at(wall.rect);
        let visible = wall.visible(ui.clip_rect(), self.order.len());
        let mut ground = Mesh::default();
        let mut lines = PolylineMesh::with_capacity(visible.len() * TRAIL_POINTS / 3);
        let mut points = Mesh::default();
        let mut trail = ThinnedLine::default();
        let plane = self.live.dynamics().plane();
        let nullclines = self.live.dynamics().other().map(|model| Nullclines::of(&model, plane));
        let mut nullcline = Vec::new();
        for place in visible {
            let neuron = self.order[place];
            let view = View::new(wall.cell(place), plane);
            let color = self.color(neuron, palette);
            let glow = if self.colouring == Colouring::X { 0.55 * self.strength(neuron) } else { 0.0 };
            ground.add_colored_rect(view.cell, palette.well.lerp_to_gamma(color, glow));
            if let Some(nullclines) = &nullclines {
                nullclines.collect(self.live.drives()[neuron], &view, &mut nullcline);
                lines.add(&nullcline, 1.0, |_| palette.activator.gamma_multiply(0.55));
            } else {
                self.paint_nullcline(&mut ground, &view, neuron, palette);
            }
            self.collect_trail(neuron, &view, &mut trail);
            let mut first = 0;
            for piece in trail.points().chunk_by(|one, other| !view.is_reset(*one, *other)) {
                lines.add(piece, 1.2, |index| color.gamma_multiply(fade(trail.share(first + index))));
                first += piece.len();
            }
            if let Some(&head) = trail.points().first() {
                // A neuron at rest has no trail to show its colour.
                let rests = self.colouring == Colouring::Regime && self.live.motion(neuron) == Motion::Resting;
                add_dot(&mut points, head, 2.1, if rests { palette.resting } else { palette.ink });
            }
            self.paint_marks(&mut points, &view, neuron, palette);
        }
        painter.add(Shape::mesh(ground));
        painter.add(Shape::mesh(lines.finish()));
        painter.add(Shape::mesh(points));
        self.paint_frames(ui, wall, response, hovered);
    }

    fn color(&self, neuron: usize, palette: &Palette) -> Color32 {
        match (self.colouring, self.live.motion(neuron)) {
            (Colouring::X, _) if self.relative_x(neuron) > 0.0 => palette.activator,
            (Colouring::X, _) | (Colouring::Regime, Motion::Oscillating) => palette.oscillating,
            (Colouring::Regime, Motion::Resting) => palette.resting,
        }
    }

    /// x of FitzHugh-Nagumo neurons; of others, where between -2 and 2 x is within the middle of the phase plane.
    fn relative_x(&self, neuron: usize) -> f32 {
        let x = self.live.history().newest(neuron, 1).next().map_or(0.0, |[x, _]| x);
        match self.live.dynamics() {
            Dynamics::FitzHughNagumo(_) => x,
            other @ Dynamics::Other(..) => {
                let [left, right] = other.plane().x.map(|end| end as f32);
                4.4 * ((x - left) / (right - left) - 0.5)
            }
        }
    }

    /// How far from the middle x is, 0 to 1.
    fn strength(&self, neuron: usize) -> f32 {
        (self.relative_x(neuron).abs() / 2.0).min(1.0)
    }

    /// What is done to a neuron, and whether the answer hangs on it: small signs in the upper corners.
    fn paint_marks(&self, mesh: &mut Mesh, view: &View, neuron: usize, palette: &Palette) {
        if (self.hangs_on)(neuron) {
            add_dot(mesh, view.cell.right_top() + vec2(-5.0, 5.0), 3.0, palette.warning);
        }
        let Some(intervention) = self.interventions.get(&neuron) else { return };
        let at = view.cell.left_top() + vec2(6.0, 6.0);
        match intervention.constraint {
            Constraint::Ablated => {
                mesh.add_colored_rect(view.cell, palette.window.gamma_multiply(0.7));
                mesh.add_colored_rect(Rect::from_center_size(at, vec2(8.0, 2.0)), palette.bad);
            }
            Constraint::Clamped(_) => mesh.add_colored_rect(Rect::from_center_size(at, Vec2::splat(6.0)), palette.text),
            Constraint::Free => {
                let base = mesh.vertices.len() as u32;
                for corner in [vec2(-4.0, 4.0), vec2(4.0, 4.0), vec2(0.0, -4.0)] {
                    mesh.colored_vertex(at + corner, palette.text);
                }
                mesh.add_triangle(base, base + 1, base + 2);
            }
        }
    }

    /// The inhibitor nullcline x = -c, a vertical line.
    fn paint_nullcline(&self, mesh: &mut Mesh, view: &View, neuron: usize, palette: &Palette) {
        let x = -self.live.drives()[neuron];
        if view.has(x) {
            let across = view.at([x, 0.0]).x;
            let line = Rect::from_min_max(pos2(across - 0.5, view.cell.top()), pos2(across + 0.5, view.cell.bottom()));
            mesh.add_colored_rect(line, palette.inhibitor.gamma_multiply(0.8));
        }
    }

    /// The newest point and those before it, as far as they are apart on the screen.
    fn collect_trail(&self, neuron: usize, view: &View, trail: &mut ThinnedLine) {
        trail.clear();
        let ticks = if self.live.dynamics().other().is_some() { OTHER_TRAIL_TICKS } else { TRAIL_TICKS };
        let mut points = self.live.history().newest(neuron, ticks);
        // Two ticks of a jump are two points of the screen; of two ticks the one in a spike that is reset, which lasts for one.
        while let Some(point) = points.next() {
            let before = points.next().filter(|before| view.resets && before[0] > point[0]);
            let at = view.at(before.unwrap_or(point));
            if trail.last().is_some_and(|last| view.is_reset(last, at)) {
                trail.leap(at);
            } else {
                trail.push(at);
            }
            if trail.count() == TRAIL_POINTS {
                break;
            }
        }
        trail.finish();
    }

    fn paint_frames(&self, ui: &Ui, wall: &PlacedWall, response: &Response, hovered: Option<usize>) {
        let palette = Palette::of(ui);
        let place_of = |wanted: usize| self.order.iter().position(|&neuron| neuron == wanted);
        let frame = |place: usize, stroke: Stroke| {
            ui.painter().rect_stroke(wall.cell(place), 2.0, stroke, StrokeKind::Outside);
        };
        if let Some(place) = hovered.and_then(place_of) {
            frame(place, Stroke::new(1.0, palette.dim));
            let corner = wall.cell(place).left_top() + vec2(3.0, 1.0);
            let name = self.order[place].to_string();
            ui.painter().text(corner, Align2::LEFT_TOP, name, FontId::proportional(SMALL), palette.text);
        }
        for (rank, &neuron) in self.selection.iter().enumerate().rev() {
            let Some(place) = place_of(neuron) else { continue };
            let width = if rank == 0 && response.has_focus() { 3.0 } else { 2.0 };
            frame(place, Stroke::new(width, palette.selected(rank)));
        }
    }
}

/// The nullclines of the first variable of all neurons of a model: at each x their y is affine in the drive.
struct Nullclines {
    /// x, y without drive, and what a unit of drive adds to it.
    points: Vec<[f32; 3]>,
    /// What is farther above or below is left out.
    visible: RangeInclusive<f32>,
}

impl Nullclines {
    fn of(model: &BuiltInModel, plane: Plane) -> Self {
        let [left, right] = plane.x;
        let x = (0..=NULLCLINE_POINTS).map(|point| left + (right - left) * point as f64 / NULLCLINE_POINTS as f64);
        let points = x.filter_map(|x| {
            let [without, with] = [model.nullclines(x, 0.0)[0]?, model.nullclines(x, 1.0)[0]?];
            Some([x as f32, without as f32, (with - without) as f32])
        });
        let [low, high] = plane.y.map(|end| end as f32);
        let height = high - low;
        Self { points: points.collect(), visible: low - height..=high + height }
    }

    /// The longest visible piece of that of a neuron with this drive.
    fn collect(&self, drive: f32, view: &View, into: &mut Vec<Pos2>) {
        let y = |[_, without, slope]: &[f32; 3]| without + slope * drive;
        let runs = self.points.split(|point| !self.visible.contains(&y(point)));
        into.clear();
        let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
        into.extend(longest.iter().map(|point| view.at([point[0], y(point)])));
    }
}

/// How strong a trail is at a share of its length, 0 the newest.
pub(crate) fn fade(share: f32) -> f32 {
    (1.0 - share) * (1.0 - 0.6 * share)
}

/// From the phase plane to a portrait.
struct View {
    cell: Rect,
    /// What a unit of the plane measures on the screen, and where its origin is.
    scale: Vec2,
    origin: Pos2,
    /// What is beyond the portrait is drawn on its edge.
    edge: Rect,
    resets: bool,
}

impl View {
    fn new(cell: Rect, plane: Plane) -> Self {
        let [[left, right], [low, high]] = [plane.x, plane.y];
        let scale = cell.size() * vec2((1.0 / (right - left)) as f32, (-1.0 / (high - low)) as f32);
        let middle = vec2(f64::midpoint(left, right) as f32, f64::midpoint(low, high) as f32);
        let edge = Rect::from_center_size(cell.center(), 0.98 * cell.size());
        Self { cell, scale, origin: cell.center() - scale * middle, edge, resets: plane.resets }
    }

    /// Whether a neuron was reset between two places of its trail, of which `one` is the later: it leapt back.
    fn is_reset(&self, one: Pos2, other: Pos2) -> bool {
        self.resets && other.x - one.x > LEAP * self.cell.width()
    }

    /// The place of a state.
    fn at(&self, [x, y]: [f32; 2]) -> Pos2 {
        (self.origin + self.scale * vec2(x, y)).clamp(self.edge.min, self.edge.max)
    }

    /// Whether a line at this x is within the portrait.
    fn has(&self, x: f32) -> bool {
        self.cell.x_range().contains(self.origin.x + self.scale.x * x)
    }
}

/// How many portraits stand side by side, and how large the whole wall is.
#[derive(Clone, Copy, Debug)]
struct WallLayout {
    columns: usize,
    size: Vec2,
    /// From one portrait to the next.
    pitch: Vec2,
}

impl WallLayout {
    /// So many neurons in a field of that size: ten in a row up to a hundred, more in a row beyond, and as soon as portraits
    /// would become too small, a wall higher than the field.
    fn new(neurons: usize, field: Vec2) -> Self {
        let wanted = ((neurons as f32 * field.x / field.y.max(1.0)).sqrt().ceil() as usize).max(COLUMNS);
        let most = ((field.x / LEAST_WIDTH) as usize).max(COLUMNS);
        let columns = if neurons <= COLUMNS * COLUMNS { COLUMNS } else { wanted.min(most) };
        let rows = neurons.div_ceil(columns).max(COLUMNS);
        let across = (field.x + GAP) / columns as f32;
        let fits = (field.y + GAP) / rows as f32;
        let down = if wanted > most { fits.max(across * field.y / field.x.max(1.0)) } else { fits };
        Self { columns, size: vec2(field.x, rows as f32 * down - GAP), pitch: vec2(across, down) }
    }
}

/// A wall at its place on the screen.
struct PlacedWall {
    layout: WallLayout,
    rect: Rect,
}

impl PlacedWall {
    fn cell(&self, place: usize) -> Rect {
        let WallLayout { columns, pitch, .. } = self.layout;
        let corner = self.rect.min + pitch * vec2((place % columns) as f32, (place / columns) as f32);
        Rect::from_min_size(corner, pitch - Vec2::splat(GAP))
    }

    fn place_at(&self, at: Pos2) -> Option<usize> {
        let WallLayout { columns, pitch, .. } = self.layout;
        let offset = at - self.rect.min;
        let (column, row) = ((offset.x / pitch.x).floor(), (offset.y / pitch.y).floor());
        let on_wall = (0.0..columns as f32).contains(&column) && row >= 0.0 && at.y <= self.rect.bottom() + GAP;
        on_wall.then(|| row as usize * columns + column as usize)
    }

    /// The places whose rows are within `clip`.
    fn visible(&self, clip: Rect, neurons: usize) -> std::ops::Range<usize> {
        let row = |y: f32| ((y - self.rect.top()) / self.layout.pitch.y).floor().max(0.0) as usize;
        let first = (row(clip.top()) * self.layout.columns).min(neurons);
        first..((row(clip.bottom()) + 1) * self.layout.columns).clamp(first, neurons)
    }
}

/// A disc with a soft edge, as a fan of triangles.
pub(crate) fn add_dot(mesh: &mut Mesh, center: Pos2, radius: f32, color: Color32) {
    const CORNERS: u32 = 10;
    let first = mesh.vertices.len() as u32;
    mesh.colored_vertex(center, color);
    for corner in 0..CORNERS {
        let direction = Vec2::angled(std::f32::consts::TAU * corner as f32 / CORNERS as f32);
        mesh.colored_vertex(center + (radius - 0.5) * direction, color);
        mesh.colored_vertex(center + (radius + 0.5) * direction, Color32::TRANSPARENT);
    }
    for corner in 0..CORNERS {
        let inner = first + 1 + 2 * corner;
        let next = first + 1 + 2 * ((corner + 1) % CORNERS);
        mesh.add_triangle(first, inner, next);
        mesh.add_triangle(inner, inner + 1, next + 1);
        mesh.add_triangle(inner, next + 1, next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neuron::NeuronKind;
    use crate::ui::run::model::plane::Driven;

    #[test]
    fn nullclines_of_the_wall_are_those_of_the_large_portrait() {
        for kind in NeuronKind::ALL.into_iter().filter(|kind| *kind != NeuronKind::FitzHughNagumo) {
            let model = kind.model(None);
            let plane = Dynamics::Other(model, model.description().signal).plane();
            let (nullclines, mut found) = (Nullclines::of(&model, plane), Vec::new());
            let view = View::new(Rect::from_min_size(pos2(3.0, 5.0), vec2(60.0, 50.0)), plane);
            for drive in [kind.drives(model.description().signal)[0] as f32, 12.5, 120.0] {
                nullclines.collect(drive, &view, &mut found);
                let expected = Driven::Other(model, drive.into()).visible_nullclines(plane, NULLCLINE_POINTS).remove(0);
                assert_eq!(found.len(), expected.len(), "{} at {drive}", kind.name());
                for (found, [x, y]) in found.iter().zip(expected) {
                    assert!(found.distance(view.at([x as f32, y as f32])) < 0.01, "{} at {drive}", kind.name());
                }
            }
        }
    }

    #[test]
    fn each_place_is_found_where_it_is_drawn() {
        let field = vec2(400.0, 300.0);
        for neurons in [1, 2, 99, 100, 101, 200, 400, 1000, 4096] {
            let layout = WallLayout::new(neurons, field);
            let wall = PlacedWall { layout, rect: Rect::from_min_size(pos2(7.0, 9.0), layout.size) };
            for place in 0..neurons {
                assert_eq!(wall.place_at(wall.cell(place).center()), Some(place), "{neurons}");
                assert!(wall.rect.expand(0.1).contains_rect(wall.cell(place)), "{neurons} {place}");
            }
            assert_eq!(wall.place_at(pos2(6.0, 50.0)), None);
            assert_eq!(wall.place_at(pos2(50.0, wall.rect.bottom() + 2.5)), None);
            assert_eq!(wall.visible(wall.rect, neurons), 0..neurons);
            assert!(wall.cell(0).width() > LEAST_WIDTH - GAP - 0.1);
        }
        assert_eq!(WallLayout::new(100, field).size, field);
        assert!(WallLayout::new(1000, field).size.y > field.y);
    }
}
