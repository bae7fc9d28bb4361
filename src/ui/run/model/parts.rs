//! The neurons on the wall, of FitzHugh-Nagumo or of another model, in pieces that run in the calling thread.

use crate::control::StopToken;
use crate::neuron::{
    BLOCK, BuiltInModel, BuiltInPopulation, CouplingStrength, Ensemble, Epsilon, MeanField, Observable, Signal, State,
    Steps, default_step,
};
use crate::ui::run::model::plane::Plane;

/// The equations that the neurons follow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dynamics {
    /// FitzHugh-Nagumo at this time scale.
    FitzHughNagumo(Epsilon),
    /// Another model, of which the outputs receive this signal.
    Other(BuiltInModel, Signal),
}

impl From<Epsilon> for Dynamics {
    fn from(epsilon: Epsilon) -> Self {
        Self::FitzHughNagumo(epsilon)
    }
}

impl Dynamics {
    /// The part of the phase plane that is shown of it.
    pub(crate) fn plane(self) -> Plane {
        match self {
            Self::FitzHughNagumo(epsilon) => Plane::of_fitzhugh_nagumo(epsilon),
            Self::Other(model, _) => Plane::of(&model),
        }
    }

    /// The model; `None` for FitzHugh-Nagumo.
    pub(crate) fn other(self) -> Option<BuiltInModel> {
        match self {
            Self::FitzHughNagumo(_) => None,
            Self::Other(model, _) => Some(model),
        }
    }

    fn start(self) -> [f64; 2] {
        match self {
            Self::FitzHughNagumo(_) => [State::DEFAULT.x, State::DEFAULT.y],
            Self::Other(model, _) => model.start(),
        }
    }

    /// The model's time in a unit of the window's, of which an observation window has a hundred.
    pub(crate) fn unit(self) -> f64 {
        match self {
            Self::FitzHughNagumo(_) => 1.0,
            Self::Other(model, _) => model.description().times.window / 100.0,
        }
    }
}

/// The neurons.
#[derive(Debug)]
pub(super) struct Parts {
    dynamics: Dynamics,
    kind: Kind,
    /// Neurons of all parts but the last.
    part: usize,
    /// Spikes of neurons of models with a reset, in the last tick and since signals were last taken.
    spikes: Vec<[f32; 2]>,
}

/// Ensembles or populations of one block each, of [`Parts::part`] neurons but for the last. One of one block runs in the calling
/// thread, so that the window never waits for rayon's threads while training keeps them busy.
///
/// Coupled neurons are a single ensemble, which a single population keeps in the calling thread as well.
#[derive(Debug)]
enum Kind {
    Ensembles(Vec<Ensemble>),
    Populations(Vec<BuiltInPopulation>),
}

/// Neurons of an ensemble where there are so many in all: as few ensembles as can be, of nearly equal size.
fn part(neurons: usize) -> usize {
    neurons.div_ceil(neurons.div_ceil(BLOCK).max(1)).max(1)
}

/// `time` in equal steps of at most `longest`.
fn steps(time: f64, longest: f64) -> Steps {
    let count = (time / longest).ceil().max(1.0);
    Steps { count: count as usize, length: time / count }
}

/// The step that suits FitzHugh-Nagumo neurons where they are.
fn step_of(ensemble: &Ensemble, coupling: CouplingStrength) -> f64 {
    default_step(ensemble.epsilon().get(), coupling.coupled_bound(ensemble.state_bound()))
}

impl Parts {
    /// Neurons of these drives, all where runs start.
    pub(super) fn new(dynamics: Dynamics, drives: &[f32]) -> Self {
        Self::of(dynamics, drives, part(drives.len()))
    }

    fn of(dynamics: Dynamics, drives: &[f32], part: usize) -> Self {
        let parts = drives.chunks(part);
        let kind = match dynamics {
            Dynamics::FitzHughNagumo(epsilon) => {
                Kind::Ensembles(parts.map(|drives| Ensemble::new(epsilon, drives, State::DEFAULT)).collect())
            }
            Dynamics::Other(model, _) => Kind::Populations(parts.map(|drives| model.population(drives)).collect()),
        };
        Self { dynamics, kind, part, spikes: vec![[0.0; 2]; drives.len()] }
    }

    /// The equations.
    pub(super) fn dynamics(&self) -> Dynamics {
        self.dynamics
    }

