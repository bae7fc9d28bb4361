//! `nullcline sweep`: accuracy against a parameter, as in the paper's Fig. 4.

use std::fmt::Write as _;

use serde::Serialize;

use super::output::ProgressBar;
use super::results::ResultArgs;
use super::shared::{DataArgs, NetworkArgs, RuleArgs, ThreadArgs, TimeArgs};
use super::words::word;
use crate::control::{Control, StopToken};
use crate::dataset::{ImageSet, Split};
use crate::experiment::{Engine, Evaluation, Protocol, Survey, confusion};
use crate::network::{FhnLayer, Gamma, Network, NeuronLayer, Units};
use crate::neuron::{ControlParameter, CouplingStrength, Epsilon, RecoveryRate, SynapticTime};
use crate::report::{Axis, FIRST_CLASSES, Figure, Mark, Panel, Stroke};

/// Flags of `sweep`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The parameter that is varied
    #[arg(long, value_enum)]
    parameter: Parameter,
    /// Its first value
    #[arg(long, allow_negative_numbers = true)]
    from: f64,
    /// Its last value
    #[arg(long, allow_negative_numbers = true)]
    to: f64,
    /// How many values, the ends among them
    #[arg(long, default_value_t = 31, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    steps: u32,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    rule: RuleArgs,
    #[command(flatten)]
    times: TimeArgs,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Only the first so many test images
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    results: ResultArgs,
}

/// A parameter of the hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Parameter {
    /// Gain of the current
    Gamma,
    /// The control parameter
    A,
    /// Time scale of the activator
    Epsilon,
    /// Time constant of the synapses
    Synapse,
    /// Strength of the mean-field coupling
    Coupling,
    /// Rate of the recovery variable (other models than fhn)
    RecoveryRate,
    /// Drive of a neuron whose sigmoid is 0 (other models than fhn)
    DriveFrom,
    /// Drive of a neuron whose sigmoid is 1 (other models than fhn)
    DriveTo,
}

impl Parameter {
    fn set(self, units: &mut Units, value: f64) -> anyhow::Result<()> {
        match units {
            Units::Fhn(layer) => self.set_fhn(layer, value),
            Units::Neurons(layer) => self.set_others(layer, value),
            Units::Sigmoid | Units::Relu => anyhow::bail!(
                "the plain network has no neurons to vary: --network takes transplant or calibrated with it"
            ),
        }
    }

    fn set_others(self, layer: &mut NeuronLayer, value: f64) -> anyhow::Result<()> {
        match self {
            Self::Synapse => layer.synapse = SynapticTime::new(value)?,
            Self::RecoveryRate => layer.recovery_rate = Some(RecoveryRate::new(value)?),
            Self::DriveFrom => layer.drives[0] = value,
            Self::DriveTo => layer.drives[1] = value,
            Self::Gamma | Self::A | Self::Epsilon | Self::Coupling => anyhow::bail!(
                "{} is a parameter of FitzHugh-Nagumo neurons; those of other models are synapse, recovery-rate, drive-from and \
                 drive-to",
                word(&self)
            ),
        }
        Ok(())
    }

