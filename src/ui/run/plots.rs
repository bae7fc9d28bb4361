//! The Run tab's plots as figures.

use super::model::live::TICK;
use super::model::sweep::SAMPLES;
use super::view::RunView;
use crate::network::Rule;
use crate::neuron::{Equilibrium, activator_nullcline, multiple};
use crate::report::{self, Axis, Bar, Corner, FIRST_CLASSES, Ground, Mark, Panel, Rgb, Shape, Stroke, class_colour};
use crate::ui::shared::plots::{TRAIL, class_bars, line};

/// What is of second rank.
const GREY: Rgb = Rgb::hex(0x0059_646F);
/// Ticks of a trail, 25.6 time units.
const TRAIL_TICKS: usize = 1024;
/// Bars of the histogram of c.
const BARS: usize = 61;

/// Settings that a plot depends on, for its title.
fn caption(view: &RunView<'_>) -> String {
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

/// Nullclines, equilibrium and trail of the large neuron and those laid over it.
pub(crate) fn phase_plane(view: &RunView<'_>) -> Panel {
    let index = view.settings.selected;
    let neuron = view.run.neuron(index);
    let nullcline = (0..=200).map(|point| f64::from(point) / 40.0 - 2.5).map(|x| (x, activator_nullcline(x)));
    let mut panel = Panel::new(
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
    for (rank, index) in view.settings.selection().enumerate() {
        let points = view.run.live().history().newest(index, TRAIL_TICKS);
        let points = points.map(|[x, y]| (f64::from(x), f64::from(y))).collect();
        panel = panel.with(line(&format!("neuron {index}"), points, Stroke::solid(neuron_colour(rank))));
    }
    let equilibrium = Equilibrium::of(&neuron);
    panel
        .with(Mark::Points {
            name: equilibrium.kind.name().to_owned(),
            points: vec![(equilibrium.state.x, equilibrium.state.y)],
            colour: Rgb::hex(0),
            size: 4.0,
            shape: if equilibrium.kind.is_stable() { Shape::Disc } else { Shape::Ring },
        })
        .with_legend(Corner::TopRight)
}

/// x and y of the large neuron.
pub(crate) fn motion(view: &RunView<'_>) -> Panel {
    let (live, index) = (view.run.live(), view.settings.selected);
    let mut curves = [Vec::new(), Vec::new()];
    let now = (live.time() / TICK).round() as u64;
    for (age, point) in live.history().newest(index, TRAIL_TICKS).enumerate() {
        let t = multiple(now.saturating_sub(age as u64), TICK);
        curves.iter_mut().zip(point).for_each(|(curve, value)| curve.push((t, f64::from(value))));
    }
    let [x, y] = curves;
    Panel::new(format!("neuron {index}, {}", caption(view)), Axis::new("t"), Axis::new("x, y"))
        .with(line("x", x, Stroke::solid(TRAIL)))
        .with(line("y", y, Stroke::solid(GREY)))
        .with_legend(Corner::TopRight)
}

/// c of all neurons.
pub(crate) fn drives(view: &RunView<'_>) -> Panel {
    let drives = view.run.live().drives();
    let reach = f64::from(drives.iter().fold(1.5_f32, |most, drive| most.max(drive.abs())));
    let width = 2.0 * reach / BARS as f64;
    let mut counts = [0_u32; BARS];
    for drive in drives {
        counts[(((f64::from(*drive) + reach) / width) as usize).min(BARS - 1)] += 1;
    }
    let bars = counts.iter().enumerate().map(|(bar, count)| Bar {
        at: (bar as f64 + 0.5) * width - reach,
        height: f64::from(*count),
        spread: None,
    });
    let hopf = |x: f64| Mark::VerticalLine { name: String::new(), x, stroke: Stroke::dashed(GREY) };
    Panel::new(
        caption(view),
        Axis::new("c = a + I").from_to(-reach, reach),
        Axis::new(format!("of {} neurons", drives.len())),
    )
    .with(Mark::Bars { name: String::new(), bars: bars.collect(), width, colour: TRAIL })
    .with(hopf(-1.0))
    .with(hopf(1.0))
}

/// The outputs of the protocol's run; none without an answer.
pub(crate) fn outputs(view: &RunView<'_>) -> Option<Panel> {
    let traces = &view.run.answer()?.traces;
    let mut panel = Panel::new(caption(view), Axis::new("t").from_to(0.0, 100.0), Axis::new("outputs"));
    let every = 100.0 / SAMPLES as f64;
    for class in view.run.network().readout().classes().all() {
        let points = traces.outputs().enumerate();
        let points = points.map(|(at, outputs)| (multiple(at as u64 + 1, every), f64::from(outputs[class.index()])));
        let stroke = Stroke::solid(class_colour(class, Ground::Light)).thin();
        panel = panel.with(line(&view.run.labels().short(class), points.collect(), stroke));
    }
    Some(panel.with_legend(Corner::TopRight))
}

/// The time shares of the classes; none without an answer.
pub(crate) fn shares(view: &RunView<'_>) -> Option<Panel> {
    let shares = &view.run.answer()?.shares;
    Some(class_bars((caption(view), "share of time, %"), view.run.labels(), shares.iter().copied().map(Some)))
}

/// The accuracy against the length of the observation window; none before it is computed.
pub(crate) fn window(view: &RunView<'_>) -> Option<Panel> {
    let along = view.survey.along().filter(|along| !along.is_empty())?;
    let mut panel =
        Panel::new(caption(view), Axis::new("observation window T").from_to(0.0, 100.0), Axis::new("accuracy, %"));
    for ((index, rule), colour) in Rule::ALL.into_iter().enumerate().zip([TRAIL, report::ACTIVATOR, GREY]) {
        // Without what multiplying left behind: 4.8, not 4.800000000000001.
        let round = |window: f64| (window * 1e9).round() / 1e9;
        let points = along.iter().map(|at| (round(at.window), 100.0 * at.accuracy[index])).collect();
        panel = panel.with(line(rule.name(), points, Stroke::solid(colour)));
    }
    Some(panel.with_legend(Corner::BottomRight))
}

fn neuron_colour(rank: usize) -> Rgb {
    const LAID_OVER: [usize; 5] = [4, 7, 6, 5, 8];
    if rank == 0 { TRAIL } else { FIRST_CLASSES[LAID_OVER[(rank - 1) % LAID_OVER.len()]] }
}
