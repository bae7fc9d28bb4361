// Loads the program and lets it open its window in the canvas of the page.
import init from "./nullcline.js";

const say = (id, text) => { document.getElementById(id).textContent = text; };

// The program is packed in its file, so that any server of static files sends it packed. One that unpacks it on the way
// (by Content-Encoding) is as well.
async function program() {
    const response = await fetch("nullcline.wasm.gz");
    if (!response.ok) throw new Error(`nullcline.wasm.gz: ${response.status} ${response.statusText}`);
    const bytes = await response.arrayBuffer();
    const start = new Uint8Array(bytes, 0, 2);
    const packed = start[0] === 0x1f && start[1] === 0x8b;
    const stream = packed ? new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")) : bytes;
    return new Response(stream, { headers: { "Content-Type": "application/wasm" } });
}

// The window smooths its edges itself: smoothing them once more would cost four times the pixels. Whoever asks for the
// canvas's context later gets this one.
const canvas = document.getElementById("window");
const context = canvas.getContext("webgl2", { antialias: false, depth: false, stencil: false });
// Who draws: the window asks for fewer frames where that is the processor.
const about = context?.getExtension("WEBGL_debug_renderer_info");
canvas.dataset.renderer = about ? context.getParameter(about.UNMASKED_RENDERER_WEBGL) : "";

try {
    await init({ module_or_path: program() });
    say("state", "");
} catch (error) {
    say("state", "Nullcline can't be shown here.");
    say("failed", `It needs a browser of 2023 or later, with WebGL. (${error.message ?? error})`);
    throw error;
}
