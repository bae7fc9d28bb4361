//! Runs before this one, to compare with.

use crate::network::EpochReport;
use crate::ui::shared::training_form::{TrainingForm, TrainingKind};

/// A run before this one.
#[derive(Clone, Debug)]
pub(crate) struct EarlierRun {
    /// Its settings.
    pub(crate) form: TrainingForm,
    /// Its epochs.
    pub(crate) reports: Vec<EpochReport>,
}

/// What an earlier run is called: its number and what it was made with.
pub(crate) fn run_name(rank: usize, form: &TrainingForm) -> String {
    let neurons = match form.kind {
        TrainingKind::Plain => String::new(),
        TrainingKind::Exact | TrainingKind::Paper => format!(", γ {}", form.neurons.gamma).replace('-', "−"),
    };
    format!("run {}: {}{neurons}, rate {}, seed {}", rank + 1, form.kind.name(), form.learning_rate, form.seed)
}
