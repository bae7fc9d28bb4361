//! The models that the program has, by name.

use serde::{Deserialize, Serialize};

use super::fhn_model::FitzHughNagumo;
use super::fitzhugh_nagumo::Epsilon;
use super::integrator::StepError;
use super::izhikevich::Izhikevich;
use super::mean_field::CouplingStrength;
use super::mean_table::MeanTable;
use super::model::{ModelDescription, NeuronModel, PlanarEquilibrium, PlanarModel, Signal, equilibria};
use super::morris_lecar::MorrisLecar;
use super::orbit::{Orbit, orbit, orbit_of_path, states};
use super::parameter::parameter;
use super::population::{Population, discretise};
use super::recording::Recording;
use super::simulation::SimulationError;
use super::synapse::SynapticTime;
use super::timing::{Discretisation, Steps, Timing};
use crate::control::{Control, StopToken, Stopped};

parameter! {
    /// The rate of the recovery variable: phi of Morris-Lecar neurons, a of Izhikevich neurons; 0.001 to 1 per ms. The smaller,
    /// the slower they recover from a spike.
    RecoveryRate, "recovery-rate", 0.001, 1.0, 0.02
}

/// A model of the program with a set of parameters from the literature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NeuronKind {
    /// FitzHugh-Nagumo at epsilon 0.1.
    FitzHughNagumo,
    /// Morris-Lecar, the Hopf set.
    MorrisLecar,
    /// Morris-Lecar, the SNIC set.
    MorrisLecarSnic,
    /// Izhikevich, regular spiking.
    Izhikevich,
    /// Izhikevich, fast spiking.
    IzhikevichFast,
    /// Izhikevich, bursting.
    IzhikevichBursting,
}

impl NeuronKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::FitzHughNagumo,
        Self::MorrisLecar,
        Self::MorrisLecarSnic,
        Self::Izhikevich,
        Self::IzhikevichFast,
        Self::IzhikevichBursting,
    ];

    /// As the command line and model files call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FitzHughNagumo => "fhn",
            Self::MorrisLecar => "morris-lecar",
            Self::MorrisLecarSnic => "morris-lecar-snic",
            Self::Izhikevich => "izhikevich",
            Self::IzhikevichFast => "izhikevich-fast",
            Self::IzhikevichBursting => "izhikevich-bursting",
        }
    }

    /// The model of that name; `None` if the program has none.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// A range of drives on which the time mean of the signal is monotone and does not depend on the start.
    pub fn drives(self, signal: Signal) -> [f64; 2] {
        match (self, signal) {
            (Self::FitzHughNagumo, _) => [-0.5, 0.5],
            (Self::MorrisLecar, Signal::Potential) => [95.0, 210.0],
            (Self::MorrisLecar, Signal::Spikes) => [95.0, 170.0],
            (Self::MorrisLecarSnic, _) => [42.0, 97.0],
            (Self::Izhikevich | Self::IzhikevichFast, _) => [4.0, 30.0],
            // Beyond, the number of spikes in a burst grows by one, and their mean rate falls a little.
            (Self::IzhikevichBursting, _) => [4.0, 9.0],
        }
    }

    /// A range of drives that shows the bifurcations of the model.
    pub fn diagram(self) -> [f64; 2] {
        match self {
            Self::FitzHughNagumo => [-1.2, 1.2],
            Self::MorrisLecar => [60.0, 240.0],
            Self::MorrisLecarSnic => [20.0, 130.0],
            Self::Izhikevich | Self::IzhikevichFast | Self::IzhikevichBursting => [0.0, 30.0],
        }
    }

    /// The model, with another rate of recovery than the set's if one is given.
    pub fn model(self, recovery: Option<RecoveryRate>) -> BuiltInModel {
        let rate = |usual: f64| recovery.map_or(usual, RecoveryRate::get);
        let morris_lecar = |set: MorrisLecar| BuiltInModel::MorrisLecar(MorrisLecar { phi: rate(set.phi), ..set });
        let izhikevich = |set: Izhikevich| BuiltInModel::Izhikevich(Izhikevich { a: rate(set.a), ..set });
        match self {
            Self::FitzHughNagumo => BuiltInModel::FitzHughNagumo(FitzHughNagumo::default()),
            Self::MorrisLecar => morris_lecar(MorrisLecar::HOPF),
            Self::MorrisLecarSnic => morris_lecar(MorrisLecar::SNIC),
            Self::Izhikevich => izhikevich(Izhikevich::REGULAR_SPIKING),
            Self::IzhikevichFast => izhikevich(Izhikevich::FAST_SPIKING),
            Self::IzhikevichBursting => izhikevich(Izhikevich::BURSTING),
        }
    }
}

