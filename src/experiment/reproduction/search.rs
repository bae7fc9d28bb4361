//! A search for one protocol that gives Table 1 of the paper: plain networks as accurate as the paper's, and what the paper
//! does not say of their transplants, by chance; each candidate is scored by the differences of its thirty recalls from the
//! table's, in units of what they vary by between networks and images.

use ndarray::Array2;
use rand::RngExt;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::Serialize;

use super::error::ReproductionError;
use super::images::Images;
use super::plain_pool::{PlainRecipe, PoolSettings, PooledNetwork, log_uniform, pool};
use super::probe::{per_digit, transplant};
use crate::control::{Control, StopToken};
use crate::dataset::{Class, DIGITS};
use crate::experiment::accuracy::Confusion;
use crate::experiment::draws::{average, standard_deviation};
use crate::experiment::paper::{self, CLASSES};
use crate::network::{FhnLayer, Readout, Rule, VoteCounts};
use crate::neuron::{AsymptoticState, ControlParameter, Drive, DriveGrid, Epsilon, Neuron, Simulation, State, Timing};

/// The interval between the samples that are kept of each trajectory; dimensionless time.
const EVERY: f64 = 0.1;
/// The most samples in a vote: one each [`EVERY`] of the paper's window of 100.
const MOST_SAMPLES: usize = 1000;
/// Drives from 0 to 1 whose periods are computed.
const PERIODS: usize = 64;
/// |c| is at most this: gamma 1 and a control parameter of up to 0.3.
const LARGEST_DRIVE: f64 = 1.3;
/// Rounding of the printed values, and of what this search itself rounds, in points.
const FLOOR: f64 = 0.5;
/// How many of the best candidates another round varies.
const PARENTS: usize = 40;

/// Extent of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchSettings {
    /// Networks of the report's recipe, which say how much recalls vary; at least 2.
    pub usual_networks: u32,
    /// Networks of recipes by chance.
    pub random_networks: u32,
    /// The most epochs of a training.
    pub epochs: u32,
    /// Candidates by chance.
    pub candidates: u32,
    /// Candidates that vary the best of those.
    pub varied: u32,
    /// How many test images are classified, the first ones.
    pub images: usize,
    /// Decides all that is by chance.
    pub seed: u64,
}

impl Default for SearchSettings {
    fn default() -> Self {
        Self {
            usual_networks: 8,
            random_networks: 40,
            epochs: 30,
            candidates: 1500,
            varied: 500,
            images: 2000,
            seed: 0,
        }
    }
}

/// Where neurons start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StartKind {
    /// All at the state (0.5, 0.5).
    Common,
    /// All at another state.
    OtherCommon,
    /// Each at a phase of its own, the same for all images.
    PerNeuron,
    /// Each at a phase of its own, another one for each image.
    PerImage,
}

impl StartKind {
    const ALL: [Self; 4] = [Self::Common, Self::OtherCommon, Self::PerNeuron, Self::PerImage];

    /// The common state, from which phases count.
    fn state(self) -> Result<State, ReproductionError> {
        Ok(if self == Self::OtherCommon { State::new(-1.0, 0.2)? } else { State::DEFAULT })
    }
}

/// What the paper does not say of its transplants.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Candidate {
    /// An index into the pool.
    network: usize,
    /// An index into the epsilons.
    epsilon: usize,
    a: f64,
    starts: StartKind,
    /// Samples in the vote; 1 is the last instant alone.
    samples: usize,
    seed: u64,
}

/// A candidate and its scores. A score is the root mean square of (ours - the paper's) / (what the cell varies by); the latter
/// is the standard deviation over networks of the usual recipe together with that of counting so many images.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoredCandidate {
    /// All thirty recalls of the test set.
    pub score: f64,
    /// Those at gamma -0.5 and -1.
    pub score_negative: f64,
    /// Those at gamma 0.5.
    pub score_positive: f64,
    /// Time scale.
    pub epsilon: f64,
    /// Control parameter.
    pub a: f64,
    /// Where neurons start.
    pub starts: StartKind,
    /// Samples in the vote.
    pub samples: usize,
    /// How the network was trained.
    pub recipe: PlainRecipe,
    /// Epochs until it was as accurate as the paper's.
    pub epochs: u32,
    /// Its accuracy without neurons on the training set and on the test set, 0 to 1.
    pub plain_accuracies: [f64; 2],
    /// Accuracies at gamma -0.5, -1 and 0.5, 0 to 1.
    pub accuracies: [f64; 3],
    /// The recall of digits 0 to 9 at each of these gains, 0 to 1.
    pub recalls: [[f64; CLASSES]; 3],
    /// Whether it varies a better one.
    pub varied: bool,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchResult {
    /// Networks that were as accurate as the paper's, of those that were trained.
    pub networks: [usize; 2],
    /// All candidates, the best score of all thirty recalls first.
    pub candidates: Vec<ScoredCandidate>,
    /// Scores of each usual network against the mean of the others, at the usual protocol: what a candidate with the right protocol
    /// would have.
    pub own_scores: Vec<f64>,
}

