//! How sure an accuracy is, and whether two networks differ: intervals and paired tests.

use std::collections::HashMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::Serialize;

use super::draws::{average, quantile};

/// The quantile of the normal distribution that leaves a fortieth on either side.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// The 95 % Wilson interval of a share of which `hits` of `trials` were seen; 0 to 1 without trials.
///
/// It holds the uncertainty over images, not that over networks of other seeds.
///
/// ```
/// let [low, high] = nullcline::experiment::wilson_interval(9841, 10_000);
/// assert!((low - 0.9815).abs() < 1e-4 && (high - 0.9864).abs() < 1e-4);
/// ```
///
/// Wilson, J. Am. Stat. Assoc. 22, 209 (1927).
pub fn wilson_interval(hits: u32, trials: u32) -> [f64; 2] {
    if trials == 0 {
        return [0.0, 1.0];
    }
    let (n, square) = (f64::from(trials), NORMAL_975 * NORMAL_975);
    let share = f64::from(hits) / n;
    let centre = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half = NORMAL_975 / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    [(centre - half).max(0.0), (centre + half).min(1.0)]
}

/// McNemar's exact test of two classifiers on the same images: the probability that disagreements split at least as unevenly
/// as `first_only` and `second_only` if either is right as often as the other. 1 without disagreements.
///
/// McNemar, Psychometrika 12, 153 (1947), with the binomial distribution instead of its approximation.
pub fn mcnemar(first_only: u32, second_only: u32) -> f64 {
    let (all, few) = (first_only + second_only, first_only.min(second_only));
    // ln of a binomial coefficient over 2^n, term after term.
    let mut term = -f64::from(all) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for k in 0..=few {
        tail += term.exp();
        term += f64::from(all - k).ln() - f64::from(k + 1).ln();
    }
    (2.0 * tail).min(1.0)
}

/// Which images networks classified correctly: for each network, for each image.
pub type Correct = [Vec<bool>];

/// What can't be compared.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ComparisonError {
    /// Pairs need as many networks on either side.
    #[error(
        "{first} networks on the one side and {second} on the other can't be paired: as many on either side, at least one"
    )]
    Networks {
        /// Networks on the one side.
        first: usize,
        /// Networks on the other.
        second: usize,
    },
    /// Paired tests need the same images.
    #[error("networks on {first} and on {second} images can't be compared: the same images for all, at least one")]
    Images {
        /// Images of the first network.
        first: usize,
        /// Another number of images.
        second: usize,
    },
}

/// How a bootstrap draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// How many samples are drawn.
    pub samples: u32,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { samples: 10_000, seed: 0 }
    }
}

/// Two networks on the same images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ComparedPair {
    /// Accuracy of the first, 0 to 1.
    pub first: f64,
    /// Accuracy of the second, 0 to 1.
    pub second: f64,
    /// Images that the first alone classified correctly.
    pub first_only: u32,
    /// Images that the second alone classified correctly.
    pub second_only: u32,
    /// [`mcnemar`] of the two.
    pub mcnemar: f64,
}

/// Two kinds of networks, paired (by the seed of their training, for example), on the same images.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// How many images.
    pub images: usize,
    /// Mean accuracy of the first kind, 0 to 1.
    pub first: f64,
    /// Mean accuracy of the second kind.
    pub second: f64,
    /// The mean difference, first less second.
    pub difference: f64,
    /// How many groups of images the bootstrap draws; as many as images where each is by itself.
    pub groups: usize,
    /// Its 95 % interval by a bootstrap over pairs of networks and over groups of images.
    pub interval: [f64; 2],
    /// Each pair by itself.
    pub pairs: Vec<ComparedPair>,
}

