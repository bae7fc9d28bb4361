//! The epoch loop: events out, stop token in.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::activation::{BatchId, HiddenActivation};
use super::gradient::{Batch, Parameters, encoding};
use super::network::{HiddenCount, Network};
use super::objective::{self, Objective};
use super::optimizer::{Optimizer, Step};
use super::preprocessing::{InputEncoding, Preprocessing};
use super::sparse::SparseImages;
use crate::control::StopToken;
use crate::dataset::{Class, ImageSet};
use crate::neuron::{ParameterError, SimulationError};
use crate::synth::Augmentation;

/// The mean cost of a batch beyond which training has diverged. There the true digits' shares are, on average, below
/// the smallest number that an f32 holds (e^-103).
const LARGEST_COST: f64 = 103.0;

/// How often an epoch reports on its way.
const REPORTS: usize = 20;

/// How the learning rate moves from its first to its final value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// It stays at the first value.
    Constant,
    /// In a straight line, a little each batch.
    Linear,
    /// Along half a cosine, a little each batch.
    #[default]
    Cosine,
}

/// All that a training run depends on besides the images and the activation.
///
/// ```
/// use nullcline::network::{Schedule, TrainingSettings};
///
/// let settings = TrainingSettings { learning_rate: 0.01, schedule: Schedule::Linear, ..TrainingSettings::default() };
/// assert_eq!((settings.check(), settings.learning_rate_at(0.5)), (Ok(()), 0.005));
/// let error = TrainingSettings { epochs: 0, ..settings }.check().unwrap_err();
/// assert_eq!(error.to_string(), "epochs must be a number from 1 to 10000, not 0");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainingSettings {
    /// How often the whole training set is gone through; 1 to 10,000.
    pub epochs: u32,
    /// Images a step; 1 to 10,000. The last batch of an epoch may be smaller.
    pub batch_size: u32,
    /// The learning rate, above 0 to 1e6.
    pub learning_rate: f64,
    /// The learning rate at the end, 0 to 1e6, unless the schedule is constant.
    pub final_learning_rate: f64,
    /// From the first to the final learning rate.
    pub schedule: Schedule,
    /// Decides the starting weights, the order of the images and the random numbers of activations.
    pub seed: u64,
    /// How a gradient becomes a step.
    pub optimizer: Optimizer,
    /// Whether the layers have biases. The paper's don't.
    pub biases: bool,
    /// The first weights, over those of Glorot and Bengio; 0.001 to 100.
    #[serde(skip_serializing_if = "is_one")]
    pub initial_scale: f64,
    /// Weights, not biases, shrink by this times the learning rate in each step; 0 to 1.
    pub weight_decay: f64,
    /// The cost that training minimises.
    pub objective: Objective,
    /// Augmentation of the training images, another one each epoch.
    pub augmentation: Option<Augmentation>,
    /// Preprocessing of every image before the input layer, in training and wherever the network is used.
    #[serde(rename = "normalisation", skip_serializing_if = "Preprocessing::is_none")]
    pub preprocessing: Preprocessing,
    /// How many units the hidden layer has.
    #[serde(skip_serializing_if = "HiddenCount::is_default")]
    pub hidden: HiddenCount,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self {
            epochs: 25,
            batch_size: 128,
            learning_rate: 5e-3,
            final_learning_rate: 0.0,
            schedule: Schedule::Cosine,
            seed: 0,
            optimizer: Optimizer::Adam,
            biases: true,
            initial_scale: 1.0,
            weight_decay: 0.03,
            objective: Objective::CrossEntropy,
            augmentation: None,
            preprocessing: Preprocessing::None,
            hidden: HiddenCount::DEFAULT,
        }
    }
}

impl TrainingSettings {
    /// Whether every value is within its range.
    ///
    /// # Errors
    /// The first value that is not.
    pub fn check(&self) -> Result<(), ParameterError> {
        check("epochs", f64::from(self.epochs), 1.0, 10_000.0)?;
        check("batch", f64::from(self.batch_size), 1.0, 10_000.0)?;
        check("learning-rate", self.learning_rate, 1e-9, 1e6)?;
        check("initial-scale", self.initial_scale, 1e-3, 100.0)?;
        check("final-learning-rate", self.final_learning_rate, 0.0, 1e6)?;
        check("weight-decay", self.weight_decay, 0.0, 1.0)
    }

