//! Figures as plain data. Nothing here draws: see [`Figure::svg`], [`Figure::png`] and [`Figure::csv`].

use serde::{Deserialize, Serialize};

use super::colour::Rgb;
use super::csv_text;

/// A figure of one or more panels, as large as it is printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The title, in one line, of the SVG, which screen readers read out.
    pub title: String,
    /// Printed width in millimetres. A column of a journal is [`Figure::COLUMN`], a page [`Figure::PAGE`].
    pub width: f64,
    /// Printed height in millimetres.
    pub height: f64,
    /// Panels in a row.
    pub columns: usize,
    /// Row by row.
    pub panels: Vec<Panel>,
    /// Where the names of all panels' marks stand, each once.
    pub legend: Legend,
}

impl Figure {
    /// The width of a journal's column in millimetres.
    pub const COLUMN: f64 = 90.0;
    /// The width of a journal's page in millimetres.
    pub const PAGE: f64 = 190.0;

    /// A figure of these panels, a row of each `columns`.
    pub fn new(title: impl Into<String>, (width, height): (f64, f64), columns: usize, panels: Vec<Panel>) -> Self {
        Self { title: title.into(), width, height, columns: columns.max(1), panels, legend: Legend::None }
    }

    /// The same with a legend for all panels.
    pub fn with_legend(self, legend: Legend) -> Self {
        Self { legend, ..self }
    }
}

/// Where names of marks stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Legend {
    /// Nowhere.
    #[default]
    None,
    /// In rows below the panels.
    Below,
    /// In a column right of the panels.
    Right,
}

/// A pair of axes and what is drawn between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Above the panel; nothing if empty.
    pub title: String,
    /// The axis across.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
    /// The marks, the first at the back.
    pub marks: Vec<Mark>,
}

impl Panel {
    /// An empty panel with these axes.
    pub fn new(title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Self { title: title.into(), x, y, marks: Vec::new() }
    }

    /// The same with one more mark, in front.
    pub fn with(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }

    /// Its heat map, if it has one.
    pub(super) fn heat_map(&self) -> Option<&HeatMap> {
        self.marks.iter().find_map(|mark| if let Mark::Heat(map) = mark { Some(map) } else { None })
    }
}

/// How values become places along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// In proportion.
    #[default]
    Linear,
    /// By the logarithm. Values not above zero are not drawn.
    Logarithmic,
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The quantity with its unit.
    pub label: String,
    /// First and last value; if there is none, what the marks need.
    pub range: Option<(f64, f64)>,
    /// How values become places.
    pub scale: Scale,
    /// Values with a text instead of a number; if there is none, round numbers.
    pub ticks: Vec<(f64, String)>,
    /// Whether its labels are left away (in a panel above another of the same axis).
    pub bare: bool,
}

impl Axis {
    /// A linear axis.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// A logarithmic axis.
    pub fn logarithmic(label: impl Into<String>) -> Self {
        Self { label: label.into(), scale: Scale::Logarithmic, ..Self::default() }
    }

    /// The same from `first` to `last`.
    pub fn from_to(self, first: f64, last: f64) -> Self {
        Self { range: Some((first, last)), ..self }
    }

    /// The same with names at 0, 1, 2 and so on, as for bars and matrices.
    pub fn named(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let ticks = names.into_iter().enumerate().map(|(place, name)| (place as f64, name.into())).collect();
        Self { ticks, ..self }
    }

    /// The same without numbers and label.
    pub fn bare(self) -> Self {
        Self { bare: true, ..self }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// Its colour.
    pub colour: Rgb,
    /// Its width in points, 1/72 inch.
    pub width: f64,
    /// Whether it is dashed.
    pub dashed: bool,
}

impl Stroke {
    /// A whole line of a width that prints well.
    pub fn solid(colour: Rgb) -> Self {
        Self { colour, width: 1.1, dashed: false }
    }

