// The console in a browser: one flow through it, then every page in two widths and two themes. Fails on anything that the
// policy of the pages blocked, on what axe finds, on pages that scroll sideways, and on sizes and colours that are no tokens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [ready, pictures, executablePath, data] = process.argv.slice(2);
const { url, api_key: key } = JSON.parse(readFileSync(ready, "utf8"));
const base = `${url}/console`;
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const style = readFileSync(new URL("../../jg-console/src/main/resources/dev/jobgrid/console/assets/console.css", import.meta.url), "utf8");
const LINES = 1_000_000;
const SIZES = ["12px", "13px", "14px", "16px", "20px"];
const findings = [];

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"] });

/** An address that opens an operator's session, once. */
const operatorAddress = () => execFileSync("./jg", ["console", `--data=${data}`], { encoding: "utf8" }).trim();

/** A page whose browser tells what was blocked and how far pages shifted. */
async function opened(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  await context.addInitScript(() => {
    window.shifted = 0;
    window.blocked = [];
    addEventListener("securitypolicyviolation", (event) => window.blocked.push(`${event.violatedDirective} ${event.blockedURI}`));
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.shifted += entry.value; }))
      .observe({ type: "layout-shift", buffered: true });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => message.type() === "error" && findings.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => findings.push(`${page.url()}: ${error.message}`));
  return page;
}

async function signedIn(width, height, colorScheme, itsKey = key) {
  const page = await opened(width, height, colorScheme);
  await page.goto(`${base}/login`);
  await page.fill("#key", itsKey);
  await page.click("button.go");
  await page.waitForSelector("main header");
  return page;
}

async function operator(width, height, colorScheme) {
  const page = await opened(width, height, colorScheme);
  await page.goto(operatorAddress());
  await page.waitForSelector("main header");
  return page;
}

/** An answer of the API. */
async function request(method, path, json) {
  const answer = await fetch(url + path, { method, headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" }, body: json && JSON.stringify(json) });
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}`);
  return answer.json();
}

async function step(name, work) {
  const began = Date.now();
  await work();
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name}`);
}

const page = await signedIn(1280, 800, "light");
const seen = {};
const status = (word) => page.waitForSelector(`.chips.head .hidden:text-is("${word}")`, { state: "attached" });

await step("a job is submitted with a file and its estimate", async () => {
  await page.goto(`${base}/submit`);
  const file = join(tmpdir(), "numbers.txt");
  writeFileSync(file, "1\n2\n3\n");
  await page.setInputFiles("#upload input[type=file]", file);
  await page.waitForSelector("#files input:checked");
  await page.fill("#f-name", "reads its file");
  await page.fill("#f-image", "acme/trainer:1.8");
  await page.fill("#f-command", `sh -c 'cat /workspace/inputs/numbers.txt; sleep 3; echo done > /workspace/artifacts/out.txt; echo Error: none >&2'`);
  await page.fill("#f-gpu_type", "L4");
  await page.waitForFunction(() => /^\$.* to \$/.test(document.querySelector("#estimate .section")?.textContent || ""));
  await page.click("#estimate button.go");
  await page.waitForURL(/\/jobs\/job_/);
  seen.job = page.url().split("/").pop();
});

await step("it is followed to its end, in place", async () => {
  await status("Completed");
  await page.goto(`${base}/jobs/${seen.job}/log`);
  await page.waitForSelector(".line.e");
  assert.match(await page.textContent("#log"), /1.*2.*3/s);
  await page.goto(`${base}/jobs/${seen.job}/files`);
  assert.match(await page.textContent("table"), /out\.txt/);
});

async function submit(name, command) {
  await page.goto(`${base}/submit`);
  await page.fill("#f-name", name);
  await page.fill("#f-image", "acme/trainer:1.8");
  await page.fill("#f-gpu_type", "L4");
  await page.fill("#f-command", command);
  await page.click("#estimate button.go");
  await page.waitForURL(/\/jobs\/job_/);
  return page.url().split("/").pop();
}

await step("a running one is cancelled, and runs again", async () => {
  seen.long = await submit("runs for long", "sh -c 'i=0; while true; do echo step $i; i=$((i+1)); sleep 0.2; done'");
  await status("Running");
  await page.goto(`${base}/jobs/${seen.long}/log`);
  await page.waitForSelector("#L5");
  await page.click("text=Cancel");
  await page.fill("#reason", "only tried");
  await page.click("button.danger");
  await status("Cancelled");
  assert.match(await page.textContent("p.say"), /only tried/);
  await page.click("button:text-is('Rerun')");
  await page.waitForURL((address) => !String(address).includes(seen.long));
  seen.again = page.url().split("/").pop();
  await status("Running");
});

