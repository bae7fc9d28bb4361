//! What the plots of more than one tab are made of, and writing them to files.

use std::path::{Path, PathBuf};

use super::paths::with_extension;
use crate::dataset::Class;
use crate::file;
use crate::report::{Axis, Bar, Figure, Ground, Mark, Panel, Rgb, Stroke, class_colour};

/// The trail and the traces of a neuron, on white.
pub(crate) const TRAIL: Rgb = Rgb::hex(0x0009_69DA);

pub(crate) fn line(name: &str, points: Vec<(f64, f64)>, stroke: Stroke) -> Mark {
    Mark::Line { name: name.to_owned(), points, stroke }
}

/// Bars, one a class, of shares from 0 to 1; none for a class that is absent.
pub(crate) fn digit_bars(title: String, what: &str, shares: impl ExactSizeIterator<Item = Option<f64>>) -> Panel {
    let names = (0..shares.len()).map(|class| class.to_string());
    let mut panel = Panel::new(title, Axis::new("digit").named(names), Axis::new(what));
    for (class, share) in shares.enumerate() {
        let bars = share.map(|share| Bar { at: class as f64, height: 100.0 * share, spread: None });
        panel = panel.with(Mark::Bars {
            name: class.to_string(),
            bars: bars.into_iter().collect(),
            width: 0.8,
            colour: class_colour(Class::new(class as u8), Ground::Light),
        });
    }
    panel
}

/// Writes a figure; the extension of the path says as what, SVG if it has none.
pub(crate) fn write(figure: &Figure, path: &Path) -> Result<PathBuf, String> {
    let path = with_extension(path.to_owned(), "svg");
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let bytes = match extension.as_deref() {
        Some("svg") => figure.svg().map_err(|error| error.to_string())?.into_bytes(),
        Some("png") => figure.png(Figure::PRINT).map_err(|error| error.to_string())?,
        Some("csv") => figure.csv(),
        _ => return Err(format!("{}: a plot is kept as .png, .svg or .csv", path.display())),
    };
    file::replace_by(&path, &bytes).map_err(|error| format!("{}: can't be written: {error}", path.display()))?;
    Ok(path)
}
