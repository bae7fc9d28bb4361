//! Reproduction of the paper: every table and figure computed from networks that are trained here, beside the paper's
//! values.
//!
//! | file | contents |
//! | --- | --- |
//! | `settings` | extent of the computation |
//! | `results` | results as plain data |
//! | `phase` | progress |
//! | `probe` | transplants at many gains and epsilons |
//! | `transplant` | section 3: Table 1, Fig. 3, Fig. 4, the epsilon that fits best |
//! | `law` | the mean law, measured |
//! | `trained` | section 4: Table 2, Fig. 6, Fig. 7 |
//! | `plain_pool`, `search` | a search for one protocol that gives Table 1 |
//! | `variant` | choices that the paper leaves open, as plain data |
//! | `variants` | their training, and lost digits |

mod error;
mod images;
mod law;
mod phase;
mod plain_pool;
mod probe;
mod results;
mod search;
mod settings;
mod trained;
mod transplant;
mod variant;
mod variants;

pub use error::ReproductionError;
pub use images::Images;
pub use phase::{Phase, PhaseReport};
pub use plain_pool::PlainRecipe;
pub use results::{
    EpsilonFit, GammaSweep, MeanLawCheck, PaperTraining, PlainResult, ProtocolResult, Recognition, Reproduction,
    Spread, Table1, Table2, TracesResult, VariantResult,
};
pub use search::{ScoredCandidate, SearchResult, SearchSettings, StartKind, search_table_1};
pub use settings::{Biases, Extent, ReproductionSettings};
pub use variant::{Change, Group, Variant};

use crate::control::StopToken;

use phase::RunProgress;

/// Computes every table and figure. The numbers depend on the settings and the images, never on the number of threads.
///
/// # Errors
/// [`ReproductionError`]: the work was stopped, there are too few images or other classes than ten, or a network could not
/// be trained.
pub fn reproduce(
    settings: &ReproductionSettings,
    images: Images<'_>,
    stop: &StopToken,
    progress: &mut (dyn FnMut(PhaseReport) + Send),
) -> Result<Reproduction, ReproductionError> {
    images.check(settings.seed)?;
    let mut run_progress = RunProgress::new(settings, stop, progress);
    let test = images.test.first(settings.images);
    let whole_test = images.test.first(settings.test_images);
    let few = Images { test: &whole_test, ..images };
    let (plain, networks) = transplant::plain_networks(settings, few, &mut run_progress)?;
    let table_1 = transplant::table_1(settings, few, &networks.used(settings.biases), &mut run_progress)?;
    let traces = transplant::output_traces(settings, images.test, &networks.used(settings.biases), stop)?;
    let fits = transplant::fits(settings, &test, &networks, &mut run_progress)?;
    let probes = probe::Probe::all(&networks.used(settings.biases), &test);
    let sweeps = transplant::sweeps(settings, &probes, &mut run_progress)?;
    let mean_law = law::check(settings, &probes, &mut run_progress)?;
    drop(probes);
    let (table_2, trainings) = trained::as_in_the_paper(settings, images, &mut run_progress)?;
    let variants = variants::run(settings, images, &mut run_progress)?;
    run_progress.finish();
    Ok(Reproduction {
        settings: settings.clone(),
        train_hash: images.train.hash(),
        test_hash: images.test.hash(),
        plain,
        table_1,
        traces,
        fits,
        sweeps,
        mean_law,
        table_2,
        trainings,
        variants,
    })
}
