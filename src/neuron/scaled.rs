//! Scaled coordinates, in which a step of RK4 takes the fewest operations. The equations are at the head of `ensemble`.

use super::Epsilon;

/// The coefficients of a step of given length at given epsilon, as [`Ensemble`](super::Ensemble) takes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coefficients {
    /// h / (2 epsilon).
    pub(super) alpha: f32,
    /// alpha h / 2.
    pub(super) beta: f32,
    /// p / x.
    pub(super) x_scale: f64,
    /// z / y.
    pub(super) y_scale: f64,
    /// e / c.
    pub(super) c_scale: f64,
    /// x / p.
    pub(super) back_to_x: f32,
}

impl Coefficients {
    pub(super) fn new(epsilon: Epsilon, length: f64) -> Self {
        let alpha = length / (2.0 * epsilon.get());
        let x_scale = (alpha / 3.0).sqrt();
        Self {
            alpha: alpha as f32,
            beta: (alpha * length / 2.0) as f32,
            x_scale,
            y_scale: alpha * x_scale,
            c_scale: alpha * x_scale * length / 2.0,
            back_to_x: x_scale.recip() as f32,
        }
    }
}
