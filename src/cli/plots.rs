//! Results of experiments as figures.

use crate::experiment::{
    AblationPoint, CouplingPoint, DecisionPoint, DrawStatistics, DynamicsPoint, InitialConditionPoint,
    IntegrationTimePoint, MapPoint, NoisePoint, Scores, Stopping,
};
use crate::report::{
    ACTIVATOR, Axis, Bar, Corner, FIRST_CLASSES, Figure, HeatMap, INHIBITOR, Mark, Panel, Rgb, Shape, Stroke,
};

/// Label of an axis.
const ACCURACY: &str = "accuracy, %";
/// The smallest error on a logarithmic axis, per cent: one of 2,000 images.
const SMALLEST_ERROR: f64 = 0.05;
/// The colours of the two rules and of the lowest recall.
const WINNER: Rgb = FIRST_CLASSES[0];
const MEAN: Rgb = ACTIVATOR;
const LOWEST: Rgb = INHIBITOR;

/// Points of an experiment that make a figure.
pub(super) trait Plot: Sized {
    /// All points as one figure.
    fn figure(points: &[Self]) -> Figure;
}

/// A panel with three curves of scores against a value.
fn curves(x: Axis, points: &[(f64, Scores)]) -> Panel {
    let line = |name: &str, stroke: Stroke, pick: fn(&Scores) -> f64| Mark::Line {
        name: name.to_owned(),
        points: points.iter().map(|(value, scores)| (*value, 100.0 * pick(scores))).collect(),
        stroke,
    };
    Panel::new("", x, Axis::new(ACCURACY).from_to(0.0, 100.0))
        .with(line("largest mean", Stroke::solid(MEAN), |scores| scores.mean))
        .with(line("longest winner, lowest recall", Stroke::dashed(LOWEST), |scores| scores.winner_worst))
        .with(line("longest winner", Stroke::solid(WINNER), |scores| scores.winner))
}

fn column(title: &str, panel: Panel, corner: Corner) -> Figure {
    Figure::new(title, (Figure::COLUMN, 65.0), 1, vec![panel.with_legend(corner)])
}

impl Plot for IntegrationTimePoint {
    fn figure(points: &[Self]) -> Figure {
        let values: Vec<_> = points.iter().map(|point| (point.window, point.scores)).collect();
        column(
            "Accuracy against the observation window",
            curves(Axis::logarithmic("observation window T"), &values),
            Corner::BottomRight,
        )
    }
}

/// A panel with three curves of means over draws, and a band of one standard deviation around the winner's.
fn drawn_curves(x: Axis, points: &[(f64, DrawStatistics)]) -> Panel {
    let means = |of: &DrawStatistics| Scores { winner: of.winner, winner_worst: of.winner_worst, mean: of.mean };
    let values: Vec<_> = points.iter().map(|(x, statistics)| (*x, means(statistics))).collect();
    let band = |(x, statistics): &(f64, DrawStatistics)| {
        let (winner, sd) = (statistics.winner, statistics.winner_sd.unwrap_or(0.0));
        (*x, 100.0 * (winner - sd).max(0.0), 100.0 * (winner + sd).min(1.0))
    };
    let mut panel = curves(x, &values);
    let ends = points.iter().map(band).collect();
    panel.marks.insert(0, Mark::Band { name: String::new(), ends, colour: WINNER });
    panel
}

impl Plot for NoisePoint {
    fn figure(points: &[Self]) -> Figure {
        let value = |point: &Self| (point.deviation, point.scores);
        let x = Axis::new("standard deviation of the noise in the current");
        let panel = drawn_curves(x, &points.iter().map(value).collect::<Vec<_>>());
        column("Accuracy against noise", panel, Corner::BottomLeft)
    }
}

impl Plot for AblationPoint {
    fn figure(points: &[Self]) -> Figure {
        let value = |point: &Self| (point.ablated as f64, point.scores);
        let panel = drawn_curves(Axis::new("ablated neurons"), &points.iter().map(value).collect::<Vec<_>>());
        column("Accuracy against ablated neurons", panel, Corner::BottomLeft)
    }
}

impl Plot for InitialConditionPoint {
    fn figure(points: &[Self]) -> Figure {
        let name = |point: &Self| {
            if point.scatter > 0.0 {
                format!("phases {}", point.scatter)
            } else {
                format!("{}, {}", point.x0, point.y0)
            }
        };
        let bars = |shift: f64, pick: fn(&DrawStatistics) -> f64| -> Vec<Bar> {
            let bar = |(at, point): (usize, &Self)| Bar {
                at: at as f64 + shift,
                height: 100.0 * pick(&point.scores),
                spread: None,
            };
            points.iter().enumerate().map(bar).collect()
        };
        let set = |name: &str, bars, colour| Mark::Bars { name: name.to_owned(), bars, width: 0.36, colour };
        let x = Axis::new("initial state x, y, or scatter").named(points.iter().map(name));
        let panel = Panel::new("", x, Axis::new(ACCURACY).from_to(0.0, 100.0))
            .with(set("longest winner", bars(-0.19, |scores| scores.winner), WINNER))
            .with(set("largest mean", bars(0.19, |scores| scores.mean), MEAN));
        Figure::new(
            "Accuracy against the initial conditions",
            (Figure::PAGE, 65.0),
            1,
            vec![panel.with_legend(Corner::BottomLeft)],
        )
    }
}

