//! Perturbation experiments: classification of one image with interventions on neurons (stimulated, clamped, ablated).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::counting::own_lookups;
use super::drive_noise::{DriveNoise, Fluctuation, check_interval};
use crate::control::{Control, StopToken};
use crate::dataset::Class;
use crate::network::{FhnLayer, OutputTraces, Readout, Rule, VoteCounts};
use crate::neuron::{
    Discretisation, Drive, Ensemble, Observable, Observer, Simulation, SimulationError, State, Steps, Timing,
};

/// The course of a stimulus in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// The same at all times, in the transient too.
    #[default]
    Constant,
    /// From a time in the observation window on.
    Step,
    /// Between two times in the observation window.
    Pulse,
}

impl Shape {
    /// All, as listed.
    pub const ALL: [Self; 3] = [Self::Constant, Self::Step, Self::Pulse];

    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Step => "step",
            Self::Pulse => "pulse",
        }
    }
}

/// A current added to that of the image; dimensionless, like its times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stimulus {
    /// Its course.
    pub shape: Shape,
    /// The current while it is on; 0 is no stimulus.
    pub amplitude: f64,
    /// When a step or a pulse begins, from the beginning of the window.
    pub start: f64,
    /// How long a pulse lasts.
    pub width: f64,
}

impl Default for Stimulus {
    fn default() -> Self {
        Self { shape: Shape::Constant, amplitude: 0.0, start: 20.0, width: 20.0 }
    }
}

impl Stimulus {
    /// The largest current, up and down.
    pub const BOUND: f64 = 3.0;

    /// The current at time `t` of the window. Before it, t is negative.
    pub fn at(&self, t: f64) -> f64 {
        // Times are rounded multiples of a step: a little early counts as on time.
        let since = t - self.start + 1e-9;
        let on = match self.shape {
            Shape::Constant => true,
            Shape::Step => t >= 0.0 && since >= 0.0,
            Shape::Pulse => t >= 0.0 && since >= 0.0 && since < self.width,
        };
        if on { self.amplitude } else { 0.0 }
    }

    /// The same with every number in its range.
    pub fn sanitized(self) -> Self {
        let finite = |value: f64, low: f64, high: f64| if value.is_finite() { value.clamp(low, high) } else { low };
        Self {
            shape: self.shape,
            amplitude: if self.amplitude.is_finite() { self.amplitude.clamp(-Self::BOUND, Self::BOUND) } else { 0.0 },
            start: finite(self.start, 0.0, 1e6),
            width: finite(self.width, 0.0, 1e6),
        }
    }
}

/// Whether a neuron is free, clamped or ablated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Constraint {
    /// It moves by its equations.
    #[default]
    Free,
    /// Clamped: its state is constant.
    #[serde(rename = "at")]
    Clamped(State),
    /// Ablated: it moves, but has no effect on the outputs.
    #[serde(rename = "silent")]
    Ablated,
}

/// An intervention on a neuron.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intervention {
    /// Clamped, ablated or free.
    #[serde(rename = "hold")]
    pub constraint: Constraint,
    /// An additional current.
    pub stimulus: Stimulus,
}

impl Intervention {
    /// Whether it has any effect.
    pub fn is_some(&self) -> bool {
        self.constraint != Constraint::Free || self.stimulus.amplitude != 0.0
    }

    /// The same with every number in its range.
    pub fn sanitized(self) -> Self {
        let constraint = match self.constraint {
            // States outside of the range are invalid.
            Constraint::Clamped(state) if State::new(state.x, state.y).is_err() => Constraint::Free,
            constraint => constraint,
        };
        Self { constraint, stimulus: self.stimulus.sanitized() }
    }

    /// The neuron's drive over time, if it is not constant.
    fn drive_signal(&self, drive: f32) -> Option<DriveSignal> {
        let moves = self.constraint == Constraint::Free && self.stimulus.amplitude != 0.0;
        (moves && self.stimulus.shape != Shape::Constant).then_some(DriveSignal { drive, stimulus: self.stimulus })
    }
}

/// Interventions by the index of the neuron.
pub type Interventions = BTreeMap<usize, Intervention>;

/// A drive in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DriveSignal {
    /// Without the stimulus.
    pub drive: f32,
    /// The stimulus.
    pub stimulus: Stimulus,
}

impl DriveSignal {
    /// The drive c at time `t` of the window.
    pub fn at(&self, t: f64) -> f32 {
        (f64::from(self.drive) + self.stimulus.at(t)).clamp(Drive::MIN, Drive::MAX) as f32
    }
}