await step("a list tells of new jobs and moves nothing", async () => {
  await page.goto(`${base}/jobs`);
  const other = await page.context().newPage();
  const first = await page.getAttribute("tbody tr", "data-key");
  await other.goto(`${base}/jobs/${seen.job}`);
  await other.click("button:text-is('Rerun')");
  await page.waitForSelector("#news a");
  assert.equal(await page.getAttribute("tbody tr", "data-key"), first);
  await other.close();
  const shifted = await page.evaluate(() => window.shifted);
  assert.ok(shifted < 0.02, `the list shifted by ${shifted} while rows changed`);
});

await step(`${LINES.toLocaleString("en")} lines are searched and scrolled`, async () => {
  const job = await submit("prints much", `sh -c 'seq 1 ${LINES} | sed "s/^${LINES / 2}$/the needle/"; exit 3'`);
  await status("Failed");
  seen.failed = job;
  await page.goto(`${base}/jobs/${job}/log`);
  await page.fill("#log-find", "the needle");
  await page.press("#log-find", "Enter");
  await page.waitForSelector(`#L${LINES / 2}.hit`);
  await page.evaluate(() => { location.hash = "#L1000"; });
  await page.waitForSelector("#L1000.hit");
  const rows = await page.evaluate(async () => {
    const log = document.getElementById("log");
    for (let i = 0; i < 20; i++) { log.scrollTop = log.scrollHeight; await new Promise((done) => setTimeout(done, 50)); }
    return log.childElementCount;
  });
  assert.ok(rows <= 2000, `the window holds ${rows} rows`);
});

await step("a filtered list says what became of its rows, in their places", async () => {
  const job = await submit("leaves its filter", "sleep 300");
  await status("Running");
  await page.goto(`${base}/jobs?status=running`);
  const row = page.locator(`tr[data-key=job-${job}]`);
  await row.locator("[data-since]").waitFor();
  const place = await row.evaluate((one) => one.rowIndex);
  await request("POST", `/v1/jobs/${job}/cancel`);
  await row.locator(".word:text-is('Cancelled')").waitFor();
  assert.equal(await row.locator("[data-since]").count(), 0, "its clock goes on");
  assert.equal(await row.evaluate((one) => one.rowIndex), place);
  await page.reload();
  assert.equal(await row.count(), 0);
});

await step("the start stays still while jobs start and end", async () => {
  await page.goto(base);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForSelector("#live.on");
  await page.evaluate(() => { window.shifted = 0; });
  const jobs = [];
  for (let i = 0; i < 16; i++) jobs.push((await request("POST", "/v1/jobs", { name: `load-${i}`, image: "acme/trainer:1.8", workload_type: "batch", gpu_type: "L4", command: ["sh", "-c", `sleep ${i % 3}; exit ${i % 2}`] })).job_id);
  await page.waitForFunction((last) => document.querySelector(`#ended tr[data-key="job-${last}"]`), jobs.at(-1));
  assert.ok(await page.evaluate(() => window.shifted) < 0.02, `the start shifted by ${await page.evaluate(() => window.shifted)}`);
});

