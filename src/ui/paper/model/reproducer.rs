//! The whole paper recomputed in the background, and kept from one start to the next.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use web_time::Instant;

use crate::control::StopToken;
use crate::dataset::{embedded_test, embedded_train};
use crate::experiment::reproduction::{Extent, Images, PhaseReport, Reproduction, ReproductionSettings, reproduce};
use crate::file;
use crate::job::{Event, Job, Reporter, Worker};
use crate::report::{NamedFigure, ShippedReport, Table, documents, figures, tables, write_documents};
use crate::ui::shared::notify::Notify;
use crate::ui::shared::test_set::TRAINING_IMAGES;

/// Where the last reproduction is kept, in the folder of the window's settings.
const FILE: &str = "reproduction.json";

/// What was computed, ready to be shown.
pub(crate) struct Shown {
    /// The numbers.
    pub(crate) reproduction: Reproduction,
    /// Its figures.
    pub(crate) figures: Vec<NamedFigure>,
    /// Its tables.
    pub(crate) tables: Vec<Table>,
    /// Where it came from, for people.
    pub(crate) origin: String,
    /// It came with the program.
    pub(crate) is_shipped: bool,
    /// When it came here: another one came at another time.
    since: Instant,
}

impl Shown {
    fn of(reproduction: Reproduction, shipped: Option<(&str, &str)>) -> Box<Self> {
        let (figures, tables) = (figures(&reproduction), tables(&reproduction));
        let what = describe(&reproduction.settings);
        let origin = match shipped {
            Some((version, made)) => format!("shipped report: {what}, made by nullcline {version} on {made}"),
            None => format!("computed here: {what}"),
        };
        Box::new(Self { reproduction, figures, tables, origin, is_shipped: shipped.is_some(), since: Instant::now() })
    }

    /// The report that comes with the program.
    fn shipped() -> Result<Box<Self>, String> {
        let ShippedReport { version, made, reproduction } =
            ShippedReport::built_in().map_err(|error| format!("the shipped report can't be read: {error}"))?;
        Ok(Self::of(reproduction, Some((&version, &made))))
    }
}

/// What a job came to. `None`: there was nothing, or somebody cancelled.
type ReproductionOutcome = Result<Option<Box<Shown>>, String>;

/// The reproduction of now and the one before.
#[derive(Default)]
pub(crate) struct Reproducer {
    folder: Option<PathBuf>,
    job: Option<Worker<PhaseReport, ReproductionOutcome>>,
    begun: Option<Instant>,
    report: Option<PhaseReport>,
    saving: Option<Worker<(), Result<PathBuf, String>>>,
    shown: Option<Box<Shown>>,
    /// What to say, and whether it is an error.
    message: Option<(String, bool)>,
}

impl Reproducer {
    /// Keeps results in this folder from now on, and looks for the last one there.
    pub(crate) fn keep_in(&mut self, folder: PathBuf, notify: Notify) {
        let path = folder.join(FILE);
        self.folder = Some(folder);
        let work = move |_: &_, _: &_| load(&path).map_or_else(Shown::shipped, Ok).map(Some);
        self.job = Some(Worker::start("load-reproduction", move || notify(), work));
    }

    /// Shows the report that comes with the program.
    pub(crate) fn show_shipped(&mut self, notify: Notify) {
        let work = move |_: &_, _: &_| Shown::shipped().map(Some);
        self.job = Some(Worker::start("load-reproduction", move || notify(), work));
    }

    /// Computes everything anew.
    pub(crate) fn start(&mut self, settings: ReproductionSettings, notify: Notify) {
        self.message = None;
        self.report = None;
        self.begun = Some(Instant::now());
        let keep = self.folder.as_ref().map(|folder| folder.join(FILE));
        self.job = Some(Worker::run(Reproducing { settings, keep }, move || notify()));
    }

    /// Ends the work; the last result stays.
    pub(crate) fn cancel(&self) {
        if let Some(job) = &self.job {
            job.stop();
        }
    }

    /// Writes the report into a folder, in the background.
    pub(crate) fn save(&mut self, folder: PathBuf, notify: Notify) {
        let Some(shown) = &self.shown else { return };
        let reproduction = shown.reproduction.clone();
        let work = move |_: &_, _: &_| save(&reproduction, &folder);
        self.saving = Some(Worker::start("save-report", move || notify(), work));
    }

    /// Says something where reports are saved.
    pub(crate) fn hint(&mut self, hint: &str) {
        self.message = Some((hint.to_owned(), false));
    }

