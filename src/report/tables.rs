//! The tables of a reproduction, as rows for CSV files and for the report.

use super::csv_text;
use crate::experiment::paper;
use crate::experiment::paper::CLASSES;
use crate::experiment::reproduction::{Reproduction, Spread};

/// A table: a header and rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// As in `table_1`.
    pub name: &'static str,
    /// The names of the columns.
    pub header: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// As CSV; numbers parse back to the same f64, `NaN` is one that could not be computed.
    #[allow(clippy::missing_panics_doc, reason = "it does not: see below")]
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write = |record: csv::StringRecord| {
            #[allow(clippy::expect_used, reason = "a vector can be written to, and rows are as long as the header")]
            writer.write_record(&record).expect("a row in memory");
        };
        write(self.header.iter().collect());
        self.rows.iter().for_each(|row| write(row.iter().map(|field| csv_text::field(field)).collect()));
        #[allow(clippy::expect_used, reason = "a vector can always be written to")]
        let bytes = writer.into_inner().expect("a table in memory");
        csv_text::file(&String::from_utf8_lossy(&bytes))
    }
}

/// A row's name: a digit, or all of them.
fn digits() -> impl Iterator<Item = (Option<usize>, String)> {
    (0..CLASSES).map(|digit| (Some(digit), digit.to_string())).chain([(None, "average".to_owned())])
}

/// Paper, ours, deviation and difference, percent. Ours comes in as a share.
fn beside(printed: f64, ours: Spread) -> [String; 4] {
    let (mean, deviation) = (100.0 * ours.mean, 100.0 * ours.deviation);
    [printed.to_string(), mean.to_string(), deviation.to_string(), (mean - printed).to_string()]
}

/// Every table of a reproduction.
pub fn tables(reproduction: &Reproduction) -> Vec<Table> {
    vec![
        plain(reproduction),
        table_1(reproduction),
        table_2(reproduction),
        epsilon_fit(reproduction),
        mean_law(reproduction),
        choices(reproduction),
    ]
}

fn plain(reproduction: &Reproduction) -> Table {
    let row = |set: &str, printed: f64, values: Vec<f64>| {
        [vec![set.to_owned()], beside(printed, Spread::of(values)).to_vec()].concat()
    };
    let without = || reproduction.plain.iter().filter(|own| !own.biases);
    Table {
        name: "plain_network",
        header: vec!["set", "paper_percent", "ours_percent", "deviation", "difference"],
        rows: vec![
            row("training", paper::PLAIN[0], without().map(|own| own.train_accuracy).collect()),
            row("test", paper::PLAIN[1], without().map(|own| own.test_accuracy).collect()),
        ],
    }
}

fn table_1(reproduction: &Reproduction) -> Table {
    let table = &reproduction.table_1;
    let mut rows = Vec::new();
    for (index, gamma) in table.gammas.iter().enumerate() {
        for (set, name) in ["training", "test"].into_iter().enumerate() {
            for (digit, label) in digits() {
                let (printed, ours) = match digit {
                    Some(digit) => (paper::TABLE_1[digit][index][set], table.digit(digit, index, set)),
                    None => (paper::TABLE_1_AVERAGE[index][set], table.average(index, set)),
                };
                rows.push([vec![gamma.to_string(), name.to_owned(), label], beside(printed, ours).to_vec()].concat());
            }
        }
    }
    let header = vec!["gamma", "set", "digit", "paper_percent", "ours_percent", "deviation", "difference"];
    Table { name: "table_1", header, rows }
}

/// The sets of Table 2.
pub(super) const TABLE_2_SETS: [&str; 4] = ["training 10000", "test 1000", "training 60000", "test 10000"];

fn table_2(reproduction: &Reproduction) -> Table {
    let mut rows = Vec::new();
    for (column, name) in TABLE_2_SETS.into_iter().enumerate() {
        for (digit, label) in digits() {
            let (printed, ours) = match digit {
                Some(digit) => (paper::TABLE_2[digit][column], reproduction.table_2.digit(digit, column)),
                None => (paper::TABLE_2_AVERAGE[column], reproduction.table_2.average(column)),
            };
            rows.push([vec![name.to_owned(), label], beside(printed, ours).to_vec()].concat());
        }
    }
    let header = vec!["set", "digit", "paper_percent", "ours_percent", "deviation", "difference"];
    Table { name: "table_2", header, rows }
}

fn epsilon_fit(reproduction: &Reproduction) -> Table {
    let mut rows = Vec::new();
    for fit in &reproduction.fits {
        for (index, (errors, accuracies)) in fit.errors.iter().zip(&fit.accuracies).enumerate() {
            let seed = reproduction.settings.seed.wrapping_add(index as u64).to_string();
            for ((epsilon, error), own) in fit.epsilons.iter().zip(errors).zip(accuracies) {
                let start = vec![fit.biases.name().to_owned(), seed.clone(), epsilon.to_string(), error.to_string()];
                rows.push([start, own.iter().map(|share| (100.0 * share).to_string()).collect()].concat());
            }
        }
    }
    let header =
        ["biases", "seed", "epsilon", "rms_difference", "gamma_-0.5_percent", "gamma_-1_percent", "gamma_0.5_percent"];
    Table { name: "epsilon_fit", header: header.to_vec(), rows }
}

fn mean_law(reproduction: &Reproduction) -> Table {
    let row = |check: &crate::experiment::reproduction::MeanLawCheck| {
        let (measured, predicted) = (100.0 * check.measured_accuracy, 100.0 * check.predicted_accuracy);
        let values = [check.gamma, check.rms, check.largest, check.bias, measured, predicted, measured - predicted];
        [vec![check.neurons.to_string()], values.map(|value| value.to_string()).to_vec()].concat()
    };
    Table {
        name: "mean_law_check",
        header: vec![
            "neurons",
            "gamma",
            "rms_difference",
            "largest_difference",
            "mean_difference",
            "measured_percent",
            "predicted_percent",
            "difference",
        ],
        rows: reproduction.mean_law.iter().map(row).collect(),
    }
}

fn choices(reproduction: &Reproduction) -> Table {
    let mut rows = Vec::new();
    for result in &reproduction.variants {
        for outcome in &result.outcomes {
            let (digit, share) = outcome.lowest_recall();
            let start =
                [&result.variant.choice, &result.variant.value, &result.variant.flags].map(Clone::clone).to_vec();
            let numbers = vec![
                result.epochs.to_string(),
                outcome.seed.to_string(),
                (100.0 * outcome.accuracy).to_string(),
                digit.to_string(),
                (100.0 * share).to_string(),
            ];
            let digits = outcome.per_digit.iter().map(|share| (100.0 * share).to_string()).collect();
            rows.push([start, numbers, digits].concat());
        }
    }
    let start = [
        "choice",
        "value",
        "flags",
        "epochs",
        "seed",
        "accuracy_percent",
        "lowest_recall_digit",
        "lowest_recall_percent",
    ];
    let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    Table { name: "choices", header: [&start[..], &digits[..]].concat(), rows }
}
