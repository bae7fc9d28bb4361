//! Which neurons oscillate out of step, as the cost of the vote assumes it.

use serde::{Deserialize, Serialize};

use super::fhn_layer::FhnLayer;
use crate::neuron::{AsymptoticState, Drive, Neuron, Timing};

/// The share n of a neuron's ripple that adds independently of the other neurons', in the cost of
/// [`Objective::Vote`](super::Objective::Vote). With t = tanh(z/2):
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dephasing {
    /// n = 0.02 + 0.98 (1 - t^8): saturated neurons form two clusters that stay in step. It holds for equal neurons from a
    /// common start alone.
    #[default]
    Clusters,
    /// n = 1: every neuron has a phase of its own.
    Independent,
    /// n = 1 - exp(-(drift (1 - |t|))^2): equal neurons from a common start, whose phases move apart with their drives by
    /// `drift` radians for each unit of 1 - |t| ([`Dephasing::drift`]).
    Drift(f32),
}

impl Dephasing {
    /// n of a saturated neuron of a cluster.
    const FLOOR: f32 = 0.02;

    /// Phase drift over a whole protocol: |gamma| |d omega/dc| (T_trans + T), with omega the angular frequency of the limit
    /// cycle at c = a + gamma.
    ///
    /// ```
    /// use nullcline::network::{Coupling, Dephasing, FhnLayer};
    /// use nullcline::neuron::Timing;
    ///
    /// // At epsilon 0.1 and c = -0.5, |d omega/dc| is 0.76: 0.5 * 0.76 * 1100 radians.
    /// let Dephasing::Drift(radians) = Dephasing::drift(&FhnLayer::new(Coupling::Calibrated), Timing::default()) else {
    ///     panic!("neurons oscillate at gamma -0.5")
    /// };
    /// assert!((radians - 418.0).abs() < 10.0, "{radians}");
    /// ```
    pub fn drift(layer: &FhnLayer, times: Timing) -> Self {
        /// Half of the difference of drives over which the derivative is taken.
        const APART: f64 = 1e-3;
        let (c, gain) = (layer.a.get() + layer.gamma.get(), layer.gamma.get().abs());
        let omega = |c: f64| {
            let period = AsymptoticState::of(&Neuron::new(layer.epsilon, Drive::new(c).ok()?)).period?;
            Some(std::f64::consts::TAU / period)
        };
        let slope =
            omega(c + APART).zip(omega(c - APART)).map_or(0.0, |(above, below)| (above - below) / (2.0 * APART));
        Self::Drift((gain * slope.abs() * (times.transient + times.window)) as f32)
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// n and dn/dh of a neuron whose output is h = (1 + t)/2.
    #[inline]
    pub(super) fn share(self, h: f32) -> (f32, f32) {
        let t = 2.0 * h - 1.0;
        match self {
            Self::Independent => (1.0, 0.0),
            Self::Clusters => {
                let (fourth, size) = ((t * t) * (t * t), 1.0 - Self::FLOOR);
                (Self::FLOOR + size * (1.0 - fourth * fourth), -2.0 * size * 8.0 * fourth * t * t * t)
            }
            Self::Drift(radians) => {
                let apart = radians * (1.0 - t.abs());
                let in_step = (-apart * apart).exp();
                (1.0 - in_step, -4.0 * in_step * apart * radians * t.signum())
            }
        }
    }
}
