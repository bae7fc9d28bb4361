//! What was made of one picture of the test set.

use crate::dataset::Class;
use crate::network::{Rule, VoteCounts};

/// What was made of one picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// By the longest winner.
    pub(crate) winner: Class,
    /// By the largest time mean.
    pub(crate) mean: Class,
    /// By the state at the end.
    pub(crate) last: Class,
    /// By the plain network.
    pub(crate) plain: Class,
    /// The winner's lead over the second, in shares of time.
    pub(crate) margin: f32,
}

impl Verdict {
    pub(super) fn of(votes: &VoteCounts, plain: Class) -> Self {
        Self {
            winner: votes.answer(Rule::Winner),
            mean: votes.answer(Rule::Mean),
            last: votes.answer(Rule::Last),
            plain,
            margin: votes.margin() as f32,
        }
    }

    /// Whether the rules and the plain network say different digits.
    pub(crate) fn is_disputed(self) -> bool {
        [self.mean, self.last, self.plain].iter().any(|digit| *digit != self.winner)
    }
}
