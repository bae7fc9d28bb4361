//! Any figure of the report, alive: what is saved as a picture is what one sees, hovers and clicks.

use std::ops::RangeInclusive;

use eframe::egui::{self, Align, Color32, FontId, Layout, Rect, RichText, Sense, Stroke, Ui, Vec2, pos2, vec2};
use egui_plot::{
    BarChart, FilledArea, GridInput, GridMark, HLine, Heatmap, Line, LineStyle, MarkerShape, Plot, PlotPoint,
    PlotPoints, PlotUi, Points, Span, Text, VLine,
};

use crate::report::{
    ACTIVATOR, Axis, Bar, FIRST_CLASSES, Figure, HeatMap, INHIBITOR, Legend, Mark, Panel, Rgb, Scale, Shape, multiples,
    round_step, shade,
};
use crate::ui::theme::{self, Palette};

/// Points on paper to points on screen.
const ZOOM: f32 = 1.5;
/// Between panels.
const GAP: f32 = 8.0;
/// Height of a panel's title.
const TITLE: f32 = 18.0;
/// Between lines of the grid, and between those with numbers, in points of the screen.
const GRID_PITCH: RangeInclusive<f32> = 28.0..=160.0;
/// Numbers side by side need that much more room than numbers above one another.
const NUMBER_PITCH: f64 = 2.4;
/// Lines of a grid in one direction, at most.
const MOST_LINES: usize = 1000;
/// Width of a colour bar with its numbers.
const COLOUR_BAR: f32 = 64.0;
/// Shades of a colour bar.
const SHADES: usize = 48;
/// Dashes of a dashed line.
const DASH: f32 = 6.0;

/// A place in a figure that was clicked, in the values of its axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clicked {
    /// Which panel.
    pub(crate) panel: usize,
    /// The value across.
    pub(crate) x: f64,
    /// The value upwards.
    pub(crate) y: f64,
}

/// Draws a figure that a screen reader calls `name`. What was clicked, if something was.
pub(crate) fn figure(ui: &mut Ui, size: Vec2, name: &str, figure: &Figure) -> Option<Clicked> {
    let mut clicked = None;
    let top = ui.cursor().min;
    if figure.legend != Legend::None {
        legend_ui(ui, &figure.panels);
    }
    let size = vec2(size.x, size.y - (ui.cursor().min.y - top.y));
    let columns = figure.columns.max(1).min(figure.panels.len().max(1));
    let rows = figure.panels.len().div_ceil(columns);
    let width = (size.x - GAP * (columns - 1) as f32) / columns as f32;
    let height = (size.y - GAP * (rows.max(1) - 1) as f32) / rows.max(1) as f32;
    for (row, panels) in figure.panels.chunks(columns).enumerate() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for (column, panel) in panels.iter().enumerate() {
                let index = row * columns + column;
                let (size, layout) = (vec2(width, height), Layout::top_down(Align::Min));
                // Of two figures in one place each remembers its own axes.
                let place = ui.push_id(&figure.title, |ui| {
                    ui.allocate_ui_with_layout(size, layout, |ui| panel_ui(ui, size, (name, index), panel)).inner
                });
                if let Some([x, y]) = place.inner {
                    clicked = Some(Clicked { panel: index, x, y });
                }
            }
        });
    }
    clicked
}

/// The colour of the report, on the window's ground.
fn on_screen(colour: Rgb, palette: &Palette) -> Color32 {
    if let Some(digit) = FIRST_CLASSES.iter().position(|own| *own == colour) {
        return palette.digits[digit];
    }
    let Rgb(red, green, blue) = colour;
    match colour {
        ACTIVATOR => palette.activator,
        INHIBITOR => palette.inhibitor,
        // Black and grey ink is made for white paper.
        _ if red.abs_diff(green) < 24 && green.abs_diff(blue) < 24 => {
            palette.window.lerp_to_gamma(palette.text, 1.0 - f32::from(green) / 255.0)
        }
        _ => Color32::from_rgb(red, green, blue),
    }
}

fn colour_of(mark: &Mark) -> Option<Rgb> {
    match mark {
        Mark::Line { stroke, .. } | Mark::VerticalLine { stroke, .. } | Mark::HorizontalLine { stroke, .. } => {
            Some(stroke.colour)
        }
        Mark::Points { colour, .. }
        | Mark::Spread { colour, .. }
        | Mark::Band { colour, .. }
        | Mark::Bars { colour, .. }
        | Mark::Stretch { colour, .. }
        | Mark::Text { colour, .. } => Some(*colour),
        Mark::Heat(_) => None,
    }
}

