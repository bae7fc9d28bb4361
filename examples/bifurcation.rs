//! The bifurcation diagram of a FitzHugh-Nagumo neuron over its drive c, as CSV on standard output.
//!
//!     cargo run --example bifurcation --no-default-features -- 0.1 > bifurcation.csv
//!
//! The argument is epsilon, 0.0001 to 10 (0.1 if there is none). For each c from -1.2 to 1.2 a row holds
//!
//! * the regime of the attractor: rest, or oscillation with or without spikes,
//! * the type of the equilibrium,
//! * the period of the limit cycle in dimensionless time (empty at rest),
//! * the smallest and the largest x, and their difference, the amplitude,
//! * the time mean of x, which is -c in either regime.
//!
//! At |c| = 1 an Andronov-Hopf bifurcation gives birth to a small limit cycle, which grows to one with spikes within a short
//! interval of c (canard explosion); samples are therefore dense there.

use std::error::Error;
use std::io::{BufWriter, Write, stdout};

use nullcline::neuron::{AsymptoticState, Drive, Epsilon, Equilibrium, Neuron, Regime};

fn main() -> Result<(), Box<dyn Error>> {
    let epsilon: Epsilon = std::env::args().nth(1).as_deref().unwrap_or("0.1").parse()?;
    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "c,regime,equilibrium,period,x_min,x_max,amplitude,mean_x")?;
    for c in drives() {
        let neuron = Neuron::new(epsilon, Drive::new(c)?);
        let attractor = AsymptoticState::of(&neuron);
        let regime = match attractor.regime {
            Regime::Rest => "rest",
            Regime::Oscillation if attractor.spikes() => "spikes",
            Regime::Oscillation => "oscillation",
        };
        let equilibrium = Equilibrium::of(&neuron).kind.name();
        let period = attractor.period.map_or(String::new(), |period| period.to_string());
        let AsymptoticState { x_min, x_max, mean_x, .. } = attractor;
        writeln!(out, "{c},{regime},{equilibrium},{period},{x_min},{x_max},{},{mean_x}", x_max - x_min)?;
    }
    Ok(out.flush()?)
}

/// From -1.2 to 1.2 in steps of 0.05, and of 0.001 where 0.95 <= |c| <= 1.
fn drives() -> impl Iterator<Item = f64> {
    let thousandths = -1200..=1200_i32;
    thousandths.filter(|c| c % 50 == 0 || (950..=1000).contains(&c.abs())).map(|c| f64::from(c) / 1000.0)
}