    /// The learning rate when `done`, from 0 to 1, of all steps are taken.
    pub fn learning_rate_at(&self, done: f64) -> f64 {
        let gone = match self.schedule {
            Schedule::Constant => 0.0,
            Schedule::Linear => done,
            Schedule::Cosine => (1.0 - (std::f64::consts::PI * done).cos()) / 2.0,
        };
        self.learning_rate + gone * (self.final_learning_rate - self.learning_rate)
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::float_cmp,
    reason = "serde passes a reference; the default is exact"
)]
fn is_one(value: &f64) -> bool {
    *value == 1.0
}

fn check(name: &'static str, value: f64, min: f64, max: f64) -> Result<(), ParameterError> {
    if (min..=max).contains(&value) { Ok(()) } else { Err(ParameterError { name, value, min, max }) }
}

/// Training set and test set.
#[derive(Clone, Copy, Debug)]
pub struct TrainingSets<'a> {
    /// Steps come from these alone.
    pub train: &'a ImageSet,
    /// Reported on after each epoch, and never used otherwise.
    pub test: &'a ImageSet,
}

/// Results of an epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// Which one, from 1.
    pub epoch: u32,
    /// The mean cross-entropy of all images of the training set, each at the weights of its batch.
    pub cost: f64,
    /// Accuracy on the training set after the epoch, 0 to 1.
    pub train_accuracy: f64,
    /// Accuracy on the test set after the epoch, 0 to 1.
    pub test_accuracy: f64,
    /// The recall of each class on the test set; `None` for a class that the test set lacks.
    #[serde(rename = "per_digit")]
    pub recall: Vec<Option<f64>>,
}

/// Progress within an epoch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BatchReport {
    /// Which epoch, from 1.
    pub epoch: u32,
    /// Batches done in it.
    pub batch: u32,
    /// Batches that it has.
    pub batches: u32,
    /// The mean cross-entropy since the epoch began.
    pub cost: f64,
}

/// Events of a training run, each with the network of that moment.
#[derive(Clone, Debug)]
pub enum TrainingEvent {
    /// Progress, about twenty times an epoch.
    Batches(BatchReport, Arc<Network>),
    /// The end of an epoch.
    Epoch(EpochReport, Arc<Network>),
}

/// Result of a training run.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The network to keep: as it was after the epoch of the lowest cost on the training set. If training ended
    /// before its first epoch did, the last one reported on.
    ///
    /// The test set has no say in the choice, so that the test accuracy stays an honest one.
    pub best: Arc<Network>,
    /// The report of that epoch.
    pub best_report: Option<EpochReport>,
    /// The network as it was at last.
    pub last: Arc<Network>,
    /// The reports of all epochs, in order.
    pub reports: Vec<EpochReport>,
    /// Whether the stop token ended training early.
    pub stopped: bool,
}

/// Why training ended without a result.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TrainingError {
    /// A setting is outside its range.
    #[error(transparent)]
    Setting(#[from] ParameterError),
    /// The training set or the test set is empty.
    #[error("the {0} set has no image; at least one is needed")]
    NoImages(&'static str),
    /// The two sets do not have the same classes.
    #[error("the training set has {train} classes and the test set {test}; they must be the same")]
    Classes {
        /// Classes of the training set.
        train: usize,
        /// Classes of the test set.
        test: usize,
    },
    /// The neurons can't be simulated, or the work was stopped before training began.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// Numbers grew without bound.
    #[error(
        "training diverged in epoch {epoch}, batch {batch} (cost {cost}): a learning rate below {learning_rate} may help"
    )]
    Diverged {
        /// In which epoch, from 1.
        epoch: u32,
        /// In which batch of it, from 1.
        batch: u32,
        /// The mean cost of that batch.
        cost: f64,
        /// The learning rate of the settings.
        learning_rate: f64,
        /// What was reached before. All its weights are numbers.
        kept: Box<Trained>,
    },
}

