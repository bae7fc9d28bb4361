//! Section 3: transplants of plain networks.

use super::error::ReproductionError;
use super::images::Images;
use super::phase::{Phase, RunProgress};
use super::probe::{Probe, per_digit, table, transplant};
use super::results::{EpsilonFit, GammaSweep, PlainResult, Table1, TracesResult};
use super::settings::{Biases, ReproductionSettings};
use crate::control::{StopToken, Stopped};
use crate::dataset::{Class, ImageSet};
use crate::experiment::accuracy::traces;
use crate::experiment::paper;
use crate::experiment::paper::CLASSES;
use crate::network::{Network, Recipe, Rule, Schedule, Trained, TrainingEvent, TrainingSets, TrainingSettings};
use crate::neuron::{Epsilon, LookupTable};

/// The largest |gamma| of Table 1.
const TABLE_1_REACH: f64 = 1.0;
/// The largest |gamma| of Fig. 4.
pub(super) const SWEEP_REACH: f64 = 2.0;
/// Images that are tried for Fig. 3 until one is classified correctly.
const IMAGES_TRIED: usize = 60;

/// The training of a plain network: Keras' defaults for Adam.
pub(super) fn plain_settings(epochs: u32, seed: u64, biases: bool) -> TrainingSettings {
    TrainingSettings {
        epochs,
        seed,
        learning_rate: 1e-3,
        schedule: Schedule::Constant,
        biases,
        weight_decay: 0.0,
        ..TrainingSettings::default()
    }
}

/// Plain networks of several seeds.
pub(super) struct PlainNetworks {
    without: Vec<Network>,
    with: Vec<Network>,
}

impl PlainNetworks {
    /// The networks with this treatment of their biases.
    pub(super) fn used(&self, biases: Biases) -> Vec<Network> {
        match biases {
            Biases::None => self.without.clone(),
            Biases::Kept => self.with.clone(),
            Biases::Dropped => self.with.iter().map(without_biases).collect(),
        }
    }
}

pub(super) fn without_biases(network: &Network) -> Network {
    let mut layers = [network.hidden().clone(), network.output().clone()];
    for layer in &mut layers {
        layer.biases.fill(0.0);
    }
    network.with_layers(layers)
}

pub(super) fn plain_networks(
    settings: &ReproductionSettings,
    images: Images<'_>,
    run_progress: &mut RunProgress<'_>,
) -> Result<(Vec<PlainResult>, PlainNetworks), ReproductionError> {
    let train = images.train.first(settings.plain_images);
    let sets = TrainingSets { train: &train, test: images.test };
    let mut results = Vec::new();
    let mut networks = PlainNetworks { without: Vec::new(), with: Vec::new() };
    let kinds = settings.trained_biases();
    let whole = kinds.len() as f64 * f64::from(settings.plain_seeds);
    let mut done = 0.0;
    for seed in settings.seeds(settings.plain_seeds) {
        for biases in kinds.iter().copied() {
            let own = plain_settings(settings.plain_epochs, seed, biases);
            let part = Part { phase: Phase::Plain, first: done / whole, share: 1.0 / whole, epochs: own.epochs };
            let trained =
                train_with_progress(run_progress, part, |stop, hear| Ok(Recipe::Plain.train(&own, sets, stop, hear)?))?;
            if let Some(report) = &trained.best_report {
                let (train_accuracy, test_accuracy) = (report.train_accuracy, report.test_accuracy);
                results.push(PlainResult { seed, biases, train_accuracy, test_accuracy });
            }
            let kind = if biases { &mut networks.with } else { &mut networks.without };
            done += 1.0;
            kind.push(Network::clone(&trained.best));
        }
    }
    Ok((results, networks))
}

/// A training within a phase.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) phase: Phase,
    /// Share of the phase that was done before.
    pub(super) first: f64,
    /// Share of the phase that the training takes.
    pub(super) share: f64,
    pub(super) epochs: u32,
}

/// Trains, and reports the progress of the phase.
pub(super) fn train_with_progress(
    run_progress: &mut RunProgress<'_>,
    part: Part,
    train: impl FnOnce(&StopToken, &mut (dyn FnMut(TrainingEvent) + Send)) -> Result<Trained, ReproductionError>,
) -> Result<Trained, ReproductionError> {
    let stop = run_progress.stop();
    let trained = train(stop, &mut |event| {
        let epochs = match event {
            TrainingEvent::Epoch(report, _) => f64::from(report.epoch),
            TrainingEvent::Batches(report, _) => {
                f64::from(report.epoch - 1) + f64::from(report.batch) / f64::from(report.batches)
            }
        };
        // A stop shows in the training itself.
        let _ = run_progress.at(part.phase, part.first + part.share * epochs / f64::from(part.epochs));
    })?;
    if trained.stopped { Err(Stopped.into()) } else { Ok(trained) }
}

