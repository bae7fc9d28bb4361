//! The FitzHugh-Nagumo equations of one neuron, stated once in [`Neuron::rate`], with their parameters and the state. Sources
//! are listed in the documentation of the module.

use serde::{Deserialize, Serialize};

use super::parameter::{ParameterError, parameter};

parameter! {
    /// epsilon, the time scale of the activator x relative to that of the recovery variable y; dimensionless, 0.0001 to 10.
    ///
    /// The smaller epsilon, the faster the jumps of x and the shorter the integration steps. The paper gives no value; the
    /// default is 0.1.
    ///
    /// ```
    /// use nullcline::neuron::Epsilon;
    ///
    /// assert_eq!(Epsilon::new(0.05)?.get(), 0.05);
    /// assert_eq!(Epsilon::default(), Epsilon::DEFAULT);
    /// assert_eq!(Epsilon::new(0.0).unwrap_err().to_string(), "epsilon must be a number from 0.0001 to 10, not 0");
    /// // The same from text, as a command line or a file has it.
    /// assert_eq!("0.05".parse(), Epsilon::new(0.05).map_err(|error| error.to_string()));
    /// # Ok::<(), nullcline::neuron::ParameterError>(())
    /// ```
    Epsilon, "epsilon", 0.0001, 10.0, 0.1
}
parameter! {
    /// The control parameter a of the recovery equation dy/dt = x + a + I; dimensionless, -10 to 10, 0 by default.
    ///
    /// Without a current the equilibrium is stable for |a| >= 1 and the neuron oscillates for |a| < 1.
    ControlParameter, "a", -10.0, 10.0, 0.0
}
parameter! {
    /// The constant current I that a neuron receives, in dy/dt = x + a + I; dimensionless, -10 to 10, 0 by default.
    Current, "current", -10.0, 10.0, 0.0
}
parameter! {
    /// The drive c = a + I, the sum through which control parameter and current act; dimensionless, -20 to 20, 0 by default.
    ///
    /// The inhibitor nullcline is the line x = -c. A neuron rests for |c| >= 1 and oscillates for |c| < 1.
    ///
    /// ```
    /// use nullcline::neuron::{ControlParameter, Current, Drive};
    ///
    /// let drive = Drive::of(ControlParameter::new(0.5)?, Current::new(-0.25)?);
    /// assert_eq!(drive, Drive::new(0.25)?);
    /// # Ok::<(), nullcline::neuron::ParameterError>(())
    /// ```
    Drive, "c", -20.0, 20.0, 0.0
}

impl Drive {
    /// c = a + I of a control parameter a and a current I. The sum of two values in range is always in range.
    pub fn of(control: ControlParameter, current: Current) -> Self {
        // Both are within +-10, so their sum is within +-20.
        Self(control.get() + current.get())
    }
}

/// A point (x, y) of the phase plane; also used for a rate (dx/dt, dy/dt). Dimensionless.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The activator x, horizontal axis of a phase portrait.
    pub x: f64,
    /// The recovery variable y, vertical axis.
    pub y: f64,
}

impl State {
    /// The largest |x| and |y| of an initial state.
    pub const BOUND: f64 = 10.0;
    /// The default initial state, (0.5, 0.5). The paper gives none.
    pub const DEFAULT: Self = Self { x: 0.5, y: 0.5 };

    /// An initial state, with both coordinates from -10 to 10.
    ///
    /// States that an integration reaches may lie outside; write them as `State { x, y }`.
    ///
    /// # Errors
    /// [`ParameterError`] if |x| or |y| is above [`State::BOUND`] or not a number; its `name` is `x0` or `y0`.
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

/// The parameters of one FitzHugh-Nagumo neuron with a constant drive c = a + I.
///
/// ```text
/// epsilon dx/dt = x - x^3/3 - y          dy/dt = x + c
/// ```
///
/// x is the activator (membrane potential), y the recovery variable; all quantities are dimensionless. Sources: equation (1)
/// of Bogatenko et al., [doi:10.1063/5.0152703](https://doi.org/10.1063/5.0152703); FitzHugh,
/// [doi:10.1016/S0006-3495(61)86902-6](https://doi.org/10.1016/S0006-3495(61)86902-6).
///
/// ```
/// use nullcline::neuron::{Drive, Epsilon, Neuron, State, activator_nullcline};
///
/// let neuron = Neuron::new(Epsilon::new(0.1)?, Drive::new(0.5)?);
/// // On the activator nullcline x stands still, on the inhibitor nullcline y does.
/// assert_eq!(neuron.rate(State { x: 1.0, y: activator_nullcline(1.0) }), State { x: 0.0, y: 1.5 });
/// assert_eq!(neuron.rate(State { x: neuron.inhibitor_nullcline(), y: 0.0 }).y, 0.0);
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neuron {
    /// The time scale of x relative to that of y.
    pub epsilon: Epsilon,
    /// The drive c = a + I.
    pub drive: Drive,
}

impl Neuron {
    /// A neuron with the time scale `epsilon` and the drive `drive`.
    pub fn new(epsilon: Epsilon, drive: Drive) -> Self {
        Self { epsilon, drive }
    }

    /// The rate (dx/dt, dy/dt) at `state`: the vector field ((x - x^3/3 - y)/epsilon, x + c).
    #[inline]
    pub fn rate(&self, state: State) -> State {
        let State { x, y } = state;
        State { x: (activator_nullcline(x) - y) / self.epsilon.get(), y: x + self.drive.get() }
    }

    /// The x of the inhibitor nullcline, the vertical line x = -c on which dy/dt = 0.
    pub fn inhibitor_nullcline(&self) -> f64 {
        // Adding zero turns -0 into 0, which reads better.
        -self.drive.get() + 0.0
    }
}

/// The y of the activator nullcline at `x`: the cubic y = x - x^3/3 on which dx/dt = 0, for every neuron.
#[inline]
pub fn activator_nullcline(x: f64) -> f64 {
    x - x * x * x / 3.0
}
