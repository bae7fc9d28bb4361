//! Whether OpenGL draws on the processor, where every frame costs what a graphics card would do.

use std::time::Duration;

use eframe::glow::{self, HasContext};

/// Between two frames while neurons move, where they are drawn on the processor: thirty a second.
pub(super) const FRAME: Duration = Duration::from_millis(33);

/// How renderers without a graphics card call themselves: Mesa's, SwiftShader, and those of macOS and Windows.
const SOFTWARE: [&str; 6] = ["llvmpipe", "softpipe", "swrast", "SwiftShader", "Software Renderer", "GDI Generic"];

/// Whether the window is drawn on the processor.
#[allow(unsafe_code, reason = "glow has no safe call for the renderer's name")]
pub(super) fn is_software(window: &eframe::CreationContext<'_>) -> bool {
    let Some(gl) = &window.gl else { return false };
    // SAFETY: the context that eframe gives is current in this thread while it creates the app.
    let name = unsafe { gl.get_parameter_string(glow::RENDERER) };
    names_software(&name)
}

fn names_software(renderer: &str) -> bool {
    SOFTWARE.iter().any(|name| renderer.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renderers_are_told_by_their_names() {
        assert!(names_software("llvmpipe (LLVM 15.0.6, 256 bits)"));
        assert!(names_software("ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)"));
        assert!(names_software("Apple Software Renderer"));
        for card in ["NVIDIA GeForce RTX 3060/PCIe/SSE2", "Mesa Intel(R) UHD Graphics 620 (KBL GT2)", "Apple M2"] {
            assert!(!names_software(card), "{card}");
        }
    }
}
