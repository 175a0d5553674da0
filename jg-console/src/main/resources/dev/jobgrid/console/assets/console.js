// The one module of the console. Every page can be read without it: it keeps pages live, tells times in the browser's zone,
// and makes the log a window over any length. It sets text, and takes HTML from this server's own pages only.

const root = document.body.dataset.root || "./";
const token = document.body.dataset.token || "";
const policy = window.trustedTypes ? trustedTypes.createPolicy("jg", { createHTML: (html) => html }) : { createHTML: (html) => html };
const parse = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");
const byId = (id) => document.getElementById(id);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const still = () => document.hidden;

// Times.

const two = (n) => String(n).padStart(2, "0");
const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

function age(seconds) {
  if (seconds < 60) return `${Math.max(0, seconds)}\u00a0s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)}\u00a0h` : `${Math.floor(seconds / 86400)}\u00a0d`;
}

function span(seconds) {
  const s = Math.max(0, seconds);
  const rest = `${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${rest}`;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function localTimes(within) {
  for (const time of within.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    if (time.dataset.form === "time") say(time, clock(at));
    if (time.dataset.form === "moment") say(time, `${day(at)} ${two(at.getHours())}:${two(at.getMinutes())}`);
    time.title = `${day(at)} ${clock(at)}, ${time.dateTime}`;
  }
}

function tick() {
  if (still()) return;
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-form=age]")) {
    say(time, age(Math.floor((now - new Date(time.dateTime)) / 1000)));
  }
  for (const part of document.querySelectorAll("[data-since]")) say(part, span(Math.floor(now / 1000) - Number(part.dataset.since)));
  for (const part of document.querySelectorAll("[data-until]")) say(part, span(Math.max(0, Number(part.dataset.until) - Math.floor(now / 1000))));
}

// Live: ask for the page each few seconds while it is seen, and put what changed in its place.

const main = byId("main");
const mark = byId("live");
let failures = 0;
let lostAt = "";

function shown(state) {
  if (!mark) return;
  mark.className = `live ${state}`;
  say(mark, state === "on" ? "live" : state === "off" ? `not live since ${lostAt}, trying` : "");
}

const isBusy = (element) => {
  const chosen = document.getSelection();
  return element.contains(document.activeElement) && document.activeElement !== document.body && document.activeElement.matches("input:not([type=checkbox]),select,textarea")
    || (chosen && !chosen.isCollapsed && element.contains(chosen.anchorNode));
};

function replace(old, fresh) {
  if (old.dataset.v === fresh.dataset.v || isBusy(old)) return;
  const box = old.querySelector("input[type=checkbox]");
  const copy = document.importNode(fresh, true);
  const newBox = copy.querySelector("input[type=checkbox]");
  if (box && newBox) newBox.checked = box.checked;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const same = focused && (focused.getAttribute("href") ? `a[href="${CSS.escape(focused.getAttribute("href"))}"]` : focused.name ? `[name="${CSS.escape(focused.name)}"]` : "");
  if (copy.matches("tr")) copy.classList.add("changed");
  old.replaceWith(copy);
  localTimes(copy);
  if (same) copy.querySelector(same)?.focus({ preventScroll: true });
}

const keysOf = (list) => new Set([...list.children].map((row) => row.dataset.key).filter(Boolean));

function changed(row) {
  const copy = document.importNode(row, true);
  copy.classList.add("changed");
  localTimes(copy);
  return copy;
}

/** New rows are announced, or come where they belong; where there is a number of places, each takes that of one that is gone. */
function rows(mine, now) {
  const [had, has] = [keysOf(mine), keysOf(now)];
  const gone = [...mine.children].filter((row) => !has.has(row.dataset.key));
  const added = [...now.children].filter((row) => !had.has(row.dataset.key));
  const how = mine.dataset.rows;
  if (how === "announce" && added.length) announce(added.length);
  if (how === "places") gone.forEach((row, i) => added[i] && row.replaceWith(added[i].dataset.key ? changed(added[i]) : document.importNode(added[i], true)));
  if (how !== "sync") return;
  gone.forEach((row) => row.remove());
  for (const row of added) {
    const before = row.previousElementSibling && [...mine.children].find((one) => one.dataset.key === row.previousElementSibling.dataset.key);
    if (before) before.after(changed(row)); else mine.prepend(changed(row));
  }
}

function merge(page) {
  if ([...page.querySelectorAll("[data-rows]")].some((list) => !byId(list.id))) return location.reload();
  const fresh = new Map([...page.querySelectorAll("[data-key]")].map((element) => [element.dataset.key, element]));
  for (const old of document.querySelectorAll("[data-key]")) if (fresh.has(old.dataset.key)) replace(old, fresh.get(old.dataset.key));
  for (const list of document.querySelectorAll("[data-rows]")) rows(list, page.getElementById(list.id) || document.createElement("div"));
  tick();
}

