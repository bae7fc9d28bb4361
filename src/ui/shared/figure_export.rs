//! A figure as a file: PNG, SVG or CSV.

use crate::report::Figure;

/// The kinds of files that a figure becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Pixels, as many as a journal wants.
    Png,
    /// Lines, that can be edited.
    Svg,
    /// The numbers.
    Csv,
}

impl Format {
    /// All.
    pub(crate) const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Csv];

    /// As a button says.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Csv => "CSV",
        }
    }

    /// At the end of a file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Csv => "csv",
        }
    }

    pub(super) fn explanation(self) -> &'static str {
        match self {
            Self::Png => "As a picture of 300 dots an inch, on white.",
            Self::Svg => "As lines that a drawing program can edit, on white.",
            Self::Csv => "All numbers of the figure, one point a row.",
        }
    }

    pub(super) fn bytes(self, figure: &Figure) -> Result<Vec<u8>, String> {
        match self {
            Self::Png => figure.png(Figure::PRINT).map_err(|error| error.to_string()),
            Self::Svg => figure.svg().map(String::into_bytes).map_err(|error| error.to_string()),
            Self::Csv => Ok(figure.csv()),
        }
    }
}

/// A figure that is to be saved, and where the name of the file begins.
#[derive(Clone, Debug)]
pub(crate) struct FigureExport {
    /// The figure.
    pub(crate) figure: Figure,
    /// As what.
    pub(crate) format: Format,
}
