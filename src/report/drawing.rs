//! Figures as SVG, with text as text; [`super::pixels`] turns them into files.

use std::fmt::Write as _;

use super::colour::{Rgb, shade};
use super::figure::{Bar, Figure, HeatMap, Mark, Shape, Stroke};
use super::font;
use super::layout::{COLOUR_BAR, GAP, LINE, Layout, Place, Placed, Rect, SAMPLE, SMALL, TEXT, TICK};

const INK: Rgb = Rgb::hex(0x001C_2127);
const GRID: Rgb = Rgb::hex(0x00E3_E7EB);
const FRAME: Rgb = Rgb::hex(0x0059_646F);
/// Steps of a colour bar.
const SHADES: usize = 64;
/// Half the width of a whisker's end.
const WHISKER: f64 = 1.6;

/// Where text begins.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// An SVG being written. Lengths are points.
struct Svg(String);

impl Svg {
    /// Adds a piece. Writing to a string can't fail.
    fn add(&mut self, piece: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(piece);
        self.0.push('\n');
    }

    /// Text whose middle line is at `y`. The font is a light one: a fine outline makes it as black as others are.
    fn text(&mut self, (x, y): (f64, f64), text: &str, (size, colour, anchor): (f64, Rgb, Anchor)) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (y, weight) = (y + 0.35 * size, size * 0.035);
        self.add(format_args!(
            r#"<text x="{x:.2}" y="{y:.2}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" stroke="{colour}" stroke-width="{weight:.2}">{}</text>"#,
            escaped(text)
        ));
    }

    /// Text that runs upwards, around a middle.
    fn upright_text(&mut self, (x, y): (f64, f64), text: &str, (size, anchor): (f64, Anchor)) {
        self.add(format_args!(r#"<g transform="translate({x:.2} {y:.2}) rotate(-90)">"#));
        self.text((0.0, 0.0), text, (size, INK, anchor));
        self.add(format_args!("</g>"));
    }

    fn line(&mut self, (x, y): (f64, f64), (to_x, to_y): (f64, f64), stroke: Stroke) {
        self.add(format_args!(r#"<path d="M{x:.2} {y:.2}L{to_x:.2} {to_y:.2}" {}/>"#, stroked(stroke)));
    }

    fn rect(&mut self, rect: Rect, fill: Rgb) {
        let Rect { left, top, width, height } = rect;
        self.add(format_args!(
            r#"<rect x="{left:.3}" y="{top:.3}" width="{width:.3}" height="{height:.3}" fill="{fill}"/>"#
        ));
    }

    fn shape(&mut self, (x, y): (f64, f64), (colour, size, shape): (Rgb, f64, Shape)) {
        let r = size / 2.0;
        match shape {
            Shape::Disc => self.add(format_args!(r#"<circle cx="{x:.2}" cy="{y:.2}" r="{r:.2}" fill="{colour}"/>"#)),
            Shape::Ring => self.add(format_args!(
                r##"<circle cx="{x:.2}" cy="{y:.2}" r="{r:.2}" fill="#ffffff" stroke="{colour}" stroke-width="0.9"/>"##
            )),
            Shape::Square => self.rect(Rect { left: x - r, top: y - r, width: size, height: size }, colour),
            Shape::Cross => {
                let stroke = Stroke { colour, width: 0.9, dashed: false };
                self.line((x - r, y - r), (x + r, y + r), stroke);
                self.line((x - r, y + r), (x + r, y - r), stroke);
            }
        }
    }
}

fn stroked(stroke: Stroke) -> String {
    let Stroke { colour, width, dashed } = stroke;
    let dashes = if dashed { r#" stroke-dasharray="4 2.2""# } else { "" };
    format!(r#"fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dashes}"#)
}

/// Text as XML wants it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Draws a figure.
pub(super) fn draw(figure: &Figure) -> String {
    let layout = Layout::of(figure);
    let (width, height) = (layout.width, layout.height);
    let mut svg = Svg(String::new());
    svg.add(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2}" height="{height:.2}" viewBox="0 0 {width:.2} {height:.2}" font-family="{}">"#,
        font::FAMILY
    ));
    svg.add(format_args!(r##"<rect width="100%" height="100%" fill="#ffffff"/>"##));
    for (index, place) in layout.places.iter().enumerate() {
        panel(&mut svg, place, index);
    }
    for (mark, at) in &layout.legend {
        entry(&mut svg, mark, *at);
    }
    svg.add(format_args!("</svg>"));
    svg.0
}

fn panel(svg: &mut Svg, place: &Place<'_>, index: usize) {
    let Rect { left, top, width, height } = place.inner;
    svg.add(format_args!(
        r#"<clipPath id="panel{index}"><rect x="{left:.2}" y="{top:.2}" width="{width:.2}" height="{height:.2}"/></clipPath>"#
    ));
    svg.add(format_args!(r#"<g clip-path="url(#panel{index})">"#));
    if place.panel.heat_map().is_none() {
        grid(svg, place);
    }
    for mark in &place.panel.marks {
        draw_mark(svg, place, mark);
    }
    svg.add(format_args!("</g>"));
    svg.add(format_args!(
        r#"<rect x="{left:.2}" y="{top:.2}" width="{width:.2}" height="{height:.2}" fill="none" stroke="{FRAME}" stroke-width="0.6"/>"#
    ));
    axis_across(svg, place);
    axis_upwards(svg, place);
    if let (Some(map), Some(colours)) = (place.panel.heat_map(), &place.colours) {
        colour_bar(svg, place.inner, map, colours);
    }
    if !place.panel.title.is_empty() {
        svg.text((left, top - GAP - TEXT / 2.0), &place.panel.title, (TEXT, INK, Anchor::Start));
    }
}

fn grid(svg: &mut Svg, place: &Place<'_>) {
    let stroke = Stroke { colour: GRID, width: 0.5, dashed: false };
    let inner = place.inner;
    if place.x.axis.ticks.is_empty() {
        for (value, _) in &place.x.ticks {
            let (x, _) = place.point((*value, 0.0));
            svg.line((x, inner.top), (x, inner.bottom()), stroke);
        }
    }
    if place.y.axis.ticks.is_empty() {
        for (value, _) in &place.y.ticks {
            let (_, y) = place.point((0.0, *value));
            svg.line((inner.left, y), (inner.right(), y), stroke);
        }
    }
}

fn axis_across(svg: &mut Svg, place: &Place<'_>) {
    let inner = place.inner;
    for (value, text) in &place.x.ticks {
        let x = inner.left + inner.width * place.x.range.share(*value);
        svg.line((x, inner.bottom()), (x, inner.bottom() + TICK), Stroke::solid(FRAME).thin());
        if place.x.axis.bare {
            continue;
        }
        if place.upright {
            svg.upright_text((x, inner.bottom() + TICK + GAP), text, (SMALL, Anchor::End));
        } else {
            svg.text((x, inner.bottom() + TICK + GAP / 2.0 + SMALL / 2.0), text, (SMALL, INK, Anchor::Middle));
        }
    }
    if !place.x.axis.bare && !place.x.axis.label.is_empty() {
        let at = (inner.left + inner.width / 2.0, inner.bottom() + place.label_below);
        svg.text(at, &place.x.axis.label, (TEXT, INK, Anchor::Middle));
    }
}

fn axis_upwards(svg: &mut Svg, place: &Place<'_>) {
    let inner = place.inner;
    for (value, text) in &place.y.ticks {
        let y = inner.bottom() - inner.height * place.y.range.share(*value);
        svg.line((inner.left - TICK, y), (inner.left, y), Stroke::solid(FRAME).thin());
        if !place.y.axis.bare {
            svg.text((inner.left - TICK - GAP / 2.0, y), text, (SMALL, INK, Anchor::End));
        }
    }
    if !place.y.axis.bare && !place.y.axis.label.is_empty() {
        svg.upright_text(
            (inner.left - place.label_left, inner.top + inner.height / 2.0),
            &place.y.axis.label,
            (TEXT, Anchor::Middle),
        );
    }
}

fn colour_bar(svg: &mut Svg, inner: Rect, map: &HeatMap, colours: &Placed<'_>) {
    let left = inner.right() + 2.0 * GAP;
    let step = inner.height / SHADES as f64;
    for index in 0..SHADES {
        let top = inner.bottom() - step * (index + 1) as f64;
        // A hair higher, so that no white shows between two.
        let rect = Rect { left, top, width: COLOUR_BAR, height: step + 0.2 };
        svg.rect(rect, shade((index as f64 + 0.5) / SHADES as f64));
    }
    let right = left + COLOUR_BAR;
    for (value, text) in &colours.ticks {
        let y = inner.bottom() - inner.height * colours.range.share(*value);
        svg.line((right, y), (right + TICK, y), Stroke::solid(FRAME).thin());
        svg.text((right + TICK + GAP / 2.0, y), text, (SMALL, INK, Anchor::Start));
    }
    if !map.label.is_empty() {
        let numbers = colours.ticks.iter().map(|(_, text)| font::width(text, SMALL)).fold(0.0, f64::max);
        let at = (right + TICK + GAP + numbers + LINE / 2.0, inner.top + inner.height / 2.0);
        svg.upright_text(at, &map.label, (TEXT, Anchor::Middle));
    }
}

fn draw_mark(svg: &mut Svg, place: &Place<'_>, mark: &Mark) {
    let inner = place.inner;
    match mark {
        Mark::Line { points, stroke, .. } => line(svg, place, points, *stroke),
        Mark::Points { points, colour, size, shape, .. } => {
            for point in points.iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
                svg.shape(place.point(*point), (*colour, *size, *shape));
            }
        }
        Mark::Spread { ends, colour, .. } => {
            for (x, low, high) in ends {
                whisker(svg, (place.point((*x, *low)), place.point((*x, *high))), *colour);
            }
        }
        Mark::Band { ends, colour, .. } => band(svg, place, ends, *colour),
        Mark::Bars { bars, width, colour, .. } => draw_bars(svg, place, bars, (*width, *colour)),
        Mark::Stretch { from_to: (from, to), colour } => {
            let ((left, _), (right, _)) = (place.point((*from, 0.0)), place.point((*to, 0.0)));
            svg.rect(Rect { left, top: inner.top, width: right - left, height: inner.height }, *colour);
        }
        Mark::VerticalLine { x, stroke, .. } => {
            let (x, _) = place.point((*x, 0.0));
            svg.line((x, inner.top), (x, inner.bottom()), *stroke);
        }
        Mark::HorizontalLine { y, stroke, .. } => {
            let (_, y) = place.point((0.0, *y));
            svg.line((inner.left, y), (inner.right(), y), *stroke);
        }
        Mark::Heat(map) => heat(svg, place, map),
        Mark::Text { at, text, colour } => svg.text(place.point(*at), text, (SMALL, *colour, Anchor::Middle)),
    }
}

fn line(svg: &mut Svg, place: &Place<'_>, points: &[(f64, f64)], stroke: Stroke) {
    let mut path = String::new();
    let mut pen = 'M';
    for point in points {
        let (x, y) = place.point(*point);
        if x.is_finite() && y.is_finite() {
            // Writing to a string can't fail.
            let _ = write!(path, "{pen}{x:.2} {y:.2}");
            pen = 'L';
        } else {
            pen = 'M';
        }
    }
    if !path.is_empty() {
        svg.add(format_args!(r#"<path d="{path}" {}/>"#, stroked(stroke)));
    }
}

fn band(svg: &mut Svg, place: &Place<'_>, ends: &[(f64, f64, f64)], colour: Rgb) {
    let upper = ends.iter().map(|(x, _, high)| place.point((*x, *high)));
    let lower = ends.iter().rev().map(|(x, low, _)| place.point((*x, *low)));
    let corners: Vec<String> = upper.chain(lower).map(|(x, y)| format!("{x:.2},{y:.2}")).collect();
    svg.add(format_args!(r#"<polygon points="{}" fill="{colour}" fill-opacity="0.22"/>"#, corners.join(" ")));
}

fn whisker(svg: &mut Svg, ((x, low), (_, high)): ((f64, f64), (f64, f64)), colour: Rgb) {
    let stroke = Stroke { colour, width: 0.7, dashed: false };
    svg.line((x, low), (x, high), stroke);
    for y in [low, high] {
        svg.line((x - WHISKER, y), (x + WHISKER, y), stroke);
    }
}

fn draw_bars(svg: &mut Svg, place: &Place<'_>, bars: &[Bar], (width, colour): (f64, Rgb)) {
    for bar in bars.iter().filter(|bar| bar.height.is_finite()) {
        let (left, one) = place.point((bar.at - width / 2.0, 0.0));
        let (right, other) = place.point((bar.at + width / 2.0, bar.height));
        let rect = Rect { left, top: one.min(other), width: right - left, height: (one - other).abs() };
        svg.rect(rect, colour);
        if let Some((low, high)) = bar.spread {
            whisker(svg, (place.point((bar.at, low)), place.point((bar.at, high))), INK);
        }
    }
}

/// Cells of one colour beside one another are one rectangle.
fn heat(svg: &mut Svg, place: &Place<'_>, map: &HeatMap) {
    let Some(colours) = &place.colours else { return };
    let columns = map.columns.max(1);
    let (half_width, half_height) =
        ((map.x.1 - map.x.0) / columns as f64 / 2.0, (map.y.1 - map.y.0) / map.rows().max(1) as f64 / 2.0);
    svg.add(format_args!(r#"<g shape-rendering="crispEdges">"#));
    for (row, values) in map.values.chunks(columns).enumerate() {
        let colour = |value: f64| {
            let share = colours.range.share(value);
            share.is_finite().then(|| shade(share))
        };
        let mut column = 0;
        while column < values.len() {
            let own = colour(values[column]);
            let end = (column..values.len()).find(|next| colour(values[*next]) != own).unwrap_or(values.len());
            if let Some(fill) = own {
                let (first, low) = map.middle(column, row);
                let (last, _) = map.middle(end - 1, row);
                let (left, bottom) = place.point((first - half_width, low - half_height));
                let (right, top) = place.point((last + half_width, low + half_height));
                svg.rect(Rect { left, top, width: right - left, height: bottom - top }, fill);
            }
            column = end;
        }
    }
    svg.add(format_args!("</g>"));
}

/// A sample of a mark and its name, in a line whose top left is given.
fn entry(svg: &mut Svg, mark: &Mark, (left, top): (f64, f64)) {
    let y = top + LINE / 2.0;
    let middle = left + SAMPLE / 2.0;
    match mark {
        Mark::Line { stroke, .. } | Mark::HorizontalLine { stroke, .. } | Mark::VerticalLine { stroke, .. } => {
            svg.line((left, y), (left + SAMPLE, y), Stroke { width: stroke.width.max(1.0), ..*stroke });
        }
        Mark::Points { colour, size, shape, .. } => svg.shape((middle, y), (*colour, size.max(3.5), *shape)),
        Mark::Spread { colour, .. } => whisker(svg, ((middle, y - 3.5), (middle, y + 3.5)), *colour),
        Mark::Band { colour, .. } => svg.add(format_args!(
            r#"<rect x="{left:.2}" y="{:.2}" width="{SAMPLE}" height="7" fill="{colour}" fill-opacity="0.22"/>"#,
            y - 3.5
        )),
        Mark::Bars { colour, .. } => {
            svg.rect(Rect { left: middle - 3.5, top: y - 3.5, width: 7.0, height: 7.0 }, *colour);
        }
        Mark::Stretch { .. } | Mark::Heat(_) | Mark::Text { .. } => (),
    }
    svg.text((left + SAMPLE + GAP, y), mark.name(), (TEXT, INK, Anchor::Start));
}
