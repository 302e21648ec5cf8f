// Downloads: a card for each, with what is here, who sends it and what can be done.

import { byId, bytes, count, counted, duration, el, percent, poll, progress, rate, setText } from "./common.js";
import { bitfield, channels, fitted, heldShares, mixed } from "./drawing.js";
import { change, doing, moveBar, read, say, showLinks, twice } from "./peer-common.js";

const EVERY_MILLIS = 1000;
/** Ended downloads beyond these are not shown; those under way always are. */
const ENDED_SHOWN_MAX = 20;
const STRIP_HEIGHT = 14;
const ENDED = new Set(["COMPLETE", "FAILED", "CANCELLED"]);
const WORDS = {
  QUEUED: ["waits its turn", ""],
  LOCATING: ["looks for sources", "accent"],
  FETCHING: ["downloading", "accent"],
  CHECKING: ["checking", "accent"],
  PAUSED: ["paused", "warn"],
  COMPLETE: ["complete", "good"],
  FAILED: ["failed", "bad"],
};

/** @param page what the parts of the page know of each other */
export function startDownloads(page) {
  const cards = new Map();
  let first = true;

  async function look() {
    const all = (await read("/downloads", { sources: "none" })).filter((download) => download.state !== "CANCELLED");
    tellOfEnds(all);
    page.ofDownloads = new Map(all.map((download) => [download.fileId, download]));
    const open = all.filter((download) => !ENDED.has(download.state));
    const ended = all.filter((download) => ENDED.has(download.state)).reverse();
    show([...open, ...ended.slice(0, ENDED_SHOWN_MAX)]);
    const complete = ended.filter((download) => download.state === "COMPLETE");
    byId("clear").hidden = complete.length === 0;
    byId("clear").onclick = doing(async () => {
      for (const download of complete) {
        await change("DELETE", `/downloads/${download.fileId}`);
      }
      polled.now();
    }, "Clearing");
    setText(byId("downloads-total"), all.length === 0 ? "" : `${count(open.length)} under way, ${count(ended.length)} ended`);
    await Promise.all([...cards.values()].filter((card) => card.wantsDetails()).map((card) => card.details()));
  }

  /** Once each, for those who do not look. */
  function tellOfEnds(all) {
    for (const download of first ? [] : all) {
      const was = page.ofDownloads.get(download.fileId)?.state;
      if (was === download.state || !ENDED.has(download.state) || (was === undefined && download.state === "COMPLETE" && download.fetchedBytes === 0)) {
        continue;
      }
      const name = download.name ?? download.fileId;
      say(download.state === "COMPLETE" ? `${name} is complete.` : `${name} failed: ${download.error ?? "for no known reason"}`);
      page.sharesChanged();
      page.listChanged();
    }
    first = false;
  }

  function show(downloads) {
    const rows = byId("download-rows");
    const ids = new Set(downloads.map((download) => download.fileId));
    for (const [id, card] of cards) {
      if (!ids.has(id)) {
        card.row.remove();
        cards.delete(id);
      }
    }
    downloads.forEach((download, at) => {
      let card = cards.get(download.fileId);
      if (!card) {
        card = makeCard(download.fileId, page, () => polled.now());
        cards.set(download.fileId, card);
      }
      if (rows.children[at] !== card.row) {
        rows.insertBefore(card.row, rows.children[at] ?? null);
      }
      card.show(download);
    });
    byId("no-downloads").hidden = downloads.length > 0;
    setText(byId("no-downloads"), "Nothing is being downloaded. Choose a file of the tracker’s list below.");
  }

  const polled = poll(look, { every: EVERY_MILLIS });
  page.downloadsChanged = () => polled.now();
}

