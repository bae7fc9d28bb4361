//! The bifurcation diagram of the model, with the neurons of the moment on it.

use eframe::egui::{Color32, Response, Role, Ui, Vec2, WidgetInfo, vec2};
use egui_plot::{AxisHints, GridMark, Line, LineStyle, Plot, PlotPoints, PlotUi, Points};

use crate::neuron::ModelDescription;
use crate::report::{multiples, round_step};
use crate::ui::run::model::diagram::{Diagram, model_of};
use crate::ui::run::model::live::Motion;
use crate::ui::run::view::RunView;
use crate::ui::shared::other_neurons::drive_label;
use crate::ui::theme::{GAP, Palette};
use crate::ui::widgets::hover::{self, tick};

/// What is shown.
pub(super) const BIFURCATION_TOOLTIP: &str = "Equilibria and oscillations of a neuron over its drive, with the neurons of the \
                                              moment as points on them.";
/// Share of the width that the amplitudes take; the rates have the rest.
const AMPLITUDE_SHARE: f32 = 0.58;
/// Ticks across and upwards, about.
const TICKS: [f64; 2] = [6.0, 4.0];
/// Room above and below what is drawn, as a part of its range.
const MARGIN: f64 = 0.06;

/// Whether the diagram of these parameters is there.
pub(super) fn bifurcation_note(ui: &mut Ui, view: &RunView<'_>) {
    let theory = view.run.theory();
    let diagram = theory.diagram(view.run.live().dynamics());
    ui.weak(match (diagram, theory.is_drawing()) {
        (None, _) => "computing…",
        (Some(_), true) => "at earlier settings…",
        (Some(_), false) => "equilibria: yellow, dashed if unstable",
    });
}

/// Amplitudes at the left, rates at the right.
pub(super) fn bifurcation_ui(view: &RunView<'_>, ui: &mut Ui) {
    let run = view.run;
    let Some(diagram) = run.theory().diagram(run.live().dynamics()) else { return };
    let shown = Shown { view, diagram, description: model_of(run.live().dynamics()).description() };
    let (width, height) = (ui.available_width() - GAP, ui.available_height());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let amplitudes = shown.amplitudes(ui, vec2(AMPLITUDE_SHARE * width, height));
        amplitudes.on_hover_text(
            "Blue: lowest and highest value of the oscillation. Yellow: equilibria, dashed where they are unstable. Points: the \
             neurons on the wall, at their drives and where they are now; large ones are selected.",
        );
        let rates = shown.rates(ui, vec2((1.0 - AMPLITUDE_SHARE) * width, height));
        rates.on_hover_text(
            "Oscillations, or spikes, by time, over the drive. Points: the neurons on the wall at their drives.",
        );
    });
}

/// What is drawn.
struct Shown<'a> {
    view: &'a RunView<'a>,
    diagram: &'a Diagram,
    description: ModelDescription,
}

