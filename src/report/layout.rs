//! Layout of the parts of a figure. All lengths are points, 1/72 inch.

use super::axis::{Fit, Range};
use super::figure::{Axis, Figure, Legend, Mark, Panel};
use super::font;

/// Axis labels, legends and titles.
pub(super) const TEXT: f64 = 8.0;
/// Numbers at the ticks.
pub(super) const SMALL: f64 = 7.0;
/// Length of a tick.
pub(super) const TICK: f64 = 2.5;
/// Between things.
pub(super) const GAP: f64 = 3.0;
/// From line to line of text.
pub(super) const LINE: f64 = 11.0;
/// The sample of a mark beside its name.
pub(super) const SAMPLE: f64 = 16.0;
/// Around the whole figure.
const BORDER: f64 = 4.0;
/// Width of a colour bar.
pub(super) const COLOUR_BAR: f64 = 8.0;
/// Between panels.
const BETWEEN: f64 = 10.0;
/// The smallest side of a panel, so that a figure with too little room is still one.
const SMALLEST: f64 = 20.0;
/// Room that a number takes across, and upwards.
const TICK_ROOM: (f64, f64) = (34.0, 22.0);

/// A rectangle; y downwards, as in SVG.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// An axis with its range and its ticks.
#[derive(Clone, Debug)]
pub(super) struct Placed<'a> {
    pub(super) axis: &'a Axis,
    pub(super) range: Range,
    pub(super) ticks: Vec<(f64, String)>,
}

/// A panel and where it goes.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) panel: &'a Panel,
    /// Between the axes.
    pub(super) inner: Rect,
    pub(super) x: Placed<'a>,
    pub(super) y: Placed<'a>,
    /// From the left of the axis to the middle of its label.
    pub(super) label_left: f64,
    /// From the axis across down to the middle of its label.
    pub(super) label_below: f64,
    /// Names along the axis across stand upright, since there is no room for them side by side.
    pub(super) upright: bool,
    /// The values and ticks of the colour bar.
    pub(super) colours: Option<Placed<'a>>,
}

impl Place<'_> {
    /// A point of the panel on the page.
    pub(super) fn point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            self.inner.left + self.inner.width * self.x.range.share(x),
            self.inner.bottom() - self.inner.height * self.y.range.share(y),
        )
    }
}

/// A figure with all its parts in place.
#[derive(Clone, Debug)]
pub(super) struct Layout<'a> {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) places: Vec<Place<'a>>,
    /// The names of the whole figure's legend with the top left of each.
    pub(super) legend: Vec<(&'a Mark, (f64, f64))>,
}

/// The margins of a panel.
#[derive(Clone, Copy, Debug, Default)]
struct Margins {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn points(millimetres: f64) -> f64 {
    millimetres * 72.0 / 25.4
}

/// The marks of these panels that are in a legend, each name once.
pub(super) fn named<'a>(panels: impl Iterator<Item = &'a Panel>) -> Vec<&'a Mark> {
    let mut marks: Vec<&Mark> = Vec::new();
    for mark in panels.flat_map(|panel| &panel.marks) {
        if !mark.name().is_empty() && marks.iter().all(|known| known.name() != mark.name()) {
            marks.push(mark);
        }
    }
    marks
}

/// How wide a name of a legend is with its sample.
pub(super) fn entry_width(mark: &Mark) -> f64 {
    SAMPLE + GAP + font::width(mark.name(), TEXT)
}

impl<'a> Layout<'a> {
    pub(super) fn of(figure: &'a Figure) -> Self {
        let (width, height) = (points(figure.width), points(figure.height));
        let mut free = Rect { left: BORDER, top: BORDER, width: width - 2.0 * BORDER, height: height - 2.0 * BORDER };
        let legend = legend(figure, &mut free);
        let rows = figure.panels.len().div_ceil(figure.columns).max(1);
        let columns = figure.columns as f64;
        let cell_width = (free.width - BETWEEN * (columns - 1.0)) / columns;
        let cell_height = free.height / rows as f64;
        let ticks: Vec<_> = figure.panels.iter().map(|panel| axes(panel, (cell_width, cell_height))).collect();
        let margins: Vec<_> =
            figure.panels.iter().zip(&ticks).map(|(panel, axes)| own_margins(panel, axes, cell_width)).collect();
        let places = figure.panels.iter().zip(ticks).enumerate().map(|(index, (panel, (x, y, colours)))| {
            let (row, column) = (index / figure.columns, index % figure.columns);
            let shared = shared_margins(&margins, (row, column), figure.columns);
            let inner = Rect {
                left: free.left + (cell_width + BETWEEN) * column as f64 + shared.left,
                top: free.top + cell_height * row as f64 + shared.top,
                width: (cell_width - shared.left - shared.right).max(SMALLEST),
                height: (cell_height - shared.top - shared.bottom).max(SMALLEST),
            };
            let (label_left, label_below) = (shared.left - TEXT / 2.0, shared.bottom - LINE / 2.0);
            let upright = is_crowded(&x, inner.width);
            Place { panel, inner, x, y, label_left, label_below, upright, colours }
        });
        Self { width, height, places: places.collect(), legend }
    }
}

