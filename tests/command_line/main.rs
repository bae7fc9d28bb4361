//! The command line as a user of a shell meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

mod commands;
mod neuron_networks;
mod own_data;

#[path = "../shared/bars.rs"]
mod bars;
#[path = "../shared/idx_files.rs"]
mod idx_files;
