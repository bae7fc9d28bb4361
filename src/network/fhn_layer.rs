//! The hidden layer of FitzHugh-Nagumo neurons: current in, x out.
//!
//! The networks of the paper ([doi:10.1063/5.0152703](https://doi.org/10.1063/5.0152703)) and ours differ by the coupling of
//! this layer. With z the input of a neuron, its current and the signal that the output layer weights are
//!
//! | coupling | current I | signal |
//! | --- | --- | --- |
//! | [`Coupling::Transplant`], equations (2) and (3) | gamma tanh(z) | x |
//! | [`Coupling::Sigmoid`], section 4 of the paper | gamma tanh(z) | sigmoid(x) |
//! | [`Coupling::Pixels`], section 4 at its word | gamma z, z = tanh(X) W | sigmoid(x) |
//! | [`Coupling::Calibrated`], ours | gamma tanh(z/2) | (1 - (x + a)/gamma)/2 |
//!
//! Why calibrated: sigmoid(z) = (1 + tanh(z/2))/2, and the time mean of x is -c = -a - gamma tanh(z/2), so the time mean
//! of the signal is sigmoid(z) exactly, for either sign of gamma: by the largest mean, the calibrated transplant answers as the
//! plain network does.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::preprocessing::InputTransform;
use crate::neuron::{
    ControlParameter, CouplingStrength, Drive, Epsilon, MeanField, Simulation, State, SynapticTime, Timing, parameter,
};

parameter! {
    /// The gain gamma of the current; dimensionless, not zero where the coupling is calibrated. The paper uses -0.5, -1 and
    /// 0.5.
    Gamma, "gamma", -10.0, 10.0, -0.5
}

/// The smallest |gamma| by which a calibrated layer divides.
const SMALLEST_GAIN: f64 = 1e-3;

/// How the layer turns what it receives into currents, and x into what the output layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Coupling {
    /// Equations (2) and (3) of the paper.
    Transplant,
    /// Ours: the time mean of the signal is sigmoid(z).
    Calibrated,
    /// Section 4 of the paper: a third layer of sigmoids, joined one to one.
    Sigmoid,
    /// The same, with the hyperbolic tangent applied to the pixels instead of the product: "we added this processing step to
    /// the first layer". Currents are then bounded by [`Coupling::PIXELS_BOUND`] times gamma alone.
    Pixels,
}

impl Coupling {
    /// Where a current that no tanh bounds is cut, as a multiple of gamma: far beyond where a neuron comes to rest.
    pub const PIXELS_BOUND: f32 = 8.0;

    /// The coupling of a network trained as in section 4 of the paper: tanh on the product unless it is on the pixels.
    pub(super) fn of_paper(self) -> Self {
        if self == Self::Pixels { self } else { Self::Sigmoid }
    }

    /// As the command line and the window call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Transplant => "transplant",
            Self::Calibrated => "calibrated",
            Self::Sigmoid => "sigmoid",
            Self::Pixels => "pixels",
        }
    }
}

/// Settings of the layer: parameters of its neurons and their coupling.
///
/// ```
/// use nullcline::network::{Coupling, FhnLayer, Gamma, InputMap, sigmoid};
///
/// // Calibrated: the time mean of x is -c, and that of the signal is sigmoid(z).
/// let layer = FhnLayer { gamma: Gamma::new(-1.0)?, ..FhnLayer::new(Coupling::Calibrated) };
/// let InputMap { slope, offset } = layer.input_map();
/// for z in [-3.0, 0.0, 0.7] {
///     let mean_of_x = -layer.drive(z);
///     assert!((slope * mean_of_x + offset - sigmoid(z)).abs() < 1e-6);
/// }
/// # Ok::<(), nullcline::neuron::ParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FhnLayer {
    /// Time scale of all neurons.
    pub epsilon: Epsilon,
    /// The control parameter a of all neurons.
    pub a: ControlParameter,
    /// Gain of the current.
    pub gamma: Gamma,
    /// Current and signal as functions of z and x.
    pub coupling: Coupling,
    /// Where all neurons start.
    pub start: State,
    /// Time constant of the synapses from the neurons to the outputs; 0 is the paper's. Files without it mean 0.
    #[serde(default, skip_serializing_if = "SynapticTime::is_zero")]
    pub synapse: SynapticTime,
    /// Strength of the mean-field coupling among the neurons; 0 is the paper's. Files without it mean 0.
    #[serde(default, skip_serializing_if = "CouplingStrength::is_zero")]
    pub kappa: CouplingStrength,
}

