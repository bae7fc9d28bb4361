//! Results of experiments as figures.

use crate::experiment::{
    AblationPoint, CouplingPoint, DecisionPoint, DrawStatistics, DriveMapPoint, DynamicsPoint, InitialConditionPoint,
    IntegrationTimePoint, MapPoint, NoisePoint, Scores, Stopping,
};
use crate::report::{
    ACTIVATOR, Axis, FIRST_CLASSES, Figure, HeatMap, INHIBITOR, Legend, Mark, Panel, Rgb, Scale, Shape, Stroke,
};

/// Label of an axis: 100 % less the accuracy.
const ERROR: &str = "error, %";
/// The smallest error on a logarithmic axis, per cent: one of 10,000 images.
const SMALLEST_ERROR: f64 = 0.01;
/// The colours of the two rules and of the lowest recall.
const WINNER: Rgb = FIRST_CLASSES[0];
const MEAN: Rgb = ACTIVATOR;
const LOWEST: Rgb = INHIBITOR;

/// Points of an experiment that make a figure.
pub(super) trait Plot: Sized {
    /// All points as one figure.
    fn figure(points: &[Self]) -> Figure;
}

/// An accuracy as an error in percent that a logarithmic axis has a place for.
fn error(accuracy: f64) -> f64 {
    let error = 100.0 * (1.0 - accuracy);
    // What is not a number stays none.
    if error < SMALLEST_ERROR { SMALLEST_ERROR } else { error }
}

/// A logarithmic axis of errors from below the least of these to above the most, with room for their spread.
fn error_axis(errors: impl Iterator<Item = f64>) -> Axis {
    let finite = errors.filter(|error| error.is_finite());
    let (least, most) =
        finite.fold((100.0, 0.0), |(least, most): (f64, f64), error| (least.min(error), most.max(error)));
    Axis::logarithmic(ERROR).from_to(0.8 * least.min(50.0), (2.0 * most).clamp(1.0, 100.0))
}

/// A panel with three curves of errors against a value, on an axis that reaches to these errors too.
fn curves(x: Axis, points: &[(f64, Scores)], tops: &[f64]) -> Panel {
    let line = |name: &str, stroke: Stroke, pick: fn(&Scores) -> f64| Mark::Line {
        name: name.to_owned(),
        points: points.iter().map(|(value, scores)| (*value, error(pick(scores)))).collect(),
        stroke,
    };
    let errors = |scores: &Scores| [scores.winner, scores.winner_worst, scores.mean].map(error);
    let y = error_axis(points.iter().flat_map(|(_, scores)| errors(scores)).chain(tops.iter().copied()));
    Panel::new("", x, y)
        .with(line("largest mean", Stroke::solid(MEAN), |scores| scores.mean))
        .with(line("longest winner, lowest recall", Stroke::dashed(LOWEST), |scores| scores.winner_worst))
        .with(line("longest winner", Stroke::solid(WINNER), |scores| scores.winner))
}

fn column(title: &str, panel: Panel) -> Figure {
    Figure::new(title, (Figure::COLUMN, 72.0), 1, vec![panel]).with_legend(Legend::Below)
}

impl Plot for IntegrationTimePoint {
    fn figure(points: &[Self]) -> Figure {
        let values: Vec<_> = points.iter().map(|point| (point.window, point.scores)).collect();
        column("Error against the observation window", curves(Axis::logarithmic("observation window T"), &values, &[]))
    }
}

/// The errors one standard deviation over draws around the mean, the lower one first.
fn spread(mean: f64, deviation: Option<f64>) -> (f64, f64) {
    let deviation = deviation.unwrap_or(0.0);
    (error((mean + deviation).min(1.0)), error((mean - deviation).max(0.0)))
}

/// A panel with three curves of means over draws, and a band of one standard deviation around the winner's.
fn drawn_curves(x: Axis, points: &[(f64, DrawStatistics)]) -> Panel {
    let means = |of: &DrawStatistics| Scores { winner: of.winner, winner_worst: of.winner_worst, mean: of.mean };
    let values: Vec<_> = points.iter().map(|(x, statistics)| (*x, means(statistics))).collect();
    let band = |(x, statistics): &(f64, DrawStatistics)| {
        let (low, high) = spread(statistics.winner, statistics.winner_sd);
        (*x, low, high)
    };
    let ends: Vec<_> = points.iter().map(band).collect();
    let tops: Vec<f64> = ends.iter().map(|(_, _, top)| *top).collect();
    let mut panel = curves(x, &values, &tops);
    panel.marks.insert(0, Mark::Band { name: String::new(), ends, colour: WINNER });
    panel
}

