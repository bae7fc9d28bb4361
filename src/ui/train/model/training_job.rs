//! The job that gets the pictures and trains.

use std::path::Path;

use crate::control::StopToken;
use crate::dataset::{
    ClassNames, DataError, Folder, ImageSet, embedded_test, embedded_train, open_folder, paper_subset,
};
use crate::job::{Reporter, Worker};
use crate::network::{Trained, TrainingError, TrainingEvent, TrainingSets};
use crate::ui::shared::paths::typed;
use crate::ui::shared::training_form::{TrainingForm, TrainingSet};

/// What training came to, or a sentence about why not, with what was reached before.
pub(crate) type TrainingOutcome = Result<Trained, (String, Option<Box<Trained>>)>;
pub(crate) type TrainingJob = Worker<News, TrainingOutcome>;

/// What a run tells on its way.
pub(crate) enum News {
    /// The hash of the pictures it learns from, and what their classes are called if they are not digits.
    Pictures(String, Option<ClassNames>),
    /// What training says.
    Training(TrainingEvent),
}

/// The job: gets the pictures and trains.
pub(crate) fn run(
    form: &TrainingForm,
    reporter: &Reporter<News, TrainingOutcome>,
    stop: &StopToken,
) -> TrainingOutcome {
    let TrainingPictures { train, test, classes } = pictures(form).map_err(|message| (message, None))?;
    reporter.report(News::Pictures(train.hash(), classes));
    let sets = TrainingSets { train: &train, test: &test };
    let hear = &mut |event| reporter.report(News::Training(event));
    let trained = form.recipe().train(&form.settings(), sets, stop, hear);
    trained.map_err(|error| {
        let message = error.to_string();
        match error {
            TrainingError::Diverged { kept, .. } => (message, Some(kept)),
            _ => (message, None),
        }
    })
}

/// What a network is trained with.
struct TrainingPictures {
    train: ImageSet,
    test: ImageSet,
    classes: Option<ClassNames>,
}

fn pictures(form: &TrainingForm) -> Result<TrainingPictures, String> {
    let (train, test) = match form.set {
        TrainingSet::Full => embedded()?,
        TrainingSet::Paper => {
            let (train, test) = embedded()?;
            paper_subset(&train, &test, form.seed).map_err(|error| error.to_string())?
        }
        TrainingSet::Folder => return of_folder(&typed(&form.folder)),
    };
    Ok(TrainingPictures { train, test, classes: None })
}

fn embedded() -> Result<(ImageSet, ImageSet), String> {
    let both = || Ok((embedded_train()?, embedded_test()?));
    both().map_err(|error: DataError| error.to_string())
}

fn of_folder(folder: &Path) -> Result<TrainingPictures, String> {
    if folder.as_os_str().is_empty() {
        return Err("No folder is chosen. Type its path, or press “Folder…”.".to_owned());
    }
    let Folder { train, test, classes, .. } = open_folder(folder).map_err(|error| error.to_string())?;
    Ok(TrainingPictures { train, test, classes })
}
