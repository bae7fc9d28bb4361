//! Any figure of the report, alive: what is saved as a picture is what one sees, hovers and clicks.

use std::hash::Hash;
use std::ops::RangeInclusive;

use eframe::egui::epaint::TextShape;
use eframe::egui::{self, Align, Color32, FontId, Label, Layout, Rect, RichText, Sense, Stroke, Ui, Vec2, pos2, vec2};
use egui_plot::{
    AxisHints, BarChart, FilledArea, GridInput, GridMark, HLine, Heatmap, HoverPosition, Line, LineStyle, MarkerShape,
    Plot, PlotPoint, PlotPoints, PlotUi, Points, Span, Text, VLine,
};

use super::named::named;
use super::plot;
use crate::report::{
    ACTIVATOR, Axis, Bar, FIRST_CLASSES, Figure, HeatMap, INHIBITOR, Legend, Mark, Panel, Rgb, Scale, Shape, multiples,
    round_step, shade,
};
use crate::ui::theme::{self, Palette};

/// Points on paper to points on screen.
const ZOOM: f32 = 1.5;
/// Between panels.
const GAP: f32 = 8.0;
/// Height of a panel's title, with room for the upper half of the highest number.
const TITLE: f32 = 25.0;
/// Between lines of the grid, and between those with numbers, in points of the screen.
const GRID_PITCH: RangeInclusive<f32> = 28.0..=160.0;
/// Numbers side by side need that much more room than numbers above one another.
const NUMBER_PITCH: f64 = 2.4;
/// Lines of a grid in one direction, at most.
const MOST_LINES: usize = 1000;
/// Room for what the last number across stands out.
const OVERHANG: f32 = 10.0;
/// Width of a colour bar with its numbers.
const COLOUR_BAR: f32 = 64.0;
/// Shades of a colour bar.
const SHADES: usize = 48;
/// Dashes of a dashed line.
const DASH: f32 = 6.0;
/// Size of a sample in the legend.
const SAMPLE: Vec2 = vec2(18.0, 12.0);

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

/// Draws a figure that a screen reader calls `name`, with bounds of its own for each `run`. What was clicked, if something
/// was.
pub(crate) fn figure(
    ui: &mut Ui,
    size: Vec2,
    (name, run): (&str, impl Hash + Copy),
    figure: &Figure,
) -> Option<Clicked> {
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
                let name = format!("{name}, panel {}", index + 1);
                let place = ui.allocate_ui_with_layout(size, layout, |ui| panel_ui(ui, size, (&name, run), panel));
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
        // Dark ink is lighter on a dark ground.
        _ if palette.window.intensity() < 0.5 => Color32::from_rgb(red, green, blue).lerp_to_gamma(palette.text, 0.3),
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

/// The names of all marks, each once, with samples of them.
fn legend_ui(ui: &mut Ui, panels: &[Panel]) {
    let palette = Palette::of(ui);
    let mut named: Vec<&Mark> = Vec::new();
    for mark in panels.iter().flat_map(|panel| &panel.marks) {
        if !mark.name().is_empty() && named.iter().all(|known| known.name() != mark.name()) {
            named.push(mark);
        }
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
        for mark in named {
            let font = FontId::proportional(theme::SMALL);
            let text = ui.painter().layout_no_wrap(mark.name().to_owned(), font, palette.text);
            // A sample and its name stay together.
            if ui.cursor().left() + SAMPLE.x + 4.0 + text.size().x > ui.max_rect().right() {
                ui.end_row();
            }
            let (rect, _) = ui.allocate_exact_size(SAMPLE, Sense::hover());
            if let Some(colour) = colour_of(mark) {
                paint_sample(ui, rect, mark, on_screen(colour, palette));
            }
            ui.add(Label::new(RichText::new(mark.name()).small()).truncate());
            ui.add_space(8.0);
        }
    });
}

/// A line, a point, a bar or a band as it is drawn.
fn paint_sample(ui: &Ui, rect: Rect, mark: &Mark, colour: Color32) {
    let painter = ui.painter();
    match mark {
        Mark::Line { stroke, .. } | Mark::VerticalLine { stroke, .. } | Mark::HorizontalLine { stroke, .. } => {
            let line = Stroke::new((ZOOM * stroke.width as f32).clamp(1.5, 4.0), colour);
            let ends = [rect.left_center(), rect.right_center()];
            if stroke.dashed {
                painter.extend(egui::Shape::dashed_line(&ends, line, 4.0, 2.5));
            } else {
                painter.line_segment(ends, line);
            }
        }
        Mark::Points { size, shape: Shape::Ring, .. } => {
            painter.circle_stroke(rect.center(), ZOOM * *size as f32 / 2.0, Stroke::new(1.2, colour));
        }
        Mark::Points { size, .. } => {
            painter.circle_filled(rect.center(), ZOOM * *size as f32 / 2.0, colour);
        }
        Mark::Band { .. } => {
            painter.rect_filled(rect.shrink2(vec2(0.0, 2.0)), 0, colour.gamma_multiply(0.25));
        }
        _ => {
            painter.rect_filled(Rect::from_center_size(rect.center(), Vec2::splat(9.0)), 1, colour);
        }
    }
}

