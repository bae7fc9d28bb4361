//! What a person measures.

mod accuracy;
mod noise;
pub mod paper;
mod reader;
mod regimes;
pub mod reproduction;
mod silence;
mod starts;
mod subject;
mod survey;
mod trial;
mod windows;

pub use accuracy::{Confusion, Engine, Protocol, answers, confusion, mean_law_answers, race, votes};
pub use noise::{NoiseKind, NoisePoint, accuracy_by_noise};
pub use reader::{Reader, Reading};
pub use regimes::{MapPoint, MapSettings, regime_map};
pub use silence::{SilencePoint, accuracy_by_silence, silenced};
pub use starts::{StartPoint, accuracy_by_scatter, accuracy_by_start};
pub use subject::{Found, Subject};
pub use survey::{Along, Survey};
pub use trial::{Course, Hold, Outcome, Shape, Stimulus, Treatment, Treatments, Trial};
pub use windows::{WindowPoint, accuracy_by_window};
