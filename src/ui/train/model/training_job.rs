//! The job that gets the images and trains.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::control::StopToken;
use crate::dataset::{
    ClassNames, DataError, ImageSet, ImageSize, embedded_test, embedded_train, open_folder, paper_subset,
};
use crate::job::{Job, Reporter, Worker};
use crate::network::{BatchReport, EpochReport, Network, Trained, TrainingError, TrainingEvent, TrainingSets};
use crate::ui::shared::paths::typed;
use crate::ui::shared::sent::Sent;
use crate::ui::shared::test_set::{NetworkData, TRAINING_IMAGES, TestSet};
use crate::ui::shared::training_form::{TrainingForm, TrainingSet};

/// What training came to, or a sentence about why not, with what was reached before.
pub(crate) type TrainingOutcome = Result<Kept, (String, Option<Kept>)>;
pub(crate) type TrainingJob = Worker<News, TrainingOutcome>;

/// What is kept of a run: see [`Trained`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The network of the epoch of the lowest cost.
    pub(crate) best: Sent<Network>,
    /// The report of that epoch.
    pub(crate) best_report: Option<EpochReport>,
    /// The reports of all epochs.
    pub(crate) reports: Vec<EpochReport>,
    /// Whether it was ended early.
    pub(crate) stopped: bool,
}

impl From<Trained> for Kept {
    fn from(Trained { best, best_report, reports, stopped, .. }: Trained) -> Self {
        Self { best: Sent(best), best_report, reports, stopped }
    }
}

/// What is known of the images that a network is trained on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct TrainingData {
    /// [`ImageSet::hash`] of the training set.
    pub(crate) hash: String,
    /// Names of the classes, if they are not digits.
    pub(crate) names: Option<ClassNames>,
    /// The test set.
    pub(crate) test: NetworkData,
    /// Rows and columns of the images, where they were scaled.
    pub(crate) image_size: Option<ImageSize>,
    /// What there is to say about the files.
    pub(crate) remarks: Vec<String>,
}

/// What a run tells on its way.
#[derive(Serialize, Deserialize)]
pub(crate) enum News {
    /// The images it is trained on.
    Data(TrainingData),
    /// How far the epoch is, with the network of that moment.
    Batches(BatchReport, Sent<Network>),
    /// The end of an epoch.
    Epoch(EpochReport, Sent<Network>),
}

impl From<TrainingEvent> for News {
    fn from(event: TrainingEvent) -> Self {
        match event {
            TrainingEvent::Batches(report, network) => Self::Batches(report, Sent(network)),
            TrainingEvent::Epoch(report, network) => Self::Epoch(report, Sent(network)),
        }
    }
}

/// The job: gets the images and trains.
#[derive(Serialize, Deserialize)]
pub(crate) struct Training(pub(crate) TrainingForm);

impl Job for Training {
    const NAME: &'static str = "training";
    const FILES: &'static [&'static str] = &[TRAINING_IMAGES];
    type Report = News;
    type Output = TrainingOutcome;

    async fn run(self, reporter: &Reporter<News, TrainingOutcome>, stop: &StopToken) -> TrainingOutcome {
        let Self(form) = self;
        let TrainingImages { train, test, data } = images(&form).map_err(|message| (message, None))?;
        reporter.report(News::Data(data));
        let sets = TrainingSets { train: &train, test: &test };
        let (recipe, settings) = (form.recipe(), form.settings());
        let report = &mut |event: TrainingEvent| reporter.report(event.into());
        let trained = if Reporter::<News, TrainingOutcome>::MUST_REST {
            recipe.train_with_rests(&settings, sets, stop, (report, &async || reporter.rest().await)).await
        } else {
            recipe.train(&settings, sets, stop, report)
        };
        trained.map(Kept::from).map_err(|error| {
            let message = error.to_string();
            match error {
                TrainingError::Diverged { kept, .. } => (message, Some((*kept).into())),
                _ => (message, None),
            }
        })
    }

    fn ended() -> Option<TrainingOutcome> {
        None
    }
}

/// What a network is trained with.
struct TrainingImages {
    train: ImageSet,
    test: ImageSet,
    data: TrainingData,
}

fn images(form: &TrainingForm) -> Result<TrainingImages, String> {
    let (train, test) = match form.set {
        TrainingSet::Full => embedded()?,
        TrainingSet::Paper => {
            let (train, test) = embedded()?;
            paper_subset(&train, &test, form.seed).map_err(|error| error.to_string())?
        }
        TrainingSet::Folder => return of_folder(&typed(&form.folder)),
    };
    let data = TrainingData { hash: train.hash(), test: NetworkData::Mnist, ..TrainingData::default() };
    Ok(TrainingImages { train, test, data })
}

fn embedded() -> Result<(ImageSet, ImageSet), String> {
    let both = || Ok((embedded_train()?, embedded_test()?));
    both().map_err(|error: DataError| error.to_string())
}

fn of_folder(folder: &Path) -> Result<TrainingImages, String> {
    if folder.as_os_str().is_empty() {
        return Err("No folder is chosen. Type its path, or press “Folder…”.".to_owned());
    }
    let opened = open_folder(folder).map_err(|error| error.to_string())?;
    let (train, test) = (opened.train.clone(), opened.test.clone());
    let names = opened.classes.clone();
    let image_size = Some(opened.image_size).filter(|size| *size != ImageSize::INPUT);
    let remarks = opened.remarks.iter().map(ToString::to_string).collect();
    let set = TestSet::of_folder(folder, opened).map(Arc::new);
    let data = TrainingData {
        hash: train.hash(),
        names,
        image_size,
        remarks,
        test: set.map_or(NetworkData::Unknown, NetworkData::Folder),
    };
    Ok(TrainingImages { train, test, data })
}
