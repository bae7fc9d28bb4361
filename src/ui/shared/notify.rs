//! Waking the window from another thread.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

/// Between two frames that show nothing but how far work is: a curve grows as visibly at ten a second, and what is not drawn is
/// left to the work.
const PROGRESS: Duration = Duration::from_millis(100);

/// Wakes the window up from another thread.
pub(crate) type Notify = Arc<dyn Fn() + Send + Sync>;

/// A call that has this window drawn anew.
pub(crate) fn notify(ctx: &Context) -> Notify {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}

/// A call that has this window drawn anew soon, for work that tells often how far it is.
pub(crate) fn notify_of_progress(ctx: &Context) -> Notify {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint_after(PROGRESS))
}
