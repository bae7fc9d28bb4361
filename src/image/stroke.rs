//! Drawings on the canvas: strokes of pen and eraser, and the ink they leave.
//!
//! Places are in units of the canvas: (0, 0) is its upper left corner and (1, 1) its lower right one, whatever its size
//! on the screen.

use super::Ink;

/// The width of a pen, as part of the canvas, that gives strokes as wide as MNIST's: about 2.8 of the 20 pixels of a digit
/// that fills two thirds of the canvas.
pub const PEN_WIDTH: f32 = 0.09;
/// Pixels on a side of a drawing's [`Ink`].
pub const CANVAS_SIDE: usize = 112;
/// Points nearer than this to the one before, in pixels of the ink, change nothing that can be seen.
const LEAST_STEP: f32 = 0.3;

/// A pen or an eraser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Its width, as part of the canvas.
    pub width: f32,
    /// It removes ink.
    pub erases: bool,
}

impl Default for Pen {
    fn default() -> Self {
        Self { width: PEN_WIDTH, erases: false }
    }
}

impl Pen {
    /// An eraser, wider than the pen.
    pub fn eraser() -> Self {
        Self { width: 1.8 * PEN_WIDTH, erases: true }
    }
}

/// A line drawn without lifting the pen; a single point is a dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    pen: Pen,
    points: Vec<[f32; 2]>,
    /// The pen had only left the canvas and come back.
    continues: bool,
}

impl Stroke {
    /// The pen or eraser.
    pub fn pen(&self) -> Pen {
        self.pen
    }

    /// Its points, in units of the canvas.
    pub fn points(&self) -> &[[f32; 2]] {
        &self.points
    }
}

/// A step that undo reverses.
#[derive(Clone, Debug, PartialEq)]
enum Action {
    Stroke,
    Clear(Vec<Stroke>),
}

/// The state of the pen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum PenState {
    #[default]
    Lifted,
    Down,
    /// Pressed, but beyond the canvas.
    Outside(Pen),
}

/// All strokes on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    strokes: Vec<Stroke>,
    actions: Vec<Action>,
    state: PenState,
}

impl Drawing {
    /// An empty canvas.
    pub fn new() -> Self {
        Self::default()
    }

    /// The strokes, oldest first.
    pub fn strokes(&self) -> &[Stroke] {
        &self.strokes
    }

    /// Whether no stroke is there; erased strokes still are.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// Whether the pen is pressed.
    pub fn is_drawing(&self) -> bool {
        self.state != PenState::Lifted
    }

    /// The pen is pressed at `point`, which makes a dot at once. A place outside of the canvas is not taken.
    pub fn begin(&mut self, point: [f32; 2], pen: Pen) {
        self.end();
        if is_on_canvas(point) && pen.width.is_finite() && pen.width > 0.0 {
            self.strokes.push(Stroke { pen, points: vec![point], continues: false });
            self.actions.push(Action::Stroke);
            self.state = PenState::Down;
        }
    }

    /// The pressed pen has moved to `point`: a straight line to there, however far.
    ///
    /// A pen that leaves the canvas draws up to its edge; where it comes back, a new line begins that is not joined to
    /// the old one, but is undone with it.
    pub fn extend(&mut self, point: [f32; 2]) {
        if !point.iter().all(|place| place.is_finite()) {
            return;
        }
        match self.state {
            PenState::Lifted => {}
            PenState::Down => {
                let Some(stroke) = self.strokes.last_mut() else { return };
                if stroke.points.last() != Some(&point) {
                    stroke.points.push(point);
                }
                if !is_on_canvas(point) {
                    self.state = PenState::Outside(stroke.pen);
                }
            }
            PenState::Outside(pen) => {
                if is_on_canvas(point) {
                    self.strokes.push(Stroke { pen, points: vec![point], continues: true });
                    self.state = PenState::Down;
                }
            }
        }
    }

    /// The pen is lifted.
    pub fn end(&mut self) {
        self.state = PenState::Lifted;
    }

    /// Takes back the last stroke or the last [`Drawing::clear`]. Whether there was one.
    pub fn undo(&mut self) -> bool {
        self.end();
        match self.actions.pop() {
            None => return false,
            Some(Action::Clear(strokes)) => self.strokes = strokes,
            Some(Action::Stroke) => while self.strokes.pop().is_some_and(|stroke| stroke.continues) {},
        }
        true
    }

