//! Many thin, anti-aliased, fading lines in one mesh.
//!
//! egui tessellates a line at leisure: joins, caps, feathering. A hundred trails a frame have no need of that. Here a
//! line is a strip with an opaque middle and transparent edges, three vertices a point.

use eframe::egui::{Color32, Mesh, Pos2, Vec2, epaint::Vertex, epaint::WHITE_UV};

/// Points of a line are at least this far apart, in points of the screen.
const SPACING: f32 = 0.9;
/// How far the line may leave the direction in which a straight piece begins; its chord misses it by a quarter of that.
const TOLERANCE: f32 = 0.4;
/// The longest straight piece, so that colours which fade along the line do so smoothly.
const LONGEST: f32 = 12.0;

/// A line of which points on a straight way between others are left out.
#[derive(Default)]
pub(crate) struct ThinnedLine {
    points: Vec<Pos2>,
    /// How many points a spacing apart there were up to each point.
    places: Vec<f32>,
    /// How many there were in all.
    count: usize,
    /// The last point and its place, which is left out if the way goes straight on.
    pending: Option<(Pos2, f32)>,
    /// The direction of the straight piece.
    direction: Vec2,
}

impl ThinnedLine {
    /// Begins another line.
    pub(crate) fn clear(&mut self) {
        self.points.clear();
        self.places.clear();
        (self.count, self.pending) = (0, None);
    }

    /// Goes on to a point, unless it is hardly apart from the last one.
    pub(crate) fn push(&mut self, at: Pos2) {
        let Some(&start) = self.points.last() else {
            self.keep((at, 0.0));
            self.count = 1;
            return;
        };
        let (last, place) = self.pending.unwrap_or((start, 0.0));
        if last.distance_sq(at) <= SPACING * SPACING {
            return;
        }
        if self.pending.is_none() {
            self.direction = direction(start, at);
        } else if !self.is_straight(start, last, at) {
            self.keep((last, place));
            self.direction = direction(last, at);
        }
        self.pending = Some((at, self.count as f32));
        self.count += 1;
    }

    /// Goes on to a point and leaves out neither it nor the one before it.
    pub(crate) fn leap(&mut self, at: Pos2) {
        self.finish();
        self.keep((at, self.count as f32));
        self.count += 1;
    }

    /// Keeps the last point as well.
    pub(crate) fn finish(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.keep(pending);
        }
    }

    fn is_straight(&self, start: Pos2, last: Pos2, at: Pos2) -> bool {
        let way = at - start;
        let across = self.direction.x * way.y - self.direction.y * way.x;
        let goes_on = self.direction.dot(at - last) > 0.0;
        goes_on && across.abs() <= TOLERANCE && way.length_sq() <= LONGEST * LONGEST
    }

    fn keep(&mut self, (at, place): (Pos2, f32)) {
        self.points.push(at);
        self.places.push(place);
    }

    /// How many points a spacing apart there were.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The point that was pushed last.
    pub(crate) fn last(&self) -> Option<Pos2> {
        self.pending.map(|(at, _)| at).or(self.points.last().copied())
    }

    /// The points that are kept.
    pub(crate) fn points(&self) -> &[Pos2] {
        &self.points
    }

    /// The share of the line that lies before a kept point, 0 to 1.
    pub(crate) fn share(&self, point: usize) -> f32 {
        self.places[point] / self.count as f32
    }
}

/// The unit vector from one point to another that is not the same; faster than one that minds the ends of the range of numbers.
fn direction(from: Pos2, to: Pos2) -> Vec2 {
    let way = to - from;
    way / way.length_sq().sqrt()
}

/// A mesh of lines that are thin against their length.
#[derive(Default)]
pub(crate) struct PolylineMesh {
    mesh: Mesh,
}

impl PolylineMesh {
    /// Room for that many points.
    pub(crate) fn with_capacity(points: usize) -> Self {
        let mut mesh = Mesh::default();
        mesh.vertices.reserve(3 * points);
        mesh.indices.reserve(12 * points);
        Self { mesh }
    }

