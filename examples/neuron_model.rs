//! A neuron model of one's own: Hindmarsh-Rose, which bursts, in fifty lines; its mean law and a population of it.
//!
//!     cargo run --release --example neuron_model --no-default-features
//!
//! It prints spikes and the mean of x over the drive I, from a thousand neurons integrated together on SIMD lanes.

#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use std::error::Error;

use nullcline::control::StopToken;
use nullcline::neuron::{ModelDescription, NeuronModel, Population, Quantity, Real, Signal, Timing, jacobian};

/// J. L. Hindmarsh and R. M. Rose, "A model of neuronal bursting using three coupled first order differential equations",
/// Proceedings of the Royal Society B 221 (1984) 87-102, doi:10.1098/rspb.1984.0024, with r = 0.006, s = 4 and x_R = -1.6.
#[derive(Clone, Copy, Debug)]
struct HindmarshRose {
    r: f64,
}

impl NeuronModel<3> for HindmarshRose {
    fn description(&self) -> ModelDescription {
        let quantity = |name, symbol| Quantity { name, symbol, unit: "" };
        ModelDescription {
            name: "Hindmarsh-Rose",
            equations: &["dx/dt = y - x^3 + 3 x^2 - z + I", "dy/dt = 1 - 5 x^2 - y", "dz/dt = r (4 (x + 1.6) - z)"],
            source: "Hindmarsh and Rose 1984",
            drive: quantity("current", "I"),
            drive_bounds: [-10.0, 10.0],
            time_unit: "",
            variables: &[
                Quantity { name: "membrane potential", symbol: "x", unit: "" },
                Quantity { name: "fast current", symbol: "y", unit: "" },
                Quantity { name: "slow current", symbol: "z", unit: "" },
            ],
            region: &[[-2.0, 2.5], [-15.0, 2.0], [-1.0, 5.0]],
            signal: Signal::Spikes,
            times: Timing { transient: 1000.0, window: 1000.0, every: 1.0, step: None },
        }
    }

    #[allow(clippy::inline_always, reason = "SIMD code must be inlined into the function that has the target features")]
    #[inline(always)]
    fn rate<T: Real>(&self, [x, y, z]: [T; 3], drive: T) -> [T; 3] {
        let square = x * x;
        let potential = y + square * (-x + 3.0) - z + drive;
        [potential, square * -5.0 + 1.0 - y, ((x + 1.6) * 4.0 - z) * self.r]
    }

    fn threshold(&self) -> f64 {
        1.0
    }

    fn start(&self) -> [f64; 3] {
        [-1.0, -4.0, 2.0]
    }

    fn steps(&self) -> [f64; 2] {
        [0.02, 0.05]
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let model = HindmarshRose { r: 0.006 };
    let matrix = jacobian(&model, model.start(), 2.0);
    assert_eq!(matrix[1], [10.0, -1.0, 0.0], "d(dy/dt) by x, y and z");
    let drives: Vec<f32> = (0..1000).map(|neuron| 0.5 + 3.5 * neuron as f32 / 999.0).collect();
    let orbits = Population::new(model, &drives).orbits([500.0, 2000.0], &StopToken::new())?;
    println!("I,spikes a unit of time,mean of x,x_min,x_max");
    for (drive, orbit) in drives.iter().zip(&orbits).step_by(50) {
        let [[low, high], ..] = orbit.extrema;
        println!("{drive:.3},{:.5},{:.4},{low:.3},{high:.3}", orbit.rate, orbit.mean);
    }
    Ok(())
}