impl Serialize for NeuronKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for NeuronKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::of_name(&name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|kind| kind.name()).collect();
            serde::de::Error::custom(format!(
                "neurons of a model {name:?} that this program lacks (it has {})",
                known.join(", ")
            ))
        })
    }
}

/// A model with its parameters. What a function generic over [`NeuronModel`] gives for each of them, this gives for any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BuiltInModel {
    /// FitzHugh-Nagumo.
    FitzHughNagumo(FitzHughNagumo),
    /// Morris-Lecar.
    MorrisLecar(MorrisLecar),
    /// Izhikevich.
    Izhikevich(Izhikevich),
}

/// A built-in model as its kind and what can be set of it.
#[derive(Serialize, Deserialize)]
struct Written {
    kind: NeuronKind,
    epsilon: Option<Epsilon>,
    rate: Option<RecoveryRate>,
}

impl Serialize for BuiltInModel {
    /// Sets of parameters that are not the program's own are written as the first of their kind.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.description().name;
        let kind = NeuronKind::ALL.into_iter().find(|kind| kind.model(None).description().name == name);
        let (epsilon, rate) = match self {
            Self::FitzHughNagumo(model) => (Some(model.epsilon), None),
            Self::MorrisLecar(model) => (None, RecoveryRate::new(model.phi).ok()),
            Self::Izhikevich(model) => (None, RecoveryRate::new(model.a).ok()),
        };
        Written { kind: kind.unwrap_or(NeuronKind::FitzHughNagumo), epsilon, rate }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BuiltInModel {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { kind, epsilon, rate } = Written::deserialize(deserializer)?;
        Ok(match (kind, epsilon) {
            (NeuronKind::FitzHughNagumo, Some(epsilon)) => Self::FitzHughNagumo(FitzHughNagumo { epsilon }),
            _ => kind.model(rate),
        })
    }
}

/// The same expression for the model of each kind.
macro_rules! each {
    ($any:expr, $model:ident => $value:expr) => {
        match $any {
            BuiltInModel::FitzHughNagumo($model) => $value,
            BuiltInModel::MorrisLecar($model) => $value,
            BuiltInModel::Izhikevich($model) => $value,
        }
    };
}

impl BuiltInModel {
    /// Names, units, ranges.
    pub fn description(&self) -> ModelDescription {
        each!(self, model => model.description())
    }

    /// The rate of its recovery variable; `None` for FitzHugh-Nagumo.
    pub fn recovery_rate(&self) -> Option<f64> {
        match self {
            Self::FitzHughNagumo(_) => None,
            Self::MorrisLecar(model) => Some(model.phi),
            Self::Izhikevich(model) => Some(model.a),
        }
    }

    /// The model with each parameter of its set multiplied by a factor of its own; `None` for FitzHugh-Nagumo, which has a
    /// single one.
    ///
    /// Those of Morris-Lecar are g_Ca, V3, V4 and phi, those of Izhikevich a, b, c and d.
    pub fn with_factors(&self, [first, second, third, fourth]: [f64; 4]) -> Option<Self> {
        match *self {
            Self::FitzHughNagumo(_) => None,
            Self::MorrisLecar(MorrisLecar { g_ca, v3, v4, phi, name }) => Some(Self::MorrisLecar(MorrisLecar {
                g_ca: first * g_ca,
                v3: second * v3,
                v4: third * v4,
                phi: fourth * phi,
                name,
            })),
            Self::Izhikevich(Izhikevich { a, b, c, d, name }) => {
                Some(Self::Izhikevich(Izhikevich { a: first * a, b: second * b, c: third * c, d: fourth * d, name }))
            }
        }
    }