function announce(count) {
  const news = byId("news");
  if (!news) return;
  news.hidden = false;
  const link = document.createElement("a");
  link.className = "link";
  link.href = location.href;
  link.textContent = `${count} new job${count === 1 ? "" : "s"}`;
  news.replaceChildren(link);
}

async function ask() {
  // Jobs that have not ended: of those that the list no longer has, the answer says what became of them.
  const open = [...document.querySelectorAll("#jobs [data-since]")].map((clock) => clock.closest("tr").dataset.key.slice(4));
  const answer = await fetch(location.href.split("#")[0], { headers: { "X-Console-Live": main.dataset.version, "X-Console-Rows": open.join() }, cache: "no-store" });
  if (answer.status === 401) return location.reload();
  if (answer.status !== 204) {
    if (!answer.ok) throw new Error(String(answer.status));
    merge(parse(await answer.text()));
    main.dataset.version = answer.headers.get("X-Console-Live") || "";
  }
}

async function live() {
  const seconds = Number(main?.dataset.live || 0);
  if (!seconds) return;
  shown("on");
  for (;;) {
    await wait(failures > 1 ? 5000 : seconds * 1000);
    if (still()) { await new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true })); continue; }
    try {
      await ask();
      failures = 0;
      shown("on");
    } catch {
      if (!failures++) lostAt = clock(new Date());
      if (failures > 1) shown("off");
    }
  }
}

// Rows that are chosen raise a bar.

function bulk() {
  const bar = byId("bulk");
  if (!bar) return;
  bar.classList.add("float");
  const count = () => {
    const chosen = document.querySelectorAll("td.pick input:checked").length;
    bar.hidden = !chosen;
    say(byId("bulk-count"), `${chosen} chosen`);
  };
  document.addEventListener("change", (event) => event.target.matches("td.pick input") && count());
  count();
}

// Keys; none while a field has the focus.

let first = "";
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]),select,textarea")) return;
  const pages = { o: "", j: "jobs", q: "queue", f: "fleet", u: "usage" };
  if (first === "g" && event.key in pages) location.href = root + pages[event.key];
  first = event.key === "g" ? "g" : "";
  const rows = [...document.querySelectorAll("tbody tr[data-key]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (event.key === "/") { event.preventDefault(); byId("find")?.focus(); }
  if (event.key === "j" || event.key === "k") rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))]?.querySelector("a")?.focus();
  if (event.key === "x" && at >= 0) rows[at].querySelector("td.pick input")?.click();
  if (event.key === "?" ) alertKeys();
}

function alertKeys() {
  let dialog = byId("keys");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys";
    dialog.className = "panel pad";
    for (const line of ["/  search", "j k  rows", "x  choose a row", "g o  overview", "g j  jobs", "g q  queue", "g f  fleet", "?  this list"]) {
      const row = document.createElement("p");
      row.textContent = line;
      dialog.append(row);
    }
    const close = document.createElement("button");
    close.className = "btn";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(close);
    document.body.append(dialog);
  }
  dialog.showModal();
}

// The log: a window of at most 2,000 rows over any length.

const MOST = 2000;

