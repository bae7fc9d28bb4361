//! What a job that panicked says.

use std::any::Any;

/// The message of a job that panicked, for display.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    format!("an error in the program itself: {}", panic_text(panic))
}

/// The text of a panic.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no more is known")
}
