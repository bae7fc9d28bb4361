//! One FitzHugh-Nagumo neuron and many. This room knows nothing of images and networks.

mod adaptive;
mod asymptotic;
mod dormand_prince;
mod ensemble;
mod equilibrium;
mod fitzhugh_nagumo;
mod integrator;
mod lookup;
mod mean_law;
mod parameter;
mod simulation;
mod timing;

pub use adaptive::{AdaptiveError, AdaptiveIntegrator, DenseStep, Solution, Tolerances};
pub use asymptotic::{AsymptoticState, Regime};
pub use ensemble::{BLOCK, Ensemble, Recording, TILE};
pub use equilibrium::{Eigenvalue, Equilibrium, EquilibriumKind};
pub use fitzhugh_nagumo::{ControlParameter, Current, Drive, Epsilon, Neuron, State, activator_nullcline};
pub use integrator::{
    Sample, Sampling, StepError, checked_step, default_step, largest_stable_step, multiple, rk4, state_bound,
    trajectory,
};
pub use lookup::{DriveGrid, Lookup, LookupTable};
pub use mean_law::MeanLaw;
pub use parameter::ParameterError;
pub(crate) use parameter::parameter;
pub use simulation::{Simulation, SimulationError};
pub use timing::{Discretisation, Steps, Timing};
