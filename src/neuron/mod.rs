//! FitzHugh-Nagumo neurons: equations, equilibrium, limit cycle, integration, ensembles, lookup tables.
//!
//! A neuron has two variables, the activator x (which stands for the membrane potential) and the recovery variable y:
//!
//! ```text
//! epsilon dx/dt = x - x^3/3 - y                                       (1)
//!         dy/dt = x + a + I = x + c
//! ```
//!
//! Every quantity is dimensionless, time included. epsilon is the time scale of x relative to that of y, a the control
//! parameter, I the current that the neuron receives. The motion depends on a and I through their sum alone, the drive
//! c = a + I.
//!
//! | symbol | type | range | default |
//! | --- | --- | --- | --- |
//! | epsilon | [`Epsilon`] | 0.0001 to 10 | 0.1 |
//! | a | [`ControlParameter`] | -10 to 10 | 0 |
//! | I | [`Current`] | -10 to 10 | 0 |
//! | c = a + I | [`Drive`] | -20 to 20 | 0 |
//! | (x, y) at the start | [`State::new`] | -10 to 10 each | (0.5, 0.5) |
//! | tau_s of synapses | [`SynapticTime`] | 0 to 1000 | 0 |
//! | kappa of the mean-field coupling | [`CouplingStrength`] | 0 to 10 | 0 |
//!
//! | to find out | use |
//! | --- | --- |
//! | the rate of change at a point of the phase plane, the nullclines | [`Neuron`], [`activator_nullcline`] |
//! | the equilibrium, its eigenvalues and stability | [`Equilibrium`] |
//! | the limit cycle: period, extrema, time means | [`AsymptoticState`] |
//! | a trajectory at equal time intervals (fourth-order Runge-Kutta) | [`trajectory`] with [`Sampling`] |
//! | a trajectory to given tolerances (Dormand-Prince) | [`Solution`] |
//! | the time of an event, such as a spike | [`AdaptiveIntegrator`] |
//! | x(t) of many neurons | [`Ensemble`], [`Simulation`] |
//! | x(t) of millions of neurons | [`LookupTable`] |
//! | what a target of neurons receives through synapses | [`Observable`], [`LeakyIntegrator`] |
//! | neurons coupled to their mean, and how synchronous they are | [`MeanField`], [`order_parameter`] |
//! | time means as functions of the drive | [`MeanLaw`] |
//!
//! Other models of neurons, and those of one's own, stand behind one trait; their times are in ms:
//!
//! | to find out | use |
//! | --- | --- |
//! | equations, names, units and ranges of a model | [`NeuronModel`]: [`MorrisLecar`], [`Izhikevich`], [`FitzHughNagumo`] |
//! | a model by its name | [`NeuronKind`], [`BuiltInModel`] |
//! | equilibria and nullclines | [`equilibria`], [`PlanarModel`] |
//! | a trajectory, rest or oscillation | [`states`], [`orbit`] |
//! | potentials or spikes of many neurons, coupled to their mean or not | [`Population`] |
//! | time means as functions of the drive | [`MeanTable`] |
//! | all that over the drive | [`bifurcation_diagram`] |
//!
//! # Dynamics
//!
//! The nullclines y = x - x^3/3 and x = -c cross once, in the [`Equilibrium`] (-c, -c + c^3/3). It is stable for |c| >= 1. At
//! |c| = 1 there is a supercritical Andronov-Hopf bifurcation, and for |c| < 1 a neuron oscillates on its only limit cycle.
//! Just inside |c| = 1 the cycle is small; it grows to a relaxation cycle with spikes within an interval of c that is
//! exponentially small in 1/epsilon (canard explosion, Krupa and Szmolyan).
//!
//! **Mean law.** Because y is bounded, the time mean of dy/dt = x + c vanishes: the time mean of x is -c exactly, for any
//! epsilon, on the limit cycle and at rest.
//!
//! # Sources
//!
//! * The equations in this form: T. Bogatenko, K. Sergeev, A. Slepnev, J. Kurths and N. Semenova, "Symbiosis of an artificial
//!   neural network and models of biological neurons: Training and testing", Chaos 33 (2023) 073122,
//!   [doi:10.1063/5.0152703](https://doi.org/10.1063/5.0152703), equation (1). Where documentation speaks of "the paper", this
//!   one is meant.
//! * The model: R. FitzHugh, "Impulses and physiological states in theoretical models of nerve membrane", Biophysical Journal
//!   1 (1961) 445-466, [doi:10.1016/S0006-3495(61)86902-6](https://doi.org/10.1016/S0006-3495(61)86902-6); J. Nagumo, S. Arimoto
//!   and S. Yoshizawa, "An active pulse transmission line simulating nerve axon", Proceedings of the IRE 50 (1962) 2061-2070,
//!   [doi:10.1109/JRPROC.1962.288235](https://doi.org/10.1109/JRPROC.1962.288235). Their recovery equation has a further term
//!   proportional to y, which is zero in (1).
//! * The canard explosion: M. Krupa and P. Szmolyan, "Relaxation oscillation and canard explosion", Journal of Differential
//!   Equations 174 (2001) 312-368, [doi:10.1006/jdeq.2000.3929](https://doi.org/10.1006/jdeq.2000.3929).
//! * Adaptive integration: J. R. Dormand and P. J. Prince, "A family of embedded Runge-Kutta formulae", Journal of
//!   Computational and Applied Mathematics 6 (1980) 19-26,
//!   [doi:10.1016/0771-050X(80)90013-3](https://doi.org/10.1016/0771-050X(80)90013-3).
//! * RK4, step-size control and dense output: E. Hairer, S. P. Norsett and G. Wanner, "Solving Ordinary Differential
//!   Equations I", 2nd edition, Springer 1993,
//!   [doi:10.1007/978-3-540-78862-1](https://doi.org/10.1007/978-3-540-78862-1); stability of explicit steps: E. Hairer and
//!   G. Wanner, volume II, 2nd edition, Springer 1996,
//!   [doi:10.1007/978-3-642-05221-7](https://doi.org/10.1007/978-3-642-05221-7).