/// Trains a network from weights drawn by the seed, and reports on the way.
///
/// The result depends on the settings, the images and the activation, never on the number of threads: the same bits
/// come out. (Another kind of processor may round differently.) The stop token is polled before each batch. Events
/// come from one of rayon's threads, one after the other.
///
/// # Errors
/// A setting outside its range, no images, or numbers that grow without bound.
pub fn train(
    settings: &TrainingSettings,
    activation: &impl HiddenActivation,
    sets: TrainingSets<'_>,
    stop: &StopToken,
    on_event: &mut (dyn FnMut(TrainingEvent) + Send),
) -> Result<Trained, TrainingError> {
    at_once_in_pool(|| train_with_rests(settings, activation, sets, stop, (on_event, &async || ())))
}

/// The same where the work can't be reached while it goes on: `rest` is awaited before each batch.
///
/// # Errors
/// Those of [`train`].
pub async fn train_with_rests(
    settings: &TrainingSettings,
    activation: &impl HiddenActivation,
    sets: TrainingSets<'_>,
    stop: &StopToken,
    (on_event, rest): (&mut (dyn FnMut(TrainingEvent) + Send), &impl AsyncFn()),
) -> Result<Trained, TrainingError> {
    check_sets(settings, sets)?;
    Run::new(settings, activation, sets, on_event).go(stop, rest).await
}

/// What comes of work that never waits, done by one of the pool's threads: from outside, handing each piece of an epoch in would
/// cost more than the work.
pub(super) fn at_once_in_pool<T: Send, W: Future<Output = T>>(work: impl FnOnce() -> W + Send) -> T {
    rayon::scope(|_| {
        let mut work = pin!(work());
        loop {
            if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return done;
            }
        }
    })
}

fn check_sets(settings: &TrainingSettings, sets: TrainingSets<'_>) -> Result<(), TrainingError> {
    settings.check()?;
    for (name, set) in [("training", sets.train), ("test", sets.test)] {
        if set.is_empty() {
            return Err(TrainingError::NoImages(name));
        }
    }
    let [train, test] = [sets.train, sets.test].map(|set| set.classes().get());
    if train != test {
        return Err(TrainingError::Classes { train, test });
    }
    Ok(())
}

/// A training run on its way.
struct Run<'a, A> {
    settings: &'a TrainingSettings,
    activation: &'a A,
    sets: TrainingSets<'a>,
    encoding: InputEncoding,
    train: SparseImages,
    test: SparseImages,
    /// The training images of this epoch, if they are augmented.
    augmented: Option<SparseImages>,
    weights: Parameters,
    gradient: Parameters,
    moments: [Parameters; 2],
    order: Vec<usize>,
    shuffler: ChaCha8Rng,
    steps: u32,
    trained: Trained,
    on_event: &'a mut (dyn FnMut(TrainingEvent) + Send),
}

impl<'a, A: HiddenActivation> Run<'a, A> {
    fn new(
        settings: &'a TrainingSettings,
        activation: &'a A,
        sets: TrainingSets<'a>,
        on_event: &'a mut (dyn FnMut(TrainingEvent) + Send),
    ) -> Self {
        let sizes = (settings.hidden, sets.train.classes());
        let mut start = Network::glorot(sizes, activation.units(), settings.seed);
        start.preprocessing = settings.preprocessing;
        if !is_one(&settings.initial_scale) {
            start = start.scaled(settings.initial_scale as f32);
        }
        let start = Arc::new(start);
        let weights = Parameters::of(&start);
        let encoding = encoding(settings.preprocessing, activation);
        let mut shuffler = ChaCha8Rng::seed_from_u64(settings.seed);
        // Stream 0 has drawn the weights.
        shuffler.set_stream(1);
        Self {
            settings,
            activation,
            sets,
            encoding,
            train: SparseImages::new(sets.train, encoding),
            test: SparseImages::new(sets.test, encoding),
            augmented: None,
            gradient: weights.zeros_like(),
            moments: [weights.zeros_like(), weights.zeros_like()],
            weights,
            order: (0..sets.train.len()).collect(),
            shuffler,
            steps: 0,
            trained: Trained {
                best: Arc::clone(&start),
                best_report: None,
                last: start,
                reports: Vec::new(),
                stopped: false,
            },
            on_event,
        }
    }

