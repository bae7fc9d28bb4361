//! The window in a page of the web.

fn main() {
    #[cfg(target_arch = "wasm32")]
    nullcline::ui::run();
}