/// A perturbation experiment: the drives of an image, the neurons, and the interventions on them.
///
/// ```
/// use nullcline::control::StopToken;
/// use nullcline::dataset::DIGITS;
/// use nullcline::experiment::{Constraint, Intervention, Interventions, PerturbationExperiment};
/// use nullcline::network::{Coupling, FhnLayer, HiddenCount, Network, Rule};
/// use nullcline::neuron::Timing;
/// use nullcline::synth::{DrawnStyle, drawn_digits};
///
/// let network = Network::glorot((HiddenCount::DEFAULT, DIGITS), FhnLayer::new(Coupling::Calibrated), 0);
/// let drives = network.drives_of(&drawn_digits(&DrawnStyle::NEAT, 0, 1).image(0));
/// let ablated = Intervention { constraint: Constraint::Ablated, ..Intervention::default() };
/// let (interventions, times) = (Interventions::from([(3, ablated)]), Timing { transient: 20.0, ..Timing::default() });
/// let experiment =
///     PerturbationExperiment { interventions: &interventions, ..PerturbationExperiment::new(network.units, &drives, times) };
/// let result = experiment.run(&network.readout(), &StopToken::new())?;
/// // Neuron 3 has no effect on the outputs any more: ablating it again changes nothing.
/// assert_eq!(result.without[3], result.traces.votes.answer(Rule::Winner));
/// # Ok::<(), nullcline::neuron::SimulationError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PerturbationExperiment<'a> {
    /// The hidden layer.
    pub layer: FhnLayer,
    /// The drive of each neuron, without noise.
    pub drives: &'a [f32],
    /// Interventions on some of them.
    pub interventions: &'a Interventions,
    /// Noise on the drives.
    pub noise: DriveNoise,
    /// The timing of the simulation.
    pub times: Timing,
}

/// No neuron is intervened on.
static NO_INTERVENTIONS: Interventions = Interventions::new();

/// The result of a perturbation experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct PerturbationResult {
    /// The outputs and the votes.
    pub traces: OutputTraces,
    /// For each neuron the winner if it were ablated as well.
    pub without: Vec<Class>,
}

impl<'a> PerturbationExperiment<'a> {
    /// An experiment with these drives in which nothing is perturbed yet.
    pub fn new(layer: FhnLayer, drives: &'a [f32], times: Timing) -> Self {
        Self { layer, drives, interventions: &NO_INTERVENTIONS, noise: DriveNoise::default(), times }
    }

    /// Runs it with this readout of all neurons.
    ///
    /// # Errors
    /// [`SimulationError`] if the times can't be cut into stable steps, the sampling interval is above half of the
    /// correlation time of fluctuating noise, or the work was stopped.
    pub fn run(&self, readout: &Readout, stop: &StopToken) -> Result<PerturbationResult, SimulationError> {
        let offsets = self.noise.offsets(self.drives.len());
        let drives: Vec<f32> = self.drives.iter().zip(offsets).map(|(drive, offset)| drive + offset).collect();
        let shifted = PerturbationExperiment { drives: &drives, ..self.clone() };
        match (self.noise.fluctuation(drives.len()), self.layer.kappa.is_zero()) {
            (None, true) => shifted.run_apart(readout, stop),
            (fluctuation, _) => shifted.run_together(fluctuation, readout, stop),
        }
    }

    /// Runs it with neurons that are not coupled, whose drives are constant or change in the window by a stimulus.
    fn run_apart(&self, readout: &Readout, stop: &StopToken) -> Result<PerturbationResult, SimulationError> {
        let simulation = self.layer.simulation(self.times, self.drives.len());
        let (mut active, mut driven) = (self.active(readout), self.driven(readout, &simulation, stop)?);
        for driven in &driven {
            active.clamp(driven.neuron, 0.0);
        }
        let drives = self.drives_at(-1.0);
        let lookups = own_lookups(drives.len());
        let mut tally = Tally::new(readout);
        simulation.observe(&drives, self.layer.observable(), Control::without_progress(stop), |recording| {
            for (sample, outputs) in active.traces(&recording, &lookups).outputs().enumerate() {
                let mut outputs = outputs.to_vec();
                let mut moved = Vec::with_capacity(driven.len());
                for driven in &mut driven {
                    let signal = driven.next(stop)?;
                    for (output, weight) in outputs.iter_mut().zip(readout.weights_of(driven.neuron)) {
                        *output += weight * signal;
                    }
                    moved.push((driven.neuron, signal));
                }
                tally.push(
                    &outputs,
                    |neuron| {
                        let signal = moved.iter().find(|(index, _)| *index == neuron);
                        signal.map_or_else(
                            || self.signal(readout, neuron, recording.at(neuron, sample)),
                            |(_, signal)| *signal,
                        )
                    },
                    readout,
                );
            }
            Ok(())
        })?;
        Ok(tally.finish())
    }