impl Shown<'_> {
    /// The drives that are shown: those of the diagram, and of all neurons.
    fn drives(&self) -> [f64; 2] {
        let (low, high) = self
            .view
            .run
            .live()
            .drives()
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), c| (a.min(f64::from(*c)), b.max(f64::from(*c))));
        let [from, to] = self.diagram.range();
        [low.min(from), high.max(to)]
    }

    fn plot<'p>(&self, name: &'static str, size: Vec2, ui: &Ui) -> Plot<'p> {
        let palette = Palette::of(ui);
        let (drive, decimals) = (format!("{} =", self.description.drive.symbol), 2);
        Plot::new(name)
            .width(size.x)
            .height(size.y)
            .allow_scroll(false)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .grid_color(palette.line)
            .grid_fade(0.0)
            .custom_x_axes(vec![axis(AxisHints::new_x().label(drive_label(&self.description)))])
            .x_grid_spacer(|input| ticks(input.bounds, TICKS[0]))
            .y_grid_spacer(|input| ticks(input.bounds, TICKS[1]))
            .label_formatter(move |hover| hover::values(hover, (&drive, decimals), (3, "")))
    }

    fn amplitudes(&self, ui: &mut Ui, size: Vec2) -> Response {
        let palette = Palette::of(ui);
        let variable = self.description.variables[0];
        let (x, y) = (self.drives(), self.diagram.extent());
        let plot = self.plot("bifurcation diagram", size, ui);
        let plot = plot.custom_y_axes(vec![axis(AxisHints::new_y().label(variable.label()))]);
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds_x(x[0]..=x[1]);
            plot.set_plot_bounds_y(y[0]..=y[1]);
            for branch in self.diagram.branches() {
                let (name, style) = if branch.is_stable {
                    ("equilibrium, stable", LineStyle::Solid)
                } else {
                    ("equilibrium, unstable", LineStyle::Dashed { length: 5.0 })
                };
                let line = Line::new(name, PlotPoints::new(branch.points.clone()));
                plot.line(line.color(palette.resting).width(1.8).style(style));
            }
            for (which, name) in ["oscillation, lowest", "oscillation, highest"].into_iter().enumerate() {
                for run in self.diagram.extrema(which) {
                    plot.line(Line::new(name, PlotPoints::new(run)).color(palette.oscillating).width(1.8));
                }
            }
            self.neurons(plot, palette, |neuron| Some(self.view.run.live().seen(neuron)));
        });
        let at = format!("bifurcation diagram of {}, {} drives", self.description.name, self.diagram.points().len());
        shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &at));
        shown.response
    }

    fn rates(&self, ui: &mut Ui, size: Vec2) -> Response {
        let palette = Palette::of(ui);
        let unit = self.description.time_unit;
        let (factor, label) = if unit == "ms" { (1000.0, "rate (1/s)") } else { (1.0, "1/period") };
        let curve: Vec<Vec<[f64; 2]>> = self.diagram.rates(factor);
        let highest = curve.iter().flatten().fold(0.0_f64, |most, [_, rate]| most.max(*rate));
        let x = self.drives();
        let plot = self.plot("rate over the drive", size, ui);
        let plot = plot.custom_y_axes(vec![axis(AxisHints::new_y().label(label))]);
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds_x(x[0]..=x[1]);
            plot.set_plot_bounds_y(-MARGIN * highest..=(1.0 + MARGIN) * highest.max(1e-9));
            for run in &curve {
                plot.line(Line::new("oscillation", PlotPoints::new(run.clone())).color(palette.oscillating).width(1.8));
            }
            let live = self.view.run.live();
            let rate = |neuron: usize| match live.motion(neuron) {
                Motion::Resting => Some(0.0),
                Motion::Oscillating => between(&curve, live.drives()[neuron].into()),
            };
            self.neurons(plot, palette, rate);
        });
        let name = format!("rate over the drive, at most {highest:.1}");
        shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        shown.response
    }

    /// The neurons at their drives, as high as `value` says: in the colours of the wall, the selected ones large.
    fn neurons(&self, plot: &mut PlotUi<'_>, palette: &Palette, value: impl Fn(usize) -> Option<f64>) {
        let live = self.view.run.live();
        let point = |neuron: usize| Some([f64::from(live.drives()[neuron]), value(neuron)?]);
        let draw = |plot: &mut PlotUi<'_>, neurons: Vec<[f64; 2]>, (color, radius): (Color32, f32)| {
            plot.points(
                Points::new("neurons", PlotPoints::new(neurons)).color(color).radius(radius).allow_hover(false),
            );
        };
        for (motion, color) in [(Motion::Resting, palette.warning), (Motion::Oscillating, palette.text)] {
            let of = (0..live.neurons()).filter(|neuron| live.motion(*neuron) == motion);
            draw(plot, of.filter_map(point).collect(), (color, 2.2));
        }
        for (rank, neuron) in self.view.settings.selection().enumerate() {
            draw(plot, point(neuron).into_iter().collect(), (palette.selected(rank), 4.5));
        }
    }
}

/// An axis with its numbers close together.
fn axis(hints: AxisHints<'_>) -> AxisHints<'_> {
    hints.label_spacing(12.0..=24.0).formatter(|mark, _| tick(mark.value))
}

/// Round numbers between two bounds, about so many.
fn ticks((low, high): (f64, f64), count: f64) -> Vec<GridMark> {
    let Some(step_size) = round_step((high - low) / count) else { return Vec::new() };
    multiples((low, high), step_size).map(|value| GridMark { value, step_size }).collect()
}

/// The value of a curve of several pieces at `x`; `None` where it has none.
fn between(curve: &[Vec<[f64; 2]>], x: f64) -> Option<f64> {
    curve.iter().find_map(|run| {
        let right = run.partition_point(|[at, _]| *at < x);
        let ([x0, y0], [x1, y1]) = (*run.get(right.checked_sub(1)?)?, *run.get(right)?);
        Some(y0 + (y1 - y0) * (x - x0) / (x1 - x0))
    })
}
