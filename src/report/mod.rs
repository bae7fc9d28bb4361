//! Figures, tables and the report: what was measured, as files to keep and to show.
//!
//! | file | what it is for |
//! | --- | --- |
//! | `colour` | the colours that the window and figures share |
//! | `figure` | any figure as plain data: lines, points, bars, bands, heat maps |
//! | `axis` | which values an axis shows, and where its ticks are |
//! | `font` | the embedded font and how wide text is in it |
//! | `layout` | where the parts of a figure go |
//! | `drawing` | a figure as SVG |
//! | `pixels` | SVG as PNG, and text as outlines |
//! | `paper_figures`, `tables`, `document` | the report of a reproduction of the paper |
//! | `files` | files that are whole or not there |

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
pub use colour::{ACTIVATOR, FIRST_CLASSES, Ground, INHIBITOR, Rgb, class_colour, shade};
pub use document::{Document, documents};
pub use figure::{Axis, Bar, Corner, Figure, HeatMap, Legend, Mark, Panel, Scale, Shape, Stroke};
pub use files::{FileError, write_file};
pub use paper_figures::{NamedFigure, figures};
pub use pixels::FigureError;
pub use tables::{Table, tables};
