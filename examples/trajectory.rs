//! The trajectory of one FitzHugh-Nagumo neuron as CSV on standard output.
//!
//!     cargo run --example trajectory --no-default-features -- 0.5 > trajectory.csv
//!
//! The argument is the drive c = a + I, -20 to 20 (0.5 if there is none). The neuron follows
//!
//!     epsilon dx/dt = x - x^3/3 - y,   dy/dt = x + c
//!
//! with epsilon 0.1 from (0.5, 0.5), and is integrated twice: by the classical Runge-Kutta method (RK4) in fixed steps, and by
//! the adaptive method of Dormand and Prince to a relative tolerance of 1e-10. Each row holds the dimensionless time, the state
//! by both, and their distance. For |c| < 1 the neuron oscillates, and the mean of x over a long time is -c.

use std::error::Error;
use std::io::{BufWriter, Write, stdout};

use nullcline::neuron::{
    Drive, Epsilon, Neuron, Sample, Sampling, Solution, State, Tolerances, checked_step, state_bound, trajectory,
};

/// The time that is simulated, and the sampling interval.
const SPAN: f64 = 100.0;
const EVERY: f64 = 0.02;

fn main() -> Result<(), Box<dyn Error>> {
    let drive: Drive = std::env::args().nth(1).as_deref().unwrap_or("0.5").parse()?;
    let neuron = Neuron::new(Epsilon::new(0.1)?, drive);
    let start = State::DEFAULT;

    // `None` chooses the default step, 0.01 here; a step that is not stable would be refused.
    let step = checked_step(None, neuron.epsilon.get(), state_bound(&neuron, start))?;
    let sampling = Sampling::new(SPAN, EVERY, step)?;
    let adaptive = Solution::of(&neuron, start, SPAN, Tolerances::new(1e-10, 1e-12)?)?;

    let mut out = BufWriter::new(stdout().lock());
    writeln!(out, "t,x_rk4,y_rk4,x_adaptive,y_adaptive,distance")?;
    for Sample { t, state: rk4 } in trajectory(&neuron, start, &sampling) {
        // Rounding may place the last sample a little beyond the end.
        let state = adaptive.at(t.min(SPAN)).ok_or("the solution ends too early")?;
        let distance = (state.x - rk4.x).hypot(state.y - rk4.y);
        writeln!(out, "{t},{},{},{},{},{distance:e}", rk4.x, rk4.y, state.x, state.y)?;
    }
    Ok(out.flush()?)
}
