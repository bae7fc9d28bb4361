//! One picture, read while somebody has his hands on the neurons: stimuli, neurons held still, neurons silenced.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::accuracy::own_sources;
use crate::control::{StopToken, silent};
use crate::digit::Digit;
use crate::fhn::{Drive, Ensemble, Schedule, State, Times, Watch, WatchError};
use crate::network::{FhnLayer, Race, Readout, Rule, Votes};

/// The course of a stimulus in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// The same at all times, in the transient too.
    #[default]
    Constant,
    /// From a time in the window on.
    Step,
    /// For a while in the window.
    Pulse,
}

impl Shape {
    /// All, as listed.
    pub const ALL: [Self; 3] = [Self::Constant, Self::Step, Self::Pulse];

    /// As the window calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Step => "step",
            Self::Pulse => "pulse",
        }
    }
}

/// A current besides the one that the digit gives; dimensionless, like its times.
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
    pub const REACH: f64 = 3.0;

    /// The current at time `t` of the window. Before it, t is negative.
    pub fn at(&self, t: f64) -> f64 {
        // Times come as multiples of a step: a little early is on time.
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
            amplitude: if self.amplitude.is_finite() { self.amplitude.clamp(-Self::REACH, Self::REACH) } else { 0.0 },
            start: finite(self.start, 0.0, 1e6),
            width: finite(self.width, 0.0, 1e6),
        }
    }
}

/// Whether a neuron moves and is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hold {
    /// It moves by its equations.
    #[default]
    Free,
    /// It is held at a place.
    At(State),
    /// It moves, but the outputs don't hear it.
    Silent,
}

/// What is done to a neuron besides what the digit does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Treatment {
    /// Held, silenced, or free.
    pub hold: Hold,
    /// A current of its own.
    pub stimulus: Stimulus,
}

impl Treatment {
    /// Whether it does anything.
    pub fn is_some(&self) -> bool {
        self.hold != Hold::Free || self.stimulus.amplitude != 0.0
    }

    /// The course of the neuron's drive, if it is not the same at all times.
    fn course(&self, drive: f32) -> Option<Course> {
        let moves = self.hold == Hold::Free && self.stimulus.amplitude != 0.0;
        (moves && self.stimulus.shape != Shape::Constant).then_some(Course { drive, stimulus: self.stimulus })
    }
}

/// The treatments of neurons, by their index.
pub type Treatments = BTreeMap<usize, Treatment>;

/// A drive in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// Without the stimulus.
    pub drive: f32,
    /// What comes on top.
    pub stimulus: Stimulus,
}

impl Course {
    /// The drive c at time `t` of the window.
    pub fn at(&self, t: f64) -> f32 {
        (f64::from(self.drive) + self.stimulus.at(t)).clamp(Drive::MIN, Drive::MAX) as f32
    }
}

/// A picture's drives, the neurons, and what is done to them.
#[derive(Clone, Debug)]
pub struct Trial<'a> {
    /// The hidden layer.
    pub layer: FhnLayer,
    /// The drive of each neuron.
    pub drives: &'a [f32],
    /// What is done to some of them.
    pub treatments: &'a Treatments,
    /// When they are watched.
    pub times: Times,
}

/// What a trial led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The outputs and the votes.
    pub race: Race,
    /// For each neuron the winner if it were silenced as well.
    pub without: Vec<Digit>,
}

