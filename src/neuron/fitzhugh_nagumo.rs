//! The equations of one neuron, stated once.
//!
//! Equation (1) of Bogatenko et al., "Symbiosis of an artificial neural network and models of biological neurons":
//!
//! ```text
//! epsilon dx/dt = x - x^3/3 - y
//!         dy/dt = x + a + I
//! ```
//!
//! x is the activator (membrane potential), y the recovery variable; time is dimensionless. The control parameter a and
//! the current I enter as their sum alone, the [`Drive`] c = a + I.

use serde::{Deserialize, Serialize};

use super::parameter::{ParameterError, parameter};

parameter! {
    /// The time scale of the activator against the recovery, above zero; dimensionless. The paper gives none.
    Epsilon, "epsilon", 0.0001, 10.0, 0.1
}
parameter! {
    /// The control parameter a; dimensionless. With no current the equilibrium is stable for |a| > 1.
    ControlParameter, "a", -10.0, 10.0, 0.0
}
parameter! {
    /// The current I that a neuron receives; dimensionless.
    Current, "current", -10.0, 10.0, 0.0
}
parameter! {
    /// The drive c = a + I, all that a neuron knows of a and I; dimensionless. The inhibitor nullcline is x = -c.
    Drive, "c", -20.0, 20.0, 0.0
}

impl Drive {
    /// c = a + I.
    pub fn of(control: ControlParameter, current: Current) -> Self {
        // Both are within +-10, so their sum is within +-20.
        Self(control.get() + current.get())
    }
}

/// A point of the phase plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Activator, drawn across.
    pub x: f64,
    /// Recovery, drawn upwards.
    pub y: f64,
}

impl State {
    /// The largest |x| and |y| a run may start from.
    pub const BOUND: f64 = 10.0;
    /// Where runs start unless something else is said. The paper gives no start.
    pub const DEFAULT: Self = Self { x: 0.5, y: 0.5 };

    /// A state to start from.
    ///
    /// # Errors
    /// A coordinate beyond [`State::BOUND`] or not a number.
    pub fn new(x: f64, y: f64) -> Result<Self, ParameterError> {
        for (name, value) in [("x0", x), ("y0", y)] {
            if !(-Self::BOUND..=Self::BOUND).contains(&value) {
                return Err(ParameterError { name, value, min: -Self::BOUND, max: Self::BOUND });
            }
        }
        Ok(Self { x, y })
    }
}

impl Default for State {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// One neuron: all that its motion depends on besides its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neuron {
    /// Time scale of the activator.
    pub epsilon: Epsilon,
    /// c = a + I.
    pub drive: Drive,
}

impl Neuron {
    /// A neuron of these parameters.
    pub fn new(epsilon: Epsilon, drive: Drive) -> Self {
        Self { epsilon, drive }
    }

    /// (dx/dt, dy/dt) at `state`: the vector field of equation (1).
    #[inline]
    pub fn rate(&self, state: State) -> State {
        let State { x, y } = state;
        State { x: (activator_nullcline(x) - y) / self.epsilon.get(), y: x + self.drive.get() }
    }

    /// The x of the inhibitor nullcline dy/dt = 0, the vertical line x = -c.
    pub fn inhibitor_nullcline(&self) -> f64 {
        // Adding zero turns -0 into 0, which reads better.
        -self.drive.get() + 0.0
    }
}

/// The y of the activator nullcline dx/dt = 0 at `x`: y = x - x^3/3.
#[inline]
pub fn activator_nullcline(x: f64) -> f64 {
    x - x * x * x / 3.0
}