function makeCard(fileId, page, changed) {
  let now = null;
  let chunks = null;
  let sources = [];
  const title = el("span", { class: "title" });
  const state = el("span", { class: "badge" });
  const said = el("span", { class: "said" });
  const bar = progress(0, "Progress");
  const strip = el("canvas", { class: "strip", role: "img", "aria-label": "Chunks" });
  const sourceRows = el("tbody");
  const summary = el("summary", {}, "Sources");
  const details = el("details", { hidden: true }, summary, el("div", { class: "scroll" }, sourceTable(sourceRows)));
  const control = (label, act) => el("button", { type: "button", onclick: doing(async () => { await act(); changed(); }, label) }, label);
  const pause = control("Pause", () => change("POST", `/downloads/${fileId}/pause`));
  const resume = control("Resume", () => change("POST", `/downloads/${fileId}/resume`));
  const link = el("button", { type: "button", class: "plain", onclick: () => showLinks(fileId, now.name ?? fileId, page.tracker, now.state === "COMPLETE") }, "Link");
  const cancel = twice("Cancel", "Delete what has come?", doing(async () => {
    await change("DELETE", `/downloads/${fileId}`);
    say(`${now.name ?? "The download"} was cancelled.`);
    changed();
    page.listChanged();
  }, "Cancelling"));
  const remove = el("button", { type: "button", class: "plain", title: "The file stays", onclick: doing(async () => {
    await change("DELETE", `/downloads/${fileId}`);
    changed();
  }, "Removing") }, "Remove from this list");
  const row = el("li", { "data-file": fileId },
    el("div", { class: "line" }, title, state, el("span", { class: "fill" }), el("span", { class: "acts" }, pause, resume, link, cancel, remove)),
    bar, strip, el("div", { class: "line small" }, said), details);

  function show(download) {
    now = download;
    const [word, kind] = WORDS[download.state] ?? [download.state.toLowerCase(), ""];
    setText(title, download.name ?? fileId);
    title.title = fileId;
    setText(state, word);
    state.className = `badge ${kind}`;
    const share = download.length === 0 ? (download.state === "COMPLETE" ? 1 : 0) : download.heldBytes / download.length;
    moveBar(bar, share, { COMPLETE: "good", FAILED: "bad", PAUSED: "paused" }[download.state] ?? "");
    bar.setAttribute("aria-label", `Progress of ${download.name ?? fileId}`);
    setText(said, sentence(download, sources));
    said.className = download.state === "FAILED" ? "said bad" : "said";
    const open = !ENDED.has(download.state);
    pause.hidden = !["QUEUED", "LOCATING", "FETCHING", "CHECKING"].includes(download.state);
    resume.hidden = !["PAUSED", "FAILED"].includes(download.state);
    cancel.hidden = download.state === "COMPLETE";
    remove.hidden = download.state !== "COMPLETE";
    bar.hidden = download.state === "COMPLETE";
    strip.hidden = !open || download.chunkCount === 0;
    details.hidden = !open && sources.length === 0;
  }

  /** The dear part: asked for while something happens, or while somebody looks. */
  async function details2() {
    const [whole, picture] = await Promise.all([
      read(`/downloads/${fileId}`),
      now.chunkCount > 0 ? read(`/downloads/${fileId}/chunks`) : null,
    ]);
    sources = whole.sources;
    chunks = picture ?? chunks;
    show(whole);
    showSources();
    draw();
  }

  function showSources() {
    setText(summary, counted(sources.length, "source"));
    sourceRows.replaceChildren(...[...sources].sort((a, b) => b.bytes - a.bytes).map((source) => sourceRow(source, now.chunkCount)));
  }

  function draw() {
    if (chunks !== null && !strip.hidden && strip.clientWidth > 0) {
      drawChunks(strip, chunks, now.state === "FETCHING"); // else it has no sources, and that says nothing
      const missing = chunks.chunkCount - now.heldChunks;
      strip.setAttribute("aria-label", `${count(now.heldChunks)} of ${counted(chunks.chunkCount, "chunk")} here, ${count(missing)} missing`);
    }
  }

  return { row, show, details: details2, wantsDetails: () => !ENDED.has(now.state) };
}

function sentence(download, sources) {
  if (download.state === "FAILED") {
    return download.error ?? "";
  }
  if (download.state === "COMPLETE") {
    return `${bytes(download.length)}${download.path ? ` in ${download.path}` : ""}`;
  }
  const parts = [];
  if (download.length > 0) {
    parts.push(`${bytes(download.heldBytes)} of ${bytes(download.length)} (${percent(download.heldBytes, download.length)})`);
    parts.push(`${count(download.heldChunks)}/${count(download.chunkCount)} chunks`);
  }
  if (download.state === "FETCHING") {
    const busy = sources.filter((source) => source.requestsInFlight > 0).length;
    parts.push(rate(download.bytesPerSecond), `${duration(download.secondsLeft)} left`, `from ${counted(busy, "source")}`);
  }
  if (download.waitingFor) {
    parts.push(download.waitingFor);
  }
  return parts.join(" · ");
}

const sourceTable = (rows) =>
  el("table", {}, el("thead", {}, el("tr", {}, ...[
    ["Source", ""], ["Has", "num"], ["Sent", "num"], ["Per request", "num"], ["Requests", "num wide"], ["Failures", "num wide"], ["Strikes", "num"], ["", ""],
  ].map(([label, kind]) => el("th", { scope: "col", class: kind }, label)))), rows);

const sourceRow = (source, chunkCount) =>
  el("tr", {},
    el("td", {}, el("code", {}, source.endpoint)),
    el("td", { class: "num" }, percent(source.heldChunks, chunkCount)),
    el("td", { class: "num" }, bytes(source.bytes)),
    el("td", { class: "num" }, source.bytesPerSecond > 0 ? rate(source.bytesPerSecond) : "–"),
    el("td", { class: "num wide" }, count(source.requestsInFlight)),
    el("td", { class: "num wide" }, count(source.failures)),
    el("td", { class: "num" }, count(source.strikes)),
    el("td", {}, source.banned ? el("span", { class: "badge bad", title: "It sent wrong chunks and is not asked any more" }, "banned") : null));

/** Held in the accent colour; what no source has, in the colour of warnings. */
function drawChunks(canvas, chunks, sourcesKnown) {
  const { painter, width, height } = fitted(canvas, STRIP_HEIGHT);
  const held = heldShares(bitfield(chunks.held), chunks.chunkCount, width);
  const reachable = heldShares(sourcesKnown ? bitfield(chunks.reachable) : null, chunks.chunkCount, width);
  const [full, empty, lost] = ["--accent", "--surface-high", "--warn"].map(channels);
  const image = painter.createImageData(width, height);
  const row = new Uint8ClampedArray(4 * width);
  for (let x = 0; x < width; x++) {
    const rest = mixed(lost, empty, reachable[x]);
    row.set([...mixed(rest, full, held[x]), 255], 4 * x);
  }
  for (let y = 0; y < height; y++) {
    image.data.set(row, 4 * width * y);
  }
  painter.putImageData(image, 0, 0);
}