impl Trial<'_> {
    /// Runs it with this readout of all neurons.
    ///
    /// # Errors
    /// [`WatchError`] if the times don't fit the neurons, or somebody stopped the work.
    pub fn run(&self, readout: &Readout, stop: &StopToken) -> Result<Outcome, WatchError> {
        let watch = Watch { epsilon: self.layer.epsilon, start: self.layer.start, times: self.times };
        let (heard, mut driven) = (self.heard(readout), self.driven(readout, &watch, stop)?);
        let drives: Vec<f32> = (0..self.drives.len()).map(|neuron| self.steady_drive(neuron)).collect();
        let sources = own_sources(drives.len());
        let mut tally = Tally::new(readout.neurons());
        watch.run(&drives, stop, &silent, |mut recording| {
            readout.prepare(&mut recording);
            for (sample, mut outputs) in heard.race(&recording, &sources).outputs.into_iter().enumerate() {
                let mut moved = Vec::with_capacity(driven.len());
                for driven in &mut driven {
                    let signal = readout.signal(driven.next(stop)?);
                    for (output, weight) in outputs.iter_mut().zip(readout.weights_of(driven.neuron)) {
                        *output += weight * signal;
                    }
                    moved.push((driven.neuron, signal));
                }
                tally.push(
                    outputs,
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

    fn treatment(&self, neuron: usize) -> Treatment {
        self.treatments.get(&neuron).copied().unwrap_or_default()
    }

    /// The drive that a neuron has before the window.
    fn steady_drive(&self, neuron: usize) -> f32 {
        Course { drive: self.drives[neuron], stimulus: self.treatment(neuron).stimulus }.at(-1.0)
    }

    /// The signal of a neuron whose drive stays; `recorded` is what it would be if it were free.
    fn signal(&self, readout: &Readout, neuron: usize, recorded: f32) -> f32 {
        match self.treatment(neuron).hold {
            Hold::Free => recorded,
            Hold::At(state) => readout.signal(state.x as f32),
            Hold::Silent => readout.silent_signal(),
        }
    }

    /// The readout with the neurons that do not move by themselves taken out of the race.
    fn heard(&self, readout: &Readout) -> Readout {
        let mut heard = readout.clone();
        for (&neuron, treatment) in self.treatments.iter().filter(|(neuron, _)| **neuron < readout.neurons()) {
            match treatment.hold {
                Hold::At(state) => heard.hold(neuron, readout.signal(state.x as f32)),
                Hold::Silent => heard.hold(neuron, readout.silent_signal()),
                Hold::Free if treatment.course(self.drives[neuron]).is_some() => heard.hold(neuron, 0.0),
                Hold::Free => {}
            }
        }
        heard
    }

    /// The neurons whose drive changes in the window, brought to its beginning.
    fn driven(&self, readout: &Readout, watch: &Watch, stop: &StopToken) -> Result<Vec<Driven>, WatchError> {
        let mut driven = Vec::new();
        for (&neuron, treatment) in self.treatments.iter().filter(|(neuron, _)| **neuron < readout.neurons()) {
            if let Some(course) = treatment.course(self.drives[neuron]) {
                driven.push(Driven::start(neuron, course, watch, stop)?);
            }
        }
        Ok(driven)
    }
}

/// A neuron whose drive changes in the window.
struct Driven {
    neuron: usize,
    course: Course,
    ensemble: Ensemble,
    schedule: Schedule,
    every: f64,
    samples: usize,
}

impl Driven {
    fn start(neuron: usize, course: Course, watch: &Watch, stop: &StopToken) -> Result<Self, WatchError> {
        let largest = f64::from(course.drive.abs()) + course.stimulus.amplitude.abs();
        let schedule = watch.schedule(largest)?;
        let mut ensemble = Ensemble::new(watch.epsilon, &[course.at(-1.0)], watch.start);
        ensemble.advance(schedule.transient, stop)?;
        Ok(Self { neuron, course, ensemble, schedule, every: watch.times.every, samples: 0 })
    }

    /// x at the next sample.
    fn next(&mut self, stop: &StopToken) -> Result<f32, crate::control::Stopped> {
        self.ensemble.set_drives(&[self.course.at(self.samples as f64 * self.every)]);
        self.ensemble.advance(self.schedule.between_samples, stop)?;
        self.samples += 1;
        Ok(self.ensemble.x()[0])
    }
}

/// Votes, and those there would be without each neuron.
struct Tally {
    race: Race,
    without: Vec<Votes>,
}

impl Tally {
    fn new(neurons: usize) -> Self {
        Self { race: Race::default(), without: vec![Votes::default(); neurons] }
    }

    fn push(&mut self, outputs: [f32; crate::digit::CLASSES], signal: impl Fn(usize) -> f32, readout: &Readout) {
        self.race.push(outputs);
        for (neuron, votes) in self.without.iter_mut().enumerate() {
            let missing = signal(neuron) - readout.silent_signal();
            let weights = readout.weights_of(neuron);
            votes.push(&std::array::from_fn(|digit| outputs[digit] - weights[digit] * missing));
        }
    }

    fn finish(self) -> Outcome {
        Outcome { race: self.race, without: self.without.iter().map(|votes| votes.answer(Rule::Winner)).collect() }
    }
}