    /// The same for coupled neurons, of which none can be integrated by itself since each takes part in the motion of all, and
    /// for drives that change at every sample.
    fn run_together(
        &self,
        mut fluctuation: Option<Fluctuation>,
        readout: &Readout,
        stop: &StopToken,
    ) -> Result<PerturbationResult, SimulationError> {
        if fluctuation.is_some() {
            check_interval(&self.times, DriveNoise::CORRELATION_TIME)?;
        }
        let simulation = self.layer.simulation(self.times, self.drives.len());
        let discretisation = simulation.discretise(self.drive_bound())?;
        // Neurons that are not coupled don't feel those that are clamped.
        let felt = if self.layer.kappa.is_zero() { &NO_INTERVENTIONS } else { self.interventions };
        let mut ensemble = Clamping::new(simulation.ensemble(&self.drives_at(-1.0)), felt);
        let mut observer = Observer::new(self.layer.observable(), &ensemble.neurons);
        let mut tally = Tally::new(readout);
        let (every, between) = (self.times.every, discretisation.between_samples);
        let transient = (self.times.transient / every).round() as usize;
        for turn in 0..transient + discretisation.samples {
            let sample = turn.checked_sub(transient);
            let mut drives = self.drives_at(sample.map_or(-1.0, |sample| sample as f64 * every));
            if let Some(fluctuation) = &mut fluctuation {
                drives.iter_mut().zip(fluctuation.values()).for_each(|(drive, eta)| *drive += eta);
                fluctuation.advance(every);
            }
            ensemble.neurons.set_drives(&drives);
            ensemble.advance(between, stop)?;
            let observed = observer.observe(ensemble.neurons.x(), every).into_iter().enumerate();
            if sample.is_some() {
                let signals: Vec<f32> = observed.map(|(neuron, signal)| self.signal(readout, neuron, signal)).collect();
                tally.push(&readout.outputs_of(signals.iter().copied()), |neuron| signals[neuron], readout);
            }
        }
        Ok(tally.finish())
    }

    fn intervention(&self, neuron: usize) -> Intervention {
        self.interventions.get(&neuron).copied().unwrap_or_default()
    }

    /// The drives of all neurons at time `t` of the window, negative before it, without fluctuating noise.
    fn drives_at(&self, t: f64) -> Vec<f32> {
        let signal = |(neuron, drive)| DriveSignal { drive, stimulus: self.intervention(neuron).stimulus };
        self.drives.iter().copied().enumerate().map(signal).map(|signal| signal.at(t)).collect()
    }

    /// The largest |c| at any time, with fluctuating noise of up to [`Fluctuation::LARGEST`] standard deviations.
    fn drive_bound(&self) -> f64 {
        let largest = self.drives.iter().fold(0.0_f32, |most, drive| most.max(drive.abs()));
        let stimuli = self.interventions.values().map(|intervention| intervention.stimulus.amplitude.abs());
        f64::from(largest) + stimuli.fold(0.0, f64::max) + Fluctuation::LARGEST * self.noise.fluctuation.get()
    }

    /// The signal of a neuron whose drive stays; `recorded` is what it would be if it were free.
    fn signal(&self, readout: &Readout, neuron: usize, recorded: f32) -> f32 {
        match self.intervention(neuron).constraint {
            Constraint::Free => recorded,
            Constraint::Clamped(state) => readout.signal(state.x as f32),
            Constraint::Ablated => readout.zero_contribution_signal(),
        }
    }

    /// The readout of the free neurons, in which the others have their constant signals.
    fn active(&self, readout: &Readout) -> Readout {
        let mut active = readout.clone();
        for (&neuron, intervention) in self.interventions.iter().filter(|(neuron, _)| **neuron < readout.neurons()) {
            match intervention.constraint {
                Constraint::Clamped(state) => active.clamp(neuron, readout.signal(state.x as f32)),
                Constraint::Ablated => active.clamp(neuron, readout.zero_contribution_signal()),
                Constraint::Free => {}
            }
        }
        active
    }

