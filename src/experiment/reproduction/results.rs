//! Results of a reproduction as plain data. Accuracies are shares, 0 to 1, unless a name says percent.

use serde::{Deserialize, Serialize};

use super::settings::{Biases, ReproductionSettings};
use super::variant::Variant;
use crate::experiment::paper::CLASSES;
use crate::network::EpochReport;
use crate::neuron::Timing;

/// Mean and standard deviation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation of the values (not of their mean); 0 for one value.
    pub deviation: f64,
}

impl Spread {
    /// Of these values, summed in their order; NaN if there is none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        if values.len() == 1 {
            return Self { mean, deviation: 0.0 };
        }
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self { mean, deviation: (squares / (count - 1.0)).sqrt() }
    }
}

/// Everything that was computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reproduction {
    /// The settings.
    pub settings: ReproductionSettings,
    /// Fingerprint of the training images.
    pub train_hash: String,
    /// Fingerprint of the test images.
    pub test_hash: String,
    /// Section 1.
    pub plain: Vec<PlainResult>,
    /// Section 3, Table 1.
    pub table_1: Table1,
    /// Section 3, Fig. 3.
    #[serde(alias = "races")]
    pub traces: Vec<TracesResult>,
    /// The fit of epsilon to Table 1, for each treatment of the biases; that of Table 1 and Fig. 4 first.
    pub fits: Vec<EpsilonFit>,
    /// Section 3, Fig. 4: one for each epsilon.
    pub sweeps: Vec<GammaSweep>,
    /// The mean law, one check for each gain.
    pub mean_law: Vec<MeanLawCheck>,
    /// Section 4, Table 2.
    pub table_2: Table2,
    /// Section 4, Fig. 6: one for each seed.
    pub trainings: Vec<PaperTraining>,
    /// Other readings of section 4.
    pub variants: Vec<VariantResult>,
}

/// Samples of each of Fig. 3's traces in a condensed reproduction, at most.
const CONDENSED_SAMPLES: usize = 500;

impl Reproduction {
    /// The same for a small file, as exact as figures and tables show it: numbers to five significant digits, outputs to a
    /// 500th of their range and at most at 500 times.
    pub fn condensed(&self) -> Self {
        let rounded = serde_json::to_value(self).map(rounded).and_then(serde_json::from_value);
        // What can be kept as JSON can be rounded.
        let mut condensed: Self = rounded.unwrap_or_else(|_| self.clone());
        condensed.traces = self.traces.iter().map(TracesResult::condensed).collect();
        condensed
    }
}

/// All numbers in it to five significant digits.
fn rounded(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) if number.is_f64() => {
            let text = format!("{:.4e}", number.as_f64().unwrap_or(f64::NAN));
            text.parse().map_or(Value::Number(number), |number: f64| Value::from(number))
        }
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, rounded(value))).collect())
        }
        other => other,
    }
}

/// A plain network.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlainResult {
    /// Its seed.
    pub seed: u64,
    /// Whether it has biases.
    pub biases: bool,
    /// Share of its training set.
    pub train_accuracy: f64,
    /// Share of the test set.
    pub test_accuracy: f64,
}

/// Table 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table1 {
    /// The gains.
    pub gammas: Vec<f64>,
    /// For each network, each gain, training and test set: recall of each digit.
    pub per_digit: Vec<Vec<[[f64; CLASSES]; 2]>>,
    /// The same of all images.
    pub overall: Vec<Vec<[f64; 2]>>,
}

impl Table1 {
    /// Over the networks: of a digit at a gain, on the training set (0) or the test set (1).
    pub fn digit(&self, digit: usize, gamma: usize, set: usize) -> Spread {
        Spread::of(self.per_digit.iter().map(|network| network[gamma][set][digit]))
    }

    /// Over the networks: of all images.
    pub fn average(&self, gamma: usize, set: usize) -> Spread {
        Spread::of(self.overall.iter().map(|network| network[gamma][set]))
    }
}

/// Output traces of a network for one image: a panel of Fig. 3.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TracesResult {
    /// The image's digit.
    pub digit: u8,
    /// Its place in the test set.
    pub picture: usize,
    /// The time of each sample, from the start of the transient.
    pub times: Vec<f64>,
    /// The ten outputs at each.
    pub outputs: Vec<Vec<f32>>,
    /// The share of the window for which each digit led.
    pub shares: Vec<f64>,
    /// The digit that led longest.
    pub winner: u8,
}

impl TracesResult {
    fn condensed(&self) -> Self {
        let every = self.times.len().div_ceil(CONDENSED_SAMPLES).max(1);
        let values = || self.outputs.iter().flatten();
        let range = values().fold(f32::NEG_INFINITY, |most, value| most.max(*value))
            - values().fold(f32::INFINITY, |least, value| least.min(*value));
        // To a power of ten: 12.3, not 12.345.
        let scale = 10f32.powf((500.0 / range.max(f32::MIN_POSITIVE)).log10().ceil());
        let round = |outputs: &Vec<f32>| outputs.iter().map(|output| (output * scale).round() / scale).collect();
        Self {
            times: self.times.iter().step_by(every).map(|time| (time * 1e4).round() / 1e4).collect(),
            outputs: self.outputs.iter().step_by(every).map(round).collect(),
            ..self.clone()
        }
    }
}