/// Recalls at the three gains.
type Recalls = [[f64; CLASSES]; 3];

/// Searches.
///
/// # Errors
/// [`ReproductionError`]: the work was stopped, images are not the paper's, or no network is as accurate as the paper's.
pub fn search_table_1(
    settings: &SearchSettings,
    images: Images<'_>,
    Control { stop, progress }: Control<'_>,
) -> Result<SearchResult, ReproductionError> {
    images.check(settings.seed)?;
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let wanted =
        PoolSettings { usual: settings.usual_networks, random: settings.random_networks, epochs: settings.epochs };
    let networks = pool(wanted, images, &mut random, (stop, &mut |done| progress(0.4 * done as f32)))?;
    let few = images.test.first(settings.images);
    let search = Search {
        z: networks.iter().map(|own| own.network.inputs(&few)).collect(),
        networks: &networks,
        fitting: fitting(&networks),
        labels: few.labels(),
        epsilons: epsilons(),
        cells: DriveGrid::CELLS,
        stop,
    };
    let trained = (settings.usual_networks + settings.random_networks) as usize;
    search.run(settings, &mut random, trained, &|done| progress(0.4 + 0.6 * done))
}

fn fitting(networks: &[PooledNetwork]) -> Vec<usize> {
    (0..networks.len()).filter(|index| networks[*index].fits).collect()
}

/// Twelve from 0.01 to 3.
fn epsilons() -> Vec<Epsilon> {
    (0..12).filter_map(|index| Epsilon::new(0.01 * 300_f64.powf(f64::from(index) / 11.0)).ok()).collect()
}

/// What all candidates share.
struct Search<'a> {
    networks: &'a [PooledNetwork],
    /// The indices of those that are as accurate as the paper's.
    fitting: Vec<usize>,
    /// The inputs of the hidden layer of each network, shape [images, 100].
    z: Vec<Array2<f32>>,
    labels: &'a [Class],
    epsilons: Vec<Epsilon>,
    /// Cells of the grid of drives.
    cells: usize,
    stop: &'a StopToken,
}

