//! The window as a program of its own. On Windows it is nullcline.exe, which opens no console; nullcline.com beside it is the
//! command line (src/main.rs), and what the name `nullcline` means in a console.

#![cfg_attr(windows, windows_subsystem = "windows")]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let outcome = if arguments.iter().all(|argument| argument.exists()) {
        nullcline::ui::run(arguments).map(|()| ExitCode::SUCCESS)
    } else {
        command(&arguments)
    };
    outcome.unwrap_or_else(|what| {
        nullcline::ui::complain(&what);
        ExitCode::FAILURE
    })
}

/// Has the command line do it, for callers that start programs by the name of this one; they have pipes for what it prints.
#[cfg(windows)]
fn command(arguments: &[PathBuf]) -> Result<ExitCode, String> {
    use std::os::windows::io::AsRawHandle;
    use std::os::windows::process::CommandExt;

    /// CREATE_NO_WINDOW.
    const WITHOUT_CONSOLE: u32 = 0x0800_0000;

    if std::io::stdout().as_raw_handle().is_null() {
        return Err(NO_COMMANDS.to_owned());
    }
    let console = std::env::current_exe().map_err(|error| error.to_string())?.with_extension("com");
    let status = std::process::Command::new(&console).args(arguments).creation_flags(WITHOUT_CONSOLE).status();
    let status = status.map_err(|error| format!("{}: can't be started: {error}", console.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(not(windows))]
fn command(_arguments: &[PathBuf]) -> Result<ExitCode, String> {
    Err(NO_COMMANDS.to_owned())
}

/// Said where there is nothing to print to.
const NO_COMMANDS: &str =
    "This program is the window: it opens files that are there. For commands type nullcline in a console.";
