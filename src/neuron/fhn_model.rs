//! FitzHugh-Nagumo among the models behind one trait: for comparisons, and as a test of what holds for any model.

use super::fitzhugh_nagumo::{Epsilon, State, activator_nullcline};
use super::integrator::{default_step, largest_stable_step};
use super::model::{ModelDescription, NeuronModel, PlanarModel, Quantity, Signal};
use super::real::Real;
use super::timing::Timing;

/// FitzHugh-Nagumo neurons as a [`NeuronModel`]; the equations are those of [`Neuron`](super::Neuron).
///
/// Networks use the faster kernel of [`Ensemble`](super::Ensemble).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FitzHughNagumo {
    /// The time scale of x relative to that of y.
    pub epsilon: Epsilon,
}

/// The largest |x| for which steps are to be stable.
const STATE_BOUND: f64 = 2.1;

impl NeuronModel<2> for FitzHughNagumo {
    fn description(&self) -> ModelDescription {
        ModelDescription {
            name: "FitzHugh-Nagumo",
            equations: &["epsilon dx/dt = x - x^3/3 - y", "dy/dt = x + c"],
            source: "Bogatenko et al. 2023, equation (1)",
            drive: Quantity { name: "drive", symbol: "c", unit: "" },
            drive_bounds: [-2.0, 2.0],
            time_unit: "",
            variables: &[
                Quantity { name: "activator", symbol: "x", unit: "" },
                Quantity { name: "recovery", symbol: "y", unit: "" },
            ],
            region: &[[-2.5, 2.5], [-1.2, 1.2]],
            signal: Signal::Potential,
            times: Timing::default(),
        }
    }

    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function with the target features")]
    #[inline(always)]
    fn rate<T: Real>(&self, [x, y]: [T; 2], drive: T) -> [T; 2] {
        let cubic = x * (x * x).mul_add(x.constant(-1.0 / 3.0), x.constant(1.0));
        [(cubic - y) * self.epsilon.get().recip(), x + drive]
    }

    fn threshold(&self) -> f64 {
        1.0
    }

    fn start(&self) -> [f64; 2] {
        [State::DEFAULT.x, State::DEFAULT.y]
    }

    fn steps(&self) -> [f64; 2] {
        let epsilon = self.epsilon.get();
        [default_step(epsilon, STATE_BOUND), largest_stable_step(epsilon, STATE_BOUND)]
    }
}

impl PlanarModel for FitzHughNagumo {
    fn nullclines(&self, x: f64, _drive: f64) -> [Option<f64>; 2] {
        // That of y is the vertical line x = -c.
        [Some(activator_nullcline(x)), None]
    }
}
