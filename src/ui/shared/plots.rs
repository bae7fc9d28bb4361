//! What the plots of more than one tab are made of, and writing them to files.

use std::path::{Path, PathBuf};

use super::paths::{has_extension, is_of_another_kind, with_extension};
use crate::dataset::Class;
use crate::file;
use crate::report::{Axis, Bar, Figure, Ground, Mark, Panel, Rgb, Stroke, class_colour};
use crate::ui::widgets::class_labels::ClassLabels;

/// The trail and the traces of a neuron, on white.
pub(crate) const TRAIL: Rgb = Rgb::hex(0x0009_69DA);

pub(crate) fn line(name: &str, points: Vec<(f64, f64)>, stroke: Stroke) -> Mark {
    Mark::Line { name: name.to_owned(), points, stroke }
}

/// Bars, one a class, of shares from 0 to 1; none for a class that is absent.
pub(crate) fn class_bars(
    (title, what): (String, &str),
    labels: &ClassLabels,
    shares: impl ExactSizeIterator<Item = Option<f64>>,
) -> Panel {
    let name = |class: usize| labels.short(Class::new(class as u8));
    let mut panel = Panel::new(title, Axis::new(labels.noun()).named((0..shares.len()).map(name)), Axis::new(what));
    for (class, share) in shares.enumerate() {
        let bars = share.map(|share| Bar { at: class as f64, height: 100.0 * share, spread: None });
        panel = panel.with(Mark::Bars {
            name: labels.of(Class::new(class as u8)),
            bars: bars.into_iter().collect(),
            width: 0.8,
            colour: class_colour(Class::new(class as u8), Ground::Light),
        });
    }
    panel
}

/// The name and points of a line.
fn curve(mark: &Mark) -> Option<(&str, &[(f64, f64)])> {
    if let Mark::Line { name, points, .. } = mark { Some((name, points)) } else { None }
}

/// Curves at the same places as a table with a column for each, such as the time and ten outputs; `None` where a figure shows
/// something else.
fn columns(figure: &Figure) -> Option<Vec<u8>> {
    let [Panel { x, marks, .. }] = &figure.panels[..] else { return None };
    let curves: Vec<_> = marks.iter().map(curve).collect::<Option<_>>()?;
    let (_, first) = curves.first().filter(|_| curves.len() > 2)?;
    let places = |points: &[(f64, f64)]| points.iter().map(|point| point.0).collect::<Vec<_>>();
    if curves.iter().any(|(_, points)| places(points) != places(first)) {
        return None;
    }
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let head = std::iter::once(x.label.as_str()).chain(curves.iter().map(|(name, _)| *name));
    let mut rows = vec![head.map(quoted).collect::<Vec<_>>().join(",")];
    rows.extend(first.iter().enumerate().map(|(row, (place, _))| {
        let values = curves.iter().map(|(_, points)| format!(",{}", points[row].1));
        format!("{place}{}", values.collect::<String>())
    }));
    rows.push(String::new());
    Some(rows.join("\n").into_bytes())
}

/// Writes a figure; the extension of the path says as what, SVG if it has none.
pub(crate) fn write(figure: &Figure, path: &Path) -> Result<PathBuf, String> {
    let (path, bytes) = if has_extension(path, "png") {
        (path.to_owned(), figure.png(Figure::PRINT).map_err(|error| error.to_string())?)
    } else if has_extension(path, "csv") {
        (path.to_owned(), columns(figure).unwrap_or_else(|| figure.csv()))
    } else if is_of_another_kind(path) {
        return Err(format!("{}: a plot is kept as .png, .svg or .csv", path.display()));
    } else {
        let path = with_extension(path.to_owned(), "svg")?;
        (path, figure.svg().map_err(|error| error.to_string())?.into_bytes())
    };
    file::replace_by(&path, &bytes).map_err(|error| format!("{}: can't be written: {error}", path.display()))?;
    Ok(path)
}
