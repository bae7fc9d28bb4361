//! The motion of the neuron shown large in time: x(t), y(t), and its stimulus I(t) under them.

use std::ops::RangeInclusive;

use eframe::egui::{self, Align2, FontId, Mesh, Rect, Response, Shape, Ui, Vec2, Vec2b, pos2, vec2};
use egui_plot::{AxisHints, Line, Plot, PlotPoint, PlotPoints, PlotTransform};

use super::portrait::{Portrait, widen};
use crate::ui::run::model::live::TICK;
use crate::ui::theme::{Palette, SMALL};
use crate::ui::widgets::hover::tick;

/// How wide a time unit is where x and y are drawn against time, in points of the screen.
const PIXELS_PER_TIME: f64 = 13.0;
/// Time units that x and y are drawn for, at most.
const LONGEST_TIME: f64 = 50.0;

impl Portrait<'_> {
    /// Draws x(t) and y(t) over as many of the last time units as there is room for.
    pub(crate) fn motion_in_time(&self, ui: &mut Ui, size: Vec2) -> Response {
        let palette = Palette::of(ui);
        let unit = self.live.unit();
        let now = self.now();
        let span = (f64::from(size.x) / PIXELS_PER_TIME).clamp(8.0, LONGEST_TIME) * unit;
        let first = -self.live.window_began() * unit;
        let (left, right) = ((now - span).max(first), now.max(first + span));
        let plot = Plot::new("motion in time")
            .width(size.x)
            .height(size.y)
            .allow_zoom(false)
            .allow_drag(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .show_x(false)
            .show_y(false)
            .show_axes(Vec2b::new(true, false))
            .grid_spacing(40.0..=200.0)
            .grid_color(palette.line)
            .grid_fade(0.0)
            .custom_x_axes(vec![AxisHints::new_x().formatter(self.window_clock())])
            .label_formatter(|_| None);
        let stimulus = self.live.stimulus_over(self.index, span / unit);
        let (x, y) = self.curves(self.index, span, size.x as usize);
        let range = self.range_in_time(&x);
        let band = (!stimulus.is_empty()).then(|| Band::below(&range, &stimulus));
        let low = band.as_ref().map_or(*range.start(), |band| band.low);
        let others: Vec<_> =
            self.also.iter().map(|(neuron, _)| self.curves(*neuron, span, size.x as usize).0).collect();
        let shown = plot.show(ui, |plot| {
            plot.set_plot_bounds_x(left..=right);
            plot.set_plot_bounds_y(low..=*range.end());
            if let Some(band) = &band {
                let none = vec![[left, band.place(0.0)], [right, band.place(0.0)]];
                let line = Line::new("no stimulus", PlotPoints::new(none)).color(palette.line).width(1.0);
                plot.line(line.allow_hover(false));
            }
            for (rank, x) in others.into_iter().enumerate() {
                let color = palette.selected(rank + 1);
                plot.line(Line::new("x(t) laid over", PlotPoints::new(x)).color(color).width(1.2).allow_hover(false));
            }
            plot.line(Line::new("y(t)", PlotPoints::new(y)).color(palette.dim).width(1.3).allow_hover(false));
            plot.line(Line::new("x(t)", PlotPoints::new(x)).color(palette.oscillating).width(1.6).allow_hover(false));
        });
        self.name_curves(ui, *shown.transform.frame(), palette);
        if let Some(band) = &band {
            Band::paint(ui, &shown.transform, &band.course(&stimulus, unit));
            let at = pos2(
                shown.transform.frame().left() + 6.0,
                shown.transform.position_from_point(&PlotPoint::new(left, band.top)).y,
            );
            let text = format!("I(t), up to {:.2}", largest_current(&stimulus)).replace('-', "−");
            ui.painter().text(at, Align2::LEFT_TOP, text, FontId::proportional(SMALL), palette.accent);
        }
        let [x, y] = self.neuron.variables();
        let stimulated = if band.is_some() { ", with the stimulus I(t)" } else { "" };
        let name = format!("{x} and {y} against time{stimulated}");
        shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
        shown.response
    }

    /// The time that is shown, since the observation window first began.
    fn now(&self) -> f64 {
        (self.live.time() - self.live.window_began()) * self.live.unit()
    }

    /// Marks of time as they stand under the outputs: the time in the observation window, which begins anew when it is over.
    fn window_clock(&self) -> impl Fn(egui_plot::GridMark, &RangeInclusive<f64>) -> String + 'static {
        let window = 100.0 * self.live.unit();
        // The mark that stands at the beginning of a window is its 0.
        move |mark, _| {
            if mark.value < -1e-6 { String::new() } else { tick((mark.value + 1e-6).rem_euclid(window) - 1e-6) }
        }
    }

    /// The values that are drawn against time, with room for names above. A stimulus can drive x beyond the usual ones.
    fn range_in_time(&self, x: &[[f64; 2]]) -> RangeInclusive<f64> {
        let usual = if self.neuron.other().is_none() { [-2.7, 2.6] } else { self.live.dynamics().plane().x };
        let mut range = usual;
        for [_, value] in x {
            widen(&mut range, usual, *value);
        }
        let [low, high] = range;
        low..=high + 0.2 * (high - low)
    }

    fn name_curves(&self, ui: &Ui, frame: Rect, palette: &Palette) {
        let painter = ui.painter_at(frame);
        let font = || FontId::proportional(SMALL);
        let [x, y] = self.neuron.variables().map(|variable| format!("{variable}(t)"));
        let at = frame.left_top() + vec2(6.0, 3.0);
        painter.text(at, Align2::LEFT_TOP, x, font(), palette.oscillating);
        painter.text(at + vec2(28.0, 0.0), Align2::LEFT_TOP, y, font(), palette.dim);
        if let Some(model) = self.neuron.other() {
            let text = format!("t in {}", model.description().time_unit);
            painter.text(frame.right_top() + vec2(-6.0, 3.0), Align2::RIGHT_TOP, text, font(), palette.dim);
        }
    }

    /// x(t) and y(t), thinned to about what `pixels` can show.
    fn curves(&self, neuron: usize, span: f64, pixels: usize) -> (Vec<[f64; 2]>, Vec<[f64; 2]>) {
        let history = self.live.history();
        let (unit, plane) = (self.live.unit(), self.live.dynamics().plane());
        let tick = TICK * unit;
        let shown = history.len().min((span / tick) as usize + 1);
        let stride = (shown / pixels.max(1)).max(1);
        let now = self.now();
        // y of other models has another unit: it is drawn as high as x is.
        let height = (plane.x[1] - plane.x[0]) / (plane.y[1] - plane.y[0]);
        let value = |age: usize, which: usize| {
            // Spikes that are reset last a single tick: none is thinned out.
            let ages = if which == 0 && plane.resets { age..(age + stride).min(shown) } else { age..age + 1 };
            let value = ages.map(|age| history.at(neuron, age)[which]).fold(f32::NEG_INFINITY, f32::max);
            let value = f64::from(value);
            if which == 0 || self.neuron.other().is_none() { value } else { plane.x[0] + height * (value - plane.y[0]) }
        };
        let point = |age: usize, which: usize| [now - age as f64 * tick, value(age, which)];
        let ages = || (0..shown).step_by(stride);
        (ages().map(|age| point(age, 0)).collect(), ages().map(|age| point(age, 1)).collect())
    }
}