/// Takes the legend's room away from what is free.
fn legend<'a>(figure: &'a Figure, free: &mut Rect) -> Vec<(&'a Mark, (f64, f64))> {
    let marks = named(figure.panels.iter());
    let widest = marks.iter().map(|mark| entry_width(mark)).fold(0.0, f64::max);
    match figure.legend {
        Legend::None => Vec::new(),
        Legend::Right => {
            free.width -= widest + 2.0 * GAP;
            let left = free.right() + 2.0 * GAP;
            let top = free.top + LINE;
            marks.into_iter().enumerate().map(|(row, mark)| (mark, (left, top + LINE * row as f64))).collect()
        }
        Legend::Below => {
            let column = widest + 4.0 * GAP;
            let columns = ((free.width / column) as usize).clamp(1, marks.len().max(1));
            let rows = marks.len().div_ceil(columns);
            // As even rows as can be.
            let columns = marks.len().div_ceil(rows.max(1)).max(1);
            free.height -= LINE * rows as f64 + GAP;
            let left = free.left + (free.width - column * columns as f64).max(0.0) / 2.0;
            let top = free.bottom() + GAP;
            let place =
                |index: usize| (left + column * (index % columns) as f64, top + LINE * (index / columns) as f64);
            marks.into_iter().enumerate().map(|(index, mark)| (mark, place(index))).collect()
        }
    }
}

type Axes<'a> = (Placed<'a>, Placed<'a>, Option<Placed<'a>>);

fn axes<'a>(panel: &'a Panel, (width, height): (f64, f64)) -> Axes<'a> {
    static COLOURS: Axis =
        Axis { label: String::new(), range: None, scale: super::figure::Scale::Linear, ticks: Vec::new(), bare: false };
    let reach: Vec<(f64, f64)> = panel.marks.iter().flat_map(Mark::reach).collect();
    let placed = |axis: &'a Axis, range: Range, most: f64| Placed {
        axis,
        range,
        ticks: range.ticks(axis, (most as usize).clamp(2, 10)),
    };
    let close = if panel.heat_map().is_some() { Fit::Close } else { Fit::Loose };
    let standing = panel.marks.iter().any(|mark| matches!(mark, Mark::Bars { .. }));
    let x = Range::of(&panel.x, close, reach.iter().map(|(x, _)| *x));
    let y = Range::of(&panel.y, if standing { Fit::Standing } else { close }, reach.iter().map(|(_, y)| *y));
    let colours = panel.heat_map().map(|map| {
        let finite = || map.values.iter().copied().filter(|value| value.is_finite());
        let ends = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let ends = map.range.unwrap_or(if ends.0 < ends.1 { ends } else { (0.0, 1.0) });
        let range = Range::new(ends, map.scale);
        placed(&COLOURS, range, height / TICK_ROOM.1)
    });
    (placed(&panel.x, x, width / TICK_ROOM.0), placed(&panel.y, y, height / TICK_ROOM.1), colours)
}

fn widest(ticks: &[(f64, String)]) -> f64 {
    ticks.iter().map(|(_, text)| font::width(text, SMALL)).fold(0.0, f64::max)
}

/// Whether names along an axis of this length would run into each other.
fn is_crowded(across: &Placed<'_>, length: f64) -> bool {
    let places =
        across.ticks.windows(2).map(|pair| length * (across.range.share(pair[1].0) - across.range.share(pair[0].0)));
    !across.axis.ticks.is_empty()
        && !across.axis.bare
        && places.fold(f64::INFINITY, f64::min) < widest(&across.ticks) + GAP
}

fn own_margins(panel: &Panel, (x, y, colours): &Axes<'_>, width: f64) -> Margins {
    let label = |axis: &Axis| if axis.label.is_empty() { 0.0 } else { LINE };
    let bar = panel.heat_map().zip(colours.as_ref()).map(|(map, colours)| {
        let label = if map.label.is_empty() { 0.0 } else { LINE };
        2.0 * GAP + COLOUR_BAR + TICK + GAP + widest(&colours.ticks) + label
    });
    // Half of the last number may stand out.
    let overhang = x.ticks.last().map_or(0.0, |(_, text)| font::width(text, SMALL) / 2.0);
    let left = if panel.y.bare { GAP } else { TICK + GAP + widest(&y.ticks) + label(&panel.y) };
    let right = bar.unwrap_or(overhang);
    let names = if is_crowded(x, width - left - right) { widest(&x.ticks) } else { SMALL };
    Margins {
        left,
        right,
        top: if panel.title.is_empty() { TEXT / 2.0 } else { LINE + GAP },
        bottom: if panel.x.bare { GAP } else { TICK + GAP + names + label(&panel.x) },
    }
}

/// Panels below one another begin and end together, and so do panels beside one another.
fn shared_margins(margins: &[Margins], (row, column): (usize, usize), columns: usize) -> Margins {
    let mut shared = Margins::default();
    for (index, own) in margins.iter().enumerate() {
        if index % columns == column {
            shared.left = shared.left.max(own.left);
            shared.right = shared.right.max(own.right);
        }
        if index / columns == row {
            shared.top = shared.top.max(own.top);
            shared.bottom = shared.bottom.max(own.bottom);
        }
    }
    shared
}
