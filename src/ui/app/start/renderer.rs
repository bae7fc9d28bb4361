//! Whether OpenGL draws on the processor, where every frame costs what a graphics card would do.
//!
//! The name of the renderer can be had by unsafe calls alone, so the system is asked whether there is a graphics card: one that
//! the display does not use, as with remote desktops, is taken for one that it does.

use std::path::Path;

/// What Mesa is told to draw on the processor by.
const FORCED: &str = "LIBGL_ALWAYS_SOFTWARE";
/// Where Linux has graphics cards, those with drivers of the kernel and those with drivers of Nvidia.
const CARDS: [&str; 2] = ["/dev/dri", "/dev/nvidiactl"];

/// Whether the window is drawn on the processor, as far as can be told.
pub(super) fn is_software() -> bool {
    let forced = std::env::var(FORCED).is_ok_and(|value| is_yes(&value));
    let cards = CARDS.map(Path::new);
    forced || (cfg!(target_os = "linux") && !cards.into_iter().any(Path::exists))
}

/// Whether Mesa takes a value for yes.
fn is_yes(value: &str) -> bool {
    ["1", "true", "y", "yes"].contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mesa_is_told_by_words_for_yes() {
        assert!(["1", "true", "TRUE", "yes", "y"].into_iter().all(is_yes));
        assert!(!["", "0", "false", "no", "2"].into_iter().any(is_yes));
    }
}