class Log {
  constructor(box) {
    this.box = box;
    this.at = box.dataset.at;
    this.stream = box.dataset.stream;
    this.last = Number(box.dataset.last);
    this.growing = box.dataset.growing === "yes";
    this.busy = false;
    this.following = !location.hash.startsWith("#L") && Number(box.dataset.marked) === 0 && !/[?&](after|before)=/.test(location.search);
    this.atStart = this.first() <= 1;
    this.range = byId("log-range");
    this.range.hidden = this.last < 2;
    this.range.addEventListener("change", () => this.go(Number(this.range.value)));
    box.addEventListener("scroll", () => this.scrolled());
    byId("log-wrap")?.addEventListener("change", (event) => box.classList.toggle("nowrap", !event.target.checked));
    byId("log-error")?.addEventListener("click", (event) => { event.preventDefault(); this.hit = 0; this.find("", false); });
    const form = byId("log-find").form;
    form.addEventListener("submit", (event) => { event.preventDefault(); this.find(byId("log-find").value, event.submitter?.id === "log-previous"); });
    byId("log-find").addEventListener("input", () => { this.hit = 0; this.search = null; });
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "f" && document.activeElement !== byId("log-find")) { event.preventDefault(); byId("log-find").focus(); byId("log-find").select(); }
      if (event.key === "Enter" && event.shiftKey && document.activeElement === byId("log-find")) { event.preventDefault(); this.find(byId("log-find").value, true); }
      if (event.key === "Escape" && document.activeElement === byId("log-find")) { this.search = null; box.focus(); }
    });
    addEventListener("hashchange", () => this.hash());
    this.hash();
    const marked = box.querySelector(".hit");
    if (marked) marked.scrollIntoView({ block: "center" });
    else if (this.following) box.scrollTop = box.scrollHeight;
    if (marked || this.following) box.parentElement.scrollIntoView({ block: "nearest" });
    if (this.growing) this.follow();
  }

  first() { return Number(this.box.firstElementChild?.dataset.n || 0); }
  end() { return Number(this.box.lastElementChild?.dataset.n || 0); }

  hash() {
    const line = /^#L(\d+)$/.exec(location.hash);
    if (line) this.go(Number(line[1]));
  }

  async read(query) {
    const answer = await fetch(`${this.at}/log/lines?${query}${this.stream ? `&stream=${this.stream}` : ""}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  row([n, at, isError, isCut, parts]) {
    const row = document.createElement("div");
    row.className = isError ? "line e" : "line";
    row.id = `L${n}`;
    row.dataset.n = n;
    const number = document.createElement("a");
    number.className = "n";
    number.href = `#L${n}`;
    number.textContent = n;
    const time = document.createElement("time");
    time.className = "t";
    time.dateTime = at;
    time.dataset.form = "time";
    time.textContent = clock(new Date(at));
    const text = document.createElement("span");
    text.className = "x";
    if (isError) { const word = document.createElement("span"); word.className = "hidden"; word.textContent = "stderr "; text.append(word); }
    for (const [part, style] of parts) {
      if (!style) { text.append(part); continue; }
      const coloured = document.createElement("span");
      coloured.className = style;
      coloured.textContent = part;
      text.append(coloured);
    }
    if (isCut) text.append(" … cut");
    row.append(number, time, text);
    return row;
  }

  append(lines) {
    byId("log-none")?.remove();
    this.box.append(...lines.map((line) => this.row(line)));
    while (this.box.childElementCount > MOST) this.box.firstElementChild.remove();
    if (lines.length) this.last = Math.max(this.last, lines[lines.length - 1][0]);
    this.atStart = this.first() <= 1;
    this.place();
  }

  prepend({ lines, more }) {
    const height = this.box.scrollHeight;
    this.box.prepend(...lines.map((line) => this.row(line)));
    this.box.scrollTop += this.box.scrollHeight - height;
    while (this.box.childElementCount > MOST) this.box.lastElementChild.remove();
    this.atStart = !more || this.first() <= 1;
  }

  place() {
    this.range.max = String(this.last);
    this.range.hidden = this.last < 2;
    if (!this.searching) say(byId("log-place"), this.following ? `${this.last.toLocaleString()} line${this.last === 1 ? "" : "s"}` : `line ${this.middle().toLocaleString()} of ${this.last.toLocaleString()}`);
  }

  middle() {
    const top = this.box.getBoundingClientRect().top + 8;
    for (const row of this.box.children) if (row.getBoundingClientRect().bottom > top) return Number(row.dataset.n);
    return this.end();
  }

  async once(work) {
    if (this.busy) return;
    this.busy = true;
    try { await work(); } catch { /* asked again by the next scroll */ } finally { this.busy = false; }
  }

  scrolled() {
    const box = this.box;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
    this.following = atEnd && this.end() >= this.last;
    this.range.value = String(this.middle());
    this.place();
    if (box.scrollTop < 600 && !this.atStart) this.once(async () => this.prepend(await this.read(`before=${this.first()}`)));
    else if (box.scrollHeight - box.scrollTop - box.clientHeight < 600 && this.end() < this.last) this.once(async () => this.append((await this.read(`after=${this.end()}`)).lines));
  }

  /** Shows a line, and marks it. */
  async go(line) {
    this.following = false;
    if (!byId(`L${line}`)) {
      const page = await this.read(`after=${Math.max(0, line - 200)}`);
      this.box.replaceChildren();
      this.append(page.lines);
    }
    for (const old of this.box.querySelectorAll(".hit")) old.classList.remove("hit");
    const row = byId(`L${line}`);
    row?.classList.add("hit");
    row?.scrollIntoView({ block: "center" });
    this.place();
  }

  /** The next line with a text or the one before, or the first with an error; looks on while it is open. */
  async find(text, back) {
    const search = (this.search = {});
    this.searching = true;
    let from = this.hit || (back ? this.last + 1 : 0);
    try {
      while (this.search === search) {
        const query = new URLSearchParams(text ? { find: text, [back ? "before" : "after"]: from } : { error: 1, after: from });
        if (this.stream) query.set("stream", this.stream);
        const answer = await fetch(`${this.at}/log/find?${query}`, { cache: "no-store" });
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        if (found.line) { this.hit = found.line; this.searching = false; return await this.go(found.line); }
        from = found.to;
        say(byId("log-place"), `${found.end ? "not found" : "searched"} ${back ? "back to" : "to"} line ${from.toLocaleString()} of ${this.last.toLocaleString()}`);
        if (found.end) { this.hit = 0; return; }
      }
    } catch { say(byId("log-place"), "the search failed; try again"); } finally { this.searching = false; }
  }

  async follow() {
    let pause = 250;
    while (this.growing) {
      await wait(pause);
      if (still()) continue;
      try {
        const page = await this.read(`after=${this.end() >= this.last ? this.last : this.last}`);
        if (page.lines.length && this.end() >= this.last) {
          const atEnd = this.following;
          this.append(page.lines);
          if (atEnd) this.box.scrollTop = this.box.scrollHeight;
        } else if (page.lines.length) { this.last = page.lines[page.lines.length - 1][0]; this.place(); }
        this.growing = page.growing || page.more;
        pause = page.more ? 0 : page.lines.length ? 250 : Math.min(2000, pause * 2 || 250);
      } catch { pause = 5000; }
    }
  }
}

