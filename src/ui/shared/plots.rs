//! What the plots of more than one tab are made of, and writing them to files.

use std::path::{Path, PathBuf};

use super::paths::{has_extension, is_of_another_kind, with_extension};
use crate::dataset::{CLASSES, Class};
use crate::file;
use crate::report::{Axis, Bar, DIGITS, Figure, Mark, Panel, Rgb, Stroke};

/// The trail and the traces of a neuron, on white.
pub(crate) const TRAIL: Rgb = Rgb::hex(0x0009_69DA);

pub(crate) fn line(name: &str, points: Vec<(f64, f64)>, stroke: Stroke) -> Mark {
    Mark::Line { name: name.to_owned(), points, stroke }
}

/// Ten bars, one a digit, of shares from 0 to 1.
pub(crate) fn digit_bars(title: String, what: &str, shares: [f64; CLASSES]) -> Panel {
    let names = Class::all().map(|digit| digit.to_string());
    let mut panel = Panel::new(title, Axis::new("digit").named(names), Axis::new(what));
    for digit in Class::all() {
        let bar = Bar { at: digit.index() as f64, height: 100.0 * shares[digit.index()], spread: None };
        panel = panel.with(Mark::Bars {
            name: digit.to_string(),
            bars: vec![bar],
            width: 0.8,
            colour: DIGITS[digit.index()],
        });
    }
    panel
}

/// Writes a figure; the extension of the path says as what, SVG if it has none.
pub(crate) fn write(figure: &Figure, path: &Path) -> Result<PathBuf, String> {
    let (path, bytes) = if has_extension(path, "png") {
        (path.to_owned(), figure.png(Figure::PRINT).map_err(|error| error.to_string())?)
    } else if has_extension(path, "csv") {
        (path.to_owned(), figure.csv())
    } else if is_of_another_kind(path) {
        return Err(format!("{}: a plot is kept as .png, .svg or .csv", path.display()));
    } else {
        let path = with_extension(path.to_owned(), "svg")?;
        (path, figure.svg().map_err(|error| error.to_string())?.into_bytes())
    };
    file::replace_by(&path, &bytes).map_err(|error| format!("{}: can't be written: {error}", path.display()))?;
    Ok(path)
}