    /// How many pieces there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        match &self.kind {
            Kind::Ensembles(parts) => parts.len(),
            Kind::Populations(parts) => parts.len(),
        }
    }

    /// Gives the neurons other parameters; each goes on from where it is. Whether it could: another model begins anew.
    pub(super) fn set_dynamics(&mut self, dynamics: Dynamics) -> bool {
        let could = match (&mut self.kind, dynamics) {
            (Kind::Ensembles(parts), Dynamics::FitzHughNagumo(epsilon)) => {
                for part in parts {
                    part.set_epsilon(epsilon);
                }
                true
            }
            // Another set of parameters has another place on the wall's axes, so it begins anew like another model.
            (Kind::Populations(parts), Dynamics::Other(model, _)) if self.dynamics.is_named_as(dynamics) => {
                parts.iter_mut().all(|part| part.set_model(model))
            }
            _ => false,
        };
        if could {
            self.dynamics = dynamics;
        }
        could
    }

    /// Couples FitzHugh-Nagumo neurons; they go on from where they are.
    pub(super) fn couple(&mut self, strength: CouplingStrength, drives: &[f32]) {
        let together = if strength.is_zero() { part(drives.len()) } else { drives.len() };
        if together != self.part {
            let states: Vec<[f64; 2]> = (0..drives.len()).map(|neuron| self.state(neuron)).collect();
            *self = Self::of(self.dynamics, drives, together);
            states.into_iter().enumerate().for_each(|(neuron, state)| self.set_state(neuron, state));
        }
        let field = MeanField { strength, population: drives.len() };
        if let Kind::Ensembles(parts) = &mut self.kind {
            for part in parts {
                part.couple(if strength.is_zero() { MeanField::NONE } else { field });
            }
        }
    }

    /// Where a neuron is.
    pub(super) fn state(&self, neuron: usize) -> [f64; 2] {
        let (part, index) = (neuron / self.part, neuron % self.part);
        match &self.kind {
            Kind::Ensembles(parts) => [parts[part].x()[index], parts[part].y()[index]].map(f64::from),
            Kind::Populations(parts) => parts[part].state(index),
        }
    }

    /// Where a neuron was seen last: at the end of a spike, if it was reset in the last tick.
    pub(super) fn seen(&self, neuron: usize, before: Option<[f32; 2]>) -> [f32; 2] {
        let state = self.state(neuron).map(|value| value as f32);
        match (self.dynamics, before) {
            (Dynamics::Other(model, _), Some([_, y])) if self.spikes[neuron][0] > 0.0 => {
                model.reset([0.0, 0.0]).map_or(state, |_| [model.threshold() as f32, y])
            }
            _ => state,
        }
    }

    /// Puts a neuron somewhere.
    pub(super) fn set_state(&mut self, neuron: usize, state: [f64; 2]) {
        let (part, index) = (neuron / self.part, neuron % self.part);
        match &mut self.kind {
            Kind::Ensembles(parts) => parts[part].set_state(index, State { x: state[0], y: state[1] }),
            Kind::Populations(parts) => parts[part].set_state(index, state),
        }
    }

    /// The longest step with which the neurons are integrated now, in the model's time.
    pub(super) fn step(&self, time: f64, coupling: CouplingStrength) -> f64 {
        let longest = match (&self.kind, self.dynamics) {
            (Kind::Populations(_), Dynamics::Other(model, _)) => model.steps()[0],
            (Kind::Ensembles(parts), _) => {
                parts.iter().map(|part| step_of(part, coupling)).fold(f64::INFINITY, f64::min)
            }
            (Kind::Populations(_), Dynamics::FitzHughNagumo(_)) => f64::INFINITY,
        };
        steps(time, longest).length
    }

    /// Lets `time` of the model's pass with these drives.
    pub(super) fn advance(&mut self, time: f64, drives: &[f32], coupling: CouplingStrength) {
        // A token that nobody stops.
        let stop = StopToken::new();
        match &mut self.kind {
            Kind::Ensembles(parts) => {
                for (ensemble, drives) in parts.iter_mut().zip(drives.chunks(self.part)) {
                    ensemble.set_drives(drives);
                    let _done = ensemble.advance(steps(time, step_of(ensemble, coupling)), &stop);
                }
            }
            Kind::Populations(parts) => {
                let Dynamics::Other(model, _) = self.dynamics else { return };
                for (population, drives) in parts.iter_mut().zip(drives.chunks(self.part)) {
                    population.set_drives(drives);
                    let _done = population.advance(steps(time, model.steps()[0]), &stop);
                }
                let counted = parts.iter_mut().flat_map(BuiltInPopulation::take_spikes);
                for ([last, sum], spikes) in self.spikes.iter_mut().zip(counted) {
                    *last = spikes;
                    *sum += spikes;
                }
            }
        }
    }

    /// The signals of all neurons; spikes are those since the last call, which was `time` ago.
    pub(super) fn signals(&mut self, observable: Observable, time: f64) -> Vec<f32> {
        match (&self.kind, self.dynamics) {
            (Kind::Ensembles(parts), _) => parts.iter().flat_map(Ensemble::x).map(|x| observable.signal(*x)).collect(),
            (Kind::Populations(_), Dynamics::Other(_, Signal::Spikes)) => {
                let rate = time.recip() as f32;
                self.spikes.iter_mut().map(|[_, sum]| std::mem::take(sum) * rate).collect()
            }
            (Kind::Populations(parts), _) => {
                parts.iter().flat_map(|part| (0..part.len()).map(|neuron| part.state(neuron)[0] as f32)).collect()
            }
        }
    }

    /// The signals of neurons that are where runs start.
    pub(super) fn first_signals(&self, neurons: usize, observable: Observable) -> Vec<f32> {
        let [x, _] = self.dynamics.start();
        let signal = match self.dynamics {
            Dynamics::FitzHughNagumo(_) => observable.signal(x as f32),
            Dynamics::Other(_, Signal::Potential) => x as f32,
            Dynamics::Other(_, Signal::Spikes) => 0.0,
        };
        vec![signal; neurons]
    }

    /// x and y of all FitzHugh-Nagumo neurons; none of others.
    pub(super) fn phases(&self) -> Option<(Vec<f32>, Vec<f32>)> {
        match &self.kind {
            Kind::Ensembles(parts) => Some((
                parts.iter().flat_map(|part| part.x().iter().copied()).collect(),
                parts.iter().flat_map(|part| part.y().iter().copied()).collect(),
            )),
            Kind::Populations(_) => None,
        }
    }
}

impl Dynamics {
    /// Whether both are the same set of parameters but for those that have sliders, and the same signal.
    fn is_named_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::FitzHughNagumo(_), Self::FitzHughNagumo(_)) => true,
            (Self::Other(one, signal), Self::Other(another, same)) => {
                signal == same && one.description().name == another.description().name
            }
            _ => false,
        }
    }
}