impl Comparison {
    /// Compares two kinds of networks: `first[i]` is paired with `second[i]`.
    ///
    /// The bootstrap draws pairs and images, each with replacement, and takes percentiles. A single pair is kept, so its interval
    /// is over images alone; few pairs understate how networks of other seeds differ.
    ///
    /// ```
    /// use nullcline::experiment::{Bootstrap, Comparison};
    ///
    /// let (first, second) = ([vec![true; 200]], [(0..200).map(|image| image % 10 != 0).collect()]);
    /// let found = Comparison::new(&first, &second, Bootstrap { samples: 1000, seed: 0 })?;
    /// assert!((found.difference - 0.1).abs() < 1e-12 && found.interval[0] > 0.0);
    /// assert_eq!((found.pairs[0].first_only, found.pairs[0].second_only), (20, 0));
    /// # Ok::<(), nullcline::experiment::ComparisonError>(())
    /// ```
    ///
    /// # Errors
    /// [`ComparisonError`] if the numbers of networks or of images differ, or there are none.
    pub fn new(first: &Correct, second: &Correct, bootstrap: Bootstrap) -> Result<Self, ComparisonError> {
        let each: Vec<usize> = (0..first.first().map_or(0, Vec::len)).collect();
        Self::by_group(first, second, &each, bootstrap)
    }

    /// The same where images come in groups, as those of one writer or one shape do: `groups` has the group of each image, any
    /// number. The bootstrap draws whole groups, so the interval holds what other groups might bring, as far as these ones
    /// tell.
    ///
    /// # Errors
    /// As [`Comparison::new`], also where there are not as many groups named as images.
    pub fn by_group(
        first: &Correct,
        second: &Correct,
        groups: &[usize],
        bootstrap: Bootstrap,
    ) -> Result<Self, ComparisonError> {
        if first.len() != second.len() || first.is_empty() {
            return Err(ComparisonError::Networks { first: first.len(), second: second.len() });
        }
        let images = first[0].len();
        if let Some(other) = first.iter().chain(second).find(|own| own.len() != images || own.is_empty()) {
            return Err(ComparisonError::Images { first: images, second: other.len() });
        }
        if groups.len() != images {
            return Err(ComparisonError::Images { first: images, second: groups.len() });
        }
        let pairs: Vec<ComparedPair> = first.iter().zip(second).map(|(first, second)| pair(first, second)).collect();
        let mean = |pick: fn(&ComparedPair) -> f64| average(&pairs.iter().map(pick).collect::<Vec<_>>());
        let difference = mean(|pair| pair.first - pair.second);
        let grouped = grouped((first, second), groups);
        let interval = bootstrapped(&grouped, pairs.len(), bootstrap);
        Ok(Self {
            images,
            groups: grouped.len(),
            first: mean(|pair| pair.first),
            second: mean(|pair| pair.second),
            difference,
            interval,
            pairs,
        })
    }
}

fn pair(first: &[bool], second: &[bool]) -> ComparedPair {
    let count = |counted: fn(bool, bool) -> bool| {
        first.iter().zip(second).filter(|(first, second)| counted(**first, **second)).count() as u32
    };
    let (first_only, second_only) = (count(|first, second| first && !second), count(|first, second| second && !first));
    let images = first.len() as f64;
    ComparedPair {
        first: f64::from(count(|first, _| first)) / images,
        second: f64::from(count(|_, second| second)) / images,
        first_only,
        second_only,
        mcnemar: mcnemar(first_only, second_only),
    }
}

/// Images that are drawn together.
struct Group {
    images: usize,
    /// For each pair of networks: images that the first alone classified correctly, less those of the second.
    differences: Vec<i64>,
}

/// The groups, in the order of their first images.
fn grouped((first, second): (&Correct, &Correct), of_images: &[usize]) -> Vec<Group> {
    let mut places = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (image, group) in of_images.iter().enumerate() {
        let place = *places.entry(group).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Group { images: 0, differences: vec![0; first.len()] });
        }
        groups[place].images += 1;
        for (difference, (first, second)) in groups[place].differences.iter_mut().zip(first.iter().zip(second)) {
            *difference += i64::from(first[image]) - i64::from(second[image]);
        }
    }
    groups
}

