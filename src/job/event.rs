//! What is sent to a job and what it tells its owner.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What can be sent to where the work is done, and back.
pub trait Message: Serialize + DeserializeOwned + Send + 'static {}

impl<T: Serialize + DeserializeOwned + Send + 'static> Message for T {}

/// An event of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event<Report, Output> {
    /// An intermediate report.
    Report(Report),
    /// It ended, by itself or because it was stopped.
    Finished(Output),
    /// It could not start or it panicked; a sentence for people to read.
    Failed(String),
}

impl<Report, Output> Event<Report, Output> {
    /// Whether nothing comes after it.
    pub(in crate::job) fn is_last(&self) -> bool {
        !matches!(self, Self::Report(_))
    }
}
