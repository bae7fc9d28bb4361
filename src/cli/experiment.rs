//! `nullcline experiment`: regimes and robustness.

use serde::Serialize;

use super::experiment_output::OutputArgs;
use super::map::{self, MapArgs};
use super::output::ProgressBar;
use super::plots::Plot;
use super::shared::{NetworkArgs, TimeArgs};
use super::table_1::{self, SearchArgs};
use crate::control::{Control, StopToken};
use crate::dataset::Split;
use crate::experiment::{
    CalibratedContext, DecisionSettings, Draws, EvaluationContext, InitialConditionPoint, NoiseKind,
    accuracy_by_ablation, accuracy_by_coupling, accuracy_by_decision, accuracy_by_dynamics,
    accuracy_by_initial_condition, accuracy_by_integration_time, accuracy_by_noise, accuracy_by_scatter,
};
use crate::image::{InputImage, PIXELS};
use crate::network::{CalibratedNeurons, FhnNetwork, Units};
use crate::neuron::{CouplingStrength, State, SynapticTime};

/// Observation windows, standard deviations of noise, and scatters unless others are given.
const WINDOWS: [f64; 18] =
    [0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0];
const DEVIATIONS: [f64; 9] = [0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0];
const SCATTERS: [f64; 4] = [0.0, 0.1, 0.3, 1.0];
const HETEROGENEITIES: [f64; 5] = [0.0, 0.02, 0.05, 0.1, 0.2];
/// Time constants of synapses, times and leads of decisions, unless others are given.
const SYNAPSES: [f64; 4] = [0.0, 1.0, 3.0, 10.0];
const DECISION_TIMES: [f64; 16] =
    [0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0];
const LEADS: [f64; 8] = [0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0];
/// The most draws of an experiment.
const MOST_DRAWS: i64 = 10_000;

/// Flags of `experiment`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    which: Which,
}

/// Which experiment.
#[derive(Debug, clap::Subcommand)]
enum Which {
    /// Accuracy over gamma, a and epsilon: untrained transplant, calibrated, and the best of short trainings. With other models
    /// than fhn over the range of drives and the rate of recovery: a plain network in calibrated neurons
    Map(MapArgs),
    /// A search for one protocol that gives Table 1 of the paper: networks and what the paper leaves open, by chance
    Table1(SearchArgs),
    /// Accuracy against the integration time: the observation window T
    Window {
        #[command(flatten)]
        common: Common,
        /// Observation windows, in rising order [default: 0.5,1,2,3,5,7,10,15,20,30,50,70,100,150,200,300,500,1000; ten times
        /// as long in ms, up to 2000, with other models than fhn]
        #[arg(long, value_delimiter = ',')]
        windows: Option<Vec<f64>>,
    },
    /// Accuracy with noise in the current, independent for each neuron: fluctuating (Ornstein-Uhlenbeck) or quenched
    Noise {
        #[command(flatten)]
        common: Common,
        /// Standard deviations of the noise [default: 0,0.02,0.05,0.1,0.2,0.3,0.5,0.7,1; with other models than fhn these, up to
        /// 0.2, times the range of drives]
        #[arg(long, value_delimiter = ',')]
        deviations: Option<Vec<f64>>,
        /// Its correlation time, at least twice the time between samples; without it the noise is quenched (parameter
        /// heterogeneity), the same for all images
        #[arg(long, value_parser = positive)]
        tau: Option<f64>,
        #[command(flatten)]
        draws: DrawArgs,
    },
    /// Accuracy with other initial conditions: one for all neurons, then one for each
    Starts {
        #[command(flatten)]
        common: Common,
        /// Scatter of initial conditions: the fraction of each neuron's limit cycle over which phases are uniform, 0 to 1 (fhn
        /// only; neurons of other models start together, then anywhere in the region of their states) [default: 0,0.1,0.3,1]
        #[arg(long, value_delimiter = ',')]
        scatters: Option<Vec<f64>>,
        #[command(flatten)]
        draws: DrawArgs,
    },
    /// Accuracy and synchrony with mean-field coupling among neurons that differ and start at phases of their own
    Coupling {
        #[command(flatten)]
        common: Common,
        /// Strengths of the coupling: kappa, or with other models g, in the unit of the drive by mV
        #[arg(long, value_delimiter = ',', default_value = "0,0.01,0.02,0.03,0.05,0.1,0.2,0.5,1")]
        strengths: Vec<CouplingStrength>,
        /// Heterogeneity: standard deviations of the offsets of the neurons' drives [default: 0,0.02,0.05,0.1,0.2; with other
        /// models than fhn these times the range of drives]
        #[arg(long, value_delimiter = ',')]
        deviations: Option<Vec<f64>>,
        #[command(flatten)]
        draws: DrawArgs,
    },
    /// The mean law and accuracy where neurons have other dynamics than the network was trained for: other nonlinearities, a
    /// spread of epsilon, coupling, noise, a leak; with other models than fhn a spread of their parameters
    Dynamics {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        draws: DrawArgs,
    },
    /// Time to decide: accuracy against the time since the image appeared, and of decisions that stop at a lead
    Decision(DecisionArgs),
    /// Accuracy with ablated neurons
    Silence {
        #[command(flatten)]
        common: Common,
        /// Numbers of ablated neurons
        #[arg(long, value_delimiter = ',', default_value = "0,1,2,5,10,20,30,40,50,60,70,80,90")]
        numbers: Vec<usize>,
        /// How many draws of which neurons; mean, standard deviation and lowest are over these
        #[arg(long, visible_alias = "seeds", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=MOST_DRAWS))]
        draws: u32,
        /// The seed of the first draw; the next ones follow
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
}

/// Independent draws of what is random.
#[derive(Clone, Copy, Debug, clap::Args)]
struct DrawArgs {
    /// How many independent draws; mean, standard deviation and lowest are over these
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=MOST_DRAWS))]
    draws: u32,
    /// The seed of the first draw; the next ones follow
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

