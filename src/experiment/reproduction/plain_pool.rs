//! Plain networks as accurate as the paper's, trained in many ways that the paper leaves open.

use std::sync::Arc;

use rand::RngExt;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::error::ReproductionError;
use super::images::Images;
use super::settings::Biases;
use super::transplant::{plain_settings, without_biases};
use crate::control::{StopToken, Stopped};
use crate::experiment::paper;
use crate::network::{Network, Objective, Recipe, Schedule, TrainingEvent, TrainingSets, TrainingSettings};

/// How far the accuracies of a network may be from the paper's, per cent: on the training set and on the test set.
const TOLERANCES: [f64; 2] = [0.1, 0.15];

/// A way to train a plain network.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PlainRecipe {
    /// Decides the first weights and the order of the images.
    pub seed: u64,
    /// The first weights over those of Glorot and Bengio.
    pub initial_scale: f64,
    /// Images a step.
    pub batch: u32,
    /// The constant learning rate of Adam.
    pub learning_rate: f64,
    /// What becomes of the biases.
    pub biases: Biases,
    /// The cost.
    pub objective: Objective,
}

impl PlainRecipe {
    /// The recipe of the report: Keras' defaults, without biases.
    pub(super) fn usual(seed: u64) -> Self {
        let (batch, learning_rate) = (128, 1e-3);
        let (biases, objective) = (Biases::None, Objective::CrossEntropy);
        Self { seed, initial_scale: 1.0, batch, learning_rate, biases, objective }
    }

    /// A recipe by chance.
    fn random(seed: u64, random: &mut ChaCha8Rng) -> Self {
        let usual = Self::usual(seed);
        let objectives = [Objective::CrossEntropy, Objective::SquaredError, Objective::SquaredErrorOfSoftmax];
        Self {
            initial_scale: log_uniform(random, 0.05, 1.5),
            batch: *[32, 64, 128, 256].choose(random).unwrap_or(&usual.batch),
            learning_rate: log_uniform(random, 5e-4, 5e-3),
            biases: *[Biases::None, Biases::Kept, Biases::Dropped].choose(random).unwrap_or(&usual.biases),
            objective: *objectives.choose(random).unwrap_or(&usual.objective),
            ..usual
        }
    }

    fn settings(&self, epochs: u32) -> TrainingSettings {
        TrainingSettings {
            initial_scale: self.initial_scale,
            batch_size: self.batch,
            learning_rate: self.learning_rate,
            schedule: Schedule::Constant,
            objective: self.objective,
            ..plain_settings(epochs, self.seed, self.biases != Biases::None)
        }
    }
}

/// A number whose logarithm is uniform.
pub(super) fn log_uniform(random: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    (low.ln() + (high / low).ln() * random.random::<f64>()).exp()
}

/// A plain network that is about as accurate as the paper's.
#[derive(Clone, Debug)]
pub(super) struct PooledNetwork {
    /// How it was trained.
    pub(super) recipe: PlainRecipe,
    /// After how many epochs its accuracy on the training set was closest to the paper's.
    pub(super) epochs: u32,
    /// Its accuracy on the training set and on the test set, 0 to 1.
    pub(super) accuracies: [f64; 2],
    /// Whether its accuracies are as close to the paper's as `TOLERANCES` say.
    pub(super) fits: bool,
    /// With its biases as the recipe has them.
    pub(super) network: Network,
}

/// How many networks are trained, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PoolSettings {
    /// Networks of the report's recipe.
    pub(super) usual: u32,
    /// Networks of recipes by chance.
    pub(super) random: u32,
    /// The most epochs of a training.
    pub(super) epochs: u32,
}

/// Trains networks, each until its accuracy on the training set is the paper's.
pub(super) fn pool(
    settings: PoolSettings,
    images: Images<'_>,
    random: &mut ChaCha8Rng,
    (stop, progress): (&StopToken, &mut dyn FnMut(f64)),
) -> Result<Vec<PooledNetwork>, ReproductionError> {
    let usual = (0..settings.usual).map(|seed| PlainRecipe::usual(seed.into()));
    let recipes: Vec<_> =
        usual.chain((0..settings.random).map(|seed| PlainRecipe::random(seed.into(), random))).collect();
    let mut found = Vec::new();
    for (done, recipe) in recipes.iter().enumerate() {
        found.extend(trained(recipe, settings.epochs, images, stop)?);
        progress((done + 1) as f64 / recipes.len() as f64);
    }
    Ok(found)
}

/// The network after the epoch at which its accuracy on the training set was closest to the paper's; `None` if it learned nothing.
fn trained(
    recipe: &PlainRecipe,
    epochs: u32,
    Images { train, test }: Images<'_>,
    stop: &StopToken,
) -> Result<Option<PooledNetwork>, ReproductionError> {
    let enough = StopToken::new();
    let (mut found, mut nearest) = (None, f64::INFINITY);
    let mut hear = |event| {
        let TrainingEvent::Epoch(report, network) = event else {
            if stop.is_stopped() {
                enough.stop();
            }
            return;
        };
        let accuracies = [report.train_accuracy, report.test_accuracy];
        let off = 100.0 * accuracies[0] - paper::PLAIN[0];
        if off.abs() <= nearest {
            nearest = off.abs();
            found = Some((report.epoch, accuracies, Arc::clone(&network)));
        }
        // Training goes on to fit the training set better and better.
        if off > 0.0 || stop.is_stopped() {
            enough.stop();
        }
    };
    match Recipe::Plain.train(&recipe.settings(epochs), TrainingSets { train, test }, &enough, &mut hear) {
        // A recipe by chance may diverge.
        Ok(_) | Err(crate::network::TrainingError::Diverged { .. }) => (),
        Err(error) => return Err(error.into()),
    }
    if stop.is_stopped() {
        return Err(Stopped.into());
    }
    Ok(found.map(|(epochs, accuracies, network)| {
        let network =
            if recipe.biases == Biases::Dropped { without_biases(&network) } else { Network::clone(&network) };
        let fits = (0..2).all(|set| (100.0 * accuracies[set] - paper::PLAIN[set]).abs() <= TOLERANCES[set]);
        PooledNetwork { recipe: *recipe, epochs, accuracies, fits, network }
    }))
}
