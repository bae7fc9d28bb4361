//! What a person measures.

mod accuracy;

pub use accuracy::{Confusion, Engine, Protocol, answers, mean_law_answers, race, votes};
