//! `nullcline experiment table1`: a search for one protocol that gives Table 1 of the paper.

use std::fmt::Write as _;

use serde::Serialize;

use super::output::note;
use super::plots::Plot;
use super::results::ResultArgs;
use super::shared::{BothSets, DataArgs, ThreadArgs};
use crate::control::Control;
use crate::experiment::quantile;
use crate::experiment::reproduction::{
    Images, ScoredCandidate, SearchResult, SearchSettings, StartKind, search_table_1,
};
use crate::report::{Axis, FIRST_CLASSES, Figure, Legend, Mark, Panel, Shape};

/// Flags of the search.
#[derive(Debug, clap::Args)]
pub(super) struct SearchArgs {
    /// Plain networks of the report's recipe, which say how much recalls vary between networks
    #[arg(long, default_value_t = SearchSettings::default().usual_networks, value_parser = clap::value_parser!(u32).range(2..=1000))]
    usual_networks: u32,
    /// Plain networks of recipes by chance: first weights, batch, learning rate, biases, cost
    #[arg(long, default_value_t = SearchSettings::default().random_networks, value_parser = clap::value_parser!(u32).range(..=10_000))]
    random_networks: u32,
    /// The most epochs of a training, which ends when the network is as accurate as the paper's
    #[arg(long, default_value_t = SearchSettings::default().epochs, value_parser = clap::value_parser!(u32).range(1..=1000))]
    epochs: u32,
    /// Candidates by chance: network, epsilon, a, starts, samples in the vote
    #[arg(long, default_value_t = SearchSettings::default().candidates, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    candidates: u32,
    /// Candidates that vary the best of those
    #[arg(long, default_value_t = SearchSettings::default().varied, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    varied: u32,
    /// Only the first so many test images
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Decides all that is by chance
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    threads: ThreadArgs,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    results: ResultArgs,
}

/// A line of the table.
#[derive(Clone, Debug, Serialize)]
struct Row {
    score: f64,
    score_negative: f64,
    score_positive: f64,
    epsilon: f64,
    a: f64,
    starts: StartKind,
    samples: usize,
    biases: &'static str,
    objective: String,
    initial_scale: f64,
    batch: u32,
    learning_rate: f64,
    network_seed: u64,
    epochs: u32,
    train_accuracy: f64,
    test_accuracy: f64,
    varied: bool,
    accuracy_minus_half: f64,
    accuracy_minus_one: f64,
    accuracy_half: f64,
    /// Thirty recalls, per cent: digits 0 to 9 at gamma -0.5, -1 and 0.5.
    recalls: String,
}

impl Row {
    fn of(found: &ScoredCandidate) -> Self {
        let recipe = &found.recipe;
        let recalls = found.recalls.iter().flatten().map(|recall| format!("{:.1}", 100.0 * recall));
        let objective = format!("{:?}", recipe.objective);
        Self {
            score: found.score,
            score_negative: found.score_negative,
            score_positive: found.score_positive,
            epsilon: found.epsilon,
            a: found.a,
            starts: found.starts,
            samples: found.samples,
            biases: recipe.biases.name(),
            objective,
            initial_scale: recipe.initial_scale,
            batch: recipe.batch,
            learning_rate: recipe.learning_rate,
            network_seed: recipe.seed,
            epochs: found.epochs,
            train_accuracy: found.plain_accuracies[0],
            test_accuracy: found.plain_accuracies[1],
            varied: found.varied,
            accuracy_minus_half: found.accuracies[0],
            accuracy_minus_one: found.accuracies[1],
            accuracy_half: found.accuracies[2],
            recalls: recalls.collect::<Vec<_>>().join(" "),
        }
    }
}

pub(super) fn run(args: &SearchArgs, control: Control<'_>) -> anyhow::Result<()> {
    args.results.check()?;
    let BothSets { train, test, .. } = args.data.both()?;
    let settings = SearchSettings {
        usual_networks: args.usual_networks,
        random_networks: args.random_networks,
        epochs: args.epochs,
        candidates: args.candidates,
        varied: args.varied,
        images: args.limit as usize,
        seed: args.seed,
    };
    let images = Images { train: &train, test: &test };
    let found = args.threads.run(|| Ok(search_table_1(&settings, images, control)?))?;
    let rows: Vec<Row> = found.candidates.iter().map(Row::of).collect();
    note(&summary(&found));
    args.results.finish(&rows, || Row::figure(&rows), (&rows, |table| table))
}

