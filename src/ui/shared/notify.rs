//! Waking the window from another thread.

use std::sync::Arc;

use eframe::egui::Context;

/// Wakes the window up from another thread.
pub(crate) type Notify = Arc<dyn Fn() + Send + Sync>;

/// A call that has this window drawn anew.
pub(crate) fn notify(ctx: &Context) -> Notify {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}
