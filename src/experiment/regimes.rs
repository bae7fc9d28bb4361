//! Regimes: accuracy over gamma, a and epsilon, from all neurons oscillating to all at rest.
//!
//! Mean-readout accuracy does not depend on gamma, a or epsilon, by the mean law; longest-winner accuracy does. Each point
//! has the transplant of a plain network, its calibrated form, and the best trained network: the calibrated one (which
//! cross-entropy alone leads to), or the one trained for the vote at that gamma. The better of the two is chosen on
//! training images.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::context::Scores;
use crate::control::{Control, StopToken};
use crate::dataset::ImageSet;
use crate::network::{
    Coupling, Dephasing, FhnLayer, Gamma, Method, Network, Objective, Preprocessing, Recipe, Sigmoid, TrainingError,
    TrainingSets, TrainingSettings, ripple,
};
use crate::neuron::{
    AsymptoticState, ControlParameter, Epsilon, LookupTable, Observable, Simulation, SynapticTime, Timing,
};

/// Settings of a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapSettings {
    /// Gains of the current.
    pub gammas: Vec<Gamma>,
    /// Control parameters a.
    pub controls: Vec<ControlParameter>,
    /// Time scales.
    pub epsilons: Vec<Epsilon>,
    /// Images to train with.
    pub train_images: usize,
    /// Test images.
    pub test_images: usize,
    /// Epochs of each training.
    pub epochs: u32,
    /// The seed of all trainings.
    pub seed: u64,
    /// The timing of the simulation.
    pub times: Timing,
    /// Time constant of the synapses from the neurons to the outputs.
    #[serde(default)]
    pub synapse: SynapticTime,
}

/// Accuracies at one point of the map, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MapPoint {
    /// Time scale.
    pub epsilon: f64,
    /// Gain of the current.
    pub gamma: f64,
    /// Control parameter.
    pub a: f64,
    /// The share of neurons that spike (see [`AsymptoticState::spikes`]), over all images, in the trained network.
    pub spiking: f64,
    /// The paper's transplant by the longest-winner rule.
    pub transplant_winner: f64,
    /// The same by the largest mean.
    pub transplant_mean: f64,
    /// The calibrated transplant by the longest-winner rule.
    pub calibrated_winner: f64,
    /// The same by the largest mean.
    pub calibrated_mean: f64,
    /// The best trained network by the longest-winner rule.
    pub trained_winner: f64,
    /// Its lowest per-class recall.
    pub trained_winner_worst: f64,
    /// The same network by the largest mean.
    pub trained_mean: f64,
    /// Whether the best trained network was trained for the vote.
    pub trained_for_vote: bool,
}

/// The inputs z of the neurons, for networks without their layer of neurons; shape [images, 100].
struct Candidate {
    network: Network<Sigmoid>,
    train: Array2<f32>,
    test: Array2<f32>,
}

/// Makes the map. Takes minutes: about a dozen short trainings, and a lookup table for each epsilon.
///
/// # Errors
/// [`TrainingError`]: a setting out of its range, times that don't fit the neurons, or somebody stopped the work.
pub fn regime_map(
    settings: &MapSettings,
    sets: TrainingSets<'_>,
    Control { stop, progress }: Control<'_>,
) -> Result<Vec<MapPoint>, TrainingError> {
    let (train, test) = (sets.train.first(settings.train_images), sets.test.first(settings.test_images));
    let map = Map { settings, train: &train, test: &test, judged: &train.first(settings.test_images), stop };
    let trainings = settings.gammas.len() as f32 + 1.0;
    let plain = map.candidate(&Recipe::Plain, Objective::CrossEntropy)?;
    progress(0.5 / trainings);
    let mut for_vote = Vec::new();
    for (index, gamma) in settings.gammas.iter().enumerate() {
        let layer = FhnLayer { gamma: *gamma, ..FhnLayer::new(Coupling::Calibrated) };
        let dephasing = Dephasing::default();
        let objective = Objective::Vote { margin_scale: 3.0, ripple: ripple(&layer), dephasing };
        for_vote.push(map.candidate(&Recipe::fhn(layer, Method::Exact), objective)?);
        progress(0.5 * (index as f32 + 2.0) / trainings);
    }
    let mut points = Vec::new();
    let total = settings.epsilons.len() * settings.gammas.len() * settings.controls.len();
    for epsilon in &settings.epsilons {
        let table = (&map.table(*epsilon)?, AsymptoticState::largest_spiking_drive(*epsilon));
        for (gamma, for_vote) in settings.gammas.iter().zip(&for_vote) {
            for a in &settings.controls {
                stop.check().map_err(crate::neuron::SimulationError::from)?;
                let layer = FhnLayer {
                    epsilon: *epsilon,
                    a: *a,
                    gamma: *gamma,
                    synapse: settings.synapse,
                    ..FhnLayer::new(Coupling::Calibrated)
                };
                points.push(map.point(table, layer, [&plain, for_vote]));
                progress(0.5 + 0.5 * points.len() as f32 / total as f32);
            }
        }
    }
    Ok(points)
}

