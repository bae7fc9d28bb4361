//! `nullcline cycle`: the asymptotic state of one neuron.

use serde::Serialize;

use super::neurons::{NeuronArgs, kind_of};
use super::output::{print_json, print_text};
use super::words::word;
use crate::neuron::{AsymptoticState, Drive, Epsilon, Equilibrium, Neuron, ParameterError};

/// Flags of `cycle`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    neuron: NeuronArgs,
    /// Time scale of the activator
    #[arg(long, default_value_t = Epsilon::DEFAULT, allow_negative_numbers = true)]
    epsilon: Epsilon,
    /// The drive: c = a + I of fhn, -20 to 20; the current of other models, in uA/cm2 for Morris-Lecar [default: 0]
    #[arg(long, alias = "drive", alias = "current", allow_negative_numbers = true, value_parser = drive)]
    c: Option<f64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A number; which ones are in range depends on the model.
fn drive(text: &str) -> Result<f64, String> {
    let range = "from -20 to 20, of other models than fhn in their own range";
    text.parse().map_err(|_| format!("c must be a number {range}, not {text:?}"))
}

#[derive(Serialize)]
struct Report {
    epsilon: Epsilon,
    c: Drive,
    regime: &'static str,
    period: Option<f64>,
    x_min: f64,
    x_max: f64,
    y_min: f64,
    y_max: f64,
    mean_x: f64,
    duty: f64,
    mean_sigmoid_x: f64,
    spikes: bool,
    converged: bool,
    equilibrium: &'static str,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    if args.neuron.is_other() {
        return run_other(args);
    }
    args.neuron.model()?;
    let c = Drive::new(args.c.unwrap_or(0.0))?;
    let neuron = Neuron::new(args.epsilon, c);
    let asymptotic_state = AsymptoticState::of(&neuron);
    let report = Report {
        epsilon: args.epsilon,
        c,
        regime: asymptotic_state.regime.name(),
        period: asymptotic_state.period,
        x_min: asymptotic_state.x_min,
        x_max: asymptotic_state.x_max,
        y_min: asymptotic_state.y_min,
        y_max: asymptotic_state.y_max,
        mean_x: asymptotic_state.mean_x,
        duty: asymptotic_state.duty,
        mean_sigmoid_x: asymptotic_state.mean_sigmoid_x,
        spikes: asymptotic_state.spikes(),
        converged: asymptotic_state.converged,
        equilibrium: Equilibrium::of(&neuron).kind.name(),
    };
    if args.json { print_json(&report) } else { print_text(&report.text()) }
}

impl Report {
    fn text(&self) -> String {
        let period = self.period.map_or("none".to_owned(), |period| format!("{period:.9}"));
        let kind = if self.regime == "rest" {
            ""
        } else if self.spikes {
            " (spikes)"
        } else {
            " (small cycle, no spike)"
        };
        let converged =
            if self.converged { "" } else { "\nnot converged: the orbit does not close to 1e-7, so near a canard" };
        format!(
            "epsilon {}, c {}\nregime       {}{kind}\nequilibrium  {}\nperiod       {period}\nx            {:.9} to {:.9}\n\
             y            {:.9} to {:.9}\nmean x       {:.9} (the mean law says {})\nduty (x > 0) {:.9}\n\
             mean sigmoid {:.9}{converged}\n",
            self.epsilon,
            self.c,
            self.regime,
            self.equilibrium,
            self.x_min,
            self.x_max,
            self.y_min,
            self.y_max,
            self.mean_x,
            -self.c.get() + 0.0,
            self.duty,
            self.mean_sigmoid_x,
        )
    }
}

/// What a neuron of another model does in the long run.
#[derive(Serialize)]
struct OtherReport {
    neuron: String,
    drive: f64,
    regime: &'static str,
    period: Option<f64>,
    x_min: f64,
    x_max: f64,
    y_min: f64,
    y_max: f64,
    mean_x: f64,
    /// Spikes a ms.
    rate: f64,
    equilibria: Vec<OtherEquilibrium>,
}

#[derive(Serialize)]
struct OtherEquilibrium {
    x: f64,
    y: f64,
    kind: &'static str,
}

fn run_other(args: &Args) -> anyhow::Result<()> {
    let kind = kind_of(args.neuron.neuron);
    let model = args.neuron.model()?;
    let drive = args.c.unwrap_or(0.0);
    let [least, most] = model.description().drive_bounds;
    if !(least..=most).contains(&drive) {
        return Err(ParameterError { name: "c", value: drive, min: least, max: most }.into());
    }
    let orbit = model.orbit((model.start(), drive));
    let [[x_min, x_max], [y_min, y_max]] = orbit.extrema;
    let equilibria = model.equilibria(drive).into_iter().map(|found| {
        let [x, y] = found.state;
        OtherEquilibrium { x, y, kind: found.kind.name() }
    });
    let report = OtherReport {
        neuron: word(&kind),
        drive,
        regime: if orbit.is_rest() { "rest" } else { "oscillation" },
        period: orbit.period,
        x_min,
        x_max,
        y_min,
        y_max,
        mean_x: orbit.mean,
        rate: orbit.rate,
        equilibria: equilibria.collect(),
    };
    if args.json { print_json(&report) } else { print_text(&report.text(model.description().name)) }
}

impl OtherReport {
    fn text(&self, name: &str) -> String {
        let period = self.period.map_or("none".to_owned(), |period| format!("{period:.6} ms"));
        let equilibria =
            self.equilibria.iter().map(|found| format!("{} at ({:.6}, {:.6})", found.kind, found.x, found.y));
        format!(
            "{name}, drive {}\nregime       {}\nperiod       {period}\npotential    {:.6} to {:.6} mV, mean {:.6}\n\
             recovery     {:.6} to {:.6}\nspikes       {:.6} a ms\nequilibria   {}\n",
            self.drive,
            self.regime,
            self.x_min,
            self.x_max,
            self.mean_x,
            self.y_min,
            self.y_max,
            self.rate,
            equilibria.collect::<Vec<_>>().join("; "),
        )
    }
}
