// What the pages of both apps share: words for figures, safe elements, calls, polling, copying.

// ---- figures, as the command line writes them: powers of 1024 ----

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Such as "137.4 MiB". */
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${Math.round(count)} B` : `${value.toFixed(1)} ${UNITS[unit]}`;
}

/** Such as "8.0 MiB/s"; a dash while unknown. */
export const rate = (perSecond) => (perSecond == null ? "–" : `${bytes(perSecond)}/s`);

/** Such as "1:02:03" or "0:07"; dashes while unknown. */
export function duration(seconds) {
  if (seconds == null || !Number.isFinite(seconds)) {
    return "-:--";
  }
  const whole = Math.round(seconds);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Such as "45.2 %", rounded down so that 100 % is only said of all; the whole of nothing is all of it. */
export function percent(part, whole) {
  const share = whole === 0 ? 100 : (100 * part) / whole;
  return `${(Math.floor(share * 10) / 10).toFixed(1)} %`;
}

/** Such as "10,000". */
export const count = (n) => Number(n).toLocaleString("en");

/** Such as "3 peers". */
export const counted = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

// ---- elements: text is only ever text ----

/**
 * Makes an element. Properties are set as attributes, except `on…` (listeners) and `class`; children are elements or texts, and texts
 * never become markup. There is no way to give styles or markup here, on purpose.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text without touching the document when it is there already: screen readers speak what changes. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A bar that is so far (0 to 1); `kind` is good, bad, paused or nothing. */
export function progress(share, label, kind = "") {
  const bar = el("i");
  bar.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return el(
    "span",
    {
      class: `progress ${kind}`,
      role: "progressbar",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": Math.floor(100 * share),
    },
    bar,
  );
}

// ---- calls ----

const UI = "/ui/";

/** The app's address, such as "http://localhost:8080" or, behind a proxy, "https://example.org/swarm"; no slash at the end. */
export const ROOT = import.meta.url.slice(0, import.meta.url.lastIndexOf(UI));

/** An answer that is no success, as RFC 9457 tells it; `status` is 0 when there was no answer at all. */
export class Problem extends Error {
  constructor(status, title, detail, type) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.type = type;
  }
}

const ANSWER_MILLIS_MAX = 15_000;

/**
 * Calls the app and reads JSON. `body`, where there is one, is sent as JSON.
 *
 * @throws Problem in all cases of failure
 */
export async function call(path, { method = "GET", body, headers = {} } = {}) {
  let response;
  try {
    response = await fetch(ROOT + path, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_MILLIS_MAX),
    });
  } catch (failure) {
    throw new Problem(0, "No answer", failure.name === "TimeoutError" ? "no answer in time" : "it cannot be reached");
  }
  const text = await response.text().catch(() => "");
  let json = null;
  try {
    json = text === "" ? null : JSON.parse(text);
  } catch {
    throw new Problem(response.status, "Not understood", "the answer is not JSON");
  }
  if (!response.ok) {
    throw new Problem(response.status, json?.title ?? `HTTP ${response.status}`, json?.detail, json?.type);
  }
  return json;
}

// ---- who may come in ----

let asked = null;

/** How the app is guarded; asked for once. */
function access() {
  asked ??= call("/api/v1/access").catch((failure) => {
    asked = null;
    throw failure;
  });
  return asked;
}

/** The path of a file's link to pass on: where a token is needed, one that is signed and good for some hours. */
export async function filePath(fileId) {
  const { tokenNeeded } = await access();
  return tokenNeeded ? (await call(`/api/v1/files/${encodeURIComponent(fileId)}/link`)).path : `/files/${encodeURIComponent(fileId)}`;
}

/** What commands need beside the link, where they need a token. */
export const tokenOption = async () => ((await access()).tokenNeeded ? " --access-token-file=FILE" : "");

/** Says on the page that everybody may come in, where that is so. */
export async function showGuard(place) {
  const { tokenNeeded, publicAddress } = await access();
  place.hidden = tokenNeeded;
  place.className = publicAddress ? "notice warn" : "quiet small";
  setText(
    place,
    publicAddress
      ? "Open to everybody, on an address that the whole internet may reach. Start it with --access-token-file=FILE to close it."
      : "Open: whoever reaches this address may use it. --access-token-file=FILE closes it.",
  );
}

const BACK_OFF_MILLIS_MAX = 10_000;

/**
 * Runs `look` now and then again, one at a time, while the page is seen: a hidden tab asks nothing, and asks at once when
 * it is shown again. `look` may return how many milliseconds to wait. After failures it waits longer and longer;
 * `failed(problem)` and `worked()` are told.
 *
 * @returns {{now: function(): void}} `now` looks at once
 */
export function poll(look, { every = 1000, failed = () => {}, worked = () => {} } = {}) {
  let timer = 0;
  let running = false;
  let again = false;
  let failures = 0;

  async function turn() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    running = true;
    let wait = every;
    do {
      again = false;
      try {
        wait = (await look()) ?? every;
        failures = 0;
        worked();
      } catch (failure) {
        if (!(failure instanceof Problem)) {
          console.error(failure);
        }
        wait = Math.min(BACK_OFF_MILLIS_MAX, every * 2 ** Math.min(failures++, 5));
        failed(failure);
      }
    } while (again && !document.hidden);
    running = false;
    if (!document.hidden) {
      timer = setTimeout(turn, wait);
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : turn()));
  turn();
  return { now: turn };
}

// ---- copying ----

/** Over plain HTTP a browser gives the clipboard only to localhost: elsewhere the old way, through a selection, works. */
async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    return navigator.clipboard.writeText(text);
  }
  const field = el("textarea", { readonly: true, class: "unseen" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) {
    throw new Error("the browser does not copy");
  }
}

/** A button that copies a text and says so. `text` may be a function, also one that has to wait. */
export function copyButton(text, label) {
  const button = el("button", { type: "button", "aria-label": `Copy ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await copyText(await (typeof text === "function" ? text() : text));
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select and copy";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  return button;
}

/** A line that can be read and copied: a label, the text, the button. */
export const copyLine = (label, text) =>
  el("div", { class: "copy" }, el("span", {}, label), el("code", { title: text, tabindex: 0 }, text), copyButton(text, label));

/** For a shell: in single quotes when it has anything that a shell would not leave alone. */
export const shellQuoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", "'\\''")}'`);

// ---- themes ----

const THEMES = ["auto", "light", "dark"];

/** Wires a button that goes round automatic, light and dark; the choice is kept in this browser. */
export function themeButton(button, changed = () => {}) {
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  let at = Math.max(0, THEMES.indexOf(stored()));
  const show = () => {
    const theme = THEMES[at];
    if (theme === "auto") {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    at = (at + 1) % THEMES.length;
    try {
      localStorage.setItem("theme", THEMES[at]);
    } catch {
      // A browser that keeps nothing: the choice lasts as long as the page.
    }
    show();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show();
}
