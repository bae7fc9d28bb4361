//! The keyboard, where nobody gives it to a new window.
//!
//! A window manager gives the keyboard to the window that it has just shown. On an X server without one (a kiosk, a virtual
//! screen) the keys go nowhere: winit drops those that come to a window which has never been given the focus, and its own
//! request for the focus is a letter to the window manager. There this asks the server itself.

use raw_window_handle::{HasWindowHandle, RawWindowHandle};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, InputFocus, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// Input focus values up to this one are no window: none, and whichever is under the pointer.
const LAST_NO_WINDOW: Window = 1;

/// A window that waits for the keyboard.
pub(crate) struct Keyboard {
    connection: RustConnection,
    window: Window,
}

impl Keyboard {
    /// For a window on an X server without a window manager; `None` elsewhere.
    pub(crate) fn wanted(window: &impl HasWindowHandle) -> Option<Self> {
        let window = match window.window_handle().ok()?.as_raw() {
            RawWindowHandle::Xlib(handle) => Window::try_from(handle.window).ok()?,
            RawWindowHandle::Xcb(handle) => handle.window.get(),
            _ => return None,
        };
        let (connection, screen) = x11rb::connect(None).ok()?;
        let root = connection.setup().roots.get(screen)?.root;
        let mark = connection.intern_atom(false, b"_NET_SUPPORTING_WM_CHECK").ok()?.reply().ok()?.atom;
        let manager = connection.get_property(false, root, mark, AtomEnum::WINDOW, 0, 1).ok()?.reply().ok()?;
        manager.value.is_empty().then_some(Self { connection, window })
    }

    /// Takes the keyboard if the window is on screen and no other has it. Whether there is nothing left to do.
    pub(crate) fn take(&self) -> bool {
        self.try_to_take().unwrap_or(true)
    }

    fn try_to_take(&self) -> Option<bool> {
        let attributes = self.connection.get_window_attributes(self.window).ok()?.reply().ok()?;
        if attributes.map_state != MapState::VIEWABLE {
            return Some(false);
        }
        let holder = self.connection.get_input_focus().ok()?.reply().ok()?.focus;
        if holder <= LAST_NO_WINDOW {
            let request = self.connection.set_input_focus(InputFocus::PARENT, self.window, x11rb::CURRENT_TIME);
            request.ok()?.check().ok()?;
        }
        Some(true)
    }
}
