// A static server on the loopback that has the page below a path, and sends files as they are.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

const KINDS = { html: "text/html", js: "text/javascript", svg: "image/svg+xml" };

export function serve(folder, below = "/some/where/") {
    const server = createServer((request, response) => {
        const path = new URL(request.url, "http://localhost").pathname;
        const name = path === below ? "index.html" : path.startsWith(below) ? normalize(path.slice(below.length)) : "";
        const file = join(folder, name);
        if (!name || name.startsWith("..") || !existsSync(file) || !statSync(file).isFile()) {
            response.writeHead(404).end();
            return;
        }
        const kind = KINDS[name.split(".").at(-1)] ?? "application/octet-stream";
        response.writeHead(200, { "Content-Type": kind, "Content-Length": statSync(file).size });
        createReadStream(file).pipe(response);
    });
    return new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () => {
            resolve({ url: `http://127.0.0.1:${server.address().port}${below}`, close: () => server.close() });
        });
    });
}
