//! `nullcline simulate`: one trajectory of one neuron.

use std::path::PathBuf;

use serde::Serialize;

use super::neurons::{NeuronArgs, kind_of, start_of};
use super::output::{print_json, write_target};
use super::words::word;
use crate::neuron::{
    ControlParameter, Current, Drive, Epsilon, Neuron, ParameterError, Sampling, State, checked_step, state_bound,
    trajectory,
};

/// Flags of `simulate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    neuron: NeuronArgs,
    /// Time scale of the activator
    #[arg(long, default_value_t = Epsilon::DEFAULT, allow_negative_numbers = true)]
    epsilon: Epsilon,
    /// The control parameter
    #[arg(long, default_value_t = ControlParameter::DEFAULT, allow_negative_numbers = true)]
    a: ControlParameter,
    /// The current I: -10 to 10 for fhn; in uA/cm2 for Morris-Lecar [default: 0]
    #[arg(long, allow_negative_numbers = true, value_parser = current)]
    current: Option<f64>,
    /// Initial activator x, or membrane potential in mV [default: 0.5, or the model's]
    #[arg(long, allow_negative_numbers = true)]
    x0: Option<f64>,
    /// Initial recovery variable [default: 0.5, or the model's]
    #[arg(long, allow_negative_numbers = true)]
    y0: Option<f64>,
    /// Length of the trajectory [default: 20; with other models than fhn 1000 ms]
    #[arg(long, allow_negative_numbers = true)]
    t_end: Option<f64>,
    /// Sampling interval [default: 0.1; with other models than fhn 0.5 ms]
    #[arg(long, allow_negative_numbers = true)]
    every: Option<f64>,
    /// Integration step of RK4 [default: 0.01, or what epsilon allows; Morris-Lecar 0.2 ms, Izhikevich 0.1 ms]
    #[arg(long, allow_negative_numbers = true)]
    dt: Option<f64>,
    /// Where the columns t,x,y go; - is the standard output [default: -]
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

/// A number; which ones are in range depends on the model.
fn current(text: &str) -> Result<f64, String> {
    let range = "from -10 to 10, of other models than fhn in their own range";
    text.parse().map_err(|_| format!("current must be a number {range}, not {text:?}"))
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
    if args.neuron.is_other() {
        return run_other(args);
    }
    args.neuron.model()?;
    let current = Current::new(args.current.unwrap_or(0.0))?;
    let neuron = Neuron::new(args.epsilon, Drive::of(args.a, current));
    let start = State::new(args.x0.unwrap_or(State::DEFAULT.x), args.y0.unwrap_or(State::DEFAULT.y))?;
    let step = checked_step(args.dt, args.epsilon.get(), state_bound(&neuron, start))?;
    let sampling = Sampling::new(args.t_end.unwrap_or(20.0), args.every.unwrap_or(0.1), step)?;
    let samples = trajectory(&neuron, start, &sampling);
    if args.json {
        let mut report = Report {
            epsilon: args.epsilon,
            a: args.a,
            current,
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

/// A trajectory of another model, with its own names of columns.
#[derive(Serialize)]
struct OtherReport {
    neuron: String,
    current: f64,
    columns: Vec<&'static str>,
    rows: Vec<[f64; 3]>,
}

fn run_other(args: &Args) -> anyhow::Result<()> {
    let kind = kind_of(args.neuron.neuron);
    let model = args.neuron.model()?;
    let description = model.description();
    let current = args.current.unwrap_or(0.0);
    let [least, most] = description.drive_bounds;
    if !(least..=most).contains(&current) {
        return Err(ParameterError { name: "current", value: current, min: least, max: most }.into());
    }
    let start = start_of(model.start(), [args.x0, args.y0])?;
    let times = (args.t_end.unwrap_or(1000.0), args.every.unwrap_or(0.5));
    let states = model.states((start, current), times, args.dt)?;
    let rows: Vec<[f64; 3]> = states.into_iter().map(|(t, [x, y])| [t, x, y]).collect();
    let variables = description.variables.iter().map(|variable| variable.symbol);
    let columns: Vec<&str> = std::iter::once("t").chain(variables).collect();
    if args.json {
        return print_json(&OtherReport { neuron: word(&kind), current, columns, rows });
    }
    write_target(args.csv.as_deref().unwrap_or("-".as_ref()), |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&columns)?;
        rows.iter().try_for_each(|row| writer.serialize(row))?;
        Ok(writer.flush()?)
    })
}
