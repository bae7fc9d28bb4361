//! The paper's figures, drawn from what was computed, and figures of our own beside them.

use super::colour::{ACTIVATOR, FIRST_CLASSES, INHIBITOR, Rgb};
use super::figure::{Axis, Bar, Figure, HeatMap, Legend, Mark, Panel, Scale, Shape, Stroke};
use crate::experiment::paper;
use crate::experiment::paper::CLASSES;
use crate::experiment::reproduction::{GammaSweep, Group, MeanLawCheck, Reproduction, Spread, TracesResult};
use crate::neuron::{
    Drive, Epsilon, Neuron, Sampling, State, activator_nullcline, default_step, state_bound, trajectory,
};

const OURS: Rgb = FIRST_CLASSES[0];
const PAPER: Rgb = FIRST_CLASSES[8];
const INK: Rgb = Rgb::hex(0x001C_2127);
const GREY: Rgb = Rgb::hex(0x0086_9099);
const PERCENT: &str = "accuracy (%)";
const RECALL: &str = "recall (%)";
/// Bars that are all lower than this have an axis of their own.
const LOW: f64 = 30.0;
const GAMMA: &str = "\u{3b3}";
const EPSILON: &str = "\u{3b5}";

/// A figure with the name of its files.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedFigure {
    /// As in `figure_4`.
    pub name: &'static str,
    /// The caption.
    pub caption: String,
    /// The figure.
    pub figure: Figure,
}

/// Every figure of a reproduction, in the order of the paper.
pub fn figures(reproduction: &Reproduction) -> Vec<NamedFigure> {
    let named = |name, caption: String, figure| NamedFigure { name, caption, figure };
    let settings = &reproduction.settings;
    let networks = reproduction.table_1.overall.len();
    vec![
        named("table_1", format!("Table 1 as bars, test set, recall of each digit: the paper's values, and ours as mean and standard deviation of {networks} networks."), table_1(reproduction)),
        named("figure_2", "Fig. 2: the phase plane of one neuron, \u{3b5} 0.1, a 0. Left it oscillates, right it comes to rest; the inhibitor nullcline without input is dashed.".to_owned(), figure_2()),
        named("figure_3", format!("Fig. 3: the ten outputs of the network with neurons for images of a 0, a 3 and a 5 (\u{3b3} \u{2212}0.5, \u{3b5} {}). The bar below the curves shows which output is ahead.", settings.epsilon), figure_3(&reproduction.traces)),
        named("figure_4", format!("Fig. 4: accuracy against \u{3b3}, mean over networks, and at \u{3b5} {} one standard deviation; rings are the averages of the paper's Table 1.", settings.epsilon), figure_4(reproduction)),
        named("mean_law", "The time mean of x of every neuron, measured, against \u{2212}(a + I); and the accuracy by the largest mean output, measured and as the mean law predicts it.".to_owned(), mean_law(reproduction)),
        named("epsilon", "Root mean square difference to the thirty test values of Table 1 against \u{3b5}, for each network and for their mean.".to_owned(), epsilon(reproduction)),
        named("table_2", "Table 2 as bars: the paper's values, and ours as mean and standard deviation over seeds.".to_owned(), table_2(reproduction)),
        named("figure_6", "Fig. 6: cost and accuracies against the epoch of training, one thin line a seed; dashed, the paper's accuracies at the end.".to_owned(), figure_6(reproduction)),
        named("figure_7", "Fig. 7: recall of each digit on the full test set.".to_owned(), figure_7(reproduction)),
        named("lost_digits", "Settings with lost digits and without: recall of each digit.".to_owned(), lost_digits(reproduction)),
    ]
}

fn digits_axis() -> Axis {
    Axis::new("digit").named((0..CLASSES).map(|digit| digit.to_string())).from_to(-0.6, 9.6)
}

fn percent_axis() -> Axis {
    Axis::new(PERCENT).from_to(0.0, 105.0)
}