    /// Goes through all epochs, or until it is stopped.
    async fn go(mut self, stop: &StopToken, rest: &impl AsyncFn()) -> Result<Trained, TrainingError> {
        for epoch in 1..=self.settings.epochs {
            if self.epoch(epoch, stop, rest).await? {
                continue;
            }
            self.trained.stopped = true;
            if self.weights.is_finite() {
                self.trained.last = Arc::new(self.trained.last.with_layers(self.weights.to_layers()));
            }
            if self.trained.best_report.is_none() {
                self.trained.best = Arc::clone(&self.trained.last);
            }
            break;
        }
        Ok(self.trained)
    }

    /// Goes once through the training set and reports, or returns `false` if it was stopped.
    async fn epoch(&mut self, epoch: u32, stop: &StopToken, rest: &impl AsyncFn()) -> Result<bool, TrainingError> {
        self.order.shuffle(&mut self.shuffler);
        if let Some(augmentation) = &self.settings.augmentation {
            let augmented = augmentation.apply(self.sets.train, self.settings.seed, epoch);
            self.augmented = Some(SparseImages::new(&augmented, self.encoding));
        }
        let order = std::mem::take(&mut self.order);
        let batches = order.chunks(self.settings.batch_size as usize);
        let total = batches.len();
        let (mut cost, mut images) = (0.0, 0);
        for (number, indices) in batches.enumerate() {
            rest().await;
            if stop.is_stopped() {
                return Ok(false);
            }
            let id = BatchId { seed: self.settings.seed, epoch, batch: number as u32 };
            let all_steps = f64::from(self.settings.epochs) * total as f64;
            cost += self.batch(id, indices, f64::from(self.steps) / all_steps)?;
            images += indices.len();
            let done = number + 1;
            if done * REPORTS / total == number * REPORTS / total {
                continue;
            }
            let cost = cost / images as f64;
            self.snapshot(id, cost)?;
            if done == total {
                self.report(epoch, cost);
            } else {
                let report = BatchReport { epoch, batch: done as u32, batches: total as u32, cost };
                (self.on_event)(TrainingEvent::Batches(report, Arc::clone(&self.trained.last)));
            }
        }
        self.order = order;
        Ok(true)
    }

    /// One step. The sum of the batch's costs.
    fn batch(&mut self, id: BatchId, indices: &[usize], done: f64) -> Result<f64, TrainingError> {
        let labels: Vec<Class> = indices.iter().map(|index| self.sets.train.labels()[*index]).collect();
        let images = self.augmented.as_ref().unwrap_or(&self.train);
        let batch = Batch { images, indices, labels: &labels, id };
        let sum = self.gradient.set_gradient(&self.weights, (self.activation, self.settings.objective), &batch);
        let cost = sum / indices.len() as f64;
        self.steps += 1;
        let rate = self.settings.learning_rate_at(done);
        let step = Step::new(self.settings.optimizer, self.steps, rate, self.settings.weight_decay);
        step_layers(step, self.settings.biases, (&mut self.weights, &self.gradient), &mut self.moments);
        if self.settings.objective.balances() {
            objective::balance(&mut self.weights.output);
        }
        // Not `cost > LARGEST_COST`: what is not a number has to fail too.
        if cost <= LARGEST_COST { Ok(sum) } else { Err(self.diverged(id, cost)) }
    }

    fn diverged(&self, id: BatchId, cost: f64) -> TrainingError {
        TrainingError::Diverged {
            epoch: id.epoch,
            batch: id.batch + 1,
            cost,
            learning_rate: self.settings.learning_rate,
            kept: Box::new(self.trained.clone()),
        }
    }