/// The place of I(t) under x(t), in values of x.
struct Band {
    low: f64,
    top: f64,
    /// The smallest and the largest current, 0 among them.
    currents: [f64; 2],
}

impl Band {
    /// A third as high as what is above it.
    fn below(range: &RangeInclusive<f64>, stimulus: &[[f64; 2]]) -> Self {
        let currents = stimulus
            .iter()
            .fold([0.0, 0.0], |[low, high]: [f64; 2], [_, current]| [low.min(*current), high.max(*current)]);
        Self { low: range.start() - 0.4 * (range.end() - range.start()), top: *range.start(), currents }
    }

    /// Where a current is drawn: below the name, above the axis.
    fn place(&self, current: f64) -> f64 {
        let ([low, high], height) = (self.currents, self.top - self.low);
        self.low + height * (0.1 + 0.5 * (current - low) / (high - low).max(f64::MIN_POSITIVE))
    }

    /// Steps as upright and level lines: a line drawn in one would grow horns where it turns back on itself.
    fn paint(ui: &Ui, transform: &PlotTransform, course: &[[f64; 2]]) {
        let color = Palette::of(ui).accent;
        let at = |[x, y]: [f64; 2]| transform.position_from_point(&PlotPoint::new(x, y));
        let mut mesh = Mesh::default();
        for ends in course.windows(2) {
            mesh.add_colored_rect(Rect::from_two_pos(at(ends[0]), at(ends[1])).expand(0.8), color);
        }
        ui.painter_at(*transform.frame()).add(Shape::mesh(mesh));
    }

    /// The stimulus as steps, no point twice.
    fn course(&self, stimulus: &[[f64; 2]], unit: f64) -> Vec<[f64; 2]> {
        let mut steps: Vec<[f64; 2]> = Vec::with_capacity(2 * stimulus.len());
        for &[time, current] in stimulus {
            let before = steps.last().map(|[_, place]| [time * unit, *place]);
            for point in before.into_iter().chain([[time * unit, self.place(current)]]) {
                if steps.last() != Some(&point) {
                    steps.push(point);
                }
            }
        }
        steps
    }
}

/// The current of the largest size.
fn largest_current(stimulus: &[[f64; 2]]) -> f64 {
    stimulus.iter().map(|[_, current]| *current).max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0)
}
