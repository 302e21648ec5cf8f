// What the tracker lists, with a button to have it here.

import { byId, bytes, count, counted, el, poll, setText } from "./common.js";
import { change, doing, lastSegment, pager, read, say, showLinks } from "./peer-common.js";

const EVERY_MILLIS = 3000;
const PAGE_SIZE = 25;
const TYPING_MILLIS = 200;

/** @param page what the parts of the page know of each other */
export function startList(page) {
  let at = 0;
  let query = "";
  let shown = "";
  const showPage = pager("list", PAGE_SIZE, (step) => {
    at = Math.max(0, at + step);
    polled.now();
  });

  async function look() {
    const asked = query;
    const found = await read("/tracker/files", { q: query, page: at, size: PAGE_SIZE });
    if (asked !== query) {
      return 0;
    }
    if (at > 0 && found.files.length === 0) {
      at = 0;
      return 0;
    }
    byId("list-problem").hidden = true;
    show(found);
    return EVERY_MILLIS;
  }

  function show(found) {
    setText(byId("list-total"), found.total === 0 ? "" : counted(found.total, "file"));
    byId("list-table").hidden = found.files.length === 0;
    byId("list-empty").hidden = found.files.length > 0;
    byId("list-empty").replaceChildren(query === ""
      ? el("span", {}, "The tracker lists no files yet. What this or any other peer shares appears here.")
      : el("span", {}, `No file’s name contains “${query}”.`));
    showPage(at, found.total);
    const marked = found.files.map((listed) => [listed, doingWhat(listed)]);
    const picture = JSON.stringify(marked);
    if (picture !== shown) { // or the focus would be lost with every look
      shown = picture;
      const focused = document.activeElement?.closest?.("#list-rows tr")?.dataset.file;
      byId("list-rows").replaceChildren(...marked.map(([listed, what]) => row(listed, what)));
      byId("list-rows").querySelector(`tr[data-file="${CSS.escape(focused ?? "")}"] button`)?.focus();
    }
  }

  /** here, on its way, or neither. */
  function doingWhat({ file, held }) {
    const state = page.ofDownloads.get(file.fileId)?.state;
    if (state && state !== "COMPLETE" && state !== "FAILED") {
      return state === "PAUSED" ? "paused" : "downloading";
    }
    return held === file.chunkCount && (held > 0 || state === "COMPLETE") ? "here" : "";
  }

  function row({ file }, what) {
    const name = file.names[0] ?? file.fileId;
    const get = el("button", { type: "button", class: "primary", "aria-label": `Download ${name}`, onclick: doing(async () => {
      await change("POST", "/downloads", { file: file.fileId });
      say(`${name} is being downloaded.`);
      page.downloadsChanged();
      polled.now();
    }, "The download") }, "Download");
    const mark = { here: el("span", { class: "badge good" }, "on this machine"), downloading: el("span", { class: "badge accent" }, "downloading"), paused: el("span", { class: "badge warn" }, "paused") }[what];
    return el("tr", { "data-file": file.fileId },
      el("td", { class: "name" }, name, file.names.length > 1 ? el("span", { class: "sub" }, `also ${file.names.slice(1, 4).map(lastSegment).join(", ")}${file.names.length > 4 ? " …" : ""}`) : null),
      el("td", { class: "num" }, bytes(file.length)),
      el("td", { class: "num wide" }, count(file.seeds)),
      el("td", { class: "num wide" }, count(file.leeches)),
      el("td", { class: "num wide" }, file.availability === 0 ? el("span", { class: "badge warn", title: "Nobody can finish it now" }, "0") : count(file.availability)),
      el("td", { class: "num" }, el("span", { class: "actions" },
        el("button", { type: "button", class: "plain wide", "aria-label": `Link of ${name}`, onclick: () => showLinks(file.fileId, name, page.tracker, what === "here") }, "Link"),
        mark ?? get)));
  }

  let typing = 0;
  byId("list-search").addEventListener("input", (event) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      query = event.target.value.trim();
      at = 0;
      polled.now();
    }, TYPING_MILLIS);
  });

  const polled = poll(look, {
    every: EVERY_MILLIS,
    failed: (problem) => {
      if (problem.status !== 0) { // else the peer itself is away, which is said above
        byId("list-problem").hidden = false;
        setText(byId("list-problem"), problem.message);
        byId("list-empty").hidden = true;
      }
    },
  });
  page.listChanged = () => polled.now();
}
