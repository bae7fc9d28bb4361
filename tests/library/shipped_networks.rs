//! The accuracies of the shipped networks, computed from their files and compared with what README and cards say.

use std::fs;

use nullcline::control::{Control, StopToken};
use nullcline::dataset::{ImageSet, embedded_test, embedded_train};
use nullcline::experiment::{Confusion, Engine, Evaluation, Protocol, confusion, votes};
use nullcline::network::{Coupling, FhnLayer, Model, Network, Rule};
use nullcline::neuron::Timing;

/// As `evaluate` has them where nothing else is said.
const OF_EVALUATE: Timing = Timing { transient: 1000.0, window: 100.0, every: 0.1, step: None };
/// Those of the accuracies that training reports, which the cards hold.
const OF_TRAINING: Timing = Timing { transient: 200.0, window: 100.0, every: 0.5, step: None };
/// Processors that round differently may decide a few of 10,000 images differently.
const SLACK: f64 = 5e-4;

fn text(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn model(name: &str) -> Model {
    Model::load(format!("{}/assets/models/{name}.safetensors", env!("CARGO_MANIFEST_DIR")).as_ref()).unwrap()
}

fn measured(network: &Network, set: &ImageSet, times: Timing, rule: Rule) -> Confusion {
    let protocol = Protocol { times, engine: Engine::suited(rule, &network.units) };
    confusion(network, set, Evaluation { protocol, rule }, Control::without_progress(&StopToken::new())).unwrap()
}

/// All numbers with a decimal point in a line, with how many digits follow it.
fn decimals(line: &str) -> Vec<(f64, i32)> {
    let words = line.split(|char: char| !char.is_ascii_digit() && char != '.');
    let decimal = |word: &str| {
        let (_, digits) = word.split_once('.')?;
        Some((word.parse().ok()?, digits.len() as i32))
    };
    words.filter_map(decimal).collect()
}

/// Fails unless one of the numbers in the line is this share in per cent, as it is rounded there.
fn says(line: &str, share: f64) {
    let percent = 100.0 * share;
    let same = |(value, digits): &(f64, i32)| (value - percent).abs() <= 0.5 * 10f64.powi(-digits) + 100.0 * SLACK;
    assert!(decimals(line).iter().any(same), "{percent} % was computed; the line is: {line}");
}

/// The row of README's table whose flags of `nullcline evaluate` name that network.
fn row_of_readme<'a>(readme: &'a str, name: &str) -> &'a str {
    let command = format!("`--model {name}`");
    let found = readme.lines().find(|line| line.starts_with('|') && line.contains(&command));
    found.unwrap_or_else(|| panic!("README has no row with {command}"))
}

#[test]
fn readme_says_what_the_networks_classify() {
    let (readme, test) = (text("README.md"), embedded_test().unwrap());
    for name in ["ann", "fhn", "fhn-fast"] {
        let network = model(name).network;
        let winner = measured(&network, &test, OF_EVALUATE, Rule::Winner);
        let row = row_of_readme(&readme, name);
        says(row, winner.accuracy());
        says(row, winner.lowest_recall().unwrap().1);
        if network.units.fhn().is_some() {
            says(row, measured(&network, &test, OF_EVALUATE, Rule::Mean).accuracy());
        }
    }
}

#[test]
fn cards_say_what_the_networks_classify() {
    let (train, test) = (embedded_train().unwrap(), embedded_test().unwrap());
    let table = text("assets/models/README.md");
    for name in ["ann", "fhn", "fhn-fast"] {
        let Model { network, card } = model(name);
        let found = measured(&network, &test, OF_TRAINING, Rule::Winner).accuracy();
        assert!((found - card.test_accuracy.unwrap()).abs() <= SLACK, "{name}: {found}, not {:?}", card.test_accuracy);
        // A part of the training set, whose accuracy is known up to what was left out.
        let part = train.first(6000);
        let of_part = measured(&network, &part, OF_TRAINING, Rule::Winner).accuracy();
        let stated = card.train_accuracy.unwrap();
        assert!((of_part - stated).abs() < 0.006, "{name}: {of_part} of a tenth, {stated} of all");
        let row = table.lines().find(|line| line.starts_with(&format!("| {name}.safetensors"))).unwrap();
        says(row, found);
        says(row, stated);
    }
}

/// All images are answered from a lookup table, a single one by integration.
#[test]
fn where_a_table_and_integration_differ_the_winner_is_hardly_ahead() {
    let (images, stop) = (embedded_test().unwrap().first(300), StopToken::new());
    for coupling in [Coupling::Transplant, Coupling::Calibrated] {
        let network = model("ann").network.with_units(FhnLayer::new(coupling));
        let by = |engine: Engine| {
            let protocol = Protocol { times: Timing::default(), engine };
            let drives = network.drives(&images);
            let control = Control::without_progress(&stop);
            votes(&network.units, &network.readout(), &drives, &protocol, control).unwrap()
        };
        let (table, direct) = (by(Engine::Table), by(Engine::Direct));
        let differ: Vec<_> = table
            .iter()
            .zip(&direct)
            .filter(|(one, other)| one.answer(Rule::Winner) != other.answer(Rule::Winner))
            .collect();
        assert!(!differ.is_empty(), "{coupling:?}: nothing is shown by images that agree");
        for (one, other) in differ {
            assert!(one.is_near_tie() && other.is_near_tie(), "{coupling:?}: {} and {}", one.margin(), other.margin());
            assert_eq!((one.second(), other.second()), (other.answer(Rule::Winner), one.answer(Rule::Winner)));
        }
    }
}