/// The fit of epsilon to Table 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpsilonFit {
    /// The treatment of the biases.
    pub biases: Biases,
    /// The epsilons.
    pub epsilons: Vec<f64>,
    /// For each network and epsilon: the root mean square of the differences to Table 1, test set, over ten digits and three
    /// gains, in percentage points.
    pub errors: Vec<Vec<f64>>,
    /// For each network and epsilon the accuracy at each gain of Table 1.
    pub accuracies: Vec<Vec<[f64; 3]>>,
    /// For each network, the epsilon of the smallest difference.
    pub best: Vec<f64>,
    /// For each epsilon, gain of Table 1 and digit: the mean accuracy of all networks.
    pub per_digit: Vec<[[f64; CLASSES]; 3]>,
    /// For the mean of all networks, the differences.
    pub errors_of_mean: Vec<f64>,
    /// The epsilon at which the mean of all networks is closest.
    pub best_of_mean: f64,
}

/// Accuracy against gamma at one epsilon: a curve of Fig. 4. Networks come first, gains second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GammaSweep {
    /// The epsilon.
    pub epsilon: f64,
    /// The gains.
    pub gammas: Vec<f64>,
    /// By the longest-winner rule.
    pub winner: Vec<Vec<f64>>,
    /// By the largest time mean, measured over the window.
    pub mean: Vec<Vec<f64>>,
    /// By the largest time mean, as the mean law predicts it.
    pub law: Vec<Vec<f64>>,
}

/// The time mean of x of every neuron and image against -(a + I).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeanLawCheck {
    /// The gain.
    pub gamma: f64,
    /// Neurons that were measured: a hundred an image.
    pub neurons: usize,
    /// The range of both axes of the density.
    pub range: (f64, f64),
    /// Cells on each axis of the density.
    pub cells: usize,
    /// How many neurons are in each cell, row by row; predicted across, measured upwards.
    pub density: Vec<u32>,
    /// The root mean square of measured minus predicted.
    pub rms: f64,
    /// The largest of the differences.
    pub largest: f64,
    /// The mean of measured minus predicted.
    pub bias: f64,
    /// The accuracy by the largest mean output, measured.
    pub measured_accuracy: f64,
    /// The same as the law predicts it.
    pub predicted_accuracy: f64,
}

/// A network trained as in section 4, epoch by epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperTraining {
    /// Its seed, which also draws the subset.
    pub seed: u64,
    /// Cost and accuracies after each epoch.
    pub epochs: Vec<EpochReport>,
}

/// Table 2. Networks come first; then the training and test sets of 10,000 and 1,000 images, and those of 60,000 and 10,000.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table2 {
    /// Recall of each digit.
    pub per_digit: Vec<[[f64; CLASSES]; 4]>,
    /// The same of all images.
    pub overall: Vec<[f64; 4]>,
    /// Networks trained on all 60,000 images, on the full test set.
    pub with_all: Vec<Recognition>,
    /// The networks of this table on the full test set, with one output excluded from the vote: of each network one for each
    /// digit. Empty in files of versions before 0.2.
    #[serde(default)]
    pub without: Vec<Vec<Recognition>>,
    /// The first network of this table on the full test set, with other simulation protocols.
    pub protocols: Vec<ProtocolResult>,
}

/// The accuracy for one simulation protocol.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtocolResult {
    /// Transient, window, sampling and step.
    pub times: Timing,
    /// The accuracy.
    pub accuracy: f64,
}

impl Table2 {
    /// Over the networks: of a digit in a column.
    pub fn digit(&self, digit: usize, column: usize) -> Spread {
        Spread::of(self.per_digit.iter().map(|network| network[column][digit]))
    }

    /// The networks on the full test set with the output of this digit excluded from the vote.
    pub fn without(&self, digit: usize) -> impl Iterator<Item = &Recognition> {
        self.without.iter().filter_map(move |network| network.get(digit))
    }

    /// Over the networks: of all images.
    pub fn average(&self, column: usize) -> Spread {
        Spread::of(self.overall.iter().map(|network| network[column]))
    }
}

/// Accuracy and recalls of a network on the full test set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    /// Its seed.
    pub seed: u64,
    /// The accuracy.
    pub accuracy: f64,
    /// The same of each digit.
    pub per_digit: [f64; CLASSES],
    /// The share of all images that are classified as each digit.
    pub answers: [f64; CLASSES],
}

impl Recognition {
    /// The lowest per-class recall, with its digit.
    pub fn lowest_recall(&self) -> (usize, f64) {
        let pairs = self.per_digit.iter().copied().enumerate();
        pairs.fold((0, f64::INFINITY), |lowest, pair| if pair.1 < lowest.1 { pair } else { lowest })
    }

    /// The digits with a recall below this.
    pub fn lost(&self, below: f64) -> Vec<usize> {
        (0..CLASSES).filter(|digit| self.per_digit[*digit] < below).collect()
    }
}

/// A variant of section 4 and its results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VariantResult {
    /// The variant.
    pub variant: Variant,
    /// Epochs of its training.
    pub epochs: u32,
    /// One for each seed. A training that diverged has none.
    pub outcomes: Vec<Recognition>,
    /// Why trainings failed, if any did.
    pub failures: Vec<String>,
}
