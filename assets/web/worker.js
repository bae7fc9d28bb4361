// A worker: a second copy of the program, without a window, that does what the page sends. The program comes with the first
// message; files that work needs lie beside this script and are fetched before it begins.
import init, { command, provide, serve } from "./nullcline.js";

let ready;

async function fetched(name) {
    const response = await fetch(new URL(name, import.meta.url));
    if (!response.ok) throw new Error(`${name} can't be fetched: ${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
}

onmessage = async ({ data }) => {
    try {
        if (data.module) {
            ready = init({ module_or_path: data.module });
            await ready;
        } else if (data.name) {
            await ready;
            for (const name of data.files) provide(name, await fetched(name));
            serve(data.name, data.bytes);
        } else {
            await ready;
            command(data.stop, data.paused);
        }
    } catch (error) {
        // What the program itself says of a failure has been sent already, and comes first.
        postMessage(`the work failed: ${error.message ?? error}`);
    }
};
