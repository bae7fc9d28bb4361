//! The Run tab's plots as figures.

use super::model::diagram::model_of;
use super::model::live::TICK;
use super::model::plane::Driven;
use super::model::sweep::SAMPLES;
use super::view::RunView;
use crate::network::Rule;
use crate::neuron::{Equilibrium, EquilibriumKind, PlanarEquilibrium, activator_nullcline, multiple};
use crate::report::{
    self, Axis, Bar, FIRST_CLASSES, Figure, Ground, Mark, Panel, Rgb, Shape, Stroke, bifurcation_figure, class_colour,
};
use crate::ui::shared::other_neurons::{OtherNeurons, drive_label};
use crate::ui::shared::plots::{TRAIL, class_bars, line};

/// What swings in the background.
const PALE: Rgb = Rgb::hex(0x00A8_B0B8);
/// What is of second rank.
const GREY: Rgb = Rgb::hex(0x0059_646F);
/// Ticks of a trail, 25.6 time units.
const TRAIL_TICKS: usize = 1024;
/// Points of a nullcline of other models.
const NULLCLINE_POINTS: usize = 200;
/// Bars of the histogram of c.
const BARS: usize = 61;

/// Settings that a plot depends on, for its title.
fn caption(view: &RunView<'_>) -> String {
    if let Some(other) = view.run.network().other() {
        return other_caption(other);
    }
    let layer = view.run.network().layer();
    let noise = view.run.network().noise();
    let caption = format!("γ = {}, a = {}, ε = {}", layer.gamma, layer.a, layer.epsilon);
    let further = [
        ("τ_s =", layer.synapse.get()),
        ("heterogeneity", noise.heterogeneity.get()),
        ("noise", noise.fluctuation.get()),
        ("κ =", layer.kappa.get()),
    ];
    let further = further.into_iter().filter(|(_, value)| *value > 0.0);
    let caption = further.fold(caption, |caption, (name, value)| caption + &format!(", {name} {value}"));
    caption.replace('-', "−")
}

/// The same for neurons of another model.
fn other_caption(other: &OtherNeurons) -> String {
    let (layer, description) = (other.layer(), other.description());
    let ([low, high], tau) = (layer.drives, layer.synapse.get());
    let range = format!("{}: {} from {low} to {high}", description.name, drive_label(&description));
    let recovery = layer.recovery_rate.map_or_else(String::new, |rate| format!(", recovery rate {rate}"));
    let synapse = if tau > 0.0 { format!(", τ_s = {tau} {}", description.time_unit) } else { String::new() };
    (range + &recovery + &synapse).replace('-', "−").replacen("Morris−Lecar", "Morris-Lecar", 1)
}

/// An axis of time: t, or t in ms.
fn time_axis(view: &RunView<'_>) -> Axis {
    let unit = view.run.network().other().map(|other| other.description().time_unit);
    Axis::new(unit.map_or_else(|| "t".to_owned(), |unit| format!("t ({unit})")))
}

/// Nullclines, equilibria and trail of the large neuron of another model, and those laid over it.
fn other_phase_plane(view: &RunView<'_>, other: &OtherNeurons) -> Panel {
    let (index, description) = (view.settings.selected, other.description());
    let (neuron, plane) = (view.run.driven(index), view.run.live().dynamics().plane());
    let [x, y] = neuron.symbols();
    let title = format!("neuron {index}, {} = {:.3}", description.drive.symbol, neuron.drive()).replace('-', "−");
    let mut panel =
        Panel::new(title, Axis::new(x).from_to(plane.x[0], plane.x[1]), Axis::new(y).from_to(plane.y[0], plane.y[1]));
    let variables = neuron.variables();
    let lines = |neuron: &Driven| neuron.visible_nullclines(plane, NULLCLINE_POINTS).into_iter();
    let points = |line: Vec<[f64; 2]>| line.into_iter().map(|[x, y]| (x, y)).collect();
    for ((points_of, variable), colour) in lines(&neuron).zip(variables).zip([report::ACTIVATOR, report::INHIBITOR]) {
        panel = panel.with(line(&format!("d{variable}/dt = 0"), points(points_of), Stroke::solid(colour)));
    }
    for undriven in lines(&view.run.undriven()).take(1) {
        panel = panel.with(line("without input", points(undriven), Stroke::dashed(report::ACTIVATOR)));
    }
    for x in neuron.reset().into_iter().flatten() {
        panel = panel.with(Mark::VerticalLine { name: "reset".to_owned(), x, stroke: Stroke::dashed(GREY) });
    }
    panel = with_trails(panel, view);
    for PlanarEquilibrium { state, kind, .. } in neuron.equilibria() {
        panel = panel.with(equilibrium((state[0], state[1]), kind));
    }
    panel
}

