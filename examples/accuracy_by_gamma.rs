//! Accuracy of networks with FitzHugh-Nagumo neurons against the gain gamma of their currents, as CSV on standard output.
//!
//!     cargo run --example accuracy_by_gamma --no-default-features -- 0 > accuracy.csv
//!
//! The argument is the seed of the images and of the training, 0 to 18446744073709551615 (0 if there is none). A network of 30
//! sigmoids is trained on 1,000 drawn digits; then neurons with epsilon 0.1 and a 0 take the place of the sigmoids, and 300
//! other drawings are classified. For each gamma from -2 to 2 a row holds accuracies, 0 to 1:
//!
//! * sigmoids: the network as it was trained,
//! * transplant: currents gamma tanh(z), outputs weighted sums of x, as in equations (2) and (3) of doi:10.1063/5.0152703; by
//!   the longest-winner rule, as its Fig. 4,
//! * calibrated: currents gamma tanh(z/2), outputs weighted sums of (1 - x/gamma)/2, whose time mean is sigmoid(z) exactly
//!   (ours); by the longest-winner rule,
//! * `calibrated_mean`: the same by the largest time mean.
//!
//! The time mean of x is -gamma tanh(..): for gamma > 0 the transplant answers wrongly, and the calibrated network does not.

use std::error::Error;
use std::io::{BufWriter, Write, stdout};

use nullcline::control::StopToken;
use nullcline::experiment::{Confusion, Survey};
use nullcline::network::{Coupling, FhnLayer, Gamma, HiddenCount, Network, Recipe, TrainingSets, TrainingSettings};
use nullcline::neuron::Timing;
use nullcline::synth::{DrawnStyle, drawn_digits};

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(0), |text| text.parse());
    let seed: u64 = seed.map_err(|_| "the seed must be a whole number from 0 to 18446744073709551615")?;
    let (train, test) =
        (drawn_digits(&DrawnStyle::SCHOOL, seed, 1000), drawn_digits(&WIDER, seed.wrapping_add(1), 300));
    let stop = StopToken::new();
    let network = trained(seed, TrainingSets { train: &train, test: &test }, &stop)?;
    let sigmoids = Confusion::of(&test, &network.plain_answers(&test)).accuracy();

    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "gamma,sigmoids,transplant,calibrated,calibrated_mean")?;
    // The survey keeps what stays valid from one network to the next: inputs z, and the lookup table of x(t; c).
    let mut survey = Survey::new(test, Timing { transient: 200.0, ..Timing::default() });
    for gamma in (-8..=8).filter(|quarters| *quarters != 0).map(|quarters| f64::from(quarters) / 4.0) {
        let with = |coupling| -> Result<_, Box<dyn Error>> {
            Ok(network.with_units(FhnLayer { gamma: Gamma::new(gamma)?, ..FhnLayer::new(coupling) }))
        };
        let (transplant, calibrated) = (with(Coupling::Transplant)?, with(Coupling::Calibrated)?);
        let transplant = survey.by_winner(&transplant, &stop)?.accuracy();
        let by_winner = survey.by_winner(&calibrated, &stop)?.accuracy();
        writeln!(out, "{gamma},{sigmoids},{transplant},{by_winner},{}", survey.by_mean(&calibrated).accuracy())?;
    }
    Ok(out.flush()?)
}

/// A little less tidy than the drawings to train with, so that errors show.
const WIDER: DrawnStyle = DrawnStyle { slant: 0.1, rotation: 5.0, stretch: 0.1, pen: 0.1, ..DrawnStyle::SCHOOL };

/// A network of 30 sigmoids.
fn trained(seed: u64, sets: TrainingSets<'_>, stop: &StopToken) -> Result<Network, Box<dyn Error>> {
    let hidden = HiddenCount::new(30).unwrap_or_default();
    let settings = TrainingSettings { epochs: 8, hidden, seed, ..Recipe::Plain.settings() };
    let trained = Recipe::Plain.train(&settings, sets, stop, &mut |_event| ())?;
    Ok(Network::clone(&trained.best))
}