impl Plot for NoisePoint {
    fn figure(points: &[Self]) -> Figure {
        let value = |point: &Self| (point.deviation, point.scores);
        let x = Axis::new("standard deviation of the noise in the current");
        column("Error against noise", drawn_curves(x, &points.iter().map(value).collect::<Vec<_>>()))
    }
}

impl Plot for AblationPoint {
    fn figure(points: &[Self]) -> Figure {
        let value = |point: &Self| (point.ablated as f64, point.scores);
        let panel = drawn_curves(Axis::new("ablated neurons"), &points.iter().map(value).collect::<Vec<_>>());
        column("Error against ablated neurons", panel)
    }
}

/// Points at named places across, with one standard deviation over draws.
fn dots(name: &str, (shift, colour): (f64, Rgb), values: impl Iterator<Item = (f64, Option<f64>)>) -> [Mark; 2] {
    let (mut points, mut ends) = (Vec::new(), Vec::new());
    for (place, (mean, deviation)) in values.enumerate() {
        let (x, (low, high)) = (place as f64 + shift, spread(mean, deviation));
        points.push((x, error(mean)));
        if low < high {
            ends.push((x, low, high));
        }
    }
    [
        Mark::Spread { name: String::new(), ends, colour },
        Mark::Points { name: name.to_owned(), points, colour, size: 4.0, shape: Shape::Disc },
    ]
}

impl Plot for InitialConditionPoint {
    fn figure(points: &[Self]) -> Figure {
        let name = |point: &Self| {
            if point.scatter > 0.0 {
                format!("phases {}", point.scatter)
            } else {
                format!("{}, {}", point.x0, point.y0).replace('-', "\u{2212}")
            }
        };
        let x = Axis::new("initial state x, y, or scatter")
            .named(points.iter().map(name))
            .from_to(-0.5, points.len() as f64 - 0.5);
        let tops = |scores: &DrawStatistics| {
            [(scores.winner, scores.winner_sd), (scores.mean, scores.mean_sd)].map(|(mean, sd)| spread(mean, sd).1)
        };
        let means = points.iter().flat_map(|point| [error(point.scores.winner), error(point.scores.mean)]);
        let y = error_axis(means.chain(points.iter().flat_map(|point| tops(&point.scores))));
        let mut panel = Panel::new("", x, y);
        panel.marks.extend(dots(
            "largest mean",
            (0.12, MEAN),
            points.iter().map(|point| (point.scores.mean, point.scores.mean_sd)),
        ));
        panel.marks.extend(dots(
            "longest winner",
            (-0.12, WINNER),
            points.iter().map(|point| (point.scores.winner, point.scores.winner_sd)),
        ));
        Figure::new("Error against the initial conditions", (Figure::PAGE, 75.0), 1, vec![panel])
            .with_legend(Legend::Below)
    }
}