/// The names of all marks, each once, with their colours.
fn legend_ui(ui: &mut Ui, panels: &[Panel]) {
    let palette = Palette::of(ui);
    let mut named: Vec<(&str, Color32)> = Vec::new();
    for mark in panels.iter().flat_map(|panel| &panel.marks) {
        if let (false, Some(colour)) = (mark.name().is_empty(), colour_of(mark))
            && named.iter().all(|(name, _)| *name != mark.name())
        {
            named.push((mark.name(), on_screen(colour, palette)));
        }
    }
    ui.horizontal_wrapped(|ui| {
        for (name, colour) in named {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            ui.painter().rect_filled(rect.shrink(2.0), 2.0, colour);
            ui.label(RichText::new(name).small());
            ui.add_space(6.0);
        }
    });
}

/// Draws a panel; what was clicked in it.
fn panel_ui(ui: &mut Ui, size: Vec2, (name, index): (&str, usize), panel: &Panel) -> Option<[f64; 2]> {
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut height = size.y;
    if !panel.title.is_empty() {
        ui.label(RichText::new(&panel.title).strong());
        height -= TITLE;
    }
    let map = panel.marks.iter().find_map(|mark| if let Mark::Heat(map) = mark { Some(map) } else { None });
    let width = size.x - map.map_or(0.0, |_| COLOUR_BAR);
    let mut clicked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let shown = plot(ui, (name, index), panel, vec2(width, height));
        clicked = shown;
        if let Some(map) = map {
            colour_bar(ui, map, height);
        }
    });
    clicked
}

fn plot(ui: &mut Ui, (name, index): (&str, usize), panel: &Panel, size: Vec2) -> Option<[f64; 2]> {
    let palette = Palette::of(ui);
    let (x, y) = (panel.x.clone(), panel.y.clone());
    let mut plot = Plot::new((name.to_owned(), index))
        .width(size.x)
        .height(size.y)
        .allow_scroll(false)
        .allow_boxed_zoom(true)
        .grid_color(palette.line)
        .grid_fade(0.0)
        .grid_spacing(GRID_PITCH)
        .show_axes([!x.bare, !y.bare])
        .x_grid_spacer(spacer(&x, NUMBER_PITCH))
        .y_grid_spacer(spacer(&y, 1.0))
        .x_axis_formatter(formatter(&x))
        .y_axis_formatter(formatter(&y));
    if !x.bare {
        plot = plot.x_axis_label(RichText::new(&x.label).small());
    }
    if !y.bare {
        plot = plot.y_axis_label(RichText::new(&y.label).small());
    }
    if let Some((first, last)) = ends(&x) {
        plot = plot.default_x_bounds(first, last);
    }
    if let Some((first, last)) = ends(&y) {
        plot = plot.default_y_bounds(first, last);
    }
    if panel.legend.is_some() {
        plot = plot.legend(egui_plot::Legend::default().position(corner(panel)).follow_insertion_order(true));
    }
    let axes = (&panel.x, &panel.y);
    let shown = plot.show(ui, |plot| {
        for mark in &panel.marks {
            draw(plot, mark, axes, palette);
        }
    });
    super::named::named(shown.response.clone(), &format!("{name}, panel {}", index + 1));
    let at = shown.response.clicked().then(|| shown.response.interact_pointer_pos()).flatten()?;
    let point = shown.transform.value_from_position(at);
    Some([value(&panel.x, point.x), value(&panel.y, point.y)])
}

fn corner(panel: &Panel) -> egui_plot::Corner {
    match panel.legend {
        Some(crate::report::Corner::TopLeft) => egui_plot::Corner::LeftTop,
        Some(crate::report::Corner::BottomLeft) => egui_plot::Corner::LeftBottom,
        Some(crate::report::Corner::BottomRight) => egui_plot::Corner::RightBottom,
        Some(crate::report::Corner::TopRight) | None => egui_plot::Corner::RightTop,
    }
}

/// Where a value is on an axis of the plot.
fn place(axis: &Axis, value: f64) -> f64 {
    match axis.scale {
        Scale::Linear => value,
        Scale::Logarithmic if value > 0.0 => value.log10(),
        Scale::Logarithmic => f64::NAN,
    }
}

/// What value is at a place of the plot.
fn value(axis: &Axis, place: f64) -> f64 {
    match axis.scale {
        Scale::Linear => place,
        Scale::Logarithmic => 10f64.powf(place),
    }
}

fn ends(axis: &Axis) -> Option<(f64, f64)> {
    let (first, last) = axis.range?;
    let ends = (place(axis, first), place(axis, last));
    (ends.0 < ends.1).then_some(ends)
}