/// A panel of bars of two kinds for ten digits, the paper's and ours. Where all are low its axis is shorter, and its title
/// says so.
fn beside(title: String, printed: impl Fn(usize) -> f64, ours: impl Fn(usize) -> Spread) -> Panel {
    let most =
        (0..CLASSES).map(|digit| printed(digit).max(ours(digit).mean + ours(digit).deviation)).fold(0.0, f64::max);
    let (axis, title) = if most < LOW {
        let end = (1.1 * most).ceil().max(1.0);
        (Axis::new(RECALL).from_to(0.0, end), format!("{title}: axis to {end} %"))
    } else {
        (Axis::new(RECALL).from_to(0.0, 105.0), title)
    };
    Panel::new(title, digits_axis(), axis)
        .with(bars("paper", (-0.2, PAPER), |digit| Spread { mean: printed(digit), deviation: 0.0 }))
        .with(bars("ours", (0.2, OURS), ours))
}

/// Bars for ten digits, shifted from their middle.
fn bars(name: &str, (shift, colour): (f64, Rgb), spread: impl Fn(usize) -> Spread) -> Mark {
    let bars = (0..CLASSES).map(|digit| {
        let Spread { mean, deviation } = spread(digit);
        let ends = (deviation > 0.0).then(|| ((mean - deviation).max(0.0), (mean + deviation).min(100.0)));
        Bar { at: digit as f64 + shift, height: mean, spread: ends }
    });
    Mark::Bars { name: name.to_owned(), bars: bars.collect(), width: 0.4, colour }
}

fn percent(Spread { mean, deviation }: Spread) -> Spread {
    Spread { mean: 100.0 * mean, deviation: 100.0 * deviation }
}

fn number(value: f64) -> String {
    value.to_string().replace('-', "\u{2212}")
}

fn table_1(reproduction: &Reproduction) -> Figure {
    let table = &reproduction.table_1;
    let panels = table.gammas.iter().enumerate().map(|(index, gamma)| {
        let title = format!("({}) {GAMMA} = {}", char::from(b'a' + index as u8), number(*gamma));
        beside(title, |digit| paper::TABLE_1[digit][index][1], |digit| percent(table.digit(digit, index, 1)))
    });
    let panels: Vec<Panel> = panels.collect();
    Figure::new("Table 1, test set", (Figure::PAGE, 70.0), panels.len().max(1), panels).with_legend(Legend::Below)
}

fn table_2(reproduction: &Reproduction) -> Figure {
    let titles = ["training set (10,000)", "test set (1,000)", "training set (60,000)", "test set (10,000)"];
    let panels = titles.iter().enumerate().map(|(column, title)| {
        let title = format!("({}) {title}", char::from(b'a' + column as u8));
        let ours = |digit| percent(reproduction.table_2.digit(digit, column));
        beside(title, |digit| paper::TABLE_2[digit][column], ours)
    });
    Figure::new("Table 2", (Figure::PAGE, 110.0), 2, panels.collect()).with_legend(Legend::Below)
}

/// The phase plane at no input and at I, as in the paper's Fig. 2. It depends on nothing but the equations.
fn figure_2() -> Figure {
    let (letters, currents) = (["a", "b"], [0.3, 1.2]);
    let panels = letters.iter().zip(currents).map(|(letter, current)| {
        let title = format!("({letter}) a = 0, I = {current}");
        #[allow(clippy::expect_used, reason = "both currents stand above")]
        let drive = Drive::new(current).expect("0.3 or 1.2");
        let neuron = Neuron::new(Epsilon::DEFAULT, drive);
        let cubic = (0..=200).map(|step| f64::from(step) / 200.0 * 5.0 - 2.5);
        let nullcline = cubic.map(|x| (x, activator_nullcline(x))).collect();
        let at = neuron.inhibitor_nullcline();
        let stable = current.abs() > paper::HOPF;
        let upright = |x: f64| vec![(x, -1.6), (x, 1.6)];
        let line = |name: &str, points, stroke| Mark::Line { name: name.to_owned(), points, stroke };
        Panel::new(title, Axis::new("activator x").from_to(-2.5, 2.5), Axis::new("recovery y").from_to(-1.6, 1.6))
            .with(line("activator nullcline", nullcline, Stroke::solid(ACTIVATOR)))
            .with(line("inhibitor nullcline without input", upright(0.0), Stroke::dashed(INHIBITOR)))
            .with(line("inhibitor nullcline with input I", upright(at), Stroke::solid(INHIBITOR)))
            .with(line("trajectory from (0.5, 0.5)", path(neuron), Stroke::solid(INK).thin()))
            .with(Mark::Points {
                name: if stable { "equilibrium, stable" } else { "equilibrium, unstable" }.to_owned(),
                points: vec![(at, activator_nullcline(at))],
                colour: INK,
                size: 4.5,
                shape: if stable { Shape::Disc } else { Shape::Ring },
            })
    });
    Figure::new("Phase plane of one neuron", (Figure::PAGE, 80.0), 2, panels.collect()).with_legend(Legend::Below)
}