/// A quantity of a map: name, and value at a point.
type Shown = (&'static str, Colours, fn(&MapPoint) -> f64);

impl Plot for DynamicsPoint {
    fn figure(points: &[Self]) -> Figure {
        let name = |point: &Self| match point.parameter {
            0.0 => point.dynamics.to_owned(),
            parameter => format!("{} {parameter}", point.dynamics),
        };
        // The first one at the top.
        let names = points.iter().rev().map(name);
        let places = Axis::new("").named(names).from_to(-0.5, points.len() as f64 - 0.5);
        let dots = |name: &str, colour: Rgb, pick: fn(&Self) -> f64| Mark::Points {
            name: name.to_owned(),
            points: points.iter().rev().enumerate().map(|(place, point)| (pick(point), place as f64)).collect(),
            colour,
            size: 5.0,
            shape: Shape::Disc,
        };
        let errors = points.iter().flat_map(|point| [error(point.scores.winner), error(point.scores.mean)]);
        let scores = Panel::new("", error_axis(errors), places.clone())
            .with(dots("largest mean", MEAN, |point| error(point.scores.mean)))
            .with(dots("longest winner", WINNER, |point| error(point.scores.winner)));
        let deviation = Panel::new("", Axis::logarithmic("rms deviation from the mean law"), places).with(dots(
            "",
            LOWEST,
            |point| point.deviation.max(1e-4),
        ));
        Figure::new("Networks on other dynamics than theirs", (Figure::PAGE, 100.0), 2, vec![scores, deviation])
            .with_legend(Legend::Below)
    }
}

impl Plot for DecisionPoint {
    fn figure(points: &[Self]) -> Figure {
        let synapses = distinct(points, |point| point.synapse);
        let percent = |point: &Self| error(point.accuracy);
        let panel = |title: &str, x: Axis, pick: fn(&Self) -> f64| {
            let mut panel = Panel::new(title, x, error_axis(points.iter().map(percent)));
            for (index, synapse) in synapses.iter().enumerate() {
                let colour = FIRST_CLASSES[index % FIRST_CLASSES.len()];
                let curve = |stopping: Stopping, stroke: Stroke, name: String| {
                    let of = points.iter().filter(|point| point.synapse == *synapse && point.stopping == stopping);
                    Mark::Line { name, points: of.map(|point| (pick(point), percent(point))).collect(), stroke }
                };
                panel = panel
                    .with(curve(Stopping::Time, Stroke::solid(colour), format!("\u{3c4}_s {synapse}")))
                    .with(curve(Stopping::Lead, Stroke::dashed(colour), String::new()));
            }
            panel
        };
        let time =
            panel("solid: all at one time", Axis::logarithmic("time since the image appeared"), |point| point.time);
        let spikes = panel("dashed: each at a lead", Axis::logarithmic("spikes of the hidden layer"), |point| {
            point.spikes.max(1.0)
        });
        Figure::new("Time and spikes of a decision", (Figure::PAGE, 80.0), 2, vec![time, spikes])
            .with_legend(Legend::Below)
    }
}

/// The values that points have, each once.
fn distinct<T>(points: &[T], pick: fn(&T) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    for value in points.iter().map(pick) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// An axis with a place for each value.
fn places(label: &str, values: &[f64]) -> Axis {
    Axis::new(label)
        .named(values.iter().map(|value| value.to_string().replace('-', "\u{2212}")))
        .from_to(-0.5, values.len() as f64 - 0.5)
}

/// What the colours of a map stand for.
#[derive(Clone, Copy)]
enum Colours {
    /// Errors of accuracies from 0 to 1, logarithmic: what is dark has few.
    Error,
    /// Shares from 0 to 1, in percent.
    Percent,
    /// A number from 0 to 1.
    Number,
}

/// A map with a place for each pair of values, row by row.
fn map_of((columns, rows): (usize, usize), values: Vec<f64>, colours: Colours) -> Mark {
    let (label, factor, end) = match colours {
        Colours::Error => (ERROR, 100.0, 100.0),
        Colours::Percent => ("%", 100.0, 100.0),
        Colours::Number => ("R", 1.0, 1.0),
    };
    let is_error = matches!(colours, Colours::Error);
    Mark::Heat(HeatMap {
        x: (-0.5, columns as f64 - 0.5),
        y: (-0.5, rows as f64 - 0.5),
        columns,
        values: values.into_iter().map(|value| if is_error { error(value) } else { factor * value }).collect(),
        label: label.to_owned(),
        // Maps of one figure are to be compared: all errors have the same colours.
        range: Some(if is_error { (1.0, end) } else { (0.0, end) }),
        scale: if is_error { Scale::Logarithmic } else { Scale::Linear },
    })
}

impl Plot for CouplingPoint {
    fn figure(points: &[Self]) -> Figure {
        let strengths = distinct(points, |point| point.coupling);
        let deviations = distinct(points, |point| point.deviation);
        let panel = |title: &str, colours: Colours, pick: fn(&Self) -> f64| {
            let at = |coupling: f64, deviation: f64| {
                points.iter().find(|point| point.coupling == coupling && point.deviation == deviation)
            };
            let pairs = deviations.iter().flat_map(|deviation| strengths.iter().map(move |kappa| (*kappa, *deviation)));
            let values = pairs.map(|(kappa, deviation)| at(kappa, deviation).map_or(f64::NAN, pick));
            let map = map_of((strengths.len(), deviations.len()), values.collect(), colours);
            let axes = (
                places("strength of the coupling", &strengths),
                places("heterogeneity, sd of the drives", &deviations),
            );
            Panel::new(title, axes.0, axes.1).with(map)
        };
        let panels = vec![
            panel("error, longest winner", Colours::Error, |point| point.scores.winner),
            panel("error, largest mean", Colours::Error, |point| point.scores.mean),
            panel("order parameter", Colours::Number, |point| point.order),
            panel("frequency-locked neurons", Colours::Percent, |point| point.locked),
        ];
        Figure::new("Error and synchrony over coupling and heterogeneity", (Figure::PAGE, 130.0), 2, panels)
    }
}

impl Plot for MapPoint {
    fn figure(points: &[Self]) -> Figure {
        let (epsilons, gammas, controls) = (
            distinct(points, |point| point.epsilon),
            distinct(points, |point| point.gamma),
            distinct(points, |point| point.a),
        );
        let shown: [Shown; 4] = [
            ("transplant, winner", Colours::Error, |point| point.transplant_winner),
            ("calibrated, winner", Colours::Error, |point| point.calibrated_winner),
            ("best trained, winner", Colours::Error, |point| point.trained_winner),
            ("spiking neurons", Colours::Percent, |point| point.spiking),
        ];
        let panel = |epsilon: f64, (what, colours, pick): Shown| {
            let at = |gamma: f64, a: f64| {
                points.iter().find(|point| point.epsilon == epsilon && point.gamma == gamma && point.a == a)
            };
            let values = controls.iter().flat_map(|a| gammas.iter().map(move |gamma| (*gamma, *a)));
            let values = values.map(|(gamma, a)| at(gamma, a).map_or(f64::NAN, pick));
            let map = map_of((gammas.len(), controls.len()), values.collect(), colours);
            let title = format!("{what}, epsilon {epsilon}");
            Panel::new(title, places("gamma", &gammas), places("a", &controls)).with(map)
        };
        let panels: Vec<Panel> = epsilons.iter().flat_map(|epsilon| shown.map(|what| panel(*epsilon, what))).collect();
        let rows = epsilons.len().max(1) as f64;
        Figure::new("Error over gamma, a and epsilon", (1.4 * Figure::PAGE, 62.0 * rows), 4, panels)
    }
}

/// A quantity of a map over drives: name, and value at a point where there is one.
type ShownOfDrives = (&'static str, fn(&DriveMapPoint) -> Option<f64>);

impl Plot for DriveMapPoint {
    fn figure(points: &[Self]) -> Figure {
        let (rates, from, to) = (
            distinct(points, |point| point.recovery_rate),
            distinct(points, |point| point.from),
            distinct(points, |point| point.to),
        );
        let panel = |rate: f64, (what, pick): ShownOfDrives| {
            let at = |from: f64, to: f64| {
                points.iter().find(|point| point.recovery_rate == rate && point.from == from && point.to == to)
            };
            let values = to.iter().flat_map(|to| from.iter().map(|from| (*from, *to)));
            let values = values.map(|(from, to)| at(from, to).and_then(pick).unwrap_or(f64::NAN)).collect();
            let axes = (places("drive at a sigmoid of 0", &from), places("drive at a sigmoid of 1", &to));
            let title = format!("{what}, rate of recovery {rate:.3}");
            Panel::new(title, axes.0, axes.1).with(map_of((from.len(), to.len()), values, Colours::Error))
        };
        let shown: [ShownOfDrives; 2] =
            [("longest winner", |point| point.winner), ("largest mean", |point| point.mean)];
        let panels: Vec<Panel> = rates.iter().flat_map(|rate| shown.map(|what| panel(*rate, what))).collect();
        let rows = rates.len().max(1) as f64;
        Figure::new("Error over drives and the rate of recovery", (Figure::PAGE, 70.0 * rows), 2, panels)
    }
}
