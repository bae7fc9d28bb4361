//! `nullcline cycle`: what one neuron does in the long run.

use serde::Serialize;

use super::output::{print_json, print_text};
use crate::fhn::{Drive, Epsilon, Equilibrium, LongRun, Neuron};

/// Flags of `cycle`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Time scale of the activator
    #[arg(long, default_value_t = Epsilon::DEFAULT, allow_negative_numbers = true)]
    epsilon: Epsilon,
    /// The drive c = a + I
    #[arg(long, default_value_t = Drive::DEFAULT, allow_negative_numbers = true)]
    c: Drive,
    /// Print JSON
    #[arg(long)]
    json: bool,
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
    settled: bool,
    equilibrium: &'static str,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let neuron = Neuron::new(args.epsilon, args.c);
    let long_run = LongRun::of(&neuron);
    let report = Report {
        epsilon: args.epsilon,
        c: args.c,
        regime: long_run.regime.name(),
        period: long_run.period,
        x_min: long_run.x_min,
        x_max: long_run.x_max,
        y_min: long_run.y_min,
        y_max: long_run.y_max,
        mean_x: long_run.mean_x,
        duty: long_run.duty,
        mean_sigmoid_x: long_run.mean_sigmoid_x,
        spikes: long_run.spikes(),
        settled: long_run.settled,
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
        let settled =
            if self.settled { "" } else { "\nnot settled: the orbit does not close to 1e-7, so near a canard" };
        format!(
            "epsilon {}, c {}\nregime       {}{kind}\nequilibrium  {}\nperiod       {period}\nx            {:.9} to {:.9}\n\
             y            {:.9} to {:.9}\nmean x       {:.9} (the mean law says {})\nduty (x > 0) {:.9}\n\
             mean sigmoid {:.9}{settled}\n",
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
