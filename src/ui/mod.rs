//! The window.
//!
//! [`App`] owns everything: `logic` drains what background jobs have done, `ui` draws. Panels only draw and hand back
//! what a person asked for as intents; the app acts on them between two frames.
//!
//! Imports run one way: [`theme`], all colours and sizes; `widgets`; `shared`, what more than one tab needs, with all
//! intents and settings; the tabs `run`, `train` and `paper`, each with its model and its panels; `app`.

mod app;
mod paper;
mod run;
mod shared;
pub mod theme;
mod train;
mod widgets;

#[cfg(not(target_arch = "wasm32"))]
pub use app::start::complain;
pub use app::start::run;
pub use app::state::App;
pub use shared::lower_view::LowerView;
pub use shared::network_choice::NetworkChoice;
pub use shared::neuron_settings::NeuronSettings;
pub use shared::paper_view::{Page, PaperView};
pub use shared::parameters::Parameters;
pub use shared::settings::Settings;
pub use shared::tab::Tab;
pub use shared::training_form::{TrainingForm, TrainingKind, TrainingSet};
pub use shared::wall_look::{Colouring, Order};