impl Search<'_> {
    fn run(
        &self,
        settings: &SearchSettings,
        random: &mut ChaCha8Rng,
        trained: usize,
        progress: &(dyn Fn(f32) + Sync),
    ) -> Result<SearchResult, ReproductionError> {
        if self.fitting.is_empty() {
            return Err(ReproductionError::FewNetworks { trained });
        }
        let usual = self.usual()?;
        let spread = self.spread(&usual);
        let own_scores = own_scores(&usual, &spread);
        let total = (settings.candidates + settings.varied).max(1) as f32;
        let first: Vec<Candidate> = (0..settings.candidates).map(|seed| self.random(seed.into(), random)).collect();
        let share = settings.candidates as f32 / total;
        let mut scored = self.scored(&first, &spread, &|done| progress(share * done))?;
        sort(&mut scored);
        let parents: Vec<Candidate> = scored.iter().take(PARENTS).map(|(_, candidate)| *candidate).collect();
        let chosen: Vec<Candidate> = (0..settings.varied).filter_map(|_| parents.choose(random).copied()).collect();
        let seeds = u64::from(settings.candidates)..;
        let varied: Vec<Candidate> =
            chosen.into_iter().zip(seeds).map(|(parent, seed)| self.varied(parent, seed, random)).collect();
        let mut more = self.scored(&varied, &spread, &|done| progress(share + (1.0 - share) * done))?;
        for (scored, _) in &mut more {
            scored.varied = true;
        }
        scored.append(&mut more);
        sort(&mut scored);
        let candidates = scored.into_iter().map(|(scored, _)| scored).collect();
        Ok(SearchResult { networks: [self.fitting.len(), trained], candidates, own_scores })
    }

    fn random(&self, seed: u64, random: &mut ChaCha8Rng) -> Candidate {
        Candidate {
            network: self.fitting.choose(random).copied().unwrap_or(0),
            epsilon: random.random_range(0..self.epsilons.len()),
            a: if random.random_bool(0.5) { 0.0 } else { random.random_range(-0.3..0.3) },
            starts: *StartKind::ALL.choose(random).unwrap_or(&StartKind::Common),
            samples: log_uniform(random, 1.0, MOST_SAMPLES as f64).round() as usize,
            seed,
        }
    }

    /// A candidate near another one.
    fn varied(&self, parent: Candidate, seed: u64, random: &mut ChaCha8Rng) -> Candidate {
        let epsilon = (parent.epsilon + random.random_range(0..3)).saturating_sub(1).min(self.epsilons.len() - 1);
        let samples = (parent.samples as f64 * log_uniform(random, 0.5, 2.0)).round() as usize;
        let other = random.random_bool(0.5);
        Candidate {
            network: if other { self.fitting.choose(random).copied().unwrap_or(0) } else { parent.network },
            epsilon,
            a: (parent.a + random.random_range(-0.05..0.05)).clamp(-0.3, 0.3),
            samples: samples.clamp(1, MOST_SAMPLES),
            seed,
            ..parent
        }
    }

    /// The recalls of the usual networks at the usual protocol.
    fn usual(&self) -> Result<Vec<Recalls>, ReproductionError> {
        let nearest = |wanted: f64| {
            let far = |index: &usize| (self.epsilons[*index].get() / wanted).ln().abs();
            (0..self.epsilons.len()).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(0)
        };
        let usual = |network| Candidate {
            network,
            epsilon: nearest(Epsilon::DEFAULT.get()),
            a: 0.0,
            starts: StartKind::Common,
            samples: MOST_SAMPLES,
            seed: 0,
        };
        let is_usual = |own: &PooledNetwork| own.recipe == PlainRecipe::usual(own.recipe.seed);
        let candidates: Vec<Candidate> =
            (0..self.networks.len()).filter(|index| is_usual(&self.networks[*index])).map(usual).collect();
        self.recalls(&candidates, &|_| ())
    }

    /// What each recall varies by, points.
    fn spread(&self, usual: &[Recalls]) -> Recalls {
        let counts: [f64; CLASSES] = std::array::from_fn(|digit| {
            self.labels.iter().filter(|label| label.index() == digit).count().max(1) as f64
        });
        std::array::from_fn(|gamma| {
            std::array::from_fn(|digit| {
                let all: Vec<f64> = usual.iter().map(|own| 100.0 * own[gamma][digit]).collect();
                let share = paper::TABLE_1[digit][gamma][1] / 100.0;
                let counting = 1e4 * share * (1.0 - share) / counts[digit];
                (standard_deviation(&all).unwrap_or(0.0).powi(2) + counting + FLOOR * FLOOR).sqrt()
            })
        })
    }

    fn scored(
        &self,
        candidates: &[Candidate],
        spread: &Recalls,
        progress: &(dyn Fn(f32) + Sync),
    ) -> Result<Vec<(ScoredCandidate, Candidate)>, ReproductionError> {
        let recalls = self.recalls(candidates, progress)?;
        let pairs = candidates.iter().zip(&recalls);
        Ok(pairs.map(|(candidate, recalls)| (self.score(candidate, recalls, spread), *candidate)).collect())
    }

    fn score(&self, candidate: &Candidate, recalls: &Recalls, spread: &Recalls) -> ScoredCandidate {
        let own = &self.networks[candidate.network];
        let printed: Recalls =
            std::array::from_fn(|gamma| std::array::from_fn(|digit| paper::TABLE_1[digit][gamma][1] / 100.0));
        let score = |gammas: &[usize]| distance((recalls, &printed), spread, gammas);
        ScoredCandidate {
            score: score(&[0, 1, 2]),
            score_negative: score(&[0, 1]),
            score_positive: score(&[2]),
            epsilon: self.epsilons[candidate.epsilon].get(),
            a: candidate.a,
            starts: candidate.starts,
            samples: candidate.samples,
            recipe: own.recipe,
            epochs: own.epochs,
            plain_accuracies: own.accuracies,
            accuracies: std::array::from_fn(|gamma| self.accuracy(&recalls[gamma])),
            recalls: *recalls,
            varied: false,
        }
    }

    fn accuracy(&self, recall: &[f64; CLASSES]) -> f64 {
        let all: Vec<f64> = self.labels.iter().map(|label| recall[label.index()]).collect();
        average(&all)
    }

    /// The recalls of each candidate. Candidates of one epsilon and start share one simulation.
    fn recalls(
        &self,
        candidates: &[Candidate],
        progress: &(dyn Fn(f32) + Sync),
    ) -> Result<Vec<Recalls>, ReproductionError> {
        let mut found = vec![[[0.0; CLASSES]; 3]; candidates.len()];
        let mut done = 0;
        for (index, epsilon) in self.epsilons.iter().enumerate() {
            for other in [false, true] {
                let of = |candidate: &Candidate| {
                    candidate.epsilon == index && (candidate.starts == StartKind::OtherCommon) == other
                };
                let own: Vec<usize> = (0..candidates.len()).filter(|place| of(&candidates[*place])).collect();
                let Some(first) = own.first() else { continue };
                let motion = Motion::new((*epsilon, candidates[*first].starts.state()?), self.cells, self.stop)?;
                for place in own {
                    self.stop.check()?;
                    found[place] = self.recalls_of(&candidates[place], &motion)?;
                    done += 1;
                    progress(done as f32 / candidates.len() as f32);
                }
            }
        }
        Ok(found)
    }

    fn recalls_of(&self, candidate: &Candidate, motion: &Motion) -> Result<Recalls, ReproductionError> {
        let mut recalls = [[0.0; CLASSES]; 3];
        for (gamma, recall) in paper::TABLE_1_GAMMAS.iter().zip(&mut recalls) {
            let layer = FhnLayer { a: ControlParameter::new(candidate.a)?, ..transplant(motion.epsilon, *gamma)? };
            let readout = self.networks[candidate.network].network.with_units(layer).readout();
            let vote = Vote::new(candidate, &layer, &readout, motion);
            let z = &self.z[candidate.network];
            let answers: Vec<Class> =
                (0..z.nrows()).into_par_iter().map(|image| vote.answer(image, z.row(image).iter().copied())).collect();
            *recall = per_digit(&Confusion::of_labels((self.labels, DIGITS), &answers));
        }
        Ok(recalls)
    }
}

