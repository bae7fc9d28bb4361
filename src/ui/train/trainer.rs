//! Training in the background, and the networks that come of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::control::StopToken;
use crate::digit::{self, DigitSet, embedded_test, embedded_train, paper_subset};
use crate::job::{Event, Reporter, Worker};
use crate::network::{
    BatchReport, EpochReport, Layers, Model, ModelCard, Network, Sigmoid, Trained, TrainingError, TrainingEvent,
    TrainingSets, TrainingSettings, train,
};
use crate::ui::Notify;
use crate::ui::brain::Source;
use crate::ui::settings::{TrainingForm, TrainingSet};

/// What training came to, or a sentence about why not, with what was reached before.
type Outcome = Result<Trained, (String, Option<Box<Trained>>)>;
type TrainingJob = Worker<TrainingEvent, Outcome>;

/// What a job with a model file came to.
enum FileDone {
    Saved(PathBuf),
    Loaded(Source),
}

/// A sentence to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// What to say.
    pub(crate) text: String,
    /// Whether something failed.
    pub(crate) is_error: bool,
}

impl Message {
    fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true }
    }

    fn note(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false }
    }
}

/// A training run and what came of it.
#[derive(Default)]
pub(crate) struct Trainer {
    job: Option<TrainingJob>,
    file: Option<Worker<(), Result<FileDone, String>>>,
    /// The form as it was when the run began.
    form: TrainingForm,
    begun: Option<Instant>,
    took: Duration,
    reports: Vec<EpochReport>,
    batches: Option<BatchReport>,
    network: Option<Arc<Layers>>,
    training_message: Option<Message>,
    file_message: Option<Message>,
}

impl Trainer {
    /// Begins a run, unless one is on its way.
    pub(crate) fn start(&mut self, form: &TrainingForm, notify: Notify) {
        if self.job.is_some() {
            return;
        }
        self.form = form.clone();
        self.begun = Some(Instant::now());
        self.reports.clear();
        self.batches = None;
        self.training_message = None;
        let form = form.clone();
        let work = move |reporter: &Reporter<TrainingEvent, Outcome>, stop: &StopToken| run(&form, reporter, stop);
        self.job = Some(Worker::start("training", move || notify(), work));
    }

    /// Asks the run to end early.
    pub(crate) fn stop(&self) {
        if let Some(job) = &self.job {
            job.stop();
        }
    }

    /// Takes in what the jobs told. Whether there is another network than before.
    pub(crate) fn drain(&mut self) -> bool {
        let events = self.job.as_mut().map(Worker::drain).unwrap_or_default();
        let mut changed = false;
        for event in events {
            changed |= self.take(event);
        }
        if let Some(begun) = self.begun.filter(|_| self.job.is_some()) {
            self.took = begun.elapsed();
        }
        changed
    }

    fn take(&mut self, event: Event<TrainingEvent, Outcome>) -> bool {
        match event {
            Event::Report(TrainingEvent::Batches(report, layers)) => {
                self.batches = Some(report);
                self.network = Some(layers);
            }
            Event::Report(TrainingEvent::Epoch(report, layers)) => {
                self.reports.push(report);
                self.batches = None;
                self.network = Some(layers);
            }
            Event::Finished(Ok(trained)) => self.finish(trained),
            Event::Finished(Err((message, kept))) => {
                if let Some(kept) = kept {
                    self.finish(*kept);
                }
                self.job = None;
                self.training_message = Some(Message::error(message));
            }
            Event::Failed(message) => {
                self.job = None;
                self.training_message = Some(Message::error(message));
                return false;
            }
        }
        true
    }

    /// Keeps the best network.
    fn finish(&mut self, trained: Trained) {
        self.job = None;
        self.batches = None;
        let Some(best) = trained.best_report else {
            self.network = Some(trained.best);
            self.training_message = Some(Message::note("Stopped before the first epoch was over."));
            return;
        };
        self.network = Some(trained.best);
        let stopped = if trained.stopped { "Stopped. " } else { "" };
        self.training_message =
            Some(Message::note(format!("{stopped}Kept the network of epoch {}, the one of lowest cost.", best.epoch)));
        self.reports = trained.reports;
    }

    /// Takes in what became of a model file. A loaded network, once.
    pub(crate) fn drain_file(&mut self) -> Option<Source> {
        let events = self.file.as_mut().map(Worker::drain)?;
        for event in events {
            self.file = None;
            match event {
                Event::Finished(Ok(FileDone::Saved(path))) => {
                    self.file_message = Some(Message::note(format!("Saved to {}.", path.display())));
                }
                Event::Finished(Ok(FileDone::Loaded(source))) => {
                    self.file_message = Some(Message::note(format!("Loaded {}; Run reads with it.", source.origin)));
                    return Some(source);
                }
                Event::Finished(Err(message)) | Event::Failed(message) => {
                    self.file_message = Some(Message::error(message));
                }
                Event::Report(()) => {}
            }
        }
        None
    }

