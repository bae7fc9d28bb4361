//! Opening the window, or saying why it can't be opened.

mod allocator;
mod renderer;

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::PathBuf;

use eframe::egui::{ViewportBuilder, vec2};

use super::state::{App, SOFTWARE_FRAME};
use crate::job::panic::panic_text;
use crate::report::svg_to_rgba;

/// The name under which the system keeps what the window remembers.
const NAME: &str = "nullcline";
/// The window's first size, in which everything has its place.
const SIZE: [f32; 2] = [1280.0, 800.0];
/// The window's smallest size; what does not fit can be scrolled to.
const LEAST_SIZE: [f32; 2] = [480.0, 360.0];

/// The sides of the window's icon, in pixels.
const ICON_SIDE: u32 = 256;

/// Opens the window, and in it these files as if they were dropped on it, and returns when it is closed.
///
/// # Errors
/// One sentence if there is no display, or the window system fails.
pub fn run(files: Vec<PathBuf>) -> Result<(), String> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(is_set) {
        return Err(cannot_open("neither DISPLAY nor WAYLAND_DISPLAY is set"));
    }
    allocator::keep_giving_back();
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Nullcline")
            .with_app_id("nullcline")
            .with_icon(icon())
            .with_inner_size(vec2(SIZE[0], SIZE[1]))
            .with_min_inner_size(vec2(LEAST_SIZE[0], LEAST_SIZE[1])),
        // A window that filled the screen comes back as it was before: weston ends programs that begin so.
        window_builder: Some(Box::new(|window| window.with_fullscreen(false))),
        ..Default::default()
    };
    // winit panics where a library of the window system is missing. Until the window stands, a panic's own words would
    // only be in the way of the sentence that we say.
    let usual = take_hook();
    set_hook(Box::new(|_| {}));
    let create: eframe::AppCreator<'_> = Box::new(move |cc| {
        set_hook(usual);
        let app = App::new(&cc.egui_ctx, App::remembered(cc.storage));
        let app = app.keeping_in(&cc.egui_ctx, eframe::storage_dir(NAME));
        let frame_time = if renderer::is_software() { SOFTWARE_FRAME } else { app.frame_time };
        let mut app = App { frame_time, ..app };
        app.open_files(files);
        Ok(Box::new(with_keyboard(app, cc)))
    });
    let outcome = catch_unwind(AssertUnwindSafe(|| eframe::run_native(NAME, options, create)));
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(cannot_open(&error.to_string())),
        Err(panic) => Err(cannot_open(panic_text(panic.as_ref()))),
    }
}

/// Says in a dialog what is wrong, to those who have no console.
pub fn complain(what: &str) {
    let dialog = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title("Nullcline");
    dialog.set_description(what).show();
}

/// The window's icon, drawn from the same file as that of the desktop.
#[allow(clippy::expect_used, reason = "the drawing is part of the program, and a test draws it")]
fn icon() -> eframe::egui::IconData {
    let drawing = include_str!("../../../assets/nullcline.svg");
    let rgba = svg_to_rgba(drawing, ICON_SIDE).expect("the drawing of the icon is well-formed");
    eframe::egui::IconData { rgba, width: ICON_SIDE, height: ICON_SIDE }
}

/// Where no window manager gives the keyboard to new windows, the app asks for it.
#[cfg(target_os = "linux")]
fn with_keyboard(app: App, window: &eframe::CreationContext<'_>) -> App {
    match super::keyboard::Keyboard::wanted(window) {
        Some(keyboard) => app.at_start(move || keyboard.take()),
        None => app,
    }
}

#[cfg(not(target_os = "linux"))]
fn with_keyboard(app: App, _window: &eframe::CreationContext<'_>) -> App {
    app
}

/// One line, whatever the cause says.
fn cannot_open(cause: &str) -> String {
    let cause = cause.split_whitespace().collect::<Vec<_>>().join(" ");
    // winit begins with the line of its own source, which tells nobody anything.
    let cause = match cause.split_once("os error at ").and_then(|(_, rest)| rest.split_once(": ")) {
        Some((_source, cause)) => cause,
        None => cause.as_str(),
    };
    let cause = cause.trim_end_matches('.');
    format!("the window can't be opened: {cause}; everything also works from the command line, see nullcline --help")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_icon_is_the_drawing_on_transparent_ground() {
        let icon = super::icon();
        let pixel = |x: usize, y: usize| -> [u8; 4] { icon.rgba[4 * (y * 256 + x)..][..4].try_into().unwrap() };
        assert_eq!(icon.rgba.len(), 4 * 256 * 256);
        assert_eq!(pixel(0, 0), [0; 4], "the corners are round");
        assert_eq!(pixel(20, 128), [0x15, 0x19, 0x1e, 0xff], "the ground");
        assert_eq!(pixel(121, 40), [0x5d, 0xbb, 0x58, 0xff], "the inhibitor nullcline");
        assert_eq!(pixel(46, 125), [0xf4, 0xf6, 0xf8, 0xff], "the state");
    }

    #[test]
    fn the_cause_becomes_one_line() {
        let sentence = super::cannot_open("no GL\n  config found.");
        assert!(sentence.starts_with("the window can't be opened: no GL config found; "), "{sentence}");
        assert!(!sentence.contains('\n'));
        let sentence = super::cannot_open("winit EventLoopError: os error at /a/b.rs:788: Failed to open connection");
        assert!(sentence.starts_with("the window can't be opened: Failed to open connection; "), "{sentence}");
    }
}
