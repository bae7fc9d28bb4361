//! The answers to one image of the test set.

use serde::{Deserialize, Serialize};

use crate::dataset::Class;
use crate::network::{Rule, VoteCounts};

/// The answers to one image.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Verdict {
    /// By the longest winner.
    pub(crate) winner: Class,
    /// The class that led longest but for the winner.
    pub(crate) second: Class,
    /// By the largest time mean.
    pub(crate) mean: Class,
    /// By the state at the end.
    pub(crate) last: Class,
    /// By the plain network, where that has the same classes.
    pub(crate) plain: Option<Class>,
    /// The winner's lead over the second, in shares of time.
    pub(crate) margin: f32,
    /// Whether that is so little that the same image alone may be answered by the second.
    pub(crate) is_near_tie: bool,
}

impl Verdict {
    pub(super) fn of(votes: &VoteCounts, plain: Option<Class>) -> Self {
        Self {
            winner: votes.answer(Rule::Winner),
            second: votes.second(),
            mean: votes.answer(Rule::Mean),
            last: votes.answer(Rule::Last),
            plain,
            margin: votes.margin() as f32,
            is_near_tie: votes.is_near_tie(),
        }
    }

    /// Whether the rules and the plain network give different answers.
    pub(crate) fn is_disputed(self) -> bool {
        [Some(self.mean), Some(self.last), self.plain].into_iter().flatten().any(|answer| answer != self.winner)
    }
}