fn sort(scored: &mut [(ScoredCandidate, Candidate)]) {
    scored.sort_by(|(a, _), (b, _)| a.score.total_cmp(&b.score));
}

/// The root mean square of differences in units of their spread.
fn distance((first, second): (&Recalls, &Recalls), spread: &Recalls, gammas: &[usize]) -> f64 {
    let cells = gammas.iter().flat_map(|gamma| (0..CLASSES).map(move |digit| (*gamma, digit)));
    let squares: Vec<f64> = cells
        .map(|(gamma, digit)| (100.0 * (first[gamma][digit] - second[gamma][digit]) / spread[gamma][digit]).powi(2))
        .collect();
    average(&squares).sqrt()
}

/// The score of each network against the mean of the others.
fn own_scores(usual: &[Recalls], spread: &Recalls) -> Vec<f64> {
    let score = |left_out: usize| {
        let others = || usual.iter().enumerate().filter(move |(index, _)| *index != left_out).map(|(_, own)| own);
        let mean: Recalls = std::array::from_fn(|gamma| {
            std::array::from_fn(|digit| average(&others().map(|own| own[gamma][digit]).collect::<Vec<_>>()))
        });
        distance((&usual[left_out], &mean), spread, &[0, 1, 2])
    };
    (0..usual.len()).map(score).collect()
}

/// x(t; c) of a grid of drives after the paper's transient, and periods.
struct Motion {
    epsilon: Epsilon,
    grid: DriveGrid,
    cells: Vec<f32>,
    /// Of each cell in turn.
    x: Vec<f32>,
    /// Samples of each cell: the window, and a period more.
    samples: usize,
    /// The period of each cell in samples; 0 at rest.
    periods: Vec<f32>,
}

