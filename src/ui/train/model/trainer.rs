//! Training in the background, and the networks that come of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use web_time::Instant;

use super::earlier_run::EarlierRun;
use super::snapshots::Snapshots;
use super::training_job::{Kept, News, Training, TrainingData, TrainingJob, TrainingOutcome};
use crate::dataset::{ClassNames, DIGITS};
use crate::image::InputImage;
use crate::job::{Event, Worker};
use crate::network::loss::softmax;
use crate::network::{BatchReport, EpochReport, Model, ModelCard, Network, Units};
use crate::ui::shared::network_sources::NetworkSource;
use crate::ui::shared::notify::Notify;
use crate::ui::shared::sent::Sent;
use crate::ui::shared::test_set::{NetworkData, TestSet};
use crate::ui::shared::training_form::TrainingForm;
use crate::ui::widgets::class_labels::ClassLabels;

/// What a job with a model file came to.
enum FileDone {
    Saved(PathBuf, usize),
    Loaded(NetworkSource),
}

/// Runs before this one that are kept, at most.
const MOST_EARLIER: usize = 5;

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
    runs: u32,
    begun: Option<Instant>,
    took: Duration,
    reports: Vec<EpochReport>,
    batches: Option<BatchReport>,
    network: Option<Arc<Network>>,
    snapshots: Snapshots,
    /// The epoch that a person went back to.
    shown: Option<u32>,
    earlier: Vec<EarlierRun>,
    /// The report of the network that was kept at the end.
    kept: Option<EpochReport>,
    stopped: bool,
    data: Option<TrainingData>,
    training_message: Option<Message>,
    file_message: Option<Message>,
}

impl Trainer {
    /// Begins a run, unless one is on its way.
    pub(crate) fn start(&mut self, form: &TrainingForm, notify: Notify) {
        if self.job.is_some() {
            return;
        }
        self.keep_run();
        self.snapshots = Snapshots::default();
        self.shown = None;
        self.form = form.clone();
        self.runs += 1;
        self.begun = Some(Instant::now());
        self.reports.clear();
        self.batches = None;
        self.training_message = None;
        self.network = None;
        self.kept = None;
        self.data = None;
        self.job = Some(Worker::run(Training(form.clone()), move || notify()));
    }

    /// Keeps the curves of the run that was, to compare with.
    fn keep_run(&mut self) {
        if self.reports.is_empty() {
            return;
        }
        self.earlier.push(EarlierRun { form: self.form.clone(), reports: std::mem::take(&mut self.reports) });
        if self.earlier.len() > MOST_EARLIER {
            self.earlier.remove(0);
        }
    }

    /// How many runs there have been: another run has another number.
    pub(crate) fn run(&self) -> u32 {
        self.runs
    }

    /// The runs before this one, oldest first.
    pub(crate) fn earlier(&self) -> &[EarlierRun] {
        &self.earlier
    }

    /// Forgets the runs before this one.
    pub(crate) fn forget_earlier(&mut self) {
        self.earlier.clear();
    }

    /// Goes back to the network of an epoch; `None` is the network of now.
    pub(crate) fn go_to(&mut self, epoch: Option<u32>) {
        self.shown = epoch.and_then(|epoch| Some(self.snapshots.nearest(epoch)?.0));
    }

    /// The epoch that a person went back to.
    pub(crate) fn shown(&self) -> Option<u32> {
        self.shown
    }

    /// The first and the last epoch that one can go back to.
    pub(crate) fn epochs(&self) -> Option<(u32, u32)> {
        Some((self.snapshots.epochs().next()?, self.snapshots.epochs().last()?))
    }

    /// The layers that are shown: of the epoch that a person went back to, or of now.
    pub(crate) fn layers(&self) -> Option<&Arc<Network>> {
        match self.shown.and_then(|epoch| self.snapshots.nearest(epoch)) {
            Some((_, layers)) => Some(layers),
            None => self.network.as_ref(),
        }
    }

    /// The report of the epoch that is shown, or of the last one.
    pub(crate) fn report(&self) -> Option<&EpochReport> {
        match self.shown {
            Some(epoch) => self.reports.iter().find(|report| report.epoch == epoch),
            None => self.reports.last(),
        }
    }

    fn names(&self) -> Option<&ClassNames> {
        self.data.as_ref().and_then(|data| data.names.as_ref())
    }

    fn network_data(&self) -> NetworkData {
        self.data.as_ref().map_or(NetworkData::Unknown, |data| data.test.clone())
    }

