//! The programs in examples/ run as they are built, and print what they promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

use std::collections::HashMap;
use std::process::{Command, Output};

use nullcline::control::StopToken;
use nullcline::experiment::ImageClassifier;
use nullcline::network::{Coupling, Model, Rule};
use nullcline::neuron::Timing;
use nullcline::synth::{DrawnStyle, drawn_digits};

/// A row of a table, by the names of its columns.
type Row = HashMap<String, String>;

/// Runs the example that cargo has built beside this test.
fn run(example: &str, argument: &str) -> Output {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap().join("examples");
    let program = folder.join(example).with_extension(std::env::consts::EXE_EXTENSION);
    // `cargo test` builds examples before it runs tests; `cargo test --test examples` does not.
    assert!(program.is_file(), "{}: not there; cargo build --examples makes it", program.display());
    Command::new(program).arg(argument).output().unwrap()
}

/// The table that an example prints.
fn table(example: &str, argument: &str) -> Vec<Row> {
    let output = run(example, argument);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{example} {argument}: {errors}");
    csv::Reader::from_reader(&output.stdout[..]).deserialize().map(Result::unwrap).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is not a number in {row:?}"))
}

/// The row at this drive.
fn at(rows: &[Row], c: f64) -> &Row {
    rows.iter().find(|row| number(row, "c") == c).unwrap_or_else(|| panic!("no row for c {c}"))
}

fn assert_refused(example: &str, argument: &str, sentence: &str) {
    let output = run(example, argument);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(errors.contains(sentence), "{errors}");
}

/// Oscillating and at rest, x of both methods has the time mean -c: y is bounded, so the mean over the time T misses it by the
/// change of y divided by T, which is known too.
#[test]
fn a_trajectory_has_the_mean_minus_c() {
    for c in [-0.5, 0.0, 0.3, 1.2] {
        let rows = table("trajectory", &c.to_string());
        let (first, last) = (&rows[0], &rows[rows.len() - 1]);
        assert_eq!((rows.len(), number(first, "t"), number(last, "t")), (5001, 0.0, 100.0));
        for method in ["rk4", "adaptive"] {
            let (x, y) = (format!("x_{method}"), format!("y_{method}"));
            let ends = (number(first, &x) + number(last, &x)) / 2.0;
            let mean = (rows.iter().map(|row| number(row, &x)).sum::<f64>() - ends) / 5000.0;
            assert!((mean + c).abs() < 0.025, "{method}, c {c}: {mean}");
            let expected = -c + (number(last, &y) - number(first, &y)) / 100.0;
            assert!((mean - expected).abs() < 1e-4, "{method}, c {c}: {mean}, not {expected}");
        }
        let farthest = rows.iter().map(|row| number(row, "distance")).fold(0.0, f64::max);
        assert!(farthest < 0.01, "c {c}: the methods are {farthest} apart");
    }
}

#[test]
fn the_diagram_agrees_with_independent_cycles() {
    let mut reader = csv::Reader::from_path("tests/reference/cycles.csv").unwrap();
    let reference: Vec<Row> = reader.deserialize().map(Result::unwrap).collect();
    for epsilon in ["0.5", "0.1", "0.05"] {
        let rows = table("bifurcation", epsilon);
        for expected in reference.iter().filter(|row| row["epsilon"] == epsilon && number(row, "c").abs() <= 1.2) {
            let c = number(expected, "c");
            let found = at(&rows, c);
            let columns: &[_] = if expected["regime"] == "rest" {
                assert_eq!((&*found["regime"], &*found["period"]), ("rest", ""), "epsilon {epsilon}, c {c}");
                &["x_min", "x_max"]
            } else {
                &["period", "x_min", "x_max"]
            };
            for column in columns {
                let error = (number(found, column) - number(expected, column)).abs();
                assert!(error < 1e-6, "epsilon {epsilon}, c {c}: {column} is off by {error:e}");
            }
        }
    }
}

/// The period and the amplitude at c = 0 are those of van der Pol's oscillator, and at the Hopf bifurcation those of a small
/// harmonic oscillation: 2 pi sqrt(epsilon) and 0.
#[test]
fn the_diagram_ends_in_the_hopf_bifurcation() {
    let rows = table("bifurcation", "0.1");
    assert!((number(at(&rows, 0.0), "period") - 2.868_609_53).abs() < 1e-7);
    for row in &rows {
        let c = number(row, "c");
        assert_eq!(row["regime"] == "rest", c.abs() >= 1.0, "{row:?}");
        assert!((number(row, "mean_x") + c).abs() < 1e-6, "{row:?}");
    }
    for side in [-1.0, 1.0] {
        let near = at(&rows, 0.999 * side);
        let harmonic = 2.0 * std::f64::consts::PI * 0.1_f64.sqrt();
        assert!((number(near, "period") / harmonic - 1.0).abs() < 0.02, "{near:?}");
        // The amplitude grows with the root of the distance to the bifurcation.
        let ratio = number(at(&rows, 0.996 * side), "amplitude") / number(near, "amplitude");
        assert!((1.9..2.2).contains(&ratio), "{ratio}, not 2");
        assert_eq!((&*near["regime"], &*at(&rows, 0.95 * side)["regime"]), ("oscillation", "spikes"));
        assert_eq!(at(&rows, side)["equilibrium"], "Hopf point");
    }
}

