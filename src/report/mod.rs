//! Figures, tables and the report of a reproduction, as files.
//!
//! | file | purpose |
//! | --- | --- |
//! | `colour` | the colours that the window and figures share |
//! | `figure` | any figure as plain data: lines, points, bars, bands, heat maps |
//! | `axis` | ranges and ticks of axes |
//! | `font` | the embedded font, and widths of text |
//! | `layout` | layout of the parts of a figure |
//! | `drawing` | a figure as SVG |
//! | `pixels` | SVG as PNG, and text as outlines |
//! | `paper_figures`, `tables`, `document` | the report of a reproduction of the paper |
//! | `files` | atomic writing of files |

mod axis;
mod colour;
mod document;
mod drawing;
mod figure;
mod files;
mod font;
mod layout;
mod paper_figures;
mod pixels;
mod tables;

pub use axis::{multiples, round_step};
pub use colour::{ACTIVATOR, DIGITS, INHIBITOR, Rgb, shade};
pub use document::{Document, documents};
pub use figure::{Axis, Bar, Corner, Figure, HeatMap, Legend, Mark, Panel, Scale, Shape, Stroke};
pub use files::{FileError, write_file};
pub use paper_figures::{NamedFigure, figures};
pub use pixels::FigureError;
pub use tables::{Table, tables};