impl FhnLayer {
    /// The layer with the default parameters (epsilon 0.1, a 0, gamma -0.5, start (0.5, 0.5), no synapses, no mean-field
    /// coupling).
    pub fn new(coupling: Coupling) -> Self {
        Self {
            epsilon: Epsilon::DEFAULT,
            a: ControlParameter::DEFAULT,
            gamma: Gamma::DEFAULT,
            coupling,
            start: State::DEFAULT,
            synapse: SynapticTime::DEFAULT,
            kappa: CouplingStrength::DEFAULT,
        }
    }

    /// The simulation with this timing of images whose layer has so many `neurons` each: a population is those of one image.
    pub fn simulation(&self, times: Timing, neurons: usize) -> Simulation {
        let mean_field = MeanField { strength: self.kappa, population: neurons };
        Simulation { mean_field, ..Simulation::new(self.epsilon, self.start, times) }
    }

    /// The drive c = a + gamma tanh(...) of a neuron that receives `z`.
    #[inline]
    pub fn drive(&self, z: f32) -> f32 {
        let inner = match self.coupling {
            Coupling::Calibrated => (z / 2.0).tanh(),
            Coupling::Transplant | Coupling::Sigmoid => z.tanh(),
            Coupling::Pixels => z.clamp(-Coupling::PIXELS_BOUND, Coupling::PIXELS_BOUND),
        };
        (self.a.get() + self.gamma.get() * f64::from(inner)) as f32
    }

    /// dc/dz where a neuron receives `z`.
    pub(super) fn drive_slope(&self, z: f32) -> f32 {
        let gamma = self.gamma.get() as f32;
        match self.coupling {
            Coupling::Calibrated => gamma * (1.0 - (z / 2.0).tanh().powi(2)) / 2.0,
            Coupling::Transplant | Coupling::Sigmoid => gamma * (1.0 - z.tanh().powi(2)),
            Coupling::Pixels => gamma,
        }
    }

    /// The drives of many neurons, shape [images, neurons] like `z`.
    pub fn drives(&self, z: &Array2<f32>) -> Array2<f32> {
        z.mapv(|z| self.drive(z))
    }

    /// The largest |c| that any input can give: |a| + |gamma|, more where no tanh bounds the current.
    pub fn drive_bound(&self) -> f64 {
        let most = if self.coupling == Coupling::Pixels { f64::from(Coupling::PIXELS_BOUND) } else { 1.0 };
        self.a.get().abs() + most * self.gamma.get().abs()
    }

    /// What the output layer reads is `slope * s + offset`, where s is x, or sigmoid(x) if [`FhnLayer::uses_sigmoid`].
    pub fn input_map(&self) -> InputMap {
        if self.coupling != Coupling::Calibrated {
            return InputMap { slope: 1.0, offset: 0.0 };
        }
        let gamma = self.gamma.get();
        // At gamma 0 nothing comes through; a small divisor keeps what is read finite there.
        let gain = if gamma.abs() < SMALLEST_GAIN { SMALLEST_GAIN.copysign(gamma) } else { gamma };
        InputMap { slope: (-0.5 / gain) as f32, offset: (0.5 - 0.5 * self.a.get() / gain) as f32 }
    }

    /// Whether x passes through a sigmoid before it is read.
    pub fn uses_sigmoid(&self) -> bool {
        matches!(self.coupling, Coupling::Sigmoid | Coupling::Pixels)
    }

    /// What the input layer makes of the pixels.
    pub fn input_transform(&self) -> InputTransform {
        if self.coupling == Coupling::Pixels { InputTransform::Tanh } else { InputTransform::Linear }
    }

    /// c as a [`Drive`], for the tools of one neuron; cut to +-20, which only [`Coupling::Pixels`] can exceed.
    ///
    /// # Panics
    /// If `z` is not a number. Networks whose weights are numbers have no such input.
    pub fn drive_of(&self, z: f32) -> Drive {
        #[allow(clippy::expect_used, reason = "stated above")]
        Drive::new(f64::from(self.drive(z)).clamp(Drive::MIN, Drive::MAX)).expect("a drive that is a number")
    }
}

/// A straight line from a neuron's signal to what the output layer reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputMap {
    /// Factor.
    pub slope: f32,
    /// Added after it.
    pub offset: f32,
}