/// The rows are the answers of the network in the file, which knows how it was trained, and nearly all are right.
#[test]
fn a_trained_network_is_in_its_file_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("digits.safetensors");
    let output = run("train", file.to_str().unwrap());
    let epochs = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && epochs.lines().all(|line| line.starts_with("epoch ")), "{epochs}");
    let rows: Vec<Row> = csv::Reader::from_reader(&output.stdout[..]).deserialize().map(Result::unwrap).collect();

    let Model { network, card } = Model::load(&file).unwrap();
    assert_eq!(network.units.fhn().unwrap().coupling, Coupling::Calibrated);
    assert_eq!(card.settings.unwrap().epochs as usize, epochs.lines().count());
    assert!(card.test_accuracy.unwrap() > 0.9);
    let classifier = ImageClassifier::new(network, Rule::Winner).unwrap();
    let images = drawn_digits(&DrawnStyle::SCHOOL, 3, 20);
    let times = Timing { transient: 200.0, ..Timing::default() };
    assert_eq!(rows.len(), images.len());
    for (index, row) in rows.iter().enumerate() {
        let found = classifier.read(&images.image(index), times, &StopToken::new()).unwrap();
        assert_eq!((number(row, "answer"), number(row, "margin")), (f64::from(found.answer.value()), found.margin));
        assert!((0.0..=100.0).contains(&number(row, "decided_at")), "{row:?}");
    }
    assert!(rows.iter().filter(|row| row["digit"] == row["answer"]).count() >= 18, "{rows:?}");
}

/// What the mean law says: means of calibrated neurons answer as the sigmoids do at any gain, and the transplant answers
/// wrongly where gamma is positive. By the longest winner the gain decides how much of it holds.
#[test]
fn accuracies_follow_the_mean_law() {
    let rows = table("accuracy_by_gamma", "0");
    let gammas: Vec<f64> = rows.iter().map(|row| number(row, "gamma")).collect();
    assert_eq!((gammas.len(), gammas[0], gammas[15]), (16, -2.0, 2.0));
    let images = |accuracy: f64| (300.0 * accuracy).round();
    for row in &rows {
        let of = |column| images(number(row, column));
        assert!(of("sigmoids") > 270.0 && of("sigmoids") <= 300.0, "{row:?}");
        assert!((of("calibrated_mean") - of("sigmoids")).abs() <= 1.0, "{row:?}");
        let gamma = number(row, "gamma");
        assert_eq!(of("transplant") < 30.0, gamma > 0.0, "{row:?}");
        assert_eq!(of("calibrated") > 250.0, gamma.abs() > 0.4, "{row:?}");
    }
}

#[test]
fn an_argument_out_of_range_is_refused_with_the_range() {
    assert_refused("trajectory", "30", "c must be a number from -20 to 20, not 30");
    assert_refused("trajectory", "fast", "c must be a number from -20 to 20, not \\\"fast\\\"");
    assert_refused("bifurcation", "0", "epsilon must be a number from 0.0001 to 10, not 0");
    assert_refused("accuracy_by_gamma", "-1", "the seed must be a whole number from 0");
    assert_refused("train", "no/such/folder/digits.safetensors", "digits.safetensors: can't be written");
}

/// Who cites the program cites the version at hand.
#[test]
fn the_citation_has_the_version_of_the_package() {
    let citation = std::fs::read_to_string("CITATION.cff").unwrap();
    let versions: Vec<&str> = citation.lines().filter_map(|line| line.strip_prefix("version: ")).collect();
    assert_eq!(versions, [env!("CARGO_PKG_VERSION")]);
    assert!(!citation.contains("repository"), "there is no public repository");
    assert!(citation.contains("doi: 10.1063/5.0152703"), "the article is cited, too");
}

/// Hindmarsh-Rose neurons rest below I = 1.2 or so and burst above, faster the larger the current.
#[test]
fn a_neuron_model_of_ones_own_rests_then_bursts() {
    let rows = table("neuron_model", "");
    let rates: Vec<f64> = rows.iter().map(|row| number(row, "spikes a unit of time")).collect();
    assert_eq!(rates[0], 0.0);
    assert!(rates[rates.len() - 1] > 0.02, "{rates:?}");
    for row in &rows {
        let (low, mean, high) = (number(row, "x_min"), number(row, "mean of x"), number(row, "x_max"));
        assert!(low - 1e-3 <= mean && mean <= high + 1e-3, "{row:?}");
    }
}
