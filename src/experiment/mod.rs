//! What a person measures.

mod accuracy;
mod reader;
mod session;
mod survey;
mod trial;

pub use accuracy::{Confusion, Engine, Protocol, answers, confusion, mean_law_answers, race, votes};
pub use reader::{Reader, Reading};
pub use session::{Session, SessionError, SessionModel, SessionPicture, SessionResult};
pub use survey::{Along, Survey};
pub use trial::{Course, Hold, Outcome, Shape, Stimulus, Treatment, Treatments, Trial};