/// Draws a panel; what was clicked in it.
fn panel_ui(ui: &mut Ui, size: Vec2, of: (&str, impl Hash), panel: &Panel) -> Option<[f64; 2]> {
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut height = size.y;
    if !panel.title.is_empty() {
        ui.allocate_ui(vec2(size.x, TITLE - 2.0), |ui| {
            ui.set_height(TITLE - 2.0);
            ui.add(Label::new(RichText::new(&panel.title).strong()).truncate());
        });
        height -= TITLE;
    }
    let map = panel.marks.iter().find_map(|mark| if let Mark::Heat(map) = mark { Some(map) } else { None });
    let width = size.x - map.map_or(OVERHANG, |_| COLOUR_BAR);
    let mut clicked = None;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        clicked = plot_ui(ui, of, panel, vec2(width, height));
        if let Some(map) = map {
            colour_bar(ui, map, height);
        }
    });
    clicked
}

fn plot_ui(ui: &mut Ui, (name, run): (&str, impl Hash), panel: &Panel, size: Vec2) -> Option<[f64; 2]> {
    let palette = Palette::of(ui);
    let (x, y) = (&panel.x, &panel.y);
    let mut plot = Plot::new(name.to_owned())
        .width(size.x)
        .height(size.y)
        .allow_scroll(false)
        .allow_boxed_zoom(true)
        .grid_color(palette.line)
        .grid_fade(0.0)
        .grid_spacing(GRID_PITCH)
        .show_axes([!x.bare, !y.bare])
        .x_grid_spacer(spacer(x, NUMBER_PITCH))
        .y_grid_spacer(spacer(y, 1.0))
        .custom_x_axes(vec![AxisHints::new_x().label(RichText::new(&x.label).small()).formatter(formatter(x))])
        .custom_y_axes(vec![
            AxisHints::new_y()
                .label(RichText::new(&y.label).small())
                .label_spacing(13.0..=26.0)
                .formatter(without_corner(x, formatter(y))),
        ])
        .label_formatter(hover(x, y));
    if let Some((first, last)) = ends(x) {
        plot = plot.default_x_bounds(first, last);
    }
    if let Some((first, last)) = ends(y) {
        plot = plot.default_y_bounds(first, last);
    }
    let of = (run, &panel.title, &panel.x.label, &panel.y.label);
    let shown = plot::show(ui, (name, of), plot, |plot| {
        for mark in &panel.marks {
            draw(plot, mark, (&panel.x, &panel.y), palette);
        }
    });
    named(shown.response.clone(), name);
    let point = plot::clicked(ui, &shown)?.at;
    Some([value(&panel.x, point.x), value(&panel.y, point.y)])
}

/// The curve's name and the values of the point under the pointer, in the values of the axes.
fn hover(x: &Axis, y: &Axis) -> impl Fn(&HoverPosition<'_>) -> Option<String> + 'static {
    let axes = [x.clone(), y.clone()];
    move |hover| {
        let HoverPosition::NearDataPoint { plot_name, position, .. } = hover else { return None };
        let text = |axis: &Axis, at: f64| {
            let text = named_value(axis, at).unwrap_or_else(|| short(value(axis, at), 4));
            if axis.label.is_empty() { text } else { format!("{}: {text}", axis.label) }
        };
        let lines = [(*plot_name).to_owned(), text(&axes[0], position.x), text(&axes[1], position.y)];
        let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        Some(lines.join("\n"))
    }
}

/// The text that an axis has at a place, if its places have names.
fn named_value(axis: &Axis, at: f64) -> Option<String> {
    axis.ticks.iter().find(|(value, _)| (place(axis, *value) - at).abs() < 0.5).map(|(_, text)| text.clone())
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
            Scale::Linear => format!("{:.decimals$}", mark.value + 0.0).replace('-', "−"),
            Scale::Logarithmic => short(10f64.powf(mark.value), 3),
        }
    }
}

