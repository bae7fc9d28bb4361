//! The paper recomputed, on a very small setting: every file is there, tables parse back, and the numbers do not depend on
//! the number of threads.

use std::sync::LazyLock;

use nullcline::control::StopToken;
use nullcline::dataset::{ClassCount, ImageSet, embedded_test, embedded_train};
use nullcline::experiment::paper;
use nullcline::experiment::reproduction::{
    Biases, Images, MeanLawCheck, Reproduction, ReproductionSettings, Variant, reproduce,
};
use nullcline::neuron::{Epsilon, Timing};
use nullcline::report::{Document, documents, figures};

static PICTURES: LazyLock<(ImageSet, ImageSet)> =
    LazyLock::new(|| (embedded_train().unwrap(), embedded_test().unwrap()));

/// Small enough for a debug build.
fn tiny() -> ReproductionSettings {
    let times = Timing { transient: 10.0, window: 20.0, every: 0.5, step: None };
    ReproductionSettings {
        plain_seeds: 2,
        other_biases: vec![Biases::Dropped],
        plain_epochs: 1,
        plain_images: 1000,
        train_images: 1000,
        test_images: 200,
        images: 100,
        times,
        sweep_times: times,
        fit_epsilons: [0.1, 0.5].map(|epsilon| Epsilon::new(epsilon).unwrap()).to_vec(),
        sweep_epsilons: vec![Epsilon::DEFAULT],
        sweep_points: 5,
        law_images: 3,
        law_gammas: vec![-1.5],
        paper_seeds: 1,
        paper_epochs: 1,
        paper_full_seeds: 0,
        variant_seeds: 1,
        variant_epochs: 1,
        variant_images: 100,
        variants: Variant::all().into_iter().skip(3).take(1).collect(),
        ..ReproductionSettings::quick(5)
    }
}

fn run_with(threads: usize) -> (Reproduction, Vec<f32>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (train, test) = &*PICTURES;
    let mut reports = Vec::new();
    let hear = &mut |report: nullcline::experiment::reproduction::PhaseReport| reports.push(report.done);
    let pictures = Images { train, test };
    let result = pool.install(|| reproduce(&tiny(), pictures, &StopToken::new(), hear)).unwrap();
    (result, reports)
}

static RUN: LazyLock<(Reproduction, Vec<f32>)> = LazyLock::new(|| run_with(1));
static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| documents(&RUN.0).unwrap());

fn document(name: &str) -> &'static Document {
    DOCUMENTS.iter().find(|document| document.name == name).unwrap_or_else(|| panic!("{name}"))
}

fn rows(name: &str) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(&document(name).bytes[..]);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().map(Result::unwrap).collect())
}

#[test]
fn the_numbers_are_the_same_on_one_thread_and_on_two() {
    assert!(RUN.0 == run_with(2).0);
}

#[test]
fn progress_rises_from_the_start_to_the_end() {
    let reports = &RUN.1;
    assert!(reports.len() > 20 && reports[0] < 0.2 && reports.last() == Some(&1.0));
    assert!(reports.windows(2).all(|pair| pair[0] <= pair[1] + 1e-6), "{reports:?}");
}

#[test]
fn stopping_ends_it_without_a_result() {
    let stop = StopToken::new();
    let (train, test) = &*PICTURES;
    let handle = stop.clone();
    let mut reports = 0;
    let result = reproduce(&tiny(), Images { train, test }, &stop, &mut |_| {
        reports += 1;
        handle.stop();
    });
    assert!(result.unwrap_err().is_stopped());
    assert!(reports < 5, "{reports} reports after the stop");
}

#[test]
fn images_of_other_classes_than_ten_and_too_few_are_refused_before_the_work() {
    let (train, test) = &*PICTURES;
    let refused = |train: &ImageSet, test: &ImageSet| {
        let heard = &mut |_| panic!("the work began");
        reproduce(&tiny(), Images { train, test }, &StopToken::new(), heard).unwrap_err().to_string()
    };
    let letters = ImageSet::none(ClassCount::new(26).unwrap());
    for (train, test) in [(train, &letters), (&letters, test)] {
        let message = refused(train, test);
        assert!(message.contains("10 classes") && message.contains("have 26"), "{message}");
    }
    let message = refused(&train.first(500), test);
    assert!(message.contains("training") && message.contains("1000"), "{message}");
}

#[test]
fn the_report_has_every_table_and_figure_and_shows_each() {
    let page = String::from_utf8(document("report.md").bytes.clone()).unwrap();
    for figure in figures(&RUN.0) {
        for ending in ["png", "svg"] {
            assert!(document(&format!("{}.{ending}", figure.name)).bytes.len() > 1000);
        }
        assert!(page.contains(&format!("({}.png)", figure.name)), "{}", figure.name);
    }
    for name in ["table_1", "table_2", "figure_2", "figure_3", "figure_4", "figure_6", "figure_7"] {
        assert!(!document(&format!("{name}.csv")).bytes.is_empty());
    }
    assert!(page.contains("nullcline reproduce --out DIR --quick --seed 5"));
    assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
}

#[test]
fn tables_hold_the_papers_value_beside_ours_with_their_difference() {
    let (header, rows) = rows("table_1.csv");
    assert_eq!(header, ["gamma", "set", "digit", "paper_percent", "ours_percent", "deviation", "difference"]);
    assert_eq!(rows.len(), 3 * 2 * 11);
    for row in &rows {
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        assert_eq!(number(6), number(4) - number(3));
        assert!((0.0..=100.0).contains(&number(4)));
    }
    let eight = rows.iter().find(|row| &row[0] == "-1" && &row[1] == "test" && &row[2] == "8").unwrap();
    assert_eq!(eight[3].parse::<f64>().unwrap(), paper::TABLE_1[8][1][1]);
    assert_eq!(eight[4].parse::<f64>().unwrap(), 100.0 * RUN.0.table_1.digit(8, 1, 1).mean);
}

#[test]
fn a_reproduction_can_be_kept_and_read_again() {
    let again: Reproduction = serde_json::from_slice(&document("reproduction.json").bytes).unwrap();
    assert!(again == RUN.0);
}

#[test]
fn measured_means_are_those_of_the_mean_law() {
    let check = &RUN.0.mean_law[0];
    assert_eq!(check.neurons, 300);
    assert_eq!(check.density.iter().sum::<u32>(), 300);
    // A window of 20 is some seven cycles of a swing of two. A prediction of zero is off by the means themselves.
    let spread = spread_of_measured(check);
    assert!(spread > 0.3, "the drives differ: {spread}, rms {}", check.rms);
    assert!(check.rms < 0.5 * spread, "{} against {spread} for a prediction of zero", check.rms);
    assert!(check.bias.abs() < 0.15, "{}", check.bias);
}

/// The root mean square of the measured means, from the density: its rows are cells of them.
fn spread_of_measured(check: &MeanLawCheck) -> f64 {
    let ((low, high), cells) = (check.range, check.cells);
    let middle = |cell: usize| low + (high - low) * (cell as f64 + 0.5) / cells as f64;
    let squares = check.density.iter().enumerate().map(|(at, count)| f64::from(*count) * middle(at / cells).powi(2));
    (squares.sum::<f64>() / check.neurons as f64).sqrt()
}