    /// A dashed one.
    pub fn dashed(colour: Rgb) -> Self {
        Self { dashed: true, ..Self::solid(colour) }
    }

    /// The same, thinner.
    pub fn thin(self) -> Self {
        Self { width: 0.6, ..self }
    }
}

/// The shape of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// A filled circle.
    #[default]
    Disc,
    /// A circle with white inside.
    Ring,
    /// A filled square.
    Square,
    /// A cross.
    Cross,
}

/// A bar, with the spread of what it stands for if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Its middle across.
    pub at: f64,
    /// Its height.
    pub height: f64,
    /// From and to of a whisker.
    pub spread: Option<(f64, f64)>,
}

/// Something drawn in a panel. A mark with an empty name is in no legend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mark {
    /// A line through points; one that is not a number interrupts it.
    Line {
        /// In the legend.
        name: String,
        /// x and y of each point.
        points: Vec<(f64, f64)>,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// Points.
    Points {
        /// In the legend.
        name: String,
        /// x and y of each.
        points: Vec<(f64, f64)>,
        /// Their colour.
        colour: Rgb,
        /// Their diameter in points, 1/72 inch.
        size: f64,
        /// Their shape.
        shape: Shape,
    },
    /// Points with whiskers up and down.
    Spread {
        /// In the legend.
        name: String,
        /// x, the lower end and the upper end of each.
        ends: Vec<(f64, f64, f64)>,
        /// Their colour.
        colour: Rgb,
    },
    /// The area between two lines, pale.
    Band {
        /// In the legend.
        name: String,
        /// x, lower y, upper y.
        ends: Vec<(f64, f64, f64)>,
        /// Its colour.
        colour: Rgb,
    },
    /// Bars from zero.
    Bars {
        /// In the legend.
        name: String,
        /// The bars.
        bars: Vec<Bar>,
        /// Their width on the axis across.
        width: f64,
        /// Their colour.
        colour: Rgb,
    },
    /// A rectangle over the whole height, from one x to another.
    Stretch {
        /// From and to.
        from_to: (f64, f64),
        /// Its colour.
        colour: Rgb,
    },
    /// A line across the whole panel at one x.
    VerticalLine {
        /// In the legend.
        name: String,
        /// Where.
        x: f64,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A line across the whole panel at one y.
    HorizontalLine {
        /// In the legend.
        name: String,
        /// Where.
        y: f64,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// Colours for values on a grid, with a colour bar right of the panel.
    Heat(HeatMap),
    /// Text, centred at a point.
    Text {
        /// Where.
        at: (f64, f64),
        /// The text.
        text: String,
        /// Its colour.
        colour: Rgb,
    },
}

/// Values on a grid of equal cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeatMap {
    /// The outer edges across.
    pub x: (f64, f64),
    /// The outer edges upwards.
    pub y: (f64, f64),
    /// Cells across.
    pub columns: usize,
    /// The values, row by row from the bottom; what is not a number stays white.
    pub values: Vec<f64>,
    /// Beside the colour bar, with its unit.
    pub label: String,
    /// The values of the darkest and of the brightest colour; if there is none, the smallest and the largest.
    pub range: Option<(f64, f64)>,
    /// How values become colours.
    pub scale: Scale,
}

impl HeatMap {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// The middle of a cell.
    pub fn middle(&self, column: usize, row: usize) -> (f64, f64) {
        let place = |(first, last): (f64, f64), index: usize, count: usize| {
            first + (last - first) * (index as f64 + 0.5) / count.max(1) as f64
        };
        (place(self.x, column, self.columns), place(self.y, row, self.rows()))
    }
}

impl Mark {
    /// Its name, empty if it is in no legend.
    pub fn name(&self) -> &str {
        match self {
            Self::Line { name, .. }
            | Self::Points { name, .. }
            | Self::Spread { name, .. }
            | Self::Band { name, .. }
            | Self::Bars { name, .. }
            | Self::VerticalLine { name, .. }
            | Self::HorizontalLine { name, .. } => name,
            Self::Stretch { .. } | Self::Heat(_) | Self::Text { .. } => "",
        }
    }

    /// Every point that an axis has to hold.
    pub(super) fn reach(&self) -> Vec<(f64, f64)> {
        match self {
            Self::Line { points, .. } | Self::Points { points, .. } => points.clone(),
            Self::Spread { ends, .. } | Self::Band { ends, .. } => {
                ends.iter().flat_map(|(x, low, high)| [(*x, *low), (*x, *high)]).collect()
            }
            Self::Bars { bars, width, .. } => bars
                .iter()
                .flat_map(|bar| {
                    let (low, high) = bar.spread.unwrap_or((bar.height, bar.height));
                    [(bar.at - width, 0.0), (bar.at + width, bar.height), (bar.at, low), (bar.at, high)]
                })
                .collect(),
            Self::Stretch { from_to: (from, to), .. } => vec![(*from, f64::NAN), (*to, f64::NAN)],
            Self::VerticalLine { x, .. } => vec![(*x, f64::NAN)],
            Self::HorizontalLine { y, .. } => vec![(f64::NAN, *y)],
            Self::Heat(map) => vec![(map.x.0, map.y.0), (map.x.1, map.y.1)],
            Self::Text { at, .. } => vec![*at],
        }
    }
}

impl Figure {
    /// All that is drawn as a table with the header `panel,mark,x,y,low,high`: one row for each point, bar or cell. Fields
    /// that a mark has no use for are empty; numbers parse back to the same f64; what is not a number is `NaN`. Greek letters are
    /// spelled, so that spreadsheets show them; a file with other letters that are not ASCII begins with a byte order mark.
    pub fn csv(&self) -> Vec<u8> {
        let mut rows = vec!["panel,mark,x,y,low,high".to_owned()];
        for (index, panel) in self.panels.iter().enumerate() {
            let title = if panel.title.is_empty() { (index + 1).to_string() } else { panel.title.clone() };
            for mark in &panel.marks {
                rows.extend(mark.rows().into_iter().map(|row| format!("{},{row}", quoted(&title))));
            }
        }
        rows.push(String::new());
        csv_text::file(&rows.join("\n"))
    }
}

impl Mark {
    fn rows(&self) -> Vec<String> {
        let name = quoted(self.name());
        let pair = |(x, y): &(f64, f64)| format!("{name},{x},{y},,");
        match self {
            Self::Line { points, .. } | Self::Points { points, .. } => points.iter().map(pair).collect(),
            Self::Spread { ends, .. } | Self::Band { ends, .. } => {
                ends.iter().map(|(x, low, high)| format!("{name},{x},,{low},{high}")).collect()
            }
            Self::Bars { bars, .. } => bars
                .iter()
                .map(|bar| match bar.spread {
                    Some((low, high)) => format!("{name},{},{},{low},{high}", bar.at, bar.height),
                    None => pair(&(bar.at, bar.height)),
                })
                .collect(),
            Self::VerticalLine { x, .. } => vec![format!("{name},{x},,,")],
            Self::HorizontalLine { y, .. } => vec![format!("{name},,{y},,")],
            Self::Heat(map) => map.csv_rows(),
            Self::Stretch { .. } | Self::Text { .. } => Vec::new(),
        }
    }
}

impl HeatMap {
    /// x and y are the cell's middle; its value stands under low and high.
    fn csv_rows(&self) -> Vec<String> {
        let name = quoted(&self.label);
        let cell = |(index, value): (usize, &f64)| {
            let (x, y) = self.middle(index % self.columns.max(1), index / self.columns.max(1));
            format!("{name},{x},{y},{value},{value}")
        };
        self.values.iter().enumerate().map(cell).collect()
    }
}

/// A field of a CSV file.
fn quoted(text: &str) -> String {
    let text = csv_text::field(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
