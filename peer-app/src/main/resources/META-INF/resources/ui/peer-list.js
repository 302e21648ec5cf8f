// What the tracker lists, with a button to have it here.

import { byId, bytes, count, el, setText } from "./common.js";
import { change, doing, lastSegment, read, say, showLinks } from "./peer-common.js";
import { startTable } from "./peer-table.js";

/** @param page what the parts of the page know of each other */
export function startList(page) {
  async function ask(asked) {
    const found = await read("/tracker/files", asked);
    const entries = found.files.map((listed) => [listed, doingWhat(listed)]);
    return { entries, total: found.total, picture: entries };
  }

  /** here, on its way, or neither. */
  function doingWhat({ file, held }) {
    const state = page.ofDownloads.get(file.fileId)?.state;
    if (state && state !== "COMPLETE" && state !== "FAILED") {
      return state === "PAUSED" ? "paused" : "downloading";
    }
    return held === file.chunkCount && (held > 0 || state === "COMPLETE") ? "here" : "";
  }

  function row([{ file }, what]) {
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

  const polled = startTable("list", {
    rows: "list-rows",
    ask,
    row,
    nothing: "The tracker lists no files yet. What this or any other peer shares appears here.",
    worked: () => (byId("list-problem").hidden = true),
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