    /// The test set of the folder that the network is trained on; `None` where it is MNIST's.
    pub(crate) fn test_set(&self) -> Option<&Arc<TestSet>> {
        match &self.data.as_ref()?.test {
            NetworkData::Folder(set) => Some(set),
            NetworkData::Unknown | NetworkData::Mnist => None,
        }
    }

    /// What there is to say about the files of the images.
    pub(crate) fn remarks(&self) -> &[String] {
        self.data.as_ref().map_or(&[], |data| data.remarks.as_slice())
    }

    /// What the classes of the network are called.
    pub(crate) fn labels(&self) -> ClassLabels {
        let count = self.layers().map_or(DIGITS, |network| network.classes());
        ClassLabels::new(self.names(), count)
    }

    /// The answer of the network that is shown to an image: the softmax of its outputs, by the mean law where there are
    /// neurons.
    pub(crate) fn reading(&self, image: &InputImage) -> Option<Vec<f64>> {
        let network = self.layers()?;
        let outputs = match network.units {
            Units::Sigmoid | Units::Relu | Units::Neurons(_) => network.plain_logits_of(image),
            Units::Fhn(layer) => {
                let network = network.with_units(layer);
                network.readout().outputs_of(network.drives_of(image).iter().map(|drive| -drive))
            }
        };
        Some(softmax(&outputs).into_iter().map(f64::from).collect())
    }

    /// Lets the run wait, or go on.
    pub(crate) fn set_paused(&mut self, paused: bool) {
        let Some(job) = &self.job else { return };
        job.set_paused(paused);
        // The time that it waits does not count.
        self.begun = Instant::now().checked_sub(self.took).or(self.begun);
    }

