//! Arguments to window or command.

use std::process::ExitCode;

fn main() -> ExitCode {
    nullcline::cli::main(open_window)
}

#[cfg(feature = "gui")]
fn open_window() -> anyhow::Result<()> {
    nullcline::ui::run().map_err(anyhow::Error::msg)
}

#[cfg(not(feature = "gui"))]
fn open_window() -> anyhow::Result<()> {
    anyhow::bail!("this build has no window (feature gui); see nullcline --help for the command line")
}
