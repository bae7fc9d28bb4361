//! Training of the variants: choices that the paper leaves open, one at a time, and how a digit gets lost.

use super::error::ReproductionError;
use super::images::Images;
use super::phase::{Phase, RunProgress};
use super::results::VariantResult;
use super::settings::ReproductionSettings;
use super::trained::{asked, outcome, times};
use super::transplant::{Part, train_with_progress};
use crate::dataset::paper_subset;
use crate::network::{TrainingError, TrainingSets};

/// Trains every variant with every seed, and evaluates it on the test set.
pub(super) fn run(
    settings: &ReproductionSettings,
    images: Images<'_>,
    run_progress: &mut RunProgress<'_>,
) -> Result<Vec<VariantResult>, ReproductionError> {
    let variants = settings.variants.clone();
    let test_set = images.test.first(settings.variant_images);
    let whole = variants.len() as f64 * f64::from(settings.variant_seeds);
    let mut step = 0.0;
    let mut results = Vec::new();
    for variant in variants {
        let (mut outcomes, mut failures, mut epochs) = (Vec::new(), Vec::new(), 0);
        for seed in settings.seeds(settings.variant_seeds) {
            let (train, test) = paper_subset(images.train, images.test, seed)?;
            let (recipe, own) = variant.recipe(settings.epsilon, (settings.variant_epochs, seed))?;
            epochs = own.epochs;
            let sets = TrainingSets { train: &train, test: &test };
            let part = Part { phase: Phase::Variants, first: step / whole, share: 1.0 / whole, epochs };
            match train_with_progress(run_progress, part, |stop, hear| Ok(recipe.train(&own, sets, stop, hear)?)) {
                Ok(trained) => {
                    let kept = if variant.keeps_last() { &trained.last } else { &trained.best };
                    let confusion = asked(kept, &test_set, times(settings), run_progress.stop())?;
                    outcomes.push(outcome(seed, &confusion));
                }
                // A training that fails is a result too.
                Err(ReproductionError::Training(error @ TrainingError::Diverged { .. })) => {
                    failures.push(error.to_string());
                }
                Err(error) => return Err(error),
            }
            step += 1.0;
        }
        results.push(VariantResult { variant, epochs, outcomes, failures });
    }
    Ok(results)
}