/// A quantity of a map: name, and value at a point.
type Shown = (&'static str, fn(&MapPoint) -> f64);

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
        let lowest = points.iter().map(|point| point.scores.winner.min(point.scores.mean)).fold(0.99, f64::min);
        let accuracy = Axis::new(ACCURACY).from_to((100.0 * lowest - 1.0).max(0.0).floor(), 100.0);
        let scores = Panel::new("", accuracy, places.clone())
            .with(dots("largest mean", MEAN, |point| 100.0 * point.scores.mean))
            .with(dots("longest winner", WINNER, |point| 100.0 * point.scores.winner))
            .with_legend(Corner::BottomLeft);
        let deviation =
            Panel::new("", Axis::logarithmic("rms of the mean of x + c"), places)
                .with(dots("", LOWEST, |point| point.deviation.max(1e-4)));
        Figure::new("Networks on other dynamics than theirs", (Figure::PAGE, 95.0), 2, vec![scores, deviation])
    }
}

impl Plot for DecisionPoint {
    fn figure(points: &[Self]) -> Figure {
        let synapses = distinct(points, |point| point.synapse);
        let percent = |point: &Self| (100.0 * (1.0 - point.accuracy)).max(SMALLEST_ERROR);
        let lowest = points.iter().map(percent).fold(100.0, f64::min);
        let panel = |title: &str, x: Axis, pick: fn(&Self) -> f64| {
            let mut panel = Panel::new(title, x, Axis::logarithmic("error, %").from_to(0.8 * lowest, 100.0));
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
        let panels = vec![time.with_legend(Corner::BottomLeft), spikes];
        Figure::new("Time and spikes of a decision", (Figure::PAGE, 75.0), 2, panels)
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
    Axis::new(label).named(values.iter().map(ToString::to_string)).from_to(-0.5, values.len() as f64 - 0.5)
}

/// A map with a place for each pair of values, row by row; percentages.
fn map_of((columns, rows): (usize, usize), values: Vec<f64>) -> Mark {
    Mark::Heat(HeatMap {
        x: (-0.5, columns as f64 - 0.5),
        y: (-0.5, rows as f64 - 0.5),
        columns,
        values,
        label: "%".to_owned(),
        range: Some((0.0, 100.0)),
        scale: crate::report::Scale::Linear,
    })
}

impl Plot for CouplingPoint {
    fn figure(points: &[Self]) -> Figure {
        let strengths = distinct(points, |point| point.coupling);
        let deviations = distinct(points, |point| point.deviation);
        let panel = |title: &str, pick: fn(&Self) -> f64| {
            let at = |coupling: f64, deviation: f64| {
                points.iter().find(|point| point.coupling == coupling && point.deviation == deviation)
            };
            let pairs = deviations.iter().flat_map(|deviation| strengths.iter().map(move |kappa| (*kappa, *deviation)));
            let values =
                pairs.map(|(kappa, deviation)| at(kappa, deviation).map_or(f64::NAN, |point| 100.0 * pick(point)));
            let map = map_of((strengths.len(), deviations.len()), values.collect());
            let axes = (places("coupling kappa", &strengths), places("heterogeneity, sd of c", &deviations));
            Panel::new(title, axes.0, axes.1).with(map)
        };
        let panels = vec![
            panel("accuracy, longest winner", |point| point.scores.winner),
            panel("accuracy, largest mean", |point| point.scores.mean),
            panel("order parameter", |point| point.order),
            panel("frequency-locked neurons", |point| point.locked),
        ];
        Figure::new("Accuracy and synchrony over coupling and heterogeneity", (Figure::PAGE, 130.0), 2, panels)
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
            ("transplant, winner", |point| point.transplant_winner),
            ("calibrated, winner", |point| point.calibrated_winner),
            ("best trained, winner", |point| point.trained_winner),
            ("spiking neurons", |point| point.spiking),
        ];
        let panel = |epsilon: f64, (what, pick): Shown| {
            let at = |gamma: f64, a: f64| {
                points.iter().find(|point| point.epsilon == epsilon && point.gamma == gamma && point.a == a)
            };
            let values = controls.iter().flat_map(|a| gammas.iter().map(move |gamma| (*gamma, *a)));
            let values = values.map(|(gamma, a)| at(gamma, a).map_or(f64::NAN, |point| 100.0 * pick(point)));
            let map = map_of((gammas.len(), controls.len()), values.collect());
            let title = format!("{what}, epsilon {epsilon}");
            Panel::new(title, places("gamma", &gammas), places("a", &controls)).with(map)
        };
        let panels: Vec<Panel> = epsilons.iter().flat_map(|epsilon| shown.map(|what| panel(*epsilon, what))).collect();
        let rows = epsilons.len().max(1) as f64;
        Figure::new("Accuracy over gamma, a and epsilon", (1.4 * Figure::PAGE, 62.0 * rows), 4, panels)
    }
}
