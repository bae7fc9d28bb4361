//! What a person measures.

mod accuracy;
mod reader;
mod survey;

pub use accuracy::{Confusion, Engine, Protocol, answers, confusion, mean_law_answers, race, votes};
pub use reader::{Reader, Reading};
pub use survey::Survey;
