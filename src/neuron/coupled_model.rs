//! Any model, coupled to the mean potential of a population through its drive.

use super::mean_field::CouplingStrength;
use super::model::{ModelDescription, NeuronModel};
use super::real::Real;

/// A neuron of `model` with the drive I + g (<V> - V) instead of I: V is its first variable, and <V> the mean over its
/// population, for as long as a step lasts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coupled<M> {
    model: M,
    strength: f64,
    /// g <V>.
    field: f64,
}

impl<M> Coupled<M> {
    pub(super) fn new(model: M, strength: CouplingStrength, mean: f64) -> Self {
        let strength = strength.get();
        Self { model, strength, field: strength * mean }
    }
}

impl<M: NeuronModel<N>, const N: usize> NeuronModel<N> for Coupled<M> {
    const RESETS: bool = M::RESETS;

    fn description(&self) -> ModelDescription {
        self.model.description()
    }

    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]
    #[inline(always)]
    fn rate<T: Real>(&self, state: [T; N], drive: T) -> [T; N] {
        self.model.rate(state, state[0].mul_add(drive.constant(-self.strength), drive + self.field))
    }

    fn threshold(&self) -> f64 {
        self.model.threshold()
    }

    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]
    #[inline(always)]
    fn reset<T: Real>(&self, at_threshold: [T; N]) -> [T; N] {
        self.model.reset(at_threshold)
    }

    fn start(&self) -> [f64; N] {
        self.model.start()
    }

    fn steps(&self) -> [f64; 2] {
        self.model.steps()
    }
}
