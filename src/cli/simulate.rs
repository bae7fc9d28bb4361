//! `nullcline simulate`: one trajectory of one neuron.

use std::path::PathBuf;

use serde::Serialize;

use super::output::{print_json, write_target};
use crate::neuron::{
    ControlParameter, Current, Drive, Epsilon, Neuron, Sampling, State, checked_step, state_bound, trajectory,
};

/// Flags of `simulate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Time scale of the activator
    #[arg(long, default_value_t = Epsilon::DEFAULT, allow_negative_numbers = true)]
    epsilon: Epsilon,
    /// The control parameter
    #[arg(long, default_value_t = ControlParameter::DEFAULT, allow_negative_numbers = true)]
    a: ControlParameter,
    /// The current I
    #[arg(long, default_value_t = Current::DEFAULT, allow_negative_numbers = true)]
    current: Current,
    /// Initial activator x
    #[arg(long, default_value_t = State::DEFAULT.x, allow_negative_numbers = true)]
    x0: f64,
    /// Initial recovery variable y
    #[arg(long, default_value_t = State::DEFAULT.y, allow_negative_numbers = true)]
    y0: f64,
    /// Length of the trajectory
    #[arg(long, default_value_t = 20.0, allow_negative_numbers = true)]
    t_end: f64,
    /// Sampling interval
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    every: f64,
    /// Integration step of RK4 [default: 0.01, or what epsilon allows]
    #[arg(long, allow_negative_numbers = true)]
    dt: Option<f64>,
    /// Where the columns t,x,y go; - is the standard output [default: -]
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    epsilon: Epsilon,
    a: ControlParameter,
    current: Current,
    dt: f64,
    t: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let neuron = Neuron::new(args.epsilon, Drive::of(args.a, args.current));
    let start = State::new(args.x0, args.y0)?;
    let step = checked_step(args.dt, args.epsilon.get(), state_bound(&neuron, start))?;
    let sampling = Sampling::new(args.t_end, args.every, step)?;
    let samples = trajectory(&neuron, start, &sampling);
    if args.json {
        let mut report = Report {
            epsilon: args.epsilon,
            a: args.a,
            current: args.current,
            dt: sampling.step(),
            t: Vec::new(),
            x: Vec::new(),
            y: Vec::new(),
        };
        for sample in samples {
            report.t.push(sample.t);
            report.x.push(sample.state.x);
            report.y.push(sample.state.y);
        }
        return print_json(&report);
    }
    write_target(args.csv.as_deref().unwrap_or("-".as_ref()), |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["t", "x", "y"])?;
        for sample in samples {
            writer.serialize((sample.t, sample.state.x, sample.state.y))?;
        }
        writer.flush()?;
        Ok(())
    })
}
