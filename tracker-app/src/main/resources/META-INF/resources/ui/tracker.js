// The list of files: what is asked for stands in the page's address, so that a search can be linked.

import { ROOT, byId, bytes, call, copyButton, copyLine, count, counted, el, filePath, poll, setText, showGuard, themeButton } from "./common.js";

const PAGE_SIZE = 50;
const LIST_EVERY_MILLIS = 2000;
const NUMBERS_EVERY_MILLIS = 5000;
const TYPING_MILLIS = 200;
/** What is sorted the highest first when its column is chosen. */
const HIGHEST_FIRST = new Set(["length", "seeds", "leeches", "availability"]);

const asked = readAddress();
let shown = { files: [], total: 0 };

function readAddress() {
  const parameters = new URLSearchParams(location.search);
  const page = Number.parseInt(parameters.get("page") ?? "1", 10);
  return { q: parameters.get("q") ?? "", sort: parameters.get("sort") ?? "name", page: Math.max(0, (page || 1) - 1) };
}

function writeAddress() {
  const parameters = new URLSearchParams();
  if (asked.q !== "") {
    parameters.set("q", asked.q);
  }
  if (asked.sort !== "name") {
    parameters.set("sort", asked.sort);
  }
  if (asked.page > 0) {
    parameters.set("page", asked.page + 1);
  }
  const query = parameters.toString();
  history.replaceState(null, "", location.pathname + (query === "" ? "" : `?${query}`));
}

// ---- rows ----

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

/** Ten bars, from leeches that have hardly begun to those that are nearly done. */
function tenths(counts) {
  if (!counts) {
    return el("span", { class: "quiet" }, "–");
  }
  const most = Math.max(...counts);
  const said = counts.flatMap((n, i) => (n === 0 ? [] : [`${counted(n, "leech", "leeches")} at ${i * 10}–${i * 10 + 10} %`])).join(", ");
  const picture = svg("svg", { class: "tenths", viewBox: "0 0 100 20", preserveAspectRatio: "none", role: "img", "aria-label": said });
  const title = svg("title", {});
  title.textContent = said;
  picture.append(title);
  counts.forEach((n, i) => {
    const height = n === 0 ? 2 : Math.max(5, (20 * n) / most);
    picture.append(svg("rect", { class: n === 0 ? "" : "some", x: i * 10, y: 20 - height, width: 8, height }));
  });
  return picture;
}

function availability(file) {
  if (file.availability === 0) {
    return el("span", { class: "badge bad", title: "Nobody holds some chunk: the file cannot be completed now" }, "0");
  }
  return count(file.availability);
}

function row(file) {
  const more = file.names.length - 1;
  const title = file.names.slice(0, 20).join("\n");
  return el(
    "tr",
    {},
    el(
      "td",
      { class: "name" },
      el("a", { href: `${ROOT}/swarm.html?file=${encodeURIComponent(file.fileId)}`, title }, file.names[0] ?? file.fileId),
      more > 0 ? el("span", { class: "sub" }, `and ${counted(more, "more name")}`) : null,
    ),
    el("td", { class: "num" }, bytes(file.length)),
    el("td", { class: "num" }, file.seeds === 0 ? el("span", { class: "badge warn" }, "0") : count(file.seeds)),
    el("td", { class: "num" }, count(file.leeches)),
    el("td", { class: "num wide" }, availability(file)),
    el("td", { class: "wide" }, tenths(file.leechTenths)),
    el("td", { class: "copy-cell wide" }, copyButton(async () => ROOT + (await filePath(file.fileId)), `link to ${file.names[0] ?? file.fileId}`)),
  );
}

/** Rows that say what they said before stay as they are: focus and selection in them survive. */
const rowsByFile = new Map();

function showRows(files) {
  const next = files.map((file) => {
    const said = JSON.stringify(file);
    const known = rowsByFile.get(file.fileId);
    if (known?.said === said) {
      return known.row;
    }
    const made = row(file);
    if (known?.row.contains(document.activeElement)) {
      const at = [...known.row.querySelectorAll("a,button")].indexOf(document.activeElement);
      queueMicrotask(() => made.querySelectorAll("a,button")[at]?.focus());
    }
    rowsByFile.set(file.fileId, { said, row: made });
    return made;
  });
  const listed = new Set(files.map((file) => file.fileId));
  [...rowsByFile.keys()].filter((id) => !listed.has(id)).forEach((id) => rowsByFile.delete(id));
  const body = byId("rows");
  if (next.length !== body.children.length || next.some((tr, i) => body.children[i] !== tr)) {
    body.replaceChildren(...next);
  }
}