    /// Adds a line through `points`; `color` says the colour of each point by its index.
    pub(crate) fn add(&mut self, points: &[Pos2], width: f32, color: impl Fn(usize) -> Color32) {
        if points.len() < 2 {
            return;
        }
        // The edges are transparent, so half the width plus half a feather of about a pixel.
        let reach = 0.5 * width + 0.6;
        for (index, &point) in points.iter().enumerate() {
            let across = reach * normal(points, index);
            if index > 0 {
                self.join();
            }
            self.vertex(point + across, Color32::TRANSPARENT);
            self.vertex(point, color(index));
            self.vertex(point - across, Color32::TRANSPARENT);
        }
    }

    /// The finished mesh.
    pub(crate) fn finish(self) -> Mesh {
        self.mesh
    }

    fn vertex(&mut self, pos: Pos2, color: Color32) {
        self.mesh.vertices.push(Vertex { pos, uv: WHITE_UV, color });
    }

    /// Two quads from the last point to the next.
    fn join(&mut self) {
        let next = self.mesh.vertices.len() as u32;
        let last = next - 3;
        self.mesh.indices.extend_from_slice(&[
            last,
            last + 1,
            next,
            last + 1,
            next,
            next + 1,
            last + 1,
            last + 2,
            next + 1,
            last + 2,
            next + 1,
            next + 2,
        ]);
    }
}

/// The unit normal of the line at a point: across the way from its neighbour on one side to that on the other.
fn normal(points: &[Pos2], index: usize) -> Vec2 {
    let before = points[index.saturating_sub(1)];
    let after = points[(index + 1).min(points.len() - 1)];
    let along = after - before;
    let length = along.length_sq().sqrt();
    if length > 0.0 { along.rot90() / length } else { Vec2::UP }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;
    use proptest::prelude::*;

    fn distance(at: Pos2, one: Pos2, other: Pos2) -> f32 {
        let way = other - one;
        let share = ((at - one).dot(way) / way.length_sq().max(1e-6)).clamp(0.0, 1.0);
        (one + share * way - at).length()
    }

    proptest! {
        #[test]
        fn a_thinned_line_stays_beside_the_whole_one(
            turns in proptest::collection::vec((-1.0_f32..1.0, 0.2_f32..3.0), 2..150),
        ) {
            let mut way = vec![pos2(0.0, 0.0)];
            let mut angle = 0.0;
            for (turn, length) in turns {
                angle += turn * turn * turn;
                way.push(*way.last().unwrap() + length * Vec2::angled(angle));
            }
            let mut line = ThinnedLine::default();
            for at in &way {
                line.push(*at);
            }
            prop_assert_eq!(line.points()[0], way[0]);
            line.finish();
            prop_assert!(line.points().last().unwrap().distance(*way.last().unwrap()) <= SPACING);
            prop_assert!(line.points().len() <= line.count());
            for at in way {
                let nearest = line.points().windows(2).map(|ends| distance(at, ends[0], ends[1])).reduce(f32::min);
                prop_assert!(nearest.unwrap_or(0.0) <= SPACING + TOLERANCE, "{:?} is {:?} away", at, nearest);
            }
        }
    }

    #[test]
    fn straight_ways_need_few_points_and_corners_stay() {
        let mut line = ThinnedLine::default();
        (0..60).for_each(|step| line.push(pos2(step as f32, 0.0)));
        (1..60).for_each(|step| line.push(pos2(59.0, step as f32)));
        line.leap(pos2(0.0, 0.0));
        line.finish();
        assert_eq!(line.count(), 120);
        assert!(line.points().len() < 16, "{}", line.points().len());
        for corner in [pos2(59.0, 0.0), pos2(59.0, 59.0), pos2(0.0, 0.0)] {
            assert!(line.points().iter().any(|at| at.distance(corner) < 1.01), "{corner:?}");
        }
        assert!((0..line.points().len()).is_sorted_by_key(|point| line.share(point)));
    }
}
