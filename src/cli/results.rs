//! Where results go: a table as CSV, a figure as PNG and SVG, and what is printed.

use std::path::PathBuf;

use serde::Serialize;

use super::output::{check_target, print_json, print_text, write_target};
use crate::report::Figure;

/// Files for the results of a command, and how they are printed.
#[derive(Debug, clap::Args)]
pub(super) struct ResultArgs {
    /// Where the table goes; - is the standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Where a figure of it goes, 300 dots an inch
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// The same as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl ResultArgs {
    /// Finds out before the work whether the files can be written.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        [&self.csv, &self.png, &self.svg].into_iter().flatten().try_for_each(|target| check_target(target))
    }

    /// Writes the files that are asked for, and prints `json`, or without any file `text` of the table as CSV.
    pub(super) fn finish(
        &self,
        rows: &[impl Serialize],
        figure: impl Fn() -> Figure,
        (json, text): (&impl Serialize, impl FnOnce(String) -> String),
    ) -> anyhow::Result<()> {
        let table = csv_text(rows)?;
        if let Some(target) = &self.csv {
            write_target(target, |out| Ok(out.write_all(table.as_bytes())?))?;
        }
        if let Some(target) = &self.png {
            let png = figure().png(Figure::PRINT)?;
            write_target(target, |out| Ok(out.write_all(&png)?))?;
        }
        if let Some(target) = &self.svg {
            let svg = figure().svg()?;
            write_target(target, |out| Ok(out.write_all(svg.as_bytes())?))?;
        }
        let to_files = self.csv.is_some() || self.png.is_some() || self.svg.is_some();
        match (self.json, to_files) {
            (true, _) => print_json(json),
            (false, false) => print_text(&text(table)),
            (false, true) => Ok(()),
        }
    }
}

/// The rows as CSV with a header.
fn csv_text(rows: &[impl Serialize]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
