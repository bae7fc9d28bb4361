//! Izhikevich's simple model of spiking neurons, 2003.

use super::model::{ModelDescription, NeuronModel, PlanarModel, Quantity, Signal, planar_starts};
use super::real::Real;
use super::timing::Timing;

/// An Izhikevich neuron: potential v, recovery variable u, constant current I.
///
/// ```text
/// dv/dt = 0.04 v^2 + 5 v + 140 - u + I
/// du/dt = a (b v - u)
///
/// where v reaches 30: v becomes c, and u becomes u + d
/// ```
///
/// v and u in mV, time in ms, I without a unit. Source: E. M. Izhikevich, "Simple model of spiking neurons", IEEE Transactions
/// on Neural Networks 14 (2003) 1569-1572, [doi:10.1109/TNN.2003.820440](https://doi.org/10.1109/TNN.2003.820440), whose
/// program takes steps of 1 ms (two halves for v) and resets at their ends; here a step is at most 0.25 ms of RK4, and the reset
/// is at the moment of the spike, by interpolation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Izhikevich {
    /// The rate of the recovery variable, 1/ms.
    pub a: f64,
    /// Its sensitivity to v.
    pub b: f64,
    /// v after a spike, mV.
    pub c: f64,
    /// The step of u after a spike.
    pub d: f64,
    /// What the set of parameters is called.
    pub name: &'static str,
}

impl Izhikevich {
    /// Regular spiking, as most excitatory neurons of the cortex: a 0.02, b 0.2, c -65, d 8.
    pub const REGULAR_SPIKING: Self = Self { a: 0.02, b: 0.2, c: -65.0, d: 8.0, name: "Izhikevich (regular spiking)" };
    /// Fast spiking, as some inhibitory neurons: a 0.1, d 2.
    pub const FAST_SPIKING: Self = Self { a: 0.1, b: 0.2, c: -65.0, d: 2.0, name: "Izhikevich (fast spiking)" };
    /// Bursting, "chattering": c -50, d 2.
    pub const BURSTING: Self = Self { a: 0.02, b: 0.2, c: -50.0, d: 2.0, name: "Izhikevich (bursting)" };
}

impl NeuronModel<2> for Izhikevich {
    const RESETS: bool = true;

    fn description(&self) -> ModelDescription {
        ModelDescription {
            name: self.name,
            equations: &[
                "dv/dt = 0.04 v^2 + 5 v + 140 - u + I",
                "du/dt = a (b v - u)",
                "where v reaches 30: v becomes c, u becomes u + d",
            ],
            source: "Izhikevich 2003",
            drive: Quantity { name: "current", symbol: "I", unit: "" },
            drive_bounds: [-100.0, 100.0],
            time_unit: "ms",
            variables: &[
                Quantity { name: "membrane potential", symbol: "v", unit: "mV" },
                Quantity { name: "recovery", symbol: "u", unit: "mV" },
            ],
            region: &[[-80.0, 30.0], [-20.0, 12.0]],
            signal: Signal::Spikes,
            times: Timing { transient: 1000.0, window: 1000.0, every: 1.0, step: None },
        }
    }

    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]
    #[inline(always)]
    fn rate<T: Real>(&self, [v, u]: [T; 2], drive: T) -> [T; 2] {
        let of = |value: f64| v.constant(value);
        let dv = v.mul_add(v.mul_add(of(0.04), of(5.0)), drive + 140.0 - u);
        [dv, v.mul_add(of(self.a * self.b), u * -self.a)]
    }

    fn threshold(&self) -> f64 {
        30.0
    }

    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]
    #[inline(always)]
    fn reset<T: Real>(&self, [v, u]: [T; 2]) -> [T; 2] {
        [v.constant(self.c), u + self.d]
    }

    fn start(&self) -> [f64; 2] {
        [-65.0, -13.0]
    }

    fn steps(&self) -> [f64; 2] {
        [0.1, 0.25]
    }

    fn starts(&self, drive: f64) -> Vec<[f64; 2]> {
        planar_starts(self, self.start(), drive)
    }
}

impl PlanarModel for Izhikevich {
    fn nullclines(&self, v: f64, drive: f64) -> [Option<f64>; 2] {
        [Some(0.04 * v * v + 5.0 * v + 140.0 + drive), Some(self.b * v)]
    }
}
