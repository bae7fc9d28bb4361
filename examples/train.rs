//! Trains a network with FitzHugh-Nagumo neurons, saves it, opens the file again and classifies images with it.
//!
//!     cargo run --example train --no-default-features -- digits.safetensors > answers.csv
//!
//! The argument is the file that the network goes to (drawn-digits.safetensors if there is none); `nullcline evaluate --model`
//! takes it, too. The images are drawn digits, 1,000 to train with and 200 to test. The hidden layer has 30 neurons with
//! epsilon 0.1, a 0 and gamma -0.5; the gradient is the exact one of their time means. Each epoch is reported on standard
//! error.
//!
//! Then 20 other drawings are classified by the longest-winner rule: the answer is the output that leads for the largest share
//! of the observation window T = 100 after a transient of 200 (dimensionless times). A row of the CSV on standard output holds
//!
//! * the digit that was drawn and the answer,
//! * the share of T for which the answer led, 0 to 1, and its lead over the second,
//! * the time in the window at which the digit ahead last changed.

use std::error::Error;
use std::io::{BufWriter, Write, stderr, stdout};
use std::path::PathBuf;

use nullcline::control::StopToken;
use nullcline::dataset::ImageSet;
use nullcline::experiment::ImageClassifier;
use nullcline::network::{
    Coupling, FhnLayer, HiddenCount, Method, Model, ModelCard, Network, Recipe, Rule, TrainingError, TrainingEvent,
    TrainingSets, TrainingSettings,
};
use nullcline::neuron::Timing;
use nullcline::synth::{DrawnStyle, drawn_digits};

fn main() -> Result<(), Box<dyn Error>> {
    let file = PathBuf::from(std::env::args_os().nth(1).unwrap_or("drawn-digits.safetensors".into()));
    // Before the work rather than after it.
    nullcline::file::check(&file).map_err(|error| format!("{}: can't be written: {error}", file.display()))?;
    trained()?.save(&file)?;
    let model = Model::load(&file)?;
    classify(model.network, &drawn_digits(&DrawnStyle::SCHOOL, 3, 20))
}

/// A network trained on drawn digits, and how it was trained.
fn trained() -> Result<Model, TrainingError> {
    let (train, test) = (drawn_digits(&DrawnStyle::SCHOOL, 1, 1000), drawn_digits(&DrawnStyle::SCHOOL, 2, 200));
    let recipe = Recipe::fhn(FhnLayer::new(Coupling::Calibrated), Method::Exact);
    let hidden = HiddenCount::new(30).unwrap_or_default();
    let settings = TrainingSettings { epochs: 6, hidden, augmentation: None, ..recipe.settings() };
    let sets = TrainingSets { train: &train, test: &test };
    let trained = recipe.train(&settings, sets, &StopToken::new(), &mut |event| {
        if let TrainingEvent::Epoch(report, _network) = event {
            let (epoch, cost, accuracy) = (report.epoch, report.cost, report.test_accuracy);
            // Training goes on where nobody reads this.
            let _ = writeln!(stderr(), "epoch {epoch}: cost {cost:.4}, test accuracy {accuracy:.3}");
        }
    })?;
    let card = ModelCard {
        settings: Some(settings),
        test_accuracy: trained.best_report.map(|report| report.test_accuracy),
        created_by: "examples/train.rs".to_owned(),
        data_hash: Some(train.hash()),
        ..ModelCard::default()
    };
    Ok(Model { network: Network::clone(&trained.best), card })
}

/// Prints the answer to each image as CSV.
fn classify(network: Network, images: &ImageSet) -> Result<(), Box<dyn Error>> {
    let classifier = ImageClassifier::new(network, Rule::Winner)?;
    let times = Timing { transient: 200.0, ..Timing::default() };
    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "digit,answer,share,margin,decided_at")?;
    for (index, digit) in images.labels().iter().enumerate() {
        let found = classifier.read(&images.image(index), times, &StopToken::new())?;
        let (share, margin) = (found.shares[found.answer.index()], found.margin);
        let decided_at = found.traces.decided_at() as f64 * times.every;
        writeln!(out, "{digit},{},{share},{margin},{decided_at}", found.answer)?;
    }
    Ok(out.flush()?)
}
