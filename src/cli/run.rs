//! `nullcline run`: a session that the window saved, again.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::output::{print_json, print_text};
use super::shared::ThreadArgs;
use crate::control::StopToken;
use crate::dataset::embedded_test;
use crate::experiment::{Session, SessionResult};
use crate::neuron::{CouplingStrength, SynapticTime};

/// Flags of `run`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A session file, saved by the window
    #[arg(value_name = "FILE")]
    session: PathBuf,
    /// Another time constant tau_s of the synapses than the session's, 0 to 1000 (ms with other models than fhn); nothing is compared with it then
    #[arg(long, value_name = "TAU", allow_negative_numbers = true)]
    synapse: Option<SynapticTime>,
    /// Another strength kappa of the mean-field coupling than the session's, 0 to 10; nothing is compared with it then
    #[arg(long, value_name = "KAPPA", allow_negative_numbers = true)]
    coupling: Option<CouplingStrength>,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    session: String,
    picture: &'a str,
    network: &'a str,
    /// Whether the picture is where it was in the test set inside; nothing if it did not come from there.
    picture_in_test_set: Option<bool>,
    result: SessionResult,
    recorded: Option<SessionResult>,
    same: Option<bool>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let mut session = Session::load(&args.session)?;
    let before = (session.layer, session.neurons);
    if let Some(neurons) = &mut session.neurons {
        anyhow::ensure!(args.coupling.is_none(), "--coupling is for sessions with FitzHugh-Nagumo neurons");
        neurons.synapse = args.synapse.unwrap_or(neurons.synapse);
    } else {
        session.layer.synapse = args.synapse.unwrap_or(session.layer.synapse);
        session.layer.kappa = args.coupling.unwrap_or(session.layer.kappa);
    }
    if (session.layer, session.neurons) != before {
        session.result = None;
    }
    let folder = args.session.parent().unwrap_or(Path::new(""));
    let model = session.model(folder)?;
    let result = args.threads.run(|| Ok(session.run(&model, &StopToken::new())?))?;
    // Unpacked only for a picture that says that it is there.
    let test = session.picture.test_index.map(|_| embedded_test()).transpose()?;
    let same = session.result.as_ref().map(|recorded| *recorded == result);
    let report = Report {
        session: args.session.display().to_string(),
        picture: &session.picture.name,
        network: &session.model.name,
        picture_in_test_set: test.and_then(|test| session.picture.is_in(&test)),
        result,
        recorded: session.result,
        same,
    };
    if args.json {
        print_json(&report)?;
    } else {
        print_text(&report.text())?;
    }
    if same == Some(false) {
        anyhow::bail!(
            "the numbers are not those that were recorded; processors with and without fused multiply-add differ in the last \
             bits"
        );
    }
    Ok(())
}

impl Report<'_> {
    fn text(&self) -> String {
        let SessionResult { winner, mean, last, shares, margin, decided_at } = &self.result;
        let same = match self.same {
            Some(true) => "the same numbers as recorded",
            Some(false) => "other numbers than recorded",
            None => "no numbers were recorded",
        };
        let moved = match self.picture_in_test_set {
            Some(false) => "; the test set here is another one, the picture is the session's",
            _ => "",
        };
        let share = 100.0 * shares.get(usize::from(*winner)).copied().unwrap_or(0.0);
        format!(
            "{}, classified by {}{moved}\nwinner {winner} ({share:.1} % of the time, margin {:.1} %), leader last changed at \
             t = {decided_at:.1}\nlargest mean {mean}, at the end {last}\n{same}\n",
            self.picture,
            self.network,
            100.0 * margin
        )
    }
}
