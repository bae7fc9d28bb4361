//! The Morris-Lecar model of a barnacle muscle fibre, with a Hopf and with a SNIC set of parameters.

use super::model::{ModelDescription, NeuronModel, PlanarModel, Quantity, Signal, planar_starts};
use super::real::Real;
use super::timing::Timing;

/// A Morris-Lecar neuron: potential V, share w of open potassium channels, constant current I.
///
/// ```text
/// C dV/dt = I - g_L (V - V_L) - g_K w (V - V_K) - g_Ca m(V) (V - V_Ca)
///   dw/dt = phi (w_inf(V) - w) cosh((V - V3) / (2 V4))
///
/// m(V) = (1 + tanh((V - V1)/V2)) / 2          w_inf(V) = (1 + tanh((V - V3)/V4)) / 2
/// ```
///
/// in mV, ms, uA/cm2, mS/cm2 and uF/cm2. Sources: C. Morris and H. Lecar, "Voltage oscillations in the barnacle giant muscle
/// fiber", Biophysical Journal 35 (1981) 193-213,
/// [doi:10.1016/S0006-3495(81)84782-0](https://doi.org/10.1016/S0006-3495(81)84782-0); both sets of parameters: J. Rinzel and
/// G. B. Ermentrout, "Analysis of neural excitability and oscillations", in C. Koch and I. Segev (eds.), "Methods in Neuronal
/// Modeling", 2nd edition, MIT Press 1998, table 7.1.
///
/// The common ones are C 20, g_L 2, g_K 8, V_L -60, V_K -84, V_Ca 120, V1 -1.2, V2 18.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MorrisLecar {
    /// The largest conductance of calcium, g_Ca, in mS/cm2.
    pub g_ca: f64,
    /// The potential at which half of the potassium channels are open in equilibrium, mV.
    pub v3: f64,
    /// The width of their activation, mV.
    pub v4: f64,
    /// The rate of the potassium channels, phi, 1/ms.
    pub phi: f64,
    /// What the set of parameters is called.
    pub name: &'static str,
}

const C: f64 = 20.0;
const G_L: f64 = 2.0;
const G_K: f64 = 8.0;
const V_L: f64 = -60.0;
const V_K: f64 = -84.0;
const V_CA: f64 = 120.0;
const V1: f64 = -1.2;
const V2: f64 = 18.0;

impl MorrisLecar {
    /// The set in which oscillations begin at a subcritical Hopf bifurcation, near 93.86 uA/cm2, with a rate above zero; from
    /// 88.29 on a limit cycle exists beside the stable equilibrium. It ends in the same way from 212.02 to 216.9.
    pub const HOPF: Self = Self { g_ca: 4.4, v3: 2.0, v4: 30.0, phi: 0.04, name: "Morris-Lecar (Hopf)" };
    /// The set in which oscillations begin at a saddle-node on an invariant circle, near 39.96 uA/cm2, with a rate of zero; they
    /// end at a subcritical Hopf bifurcation near 97.79, with a limit cycle beside the stable equilibrium up to 116.1.
    pub const SNIC: Self = Self { g_ca: 4.0, v3: 12.0, v4: 17.4, phi: 1.0 / 15.0, name: "Morris-Lecar (SNIC)" };

    /// The share of open calcium channels at the potential `v`.
    fn m(v: f64) -> f64 {
        f64::midpoint(1.0, ((v - V1) / V2).tanh())
    }
}

impl NeuronModel<2> for MorrisLecar {
    fn description(&self) -> ModelDescription {
        ModelDescription {
            name: self.name,
            equations: &[
                "C dV/dt = I - g_L (V - V_L) - g_K w (V - V_K) - g_Ca m(V) (V - V_Ca)",
                "dw/dt = phi (w_inf(V) - w) cosh((V - V3) / (2 V4))",
                "m(V) = (1 + tanh((V - V1) / V2)) / 2",
                "w_inf(V) = (1 + tanh((V - V3) / V4)) / 2",
            ],
            source: "Rinzel and Ermentrout 1998, table 7.1",
            drive: Quantity { name: "current", symbol: "I", unit: "uA/cm2" },
            drive_bounds: [-1000.0, 1000.0],
            time_unit: "ms",
            variables: &[
                Quantity { name: "membrane potential", symbol: "V", unit: "mV" },
                Quantity { name: "open potassium channels", symbol: "w", unit: "" },
            ],
            region: &[[-80.0, 50.0], [0.0, 0.8]],
            signal: Signal::Potential,
            times: Timing { transient: 1000.0, window: 1000.0, every: 1.0, step: None },
        }
    }

