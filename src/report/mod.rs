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
//! | `pixels` | SVG as PNG or plain pixels, and text as outlines |
//! | `csv_text` | CSV that spreadsheets open as it is |
//! | `paper_figures`, `tables`, `document` | the report of a reproduction of the paper |
//! | `brian2` | a network as a program for Brian2 |
//! | `shipped` | the report that comes with the program |
//! | `files` | atomic writing of files |

mod axis;
mod bifurcation;
mod brian2;
mod colour;
mod csv_text;
mod document;
mod drawing;
mod figure;
mod files;
mod font;
mod layout;
mod paper_figures;
mod pixels;
mod shipped;
mod tables;

pub use axis::{multiples, round_step};
pub use bifurcation::bifurcation_figure;
pub use brian2::{ExportError, brian2_program};
pub use colour::{ACTIVATOR, FIRST_CLASSES, FIRST_CLASSES_ON_DARK, Ground, INHIBITOR, Rgb, class_colour, shade};
pub use document::{Document, documents};
pub use figure::{Axis, Bar, Figure, HeatMap, Legend, Mark, Panel, Scale, Shape, Stroke};
pub use files::{FileError, write_documents};
pub use paper_figures::{NamedFigure, figures};
pub use pixels::{FigureError, svg_to_rgba, with_resolution};
pub use shipped::ShippedReport;
pub use tables::{Table, tables};
