//! The window.
//!
//! [`App`] owns everything: `logic` drains what background jobs have done, `ui` draws. Panels only draw and hand back
//! what a person asked for as intents; the app acts on them between two frames. All colours and sizes are in
//! [`theme`].

mod answer;
mod app;
mod brain;
mod exports;
mod files;
mod header;
mod help;
mod intent;
#[cfg(target_os = "linux")]
mod keyboard;
mod keys;
mod live;
mod measure;
mod paper;
mod run;
mod settings;
mod stage;
mod start;
mod subject;
mod survey;
pub mod theme;
mod train;
mod widgets;

use std::sync::Arc;

use eframe::egui::Context;

pub use app::App;
pub use paper::{Page, PaperView};
pub use settings::{NetworkChoice, Order, Parameters, Settings, Tab, TrainingForm, TrainingKind, TrainingSet};
pub use start::run;

/// Wakes the window up from another thread.
type Notify = Arc<dyn Fn() + Send + Sync>;

fn notify(ctx: &Context) -> Notify {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}