/// x and y of a neuron from the default start, for two cycles.
fn path(neuron: Neuron) -> Vec<(f64, f64)> {
    const LENGTH: f64 = 9.0;
    const EVERY: f64 = 0.02;
    let reach = state_bound(&neuron, State::DEFAULT);
    let sampling = Sampling::new(LENGTH, EVERY, default_step(neuron.epsilon.get(), reach));
    // These times are valid; a figure without the trajectory would still be one.
    let Ok(sampling) = sampling else { return Vec::new() };
    trajectory(&neuron, State::DEFAULT, &sampling).map(|sample| (sample.state.x, sample.state.y)).collect()
}

fn figure_3(traces: &[TracesResult]) -> Figure {
    let panels = traces.iter().enumerate().map(|(index, result)| {
        let last = index + 1 == traces.len();
        let share = 100.0 * result.shares[usize::from(result.winner)];
        let title = format!(
            "({}) image of a {}: {} leads for {share:.0} % of the time",
            char::from(b'a' + index as u8),
            result.digit,
            result.winner
        );
        traces_panel(result, title, last)
    });
    Figure::new("Outputs against time", (Figure::PAGE, 190.0), 1, panels.collect()).with_legend(Legend::Right)
}

fn traces_panel(result: &TracesResult, title: String, last: bool) -> Panel {
    let values = || result.outputs.iter().flatten().map(|value| f64::from(*value));
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let reach = (high - low).max(1e-6);
    // Room for the bar of the leaders below the curves.
    let bar = low - 0.09 * reach;
    let begin = result.times.first().copied().unwrap_or(0.0);
    let end = result.times.last().copied().unwrap_or(1.0);
    let x = Axis::new("time (dimensionless)").from_to(begin, end);
    let y = Axis::new("output").from_to(low - 0.16 * reach, high + 0.04 * reach);
    let mut panel = Panel::new(title, if last { x } else { x.bare() }, y);
    for (digit, colour) in FIRST_CLASSES.into_iter().enumerate() {
        let points = result.times.iter().zip(&result.outputs).map(|(time, outputs)| (*time, f64::from(outputs[digit])));
        let stroke = Stroke { width: 0.75, ..Stroke::solid(colour) };
        panel = panel.with(Mark::Line { name: digit.to_string(), points: points.collect(), stroke });
    }
    for (digit, colour) in FIRST_CLASSES.into_iter().enumerate() {
        let points = leading(result, digit, bar);
        let stroke = Stroke { width: 6.0, ..Stroke::solid(colour) };
        panel = panel.with(Mark::Line { name: String::new(), points, stroke });
    }
    panel
}

/// Where a digit leads, as pieces of a line at `height`.
fn leading(result: &TracesResult, digit: usize, height: f64) -> Vec<(f64, f64)> {
    let largest = |outputs: &Vec<f32>| crate::dataset::Class::of_largest(outputs).index();
    let mut points = Vec::new();
    for (pair, outputs) in result.times.windows(2).zip(result.outputs.iter().skip(1)) {
        if largest(outputs) == digit {
            points.extend([(pair[0], height), (pair[1], height)]);
        } else if points.last().is_some_and(|(_, y): &(f64, f64)| y.is_finite()) {
            points.push((pair[1], f64::NAN));
        }
    }
    points
}

/// Mean and spread over networks at each gain, in percent.
fn over_networks(sweep: &GammaSweep, curves: &[Vec<f64>]) -> Vec<(f64, Spread)> {
    let at = |index: usize| percent(Spread::of(curves.iter().map(|curve| curve[index])));
    sweep.gammas.iter().enumerate().map(|(index, gamma)| (*gamma, at(index))).collect()
}

