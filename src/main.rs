//! Arguments to window or command.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    nullcline::cli::main(open_window)
}

#[cfg(feature = "gui")]
fn open_window(files: Vec<PathBuf>) -> anyhow::Result<()> {
    nullcline::ui::run(files).map_err(anyhow::Error::msg)
}

/// Starts the window where that is a program of its own: on Windows nullcline.com is the command line, and nullcline.exe beside
/// it the window (src/window.rs).
#[cfg(not(feature = "gui"))]
fn open_window(files: Vec<PathBuf>) -> anyhow::Result<()> {
    use anyhow::Context;

    let window = std::env::current_exe()?.with_extension("exe");
    let is_other = std::env::current_exe()?.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("com"));
    if !cfg!(windows) || !is_other {
        anyhow::bail!("this build has no window (feature gui); see nullcline --help for the command line");
    }
    std::process::Command::new(&window)
        .args(files)
        .spawn()
        .with_context(|| format!("{}: the window can't be started", window.display()))?;
    Ok(())
}