/// Where an axis has its lines: at its named values, at 1, 2, 5 of each decade, or at round numbers.
fn spacer(axis: &Axis, pitch: f64) -> impl Fn(GridInput) -> Vec<GridMark> + 'static {
    let (scale, named): (Scale, Vec<f64>) =
        (axis.scale, axis.ticks.iter().map(|(value, _)| place(axis, *value)).collect());
    move |input: GridInput| {
        let (low, high) = input.bounds;
        if !named.is_empty() {
            let inside = named.iter().filter(|value| (low..=high).contains(*value));
            return inside.map(|value| GridMark { value: *value, step_size: high - low }).collect();
        }
        if scale == Scale::Linear || high - low > 12.0 {
            return round_marks((low, high), round_step(pitch * input.base_step_size).unwrap_or(1.0));
        }
        let decades = low.floor() as i32..=high.ceil() as i32;
        let marks = decades.flat_map(|decade| {
            [(1.0_f64, 1.0), (2.0, 0.3), (5.0, 0.3)]
                .map(|(factor, step_size)| GridMark { value: f64::from(decade) + factor.log10(), step_size })
        });
        marks.filter(|mark| (low..=high).contains(&mark.value)).collect()
    }
}

/// The multiples of `step` from `low` to `high`; of absurdly many, the first.
fn round_marks(ends: (f64, f64), step: f64) -> Vec<GridMark> {
    multiples(ends, step).take(MOST_LINES).map(|value| GridMark { value, step_size: step }).collect()
}

/// What stands at a line of the grid.
fn formatter(axis: &Axis) -> impl Fn(GridMark, &RangeInclusive<f64>) -> String + 'static {
    let axis = axis.clone();
    move |mark, _| {
        if let Some((_, text)) = axis.ticks.iter().find(|(value, _)| place(&axis, *value) == mark.value) {
            return text.clone();
        }
        let decimals = (-mark.step_size.log10() - 1e-9).ceil().clamp(0.0, 6.0) as usize;
        match axis.scale {
            Scale::Linear => format!("{:.decimals$}", mark.value + 0.0),
            Scale::Logarithmic => short(10f64.powf(mark.value)),
        }
    }
}

/// Three figures of a number, without zeros at its end.
fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn draw(plot: &mut PlotUi<'_>, mark: &Mark, axes: (&Axis, &Axis), palette: &Palette) {
    let at = |(x, y): &(f64, f64)| [place(axes.0, *x), place(axes.1, *y)];
    let colour = colour_of(mark).map_or(palette.text, |colour| on_screen(colour, palette));
    let points = |points: &[(f64, f64)]| PlotPoints::new(points.iter().map(at).collect());
    match mark {
        Mark::Line { name, points: line, stroke } => {
            let item = Line::new(name.clone(), points(line)).color(colour).width(ZOOM * stroke.width as f32);
            plot.line(if stroke.dashed { item.style(LineStyle::Dashed { length: DASH }) } else { item });
        }
        Mark::Points { name, points: few, size, shape, .. } => {
            let (marker, filled) = marker(*shape);
            let item = Points::new(name.clone(), points(few)).color(colour).radius(ZOOM * *size as f32 / 2.0);
            plot.points(item.shape(marker).filled(filled));
        }
        Mark::Spread { name, ends, .. } => {
            for (x, low, high) in ends {
                plot.line(Line::new(name.clone(), points(&[(*x, *low), (*x, *high)])).color(colour).width(1.2));
            }
        }
        Mark::Band { name, ends, .. } => {
            let part = |of: fn(&(f64, f64, f64)) -> f64| ends.iter().map(of).collect::<Vec<f64>>();
            let xs: Vec<f64> = ends.iter().map(|(x, ..)| place(axes.0, *x)).collect();
            let lows = part(|(_, low, _)| *low);
            let highs = part(|(_, _, high)| *high);
            plot.add(FilledArea::new(name.clone(), &xs, &lows, &highs).fill_color(colour.gamma_multiply(0.25)));
        }
        Mark::Bars { name, bars, width, .. } => bars_ui(plot, (name, bars, *width), colour),
        Mark::Stretch { from_to: (from, to), .. } => {
            let range = place(axes.0, *from)..=place(axes.0, *to);
            plot.span(Span::new("", range).fill(colour).border_width(0.0));
        }
        Mark::VerticalLine { name, x, stroke } => {
            let item = VLine::new(name.clone(), place(axes.0, *x)).color(colour).width(ZOOM * stroke.width as f32);
            plot.vline(if stroke.dashed { item.style(LineStyle::Dashed { length: DASH }) } else { item });
        }
        Mark::HorizontalLine { name, y, stroke } => {
            let item = HLine::new(name.clone(), place(axes.1, *y)).color(colour).width(ZOOM * stroke.width as f32);
            plot.hline(if stroke.dashed { item.style(LineStyle::Dashed { length: DASH }) } else { item });
        }
        Mark::Heat(map) => heat(plot, map),
        Mark::Text { at: point, text, .. } => {
            let [x, y] = at(point);
            plot.text(Text::new("", PlotPoint::new(x, y), RichText::new(text).size(theme::SMALL)).color(colour));
        }
    }
}