    /// The neurons whose drive changes in the window, integrated to its beginning.
    fn driven(
        &self,
        readout: &Readout,
        simulation: &Simulation,
        stop: &StopToken,
    ) -> Result<Vec<Driven>, SimulationError> {
        let mut driven = Vec::new();
        for (&neuron, intervention) in self.interventions.iter().filter(|(neuron, _)| **neuron < readout.neurons()) {
            if let Some(drive_signal) = intervention.drive_signal(self.drives[neuron]) {
                let observed = (drive_signal, self.layer.observable());
                driven.push(Driven::start(neuron, observed, simulation, stop)?);
            }
        }
        Ok(driven)
    }
}

/// Neurons of which some are clamped.
struct Clamping {
    neurons: Ensemble,
    clamped: Vec<(usize, State)>,
}

impl Clamping {
    fn new(neurons: Ensemble, interventions: &Interventions) -> Self {
        let clamped = interventions.iter().filter_map(|(neuron, intervention)| match intervention.constraint {
            Constraint::Clamped(state) if *neuron < neurons.len() => Some((*neuron, state)),
            _ => None,
        });
        let clamped: Vec<_> = clamped.collect();
        let mut all = Self { neurons, clamped };
        all.clamp();
        all
    }

    fn clamp(&mut self) {
        for (neuron, state) in &self.clamped {
            self.neurons.set_state(*neuron, *state);
        }
    }

    fn advance(&mut self, steps: Steps, stop: &StopToken) -> Result<(), crate::control::Stopped> {
        if self.clamped.is_empty() {
            return self.neurons.advance(steps, stop);
        }
        // After each step, since the others feel them.
        for _ in 0..steps.count {
            self.neurons.advance(Steps { count: 1, ..steps }, stop)?;
            self.clamp();
        }
        Ok(())
    }
}

/// A neuron whose drive changes in the window.
struct Driven {
    neuron: usize,
    drive_signal: DriveSignal,
    ensemble: Ensemble,
    observer: Observer,
    discretisation: Discretisation,
    every: f64,
    samples: usize,
}

impl Driven {
    fn start(
        neuron: usize,
        (drive_signal, observable): (DriveSignal, Observable),
        simulation: &Simulation,
        stop: &StopToken,
    ) -> Result<Self, SimulationError> {
        let largest = f64::from(drive_signal.drive.abs()) + drive_signal.stimulus.amplitude.abs();
        let discretisation = simulation.discretise(largest)?;
        let mut ensemble = Ensemble::new(simulation.epsilon, &[drive_signal.at(-1.0)], simulation.start);
        let mut observer = Observer::new(observable, &ensemble);
        observer.pass_transient(&mut ensemble, &discretisation, stop)?;
        Ok(Self { neuron, drive_signal, ensemble, observer, discretisation, every: simulation.times.every, samples: 0 })
    }

    /// What the readout receives of it at the next sample.
    fn next(&mut self, stop: &StopToken) -> Result<f32, crate::control::Stopped> {
        self.ensemble.set_drives(&[self.drive_signal.at(self.samples as f64 * self.every)]);
        self.ensemble.advance(self.discretisation.between_samples, stop)?;
        self.samples += 1;
        Ok(self.observer.observe(self.ensemble.x(), self.every)[0])
    }
}

/// Vote counts, and those without each neuron.
struct Tally {
    traces: OutputTraces,
    without: Vec<VoteCounts>,
}

impl Tally {
    fn new(readout: &Readout) -> Self {
        let none = VoteCounts::new(readout.classes());
        Self { traces: OutputTraces::new(readout.classes()), without: vec![none; readout.neurons()] }
    }

    fn push(&mut self, outputs: &[f32], signal: impl Fn(usize) -> f32, readout: &Readout) {
        self.traces.push(outputs);
        let mut without = outputs.to_vec();
        for (neuron, votes) in self.without.iter_mut().enumerate() {
            let missing = signal(neuron) - readout.zero_contribution_signal();
            for ((without, output), weight) in without.iter_mut().zip(outputs).zip(readout.weights_of(neuron)) {
                *without = output - weight * missing;
            }
            votes.push(&without);
        }
    }

    fn finish(self) -> PerturbationResult {
        PerturbationResult {
            traces: self.traces,
            without: self.without.iter().map(|votes| votes.answer(Rule::Winner)).collect(),
        }
    }
}