await step("the newest lines of a log are in the window, and on a phone it is the whole one", async () => {
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.goto(`${base}/jobs/${seen.failed}/log`);
    await page.waitForFunction((last) => { const row = document.getElementById(`L${last}`)?.getBoundingClientRect(); return row && row.top > 0 && row.bottom <= innerHeight; }, LINES);
    const { top, bottom } = await page.evaluate(() => document.querySelector(".window").getBoundingClientRect());
    assert.ok(bottom <= height && (width > 640 || top <= 0), `the log is from ${top} to ${bottom} of ${height}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

await step("a refused draft keeps its variables, and what is closed is sent again by nobody", async () => {
  await page.goto(`${base}/submit`);
  await page.fill("#f-name", "walks");
  await page.fill("#f-image", "acme/trainer:1.8");
  await page.fill("#f-gpu_type", "L4");
  await page.fill("#f-gpu_count", "many");
  await page.fill("#f-command", "sh -c 'echo token $WALK_TOKEN'");
  await page.fill("#f-environment", "WALK_TOKEN=abc");
  await page.click("#estimate button.go");
  await page.waitForSelector("#estimate .problems [href='#f-gpu_count']");
  await page.fill("#f-gpu_count", "1");
  execFileSync("./jg", ["maintenance", "on", `--data=${data}`, "--message=new disks until noon"]);
  await page.click("#estimate button.go");
  await page.waitForSelector("#estimate .refusal:has-text('new disks until noon')");
  assert.equal(await page.inputValue("#f-environment"), "WALK_TOKEN=abc");
  const other = await page.context().newPage();
  await other.goto(base);
  assert.match(await other.textContent(".alarms"), /new disks until noon/);
  await other.close();
  execFileSync("./jg", ["maintenance", "off", `--data=${data}`]);
  assert.equal(await page.locator("[data-retry]").count(), 0, "a form would be sent again by itself");
  await page.click("#estimate button.go");
  await page.waitForURL(/\/jobs\/job_/);
  await page.goto(`${page.url()}/log`);
  await page.waitForSelector(".line:has-text('token abc')");
});

await step("ten tabs are live at once", async () => {
  const tabs = await Promise.all(Array.from({ length: 10 }, () => page.context().newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(`${base}/jobs`)));
  await Promise.all(tabs.map((tab) => tab.waitForResponse((answer) => [200, 204].includes(answer.status()) && answer.url().endsWith("/jobs"))));
  await Promise.all(tabs.map((tab) => tab.close()));
});
await submit("waits for all", "true");
for (let i = 0; i < 6; i++) await submit(`sleeps-${i}-with-a-name-that-is-longer-than-a-column-of-the-table-could-ever-show-in-one-line`, "sleep 300");

await step("an operator makes a key and revokes it, which ends its session", async () => {
  const operates = await operator(1280, 800, "light");
  await operates.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await operates.click("nav a:has-text('Keys')");
  await operates.fill("#key-name", "for a while");
  await operates.click("button:text-is('Create key')");
  const made = await operates.textContent("#made-key");
  await operates.click("[data-copy]");
  await operates.waitForSelector("[data-copy]:text-is('Copied')");
  assert.equal(await operates.evaluate(() => navigator.clipboard.readText()), made);
  await operates.screenshot({ path: `${pictures}/keys-made-1280-light.png` });
  const theirs = await signedIn(1280, 800, "light", made);
  await theirs.goto(`${base}/jobs`);
  await operates.goto(`${base}/keys`);
  assert.ok(!(await operates.content()).includes(made), "the key is shown a second time");
  await operates.click("[aria-label='Revoke for a while']");
  await operates.click("button.danger");
  await operates.waitForURL(/keys$/);
  await theirs.goto(`${base}/jobs`);
  assert.match(theirs.url(), /login/);
  await theirs.context().close();
  await operates.goto(`${base}/grid`);
  await operates.fill(".parts form:has([value=artifacts]) [name=message]", "the disk is being replaced");
  await operates.click("[aria-label^='Close: Downloads']");
  await operates.waitForSelector("text=closed for maintenance: artifacts");
  await operates.context().close();
});

const PAGES = ["", "jobs", "jobs?status=failed&since=24h", "queue", "fleet", "fleet/node", "usage", "templates", "files", "submit", "submit?job=JOB", "jobs/AGAIN/log",
  "jobs/FAILED/log?line=400", "jobs/JOB/events", "jobs/JOB/files", "jobs/JOB/explain", "jobs/JOB/spec", "jobs/AGAIN/cancel", "nothing"];

/** The colours of the tokens of a theme, and what is see-through. */
function tokens(theme) {
  const block = theme === "light" ? style.slice(style.indexOf(":root {"), style.indexOf("@media (prefers")) : style.slice(style.indexOf(':root[data-theme="dark"]'));
  const hex = [...block.slice(0, block.indexOf("}")).matchAll(/#([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})/gi)];
  return hex.map(([, r, g, b]) => `rgb(${parseInt(r, 16)}, ${parseInt(g, 16)}, ${parseInt(b, 16)})`);
}

/** What is neither a size nor a colour of ours, of all elements but those that the browser draws. */
const strange = ([sizes, colours]) => [...document.querySelectorAll("body, body *")].flatMap((element) => {
  if (element.closest("input, select, textarea, svg, .hidden, title") || element.getAnimations().length) return [];
  const look = getComputedStyle(element);
  const drawn = [look.color, look.backgroundColor, ...["Top", "Right", "Bottom", "Left"].filter((side) => parseFloat(look[`border${side}Width`])).map((side) => look[`border${side}Color`])];
  const wrong = drawn.filter((colour) => !colours.includes(colour) && colour !== "rgba(0, 0, 0, 0)");
  if (!sizes.includes(look.fontSize)) wrong.push(look.fontSize);
  return wrong.map((what) => `${element.tagName}.${element.className}: ${what}`);
});

const OPERATORS = ["", "keys", "keys/KEY/revoke", "callbacks", "callbacks?state=pending", "grid", "grid/retention", "fleet/forget"];

async function look(width, height, theme) {
  const tab = await signedIn(width, height, theme);
  await lookAt(tab, [...PAGES, "login"], "", width, theme);
  await tab.context().close();
  const operates = await operator(width, height, theme);
  await lookAt(operates, OPERATORS, "operator-", width, theme);
  await operates.context().close();
}

async function lookAt(tab, paths, prefix, width, theme) {
  await tab.goto(`${base}/fleet`);
  const node = await tab.getAttribute(".node a", "href");
  if (prefix) await tab.goto(`${base}/keys`);
  const revoked = prefix && (await tab.getAttribute("td a[href$=revoke]", "href"));
  for (const path of paths) {
    const address = path === "fleet/node" ? new URL(node, `${base}/fleet`).href
      : path === "fleet/forget" ? new URL(node, `${base}/fleet`).href.replace("/node", "/forget")
      : path === "keys/KEY/revoke" ? new URL(revoked, `${base}/keys`).href
      : `${base}/${path.replace("JOB", seen.job).replace("AGAIN", seen.again).replace("FAILED", seen.failed)}`;
    await tab.goto(address);
    await tab.evaluate(() => document.fonts.ready);
    const name = `${prefix}${path.replace(/[^a-z0-9]+/gi, "-") || "overview"}-${width}-${theme}`;
    await tab.screenshot({ path: `${pictures}/${name}.png` });
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) findings.push(`${name} scrolls sideways by ${wide} px`);
    findings.push(...(await tab.evaluate(() => window.blocked)).map((what) => `${name}: the policy blocked ${what}`));
    findings.push(...[...new Set(await tab.evaluate(strange, [SIZES, tokens(theme)]))].map((what) => `${name}: no token: ${what}`));
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    findings.push(...violations.map((one) => `${name}: ${one.id}: ${one.nodes[0].html.slice(0, 200)}`));
    if (path === "jobs" && width === 1280) {
      const rows = await tab.evaluate(() => [...document.querySelectorAll("tbody tr")].filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length);
      const all = await tab.locator("tbody tr").count();
      if (rows < Math.min(15, all)) findings.push(`${name} shows ${rows} rows, 15 are wanted`);
    }
  }
}

await step("every page is looked at, in two widths and two themes", async () => {
  await Promise.all([look(1280, 800, "light"), look(390, 844, "dark")]);
  await Promise.all([look(1280, 800, "dark"), look(390, 844, "light")]);
});

await step("what still runs is cancelled", async () => {
  await page.goto(`${base}/jobs/${seen.again}/cancel`);
  await page.fill("#reason", "the check is over");
  await page.click("button.danger");
  await status("Cancelled");
});

const beforeSigningOut = findings.length;
await step("signing out ends the session", async () => {
  await page.goto(`${base}/jobs`);
  await page.click("nav button:text-is('Sign out')");
  await page.waitForSelector("#key");
  await page.goto(`${base}/jobs`);
  assert.match(page.url(), /login/);
});

await browser.close();
// The page that is not there is one of those that were looked at, and a draft was refused; a page that asks for news while its session ends is told so.
const real = findings.filter(
  (what, at) => !/nothing: Failed to load resource.*404|submit: Failed to load resource.*(400|503)/.test(what) && !(at >= beforeSigningOut && /jobs: Failed to load resource.*401/.test(what)),
);
if (real.length) {
  console.error(real.join("\n"));
  process.exit(1);
}
console.log(`${(PAGES.length + 1 + OPERATORS.length) * 4 + 1} pictures, nothing blocked, nothing found`);
