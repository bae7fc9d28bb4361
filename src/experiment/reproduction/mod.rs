//! The paper, whole: every table and figure computed from networks of our own training, with the paper's value beside it.
//!
//! | file | what it is for |
//! | --- | --- |
//! | `settings` | how much is computed |
//! | `results` | what comes out: plain data, to keep, to draw and to write |
//! | `stage` | how far it is |
//! | `probe` | a plain network's weights around neurons, at many gains and epsilons |
//! | `transplant` | section 3: Table 1, Fig. 3, Fig. 4, the epsilon that fits best |
//! | `law` | the mean law, measured |
//! | `trained` | section 4: Table 2, Fig. 6, Fig. 7 |
//! | `variants` | what the paper leaves open, and how a digit gets lost |

mod law;
mod probe;
mod results;
mod settings;
mod stage;
mod trained;
mod transplant;
mod variants;

pub use results::{
    EpsilonFit, GammaSweep, Group, MeanLawCheck, Outcome, PaperTraining, PlainResult, RaceResult, Reproduction, Spread,
    Table1, Table2, VariantResult,
};
pub use settings::{Extent, ReproductionSettings};
pub use stage::{Stage, StageReport};
pub use variants::Variant;

use crate::control::StopToken;
use crate::digit::{DataError, DigitSet};
use crate::fhn::WatchError;
use crate::network::TrainingError;

use stage::Course;

/// Why the paper could not be reproduced.
#[derive(Debug, thiserror::Error)]
pub enum ReproductionError {
    /// A network could not be trained.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// Neurons could not be watched, or the work was stopped.
    #[error(transparent)]
    Watch(#[from] WatchError),
    /// There are too few pictures.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl From<crate::control::Stopped> for ReproductionError {
    fn from(stopped: crate::control::Stopped) -> Self {
        Self::Watch(stopped.into())
    }
}

impl ReproductionError {
    /// Whether somebody asked to stop, which is no failure.
    pub fn is_stopped(&self) -> bool {
        matches!(
            self,
            Self::Watch(WatchError::Stopped(_)) | Self::Training(TrainingError::Watch(WatchError::Stopped(_)))
        )
    }
}

/// The pictures that everything is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Pictures<'a> {
    /// 60,000 in MNIST.
    pub train: &'a DigitSet,
    /// 10,000 in MNIST.
    pub test: &'a DigitSet,
}

/// Computes every table and figure. The numbers depend on the settings and the pictures, never on the number of threads.
///
/// # Errors
/// [`ReproductionError`]: somebody asked to stop, there are too few pictures, or a network could not be trained.
pub fn reproduce(
    settings: &ReproductionSettings,
    pictures: Pictures<'_>,
    stop: &StopToken,
    progress: &mut (dyn FnMut(StageReport) + Send),
) -> Result<Reproduction, ReproductionError> {
    let mut course = Course::new(settings, stop, progress);
    let test = pictures.test.first(settings.images);
    let (plain, networks) = transplant::plain_networks(settings, pictures, &mut course)?;
    let probes: Vec<probe::Probe> = networks.iter().map(|network| probe::Probe::new(network, &test)).collect();
    let table_1 = transplant::table_1(settings, pictures, &networks, &mut course)?;
    let races = transplant::races(settings, pictures.test, &networks, stop)?;
    let fit = transplant::fit(settings, &probes, &mut course)?;
    let sweeps = transplant::sweeps(settings, &probes, &mut course)?;
    let mean_law = law::check(settings, &probes, &mut course)?;
    drop(probes);
    let (table_2, trainings) = trained::as_in_the_paper(settings, pictures, &mut course)?;
    let variants = variants::run(settings, pictures, &mut course)?;
    course.finish();
    Ok(Reproduction {
        settings: settings.clone(),
        train_hash: pictures.train.hash(),
        test_hash: pictures.test.hash(),
        plain,
        table_1,
        races,
        fit,
        sweeps,
        mean_law,
        table_2,
        trainings,
        variants,
    })
}