fn marker(shape: Shape) -> (MarkerShape, bool) {
    match shape {
        Shape::Disc => (MarkerShape::Circle, true),
        Shape::Ring => (MarkerShape::Circle, false),
        Shape::Square => (MarkerShape::Square, true),
        Shape::Cross => (MarkerShape::Cross, true),
    }
}

fn bars_ui(plot: &mut PlotUi<'_>, (name, bars, width): (&str, &[Bar], f64), colour: Color32) {
    let chart = bars.iter().map(|bar| egui_plot::Bar::new(bar.at, bar.height).width(width).fill(colour)).collect();
    plot.bar_chart(BarChart::new(name.to_owned(), chart).color(colour));
    for bar in bars {
        if let Some((low, high)) = bar.spread {
            let whisker = PlotPoints::new(vec![[bar.at, low], [bar.at, high]]);
            plot.line(Line::new("", whisker).color(colour.gamma_multiply(0.6)).width(1.2));
        }
    }
}

/// The values of the darkest and the brightest colour; never the same.
fn colour_ends(map: &HeatMap) -> (f64, f64) {
    let found = map.range.unwrap_or_else(|| {
        let finite = map.values.iter().copied().filter(|value| value.is_finite());
        finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    });
    if found.0 < found.1 { found } else { (0.0, 1.0) }
}

fn heat(plot: &mut PlotUi<'_>, map: &HeatMap) {
    let (low, high) = colour_ends(map);
    let scale = map.scale;
    let share = move |value: f64| match scale {
        Scale::Linear => (value - low) / (high - low),
        Scale::Logarithmic => (value / low).ln() / (high / low).ln(),
    };
    let colour = move |value: f64| {
        if !value.is_finite() {
            return Color32::TRANSPARENT;
        }
        let Rgb(red, green, blue) = shade(share(value));
        Color32::from_rgb(red, green, blue)
    };
    let size = ((map.x.1 - map.x.0) as f32, (map.y.1 - map.y.0) as f32);
    let tiles = Heatmap::new(map.values.clone(), map.columns.max(1)).show_labels(false).range(low, high);
    let tiles = tiles.custom_mapping(Box::new(colour)).at(PlotPoint::new(map.x.0, map.y.0)).size(size.0, size.1);
    plot.heatmap(tiles.name(&map.label));
}

/// The colours of a heat map with the values at their ends.
fn colour_bar(ui: &mut Ui, map: &HeatMap, height: f32) {
    let palette = Palette::of(ui);
    let (low, high) = colour_ends(map);
    let (rect, response) = ui.allocate_exact_size(vec2(COLOUR_BAR, height), Sense::hover());
    let bar =
        Rect::from_min_max(pos2(rect.left() + 8.0, rect.top() + 16.0), pos2(rect.left() + 20.0, rect.bottom() - 40.0));
    for index in 0..SHADES {
        let Rgb(red, green, blue) = shade((index as f64 + 0.5) / SHADES as f64);
        let top = bar.bottom() - bar.height() * (index + 1) as f32 / SHADES as f32;
        let strip =
            Rect::from_min_max(pos2(bar.left(), top), pos2(bar.right(), top + bar.height() / SHADES as f32 + 0.5));
        ui.painter().rect_filled(strip, 0.0, Color32::from_rgb(red, green, blue));
    }
    let font = FontId::proportional(theme::SMALL);
    for (y, value) in [(bar.top(), high), (bar.bottom(), low)] {
        ui.painter().line_segment([pos2(bar.right(), y), pos2(bar.right() + 3.0, y)], Stroke::new(1.0, palette.dim));
        let at = pos2(bar.right() + 5.0, y);
        ui.painter().text(at, egui::Align2::LEFT_CENTER, short(value), font.clone(), palette.dim);
    }
    response.on_hover_text(&map.label);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_grid_are_at_round_numbers() {
        assert_eq!([0.9, 1.0, 1.1, 3.0, 6.0, 0.03].map(round_step), [1.0, 1.0, 2.0, 5.0, 10.0, 0.05].map(Some));
        assert_eq!([0.0, f64::NAN, f64::INFINITY].map(round_step), [None; 3]);
        let at = |ends, step| round_marks(ends, step).iter().map(|mark| mark.value).collect::<Vec<_>>();
        assert_eq!(at((-0.3, 100.5), 50.0), [0.0, 50.0, 100.0]);
        assert_eq!(at((-1.0, -0.5), 0.25), [-1.0, -0.75, -0.5]);
        assert!(at((0.1, 0.2), 1.0).is_empty());
    }
}
