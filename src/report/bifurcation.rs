//! Bifurcation diagrams as figures.

use super::colour::{ACTIVATOR, FIRST_CLASSES, INHIBITOR, Rgb};
use super::figure::{Axis, Figure, Legend, Mark, Panel, Shape, Stroke};
use crate::neuron::{BifurcationPoint, ModelDescription};

/// Equilibria and extrema of oscillations over the drive above, the frequency of the oscillation below. `neurons` are marked:
/// drive and first variable of each.
pub fn bifurcation_figure(
    description: &ModelDescription,
    points: &[BifurcationPoint],
    neurons: &[(f64, f64)],
) -> Figure {
    let dots = |name: &str, points: Vec<(f64, f64)>, colour: Rgb, shape: Shape| Mark::Points {
        name: name.to_owned(),
        points,
        colour,
        size: 1.6,
        shape,
    };
    let equilibria = |stable: bool| -> Vec<(f64, f64)> {
        let of = |point: &BifurcationPoint| {
            let found = point.equilibria.iter().filter(move |found| found.kind.is_stable() == stable);
            found.map(|found| found.state[0]).collect::<Vec<_>>()
        };
        points.iter().flat_map(|point| of(point).into_iter().map(|x| (point.drive, x))).collect()
    };
    let oscillating = || points.iter().filter_map(|point| Some((point.drive, point.oscillation?)));
    let extremum = |which: usize| oscillating().map(|(drive, orbit)| (drive, orbit.extrema[0][which])).collect();
    let line = |name: &str, points: Vec<(f64, f64)>, colour| Mark::Line {
        name: name.to_owned(),
        points,
        stroke: Stroke::solid(colour),
    };
    let across = || Axis::new(format!("{}, {}", description.drive.name, description.drive.label()));
    let variable = description.variables[0];
    let mut upper = Panel::new("", across(), Axis::new(format!("{}, {}", variable.name, variable.label())))
        .with(line("oscillation, extrema", extremum(0), FIRST_CLASSES[0]))
        .with(line("", extremum(1), FIRST_CLASSES[0]))
        .with(line("oscillation, mean", oscillating().map(|(drive, orbit)| (drive, orbit.mean)).collect(), ACTIVATOR))
        .with(dots("equilibrium, stable", equilibria(true), INHIBITOR, Shape::Disc))
        .with(dots("equilibrium, unstable", equilibria(false), INHIBITOR, Shape::Ring));
    if !neurons.is_empty() {
        upper = upper.with(dots("neurons", neurons.to_vec(), Rgb::hex(0), Shape::Disc));
    }
    let unit = if description.time_unit.is_empty() { String::new() } else { format!(" (1/{})", description.time_unit) };
    let frequencies = oscillating().filter_map(|(drive, orbit)| Some((drive, orbit.period?.recip()))).collect();
    let lower =
        Panel::new("", across(), Axis::new(format!("frequency{unit}"))).with(line("", frequencies, FIRST_CLASSES[0]));
    Figure::new(format!("Bifurcation diagram: {}", description.name), (Figure::COLUMN, 130.0), 1, vec![upper, lower])
        .with_legend(Legend::Below)
}