/// Table 1.
pub(super) fn table_1(
    settings: &ReproductionSettings,
    images: Images<'_>,
    networks: &[Network],
    run_progress: &mut RunProgress<'_>,
) -> Result<Table1, ReproductionError> {
    let responses = table(settings.epsilon, settings.times, TABLE_1_REACH, run_progress.stop())?;
    let train = images.train.first(settings.train_images);
    let gammas = paper::TABLE_1_GAMMAS.to_vec();
    let (mut recall, mut overall) = (Vec::new(), Vec::new());
    let steps = (2 * networks.len() * gammas.len()) as f64;
    let mut step = 0.0;
    for network in networks {
        let mut own = vec![[[0.0; CLASSES]; 2]; gammas.len()];
        let mut own_overall = vec![[0.0; 2]; gammas.len()];
        for (set, images) in [&train, images.test].into_iter().enumerate() {
            let probe = Probe::new(network, images);
            for (index, gamma) in gammas.iter().enumerate() {
                let winner = probe.ask(&transplant(settings.epsilon, *gamma)?, &responses, run_progress.stop())?.winner;
                own[index][set] = per_digit(&winner);
                own_overall[index][set] = winner.accuracy();
                step += 1.0;
                run_progress.at(Phase::Table1, step / steps)?;
            }
        }
        recall.push(own);
        overall.push(own_overall);
    }
    Ok(Table1 { gammas, per_digit: recall, overall })
}

/// Fig. 3: for each of the paper's digits the first image that the first network classifies correctly.
pub(super) fn output_traces(
    settings: &ReproductionSettings,
    test: &ImageSet,
    networks: &[Network],
    stop: &StopToken,
) -> Result<Vec<TracesResult>, ReproductionError> {
    let Some(network) = networks.first() else { return Ok(Vec::new()) };
    let layer = transplant(settings.epsilon, paper::TABLE_1_GAMMAS[0])?;
    let network = network.with_units(layer);
    let readout = network.readout();
    let mut found = Vec::new();
    for digit in [0, 3, 5] {
        let shown = (0..test.len()).filter(|index| test.labels()[*index].value() == digit);
        let mut first = None;
        for picture in shown.take(IMAGES_TRIED) {
            let drives = network.drives_of(&test.image(picture));
            let traces = traces(&layer, &readout, &drives, settings.times, stop)?;
            let winner = traces.votes.answer(Rule::Winner);
            let right = winner == Class::new(digit);
            if right || first.is_none() {
                let spacing = settings.times.window / traces.samples().max(1) as f64;
                let times = (1..=traces.samples()).map(|sample| settings.times.transient + spacing * sample as f64);
                let times = times.map(|time| (time * 1e9).round() / 1e9).collect();
                let (shares, winner) = (traces.votes.shares(), winner.value());
                first = Some(TracesResult {
                    digit,
                    picture,
                    times,
                    outputs: traces.outputs().map(<[f32]>::to_vec).collect(),
                    shares,
                    winner,
                });
            }
            if right {
                break;
            }
        }
        found.extend(first);
    }
    Ok(found)
}

/// The root mean square of the differences to Table 1, test set, in percentage points. The input is recalls by gain and
/// digit.
fn difference(per_digit: &[[f64; CLASSES]; 3]) -> f64 {
    let squares = (0..3).flat_map(|gamma| {
        (0..CLASSES).map(move |digit| (100.0 * per_digit[gamma][digit] - paper::TABLE_1[digit][gamma][1]).powi(2))
    });
    (squares.sum::<f64>() / (3 * CLASSES) as f64).sqrt()
}

/// Table 1 over epsilon, for each treatment of the biases: that of the settings first.
pub(super) fn fits(
    settings: &ReproductionSettings,
    test: &ImageSet,
    networks: &PlainNetworks,
    run_progress: &mut RunProgress<'_>,
) -> Result<Vec<EpsilonFit>, ReproductionError> {
    let ways = settings.ways();
    let probes: Vec<Vec<Probe>> = ways.iter().map(|biases| Probe::all(&networks.used(*biases), test)).collect();
    let mut found: Vec<Vec<Vec<Probed3>>> = probes.iter().map(|probes| vec![Vec::new(); probes.len()]).collect();
    let steps = (settings.fit_epsilons.len() * probes.iter().map(Vec::len).sum::<usize>()) as f64;
    let mut step = 0.0;
    for epsilon in &settings.fit_epsilons {
        let responses = table(*epsilon, settings.sweep_times, TABLE_1_REACH, run_progress.stop())?;
        for (probes, found) in probes.iter().zip(&mut found) {
            for (probe, found) in probes.iter().zip(found) {
                found.push(asked(probe, *epsilon, &responses, run_progress.stop())?);
                step += 1.0;
                run_progress.at(Phase::Fit, step / steps)?;
            }
        }
    }
    let epsilons: Vec<f64> = settings.fit_epsilons.iter().map(|epsilon| epsilon.get()).collect();
    Ok(ways.into_iter().zip(found).map(|(biases, found)| fit(biases, &epsilons, &found)).collect())
}

