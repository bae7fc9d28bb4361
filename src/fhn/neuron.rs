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

/// A value outside its range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} must be a number from {min} to {max}, not {value}")]
pub struct ParameterError {
    /// Which parameter, as the command line and the window call it.
    pub name: &'static str,
    /// What was asked for.
    pub value: f64,
    /// The smallest value allowed.
    pub min: f64,
    /// The largest value allowed.
    pub max: f64,
}

/// Defines a number that can't leave its range.
macro_rules! parameter {
    ($(#[$doc:meta])* $type:ident, $name:literal, $min:literal, $max:literal, $default:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $type(f64);

        impl $type {
            /// The smallest value.
            pub const MIN: f64 = $min;
            /// The largest value.
            pub const MAX: f64 = $max;
            /// The value used where nothing else is said.
            pub const DEFAULT: Self = Self($default);

            /// The parameter of that value.
            ///
            /// # Errors
            /// Outside [`Self::MIN`] to [`Self::MAX`], or not a number.
            pub fn new(value: f64) -> Result<Self, $crate::fhn::ParameterError> {
                if (Self::MIN..=Self::MAX).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err($crate::fhn::ParameterError { name: $name, value, min: Self::MIN, max: Self::MAX })
                }
            }

            /// Its value.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        impl TryFrom<f64> for $type {
            type Error = $crate::fhn::ParameterError;

            fn try_from(value: f64) -> Result<Self, Self::Error> {
                Self::new(value)
            }
        }

        impl From<$type> for f64 {
            fn from(parameter: $type) -> Self {
                parameter.get()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let value = text
                    .trim()
                    .parse::<f64>()
                    .map_err(|_| format!("{} must be a number from {} to {}, not {text:?}", $name, Self::MIN, Self::MAX))?;
                Self::new(value).map_err(|error| error.to_string())
            }
        }
    };
}

pub(crate) use parameter;

parameter! {
    /// The time scale of the activator against the recovery, above zero; dimensionless. The paper gives none.
    Epsilon, "epsilon", 0.0001, 10.0, 0.1
}
parameter! {
    /// The control parameter a; dimensionless. With no current the equilibrium is stable for |a| > 1.
    Control, "a", -10.0, 10.0, 0.0
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
    pub fn of(control: Control, current: Current) -> Self {
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
    pub const REACH: f64 = 10.0;
    /// Where runs start unless something else is said. The paper gives no start.
    pub const DEFAULT: Self = Self { x: 0.5, y: 0.5 };

    /// A state to start from.
    ///
    /// # Errors
    /// A coordinate beyond [`State::REACH`] or not a number.
    pub fn new(x: f64, y: f64) -> Result<Self, ParameterError> {
        for (name, value) in [("x0", x), ("y0", y)] {
            if !(-Self::REACH..=Self::REACH).contains(&value) {
                return Err(ParameterError { name, value, min: -Self::REACH, max: Self::REACH });
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