/// A line and a band.
fn curve(name: &str, points: &[(f64, Spread)], stroke: Stroke) -> [Mark; 2] {
    let ends = points.iter().map(|(x, spread)| {
        (*x, (spread.mean - spread.deviation).max(0.0), (spread.mean + spread.deviation).min(100.0))
    });
    [
        Mark::Band { name: String::new(), ends: ends.collect(), colour: stroke.colour },
        Mark::Line {
            name: name.to_owned(),
            points: points.iter().map(|(x, spread)| (*x, spread.mean)).collect(),
            stroke,
        },
    ]
}

fn gamma_axis() -> Axis {
    Axis::new(format!("gain {GAMMA}")).from_to(-2.0, 2.0)
}

fn paper_points() -> Mark {
    let points = paper::TABLE_1_GAMMAS.iter().zip(paper::TABLE_1_AVERAGE).map(|(gamma, average)| (*gamma, average[1]));
    Mark::Points {
        name: "paper (Table 1)".to_owned(),
        points: points.collect(),
        colour: INK,
        size: 5.0,
        shape: Shape::Ring,
    }
}

fn figure_4(reproduction: &Reproduction) -> Figure {
    let (sweeps, default) = (&reproduction.sweeps, reproduction.settings.epsilon.get());
    let colours = [FIRST_CLASSES[0], FIRST_CLASSES[4], FIRST_CLASSES[6], FIRST_CLASSES[8], FIRST_CLASSES[3]];
    let mut panel = Panel::new("", gamma_axis(), percent_axis());
    for (sweep, colour) in sweeps.iter().zip(colours.iter().cycle()) {
        let name = format!("longest winner, {EPSILON} = {}", sweep.epsilon);
        let [band, line] = curve(&name, &over_networks(sweep, &sweep.winner), Stroke::solid(*colour));
        // The spreads are nearly the same: one of them is seen, several are mud.
        if sweep.epsilon == default {
            panel.marks.insert(0, band);
        }
        panel = panel.with(line);
    }
    if let Some(sweep) = sweeps.first() {
        let [_, law] = curve("largest mean, by the mean law", &over_networks(sweep, &sweep.law), Stroke::dashed(GREY));
        panel = panel.with(law);
    }
    let panel = panel.with(paper_points());
    Figure::new("Accuracy against gamma", (140.0, 95.0), 1, vec![panel]).with_legend(Legend::Below)
}

fn mean_law(reproduction: &Reproduction) -> Figure {
    let mut panels: Vec<Panel> = reproduction
        .mean_law
        .iter()
        .enumerate()
        .map(|(index, check)| {
            density(check, format!("({}) {GAMMA} = {}", char::from(b'a' + index as u8), number(check.gamma)))
        })
        .collect();
    let at = panels.len() as u8;
    for sweep in reproduction.sweeps.iter().filter(|sweep| sweep.epsilon == reproduction.settings.epsilon.get()) {
        let title = format!("({}) {EPSILON} = {}", char::from(b'a' + at), sweep.epsilon);
        let mut panel = Panel::new(title, gamma_axis(), percent_axis());
        let marks = [
            curve("by the longest winner", &over_networks(sweep, &sweep.winner), Stroke::solid(OURS)),
            curve("by the largest mean, measured", &over_networks(sweep, &sweep.mean), Stroke::solid(FIRST_CLASSES[4])),
            curve("by the largest mean, predicted", &over_networks(sweep, &sweep.law), Stroke::dashed(INK)),
        ];
        for mark in marks.into_iter().flatten() {
            panel = panel.with(mark);
        }
        panels.push(panel);
    }
    Figure::new("The mean law", (Figure::PAGE, 78.0), 3, panels).with_legend(Legend::Below)
}

fn density(check: &MeanLawCheck, title: String) -> Panel {
    let values = check.density.iter().map(|count| if *count == 0 { f64::NAN } else { f64::from(*count) });
    let map = HeatMap {
        x: check.range,
        y: check.range,
        columns: check.cells,
        values: values.collect(),
        label: "neurons".to_owned(),
        range: None,
        scale: Scale::Logarithmic,
    };
    let diagonal = vec![(check.range.0, check.range.0), (check.range.1, check.range.1)];
    Panel::new(title, Axis::new("\u{2212}(a + I)"), Axis::new("time mean of x, measured")).with(Mark::Heat(map)).with(
        Mark::Line {
            name: "mean law: equal".to_owned(),
            points: diagonal,
            stroke: Stroke { width: 0.7, ..Stroke::dashed(FIRST_CLASSES[4]) },
        },
    )
}