impl DrawArgs {
    fn draws(self) -> Draws {
        Draws { first: self.seed, count: self.draws }
    }
}

/// Flags of all experiments with one network.
#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    times: TimeArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Only the first so many test images [default: all; 500 where every neuron is integrated itself, and with other models than
    /// fhn]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

/// Flags of the time to decide.
#[derive(Debug, clap::Args)]
struct DecisionArgs {
    #[command(flatten)]
    common: Common,
    /// Time constants tau_s of the synapses [default: 0,1,3,10; ten times as long in ms with other models than fhn, the next
    /// two too]
    #[arg(long, value_delimiter = ',')]
    synapses: Option<Vec<SynapticTime>>,
    /// Times since the image appeared, up to T [default: 0.2,0.5,1,1.5,2,3,4,5,7,10,15,20,30,50,70,100]
    #[arg(long, value_delimiter = ',', value_parser = positive)]
    times: Option<Vec<f64>>,
    /// Leads of the winner over the second at which a decision stops, in units of time [default: 0.2,0.5,1,2,3,5,10,20]
    #[arg(long, value_delimiter = ',', value_parser = positive)]
    leads: Option<Vec<f64>>,
    #[command(flatten)]
    draws: DrawArgs,
}

impl DecisionArgs {
    fn run(&self, control: Control<'_>) -> anyhow::Result<()> {
        // A unit of time of FitzHugh-Nagumo neurons counts as 10 ms.
        let scaled = |own: &Option<Vec<f64>>, usual: &[f64], scale: f64| {
            own.clone().unwrap_or_else(|| usual.iter().map(|time| scale * time).collect())
        };
        let settings = |scale: f64| {
            let usual = SYNAPSES.iter().filter_map(|tau| SynapticTime::new(scale * tau).ok()).collect();
            let synapses: Vec<SynapticTime> = self.synapses.clone().unwrap_or(usual);
            (synapses, scaled(&self.times, &DECISION_TIMES, scale), scaled(&self.leads, &LEADS, scale))
        };
        let blank = self.common.network.network()?.network.inputs_of(&InputImage::new([0; PIXELS]));
        let draws = self.draws.draws();
        self.common.run(
            Some(1000),
            |context| {
                let (synapses, times, leads) = &settings(1.0);
                Ok(accuracy_by_decision(&context, DecisionSettings { synapses, times, leads }, draws, control)?)
            },
            |context| {
                let (synapses, times, leads) = &settings(10.0);
                Ok(context.by_decision(&blank, DecisionSettings { synapses, times, leads }, draws, control)?)
            },
        )
    }
}

