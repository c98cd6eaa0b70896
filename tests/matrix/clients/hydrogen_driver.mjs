// Drives Hydrogen in headless Chromium: types each text as its user would, prints what is on the
// screen afterwards, and takes a picture where one is asked for.
import { createServer } from "node:http";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(process.env.DLP_MODULES + "/x.js");
const esbuild = require("esbuild");
const { chromium } = require("playwright-core");
const { url, user, password, room, texts, picture, browser: executablePath } = JSON.parse(process.argv[2]);
const here = new URL(".", import.meta.url).pathname;
const modules = process.env.DLP_MODULES;
const sdk = join(modules, "hydrogen-view-sdk");
const built = join(await mkdtemp(join(tmpdir(), "dlp-hydrogen-")), "app.js");
await esbuild.build({
    entryPoints: [join(here, "hydrogen.mjs")], bundle: true, format: "esm", outfile: built,
    nodePaths: [modules], logLevel: "error", platform: "browser", external: ["fs", "path", "crypto"],
});
const page = `<!doctype html><meta charset=utf-8><title>Hydrogen</title>
<link rel=stylesheet href=/assets/theme-element-light.css>
<style>body{margin:0} #app{height:100vh} .RoomView{height:100vh}</style>
<div id=app class=hydrogen></div><script type=module src=/app.js></script>`;
const files = {
    "/app.js": built, "/sw.js": join(sdk, "lib-build/sw.js"), "/main.js": join(sdk, "asset-build/assets/main.js"),
    "/download-sandbox.html": join(sdk, "asset-build/assets/download-sandbox.html"),
    ...Object.fromEntries(["olm.js", "olm.wasm", "olm_legacy.js"].map((name) => ["/" + name, join(modules, "@matrix-org/olm", name)])),
};
const types = { js: "text/javascript", css: "text/css", html: "text/html", wasm: "application/wasm" };
const server = createServer(async (request, response) => {
    const path = request.url.split("?")[0];
    try {
        const file = files[path] ?? (path.startsWith("/assets/") ? join(sdk, "asset-build", path) : null);
        const body = file ? await readFile(file) : page;
        response.setHeader("Content-Type", file ? types[file.split(".").pop()] ?? "application/octet-stream" : "text/html");
        response.end(body);
    } catch {
        response.writeHead(404).end();
    }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const tab = await browser.newPage({ viewport: { width: 900, height: 520 } });
const heard = [];
tab.on("console", (each) => heard.push(each.text()));
tab.on("pageerror", (each) => heard.push(String(each)));
try {
    const requests = [];
    tab.on("request", (each) => requests.push(new URL(each.url()).origin));
    const asked = encodeURIComponent(JSON.stringify({ url, user, password, room }));
    await tab.goto(`http://127.0.0.1:${server.address().port}/#${asked}`);
    await tab.waitForFunction(() => window.dlp, null, { timeout: 90000 });
    const home = await tab.evaluate(() => window.dlp);
    if (home.failed) throw new Error(home.failed);
    const told = [];
    for (const text of texts) {
        await tab.waitForSelector(".MessageComposer textarea", { timeout: 60000 });
        const answered = tab.waitForResponse((each) => each.url().includes("/send/m.room.message/"), { timeout: 60000 });
        await tab.fill(".MessageComposer textarea", text);
        await tab.press(".MessageComposer textarea", "Enter");
        const answer = await answered;
        await tab.waitForTimeout(1500);  // for the echo by way of sync
        const lines = await tab.locator(".Timeline_messageBody").evaluateAll((found) => found.map((each) => {
            const copy = each.cloneNode(true);
            copy.querySelectorAll("time").forEach((time) => time.remove());
            return copy.textContent;
        }));
        told.push({ text, ok: answer.ok(), status: answer.status(), shown: lines.at(-1) ?? null });
    }
    if (picture) await tab.screenshot({ path: picture });
    const away = [...new Set(requests)].filter((each) => each.startsWith("http"));
    console.log(JSON.stringify({ told, home: home.home, asked: away }));
} catch (error) {
    if (picture) await tab.screenshot({ path: picture });
    throw new Error(`${error}\nconsole: ${heard.join("\n")}`);
} finally {
    await browser.close();
    server.close();
}
process.exit(0);
