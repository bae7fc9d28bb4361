//! Section 4: networks trained with neurons inside, by the paper's method.

use super::error::ReproductionError;
use super::images::Images;
use super::phase::{Phase, RunProgress};
use super::probe::per_digit;
use super::results::{PaperTraining, ProtocolResult, Recognition, Table2};
use super::settings::ReproductionSettings;
use super::transplant::{Part, train_with_progress};
use crate::control::{Control, StopToken};
use crate::dataset::{ImageSet, paper_subset};
use crate::experiment::accuracy::{Confusion, Engine, Protocol, confusion};
use crate::experiment::paper::CLASSES;
use crate::experiment::{Evaluation, paper};
use crate::network::{Coupling, FhnLayer, Method, Network, PaperScheme, Recipe, Rule, TrainingSets, TrainingSettings};
use crate::neuron::{SimulationError, Timing};

/// Section 4: a transient of 200, the same window.
pub(super) fn times(settings: &ReproductionSettings) -> Timing {
    Timing { transient: paper::TRAINING_TIMING[0], ..settings.times }
}

/// The recipe of the paper's section 4, with our defaults for open choices.
pub(super) fn recipe(settings: &ReproductionSettings) -> Recipe {
    let layer = FhnLayer { epsilon: settings.epsilon, ..FhnLayer::new(Coupling::Sigmoid) };
    Recipe::fhn(layer, Method::Paper(PaperScheme::default()))
}

/// The confusion matrix of a network with neurons on a set.
pub(super) fn asked(
    network: &Network,
    set: &ImageSet,
    times: Timing,
    stop: &StopToken,
) -> Result<Confusion, ReproductionError> {
    let protocol = Protocol { times, engine: Engine::Table };
    Ok(confusion(network, set, Evaluation { protocol, rule: Rule::Winner }, Control::without_progress(stop))?)
}

/// A confusion matrix as the outcome of a seed.
pub(super) fn outcome(seed: u64, confusion: &Confusion) -> Recognition {
    let all = f64::from(confusion.images().max(1));
    let answered = |digit: usize| confusion.rows().map(|row| f64::from(row[digit])).sum::<f64>();
    Recognition {
        seed,
        accuracy: confusion.accuracy(),
        per_digit: per_digit(confusion),
        answers: std::array::from_fn::<f64, CLASSES, _>(|digit| answered(digit) / all),
    }
}

/// The paper's simulation protocol and variations of it, one change at a time.
fn at_other_times(
    network: &Network,
    set: &ImageSet,
    times: Timing,
    stop: &StopToken,
) -> Result<Vec<ProtocolResult>, ReproductionError> {
    let others = [
        times,
        Timing { every: 5.0 * times.every, ..times },
        Timing { every: 20.0 * times.every, ..times },
        Timing { step: Some(0.005), ..times },
        Timing { transient: paper::TIMES[0], ..times },
        Timing { window: 10.0 * times.window, every: 5.0 * times.every, ..times },
    ];
    let measured = others.into_iter().map(|times| {
        // A step that is not stable at the settings' epsilon is omitted.
        match asked(network, set, times, stop) {
            Ok(confusion) => Ok(Some(ProtocolResult { times, accuracy: confusion.accuracy() })),
            Err(ReproductionError::Simulation(SimulationError::Step(_))) => Ok(None),
            Err(error) => Err(error),
        }
    });
    Ok(measured.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The network with the output of a digit excluded from the vote.
fn without(digit: usize, network: &Network) -> Network {
    /// Below any sum of a hundred weighted neurons.
    const NEVER: f32 = -1e6;
    let mut output = network.output().clone();
    output.weights.column_mut(digit).fill(0.0);
    output.biases[digit] = NEVER;
    network.with_output(output)
}

/// Table 2, Fig. 6 and Fig. 7.
pub(super) fn as_in_the_paper(
    settings: &ReproductionSettings,
    images: Images<'_>,
    run_progress: &mut RunProgress<'_>,
) -> Result<(Table2, Vec<PaperTraining>), ReproductionError> {
    let recipe = recipe(settings);
    let times = times(settings);
    let (mut table, mut trainings) = (Table2::default(), Vec::new());
    // A network trained with all images takes about three times as long as one trained with a sixth and asked four sets.
    let whole = f64::from(settings.paper_seeds) + 3.0 * f64::from(settings.paper_full_seeds);
    let whole_test = images.test.first(settings.test_images);
    let whole_train = images.train.first(settings.train_images);
    for (index, seed) in settings.seeds(settings.paper_seeds).enumerate() {
        let (train, test) = paper_subset(images.train, images.test, seed)?;
        let own = TrainingSettings { epochs: settings.paper_epochs, seed, ..recipe.settings() };
        let sets = TrainingSets { train: &train, test: &test };
        let part = Part { phase: Phase::Trained, first: index as f64 / whole, share: 0.7 / whole, epochs: own.epochs };
        let trained = train_with_progress(run_progress, part, |stop, hear| Ok(recipe.train(&own, sets, stop, hear)?))?;
        let network = Network::clone(&trained.best);
        let (mut recall, mut overall) = ([[0.0; CLASSES]; 4], [0.0; 4]);
        for (column, set) in [&train, &test, &whole_train, &whole_test].into_iter().enumerate() {
            let confusion = asked(&network, set, times, run_progress.stop())?;
            recall[column] = per_digit(&confusion);
            overall[column] = confusion.accuracy();
        }
        if index == 0 {
            table.protocols = at_other_times(&network, &whole_test.first(settings.images), times, run_progress.stop())?;
        }
        let excluded = (0..CLASSES).map(|digit| {
            let confusion = asked(&without(digit, &network), &whole_test, times, run_progress.stop())?;
            Ok(outcome(seed, &confusion))
        });
        table.without.push(excluded.collect::<Result<_, ReproductionError>>()?);
        table.per_digit.push(recall);
        table.overall.push(overall);
        trainings.push(PaperTraining { seed, epochs: trained.reports });
    }
    for (index, seed) in settings.seeds(settings.paper_full_seeds).enumerate() {
        let own = TrainingSettings { epochs: settings.paper_epochs, seed, ..recipe.settings() };
        let sets = TrainingSets { train: images.train, test: &whole_test };
        let first = (f64::from(settings.paper_seeds) + 3.0 * index as f64) / whole;
        let part = Part { phase: Phase::Trained, first, share: 3.0 / whole, epochs: own.epochs };
        let trained = train_with_progress(run_progress, part, |stop, hear| Ok(recipe.train(&own, sets, stop, hear)?))?;
        let network = Network::clone(&trained.best);
        let confusion = asked(&network, &whole_test, times, run_progress.stop())?;
        table.with_all.push(outcome(seed, &confusion));
    }
    Ok((table, trainings))
}