    /// Saves the trained network, in the background.
    pub(crate) fn save(&mut self, path: PathBuf, notify: Notify) {
        let Some(source) = self.source() else {
            self.file_message = Some(Message::error("There is no trained network to save yet."));
            return;
        };
        self.file = Some(Worker::start(
            "save-model",
            move || notify(),
            move |_, _| source.model.save(&path).map(|()| FileDone::Saved(path)).map_err(|error| error.to_string()),
        ));
    }

    /// Loads a model file, in the background.
    pub(crate) fn load(&mut self, path: PathBuf, notify: Notify) {
        self.file = Some(Worker::start("load-model", move || notify(), move |_, _| load(&path).map(FileDone::Loaded)));
    }

    /// Says something where files are saved and loaded.
    pub(crate) fn hint(&mut self, hint: &str) {
        self.file_message = Some(Message::note(hint));
    }

    /// The network of this run, as it is now.
    pub(crate) fn source(&self) -> Option<Source> {
        let layers = self.network.as_ref()?;
        let settings = &self.form.settings;
        let last = self.reports.iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
        let subset = match self.form.set {
            TrainingSet::Full => "full",
            TrainingSet::Paper => "paper",
        };
        let card = ModelCard {
            settings: Some(settings.clone()),
            train_accuracy: last.map(|report| report.train_accuracy),
            test_accuracy: last.map(|report| report.test_accuracy),
            created_by: format!("the window, Train tab: --network ann --subset {subset}"),
            data_hash: None,
        };
        let network = Network::Plain(Layers::clone(layers).into());
        let origin = match (self.is_running(), self.reports.len()) {
            (true, epochs) => format!("in training, epoch {}", epochs + 1),
            (false, epochs) => format!("trained here, {epochs} epochs"),
        };
        Some(Source { model: Model { network, card }.into(), origin })
    }

    /// Whether a run is on its way.
    pub(crate) fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Whether it was asked to end.
    pub(crate) fn is_stopping(&self) -> bool {
        self.job.as_ref().is_some_and(Worker::is_stopping)
    }

    /// Whether there is a network to use or save.
    pub(crate) fn has_network(&self) -> bool {
        self.network.is_some()
    }

    /// The epochs so far.
    pub(crate) fn reports(&self) -> &[EpochReport] {
        &self.reports
    }

    /// How far the epoch on its way is.
    pub(crate) fn batches(&self) -> Option<&BatchReport> {
        self.batches.as_ref()
    }

    /// The settings of the run.
    pub(crate) fn settings(&self) -> &TrainingSettings {
        &self.form.settings
    }

    /// How far the run is, 0 to 1.
    pub(crate) fn done(&self) -> f32 {
        let part = self.batches.as_ref().map_or(0.0, |report| report.batch as f32 / report.batches.max(1) as f32);
        let epochs = self.form.settings.epochs.max(1) as f32;
        ((self.reports.len() as f32 + part) / epochs).clamp(0.0, 1.0)
    }

    /// How long the run has taken.
    pub(crate) fn took(&self) -> Duration {
        self.took
    }

    /// How long it will still take, from the pace so far.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let done = self.done();
        (done > 0.01).then(|| self.took.mul_f32((1.0 - done) / done))
    }

    /// What to say about training.
    pub(crate) fn training_message(&self) -> Option<&Message> {
        self.training_message.as_ref()
    }

    /// What to say about files.
    pub(crate) fn file_message(&self) -> Option<&Message> {
        self.file_message.as_ref()
    }
}

fn load(path: &Path) -> Result<Source, String> {
    let model = Model::load(path).map_err(|error| error.to_string())?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(Source { model: model.into(), origin: name })
}

/// The job: gets the pictures and trains.
fn run(form: &TrainingForm, reporter: &Reporter<TrainingEvent, Outcome>, stop: &StopToken) -> Outcome {
    let (train_set, test_set) = sets(form).map_err(|error| (error.to_string(), None))?;
    let sets = TrainingSets { train: &train_set, test: &test_set };
    let trained = train(&form.settings, &Sigmoid, sets, stop, &mut |event| reporter.report(event));
    trained.map_err(|error| {
        let message = error.to_string();
        match error {
            TrainingError::Diverged { kept, .. } => (message, Some(kept)),
            _ => (message, None),
        }
    })
}

fn sets(form: &TrainingForm) -> Result<(DigitSet, DigitSet), digit::DataError> {
    let (train, test) = (embedded_train()?, embedded_test()?);
    match form.set {
        TrainingSet::Full => Ok((train, test)),
        TrainingSet::Paper => paper_subset(&train, &test, form.settings.seed),
    }
}
