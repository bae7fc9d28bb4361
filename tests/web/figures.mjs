// Measures the page in a headless Chromium: node tests/web/figures.mjs, after cargo web. Nothing is judged, only printed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Browser, sleep } from "./browser.mjs";
import { serve } from "./server.mjs";

const PAGE = join(dirname(fileURLToPath(import.meta.url)), "../../target/web");
const answered = (words) => / for \d+ % of the time/.test(words);

// Times what is called for each frame of the screen, and notes tasks of more than 50 ms.
const WATCH = `
    window.spent = [];
    window.long = [];
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => ask((time) => {
        const begun = performance.now();
        draw(time);
        if (window.spent.length === 0) window.firstView = performance.now();
        window.spent.push(performance.now() - begun);
    });
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map((entry) => entry.duration)))
        .observe({ type: "longtask", buffered: true });
`;

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
const shown = (values) => `median ${quantile(values, 0.5).toFixed(1)} ms, 95 % ${quantile(values, 0.95).toFixed(1)} ms, ` +
    `longest ${Math.max(...values).toFixed(1)} ms, n = ${values.length}`;

async function frames(browser, what, seconds) {
    await browser.run("window.spent = []; window.long = [];");
    await sleep(1000 * seconds);
    const { spent, long } = await browser.run("return { spent: window.spent, long: window.long };");
    console.log(`frames, ${what}: ${shown(spent)}; tasks over 50 ms: ${long.length}${long.length ? `, longest ${Math.max(...long)} ms` : ""}`);
}

async function since(browser, wanted, seconds) {
    const begun = performance.now();
    const words = await browser.until(wanted, seconds);
    return [(performance.now() - begun) / 1000, words];
}

const server = await serve(PAGE);
const loads = [];
for (let run = 0; run < 5; run += 1) {
    const browser = await Browser.open();
    await browser.devtools("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
    await browser.requests();
    await browser.go(server.url);
    await browser.until((words) => words !== "");
    const view = await browser.run("return window.firstView;");
    await browser.until(answered);
    const answer = await browser.run("return performance.now();");
    const requests = (await browser.requests()).filter(({ url }) => url.startsWith(server.url));
    loads.push({ view, answer, bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0) });
    await browser.close();
}
console.log(`first view: ${shown(loads.map(({ view }) => view))}`);
console.log(`first answer: ${shown(loads.map(({ answer }) => answer))}`);
console.log(`transferred before it: ${Math.max(...loads.map(({ bytes }) => bytes))} bytes`);

const browser = await Browser.open();
await browser.devtools("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
await browser.go(server.url);
await browser.until((words) => words.includes("by the longest winner"), 120);
await frames(browser, "a hundred neurons moving", 10);
for (const x of [90, 110, 84]) {
    await browser.click(x, 78);
    await browser.until((words) => !words.includes("by the longest winner"), 20).catch(() => "");
    const [seconds, words] = await since(browser, (words) => words.includes("by the longest winner"), 120);
    console.log(`10,000 decisions after a click on gamma's slider: ${seconds.toFixed(2)} s (${words})`);
}
await browser.click(151, 20);
await browser.until((words) => words.startsWith("Nothing is trained"));
await browser.click(54, 315);
await browser.until((words) => words.startsWith("Training has begun"));
const ends = [];
for (let epoch = 1; epoch <= 4; epoch += 1) {
    await browser.until((words) => words.includes(`after epoch ${epoch} `), 300);
    ends.push(performance.now());
    if (epoch === 1) await browser.run("window.spent = []; window.long = [];");
}
const epochs = ends.slice(1).map((end, index) => end - ends[index]);
console.log(`an epoch of the plain network, 60,000 images: ${shown(epochs)}`);
const { spent, long } = await browser.run("return { spent: window.spent, long: window.long };");
console.log(`frames while it trains: ${shown(spent)}; tasks over 50 ms: ${long.length}${long.length ? `, longest ${Math.max(...long)} ms` : ""}`);
await browser.close();
server.close();