    /// Keeps the network as it is now, to be handed out, if all its weights are numbers.
    fn snapshot(&mut self, id: BatchId, cost: f64) -> Result<(), TrainingError> {
        if !self.weights.is_finite() {
            return Err(self.diverged(id, cost));
        }
        self.trained.last = Arc::new(self.trained.last.with_layers(self.weights.to_layers()));
        Ok(())
    }

    /// Evaluates the last snapshot, taken after an epoch, and reports it.
    fn report(&mut self, epoch: u32, cost: f64) {
        let network = Arc::clone(&self.trained.last);
        let (train_accuracy, _) = self.accuracy(&self.train, self.sets.train);
        let (test_accuracy, recall) = self.accuracy(&self.test, self.sets.test);
        let report = EpochReport { epoch, cost, train_accuracy, test_accuracy, recall };
        self.trained.reports.push(report.clone());
        if self.trained.best_report.as_ref().is_none_or(|best| cost <= best.cost) {
            self.trained.best = Arc::clone(&network);
            self.trained.best_report = Some(report.clone());
        }
        (self.on_event)(TrainingEvent::Epoch(report, network));
    }

    /// The share of a set that is classified correctly, and the recall of each class.
    fn accuracy(&self, sparse: &SparseImages, images: &ImageSet) -> (f64, Vec<Option<f64>>) {
        let answers = self.trained.last.sparse_answers(&self.weights.hidden, self.activation, sparse);
        let counts = images.label_counts();
        let mut correct = vec![0usize; counts.len()];
        for (answer, label) in answers.iter().zip(images.labels()) {
            correct[label.index()] += usize::from(answer == label);
        }
        let recall =
            correct.iter().zip(&counts).map(|(correct, count)| (*count > 0).then(|| *correct as f64 / *count as f64));
        (correct.iter().sum::<usize>() as f64 / images.len() as f64, recall.collect())
    }
}

/// Takes a step with every weight, and with the biases if there are to be any.
fn step_layers(
    step: Step,
    biases: bool,
    (weights, gradient): (&mut Parameters, &Parameters),
    [first, second]: &mut [Parameters; 2],
) {
    /// Rows that one task takes.
    const ROWS: usize = 56;
    let rows = weights.hidden.rows.par_chunks_mut(ROWS).zip(gradient.hidden.rows.par_chunks(ROWS));
    let moments = first.hidden.rows.par_chunks_mut(ROWS).zip(second.hidden.rows.par_chunks_mut(ROWS));
    rows.zip(moments).for_each(|((rows, gradients), (first, second))| {
        for ((row, gradient), (first, second)) in rows.iter_mut().zip(gradients).zip(first.iter_mut().zip(second)) {
            step.take(&mut row.0, &gradient.0, [&mut first.0, &mut second.0]);
        }
    });
    let moments = [&mut first.output.weights, &mut second.output.weights];
    step_array(step, &mut weights.output.weights, &gradient.output.weights, moments);
    if biases {
        let step = step.without_decay();
        let rows = weights.hidden.biases.iter_mut().zip(&gradient.hidden.biases);
        let moments = first.hidden.biases.iter_mut().zip(&mut second.hidden.biases);
        for ((row, gradient), (first, second)) in rows.zip(moments) {
            step.take(&mut row.0, &gradient.0, [&mut first.0, &mut second.0]);
        }
        step_array(
            step,
            &mut weights.output.biases,
            &gradient.output.biases,
            [&mut first.output.biases, &mut second.output.biases],
        );
    }
}

fn step_array<D: ndarray::Dimension>(
    step: Step,
    parameters: &mut ndarray::Array<f32, D>,
    gradient: &ndarray::Array<f32, D>,
    [first, second]: [&mut ndarray::Array<f32, D>; 2],
) {
    #[allow(clippy::expect_used, reason = "all are made by zeros or by Parameters::of, in standard layout")]
    let [parameters, first, second] =
        [parameters, first, second].map(|array| array.as_slice_mut().expect("an array in standard layout"));
    #[allow(clippy::expect_used, reason = "as above")]
    let gradient = gradient.as_slice().expect("an array in standard layout");
    step.take(parameters, gradient, [first, second]);
}
