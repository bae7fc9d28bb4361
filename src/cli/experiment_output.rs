//! Where the points of an experiment come from and go to.

use serde::Serialize;

use super::plots::Plot;
use super::results::ResultArgs;
use super::shared::{DataArgs, ThreadArgs};

/// Where the result goes.
#[derive(Debug, clap::Args)]
pub(super) struct OutputArgs {
    #[command(flatten)]
    pub(super) threads: ThreadArgs,
    #[command(flatten)]
    pub(super) data: DataArgs,
    #[command(flatten)]
    pub(super) results: ResultArgs,
}

impl OutputArgs {
    /// Writes and prints the results.
    pub(super) fn finish<T: Serialize + Plot>(&self, points: &[T]) -> anyhow::Result<()> {
        self.results.finish(points, || T::figure(points), (&points, |table| table))
    }
}
