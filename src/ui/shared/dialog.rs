//! Asking for files without holding up the window.

use super::notify::Notify;
use super::platform::Choosing;
use super::purpose::{Chosen, Purpose};

/// The question for a file that is open, if one is.
#[derive(Default)]
pub(crate) struct Dialog {
    open: Option<(Purpose, Option<Choosing>)>,
    /// None is opened: whoever asks is told that no file was chosen.
    is_forbidden: bool,
}

impl Dialog {
    /// From now on no dialog opens.
    pub(crate) fn forbid(&mut self) {
        self.is_forbidden = true;
    }

    /// Opens a dialog in the background, unless one is open.
    pub(crate) fn ask(&mut self, purpose: Purpose, notify: Notify) {
        if self.open.is_some() {
            return;
        }
        let choosing = if self.is_forbidden {
            notify();
            None
        } else {
            Some(Choosing::begin(purpose.question(), notify))
        };
        self.open = Some((purpose, choosing));
    }

    /// What came of it, once.
    pub(crate) fn poll(&mut self) -> Option<(Purpose, Chosen)> {
        let (purpose, choosing) = self.open.as_mut()?;
        let purpose = *purpose;
        let chosen = choosing.as_mut().map_or(Some(Chosen::Nothing), Choosing::poll)?;
        self.open = None;
        Some((purpose, chosen))
    }
}
