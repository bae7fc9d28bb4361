// A headless Chromium, driven through chromedriver's HTTP interface: nothing is needed but node.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
    // WebGL on the processor.
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export class Browser {
    // A window of that size; `dark` is what the page is told of the system.
    static async open({ width = 1280, height = 800, touch = false, scale = 1, trace = "" } = {}) {
        const port = 9600 + (process.pid % 300);
        const driver = spawn("chromedriver", [`--port=${port}`, "--silent"], { stdio: "ignore" });
        const folder = mkdtempSync(join(tmpdir(), "nullcline-web-"));
        const browser = new Browser();
        Object.assign(browser, { driver, folder, address: `http://127.0.0.1:${port}` });
        for (let tries = 0; ; tries += 1) {
            try {
                if ((await fetch(`${browser.address}/status`)).ok) break;
            } catch (error) {
                if (tries > 100) throw error;
            }
            await sleep(50);
        }
        const options = {
            args: [...FLAGS, `--window-size=${width},${height}`, `--user-data-dir=${join(folder, "profile")}`],
            prefs: { "download.default_directory": folder, "download.prompt_for_download": false },
            perfLoggingPrefs: { enableNetwork: true, enablePage: false, ...(trace && { traceCategories: trace }) },
        };
        const capabilities = {
            alwaysMatch: {
                browserName: "chrome", "goog:chromeOptions": options,
                "goog:loggingPrefs": { browser: "ALL", performance: "ALL" },
            },
        };
        const session = await browser.call("POST", "/session", { capabilities });
        browser.address += `/session/${session.sessionId}`;
        await browser.devtools("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: scale, mobile: touch });
        if (touch) await browser.devtools("Emulation.setTouchEmulationEnabled", { enabled: true });
        await browser.devtools("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
        return browser;
    }

    async call(method, path, body) {
        const response = await fetch(this.address + path, {
            method, body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
        });
        const { value } = await response.json();
        if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
        return value;
    }

    devtools(cmd, params = {}) {
        return this.call("POST", "/goog/cdp/execute", { cmd, params });
    }

    go(url) {
        return this.call("POST", "/url", { url });
    }

    // The value of a script's `return`.
    run(script, ...args) {
        return this.call("POST", "/execute/sync", { script, args });
    }

    // What the page says of the window to those who can't see it.
    words() {
        return this.run('return document.getElementById("live").textContent');
    }

    // Waits until the words are as wanted; they are returned. So long only where a machine is slow, or they never come.
    async until(wanted, seconds = 300) {
        const end = Date.now() + 1000 * seconds;
        let words = "";
        while (Date.now() < end) {
            words = await this.words();
            if (wanted(words)) return words;
            await sleep(100);
        }
        throw new Error(`waited ${seconds} s in vain; the window says: ${words}`);
    }

    // A stroke of the pointer through points of the page, by mouse, pen or touch.
    async stroke(points, pointerType = "mouse") {
        const [first, ...others] = points;
        const move = ([x, y], duration) => ({ type: "pointerMove", duration, x: Math.round(x), y: Math.round(y), origin: "viewport" });
        const actions = [
            move(first, 0), { type: "pointerDown", button: 0 }, { type: "pause", duration: 30 },
            ...others.map((point) => move(point, 16)), { type: "pause", duration: 30 }, { type: "pointerUp", button: 0 },
        ];
        await this.call("POST", "/actions", { actions: [{ type: "pointer", id: `a ${pointerType}`, parameters: { pointerType }, actions }] });
    }

    click(x, y) {
        return this.stroke([[x, y]]);
    }

    // Keys, one after the other, with control held down for the first if so wanted.
    async keys(text, { control = false } = {}) {
        const CONTROL = "\uE009";
        const press = (value) => [{ type: "keyDown", value }, { type: "keyUp", value }];
        const [first, ...others] = [...text];
        const held = control ? [{ type: "keyDown", value: CONTROL }, ...press(first), { type: "keyUp", value: CONTROL }] : press(first);
        const actions = [...held, ...others.flatMap(press)];
        await this.call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    }

    // Gives a file to the element that the page asks with.
    async choose(file) {
        for (let tries = 0; ; tries += 1) {
            const found = await this.call("POST", "/elements", { using: "css selector", value: "input[type=file]" });
            if (found.length > 0) {
                const id = Object.values(found[0])[0];
                await this.call("POST", `/element/${id}/value`, { text: file });
                return;
            }
            if (tries > 300) throw new Error("the page asks for no file");
            await sleep(100);
        }
    }

    // What the console says that is an error, since the last call.
    async errors() {
        const entries = await this.call("POST", "/se/log", { type: "browser" });
        return entries.filter((entry) => entry.level === "SEVERE").map((entry) => entry.message);
    }

    async console() {
        return (await this.call("POST", "/se/log", { type: "browser" })).map((entry) => `${entry.level} ${entry.message}`);
    }

    // Requests since the last call: their addresses and what was transferred.
    async requests() {
        const entries = await this.call("POST", "/se/log", { type: "performance" });
        const events = entries.map((entry) => JSON.parse(entry.message).message);
        const found = new Map();
        for (const { method, params } of events) {
            if (method === "Network.requestWillBeSent") found.set(params.requestId, { url: params.request.url, bytes: 0 });
            if (method === "Network.loadingFinished" && found.has(params.requestId)) {
                found.get(params.requestId).bytes = params.encodedDataLength;
            }
        }
        return [...found.values()];
    }

    // What the tracing of that name, chosen at the start, has seen since the last call.
    async traced(name) {
        const entries = await this.call("POST", "/se/log", { type: "performance" });
        const events = entries.map((entry) => JSON.parse(entry.message).message);
        return events.filter(({ method, params }) => method === "Tracing.dataCollected" && params.name === name).map(({ params }) => params);
    }

    async picture() {
        return Buffer.from(await this.call("GET", "/screenshot"), "base64");
    }

    async close() {
        try {
            await this.call("DELETE", "");
        } finally {
            this.driver.kill();
            rmSync(this.folder, { recursive: true, force: true });
        }
    }
}