impl Motion {
    fn new((epsilon, start): (Epsilon, State), cells: usize, stop: &StopToken) -> Result<Self, ReproductionError> {
        let periods: Vec<f64> = (0..PERIODS)
            .into_par_iter()
            .map(|index| {
                let drive = Drive::new(index as f64 / PERIODS as f64).ok()?;
                AsymptoticState::of(&Neuron::new(epsilon, drive)).period
            })
            .map(|period: Option<f64>| period.unwrap_or(0.0))
            .collect();
        let longest = periods.iter().copied().fold(0.0, f64::max);
        let window = ((MOST_SAMPLES as f64 * EVERY + longest) / EVERY).ceil() * EVERY;
        let times = Timing { transient: paper::TIMES[0], window, every: EVERY, step: None };
        let grid = DriveGrid::new(LARGEST_DRIVE, cells);
        let cells = grid.drives();
        let mut x = vec![Vec::new(); cells.len()];
        Simulation::new(epsilon, start, times).run(&cells, Control::without_progress(stop), |recording| {
            x.iter_mut().enumerate().for_each(|(cell, x)| x.extend(recording.trace(cell)));
            Ok(())
        })?;
        let of_cell = |drive: &f32| match (f64::from(drive.abs()) * PERIODS as f64).round() as usize {
            index if drive.abs() < 1.0 => (periods[index.min(PERIODS - 1)] / EVERY) as f32,
            _ => 0.0,
        };
        let periods = cells.iter().map(of_cell).collect();
        let samples = x.first().map_or(0, Vec::len);
        Ok(Self { epsilon, grid, cells, x: x.concat(), samples, periods })
    }
}

/// The vote of a candidate's network at one gain.
struct Vote<'a> {
    candidate: &'a Candidate,
    layer: &'a FhnLayer,
    motion: &'a Motion,
    /// Of each neuron on each output.
    weights: Vec<[f32; CLASSES]>,
    offsets: [f32; CLASSES],
    /// The samples of the vote, as indices.
    samples: Vec<usize>,
    /// Phases of the neurons, 0 to 1, where they are the same for all images.
    phases: Vec<f32>,
}

impl<'a> Vote<'a> {
    fn new(candidate: &'a Candidate, layer: &'a FhnLayer, readout: &Readout, motion: &'a Motion) -> Self {
        let neurons = readout.neurons();
        let weights = (0..neurons).map(|neuron| std::array::from_fn(|class| readout.weight(neuron, class))).collect();
        let without = readout.outputs_of(std::iter::repeat_n(0.0, neurons));
        let offsets = std::array::from_fn(|class| without[class]);
        let samples = (1..=candidate.samples).map(|sample| sample * MOST_SAMPLES / candidate.samples - 1).collect();
        let phases = match candidate.starts {
            StartKind::PerNeuron => phases(candidate.seed, 0, neurons),
            StartKind::Common | StartKind::OtherCommon | StartKind::PerImage => vec![0.0; neurons],
        };
        Self { candidate, layer, motion, weights, offsets, samples, phases }
    }

    /// The answer to an image by the longest winner; outputs that led equally long are told apart by their means.
    fn answer(&self, image: usize, z: impl Iterator<Item = f32>) -> Class {
        let own;
        let phases = if self.candidate.starts == StartKind::PerImage {
            own = phases(self.candidate.seed, image as u64 + 1, self.weights.len());
            &own
        } else {
            &self.phases
        };
        let mut outputs = vec![self.offsets; self.samples.len()];
        for ((z, phase), weights) in z.zip(phases).zip(&self.weights) {
            let lookup = self.motion.grid.lookup(&self.motion.cells, self.layer.drive(z));
            let cell = lookup.neuron as usize;
            let first = cell * self.motion.samples + (phase * self.motion.periods[cell]) as usize;
            for (outputs, sample) in outputs.iter_mut().zip(&self.samples) {
                let x = self.motion.x[first + sample] + lookup.shift;
                outputs.iter_mut().zip(weights).for_each(|(output, weight)| *output += weight * x);
            }
        }
        let mut votes = VoteCounts::new(DIGITS);
        for outputs in &outputs {
            votes.push(outputs);
        }
        votes.answer(Rule::Winner)
    }
}

