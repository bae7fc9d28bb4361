//! What a person measures.

mod accuracy;
pub mod paper;
mod reader;
pub mod reproduction;
mod survey;

pub use accuracy::{Confusion, Engine, Protocol, answers, confusion, mean_law_answers, race, votes};
pub use reader::{Reader, Reading};
pub use survey::Survey;
