//! Extent of a reproduction.

use serde::{Deserialize, Deserializer, Serialize};

use super::variant::Variant;
use crate::neuron::{Epsilon, Timing};

/// The extent of a reproduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All images and enough seeds for a spread: half an hour on two processors.
    Full,
    /// Fewer images, seeds, points and epochs: two minutes.
    Quick,
}

/// Treatment of the biases of a plain network. The paper mentions matrices only, while Keras trains biases by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Biases {
    /// Trained without.
    #[default]
    None,
    /// Trained with biases, and used with them.
    Kept,
    /// Trained with biases, which are then dropped.
    Dropped,
}

impl Biases {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "trained without biases",
            Self::Kept => "trained and used with biases",
            Self::Dropped => "trained with biases, matrices alone used",
        }
    }
}

/// All settings of a reproduction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReproductionSettings {
    /// The extent, as reports state it.
    pub extent: Extent,
    /// The first of the seeds; the others follow it.
    pub seed: u64,
    /// Plain networks of different seeds.
    pub plain_seeds: u32,
    /// The treatment of their biases in Table 1, Fig. 3, Fig. 4 and the mean law; the fit of epsilon tries every way.
    pub biases: Biases,
    /// Further treatments of biases for which epsilon is fitted.
    pub other_biases: Vec<Biases>,
    /// Epochs of a plain network.
    pub plain_epochs: u32,
    /// Training images that a plain network is trained with, at most.
    #[serde(deserialize_with = "at_most")]
    pub plain_images: usize,
    /// Training images of Tables 1 and 2, at most.
    #[serde(deserialize_with = "at_most")]
    pub train_images: usize,
    /// Test images of the tables, at most.
    #[serde(deserialize_with = "at_most")]
    pub test_images: usize,
    /// Test images of the fit of epsilon, the sweeps and the mean law, at most.
    #[serde(deserialize_with = "at_most")]
    pub images: usize,
    /// Time scale of the neurons by default.
    pub epsilon: Epsilon,
    /// Transient, window and sampling of Table 1 and Fig. 3.
    pub times: Timing,
    /// The same of the fit and of the sweeps, which have many points.
    pub sweep_times: Timing,
    /// Epsilons that Table 1 is fitted over.
    pub fit_epsilons: Vec<Epsilon>,
    /// Epsilons of Fig. 4.
    pub sweep_epsilons: Vec<Epsilon>,
    /// Gains from -2 to 2 of Fig. 4.
    pub sweep_points: u32,
    /// Test images whose neurons' time means are measured, each by itself.
    #[serde(deserialize_with = "at_most")]
    pub law_images: usize,
    /// Gains for which they are measured.
    pub law_gammas: Vec<f64>,
    /// Networks trained as in section 4, of different seeds.
    pub paper_seeds: u32,
    /// Epochs of each.
    pub paper_epochs: u32,
    /// The same, trained with all images.
    pub paper_full_seeds: u32,
    /// Seeds of each variant.
    pub variant_seeds: u32,
    /// Epochs of each.
    pub variant_epochs: u32,
    /// Test images of each, at most.
    #[serde(deserialize_with = "at_most")]
    pub variant_images: usize,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// A largest number of images, which may be more than a processor of 32 bits can count.
fn at_most<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    Ok(usize::try_from(u64::deserialize(from)?).unwrap_or(usize::MAX))
}

/// Epsilons from `first` to `last`, evenly by their logarithm.
fn epsilons(first: f64, last: f64, count: usize) -> Vec<Epsilon> {
    let ratio = (last / first).powf(1.0 / (count.max(2) - 1) as f64);
    // Three significant digits, for reports.
    let round = |value: f64| {
        let power = 10f64.powf(value.log10().floor() - 2.0);
        (value / power).round() * power
    };
    let values = (0..count).map(|index| round(first * ratio.powi(index as i32)));
    all(values.map(|value| (value * 1e9).round() / 1e9))
}

fn all(values: impl IntoIterator<Item = f64>) -> Vec<Epsilon> {
    #[allow(clippy::expect_used, reason = "those of the settings stand below, and tests make them all")]
    values.into_iter().map(|value| Epsilon::new(value).expect("an epsilon in range")).collect()
}

impl ReproductionSettings {
    /// All images, several seeds of everything.
    pub fn full(seed: u64) -> Self {
        Self {
            extent: Extent::Full,
            seed,
            plain_seeds: 6,
            biases: Biases::None,
            other_biases: vec![Biases::Kept, Biases::Dropped],
            plain_epochs: 25,
            plain_images: usize::MAX,
            train_images: usize::MAX,
            test_images: usize::MAX,
            images: usize::MAX,
            epsilon: Epsilon::DEFAULT,
            times: Timing::default(),
            sweep_times: Timing { every: 0.25, ..Timing::default() },
            fit_epsilons: epsilons(0.005, 5.0, 16),
            sweep_epsilons: all([0.01, 0.1, 0.5]),
            sweep_points: 41,
            law_images: 10_000,
            law_gammas: vec![-0.5, -1.5],
            paper_seeds: 5,
            paper_epochs: 25,
            paper_full_seeds: 2,
            variant_seeds: 3,
            variant_epochs: 25,
            variant_images: usize::MAX,
            variants: Variant::all(),
        }
    }

    /// Fewer of everything.
    pub fn quick(seed: u64) -> Self {
        Self {
            extent: Extent::Quick,
            plain_seeds: 2,
            other_biases: Vec::new(),
            train_images: 20_000,
            images: 2_000,
            times: Timing { every: 0.2, ..Timing::default() },
            sweep_times: Timing { every: 0.5, ..Timing::default() },
            fit_epsilons: epsilons(0.01, 5.0, 7),
            sweep_points: 17,
            law_images: 300,
            paper_seeds: 2,
            paper_epochs: 10,
            paper_full_seeds: 0,
            variant_seeds: 1,
            variant_epochs: 4,
            variant_images: 2_000,
            ..Self::full(seed)
        }
    }

    /// Every treatment of biases for which epsilon is fitted, that of Table 1 first.
    pub(super) fn ways(&self) -> Vec<Biases> {
        let others = self.other_biases.iter().copied().filter(|biases| *biases != self.biases);
        [self.biases].into_iter().chain(others).collect()
    }

    /// Whether plain networks are trained without biases, with them, or both.
    pub(super) fn trained_biases(&self) -> Vec<bool> {
        let ways = self.ways();
        let wanted = |with: &bool| ways.iter().any(|way| (*way != Biases::None) == *with);
        [false, true].into_iter().filter(wanted).collect()
    }

    /// The seeds of `count` networks.
    pub(super) fn seeds(&self, count: u32) -> impl Iterator<Item = u64> + use<> {
        let first = self.seed;
        (0..u64::from(count)).map(move |more| first.wrapping_add(more))
    }

    /// The command that computes the same.
    pub fn command(&self) -> String {
        let quick = if self.extent == Extent::Quick { " --quick" } else { "" };
        format!("nullcline reproduce --out DIR{quick} --seed {}", self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epsilons_are_evenly_spaced_round_and_in_range() {
        let values: Vec<f64> = epsilons(0.01, 1.0, 5).into_iter().map(Epsilon::get).collect();
        assert_eq!(values, [0.01, 0.0316, 0.1, 0.316, 1.0]);
        assert_eq!(ReproductionSettings::full(0).fit_epsilons.len(), 16);
    }
}
