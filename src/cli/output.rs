//! Printing and writing, the same way for every subcommand.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::file;

/// The name of the standard output, and of the standard input.
pub(super) const STANDARD: &str = "-";

/// Prints one JSON document on stdout.
///
/// # Errors
/// If stdout can't be written.
pub(super) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    write_target(STANDARD.as_ref(), |out| {
        serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
        Ok(writeln!(out)?)
    })
}

/// Prints lines on stdout.
///
/// # Errors
/// If stdout can't be written.
pub(super) fn print_text(text: &str) -> anyhow::Result<()> {
    write_target(STANDARD.as_ref(), |out| Ok(out.write_all(text.as_bytes())?))
}

/// Writes a file beside its target and renames it, or to stdout if the target is `-`.
///
/// # Errors
/// If the target can't be written, with its name; what was there before stays.
pub(super) fn write_target(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let failed = || format!("{}: can't write", target.display());
    if target.as_os_str() == STANDARD {
        return write_through(io::stdout().lock(), write).context("standard output: can't write");
    }
    if is_device(target) {
        // A device or a pipe is written to; renaming would put a file in its place.
        return write_through(File::create(target).with_context(failed)?, write).with_context(failed);
    }
    file::replace(target, |out| write(out)).with_context(failed)
}

fn write_through(out: impl Write, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(out);
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Whether there is something that is neither a file nor a folder.
fn is_device(target: &Path) -> bool {
    target.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Finds out before the work whether [`write_target`] could write there.
///
/// # Errors
/// If it can't, with the name.
pub(super) fn check_target(target: &Path) -> anyhow::Result<()> {
    if target.as_os_str() == STANDARD || is_device(target) {
        return Ok(());
    }
    file::check(target).with_context(|| format!("{}: can't write", target.display()))
}

/// The command failed, and everything that was wrong is on stderr already.
#[derive(Debug, thiserror::Error)]
#[error("some files could not be read")]
pub(super) struct Reported;

/// Says on stderr, in one line, what was wrong.
pub(super) fn complain(error: &anyhow::Error) {
    // Where stderr is closed nobody reads it.
    let _ = writeln!(io::stderr(), "nullcline: {}", one_line(error));
}

/// The error and its causes in one line, each once: many errors say their cause themselves.
pub(super) fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if line.is_empty() {
            line = cause;
        } else if !line.contains(&cause) {
            line = format!("{line}: {cause}");
        }
    }
    line.replace(['\n', '\r'], " ")
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

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::one_line;

    #[test]
    fn every_cause_is_said_once() {
        let cause = || std::io::Error::other("no such thing");
        let saying = anyhow::Error::new(cause()).context("a.png: can't be read: no such thing");
        assert_eq!(one_line(&saying), "a.png: can't be read: no such thing");
        let silent = anyhow::Error::new(cause()).context("a.png: can't be read");
        assert_eq!(one_line(&silent), "a.png: can't be read: no such thing");
        assert_eq!(one_line(&anyhow!("two\nlines").context("first")), "first: two lines");
    }
}
