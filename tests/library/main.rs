//! What the library promises: neurons, images, networks, experiments, figures and files.
//!
//! One program for all of it, since each costs a link and its room on the disk.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::pedantic,
    missing_docs,
    reason = "where a helper fails, the test is to fail"
)]

#[cfg(feature = "mnist")]
mod accuracy;
mod adaptive;
mod answers;
mod asymptotic_state;
mod augmentation;
mod brought;
mod drawing;
#[cfg(feature = "mnist")]
mod drawn;
mod ensemble;
#[cfg(feature = "mnist")]
mod experiments;
#[cfg(feature = "report")]
mod figures;
mod folders;
mod gradient;
mod idx;
mod import;
mod integrator;
#[cfg(feature = "mnist")]
mod lined_paper;
mod mean_field;
mod mean_law;
mod model_file;
mod network_sizes;
mod neuron_models;
#[cfg(feature = "mnist")]
mod perturbation;
#[cfg(feature = "mnist")]
mod picture_kinds;
#[cfg(feature = "mnist")]
mod pictures;
#[cfg(feature = "mnist")]
mod pieces;
#[cfg(feature = "mnist")]
mod preprocessing;
#[cfg(all(feature = "report", feature = "mnist"))]
mod reproduction;
#[cfg(feature = "mnist")]
mod shipped_networks;
#[cfg(all(feature = "report", feature = "mnist"))]
mod shipped_report;
mod simd;
mod survey;
#[cfg(feature = "mnist")]
mod synapse;
mod training;
#[cfg(all(feature = "report", feature = "mnist"))]
mod unfamiliar;

// What several of them use.
#[path = "../shared/bars.rs"]
mod bars;
#[path = "../shared/idx_files.rs"]
mod idx_files;
mod levels;
#[cfg(all(feature = "report", feature = "mnist"))]
mod no_digits;
#[cfg(feature = "mnist")]
mod pages;