    fn set_fhn(self, layer: &mut FhnLayer, value: f64) -> anyhow::Result<()> {
        match self {
            Self::RecoveryRate | Self::DriveFrom | Self::DriveTo => anyhow::bail!(
                "{} is a parameter of other neurons than FitzHugh-Nagumo: --neuron morris-lecar or izhikevich",
                word(&self)
            ),
            Self::Gamma => layer.gamma = Gamma::new(value)?,
            Self::A => layer.a = ControlParameter::new(value)?,
            Self::Epsilon => layer.epsilon = Epsilon::new(value)?,
            Self::Synapse => layer.synapse = SynapticTime::new(value)?,
            Self::Coupling => layer.kappa = CouplingStrength::new(value)?,
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Serialize)]
struct Point {
    value: f64,
    accuracy: f64,
}

#[derive(Serialize)]
struct Report {
    parameter: String,
    images: usize,
    points: Vec<Point>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    args.results.check()?;
    let network = args.network.network()?.network;
    args.rule.engine(&network.units)?;
    let networks = varied(args, &network)?;
    let set = args.data.images(Split::Test, network.classes())?.set;
    let set = args.limit.map_or(set.clone(), |limit| set.first(limit as usize));
    let mut survey = Survey::new(set.clone(), args.times.times());
    let bar = ProgressBar::new("sweep");
    let points = args.threads.run(|| measure((&mut survey, &set), &networks, args, &bar))?;
    bar.finish();
    let report = Report { parameter: word(&args.parameter), images: survey.images(), points };
    let figure = || figure(args.parameter, &report.points);
    args.results.finish(&report.points, figure, (&report, |_| text(&report)))
}

/// The curve as a figure.
fn figure(parameter: Parameter, points: &[Point]) -> Figure {
    let points = points.iter().map(|point| (point.value, 100.0 * point.accuracy)).collect();
    let curve = Mark::Line { name: String::new(), points, stroke: Stroke::solid(FIRST_CLASSES[0]) };
    let label = match parameter {
        Parameter::Gamma => "gain \u{3b3}",
        Parameter::A => "control parameter a",
        Parameter::Epsilon => "time scale \u{3b5}",
        Parameter::Synapse => "synaptic time constant \u{3c4}_s",
        Parameter::Coupling => "coupling \u{3ba}",
        Parameter::RecoveryRate => "rate of recovery",
        Parameter::DriveFrom => "lowest drive",
        Parameter::DriveTo => "highest drive",
    };
    let y = Axis::new("accuracy (%)").from_to(0.0, 100.0);
    let panel = Panel::new("", Axis::new(label), y).with(curve);
    Figure::new(format!("Accuracy against {}", word(&parameter)), (120.0, 80.0), 1, vec![panel])
}

/// The network at each value; refused before any work is done if one is out of range.
fn varied(args: &Args, network: &Network) -> anyhow::Result<Vec<(f64, Network)>> {
    let last = args.steps - 1;
    (0..args.steps)
        .map(|step| {
            let share = f64::from(step) / f64::from(last);
            // Weighted, so that both ends are exact.
            let value = unless_noise(args.from * (1.0 - share) + args.to * share, args.from.abs().max(args.to.abs()));
            let mut network = network.clone();
            args.parameter.set(&mut network.units, value)?;
            Ok((value, network))
        })
        .collect()
}

/// The value without rounding errors of arithmetic on numbers up to `largest`: 0.1, not 0.09999999999999998.
fn unless_noise(value: f64, largest: f64) -> f64 {
    const SCALE: f64 = 1e12;
    let round = (value * SCALE).round() / SCALE;
    if (round - value).abs() <= 4.0 * f64::EPSILON * largest { round } else { value }
}

fn measure(
    (survey, set): (&mut Survey, &ImageSet),
    networks: &[(f64, Network)],
    args: &Args,
    bar: &ProgressBar,
) -> anyhow::Result<Vec<Point>> {
    let stop = StopToken::new();
    let (total, rule) = (networks.len() as f32, args.rule.rule());
    let measured = networks.iter().enumerate().map(|(done, (value, network))| {
        let confusion = match (args.rule.engine(&network.units)?, network.units) {
            (Engine::Table, Units::Fhn(layer)) => survey.by_rule(&network.with_units(layer), rule, &stop)?,
            (Engine::Law, Units::Fhn(layer)) => survey.by_mean(&network.with_units(layer)),
            (engine, units) => {
                let protocol = Protocol { times: args.times.times_of(&units), engine };
                let so_far = |share: f32| bar.set((done as f32 + share) / total);
                let control = Control { stop: &stop, progress: &so_far };
                confusion(network, set, Evaluation { protocol, rule }, control)?
            }
        };
        bar.set((done + 1) as f32 / total);
        Ok(Point { value: *value, accuracy: confusion.accuracy() })
    });
    measured.collect()
}

fn text(report: &Report) -> String {
    let mut text = format!("{:>10}  accuracy % of {} images\n", report.parameter, report.images);
    for Point { value, accuracy } in &report.points {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{value:>10.4}  {:>6.2}", 100.0 * accuracy);
    }
    text
}