/// The 95 % interval of the mean difference.
fn bootstrapped(groups: &[Group], pairs: usize, Bootstrap { samples, seed }: Bootstrap) -> [f64; 2] {
    let means: Vec<f64> = (0..u64::from(samples.max(1)))
        .into_par_iter()
        .map(|sample| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(sample);
            let drawn: Vec<usize> = (0..pairs).map(|_| random.random_range(0..pairs)).collect();
            let (mut sum, mut images) = (0, 0);
            for _ in groups {
                let group = &groups[random.random_range(0..groups.len())];
                images += group.images;
                sum += drawn.iter().map(|pair| group.differences[*pair]).sum::<i64>();
            }
            sum as f64 / (pairs * images) as f64
        })
        .collect();
    [0.025, 0.975].map(|share| quantile(means.clone(), share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_intervals_are_those_of_the_textbook() {
        // Newcombe, Statistics in Medicine 17, 857 (1998), table I.
        for (hits, trials, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let [found_low, found_high] = wilson_interval(hits, trials);
            assert!((found_low - low).abs() < 6e-5 && (found_high - high).abs() < 6e-5, "{found_low} {found_high}");
        }
        assert_eq!(wilson_interval(0, 0), [0.0, 1.0]);
    }

    #[test]
    fn mcnemar_is_the_two_sided_binomial_test() {
        assert!((mcnemar(0, 5) - 0.0625).abs() < 1e-12);
        assert!((mcnemar(6, 1) - 0.125).abs() < 1e-12);
        assert_eq!((mcnemar(0, 0), mcnemar(7, 7)), (1.0, 1.0));
        // 2 P(X <= 40) of 100 fair coins.
        assert!((mcnemar(40, 60) - 0.056_887_933_6).abs() < 1e-9);
        assert!(mcnemar(0, 4000) < 1e-300);
    }

    #[test]
    fn the_bootstrap_agrees_with_the_standard_error() {
        // One pair: the standard error of a mean of 400 values, 40 of which are 1 and the others 0, is 0.015.
        let second: Vec<bool> = (0..400).map(|image| image % 10 != 0).collect();
        let found = Comparison::new(&[vec![true; 400]], &[second], Bootstrap { samples: 4000, seed: 1 }).unwrap();
        let expected = [0.1 - 1.96 * 0.015, 0.1 + 1.96 * 0.015];
        for (found, expected) in found.interval.into_iter().zip(expected) {
            assert!((found - expected).abs() < 0.004, "{found} {expected}");
        }
    }

    #[test]
    fn images_that_are_alike_widen_the_interval_by_their_groups() {
        // Forty groups of ten images, all of a group right or wrong: the standard error of forty values.
        let second: Vec<bool> = (0..400).map(|image| image / 10 % 10 != 0).collect();
        let groups: Vec<usize> = (0..400).map(|image| 7 * (image / 10)).collect();
        let bootstrap = Bootstrap { samples: 4000, seed: 1 };
        let found = Comparison::by_group(&[vec![true; 400]], &[second], &groups, bootstrap).unwrap();
        assert_eq!((found.images, found.groups), (400, 40));
        let error = (0.1_f64 * 0.9 / 40.0).sqrt();
        let width = found.interval[1] - found.interval[0];
        assert!((width / (2.0 * 1.96 * error) - 1.0).abs() < 0.12, "{width}");
    }

    #[test]
    fn pairs_that_differ_widen_the_interval() {
        let good = || vec![true; 1000];
        let bad = |share: usize| (0..1000).map(|image| image % 100 >= share).collect::<Vec<bool>>();
        let width = |shares: [usize; 4]| {
            let first = [good(), good(), good(), good()];
            let found = Comparison::new(&first, &shares.map(bad), Bootstrap { samples: 2000, seed: 0 }).unwrap();
            assert!((found.difference - 0.1).abs() < 1e-12);
            found.interval[1] - found.interval[0]
        };
        assert!(width([0, 20, 0, 20]) > 2.0 * width([10; 4]));
    }

    #[test]
    fn what_can_not_be_paired_is_refused() {
        let one = || vec![true, false];
        let refused =
            |first: &Correct, second: &Correct| Comparison::new(first, second, Bootstrap::default()).unwrap_err();
        assert_eq!(refused(&[one()], &[]), ComparisonError::Networks { first: 1, second: 0 });
        assert_eq!(refused(&[], &[]), ComparisonError::Networks { first: 0, second: 0 });
        assert_eq!(refused(&[one()], &[vec![true]]), ComparisonError::Images { first: 2, second: 1 });
        assert_eq!(refused(&[vec![]], &[vec![]]), ComparisonError::Images { first: 0, second: 0 });
    }
}
