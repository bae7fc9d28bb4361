//! `nullcline bifurcation`: equilibria and oscillations of a neuron over its drive.

use std::fmt::Write as _;

use serde::Serialize;

use super::neurons::{NeuronArgs, kind_of};
use super::results::ResultArgs;
use super::shared::ThreadArgs;
use crate::control::StopToken;
use crate::neuron::{BifurcationPoint, BuiltInModel, Epsilon, FitzHughNagumo, bifurcation_diagram};
use crate::report::bifurcation_figure;

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

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    args.results.check()?;
    let kind = kind_of(args.neuron.neuron);
    let model = match args.neuron.model()? {
        BuiltInModel::FitzHughNagumo(_) => BuiltInModel::FitzHughNagumo(FitzHughNagumo { epsilon: args.epsilon }),
        other => other,
    };
    let usual = kind.diagram();
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
    args.results.finish(
        &rows,
        || bifurcation_figure(&model.description(), &points, &[]),
        (&rows, |_| text(&model, &rows)),
    )
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