    /// Whether [`Drawing::undo`] would do something.
    pub fn can_undo(&self) -> bool {
        !self.actions.is_empty()
    }

    /// Takes everything off the canvas; can be undone.
    pub fn clear(&mut self) {
        self.end();
        if !self.strokes.is_empty() {
            self.actions.push(Action::Clear(std::mem::take(&mut self.strokes)));
        }
    }

    /// The ink on the canvas, [`CANVAS_SIDE`] pixels on a side, with smooth edges.
    pub fn ink(&self) -> Ink {
        self.ink_of_side(CANVAS_SIDE)
    }

    /// The ink on the canvas, `side` pixels on a side.
    pub fn ink_of_side(&self, side: usize) -> Ink {
        let mut ink = Ink::blank(side, side);
        let mut coverage = vec![0.0_f32; side * side];
        for stroke in &self.strokes {
            let touched = stroke.cover(&mut coverage, side);
            for row in touched.rows {
                let places = row * side + touched.columns.start..row * side + touched.columns.end;
                for (value, covered) in ink.values_mut()[places.clone()].iter_mut().zip(&mut coverage[places]) {
                    let covered = std::mem::take(covered);
                    *value = if stroke.pen.erases { value.min(1.0 - covered) } else { value.max(covered) };
                }
            }
        }
        ink
    }
}

fn is_on_canvas(point: [f32; 2]) -> bool {
    point.iter().all(|place| (0.0..=1.0).contains(place))
}

/// A rectangle of pixels.
#[derive(Clone, Debug)]
struct Pixels {
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
}

impl Pixels {
    /// The pixels at most `reach` from the points.
    fn around(points: &[[f32; 2]], reach: f32, side: usize) -> Self {
        let range = |axis: usize| {
            let (least, most) = points.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), point| {
                (least.min(point[axis]), most.max(point[axis]))
            });
            let limit = |place: f32| place.clamp(0.0, side as f32) as usize;
            limit((least - reach).floor())..limit((most + reach).ceil())
        };
        Self { columns: range(0), rows: range(1) }
    }
}

impl Stroke {
    /// Writes how much of each pixel the stroke covers, the most of all its lines; returns where it may have written.
    fn cover(&self, coverage: &mut [f32], side: usize) -> Pixels {
        let radius = self.pen.width * side as f32 / 2.0;
        let points = self.points_in_pixels(side as f32);
        let reach = radius + 1.0;
        let dot = [points.first().copied().unwrap_or_default(); 2];
        let lines = points.windows(2).chain(std::iter::once(dot.as_slice()));
        for line in lines {
            let (from, to) = (line[0], line[1]);
            let area = Pixels::around(line, reach, side);
            for row in area.rows {
                for column in area.columns.clone() {
                    let distance = distance_to_line([column as f32 + 0.5, row as f32 + 0.5], from, to);
                    let covered = (radius + 0.5 - distance).clamp(0.0, 1.0).min(2.0 * radius);
                    let value = &mut coverage[row * side + column];
                    *value = value.max(covered);
                }
            }
        }
        Pixels::around(&points, reach, side)
    }

    /// The points in pixels, without those that are all but the same as the one before.
    fn points_in_pixels(&self, side: f32) -> Vec<[f32; 2]> {
        let mut points: Vec<[f32; 2]> = Vec::with_capacity(self.points.len());
        for (index, point) in self.points.iter().enumerate() {
            // Clamped: places far outside draw nothing on the canvas.
            let point = point.map(|place| place.clamp(-8.0, 9.0) * side);
            let is_last = index + 1 == self.points.len();
            let is_near = points
                .last()
                .is_some_and(|last| (point[0] - last[0]).abs() < LEAST_STEP && (point[1] - last[1]).abs() < LEAST_STEP);
            if is_last || !is_near {
                points.push(point);
            }
        }
        points
    }
}

pub(crate) fn distance_to_line(point: [f32; 2], from: [f32; 2], to: [f32; 2]) -> f32 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let offset = [point[0] - from[0], point[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let part =
        if length > 0.0 { ((offset[0] * along[0] + offset[1] * along[1]) / length).clamp(0.0, 1.0) } else { 0.0 };
    (offset[0] - part * along[0]).hypot(offset[1] - part * along[1])
}