/// A panel with the trails of the selected neurons.
fn with_trails(mut panel: Panel, view: &RunView<'_>) -> Panel {
    for (rank, index) in view.settings.selection().enumerate() {
        let points = view.run.live().history().newest(index, TRAIL_TICKS);
        let points = points.map(|[x, y]| (f64::from(x), f64::from(y))).collect();
        panel = panel.with(line(&format!("neuron {index}"), points, Stroke::solid(neuron_colour(rank))));
    }
    panel
}

/// An equilibrium, filled if it is stable.
fn equilibrium(at: (f64, f64), kind: EquilibriumKind) -> Mark {
    Mark::Points {
        name: kind.name().to_owned(),
        points: vec![at],
        colour: Rgb::hex(0),
        size: 4.0,
        shape: if kind.is_stable() { Shape::Disc } else { Shape::Ring },
    }
}

/// Nullclines, equilibrium and trail of the large neuron and those laid over it.
pub(crate) fn phase_plane(view: &RunView<'_>) -> Panel {
    if let Some(other) = view.run.network().other() {
        return other_phase_plane(view, other);
    }
    let index = view.settings.selected;
    let neuron = view.run.neuron(index);
    let nullcline = (0..=200).map(|point| f64::from(point) / 40.0 - 2.5).map(|x| (x, activator_nullcline(x)));
    let panel = Panel::new(
        format!("neuron {index}, c = {:.3}", neuron.drive.get()).replace('-', "−"),
        Axis::new("x").from_to(-2.5, 2.5),
        Axis::new("y").from_to(-1.8, 1.8),
    )
    .with(line("dx/dt = 0", nullcline.collect(), Stroke::solid(report::ACTIVATOR)))
    .with(Mark::VerticalLine {
        name: "dy/dt = 0".to_owned(),
        x: neuron.inhibitor_nullcline(),
        stroke: Stroke::solid(report::INHIBITOR),
    })
    .with(Mark::VerticalLine {
        name: "without input".to_owned(),
        x: -view.run.network().layer().a.get(),
        stroke: Stroke::dashed(report::INHIBITOR),
    });
    let found = Equilibrium::of(&neuron);
    with_trails(panel, view).with(equilibrium((found.state.x, found.state.y), found.kind))
}

/// x and y of the large neuron.
pub(crate) fn motion(view: &RunView<'_>) -> Panel {
    let (live, index) = (view.run.live(), view.settings.selected);
    let mut curves = [Vec::new(), Vec::new()];
    let now = (live.time() / TICK).round() as u64;
    for (age, point) in live.history().newest(index, TRAIL_TICKS).enumerate() {
        let t = multiple(now.saturating_sub(age as u64), TICK * live.unit());
        curves.iter_mut().zip(point).for_each(|(curve, value)| curve.push((t, f64::from(value))));
    }
    let [x, y] = curves;
    let title = format!("neuron {index}, {}", caption(view));
    if let Some(other) = view.run.network().other() {
        // The other variable has another unit.
        let variable = other.description().variables[0];
        let axis = Axis::new(format!("{}, {}", variable.name, variable.label()));
        return Panel::new(title, time_axis(view), axis).with(line("", x, Stroke::solid(TRAIL)));
    }
    Panel::new(title, time_axis(view), Axis::new("x, y")).with(line("x", x, Stroke::solid(TRAIL))).with(line(
        "y",
        y,
        Stroke::solid(GREY),
    ))
}

/// Drives of all neurons: c, or the current of other models; with the bifurcations of the model.
pub(crate) fn drives(view: &RunView<'_>) -> Panel {
    let drives = view.run.live().drives();
    let (label, [low, high], bifurcations) = match view.run.network().other() {
        None => {
            let reach = f64::from(drives.iter().fold(1.5_f32, |most, drive| most.max(drive.abs())));
            ("c = a + I".to_owned(), [-reach, reach], vec![-1.0, 1.0])
        }
        Some(other) => {
            let [from, to] = view.run.diagram_range();
            let all = drives.iter().map(|drive| f64::from(*drive));
            let ends = [all.clone().fold(from, f64::min), all.fold(to, f64::max)];
            let found = view.run.theory().bifurcations(view.run.live().dynamics());
            (drive_label(&other.description()), ends, found.iter().map(|found| found.drive).collect())
        }
    };
    let width = (high - low) / BARS as f64;
    let mut counts = [0_u32; BARS];
    for drive in drives {
        counts[(((f64::from(*drive) - low) / width) as usize).min(BARS - 1)] += 1;
    }
    let bars = counts.iter().enumerate().map(|(bar, count)| Bar {
        at: (bar as f64 + 0.5) * width + low,
        height: f64::from(*count),
        spread: None,
    });
    let axis = Axis::new(format!("of {} neurons", drives.len()));
    let panel = Panel::new(caption(view), Axis::new(label).from_to(low, high), axis).with(Mark::Bars {
        name: String::new(),
        bars: bars.collect(),
        width,
        colour: TRAIL,
    });
    let lines = bifurcations.into_iter();
    lines
        .fold(panel, |panel, x| panel.with(Mark::VerticalLine { name: String::new(), x, stroke: Stroke::dashed(GREY) }))
}