/// A name and the score of a candidate by some of the recalls.
type Column = (&'static str, fn(&ScoredCandidate) -> f64);

fn summary(found: &SearchResult) -> String {
    let [kept, trained] = found.networks;
    let own = |share| quantile(found.own_scores.clone(), share);
    let mut text = format!(
        "{kept} of {trained} plain networks came as close to the paper's accuracies as 0.1 and 0.15 points\n\
         score of a usual network against the others: {:.2} to {:.2} (n = {})\n",
        own(0.0),
        own(1.0),
        found.own_scores.len()
    );
    let columns: [Column; 3] = [
        ("all 30 recalls", |own| own.score),
        ("gamma -0.5 and -1", |own| own.score_negative),
        ("gamma 0.5", |own| own.score_positive),
    ];
    for (name, score) in columns {
        let mut sorted: Vec<&ScoredCandidate> = found.candidates.iter().collect();
        sorted.sort_by(|a, b| score(a).total_cmp(&score(b)));
        let Some(best) = sorted.first() else { continue };
        let [half, one, positive] = best.accuracies.map(|accuracy| 100.0 * accuracy);
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{name}: best of {} has {:.2} (accuracies {half:.1}, {one:.1}, {positive:.1}; epsilon {:.3}, a {:.3}, {:?}, {} samples, {})",
            sorted.len(),
            score(best),
            best.epsilon,
            best.a,
            best.starts,
            best.samples,
            best.recipe.biases.name(),
        );
        // Only those by chance: others are near the best by construction.
        sorted.retain(|own| !own.varied);
        sorted.truncate((sorted.len() / 50).max(10));
        let range = |pick: fn(&ScoredCandidate) -> f64| {
            let at = |share| quantile(sorted.iter().map(|own| pick(own)).collect(), share);
            format!("{:.3} ({:.3} to {:.3})", at(0.5), at(0.05), at(0.95))
        };
        let share =
            |is: fn(&ScoredCandidate) -> bool| 100 * sorted.iter().filter(|own| is(own)).count() / sorted.len().max(1);
        let _ = writeln!(
            text,
            "  best {} by chance, median and 5 to 95 %: epsilon {}, a {}, samples {}, first weights {}; starts common {} %, another common \
             {} %, per neuron {} %, per image {} %",
            sorted.len(),
            range(|own| own.epsilon),
            range(|own| own.a),
            range(|own| own.samples as f64),
            range(|own| own.recipe.initial_scale),
            share(|own| own.starts == StartKind::Common),
            share(|own| own.starts == StartKind::OtherCommon),
            share(|own| own.starts == StartKind::PerNeuron),
            share(|own| own.starts == StartKind::PerImage),
        );
    }
    text.trim_end().to_owned()
}

/// A kind of start and its name in the figure.
const STARTS: [(StartKind, &str); 4] = [
    (StartKind::Common, "start common"),
    (StartKind::OtherCommon, "another common start"),
    (StartKind::PerNeuron, "phase per neuron"),
    (StartKind::PerImage, "phase per neuron and image"),
];

impl Plot for Row {
    fn figure(points: &[Self]) -> Figure {
        let panel = |x: Axis, title: &str, pick: fn(&Self) -> f64| {
            let top = points.iter().map(|point| point.score).fold(1.0, f64::max);
            let mut panel = Panel::new(title, x, Axis::logarithmic("score, all 30 recalls").from_to(0.5, 1.1 * top));
            for (index, (starts, name)) in STARTS.into_iter().enumerate() {
                let own = points.iter().filter(|point| point.starts == starts);
                panel = panel.with(Mark::Points {
                    name: name.to_owned(),
                    points: own.map(|point| (pick(point), point.score)).collect(),
                    colour: FIRST_CLASSES[[0, 1, 2, 4][index]],
                    size: 1.5,
                    shape: Shape::Disc,
                });
            }
            panel
        };
        let panels = vec![
            panel(Axis::logarithmic("epsilon"), "", |point| point.epsilon),
            panel(Axis::logarithmic("samples in the vote"), "", |point| point.samples as f64),
        ];
        Figure::new("Candidates for the protocol of Table 1", (Figure::PAGE, 80.0), 2, panels)
            .with_legend(Legend::Below)
    }
}
