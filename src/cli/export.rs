//! `nullcline export`: a network as a program for another simulator.

use std::path::PathBuf;

use super::output::{check_target, write_target};
use super::shared::{NetworkArgs, TimeArgs};
use crate::report::brian2_program;

/// Flags of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the program for Brian2 goes, one file of Python with the weights in it; - is the standard output
    #[arg(long, value_name = "FILE")]
    brian2: PathBuf,
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    times: TimeArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    check_target(&args.brian2)?;
    let network = args.network.network()?.network;
    let program = brian2_program(&network, &args.times.times_of(&network.units))
        .map_err(|error| anyhow::anyhow!("{}: {error}", args.network.model))?;
    write_target(&args.brian2, |out| Ok(out.write_all(program.as_bytes())?))
}