function showNothing() {
  const nothing = byId("nothing");
  if (asked.q !== "") {
    nothing.replaceChildren(el("strong", {}, "No file has this in its name"), el("span", {}, `“${asked.q}”`));
    return;
  }
  nothing.replaceChildren(
    el("strong", {}, "Nobody shares anything yet"),
    el("span", {}, "On a machine that has files, share a folder:"),
    copyLine("", `rangeswarm peer --share=./sharedFolder --tracker=${ROOT}`),
    el("span", {}, "or, from the built jar:"),
    copyLine("", `java -jar peer-app/target/peer-app.jar --share=./sharedFolder --tracker=${ROOT}`),
    el("span", {}, "Its files appear here by themselves."),
  );
}

let nothingShownFor = null;

function show() {
  const { files, total } = shown;
  byId("loading").hidden = true;
  byId("list").hidden = total === 0;
  byId("nothing").hidden = total !== 0;
  if (total === 0 && nothingShownFor !== asked.q) {
    nothingShownFor = asked.q;
    showNothing();
  } else if (total !== 0) {
    nothingShownFor = null;
  }
  showRows(files);
  setText(byId("total"), counted(total, asked.q === "" ? "file" : "match", asked.q === "" ? "files" : "matches"));
  byId("pages").hidden = total <= PAGE_SIZE && asked.page === 0;
  const first = asked.page * PAGE_SIZE;
  setText(byId("range"), files.length === 0 ? "" : `${count(first + 1)}–${count(first + files.length)} of ${count(total)}`);
  byId("previous").disabled = asked.page === 0;
  byId("next").disabled = first + files.length >= total;
  for (const button of document.querySelectorAll("[data-sort]")) {
    const heading = button.closest("th");
    const key = button.dataset.sort;
    if (asked.sort === key || asked.sort === `-${key}`) {
      heading.setAttribute("aria-sort", asked.sort.startsWith("-") ? "descending" : "ascending");
    } else {
      heading.removeAttribute("aria-sort");
    }
  }
}

// ---- asking ----

let asking = 0;

async function lookAtList() {
  const mine = ++asking;
  const parameters = new URLSearchParams({ page: asked.page, size: PAGE_SIZE, sort: asked.sort });
  if (asked.q !== "") {
    parameters.set("q", asked.q);
  }
  const page = await call(`/api/v1/files?${parameters}`);
  if (mine !== asking) {
    return; // somebody typed on
  }
  if (page.files.length === 0 && page.total > 0 && asked.page > 0) {
    asked.page = Math.floor((page.total - 1) / PAGE_SIZE); // the list has become shorter
    writeAddress();
    list.now();
    return;
  }
  shown = page;
  show();
}

async function lookAtNumbers() {
  const numbers = await call("/actuator/stats");
  for (const place of document.querySelectorAll("[data-number]")) {
    const name = place.dataset.number;
    setText(place, name.endsWith("Bytes") ? bytes(numbers[name]) : count(numbers[name]));
  }
}

function failed(problem) {
  const away = byId("away");
  setText(
    away,
    problem.status === 0
      ? "The tracker does not answer. What you see is how it was last; this page keeps trying."
      : `The tracker cannot say: ${problem.message}`,
  );
  away.hidden = false;
}

function changed(change) {
  Object.assign(asked, { page: 0 }, change);
  asking++; // an answer to the question before is not wanted any more
  writeAddress();
  list.now();
}

themeButton(byId("theme"));
showGuard(byId("guard")).catch(() => {}); // what is wrong with the tracker is said above the list
setText(byId("stats-url"), `${ROOT}/actuator/stats`);
const search = byId("search");
search.value = asked.q;
let typing = 0;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => changed({ q: search.value.trim() }), TYPING_MILLIS);
});
for (const button of document.querySelectorAll("[data-sort]")) {
  button.addEventListener("click", () => {
    const key = button.dataset.sort;
    const first = HIGHEST_FIRST.has(key) ? `-${key}` : key;
    const other = HIGHEST_FIRST.has(key) ? key : `-${key}`;
    changed({ sort: asked.sort === first ? other : first });
  });
}
byId("previous").addEventListener("click", () => changed({ page: Math.max(0, asked.page - 1) }));
byId("next").addEventListener("click", () => changed({ page: asked.page + 1 }));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
  }
});

const list = poll(lookAtList, { every: LIST_EVERY_MILLIS, failed, worked: () => (byId("away").hidden = true) });
poll(lookAtNumbers, { every: NUMBERS_EVERY_MILLIS });