    /// The initial state by default.
    pub fn start(&self) -> [f64; 2] {
        each!(self, model => model.start())
    }

    /// The default step of the integration, and the longest allowed.
    pub fn steps(&self) -> [f64; 2] {
        each!(self, model => model.steps())
    }

    /// The rates of change.
    pub fn rate(&self, state: [f64; 2], drive: f64) -> [f64; 2] {
        each!(self, model => model.rate(state, drive))
    }

    /// The second variable on both nullclines: see [`PlanarModel::nullclines`].
    pub fn nullclines(&self, x: f64, drive: f64) -> [Option<f64>; 2] {
        each!(self, model => model.nullclines(x, drive))
    }

    /// See [`equilibria`].
    pub fn equilibria(&self, drive: f64) -> Vec<PlanarEquilibrium> {
        each!(self, model => equilibria(model, drive))
    }

    /// States that between them lead to every attractor: see [`NeuronModel::starts`].
    pub fn starts(&self, drive: f64) -> Vec<[f64; 2]> {
        each!(self, model => model.starts(drive))
    }

    /// See [`orbit`]; in half of the default step.
    pub fn orbit(&self, from: ([f64; 2], f64)) -> Orbit<2> {
        let Timing { transient, window, .. } = self.description().times;
        each!(self, model => orbit(model, from, [2.0 * transient, 4.0 * window], model.steps()[0] / 2.0))
    }

    /// The orbits of many neurons with these drives from these states, in f32.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set.
    pub fn orbits(&self, neurons: &[(f64, [f64; 2])], stop: &StopToken) -> Result<Vec<Orbit<2>>, Stopped> {
        let Timing { transient, window, .. } = self.description().times;
        let drives: Vec<f32> = neurons.iter().map(|(drive, _)| *drive as f32).collect();
        each!(self, model => {
            let population = Population::new(*model, &drives).with_states(|neuron| neurons[neuron].1);
            { population }.orbits([2.0 * transient, 4.0 * window], stop)
        })
    }

    /// See [`orbit_of_path`].
    pub fn orbit_of_path(&self, path: &[[f64; 2]], every: f64) -> Option<Orbit<2>> {
        each!(self, model => orbit_of_path(model, path, every))
    }

    /// A spike is the moment at which the first variable rises to this value.
    pub fn threshold(&self) -> f64 {
        each!(self, model => model.threshold())
    }

    /// The state after a spike, from that at the threshold; `None` for models without a reset.
    pub fn reset(&self, at_threshold: [f64; 2]) -> Option<[f64; 2]> {
        match self {
            Self::FitzHughNagumo(_) | Self::MorrisLecar(_) => None,
            Self::Izhikevich(model) => Some(model.reset(at_threshold)),
        }
    }

    /// Neurons with these drives, all at the model's start.
    pub fn population(&self, drives: &[f32]) -> BuiltInPopulation {
        match self {
            Self::FitzHughNagumo(model) => BuiltInPopulation::FitzHughNagumo(Population::new(*model, drives)),
            Self::MorrisLecar(model) => BuiltInPopulation::MorrisLecar(Population::new(*model, drives)),
            Self::Izhikevich(model) => BuiltInPopulation::Izhikevich(Population::new(*model, drives)),
        }
    }

    /// See [`states`].
    ///
    /// # Errors
    /// Those of [`states`].
    pub fn states(
        &self,
        from: ([f64; 2], f64),
        times: (f64, f64),
        step: Option<f64>,
    ) -> Result<Vec<(f64, [f64; 2])>, StepError> {
        each!(self, model => states(model, from, times, step))
    }

    /// See [`discretise`].
    ///
    /// # Errors
    /// Those of [`discretise`].
    pub fn discretise(&self, times: &Timing) -> Result<Discretisation, StepError> {
        each!(self, model => discretise(model, times))
    }

