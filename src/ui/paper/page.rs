//! What the Paper tab shows.

use serde::{Deserialize, Serialize};

/// A page of the Paper tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// The confusion matrix of the network in the Run tab, with the pictures behind each cell.
    #[default]
    Errors,
    /// Its accuracy against gamma.
    Sweep,
    /// Its accuracy over gamma and a.
    Map,
    /// A table of the paper beside ours; counted from 0.
    Table(usize),
    /// A figure of the paper, recomputed; counted from 0.
    Figure(usize),
}
