//! From outputs in time to an answer: which output leads how long.

use serde::{Deserialize, Serialize};

use crate::dataset::{Class, ClassCount};

/// How the answer is taken from the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The output that is largest for the longest share of the window, as in the paper.
    Winner,
    /// The output whose time mean is largest.
    Mean,
    /// The output that is largest at the end of the window.
    Last,
}

impl Rule {
    /// All.
    pub const ALL: [Self; 3] = [Self::Winner, Self::Mean, Self::Last];

    /// As the command line and the window call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Winner => "winner",
            Self::Mean => "mean",
            Self::Last => "last",
        }
    }
}

/// How often each output led, and the sums of the outputs; a value for each class.
///
/// ```
/// use nullcline::dataset::{Class, ClassCount};
/// use nullcline::network::{Rule, VoteCounts};
///
/// let mut votes = VoteCounts::new(ClassCount::new(3).ok_or("2 to 256 classes")?);
/// for outputs in [[1.0, 0.0, 0.9], [1.0, 0.0, 0.9], [-9.0, 0.0, 0.9]] {
///     votes.push(&outputs);
/// }
/// // Output 0 led for two of three samples, output 2 has the largest mean and led at the end.
/// assert_eq!(votes.shares(), [2.0 / 3.0, 0.0, 1.0 / 3.0]);
/// assert_eq!(Rule::ALL.map(|rule| votes.answer(rule)), [0, 2, 2].map(Class::new));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoteCounts {
    /// Samples at which each output was the largest.
    pub counts: Vec<u32>,
    /// The sum of each output over all samples.
    pub sums: Vec<f64>,
    /// Each output at the last sample so far.
    pub last: Vec<f32>,
}

impl VoteCounts {
    /// None so far.
    pub fn new(classes: ClassCount) -> Self {
        let count = classes.get();
        Self { counts: vec![0; count], sums: vec![0.0; count], last: vec![0.0; count] }
    }

    /// Samples in all.
    pub fn samples(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The share of time for which each output led; sums to 1. All zero before the first sample.
    pub fn shares(&self) -> Vec<f64> {
        let samples = f64::from(self.samples().max(1));
        self.counts.iter().map(|count| f64::from(*count) / samples).collect()
    }

    /// The time mean of each output.
    pub fn means(&self) -> Vec<f32> {
        self.each_mean().collect()
    }

    fn each_mean(&self) -> impl Iterator<Item = f32> {
        let samples = f64::from(self.samples().max(1));
        self.sums.iter().map(move |sum| (sum / samples) as f32)
    }

    /// The answer by `rule`. Outputs that led equally long are told apart by their means.
    pub fn answer(&self, rule: Rule) -> Class {
        match rule {
            Rule::Mean => Class::of_largest_in(self.each_mean()),
            Rule::Last => Class::of_largest(&self.last),
            Rule::Winner => {
                let most = self.counts.iter().max().copied().unwrap_or(0);
                let leads = self.each_mean().zip(&self.counts);
                Class::of_largest_in(leads.map(|(mean, count)| if *count == most { mean } else { f32::NEG_INFINITY }))
            }
        }
    }

    /// Takes in the outputs of the next sample.
    ///
    /// # Panics
    /// If there are more outputs than classes.
    pub fn push(&mut self, outputs: &[f32]) {
        self.counts[Class::of_largest(outputs).index()] += 1;
        for (sum, output) in self.sums.iter_mut().zip(outputs) {
            *sum += f64::from(*output);
        }
        self.last.copy_from_slice(outputs);
    }

    /// The class that led longest but for the winner.
    pub fn second(&self) -> Class {
        let winner = self.answer(Rule::Winner).index();
        let shares = self.shares().into_iter().enumerate();
        Class::of_largest_in(shares.map(|(class, share)| if class == winner { -1.0 } else { share as f32 }))
    }

    /// Whether the winner is hardly ahead of the second: a lookup table and integration may then give different winners, since
    /// time shares of theirs differ by some samples of the thousand. Of 600 answers by `ann` in FHN neurons ten differed, at
    /// margins up to 0.03.
    pub fn is_near_tie(&self) -> bool {
        self.margin() < 0.04
    }

    /// The lead of the winner over the second, in shares of time.
    pub fn margin(&self) -> f64 {
        let mut shares = self.shares();
        shares.sort_by(|a, b| b.total_cmp(a));
        shares[0] - shares[1]
    }
}

/// The outputs of one image at each sample of the window, and which of them leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutputTraces {
    /// Sample after sample, a value for each class.
    values: Vec<f32>,
    /// The same as votes.
    pub votes: VoteCounts,
}

impl OutputTraces {
    /// No sample so far.
    pub fn new(classes: ClassCount) -> Self {
        Self { values: Vec::new(), votes: VoteCounts::new(classes) }
    }

    /// Takes in the outputs of the next sample.
    ///
    /// # Panics
    /// If there are not as many as classes.
    pub fn push(&mut self, outputs: &[f32]) {
        self.votes.push(outputs);
        self.values.extend_from_slice(outputs);
    }

    /// How many samples.
    pub fn samples(&self) -> usize {
        self.values.len() / self.votes.counts.len()
    }

    /// All outputs, sample after sample.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The outputs at each sample, a value for each class.
    pub fn outputs(&self) -> std::slice::ChunksExact<'_, f32> {
        self.values.chunks_exact(self.votes.counts.len())
    }

    /// The outputs at a sample.
    ///
    /// # Panics
    /// If there is no such sample.
    pub fn at(&self, sample: usize) -> &[f32] {
        let classes = self.votes.counts.len();
        &self.values[sample * classes..][..classes]
    }

    /// The class that leads at each sample.
    pub fn leaders(&self) -> impl Iterator<Item = Class> {
        self.outputs().map(Class::of_largest)
    }

    /// The sample after which the class that had led longest so far was never again another one.
    pub fn decided_at(&self) -> usize {
        let mut counts = vec![0_u32; self.votes.counts.len()];
        let mut ahead = None;
        let mut changed = 0;
        for (sample, leader) in self.leaders().enumerate() {
            counts[leader.index()] += 1;
            let best = ahead.get_or_insert(leader);
            if leader != *best && counts[leader.index()] > counts[best.index()] {
                *best = leader;
                changed = sample;
            }
        }
        changed
    }
}
