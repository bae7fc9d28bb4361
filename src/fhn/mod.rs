//! One FitzHugh-Nagumo neuron and many. This room knows nothing of digits.

mod cycle;
mod ensemble;
mod equilibrium;
mod integrator;
mod mean_law;
mod neuron;
mod response;
mod schedule;

pub use cycle::{LongRun, Regime};
pub use ensemble::{BLOCK, Ensemble, Recording, TILE};
pub use equilibrium::{Eigenvalue, Equilibrium, EquilibriumKind};
pub use integrator::{
    Sample, Sampling, StepError, checked_step, default_step, largest_stable_step, reach, rk4, trajectory,
};
pub use mean_law::MeanLaw;
pub(crate) use neuron::parameter;
pub use neuron::{Control, Current, Drive, Epsilon, Neuron, ParameterError, State, activator_nullcline};
pub use response::{DriveGrid, ResponseTable, Source, Watch, WatchError};
pub use schedule::{Schedule, Steps, Times};
