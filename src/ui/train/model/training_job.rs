//! The job that gets the images and trains.

use std::path::Path;
use std::sync::Arc;

use crate::control::StopToken;
use crate::dataset::{
    ClassNames, DataError, ImageSet, ImageSize, embedded_test, embedded_train, open_folder, paper_subset,
};
use crate::job::{Reporter, Worker};
use crate::network::{Trained, TrainingError, TrainingEvent, TrainingSets};
use crate::ui::shared::paths::typed;
use crate::ui::shared::test_set::{NetworkData, TestSet};
use crate::ui::shared::training_form::{TrainingForm, TrainingSet};

/// What training came to, or a sentence about why not, with what was reached before.
pub(crate) type TrainingOutcome = Result<Trained, (String, Option<Box<Trained>>)>;
pub(crate) type TrainingJob = Worker<News, TrainingOutcome>;

/// What is known of the images that a network is trained on.
#[derive(Clone, Debug, Default)]
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
pub(crate) enum News {
    /// The images it is trained on.
    Data(TrainingData),
    /// What training says.
    Training(TrainingEvent),
}

/// The job: gets the images and trains.
pub(crate) fn run(
    form: &TrainingForm,
    reporter: &Reporter<News, TrainingOutcome>,
    stop: &StopToken,
) -> TrainingOutcome {
    let TrainingImages { train, test, data } = images(form).map_err(|message| (message, None))?;
    reporter.report(News::Data(data));
    let sets = TrainingSets { train: &train, test: &test };
    let report = &mut |event| reporter.report(News::Training(event));
    let trained = form.recipe().train(&form.settings(), sets, stop, report);
    trained.map_err(|error| {
        let message = error.to_string();
        match error {
            TrainingError::Diverged { kept, .. } => (message, Some(kept)),
            _ => (message, None),
        }
    })
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