mod adaptive;
mod asymptotic;
mod bifurcation;
mod built_in;
mod coupled_model;
mod dormand_prince;
mod ensemble;
mod equilibrium;
mod fhn_model;
mod fitzhugh_nagumo;
mod integrator;
mod izhikevich;
mod lookup;
mod mean_field;
mod mean_law;
mod mean_table;
mod model;
mod morris_lecar;
mod observation;
mod orbit;
mod parameter;
mod population;
mod range_error;
mod real;
mod recording;
mod scaled;
mod simulation;
mod stepping;
mod synapse;
mod timing;

pub use adaptive::{AdaptiveError, AdaptiveIntegrator, DenseStep, Solution, Tolerances};
pub use asymptotic::{AsymptoticState, Regime};
pub use bifurcation::{
    Bifurcation, BifurcationKind, BifurcationPoint, bifurcation_diagram, bifurcations, refined_bifurcation_diagram,
};
pub use built_in::{BuiltInModel, BuiltInPopulation, NeuronKind, RecoveryRate};
pub use ensemble::Ensemble;
pub use equilibrium::{Eigenvalue, Equilibrium, EquilibriumKind};
pub use fhn_model::FitzHughNagumo;
pub use fitzhugh_nagumo::{ControlParameter, Current, Drive, Epsilon, Neuron, State, activator_nullcline};
pub use integrator::{
    Sample, Sampling, StepError, checked_step, default_step, largest_stable_step, multiple, rk4, state_bound,
    trajectory,
};
pub use izhikevich::Izhikevich;
pub use lookup::{DriveGrid, Lookup, LookupTable};
pub use mean_field::{CouplingStrength, MeanField, order_parameter};
pub use mean_law::MeanLaw;
pub use mean_table::MeanTable;
pub use model::{
    ModelDescription, NeuronModel, PlanarEquilibrium, PlanarModel, Quantity, Signal, equilibria, jacobian,
};
pub use morris_lecar::MorrisLecar;
pub use observation::{Observable, Observer};
pub use orbit::{Orbit, orbit, orbit_of_path, states};
pub use parameter::ParameterError;
pub(crate) use parameter::parameter;
pub use population::{Population, discretise};
pub use range_error::RangeError;
pub use real::Real;
pub use recording::{BLOCK, Recording, TILE};
pub use simulation::{Simulation, SimulationError};
pub use synapse::{LeakyIntegrator, SynapticTime};
pub use timing::{Discretisation, Steps, Timing};
