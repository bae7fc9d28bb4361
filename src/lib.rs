//! Nullcline: a neural network whose hidden layer is a hundred FitzHugh-Nagumo neurons reads handwritten digits.
//!
//! The rooms, from the ground up; a room imports only from rooms above it in this list:
//!
//! | room | what it is for |
//! | --- | --- |
//! | [`control`] | stopping long work and hearing of its progress |
//! | [`file`](mod@file) | writing files so that nothing is lost |
//! | [`neuron`] | one neuron and many: equations, equilibrium, limit cycle, ensembles, lookup tables |
//! | [`image`] | from files and pen strokes to 28 x 28 bytes |
//! | [`dataset`] | labelled images: MNIST, IDX folders |
//! | [`synth`] | augmentation, drawn digits, coarse scans |
//! | [`network`] | layers, the networks made of them, training, model files |
//! | [`experiment`] | what a person measures: accuracy, confusion matrix, sweeps |
//! | [`report`] | figures, tables and reports as files |
//! | [`job`] | background work for the window |
//! | [`cli`] | the command line, one file a subcommand |
//! | `ui` | the window (feature `gui`) |

#[cfg(feature = "cli")]
pub mod cli;
pub mod control;
pub mod dataset;
pub mod experiment;
pub mod file;
pub mod image;
#[cfg(feature = "gui")]
pub mod job;
pub mod network;
pub mod neuron;
#[cfg(feature = "report")]
pub mod report;
pub mod synth;
#[cfg(feature = "gui")]
pub mod ui;
