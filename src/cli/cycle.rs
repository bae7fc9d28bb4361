//! `nullcline cycle`: the asymptotic state of one neuron.

use serde::Serialize;

use super::output::{print_json, print_text};
use crate::neuron::{AsymptoticState, Drive, Epsilon, Equilibrium, Neuron};

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
    converged: bool,
    equilibrium: &'static str,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let neuron = Neuron::new(args.epsilon, args.c);
    let asymptotic_state = AsymptoticState::of(&neuron);
    let report = Report {
        epsilon: args.epsilon,
        c: args.c,
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