// Submit: what the fields hold stays in the page; an answer brings the estimate, and what is wrong. Files go up with their progress.

function submitting() {
  const form = byId("draft");
  if (!form) return;
  let asked = 0;
  let timer = 0;
  const refused = (why) => {
    const line = document.createElement("p");
    line.className = "refusal breaks";
    line.setAttribute("role", "alert");
    line.textContent = why;
    byId("estimate").firstElementChild.prepend(line);
  };
  const send = async (what) => {
    const mine = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", what);
    const answer = await fetch(form.action, { method: "POST", body: fields });
    if (answer.redirected) return location.assign(answer.url);
    const page = parse(await answer.text());
    if (mine !== asked) return;
    const fresh = page.getElementById("estimate");
    if (!fresh) return refused(page.querySelector(".card p")?.textContent || `The server answered ${answer.status}.`);
    const focused = document.activeElement?.closest("#estimate") && document.activeElement.value;
    byId("estimate").replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    if (focused) document.querySelector(`#estimate [value="${CSS.escape(focused)}"]`)?.focus();
    for (const field of form.querySelectorAll("[id^=f-]")) field.ariaInvalid = what !== "estimate" && page.getElementById(field.id)?.ariaInvalid || null;
  };
  const estimate = () => send("estimate").catch(() => {});
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    send(event.submitter?.value || "estimate").catch(() => refused("The server did not answer. Pressed again it is the same submit."));
  });
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(estimate, 500); });
  if (byId("f-image").value) estimate();
  uploads(estimate);
}

function uploads(done) {
  const place = byId("upload");
  const picker = document.createElement("input");
  picker.type = "file";
  picker.multiple = true;
  picker.setAttribute("aria-label", "Upload files");
  const kind = document.createElement("select");
  kind.setAttribute("aria-label", "What the files are");
  for (const word of ["input", "script"]) kind.append(new Option(word, word));
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  place.replaceChildren(picker, " as ", kind, " ", said);
  const send = async (files) => {
    for (const file of files) {
      try {
        const stored = await upload(place.dataset.to, file, kind.value, (part) => say(said, `${file.name}: ${part} %`));
        const label = document.createElement("label");
        label.className = "file";
        const box = document.createElement("input");
        box.type = "checkbox";
        box.name = stored.kind;
        box.value = stored.id;
        box.checked = true;
        label.append(box, " ", stored.name, ` ${stored.kind}, ${stored.size}`);
        byId("files").append(label);
        say(said, `${stored.name} is uploaded`);
      } catch (why) { say(said, `${file.name} was not uploaded: ${why.message}`); }
    }
    picker.value = "";
    done();
  };
  picker.addEventListener("change", () => send([...picker.files]));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files.length) send([...event.dataTransfer.files]); });
}

function upload(to, file, kind, progress) {
  return new Promise((stored, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${to}?${new URLSearchParams({ name: file.name, kind })}`);
    request.setRequestHeader("X-Console-Token", token);
    request.upload.addEventListener("progress", (event) => progress(Math.floor(100 * event.loaded / Math.max(1, event.total))));
    request.addEventListener("load", () => request.status === 200 ? stored(JSON.parse(request.responseText)) : failed(new Error(parse(request.responseText).querySelector(".card p")?.textContent || String(request.status))));
    request.addEventListener("error", () => failed(new Error("the server did not answer")));
    request.send(file);
  });
}

// What is shown once can be copied.

function copying() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => navigator.clipboard.writeText(byId(button.dataset.copy).textContent).then(() => say(button, "Copied"), () => say(button, "Not copied")));
  }
}

localTimes(document);
tick();
copying();
submitting();
setInterval(tick, 1000);
addEventListener("keydown", keys);
bulk();
live();
if (byId("log")) new Log(byId("log"));
const retry = Number(document.querySelector("[data-retry]")?.dataset.retry || 0);
if (retry) wait(retry * 1000).then(() => location.reload());