    /// The rates, with cosh and both tanh from two exponentials and one division: with q = exp((V - V3)/(2 V4)) and
    /// e = exp(2 (V - V1)/V2), m = e/(1 + e), w_inf = q^4/(1 + q^4) and cosh = (q + 1/q)/2.
    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]
    #[inline(always)]
    fn rate<T: Real>(&self, [v, w]: [T; 2], drive: T) -> [T; 2] {
        let of = |value: f64| v.constant(value);
        let e = v.mul_add(of(2.0 / V2), of(-2.0 * V1 / V2)).exp_within(20.0);
        let half = 0.5 / self.v4;
        let q = v.mul_add(of(half), of(-self.v3 * half)).exp_within(8.0);
        let (q2, e1) = (q * q, e + 1.0);
        let q4 = q2 * q2;
        let below = q.mul_add(q4, q);
        let inverse = of(1.0) / (below * e1);
        let m = e * below * inverse;
        let leak = v.mul_add(of(-G_L / C), drive.mul_add(of(1.0 / C), of(G_L * V_L / C)));
        let potassium = w * v.mul_add(of(-G_K / C), of(G_K * V_K / C));
        let calcium = v.mul_add(of(-self.g_ca / C), of(self.g_ca * V_CA / C));
        let opening = q4.mul_add(of(1.0) - w, -w) * (q2 + 1.0) * of(self.phi / 2.0);
        [m.mul_add(calcium, leak + potassium), opening * (inverse * e1)]
    }

    fn threshold(&self) -> f64 {
        0.0
    }

    fn start(&self) -> [f64; 2] {
        [0.0, 0.0]
    }

    fn steps(&self) -> [f64; 2] {
        [0.2, 0.5]
    }

    fn starts(&self, drive: f64) -> Vec<[f64; 2]> {
        planar_starts(self, self.start(), drive)
    }
}

impl PlanarModel for MorrisLecar {
    fn nullclines(&self, v: f64, drive: f64) -> [Option<f64>; 2] {
        let others = drive - G_L * (v - V_L) - self.g_ca * Self::m(v) * (v - V_CA);
        let open = others / (G_K * (v - V_K));
        [Some(open).filter(|open| open.is_finite()), Some(f64::midpoint(1.0, ((v - self.v3) / self.v4).tanh()))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_are_those_of_the_equations_as_they_are_printed() {
        for model in [MorrisLecar::HOPF, MorrisLecar::SNIC] {
            for (v, w) in [(-60.0, 0.01), (-20.0, 0.3), (0.0, 0.1), (35.0, 0.5), (120.0, 1.0)] {
                for drive in [0.0, 95.0, 210.0] {
                    let m = f64::midpoint(1.0, ((v + 1.2) / 18.0_f64).tanh());
                    let currents = 2.0 * (v + 60.0) + 8.0 * w * (v + 84.0) + model.g_ca * m * (v - 120.0);
                    let open = f64::midpoint(1.0, ((v - model.v3) / model.v4).tanh());
                    let dw = model.phi * (open - w) * ((v - model.v3) / (2.0 * model.v4)).cosh();
                    let [found_v, found_w] = model.rate([v, w], drive);
                    assert!((found_v - (drive - currents) / 20.0).abs() < 1e-6, "V at {v}, {w}: {found_v}");
                    assert!((found_w - dw).abs() < 1e-12, "w at {v}, {w}: {found_w}");
                }
            }
        }
    }
}
