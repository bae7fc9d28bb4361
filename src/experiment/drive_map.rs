//! Regimes of other models than FitzHugh-Nagumo: accuracy over the range of drives and the rate of recovery.
//!
//! One plain network is trained, and its weights go into calibrated neurons at each point.

use ndarray::Array2;
use serde::Serialize;

use super::any_neuron::looked_up_votes;
use super::context::Scores;
use super::regimes::ShortTraining;
use crate::control::{Control, StopToken};
use crate::dataset::ImageSet;
use crate::network::{
    CalibratedNeurons, Network, NeuronLayer, Objective, Recipe, Sigmoid, TrainingError, TrainingSets,
};
use crate::neuron::{RangeError, RecoveryRate, SimulationError, Timing};

/// Settings of a map over drives.
#[derive(Clone, Debug, PartialEq)]
pub struct DriveMapSettings {
    /// The neurons but for their drives and rate of recovery.
    pub layer: NeuronLayer,
    /// Rates of the recovery variable.
    pub recovery_rates: Vec<RecoveryRate>,
    /// Drives of a neuron whose sigmoid is 0, in the model's unit.
    pub from: Vec<f64>,
    /// Drives of a neuron whose sigmoid is 1.
    pub to: Vec<f64>,
    /// Images to train with.
    pub train_images: usize,
    /// Test images.
    pub test_images: usize,
    /// Epochs of the training.
    pub epochs: u32,
    /// Its seed.
    pub seed: u64,
    /// The timing of the simulation, in the model's unit.
    pub times: Timing,
}

/// Accuracies at one point of the map, 0 to 1; `None` where the neurons can't be calibrated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DriveMapPoint {
    /// Rate of the recovery variable.
    pub recovery_rate: f64,
    /// Drive of a neuron whose sigmoid is 0.
    pub from: f64,
    /// Drive of a neuron whose sigmoid is 1.
    pub to: f64,
    /// Why the neurons can't be calibrated; empty if they can be.
    pub obstacle: &'static str,
    /// The change of the time mean from the first drive to the second, in the unit of the signal.
    pub change: Option<f64>,
    /// Accuracy by the longest-winner rule.
    pub winner: Option<f64>,
    /// Its lowest per-class recall.
    pub winner_worst: Option<f64>,
    /// Accuracy by the largest mean.
    pub mean: Option<f64>,
}

/// Makes the map: a short training, then at each point a mean law and a lookup table, a few seconds.
///
/// # Errors
/// [`TrainingError`]: a setting out of its range, times that don't fit the neurons, or somebody stopped the work.
pub fn drive_map(
    settings: &DriveMapSettings,
    sets: TrainingSets<'_>,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<DriveMapPoint>, TrainingError> {
    settings.layer.discretise(&settings.times).map_err(SimulationError::from)?;
    let (train, test) = (sets.train.first(settings.train_images), sets.test.first(settings.test_images));
    let training = ShortTraining { epochs: settings.epochs, seed: settings.seed };
    let network = training.train((&Recipe::Plain, Objective::CrossEntropy), (&train, &test), stop)?;
    let read = Read { settings, network: &network, z: network.inputs(&test), images: &test };
    let total = settings.recovery_rates.len() * settings.from.len() * settings.to.len();
    let mut points = Vec::with_capacity(total);
    for rate in &settings.recovery_rates {
        for to in &settings.to {
            for from in &settings.from {
                progress((1 + points.len()) as f32 / (1 + total) as f32);
                points.push(read.point(*rate, [*from, *to], stop)?);
            }
        }
    }
    Ok(points)
}

/// What all points share.
struct Read<'a> {
    settings: &'a DriveMapSettings,
    network: &'a Network<Sigmoid>,
    z: Array2<f32>,
    images: &'a ImageSet,
}

impl Read<'_> {
    fn point(&self, rate: RecoveryRate, drives: [f64; 2], stop: &StopToken) -> Result<DriveMapPoint, SimulationError> {
        let layer = NeuronLayer { recovery_rate: Some(rate), drives, ..self.settings.layer };
        let none = |obstacle: &'static str| DriveMapPoint {
            recovery_rate: rate.get(),
            from: drives[0],
            to: drives[1],
            obstacle,
            change: None,
            winner: None,
            winner_worst: None,
            mean: None,
        };
        let neurons = match CalibratedNeurons::new(layer, stop) {
            Ok(neurons) => neurons,
            Err(SimulationError::Range(error)) => return Ok(none(RangeError::obstacle(&error))),
            Err(error) => return Err(error),
        };
        let readout = neurons.readout(self.network.output());
        let silent = Control::without_progress(stop);
        let votes = looked_up_votes(&neurons, &readout, &self.z, self.settings.times, silent)?;
        let scores = Scores::of(&votes, self.images);
        let [first, last] = neurons.law().ends();
        Ok(DriveMapPoint {
            change: Some(last - first),
            winner: Some(scores.winner),
            winner_worst: Some(scores.winner_worst),
            mean: Some(scores.mean),
            ..none("")
        })
    }
}