/// The constant inputs of a map.
struct Map<'a> {
    settings: &'a MapSettings,
    train: &'a ImageSet,
    test: &'a ImageSet,
    /// Training images on which the best network is picked.
    judged: &'a ImageSet,
    stop: &'a StopToken,
}

impl Map<'_> {
    fn candidate(&self, recipe: &Recipe, objective: Objective) -> Result<Candidate, TrainingError> {
        let settings = ShortTraining { epochs: self.settings.epochs, seed: self.settings.seed };
        let network = settings.train((recipe, objective), (self.train, self.test), self.stop)?;
        Ok(Candidate { train: network.inputs(self.judged), test: network.inputs(self.test), network })
    }

    fn table(&self, epsilon: Epsilon) -> Result<LookupTable, TrainingError> {
        let most = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |most: f64, value| most.max(value.abs()));
        let drive_bound = most(&mut self.settings.gammas.iter().map(|gamma| gamma.get()))
            + most(&mut self.settings.controls.iter().map(|a| a.get()));
        let simulation = Simulation::new(epsilon, FhnLayer::new(Coupling::Calibrated).start, self.settings.times);
        let observable = Observable { signal: None, synapse: self.settings.synapse };
        Ok(LookupTable::observe(&simulation, observable, drive_bound, self.stop)?)
    }

    fn point(
        &self,
        (table, spiking): (&LookupTable, f64),
        layer: FhnLayer,
        [plain, for_vote]: [&Candidate; 2],
    ) -> MapPoint {
        let transplant = FhnLayer { coupling: Coupling::Transplant, ..layer };
        let untrained = read(table, transplant, &plain.network, (&plain.test, self.test));
        let calibrated = read(table, layer, &plain.network, (&plain.test, self.test));
        let trained = read(table, layer, &for_vote.network, (&for_vote.test, self.test));
        let on_training =
            |candidate: &Candidate| read(table, layer, &candidate.network, (&candidate.train, self.judged)).winner;
        let trained_for_vote = on_training(for_vote) > on_training(plain);
        let (best, candidate) = if trained_for_vote { (trained, for_vote) } else { (calibrated, plain) };
        let spike = candidate.test.iter().filter(|z| f64::from(layer.drive(**z).abs()) <= spiking).count();
        MapPoint {
            epsilon: layer.epsilon.get(),
            gamma: layer.gamma.get(),
            a: layer.a.get(),
            spiking: spike as f64 / candidate.test.len().max(1) as f64,
            transplant_winner: untrained.winner,
            transplant_mean: untrained.mean,
            calibrated_winner: calibrated.winner,
            calibrated_mean: calibrated.mean,
            trained_winner: best.winner,
            trained_winner_worst: best.winner_worst,
            trained_mean: best.mean,
            trained_for_vote,
        }
    }
}

/// A training of a map: no augmentation, no preprocessing.
pub(super) struct ShortTraining {
    pub(super) epochs: u32,
    pub(super) seed: u64,
}

impl ShortTraining {
    /// The network at the end; some of the `test` images are only reported on.
    pub(super) fn train(
        &self,
        (recipe, objective): (&Recipe, Objective),
        (train, test): (&ImageSet, &ImageSet),
        stop: &StopToken,
    ) -> Result<Network<Sigmoid>, TrainingError> {
        let own = recipe.settings();
        // The recipe for strong gains assumes neurons at rest; training for the vote needs another learning rate.
        let (learning_rate, weight_decay) =
            if objective.balances() { (2e-2, 1e-3) } else { (own.learning_rate, own.weight_decay) };
        let training = TrainingSettings {
            epochs: self.epochs,
            seed: self.seed,
            objective,
            learning_rate,
            weight_decay,
            augmentation: None,
            preprocessing: Preprocessing::None,
            ..own
        };
        // Reports are ignored: a hundred test images keep them cheap.
        let few = test.first(100);
        let sets = TrainingSets { train, test: &few };
        let trained = recipe.train(&training, sets, stop, &mut |_| ())?;
        if trained.stopped {
            return Err(crate::neuron::SimulationError::from(crate::control::Stopped).into());
        }
        Ok(trained.best.with_units(Sigmoid))
    }
}

/// The scores of `network` around neurons of `layer`. Neither coupling used here has a sigmoid, so one table serves both.
fn read(
    table: &LookupTable,
    layer: FhnLayer,
    network: &Network<Sigmoid>,
    (z, images): (&Array2<f32>, &ImageSet),
) -> Scores {
    let readout = network.with_units(layer).readout();
    let votes = readout.table_votes(table, z.iter().map(|z| layer.drive(*z)));
    Scores::of(&votes, images)
}
