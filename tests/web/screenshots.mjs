// Pictures of the page at three widths, dark and light: node tests/web/screenshots.mjs FOLDER, after cargo web.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Browser, sleep } from "./browser.mjs";
import { serve } from "./server.mjs";

const PAGE = join(dirname(fileURLToPath(import.meta.url)), "../../target/web");
const [folder = "."] = process.argv.slice(2);
const SIZES = [[390, 844], [820, 1180], [1280, 800]];
// The theme's button, in the widest window.
const THEME = [1179, 20];

const server = await serve(PAGE);
const browser = await Browser.open();
const size = ([width, height]) => browser.devtools("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
await browser.go(server.url);
await browser.until((words) => words.includes("by the longest winner"), 120);
for (const theme of ["dark", "light"]) {
    for (const [width, height] of SIZES) {
        await size([width, height]);
        await sleep(6000);
        writeFileSync(join(folder, `web-${width}-${theme}.png`), await browser.picture());
    }
    await browser.click(...THEME);
    await sleep(1000);
}
await browser.close();
server.close();