/// The bifurcation diagram with the neurons of the moment; none before it is computed.
pub(crate) fn bifurcations(view: &RunView<'_>) -> Option<Figure> {
    let live = view.run.live();
    let dynamics = live.dynamics();
    let diagram = view.run.theory().diagram(dynamics)?;
    let now = |(neuron, drive): (usize, &f32)| (f64::from(*drive), live.seen(neuron));
    let neurons: Vec<(f64, f64)> = live.drives().iter().enumerate().map(now).collect();
    Some(bifurcation_figure(&model_of(dynamics).description(), diagram.points(), &neurons))
}

/// The outputs of the protocol's run; none without an answer.
pub(crate) fn outputs(view: &RunView<'_>) -> Option<Panel> {
    let traces = &view.run.answer()?.traces;
    let length = 100.0 * view.run.live().unit();
    let mut panel = Panel::new(caption(view), time_axis(view).from_to(0.0, length), Axis::new("outputs"));
    let every = length / SAMPLES as f64;
    for class in view.run.network().readout().classes().all() {
        let points = traces.outputs().enumerate();
        let points = points.map(|(at, outputs)| (multiple(at as u64 + 1, every), f64::from(outputs[class.index()])));
        let stroke = Stroke::solid(class_colour(class, Ground::Light)).thin();
        panel = panel.with(line(&view.run.labels().short(class), points.collect(), stroke));
    }
    Some(panel)
}

/// The time shares of the classes; none without an answer.
pub(crate) fn shares(view: &RunView<'_>) -> Option<Panel> {
    let shares = &view.run.answer()?.shares;
    Some(class_bars((caption(view), "share of time, %"), view.run.labels(), shares.iter().copied().map(Some)))
}

/// The error against the length of the observation window; none before it is computed.
pub(crate) fn window(view: &RunView<'_>) -> Option<Panel> {
    let along = view.survey.along().filter(|along| !along.is_empty())?;
    // Half an image stands for none, which a logarithmic axis has no place for.
    let images = view.run.library().map_or(1, |set| set.images.len().max(1));
    let least = 50.0 / images as f64;
    let error = |accuracy: f64| (100.0 * (1.0 - accuracy)).max(least);
    let errors = || along.iter().flat_map(|at| at.accuracy).map(error);
    let ends = (errors().fold(100.0, f64::min), errors().fold(least, f64::max));
    let mut panel = Panel::new(
        caption(view),
        Axis::new("observation window T").from_to(0.0, 100.0),
        Axis::logarithmic("error, %").from_to(0.85 * ends.0, 1.15 * ends.1),
    );
    // Without what multiplying left behind: 4.8, not 4.800000000000001.
    let round = |value: f64| (value * 1e9).round() / 1e9;
    let strokes = [Stroke::solid(TRAIL), Stroke::dashed(report::ACTIVATOR), Stroke::solid(PALE).thin()];
    for ((index, rule), stroke) in Rule::ALL.into_iter().enumerate().zip(strokes) {
        let points = along.iter().map(|at| (round(at.window), round(error(at.accuracy[index])))).collect();
        panel = panel.with(line(rule.name(), points, stroke));
    }
    // The last instant swings with the neurons: it is not to hide the others.
    panel.marks.rotate_right(1);
    Some(panel)
}

/// The order parameter of the neurons on the wall over the observation window, overwritten from the left like the outputs.
pub(crate) fn order(view: &RunView<'_>) -> Panel {
    let (sweep, length) = (view.run.live().sweep(), 100.0 * view.run.live().unit());
    let every = length / SAMPLES as f64;
    let order = sweep.order();
    let points = |samples: std::ops::Range<usize>| -> Vec<(f64, f64)> {
        samples.map(|sample| (multiple(sample as u64, every), f64::from(order[sample]))).collect()
    };
    let cursor = if order.len() < SAMPLES { order.len() } else { sweep.cursor() };
    let independent = (view.run.live().neurons() as f64).sqrt().recip();
    Panel::new(caption(view), time_axis(view).from_to(0.0, length), Axis::new("order parameter R").from_to(0.0, 1.04))
        .with(line("R, the pass before", points(cursor..order.len()), Stroke::solid(GREY).thin()))
        .with(Mark::HorizontalLine {
            name: "independent phases, 1/√N".to_owned(),
            y: independent,
            stroke: Stroke::dashed(GREY),
        })
        .with(line("R", points(0..cursor), Stroke::solid(TRAIL)))
}

fn neuron_colour(rank: usize) -> Rgb {
    const LAID_OVER: [usize; 5] = [4, 7, 6, 5, 8];
    if rank == 0 { TRAIL } else { FIRST_CLASSES[LAID_OVER[(rank - 1) % LAID_OVER.len()]] }
}