fn positive(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| *value > 0.0 && value.is_finite());
    value.ok_or_else(|| format!("it must be a number above 0, not {text:?}"))
}

/// Runs the experiment.
///
/// # Errors
/// In one line: what is wrong with a value, the data or the file to write.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let stop = StopToken::new();
    let bar = ProgressBar::new("experiment");
    let progress = |done: f32| bar.set(done);
    let control = Control { stop: &stop, progress: &progress };
    match &args.which {
        Which::Map(args) => map::run(args, control),
        Which::Table1(args) => table_1::run(args, control),
        Which::Window { common, windows } => {
            let fhn = windows.as_deref().unwrap_or(&WINDOWS);
            let others: Vec<f64> = WINDOWS.iter().map(|window| 10.0 * window).filter(|ms| *ms <= 2000.0).collect();
            let others = windows.as_deref().unwrap_or(&others);
            common.run(
                None,
                |context| Ok(accuracy_by_integration_time(&context, fhn, control)?),
                |context| Ok(context.by_integration_time(others, control)?),
            )
        }
        Which::Noise { common, deviations, tau, draws } => {
            noise(common, deviations.as_deref(), *tau, (draws.draws(), control))
        }
        Which::Starts { common, scatters: Some(scatters), draws } => {
            common.run_fhn(Some(500), |context| starts(&context, (scatters, *draws), control))
        }
        Which::Starts { common, scatters: None, draws } => common.run(
            Some(500),
            |context| starts(&context, (&SCATTERS, *draws), control),
            |context| Ok(context.by_start(draws.draws(), control)?),
        ),
        Which::Coupling { common, strengths, deviations, draws } => common.run(
            Some(500),
            |context| {
                let deviations = deviations.as_deref().unwrap_or(&HETEROGENEITIES);
                Ok(accuracy_by_coupling(&context, (strengths, deviations), draws.draws(), control)?)
            },
            |context| {
                let deviations = deviations.clone().unwrap_or_else(|| shares_of_drives(&context, &HETEROGENEITIES));
                Ok(context.by_coupling((strengths, &deviations), draws.draws(), control)?)
            },
        ),
        Which::Dynamics { common, draws } => common.run(
            Some(500),
            |context| Ok(accuracy_by_dynamics(&context, draws.draws(), control)?),
            |context| Ok(context.by_parameter_spread(draws.draws(), control)?),
        ),
        Which::Decision(args) => args.run(control),
        Which::Silence { common, numbers, draws, seed } => {
            let draws = Draws { first: *seed, count: *draws };
            common.run(
                None,
                |context| Ok(accuracy_by_ablation(&context, (numbers, draws), control)?),
                |context| Ok(context.by_ablation((numbers, draws), control)?),
            )
        }
    }
}

/// Deviations unless others are given: shares of the range of drives of neurons of other models than FitzHugh-Nagumo.
fn shares_of_drives(context: &CalibratedContext<'_>, shares: &[f64]) -> Vec<f64> {
    let [from, to] = context.neurons.layer().drives;
    shares.iter().map(|share| share * (to - from)).collect()
}

