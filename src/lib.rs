//! Nullcline: a neural network whose hidden layer is a hundred FitzHugh-Nagumo neurons reads handwritten digits.
//!
//! The rooms, from the ground up; a room imports only from rooms above it in this list:
//!
//! | room | what it is for |
//! | --- | --- |
//! | [`control`] | stopping long work and hearing of its progress |
//! | [`file`](mod@file) | writing files so that nothing is lost |
//! | [`fhn`] | one neuron and many: equations, equilibrium, limit cycle, ensembles |
//! | [`digit`] | where pictures of digits come from: MNIST, files, pen strokes |
//! | [`network`] | layers, the networks made of them, training, model files |
//! | [`experiment`] | what a person measures: accuracy, confusion matrix, sweeps |
//! | [`report`] | figures, tables and reports as files |
//! | [`job`] | background work for the window |
//! | [`cli`] | the command line, one file a subcommand |
//! | `ui` | the window (feature `gui`) |

pub mod cli;
pub mod control;
pub mod digit;
pub mod experiment;
pub mod fhn;
pub mod file;
pub mod job;
pub mod network;
pub mod report;
#[cfg(feature = "gui")]
pub mod ui;