/// Phases from 0 to 1.
fn phases(seed: u64, stream: u64, neurons: usize) -> Vec<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    (0..neurons).map(|_| random.random::<f32>()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;
    use crate::dataset::ImageSet;
    use crate::experiment::reproduction::probe::{Probe, table};
    use crate::network::{HiddenCount, Network, Units};
    use crate::synth::{DrawnStyle, drawn_digits};

    fn images() -> ImageSet {
        drawn_digits(&DrawnStyle::NEAT, 0, 60)
    }

    /// Networks that nobody trained: the search takes any.
    fn networks(count: u64) -> Vec<PooledNetwork> {
        let network = |seed| Network::glorot((HiddenCount::DEFAULT, DIGITS), Units::Sigmoid, seed);
        let pooled = |seed| PooledNetwork {
            recipe: PlainRecipe::usual(seed),
            epochs: 1,
            accuracies: [0.995, 0.977],
            fits: true,
            network: network(seed),
        };
        (0..count).map(pooled).collect()
    }

    fn search<'a>(networks: &'a [PooledNetwork], images: &'a ImageSet, stop: &'a StopToken) -> Search<'a> {
        let z = networks.iter().map(|own| own.network.inputs(images)).collect();
        Search {
            networks,
            fitting: fitting(networks),
            z,
            labels: images.labels(),
            epsilons: epsilons()[4..7].to_vec(),
            cells: 512,
            stop,
        }
    }

    fn usual() -> Candidate {
        Candidate { network: 0, epsilon: 1, a: 0.0, starts: StartKind::Common, samples: 1000, seed: 0 }
    }

    #[test]
    fn the_usual_protocol_is_that_of_the_reports_table_1() {
        let (networks, images, stop) = (networks(1), images(), StopToken::new());
        let search = Search { cells: DriveGrid::CELLS, ..search(&networks, &images, &stop) };
        let epsilon = search.epsilons[1];
        let found = search.recalls(&[usual()], &|_| ()).unwrap()[0];
        let probe = Probe::new(&networks[0].network, &images);
        let responses = table(epsilon, Timing::default(), 1.0, &stop).unwrap();
        for (gamma, found) in paper::TABLE_1_GAMMAS.iter().zip(found) {
            let confusion = probe.ask(&transplant(epsilon, *gamma).unwrap(), &responses, &stop).unwrap().winner;
            let differ: f64 =
                per_digit(&confusion).iter().zip(found).map(|(own, found)| 6.0 * (own - found).abs()).sum();
            // Samples differ by rounding of their times alone.
            assert!(differ <= 1.0, "gamma {gamma}: {differ} of 60 images");
        }
    }

    #[test]
    fn phases_of_neurons_keep_their_time_means() {
        let motion = Motion::new((Epsilon::DEFAULT, State::DEFAULT), 512, &StopToken::new()).unwrap();
        for drive in [-0.6_f32, 0.0, 0.3] {
            let cell = motion.grid.lookup(&motion.cells, drive).neuron as usize;
            let period = f64::from(motion.periods[cell]);
            let neuron = Neuron::new(Epsilon::DEFAULT, Drive::new(drive.into()).unwrap());
            let expected = AsymptoticState::of(&neuron).period.unwrap() / EVERY;
            assert!((period - expected).abs() < 0.3, "drive {drive}: {period}, not {expected}");
            // One instant of neurons at phases of their own: by the mean law -c on average.
            let at = |phase: f32| {
                motion.x[cell * motion.samples + MOST_SAMPLES - 1 + (phase * motion.periods[cell]) as usize]
            };
            let mean = phases(1, 0, 20_000).into_iter().map(|phase| f64::from(at(phase))).sum::<f64>() / 20_000.0;
            assert!((mean + f64::from(drive)).abs() < 0.08, "drive {drive}: {mean}");
        }
    }

    #[test]
    fn a_search_sorts_varies_and_repeats_itself() {
        let (networks, images, stop) = (networks(3), images(), StopToken::new());
        let search = search(&networks, &images, &stop);
        let settings = SearchSettings { candidates: 12, varied: 6, images: 60, ..SearchSettings::default() };
        let run = || search.run(&settings, &mut ChaCha8Rng::seed_from_u64(3), 5, &|_| ()).unwrap();
        let found = run();
        assert_eq!(found, run());
        assert_eq!((found.networks, found.candidates.len(), found.own_scores.len()), ([3, 5], 18, 3));
        assert!(found.candidates.windows(2).all(|pair| pair[0].score <= pair[1].score));
        assert_eq!(found.candidates.iter().filter(|own| own.varied).count(), 6);
        // The score of all recalls is the root mean square of its parts.
        let own = &found.candidates[0];
        let together = (20.0 * own.score_negative.powi(2) + 10.0 * own.score_positive.powi(2)) / 30.0;
        assert!((own.score.powi(2) - together).abs() < 1e-9);

        let alone = Search { fitting: Vec::new(), ..search };
        let message = alone.run(&settings, &mut ChaCha8Rng::seed_from_u64(3), 5, &|_| ()).unwrap_err().to_string();
        assert!(message.contains("none of 5"), "{message}");
        stop.stop();
        assert!(alone.recalls(&[usual()], &|_| ()).unwrap_err().is_stopped());
    }
}
