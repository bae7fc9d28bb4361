// Drives the page in a headless Chromium: node tests/web/run.mjs, after cargo web. Left out, with a word, where there is no
// Chromium with its driver (Debian: apt install chromium chromium-driver) or no page.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Browser, sleep } from "./browser.mjs";
import { serve } from "./server.mjs";

const PAGE = join(dirname(fileURLToPath(import.meta.url)), "../../target/web");

function check(holds, what) {
    if (!holds) throw new Error(`not so: ${what}`);
    console.log(`  ${what}`);
}

const has = (program) => !spawnSync(program, ["--version"], { stdio: "ignore" }).error;
if (!has("chromedriver") || !(has("chromium") || has("google-chrome") || has("chrome"))) {
    console.log("no Chromium with chromedriver here: the page is not driven");
    process.exit(0);
}
if (!existsSync(join(PAGE, "index.html"))) {
    console.log("no page in target/web: cargo web builds it");
    process.exit(1);
}

// Where things are in a window of 1280 x 800, in points.
const CANVAS = { left: 12, top: 133, side: 212 };
const THREE = [[0.3, 0.24], [0.42, 0.16], [0.58, 0.17], [0.66, 0.28], [0.6, 0.4], [0.46, 0.47], [0.6, 0.52], [0.68, 0.64], [0.62, 0.78],
    [0.48, 0.84], [0.34, 0.8], [0.28, 0.7]];
const TABS = { run: [110, 20], train: [151, 20], paper: [200, 20] };
const SMALL_SET = [196, 115];
const EPOCHS = [150, 144];
const START = [54, 315];
const PAUSE = [144, 315];
const STOP = [234, 315];
const CLEAR = [164, 361];
const FILE = [1140, 20];

const answered = (words) => / for \d+ % of the time/.test(words);
const onCanvas = ([x, y]) => [CANVAS.left + x * CANVAS.side, CANVAS.top + y * CANVAS.side];
const server = await serve(PAGE);
const browser = await Browser.open({ width: 1280, height: 800 });
try {
    console.log("it loads, below a path, from a server that knows nothing");
    const begun = Date.now();
    await browser.go(server.url);
    const first = await browser.until((words) => answered(words));
    check(/^The answer is a? ?7/.test(first), `it opens on a test image and reads it after ${Date.now() - begun} ms: ${first}`);

    console.log("it reads what is drawn by a mouse, a pen and a finger");
    for (const pointer of ["mouse", "pen", "touch"]) {
        await browser.click(...CLEAR);
        await browser.until((words) => words.startsWith("There is no answer"));
        await browser.stroke(THREE.map(onCanvas), pointer);
        const words = await browser.until((words) => answered(words));
        check(/^The answer is a? ?3/.test(words), `a 3 by ${pointer}: ${words}`);
    }

    console.log("a slider is dragged");
    await browser.stroke([[103, 78], [96, 78], [88, 78], [80, 78]]);
    const dragged = await browser.until((words) => answered(words) && !words.includes("gamma -0.5."));
    check(/gamma -(0\.[6-9]|1)/.test(dragged), `gamma follows: ${dragged}`);

    console.log("a session is downloaded, and opened again");
    await browser.click(...FILE);
    await sleep(1500);
    await browser.click(FILE[0] - 40, 84);
    const saved = await browser.until((words) => words.includes("Saved nullcline.json"));
    const file = join(browser.folder, "nullcline.json");
    for (let tries = 0; !existsSync(file) && tries < 50; tries += 1) await sleep(100);
    const session = JSON.parse(readFileSync(file, "utf8"));
    check(session.result.winner === 3, `the session has its answer (${saved})`);
    await browser.click(...CLEAR);
    await browser.until((words) => words.startsWith("There is no answer"));
    await browser.devtools("Page.setInterceptFileChooserDialog", { enabled: true });
    await browser.click(...FILE);
    await sleep(1500);
    await browser.click(FILE[0] - 40, 58);
    await browser.choose(file);
    const opened = await browser.until((words) => answered(words) && words.includes("Opened nullcline.json"));
    check(/^The answer is a? ?3/.test(opened), `it is there again: ${opened}`);

    console.log("two epochs of the small set are trained, in a worker");
    await browser.click(...TABS.train);
    await browser.until((words) => words.startsWith("Nothing is trained yet"));
    await browser.click(...SMALL_SET);
    await browser.click(...EPOCHS);
    await browser.keys("a2\uE007", { control: true });
    await browser.click(...START);
    const ended = await browser.until((words) => words.startsWith("Training has ended"));
    check(/after epoch 2 of 2: test accuracy (8[5-9]|9\d)\.\d\d %/.test(ended), ended);

    console.log("training waits, goes on and stops when it is told");
    await browser.click(...EPOCHS);
    await browser.keys("a500\uE007", { control: true });
    await browser.click(...START);
    await browser.until((words) => /^Training goes on, after epoch \d+ of 500/.test(words));
    await browser.click(...PAUSE);
    await browser.until((words) => words.startsWith("Training waits"));
    await sleep(1500);
    const waiting = await browser.words();
    await sleep(2500);
    check((await browser.words()) === waiting, `it waits: ${waiting}`);
    await browser.click(...PAUSE);
    const epoch = (words) => Number(/epoch (\d+) of 500/.exec(words)?.[1] ?? 0);
    const on = await browser.until((words) => words.startsWith("Training goes on") && epoch(words) > epoch(waiting));
    check(true, `it goes on: ${on}`);
    await browser.click(...STOP);
    const stopped = await browser.until((words) => words.startsWith("Training has ended"));
    check(epoch(stopped) < 500, `it stops: ${stopped}`);

    console.log("the Paper tab shows the shipped report");
    await browser.click(...TABS.paper);
    await browser.until((words) => words.startsWith("The Paper tab"));
    await sleep(1000);

    console.log("settings are kept by the browser");
    await browser.click(...TABS.run);
    await browser.until(answered);
    await browser.go("about:blank");
    await browser.go(server.url);
    const kept = await browser.until(answered);
    check(!kept.includes("gamma -0.5."), `gamma is still where it was: ${kept}`);

    const errors = await browser.errors();
    check(errors.length === 0, `no error on the console${errors.map((error) => `\n${error}`).join("")}`);
    const hosts = new Set((await browser.requests()).map(({ url }) => new URL(url)).filter((url) => /^http/.test(url.protocol)).map((url) => url.host));
    check(hosts.size === 1 && hosts.has(new URL(server.url).host), `no request to any other host: ${[...hosts].join(" ")}`);
    console.log("all of it holds");
} finally {
    await browser.close();
    server.close();
}
