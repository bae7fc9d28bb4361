//! What experiments found, as figures.

use crate::experiment::{AblationPoint, InitialConditionPoint, IntegrationTimePoint, MapPoint, NoisePoint};
use crate::report::{
    ACTIVATOR, Axis, Bar, Corner, FIRST_CLASSES, Figure, HeatMap, INHIBITOR, Mark, Panel, Rgb, Stroke,
};

/// Share of right answers, for an axis.
const RIGHT: &str = "read right, %";
/// The colours of the two rules and the worst digit.
const WINNER: Rgb = FIRST_CLASSES[0];
const MEAN: Rgb = ACTIVATOR;
const WORST: Rgb = INHIBITOR;

/// Something that experiments find, which can be drawn.
pub(super) trait Plot: Sized {
    /// All points as one figure.
    fn figure(points: &[Self]) -> Figure;
}

/// A panel with three curves.
fn curves(x: Axis, points: &[(f64, f64, f64, f64)]) -> Panel {
    let line = |name: &str, stroke: Stroke, pick: fn(&(f64, f64, f64, f64)) -> f64| Mark::Line {
        name: name.to_owned(),
        points: points.iter().map(|point| (point.0, 100.0 * pick(point))).collect(),
        stroke,
    };
    Panel::new("", x, Axis::new(RIGHT).from_to(0.0, 100.0))
        .with(line("by mean", Stroke::solid(MEAN), |point| point.3))
        .with(line("by winner, worst digit", Stroke::dashed(WORST), |point| point.2))
        .with(line("by winner", Stroke::solid(WINNER), |point| point.1))
}

fn column(title: &str, panel: Panel, corner: Corner) -> Figure {
    Figure::new(title, (Figure::COLUMN, 65.0), 1, vec![panel.with_legend(corner)])
}

impl Plot for IntegrationTimePoint {
    fn figure(points: &[Self]) -> Figure {
        let values: Vec<_> =
            points.iter().map(|point| (point.window, point.winner, point.winner_worst, point.mean)).collect();
        column("Accuracy against the window", curves(Axis::logarithmic("window T"), &values), Corner::BottomRight)
    }
}

/// What a panel shows of an experiment with draws, at `x`: winner, lowest recall, mean; and the winner's standard deviation.
type Drawn = (f64, f64, f64, f64, Option<f64>);

/// A panel with three curves, and a band of one standard deviation around the winner's.
fn drawn_curves(x: Axis, points: &[Drawn]) -> Panel {
    let values: Vec<_> = points.iter().map(|(x, winner, worst, mean, _)| (*x, *winner, *worst, *mean)).collect();
    let band = |(x, winner, _, _, sd): &Drawn| {
        let sd = sd.unwrap_or(0.0);
        (*x, 100.0 * (winner - sd).max(0.0), 100.0 * (winner + sd).min(1.0))
    };
    let mut panel = curves(x, &values);
    let ends = points.iter().map(band).collect();
    panel.marks.insert(0, Mark::Band { name: String::new(), ends, colour: WINNER });
    panel
}

impl Plot for NoisePoint {
    fn figure(points: &[Self]) -> Figure {
        let value = |point: &Self| (point.deviation, point.winner, point.winner_worst, point.mean, point.winner_sd);
        let x = Axis::new("standard deviation of the noise in the current");
        let panel = drawn_curves(x, &points.iter().map(value).collect::<Vec<_>>());
        column("Accuracy against noise", panel, Corner::BottomLeft)
    }
}

impl Plot for AblationPoint {
    fn figure(points: &[Self]) -> Figure {
        let value =
            |point: &Self| (point.ablated as f64, point.winner, point.winner_worst, point.mean, point.winner_sd);
        let panel = drawn_curves(Axis::new("neurons silenced"), &points.iter().map(value).collect::<Vec<_>>());
        column("Accuracy against silenced neurons", panel, Corner::BottomLeft)
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
        let bars = |shift: f64, pick: fn(&Self) -> f64| -> Vec<Bar> {
            let bar = |(at, point)| Bar { at: at as f64 + shift, height: 100.0 * pick(point), spread: None };
            points.iter().enumerate().map(bar).collect()
        };
        let set = |name: &str, bars, colour| Mark::Bars { name: name.to_owned(), bars, width: 0.36, colour };
        let x = Axis::new("start x, y, or how far starts are scattered").named(points.iter().map(name));
        let panel = Panel::new("", x, Axis::new(RIGHT).from_to(0.0, 100.0))
            .with(set("by winner", bars(-0.19, |point| point.winner), WINNER))
            .with(set("by mean", bars(0.19, |point| point.mean), MEAN));
        Figure::new("Accuracy against the start", (Figure::PAGE, 65.0), 1, vec![panel.with_legend(Corner::BottomLeft)])
    }
}

/// What a map shows of a point, and its name.
type Shown = (&'static str, fn(&MapPoint) -> f64);

impl Plot for MapPoint {
    fn figure(points: &[Self]) -> Figure {
        let distinct = |pick: fn(&Self) -> f64| {
            let mut values: Vec<f64> = Vec::new();
            for value in points.iter().map(pick) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            values
        };
        let (epsilons, gammas, controls) =
            (distinct(|point| point.epsilon), distinct(|point| point.gamma), distinct(|point| point.a));
        let shown: [Shown; 4] = [
            ("transplant, winner", |point| point.transplant_winner),
            ("calibrated, winner", |point| point.calibrated_winner),
            ("best trained, winner", |point| point.trained_winner),
            ("neurons that spike", |point| point.spiking),
        ];
        let axis = |label: &str, values: &[f64]| {
            Axis::new(label).named(values.iter().map(ToString::to_string)).from_to(-0.5, values.len() as f64 - 0.5)
        };
        let panel = |epsilon: f64, (what, pick): Shown| {
            let at = |gamma: f64, a: f64| {
                points.iter().find(|point| point.epsilon == epsilon && point.gamma == gamma && point.a == a)
            };
            let values = controls.iter().flat_map(|a| gammas.iter().map(move |gamma| (*gamma, *a)));
            let map = HeatMap {
                x: (-0.5, gammas.len() as f64 - 0.5),
                y: (-0.5, controls.len() as f64 - 0.5),
                columns: gammas.len(),
                values: values.map(|(gamma, a)| at(gamma, a).map_or(f64::NAN, |point| 100.0 * pick(point))).collect(),
                label: "%".to_owned(),
                range: Some((0.0, 100.0)),
                scale: crate::report::Scale::Linear,
            };
            let title = format!("{what}, epsilon {epsilon}");
            Panel::new(title, axis("gamma", &gammas), axis("a", &controls)).with(Mark::Heat(map))
        };
        let panels: Vec<Panel> = epsilons.iter().flat_map(|epsilon| shown.map(|what| panel(*epsilon, what))).collect();
        let rows = epsilons.len().max(1) as f64;
        Figure::new("Where networks of neurons can compute", (1.4 * Figure::PAGE, 62.0 * rows), 4, panels)
    }
}
