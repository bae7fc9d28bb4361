//! Flags that several subcommands share.

use crate::fhn::Times;

/// When the neurons are watched.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TimeArgs {
    /// Integration step of RK4 [default: 0.01, or what epsilon allows]
    #[arg(long, allow_negative_numbers = true)]
    dt: Option<f64>,
    /// Time thrown away before the window
    #[arg(long, default_value_t = 1000.0, allow_negative_numbers = true)]
    transient: f64,
    /// Time over which the outputs race
    #[arg(long, default_value_t = 100.0, allow_negative_numbers = true)]
    window: f64,
    /// Time between samples
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    every: f64,
}

impl TimeArgs {
    /// The same as [`Times`]; they are checked when neurons are watched.
    pub(super) fn times(&self) -> Times {
        Times { transient: self.transient, window: self.window, every: self.every, step: self.dt }
    }
}

/// How many threads work.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ThreadArgs {
    /// Threads that work [default: all processors]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ThreadArgs {
    /// Runs `work` with that many threads.
    ///
    /// # Errors
    /// If the threads can't be started, or what `work` returns.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> anyhow::Result<T> + Send) -> anyhow::Result<T> {
        match self.threads {
            None => work(),
            Some(threads) => rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build()?.install(work),
        }
    }
}
