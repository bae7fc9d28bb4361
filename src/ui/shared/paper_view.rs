//! What the Paper tab shows.

use serde::{Deserialize, Serialize};

use crate::network::Rule;

/// A page of the Paper tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Page {
    /// The confusion matrix of the network in the Run tab, with the images behind each cell.
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

/// What the tab remembers from one time to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaperView {
    /// The page that is open.
    pub page: Page,
    /// The confusion matrix is that of the largest mean, not of the longest winner.
    pub by_mean: bool,
    /// Where figures are saved; empty if a dialog asks.
    pub path: String,
    /// Reproduce all of it, not the quick version.
    pub full: bool,
    /// The first seed of the reproduction.
    pub seed: u64,
}

impl PaperView {
    /// The rule whose answers are confused.
    pub(crate) fn rule(&self) -> Rule {
        if self.by_mean { Rule::Mean } else { Rule::Winner }
    }
}