/// The same without the zero in the lower left corner where the axis across has one too.
fn without_corner(
    across: &Axis,
    formatter: impl Fn(GridMark, &RangeInclusive<f64>) -> String + 'static,
) -> impl Fn(GridMark, &RangeInclusive<f64>) -> String + 'static {
    let has_zero = ends(across).is_some_and(|(first, last)| first <= 0.0 && first > -0.03 * (last - first));
    move |mark, range| {
        let height = (mark.value - range.start()) / (range.end() - range.start());
        if has_zero && mark.value == 0.0 && height < 0.05 { String::new() } else { formatter(mark, range) }
    }
}

/// So many significant figures of a number, without zeros at its end.
fn short(value: f64, figures: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let decimals = (figures - 1 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}

fn draw(plot: &mut PlotUi<'_>, mark: &Mark, axes: (&Axis, &Axis), palette: &Palette) {
    let at = |(x, y): &(f64, f64)| [place(axes.0, *x), place(axes.1, *y)];
    let colour = colour_of(mark).map_or(palette.text, |colour| on_screen(colour, palette));
    let points = |points: &[(f64, f64)]| PlotPoints::new(points.iter().map(at).collect());
    match mark {
        Mark::Line { name, points: line, stroke } => {
            // The plot has no notion of a gap: each piece is a line.
            let line: Vec<[f64; 2]> = line.iter().map(at).collect();
            for piece in line.split(|point| !is_place(point)).filter(|piece| !piece.is_empty()) {
                let item = Line::new(name.clone(), piece.to_vec()).color(colour).width(ZOOM * stroke.width as f32);
                plot.line(if stroke.dashed { item.style(LineStyle::Dashed { length: DASH }) } else { item });
            }
        }
        Mark::Points { name, points: few, size, shape, .. } => {
            let (marker, filled) = marker(*shape);
            let few: Vec<[f64; 2]> = few.iter().map(at).filter(is_place).collect();
            let item = Points::new(name.clone(), few).color(colour).radius(ZOOM * *size as f32 / 2.0);
            plot.points(item.shape(marker).filled(filled));
        }
        Mark::Spread { name, ends, .. } => {
            for (x, low, high) in ends {
                plot.line(Line::new(name.clone(), points(&[(*x, *low), (*x, *high)])).color(colour).width(1.2));
            }
        }
        Mark::Band { name, ends, .. } => {
            let part = |axis: &Axis, of: fn(&(f64, f64, f64)) -> f64| -> Vec<f64> {
                ends.iter().map(|end| place(axis, of(end))).collect()
            };
            let xs = part(axes.0, |(x, ..)| *x);
            let (lows, highs) = (part(axes.1, |(_, low, _)| *low), part(axes.1, |(_, _, high)| *high));
            plot.add(FilledArea::new(name.clone(), &xs, &lows, &highs).fill_color(colour.gamma_multiply(0.25)));
        }
        Mark::Bars { name, bars, width, .. } => bars_ui(plot, (name, bars, *width), (colour, palette.text)),
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

/// Whether a point is somewhere: neither beyond a logarithmic axis nor no number.
fn is_place(point: &[f64; 2]) -> bool {
    point.iter().all(|value| value.is_finite())
}

fn marker(shape: Shape) -> (MarkerShape, bool) {
    match shape {
        Shape::Disc => (MarkerShape::Circle, true),
        Shape::Ring => (MarkerShape::Circle, false),
        Shape::Square => (MarkerShape::Square, true),
        Shape::Cross => (MarkerShape::Cross, true),
    }
}

fn bars_ui(plot: &mut PlotUi<'_>, (name, bars, width): (&str, &[Bar], f64), (colour, ink): (Color32, Color32)) {
    let chart = bars.iter().map(|bar| egui_plot::Bar::new(bar.at, bar.height).width(width).fill(colour)).collect();
    plot.bar_chart(BarChart::new(name.to_owned(), chart).color(colour));
    for bar in bars {
        if let Some((low, high)) = bar.spread {
            let whisker = PlotPoints::new(vec![[bar.at, low], [bar.at, high]]);
            plot.line(Line::new("", whisker).color(ink).width(1.2).allow_hover(false));
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
        ui.painter().text(at, egui::Align2::LEFT_CENTER, short(value, 3), font.clone(), palette.dim);
    }
    let label = ui.painter().layout_no_wrap(map.label.clone(), font, palette.dim);
    let at = pos2(bar.right() + 5.0, bar.center().y + label.size().x / 2.0);
    ui.painter().add(TextShape::new(at, label, palette.dim).with_angle(-std::f32::consts::FRAC_PI_2));
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