/// The accuracies of a network at the three gains of Table 1, of each digit and of all images.
type Probed3 = ([[f64; CLASSES]; 3], [f64; 3]);

fn asked(
    probe: &Probe,
    epsilon: Epsilon,
    responses: &LookupTable,
    stop: &StopToken,
) -> Result<Probed3, ReproductionError> {
    let (mut recall, mut overall) = ([[0.0; CLASSES]; 3], [0.0; 3]);
    for (index, gamma) in paper::TABLE_1_GAMMAS.iter().enumerate() {
        let winner = probe.ask(&transplant(epsilon, *gamma)?, responses, stop)?.winner;
        recall[index] = per_digit(&winner);
        overall[index] = winner.accuracy();
    }
    Ok((recall, overall))
}

/// The fit of epsilon to the networks' accuracies; networks come first.
fn fit(biases: Biases, epsilons: &[f64], found: &[Vec<Probed3>]) -> EpsilonFit {
    let errors: Vec<Vec<f64>> =
        found.iter().map(|network| network.iter().map(|(per_digit, _)| difference(per_digit)).collect()).collect();
    let per_digit: Vec<_> = (0..epsilons.len()).map(|at| mean_of(found, at)).collect();
    let errors_of_mean: Vec<f64> = per_digit.iter().map(difference).collect();
    EpsilonFit {
        biases,
        epsilons: epsilons.to_vec(),
        accuracies: found.iter().map(|network| network.iter().map(|(_, overall)| *overall).collect()).collect(),
        best: errors.iter().map(|errors| epsilons[smallest(errors)]).collect(),
        best_of_mean: epsilons.get(smallest(&errors_of_mean)).copied().unwrap_or(f64::NAN),
        errors,
        per_digit,
        errors_of_mean,
    }
}

fn mean_of(found: &[Vec<Probed3>], at: usize) -> [[f64; CLASSES]; 3] {
    std::array::from_fn(|gamma| {
        std::array::from_fn(|digit| {
            found.iter().map(|network| network[at].0[gamma][digit]).sum::<f64>() / found.len() as f64
        })
    })
}

/// The index of the smallest value.
fn smallest(values: &[f64]) -> usize {
    let pairs = values.iter().copied().enumerate();
    pairs.fold((0, f64::INFINITY), |best, pair| if pair.1 < best.1 { pair } else { best }).0
}

/// Fig. 4.
pub(super) fn sweeps(
    settings: &ReproductionSettings,
    probes: &[Probe],
    run_progress: &mut RunProgress<'_>,
) -> Result<Vec<GammaSweep>, ReproductionError> {
    let last = settings.sweep_points.max(2) - 1;
    let gammas: Vec<f64> = (0..=last)
        .map(|point| SWEEP_REACH * (2.0 * f64::from(point) / f64::from(last) - 1.0))
        // Two decimals, and no minus zero.
        .map(|gamma| (gamma * 1e6).round() / 1e6 + 0.0)
        .collect();
    let steps = (settings.sweep_epsilons.len() * probes.len() * gammas.len()) as f64;
    let mut step = 0.0;
    let mut sweeps = Vec::new();
    for epsilon in &settings.sweep_epsilons {
        let responses = table(*epsilon, settings.sweep_times, SWEEP_REACH, run_progress.stop())?;
        let (mut winner, mut mean, mut law) = (Vec::new(), Vec::new(), Vec::new());
        for probe in probes {
            let mut own = (Vec::new(), Vec::new(), Vec::new());
            for gamma in &gammas {
                let layer = transplant(*epsilon, *gamma)?;
                let probed = probe.ask(&layer, &responses, run_progress.stop())?;
                own.0.push(probed.winner.accuracy());
                own.1.push(probed.mean.accuracy());
                own.2.push(probe.law(&layer).accuracy());
                step += 1.0;
                run_progress.at(Phase::Sweep, step / steps)?;
            }
            winner.push(own.0);
            mean.push(own.1);
            law.push(own.2);
        }
        sweeps.push(GammaSweep { epsilon: epsilon.get(), gammas: gammas.clone(), winner, mean, law });
    }
    Ok(sweeps)
}