fn epsilon(reproduction: &Reproduction) -> Figure {
    let Some(fit) = reproduction.fits.first() else {
        return Figure::new("Fit of epsilon to Table 1", (Figure::PAGE, 85.0), 1, Vec::new());
    };
    let points = |errors: &[f64]| fit.epsilons.iter().copied().zip(errors.iter().copied()).collect::<Vec<_>>();
    let axis = || Axis::logarithmic(format!("time scale {EPSILON}"));
    let most = fit.errors.iter().flatten().copied().fold(0.0, f64::max);
    let reach = Axis::new("rms difference (percentage points)").from_to(0.0, 1.1 * most);
    let mut errors = Panel::new("(a) difference to Table 1", axis(), reach);
    for (index, own) in fit.errors.iter().enumerate() {
        let name = if index == 0 { "one network" } else { "" };
        let stroke = Stroke::solid(GREY).thin();
        errors = errors.with(Mark::Line { name: name.to_owned(), points: points(own), stroke });
    }
    let best = |errors: &[f64]| {
        let pairs = fit.epsilons.iter().copied().zip(errors.iter().copied());
        pairs.fold((f64::NAN, f64::INFINITY), |best, pair| if pair.1 < best.1 { pair } else { best })
    };
    errors = errors
        .with(Mark::Points {
            name: "its best".to_owned(),
            points: fit.errors.iter().map(|errors| best(errors)).collect(),
            colour: FIRST_CLASSES[4],
            size: 4.0,
            shape: Shape::Disc,
        })
        .with(Mark::Line {
            name: format!("mean, {}", fit.biases.name()),
            points: points(&fit.errors_of_mean),
            stroke: Stroke { width: 1.6, ..Stroke::solid(OURS) },
        });
    let colours = [FIRST_CLASSES[0], FIRST_CLASSES[3], FIRST_CLASSES[4]];
    let mut averages = Panel::new("(b) average accuracy", axis(), percent_axis());
    for (index, (gamma, colour)) in paper::TABLE_1_GAMMAS.iter().zip(colours).enumerate() {
        let at = |place: usize| percent(Spread::of(fit.accuracies.iter().map(|own| own[place][index])));
        let means: Vec<_> = fit.epsilons.iter().enumerate().map(|(place, epsilon)| (*epsilon, at(place))).collect();
        let name = format!("{GAMMA} = {}", number(*gamma));
        for mark in curve(&name, &means, Stroke::solid(colour)) {
            averages = averages.with(mark);
        }
        let name = if index + 1 == colours.len() { "the paper's averages, each in its colour" } else { "" };
        let stroke = Stroke { width: 0.8, ..Stroke::dashed(colour) };
        averages =
            averages.with(Mark::HorizontalLine { name: name.to_owned(), y: paper::TABLE_1_AVERAGE[index][1], stroke });
    }
    for (other, colour) in reproduction.fits.iter().skip(1).zip([FIRST_CLASSES[3], FIRST_CLASSES[7]]) {
        errors = errors.with(Mark::Line {
            name: format!("mean, {}", other.biases.name()),
            points: points(&other.errors_of_mean),
            stroke: Stroke::dashed(colour),
        });
    }
    let title = "Fit of epsilon to Table 1";
    Figure::new(title, (Figure::PAGE, 100.0), 2, vec![errors, averages]).with_legend(Legend::Below)
}

