//! What was made of one picture of the test set.

use crate::digit::Digit;
use crate::network::{Rule, Votes};

/// What was made of one picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// By the longest winner.
    pub(crate) winner: Digit,
    /// By the largest time mean.
    pub(crate) mean: Digit,
    /// By the state at the end.
    pub(crate) last: Digit,
    /// By the plain network.
    pub(crate) plain: Digit,
    /// The winner's lead over the second, in shares of time.
    pub(crate) margin: f32,
}

impl Verdict {
    pub(super) fn of(votes: &Votes, plain: Digit) -> Self {
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