    /// Takes in what the jobs told.
    pub(crate) fn drain(&mut self) {
        for event in self.job.as_mut().map(Worker::drain).unwrap_or_default() {
            match event {
                Event::Report(report) => self.report = Some(report),
                Event::Finished(Ok(shown)) => {
                    self.end();
                    self.shown = shown.or(self.shown.take());
                }
                Event::Finished(Err(error)) | Event::Failed(error) => {
                    self.end();
                    self.message = Some((error, true));
                }
            }
        }
        for event in self.saving.as_mut().map(Worker::drain).unwrap_or_default() {
            self.message = match event {
                Event::Finished(Ok(path)) => Some((format!("Saved; begin with {}.", path.display()), false)),
                Event::Finished(Err(error)) | Event::Failed(error) => Some((error, true)),
                Event::Report(()) => continue,
            };
            self.saving = None;
        }
    }

    fn end(&mut self) {
        self.job = None;
        self.begun = None;
        self.report = None;
    }

    /// Whether it is being computed.
    pub(crate) fn is_running(&self) -> bool {
        self.begun.is_some()
    }

    /// Whether it was asked to end.
    pub(crate) fn is_stopping(&self) -> bool {
        self.job.as_ref().is_some_and(Worker::is_stopping)
    }

    /// How far it is.
    pub(crate) fn report(&self) -> Option<&PhaseReport> {
        self.report.as_ref()
    }

    /// How long it will still take, by the pace so far.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let (done, took) = (self.report.as_ref()?.done, self.begun?.elapsed());
        (done > 0.02).then(|| took.mul_f32((1.0 - done) / done))
    }

    /// The last result.
    pub(crate) fn shown(&self) -> Option<&Shown> {
        self.shown.as_deref()
    }

    /// Since when the last result is the last one.
    pub(crate) fn shown_since(&self) -> Option<Instant> {
        self.shown().map(|shown| shown.since)
    }

    /// What to say, and whether it is an error.
    pub(crate) fn message(&self) -> Option<(&str, bool)> {
        self.message.as_ref().map(|(text, is_error)| (text.as_str(), *is_error))
    }
}

/// The settings of a reproduction.
pub(crate) fn settings(is_full: bool, seed: u64) -> ReproductionSettings {
    if is_full { ReproductionSettings::full(seed) } else { ReproductionSettings::quick(seed) }
}

/// In a few words.
fn describe(settings: &ReproductionSettings) -> String {
    let extent = match settings.extent {
        Extent::Full => "full",
        Extent::Quick => "quick",
    };
    format!("{extent}, seed {}", settings.seed)
}

/// The reproduction in that file; none if there is no file, or one that another version wrote.
fn load(path: &Path) -> Option<Box<Shown>> {
    let text = fs::read_to_string(path).ok()?;
    serde_json::from_str(&text).ok().map(|reproduction| Shown::of(reproduction, None))
}

/// The job. `keep` is where the result is kept.
pub(crate) struct Reproducing {
    settings: ReproductionSettings,
    keep: Option<PathBuf>,
}

/// As JSON, which the settings are written as anyway. What is kept in a file is not sent: where there are messages there are none.
impl Serialize for Reproducing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(&self.settings).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Reproducing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let settings = serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        Ok(Self { settings, keep: None })
    }
}

impl Job for Reproducing {
    const NAME: &'static str = "reproduction";
    const FILES: &'static [&'static str] = &[TRAINING_IMAGES];
    type Report = PhaseReport;
    type Output = ReproductionOutcome;

    async fn run(self, reporter: &Reporter<PhaseReport, ReproductionOutcome>, stop: &StopToken) -> ReproductionOutcome {
        compute(&self.settings, self.keep.as_deref(), (reporter, stop))
    }

    fn ended() -> Option<ReproductionOutcome> {
        Some(Ok(None))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(&self.reproduction).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reproduction = serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        Ok(*Self::of(reproduction, None))
    }
}

fn compute(
    settings: &ReproductionSettings,
    keep: Option<&Path>,
    (reporter, stop): (&Reporter<PhaseReport, ReproductionOutcome>, &StopToken),
) -> ReproductionOutcome {
    let train = embedded_train().map_err(|error| error.to_string())?;
    let test = embedded_test().map_err(|error| error.to_string())?;
    let images = Images { train: &train, test: &test };
    match reproduce(settings, images, stop, &mut |report| reporter.report(report)) {
        Ok(reproduction) => {
            if let Some(path) = keep {
                // It is shown all the same if it can't be kept.
                let _ = serde_json::to_vec(&reproduction).map(|bytes| file::replace_by(path, &bytes));
            }
            Ok(Some(Shown::of(reproduction, None)))
        }
        Err(error) if error.is_stopped() => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn save(reproduction: &Reproduction, folder: &Path) -> Result<PathBuf, String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: can't be made a folder: {error}", folder.display()))?;
    let documents = documents(reproduction).map_err(|error| error.to_string())?;
    write_documents(folder, documents).map_err(|error| error.to_string())?;
    Ok(folder.join("report.md"))
}