fn figure_6(reproduction: &Reproduction) -> Figure {
    let trainings = &reproduction.trainings;
    let last = trainings.iter().map(|training| training.epochs.len()).max().unwrap_or(1) as f64;
    let epochs = || Axis::new("epoch").from_to(0.0, last + 0.5);
    let mut cost = Panel::new("(a)", epochs(), Axis::new("cost (cross-entropy)"));
    let reached = trainings.iter().flat_map(|training| &training.epochs);
    let reached = reached.flat_map(|report| [100.0 * report.train_accuracy, 100.0 * report.test_accuracy]);
    let least = reached.chain(paper::TABLE_2_AVERAGE).fold(100.0, f64::min);
    // Not from zero, but from a round number.
    let range = (10.0 * ((least - 1.0) / 10.0).floor().max(0.0), 100.0);
    let mut accuracy = Panel::new("(b)", epochs(), Axis::new(PERCENT).from_to(range.0, range.1));
    for (index, training) in trainings.iter().enumerate() {
        let points = |value: &dyn Fn(usize) -> f64| {
            training.epochs.iter().enumerate().map(|(at, report)| (f64::from(report.epoch), value(at))).collect()
        };
        let line = |name: &str, points, colour| Mark::Line {
            name: if index == 0 { name.to_owned() } else { String::new() },
            points,
            stroke: Stroke { width: 0.8, ..Stroke::solid(colour) },
        };
        cost = cost.with(line("", points(&|at| training.epochs[at].cost), OURS));
        let train = points(&|at| 100.0 * training.epochs[at].train_accuracy);
        let test = points(&|at| 100.0 * training.epochs[at].test_accuracy);
        accuracy = accuracy.with(line("training set (10,000)", train, OURS)).with(line(
            "test set (1,000)",
            test,
            FIRST_CLASSES[4],
        ));
    }
    for (name, y, colour) in [
        ("paper, training set", paper::TABLE_2_AVERAGE[0], OURS),
        ("paper, test set", paper::TABLE_2_AVERAGE[1], FIRST_CLASSES[4]),
    ] {
        let stroke = Stroke { width: 0.8, ..Stroke::dashed(colour) };
        accuracy = accuracy.with(Mark::HorizontalLine { name: name.to_owned(), y, stroke });
    }
    Figure::new("Training with neurons", (Figure::PAGE, 80.0), 2, vec![cost, accuracy]).with_legend(Legend::Below)
}

fn figure_7(reproduction: &Reproduction) -> Figure {
    let ours = |digit| percent(reproduction.table_2.digit(digit, 3));
    let panel = beside(String::new(), |digit| paper::TABLE_2[digit][3], ours);
    Figure::new("Recall by digit", (120.0, 80.0), 1, vec![panel]).with_legend(Legend::Below)
}

/// One row a setting, one column a digit: the first seed's accuracy.
fn lost_digits(reproduction: &Reproduction) -> Figure {
    let results: Vec<_> = reproduction.variants.iter().filter(|result| !result.outcomes.is_empty()).collect();
    let rows: Vec<(String, [f64; CLASSES])> = results
        .iter()
        .rev()
        .flat_map(|result| {
            // One network for each open choice; all for settings that lose a digit, since another seed loses another.
            let shown = if result.variant.group == Group::Choice { 1 } else { result.outcomes.len() };
            result.outcomes[..shown].iter().rev().map(|outcome| {
                let variant = &result.variant;
                let name = if variant.choice == "none" {
                    variant.value.clone()
                } else {
                    format!("{}: {}", variant.choice, variant.value)
                };
                let seed = if result.outcomes.len() > 1 { format!(", seed {}", outcome.seed) } else { String::new() };
                (name + &seed, outcome.per_digit)
            })
        })
        .collect();
    let count = rows.len().max(1) as f64;
    let map = HeatMap {
        x: (-0.5, 9.5),
        y: (-0.5, count - 0.5),
        columns: CLASSES,
        values: rows.iter().flat_map(|(_, own)| own.map(|share| 100.0 * share)).collect(),
        label: RECALL.to_owned(),
        range: Some((0.0, 100.0)),
        scale: Scale::Linear,
    };
    let digits = Axis::new("digit").named((0..CLASSES).map(|digit| digit.to_string())).from_to(-0.5, 9.5);
    let names = Axis::new("").named(rows.iter().map(|(name, _)| name.clone())).from_to(-0.5, count - 0.5);
    let panel = Panel::new("", digits, names).with(Mark::Heat(map));
    Figure::new("Recall of each digit, by setting", (Figure::PAGE, 25.0 + 4.6 * count), 1, vec![panel])
}