    /// Whether the run waits.
    pub(crate) fn is_paused(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.is_paused() && !job.is_stopping())
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
        if let Some(begun) = self.begun.filter(|_| self.job.is_some() && !self.is_paused()) {
            self.took = begun.elapsed();
        }
        changed
    }

    fn take(&mut self, event: Event<News, TrainingOutcome>) -> bool {
        match event {
            Event::Report(News::Data(data)) => {
                self.data = Some(data);
                return false;
            }
            Event::Report(News::Batches(report, Sent(layers))) => {
                self.batches = Some(report);
                self.network = Some(layers);
            }
            Event::Report(News::Epoch(report, Sent(layers))) => {
                self.snapshots.push(report.epoch, Arc::clone(&layers));
                self.reports.push(report);
                self.batches = None;
                self.network = Some(layers);
            }
            Event::Finished(Ok(trained)) => self.finish(trained),
            Event::Finished(Err((message, kept))) => {
                if let Some(kept) = kept {
                    self.finish(kept);
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
    fn finish(&mut self, trained: Kept) {
        self.job = None;
        self.batches = None;
        self.network = Some(trained.best.0);
        self.kept.clone_from(&trained.best_report);
        self.stopped = trained.stopped;
        let Some(best) = trained.best_report else {
            self.training_message = Some(Message::note("Stopped before the first epoch was over."));
            return;
        };
        let stopped = if trained.stopped { "Stopped. " } else { "" };
        self.training_message =
            Some(Message::note(format!("{stopped}Kept the network of epoch {}, the one of lowest cost.", best.epoch)));
        self.reports = trained.reports;
    }

    /// Takes in what became of a model file. A loaded network, once.
    pub(crate) fn drain_file(&mut self) -> Option<NetworkSource> {
        let events = self.file.as_mut().map(Worker::drain)?;
        for event in events {
            self.file = None;
            match event {
                Event::Finished(Ok(FileDone::Saved(path, epoch))) => {
                    let text = format!("Saved epoch {epoch} to {}.", path.display());
                    self.file_message = Some(Message::note(text));
                }
                Event::Finished(Ok(FileDone::Loaded(source))) => {
                    self.file_message = Some(Message::note(format!("Loaded {}; Run uses it.", source.origin)));
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
        let epoch = self.epoch_in_view();
        let Some(source) = self.source() else {
            self.file_message = Some(Message::error("There is no trained network to save yet."));
            return;
        };
        self.file = Some(Worker::start(
            "save-model",
            move || notify(),
            move |_, _| {
                source.model.save(&path).map(|()| FileDone::Saved(path, epoch)).map_err(|error| error.to_string())
            },
        ));
    }

    /// Loads a model file, in the background.
    pub(crate) fn load(&mut self, path: PathBuf, notify: Notify) {
        self.file_message = None;
        self.file = Some(Worker::start("load-model", move || notify(), move |_, _| load(&path).map(FileDone::Loaded)));
    }

    /// Whether a model file is being loaded or saved.
    pub(crate) fn is_reading(&self) -> bool {
        self.file.is_some()
    }

    /// Says something where training is begun.
    pub(crate) fn hint_training(&mut self, hint: &str) {
        self.training_message = Some(Message::note(hint));
    }

    /// Says what is wrong where files are saved and loaded.
    pub(crate) fn refuse(&mut self, message: String) {
        self.file_message = Some(Message::error(message));
    }

    /// Says something where files are saved and loaded.
    pub(crate) fn hint(&mut self, hint: &str) {
        self.file_message = Some(Message::note(hint));
    }

    /// The epoch whose network is saved or used: the one that a person went back to, else the one that is kept, or the one on its
    /// way.
    pub(crate) fn epoch_in_view(&self) -> usize {
        match (self.shown, self.is_running(), &self.kept) {
            (Some(epoch), ..) => epoch as usize,
            (None, true, _) => self.reports.len() + 1,
            (None, false, Some(report)) => report.epoch as usize,
            (None, false, None) => 1,
        }
    }

    /// The network of this run, as it is now.
    pub(crate) fn source(&self) -> Option<NetworkSource> {
        if let Some(epoch) = self.shown {
            return self.source_of(epoch);
        }
        let layers = self.network.as_ref()?;
        let kept = if self.is_running() { self.reports.last() } else { self.kept.as_ref() };
        let (state, part) = match (self.is_running(), kept) {
            (true, _) => ("in training", String::new()),
            (false, Some(report)) if self.stopped => ("trained here", format!(" (stopped, epoch {})", report.epoch)),
            (false, Some(_)) => ("trained here", String::new()),
            (false, None) => ("trained here", " (stopped in epoch 1)".to_owned()),
        };
        let card = ModelCard {
            settings: Some(self.form.settings()),
            train_accuracy: kept.map(|report| report.train_accuracy),
            test_accuracy: kept.map(|report| report.test_accuracy),
            created_by: self.form.command() + &part,
            data_hash: self.data.as_ref().map(|data| data.hash.clone()),
            classes: self.names().cloned(),
            image_size: self.data.as_ref().and_then(|data| data.image_size),
            imported: None,
        };
        let network = Network::clone(layers);
        Some(NetworkSource {
            model: Model { network, card }.into(),
            origin: format!("{state}, epoch {}", self.epoch_in_view()),
            data: self.network_data(),
        })
    }

    /// The network of an epoch that a person went back to.
    fn source_of(&self, epoch: u32) -> Option<NetworkSource> {
        let layers = self.layers()?;
        let report = self.report();
        let card = ModelCard {
            settings: Some(self.form.settings()),
            train_accuracy: report.map(|report| report.train_accuracy),
            test_accuracy: report.map(|report| report.test_accuracy),
            created_by: format!("{} (after epoch {epoch})", self.form.command()),
            data_hash: self.data.as_ref().map(|data| data.hash.clone()),
            classes: self.names().cloned(),
            image_size: self.data.as_ref().and_then(|data| data.image_size),
            imported: None,
        };
        let network = Network::clone(layers);
        let origin = format!("trained here, epoch {epoch}");
        Some(NetworkSource { model: Model { network, card }.into(), origin, data: self.network_data() })
    }

    /// Whether a run is on its way.
    pub(crate) fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Whether there was a run, or is one.
    pub(crate) fn has_run(&self) -> bool {
        self.begun.is_some()
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

    /// The form of the run.
    pub(crate) fn form(&self) -> &TrainingForm {
        &self.form
    }

    /// How far the run is, 0 to 1.
    pub(crate) fn done(&self) -> f32 {
        let part = self.batches.as_ref().map_or(0.0, |report| report.batch as f32 / report.batches.max(1) as f32);
        let epochs = self.form.epochs.max(1) as f32;
        ((self.reports.len() as f32 + part) / epochs).clamp(0.0, 1.0)
    }

    /// How long the run has taken.
    pub(crate) fn took(&self) -> Duration {
        self.took
    }

    /// How long it will still take, from the pace so far.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let done = self.done();
        (done > 0.0).then(|| self.took.mul_f32((1.0 - done) / done))
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

fn load(path: &Path) -> Result<NetworkSource, String> {
    let model = Model::load(path).map_err(|error| error.to_string())?;
    model.network.units.check_transplant().map_err(|error| format!("{}: {error}", path.display()))?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(NetworkSource { model: model.into(), origin: name, data: NetworkData::Unknown })
}
