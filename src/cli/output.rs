//! Printing and writing, the same way for every subcommand.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::file;

/// Prints one JSON document on stdout.
///
/// # Errors
/// If stdout can't be written.
pub(super) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Prints lines on stdout.
///
/// # Errors
/// If stdout can't be written.
pub(super) fn print_text(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a file beside its target and renames it, or to stdout if the target is `-`.
///
/// # Errors
/// If the target can't be written; what was there before stays.
pub(super) fn write_target(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if target.as_os_str() == "-" {
        let mut out = io::BufWriter::new(io::stdout().lock());
        write(&mut out)?;
        out.flush()?;
        return Ok(());
    }
    let shown = target.display();
    if target.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        // A device or a pipe is written to; renaming would put a file in its place.
        let mut out = io::BufWriter::new(File::create(target).with_context(|| format!("{shown}: can't write"))?);
        write(&mut out)?;
        out.flush().with_context(|| format!("{shown}: can't write"))?;
        return Ok(());
    }
    file::replace(target, |out| write(out)).with_context(|| format!("{shown}: can't write"))
}

/// The command failed, and everything that was wrong is on stderr already.
#[derive(Debug, thiserror::Error)]
#[error("some files could not be read")]
pub(super) struct Told;

/// Says on stderr, in one line, what was wrong.
pub(super) fn complain(error: &anyhow::Error) {
    let line = format!("{error:#}").replace(['\n', '\r'], " ");
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "nullcline: {line}");
}

/// Says something on stderr.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// A progress bar on stderr, if that is a terminal.
pub(super) struct ProgressBar(indicatif::ProgressBar);

impl ProgressBar {
    const TICKS: u64 = 1000;

    /// A bar with a name. indicatif draws it on a terminal only.
    pub(super) fn new(name: &'static str) -> Self {
        let bar = indicatif::ProgressBar::new(Self::TICKS);
        if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} {bar:40} {percent:>3} % {eta} left") {
            bar.set_style(style);
        }
        bar.set_message(name);
        Self(bar)
    }

    /// What is being worked on: beside the bar, or in a line of its own where there is no terminal.
    pub(super) fn say(&self, what: &'static str) {
        if self.0.is_hidden() {
            note(what);
        }
        self.0.set_message(what);
    }

    /// How far the work is, 0 to 1.
    pub(super) fn set(&self, done: f32) {
        self.0.set_position((done * Self::TICKS as f32) as u64);
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