/// Noise that fluctuates with the correlation time `tau`, or is quenched without one.
fn noise(
    common: &Common,
    deviations: Option<&[f64]>,
    tau: Option<f64>,
    (draws, control): (Draws, Control<'_>),
) -> anyhow::Result<()> {
    let kind = tau.map_or(NoiseKind::Frozen, NoiseKind::Fluctuating);
    let fhn = deviations.unwrap_or(&DEVIATIONS);
    let usual = if tau.is_some() { &DEVIATIONS[..] } else { &DEVIATIONS[..5] };
    common.run(
        tau.map(|_| 500),
        |context| Ok(accuracy_by_noise(&context, kind, (fhn, draws), control)?),
        |context| {
            let deviations = deviations.map_or_else(|| shares_of_drives(&context, usual), <[f64]>::to_vec);
            Ok(match tau {
                Some(tau) => context.by_fluctuation(tau, (&deviations, draws), control)?,
                None => context.by_heterogeneity((&deviations, draws), control)?,
            })
        },
    )
}

/// Accuracy by initial conditions that all FitzHugh-Nagumo neurons have, then by their scatter.
fn starts(
    context: &EvaluationContext<'_>,
    (scatters, draws): (&[f64], DrawArgs),
    control: Control<'_>,
) -> anyhow::Result<Vec<InitialConditionPoint>> {
    let states = [(0.5, 0.5), (0.0, 0.0), (2.0, 0.0), (-2.0, 0.0), (1.0, -0.6), (-1.0, 0.6), (0.0, 1.0), (3.0, 3.0)];
    let starts = states.map(|(x, y)| State { x, y });
    let mut points = accuracy_by_initial_condition(context, &starts, control)?;
    points.extend(accuracy_by_scatter(context, (scatters, draws.draws()), control)?);
    Ok(points)
}

impl Common {
    /// An experiment with neurons of any model: `measure` is of FitzHugh-Nagumo neurons, `others` of those of other models.
    fn run<T: Serialize + Plot + Send>(
        &self,
        limit: Option<u32>,
        measure: impl FnOnce(EvaluationContext<'_>) -> anyhow::Result<Vec<T>> + Send,
        others: impl FnOnce(CalibratedContext<'_>) -> anyhow::Result<Vec<T>> + Send,
    ) -> anyhow::Result<()> {
        self.output.results.check()?;
        let network = self.network.network()?.network;
        let Units::Neurons(layer) = network.units else { return self.run_fhn(limit, measure) };
        let limit = self.limit.or(Some(limit.unwrap_or(500)));
        let set = self.output.data.images(Split::Test, network.classes())?.set;
        let images = limit.map_or(set.clone(), |limit| set.first(limit as usize));
        let neurons = CalibratedNeurons::new(layer, &StopToken::new())?;
        let z = network.inputs(&images);
        let times = self.times.times_of(&network.units);
        let context = CalibratedContext { neurons: &neurons, output: network.output(), z: &z, images: &images, times };
        self.output.finish(&self.output.threads.run(|| others(context))?)
    }

    /// An experiment with FitzHugh-Nagumo neurons.
    fn run_fhn<T: Serialize + Plot + Send>(
        &self,
        limit: Option<u32>,
        measure: impl FnOnce(EvaluationContext<'_>) -> anyhow::Result<Vec<T>> + Send,
    ) -> anyhow::Result<()> {
        self.output.results.check()?;
        let network = self.neurons()?;
        let set = self.output.data.images(Split::Test, network.classes())?.set;
        let set = self.limit.or(limit).map_or(set.clone(), |limit| set.first(limit as usize));
        let context = EvaluationContext { network: &network, images: &set, times: self.times.times() };
        self.output.finish(&self.output.threads.run(|| measure(context))?)
    }

    fn neurons(&self) -> anyhow::Result<FhnNetwork> {
        let network = self.network.network()?.network;
        match network.units {
            Units::Fhn(layer) => Ok(network.with_units(layer)),
            Units::Neurons(_) => {
                anyhow::bail!(
                    "phases on limit cycles (--scatters) are of FitzHugh-Nagumo neurons; without --scatters those of other models \
                     start anywhere in the region of their states"
                )
            }
            Units::Sigmoid | Units::Relu => anyhow::bail!(
                "the plain network has no neurons to experiment with: --model fhn has, and --network takes transplant or \
                 calibrated with a plain one"
            ),
        }
    }
}
