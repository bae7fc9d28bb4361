//! Many thin, anti-aliased, fading lines in one mesh.
//!
//! egui tessellates a line at leisure: joins, caps, feathering. A hundred trails a frame have no need of that. Here a
//! line is a strip with an opaque middle and transparent edges, three vertices a point.

use eframe::egui::{Color32, Mesh, Pos2, Vec2, epaint::Vertex, epaint::WHITE_UV};

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