    /// See [`MeanTable::of`].
    ///
    /// # Errors
    /// Those of [`MeanTable::of`].
    pub fn mean_table(&self, signal: Signal, range: [f64; 2], stop: &StopToken) -> Result<MeanTable, SimulationError> {
        each!(self, model => MeanTable::of(model, signal, range, stop))
    }

    /// [`Population::observe`] of neurons with these drives, of which neuron i begins at `state(i)`.
    ///
    /// # Errors
    /// Those of [`Population::observe`].
    pub fn observe(
        &self,
        (drives, state): (&[f32], impl Fn(usize) -> [f64; 2]),
        (times, signal, synapse): (&Timing, Signal, SynapticTime),
        control: Control<'_>,
        keep: impl FnMut(Recording) -> Result<(), Stopped>,
    ) -> Result<(), SimulationError> {
        each!(self, model => {
            Population::new(*model, drives).with_states(state).observe(times, (signal, synapse), control, keep)
        })
    }
}

/// A [`Population`] of any model of the program, for neurons whose drives and parameters change as they go on.
#[derive(Clone, Debug)]
pub enum BuiltInPopulation {
    /// FitzHugh-Nagumo.
    FitzHughNagumo(Population<FitzHughNagumo, 2>),
    /// Morris-Lecar.
    MorrisLecar(Population<MorrisLecar, 2>),
    /// Izhikevich.
    Izhikevich(Population<Izhikevich, 2>),
}

/// The same expression for the population of each model.
macro_rules! each_population {
    ($any:expr, $population:ident => $value:expr) => {
        match $any {
            BuiltInPopulation::FitzHughNagumo($population) => $value,
            BuiltInPopulation::MorrisLecar($population) => $value,
            BuiltInPopulation::Izhikevich($population) => $value,
        }
    };
}

impl BuiltInPopulation {
    /// Gives all neurons other parameters; they go on from where they are. Whether they could: `false` for another model.
    pub fn set_model(&mut self, model: BuiltInModel) -> bool {
        match (self, model) {
            (Self::FitzHughNagumo(population), BuiltInModel::FitzHughNagumo(model)) => population.set_model(model),
            (Self::MorrisLecar(population), BuiltInModel::MorrisLecar(model)) => population.set_model(model),
            (Self::Izhikevich(population), BuiltInModel::Izhikevich(model)) => population.set_model(model),
            _ => return false,
        }
        true
    }

    /// See [`Population::set_drives`].
    ///
    /// # Panics
    /// If there are not as many drives as neurons.
    pub fn set_drives(&mut self, drives: &[f32]) {
        each_population!(self, population => population.set_drives(drives));
    }

    /// See [`Population::set_state`].
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn set_state(&mut self, neuron: usize, state: [f64; 2]) {
        each_population!(self, population => population.set_state(neuron, state));
    }

    /// See [`Population::state`].
    ///
    /// # Panics
    /// If there is no such neuron.
    pub fn state(&self, neuron: usize) -> [f64; 2] {
        each_population!(self, population => population.state(neuron))
    }

    /// The number of neurons.
    pub fn len(&self) -> usize {
        each_population!(self, population => population.len())
    }

    /// Whether there are no neurons.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// See [`Population::spikes`]; the numbers are set to zero.
    pub fn take_spikes(&mut self) -> Vec<f32> {
        each_population!(self, population => {
            let spikes = population.spikes().collect();
            population.reset_spikes();
            spikes
        })
    }

    /// The first variable of every neuron.
    pub fn potentials(&self) -> Vec<f32> {
        each_population!(self, population => population.variable(0).collect())
    }

    /// See [`Population::advance`].
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set.
    pub fn advance(&mut self, steps: Steps, stop: &StopToken) -> Result<(), Stopped> {
        each_population!(self, population => population.advance(steps, stop))
    }

    /// See [`Population::advance_coupled`].
    ///
    /// # Errors
    /// [`Stopped`] if `stop` was set.
    pub fn advance_coupled(
        &mut self,
        strength: CouplingStrength,
        steps: Steps,
        stop: &StopToken,
    ) -> Result<(), Stopped> {
        each_population!(self, population => population.advance_coupled(strength, steps, stop))
    }
}
