//! `nullcline bifurcation`: equilibria and oscillations of a neuron over its drive.

use std::fmt::Write as _;

use serde::Serialize;

use super::neurons::{NeuronArgs, kind_of};
use super::results::ResultArgs;
use super::shared::ThreadArgs;
use crate::control::StopToken;
use crate::neuron::{BifurcationPoint, BuiltInModel, Epsilon, FitzHughNagumo, NeuronKind, bifurcation_diagram};
use crate::report::{ACTIVATOR, Axis, FIRST_CLASSES, Figure, INHIBITOR, Legend, Mark, Panel, Rgb, Shape, Stroke};

/// Flags of `bifurcation`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    neuron: NeuronArgs,
    /// Time scale of the activator (FitzHugh-Nagumo only)
    #[arg(long, default_value_t = Epsilon::DEFAULT, allow_negative_numbers = true)]
    epsilon: Epsilon,
    /// First drive [default: what shows the model's bifurcations]
    #[arg(long, allow_negative_numbers = true)]
    from: Option<f64>,
    /// Last drive
    #[arg(long, allow_negative_numbers = true)]
    to: Option<f64>,
    /// How many drives, the ends among them
    #[arg(long, default_value_t = 201, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    steps: u32,
    #[command(flatten)]
    threads: ThreadArgs,
    #[command(flatten)]
    results: ResultArgs,
}

/// A row of the table: an equilibrium, or an oscillation.
#[derive(Serialize)]
struct Row {
    drive: f64,
    /// The type of the equilibrium, or "oscillation".
    kind: &'static str,
    stable: bool,
    /// Of an equilibrium both are the same.
    min: f64,
    max: f64,
    mean: f64,
    period: Option<f64>,
    rate: Option<f64>,
}

/// The range of drives that shows the bifurcations of a model.
fn usual_range(kind: NeuronKind) -> [f64; 2] {
    match kind {
        NeuronKind::FitzHughNagumo => [-1.2, 1.2],
        NeuronKind::MorrisLecar => [60.0, 240.0],
        NeuronKind::MorrisLecarSnic => [20.0, 130.0],
        NeuronKind::Izhikevich | NeuronKind::IzhikevichFast | NeuronKind::IzhikevichBursting => [0.0, 30.0],
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    args.results.check()?;
    let kind = kind_of(args.neuron.neuron);
    let model = match args.neuron.model()? {
        BuiltInModel::FitzHughNagumo(_) => BuiltInModel::FitzHughNagumo(FitzHughNagumo { epsilon: args.epsilon }),
        other => other,
    };
    let usual = usual_range(kind);
    let range = [args.from.unwrap_or(usual[0]), args.to.unwrap_or(usual[1])];
    let [least, most] = model.description().drive_bounds;
    anyhow::ensure!(
        least <= range[0] && range[0] < range[1] && range[1] <= most,
        "from and to must be two ascending numbers from {least} to {most}, not {} and {}",
        range[0],
        range[1]
    );
    let steps = args.steps as usize;
    let points = args.threads.run(|| Ok(bifurcation_diagram(&model, range, steps, &StopToken::new())?))?;
    let rows: Vec<Row> = points.iter().flat_map(rows).collect();
    args.results.finish(&rows, || figure(&model, &points), (&rows, |_| text(&model, &rows)))
}

fn rows(point: &BifurcationPoint) -> Vec<Row> {
    let drive = point.drive;
    let equilibria = point.equilibria.iter().map(|found| {
        let ([x, _], kind) = (found.state, found.kind);
        Row { drive, kind: kind.name(), stable: kind.is_stable(), min: x, max: x, mean: x, period: None, rate: None }
    });
    let oscillation = point.oscillation.iter().map(|orbit| {
        let [min, max] = orbit.extrema[0];
        let (mean, period, rate) = (orbit.mean, orbit.period, Some(orbit.rate));
        Row { drive, kind: "oscillation", stable: true, min, max, mean, period, rate }
    });
    equilibria.chain(oscillation).collect()
}

fn text(model: &BuiltInModel, rows: &[Row]) -> String {
    let description = model.description();
    let mut text = format!(
        "{}\n{:>12}  {:<16} {:>12} {:>12} {:>12}\n",
        description.name,
        description.drive.label(),
        "attractor",
        "min",
        "max",
        "period"
    );
    for row in rows {
        let period = row.period.map_or_else(|| "-".to_owned(), |period| format!("{period:.4}"));
        // Writing to a string can't fail.
        let _ =
            writeln!(text, "{:>12.4}  {:<16} {:>12.4} {:>12.4} {period:>12}", row.drive, row.kind, row.min, row.max);
    }
    text
}

/// Equilibria and extrema above, the rate of the oscillation below.
fn figure(model: &BuiltInModel, points: &[BifurcationPoint]) -> Figure {
    let description = model.description();
    let dots = |name: &str, points: Vec<(f64, f64)>, colour: Rgb, shape: Shape| Mark::Points {
        name: name.to_owned(),
        points,
        colour,
        size: 1.6,
        shape,
    };
    let equilibria = |stable: bool| -> Vec<(f64, f64)> {
        let of = |point: &BifurcationPoint| {
            let found = point.equilibria.iter().filter(move |found| found.kind.is_stable() == stable);
            found.map(|found| found.state[0]).collect::<Vec<_>>()
        };
        points.iter().flat_map(|point| of(point).into_iter().map(|x| (point.drive, x))).collect()
    };
    let oscillating = || points.iter().filter_map(|point| Some((point.drive, point.oscillation?)));
    let extremum = |which: usize| oscillating().map(|(drive, orbit)| (drive, orbit.extrema[0][which])).collect();
    let line = |name: &str, points: Vec<(f64, f64)>, colour| Mark::Line {
        name: name.to_owned(),
        points,
        stroke: Stroke::solid(colour),
    };
    let across = || Axis::new(format!("{}, {}", description.drive.name, description.drive.label()));
    let variable = description.variables[0];
    let upper = Panel::new("", across(), Axis::new(format!("{}, {}", variable.name, variable.label())))
        .with(line("oscillation, extrema", extremum(0), FIRST_CLASSES[0]))
        .with(line("", extremum(1), FIRST_CLASSES[0]))
        .with(line("oscillation, mean", oscillating().map(|(drive, orbit)| (drive, orbit.mean)).collect(), ACTIVATOR))
        .with(dots("equilibrium, stable", equilibria(true), INHIBITOR, Shape::Disc))
        .with(dots("equilibrium, unstable", equilibria(false), INHIBITOR, Shape::Ring));
    let unit = if description.time_unit.is_empty() { String::new() } else { format!(" (1/{})", description.time_unit) };
    let frequencies = oscillating().filter_map(|(drive, orbit)| Some((drive, orbit.period?.recip()))).collect();
    let lower =
        Panel::new("", across(), Axis::new(format!("frequency{unit}"))).with(line("", frequencies, FIRST_CLASSES[0]));
    Figure::new(format!("Bifurcation diagram: {}", description.name), (Figure::COLUMN, 130.0), 1, vec![upper, lower])
        .with_legend(Legend::Below)
}
