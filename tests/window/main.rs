//! The window, driven by the names of its controls and drawn without a screen.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

mod bench;
mod figures;
mod keeping;
mod neurons;
mod noise;
mod paper;
mod run;
mod sizes;
mod train;

#[path = "../shared/bars.rs"]
mod bars;
#[path = "../shared/idx_files.rs"]
mod idx_files;
mod support;
