//! Independent draws of what is random in an experiment, and the statistics over them.

use serde::ser::SerializeStruct;

use super::context::Scores;

/// The seeds of independent draws: `first`, `first` + 1 and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    /// The seed of the first draw.
    pub first: u64,
    /// How many draws; 0 counts as 1.
    pub count: u32,
}

impl Draws {
    /// A single draw.
    pub fn one(seed: u64) -> Self {
        Self { first: seed, count: 1 }
    }

    /// These draws, or only one where nothing is `random`.
    pub(super) fn needed(self, random: bool) -> Self {
        if random { self } else { Self::one(self.first) }
    }

    /// The scores of all draws from those of the [`Draws::needed`] ones.
    pub(super) fn all(self, needed: &[Scores]) -> Vec<Scores> {
        needed.iter().copied().cycle().take(self.seeds().len()).collect()
    }

    /// The scores of all draws: `score` of each seed, or of the first alone where nothing is `random`.
    pub(super) fn scores<E>(self, random: bool, score: impl FnMut(u64) -> Result<Scores, E>) -> Result<Vec<Scores>, E> {
        let needed: Vec<Scores> = self.needed(random).seeds().into_iter().map(score).collect::<Result<_, E>>()?;
        Ok(self.all(&needed))
    }

    /// The seed of each draw.
    pub fn seeds(&self) -> Vec<u64> {
        (0..self.count.max(1)).map(|draw| self.first.wrapping_add(draw.into())).collect()
    }
}

/// Scores over draws: arithmetic means, standard deviations of single draws, and the lowest values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawStatistics {
    /// How many draws.
    pub draws: usize,
    /// Accuracy by the longest-winner rule, mean over the draws, 0 to 1.
    pub winner: f64,
    /// Its sample standard deviation; `None` for a single draw.
    pub winner_sd: Option<f64>,
    /// Its lowest value.
    pub winner_lowest: f64,
    /// Lowest per-class recall by the longest-winner rule, mean over the draws, 0 to 1.
    pub winner_worst: f64,
    /// Accuracy by the largest mean output, mean over the draws, 0 to 1.
    pub mean: f64,
    /// Its sample standard deviation; `None` for a single draw.
    pub mean_sd: Option<f64>,
    /// Its lowest value.
    pub mean_lowest: f64,
}

impl DrawStatistics {
    pub(super) const FIELDS: usize = 8;

    /// Serialises them as fields of the struct that they are in: tables have no nested columns.
    pub(super) fn serialize_fields<S: SerializeStruct>(&self, into: &mut S) -> Result<(), S::Error> {
        into.serialize_field("draws", &self.draws)?;
        into.serialize_field("winner", &self.winner)?;
        into.serialize_field("winner_sd", &self.winner_sd)?;
        into.serialize_field("winner_lowest", &self.winner_lowest)?;
        into.serialize_field("winner_worst", &self.winner_worst)?;
        into.serialize_field("mean", &self.mean)?;
        into.serialize_field("mean_sd", &self.mean_sd)?;
        into.serialize_field("mean_lowest", &self.mean_lowest)
    }

    /// The statistics of `scores`, one for each draw. NaN and infinity if there is none.
    pub fn of(scores: &[Scores]) -> Self {
        let all = |pick: fn(&Scores) -> f64| scores.iter().map(pick).collect::<Vec<f64>>();
        let (winner, mean) = (all(|scores| scores.winner), all(|scores| scores.mean));
        Self {
            draws: scores.len(),
            winner: average(&winner),
            winner_sd: standard_deviation(&winner),
            winner_lowest: lowest(&winner),
            winner_worst: average(&all(|scores| scores.winner_worst)),
            mean: average(&mean),
            mean_sd: standard_deviation(&mean),
            mean_lowest: lowest(&mean),
        }
    }
}

/// The mean, exactly that of equal values; NaN if there is none.
pub(super) fn average(values: &[f64]) -> f64 {
    let first = values.first().copied().unwrap_or(f64::NAN);
    first + values.iter().map(|value| value - first).sum::<f64>() / values.len() as f64
}

pub(super) fn lowest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The sample standard deviation of at least two values.
pub(super) fn standard_deviation(values: &[f64]) -> Option<f64> {
    let mean = average(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() as f64 - 1.0)).sqrt())
}

/// The value of which the share `share`, 0 to 1, of the others are below; NaN if there is none.
pub fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = values.len().saturating_sub(1) as f64 * share;
    values.get(place.round() as usize).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(winner: f64) -> Scores {
        Scores { winner, winner_worst: winner / 2.0, mean: 0.9 }
    }

    #[test]
    fn draws_have_mean_standard_deviation_and_lowest() {
        let found = DrawStatistics::of(&[scores(0.8), scores(0.6), scores(1.0)]);
        assert!((found.winner - 0.8).abs() < 1e-12 && (found.winner_sd.unwrap() - 0.2).abs() < 1e-12);
        assert_eq!((found.draws, found.winner_lowest, found.mean, found.mean_sd), (3, 0.6, 0.9, Some(0.0)));
        assert!((found.winner_worst - 0.4).abs() < 1e-12);
        assert_eq!(DrawStatistics::of(&[scores(0.7)]).winner_sd, None, "one draw says nothing of their spread");
        assert_eq!(Draws { first: 5, count: 3 }.seeds(), [5, 6, 7]);
    }
}
