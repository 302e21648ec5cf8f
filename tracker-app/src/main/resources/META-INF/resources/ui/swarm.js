// One swarm: figures, the map, copies, the rate, peers. What is drawn comes from one call, /api/v1/files/ID/swarm.

import { ROOT, byId, bytes, call, copyLine, count, counted, duration, el, filePath, percent, poll, progress, rate, setText, shellQuoted, showGuard, themeButton, tokenOption } from "./common.js";
import { bitfield, colour, onceAFrame } from "./drawing.js";
import { ChunkMap, CopyCounts, drawCopies } from "./map.js";

const ROWS_MAX = 50;
const CHART_HEIGHT = 170;
const BOTTLENECKS = {
  SEED_UPLINK: "bottleneck: the seeds’ uplink",
  SLOWEST_DOWNLINK: "bottleneck: the slowest downlink",
  SWARM_UPLINK: "bottleneck: all uplinks together",
};

const fileId = new URLSearchParams(location.search).get("file") ?? "";
const state = { swarm: null, peers: [], copies: [], sort: "held", descending: false, page: 0, factsShown: false };

// ---- the map and what it says ----

const fields = new Map();

/** The peer's bitfield, decoded once while it stays the same; null for all chunks. */
function fieldOf(peer) {
  if (peer.bitfield === undefined) {
    return null;
  }
  const known = fields.get(peer.peerId);
  if (known?.base64 === peer.bitfield) {
    return known.field;
  }
  const field = bitfield(peer.bitfield);
  fields.set(peer.peerId, { base64: peer.bitfield, field });
  return field;
}

const labelOf = (peer) => peer.name ?? peer.endpoint.replace(/^http:\/\//, "");

function tip(place, text, x, y) {
  place.textContent = text;
  place.hidden = false;
  const room = place.parentElement.clientWidth;
  place.style.left = `${Math.max(0, Math.min(x + 10, room - place.offsetWidth))}px`;
  place.style.top = `${y + 8}px`;
}

function chunksSaid(from, to) {
  const { chunkCount, chunkSize, length } = state.swarm.file;
  const where = `${bytes(from * chunkSize)} – ${bytes(Math.min(length, to * chunkSize))}`;
  return to - from === 1 ? `chunk ${count(from)} of ${count(chunkCount)}, ${where}` : `chunks ${count(from)}–${count(to - 1)} of ${count(chunkCount)}, ${where}`;
}

const map = new ChunkMap(byId("map"), (at) => {
  byId("map-tip").hidden = at === null;
  if (at !== null) {
    const held = at.held === at.to - at.from ? "held" : at.held === 0 ? "not held" : `${at.held} of ${at.to - at.from} held`;
    const said = `${at.peer.label}: ${chunksSaid(at.from, at.to)}, ${held}`;
    tip(byId("map-tip"), said, at.x, at.y);
    if (at.byKey) {
      setText(byId("map-said"), said);
    }
  }
});

const redrawCopies = onceAFrame(() => drawCopies(byId("copies"), state.copies));

function wireCopies() {
  const canvas = byId("copies");
  new ResizeObserver(redrawCopies).observe(canvas.parentElement);
  canvas.addEventListener("pointermove", (event) => {
    const chunks = state.copies.length;
    if (chunks === 0) {
      return;
    }
    const across = Math.max(1, canvas.clientWidth);
    const from = Math.min(chunks - 1, Math.max(0, Math.floor((event.offsetX * chunks) / across)));
    const to = Math.min(chunks, Math.max(from + 1, Math.floor(((event.offsetX + 1) * chunks) / across)));
    const part = state.copies.slice(from, to);
    const fewest = Math.min(...part);
    const most = Math.max(...part);
    const copies = fewest === most ? counted(fewest, "copy", "copies") : `${fewest} to ${most} copies`;
    tip(byId("copies-tip"), `${chunksSaid(from, to)}: ${copies}`, event.offsetX, event.offsetY);
  });
  canvas.addEventListener("pointerleave", () => (byId("copies-tip").hidden = true));
}

const collator = new Intl.Collator("en", { numeric: true });

const copies = new CopyCounts();
let places = { of: "", byPeer: new Map() };

/** Seeds first, then by name: a line keeps its place while its peer fetches. Sorted anew only when somebody comes, goes or is done. */
function asShown(peers) {
  const of = peers.map((peer) => `${peer.peerId} ${peer.bitfield === undefined}`).join();
  if (places.of !== of) {
    const sorted = [...peers].sort(
      (a, b) => (b.bitfield === undefined) - (a.bitfield === undefined) || collator.compare(labelOf(a), labelOf(b)),
    );
    places = { of, byPeer: new Map(sorted.map((peer, i) => [peer.peerId, i])) };
  }
  const shown = new Array(peers.length);
  peers.forEach((peer) => (shown[places.byPeer.get(peer.peerId)] = peer));
  return shown;
}

function showMap() {
  const { file, peers } = state.swarm;
  const lines = asShown(peers).map((peer) => ({
    key: peer.peerId,
    label: labelOf(peer),
    version: peer.bitfield ?? "all",
    field: fieldOf(peer),
  }));
  state.copies = copies.of(lines, file.chunkCount, Math.max(0, file.seeds - peers.filter((peer) => peer.bitfield === undefined).length));
  map.show(lines, file.chunkCount);
  redrawCopies();
  const all = file.seeds + file.leeches;
  setText(
    byId("map-note"),
    `${counted(file.chunkCount, "chunk")} of ${bytes(file.chunkSize)} × ${peers.length < all ? `${count(peers.length)} of ${count(all)} peers` : counted(all, "peer")}`,
  );
  const fewest = state.copies.reduce((a, b) => Math.min(a, b), Infinity);
  const rare = state.copies.reduce((n, copies) => n + (copies <= 1 ? 1 : 0), 0);
  const summary =
    file.chunkCount === 0
      ? "an empty file has no chunks"
      : `at least ${counted(fewest, "copy", "copies")} of each; ${counted(rare, "chunk")} with one copy or none`;
  setText(byId("copies-note"), summary);
  setText(byId("map-summary"), `${counted(file.seeds, "seed")}, ${counted(file.leeches, "leech", "leeches")}; ${summary}.`);
}

// ---- the rate ----

let chart = null;

function chartData() {
  const past = state.swarm.past;
  return [past.map((moment) => -moment.secondsAgo), past.map((moment) => moment.fetchedPerSecond)];
}

function makeChart() {
  const place = byId("rate");
  chart?.destroy();
  const quiet = colour("--text-quiet");
  const axis = { stroke: quiet, grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  chart = new window.uPlot(
    {
      width: Math.max(100, place.clientWidth),
      height: CHART_HEIGHT,
      scales: { x: { time: false }, y: { range: (plot, least, most) => [0, Math.max(most ?? 0, 1000) * 1.1] } },
      axes: [
        { ...axis, values: (plot, splits) => splits.map((seconds) => (seconds === 0 ? "now" : `−${duration(-seconds)}`)) },
        { ...axis, size: 80, values: (plot, splits) => splits.map((perSecond) => rate(perSecond)) },
      ],
      series: [
        { label: "Time", value: (plot, seconds) => (seconds == null ? "–" : seconds > -0.5 ? "now" : `${duration(-seconds)} ago`) },
        {
          label: "All leeches",
          stroke: colour("--accent"),
          fill: colour("--accent-quiet"),
          width: 1.5,
          points: { show: false },
          value: (plot, perSecond) => rate(perSecond),
        },
      ],
      cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    },
    chartData(),
    place,
  );
}

function showRate() {
  if (chart === null) {
    makeChart();
  } else {
    chart.setData(chartData());
  }
  const past = state.swarm.past;
  const most = past.reduce((high, moment) => Math.max(high, moment.fetchedPerSecond), 0);
  setText(byId("rate-note"), `now ${rate(state.swarm.fetchedPerSecond)}, at most ${rate(most)}, watched for ${duration(past[0]?.secondsAgo ?? 0)}`);
}

// ---- figures ----

function showState(file) {
  const badge = byId("state");
  let [word, kind] = ["complete everywhere", "good"];
  if (file.availability === 0) {
    [word, kind] = ["chunks are missing", "bad"];
  } else if (file.leeches > 0) {
    [word, kind] = ["spreading", "accent"];
  } else if (file.seeds === 1) {
    [word, kind] = ["one copy only", "warn"];
  }
  setText(badge, word);
  badge.className = `badge ${kind}`;
  badge.hidden = false;
}

function showFigures() {
  const { file, forecast, peers } = state.swarm;
  setText(byId("seeds"), count(file.seeds));
  setText(byId("leeches"), count(file.leeches));
  setText(byId("availability"), count(file.availability));
  setText(byId("fetched"), file.leeches === 0 ? "–" : rate(state.swarm.fetchedPerSecond));
  setText(byId("standing"), forecast.standing > 0 ? `${count(forecast.standing)} fetched nothing lately` : "hold less");
  const done = file.leeches === 0;
  setText(byId("eta"), done ? "done" : duration(forecast.lastDoneSeconds));
  const last = peers.find((peer) => peer.peerId === forecast.lastPeerId);
  const standing = forecast.standing > 0 ? ` and ${count(forecast.standing)} standing` : "";
  setText(byId("eta-note"), done ? "nobody lacks anything" : last ? `${labelOf(last)}${standing}, at the rates of now` : "nobody fetches now");
  setText(byId("bound"), done ? "–" : duration(forecast.boundSeconds));
  setText(byId("bound-note"), forecast.bottleneck ? `fluid bound, estimated; ${BOTTLENECKS[forecast.bottleneck]}` : "the fluid bound, estimated");
  showState(file);
}

async function showLines(fileId, name) {
  const link = ROOT + (await filePath(fileId));
  const option = await tokenOption();
  const base = name.slice(name.lastIndexOf("/") + 1);
  byId("lines").replaceChildren(
    copyLine("link", link),
    copyLine("rangeswarm", `rangeswarm get ${fileId} --tracker=${ROOT}${option}`),
    copyLine("curl", `curl -L -o ${shellQuoted(base)} ${link}`),
    copyLine("aria2c", `aria2c --follow-metalink=mem -k1M -s8 ${link}`),
  );
}

function showFacts(file) {
  const name = file.names[0] ?? file.fileId;
  document.title = `${name} · Rangeswarm`;
  setText(byId("name"), name);
  if (state.factsShown) {
    return;
  }
  state.factsShown = true;
  showLines(file.fileId, name).catch(() => (state.factsShown = false)); // with the next look
  const facts = {
    "Also called": file.names.length > 1 ? file.names.slice(1, 10).join(", ") : null,
    Size: `${bytes(file.length)} (${count(file.length)} bytes)`,
    Chunks: `${count(file.chunkCount)} of ${bytes(file.chunkSize)} (${count(file.chunkSize)} bytes)`,
    "SHA-256": file.sha256,
    Id: file.fileId,
  };
  byId("facts").replaceChildren(
    ...Object.entries(facts).flatMap(([what, value]) =>
      value === null ? [] : [el("dt", {}, what), el("dd", { class: what === "SHA-256" || what === "Id" ? "mono" : "" }, value)],
    ),
  );
}

// ---- peers ----

const KEYS = {
  name: labelOf,
  zone: (peer) => peer.zone ?? "",
  held: (peer) => peer.held,
  fetches: (peer) => peer.fetchesPerSecond ?? -1,
  sends: (peer) => peer.sendsPerSecond ?? -1,
  uploaded: (peer) => peer.uploadedBytes,
  lease: (peer) => peer.leaseSecondsLeft,
};

function sorted(peers) {
  const key = KEYS[state.sort];
  const direction = state.descending ? -1 : 1;
  return [...peers].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const order = typeof x === "string" ? collator.compare(x, y) : x - y;
    return direction * order || (a.peerId < b.peerId ? -1 : 1);
  });
}

/** A row of which only the figures change: selections in it survive, and nothing is read aloud twice. */
function peerRow(peer) {
  const cell = (kind) => el("td", { class: kind });
  const row = { said: "", holds: cell("done"), fetches: cell("num"), sends: cell("num"), uploaded: cell("num wide"), lease: cell("num wide") };
  row.element = el(
    "tr",
    {},
    el("td", { class: "name" }, labelOf(peer), peer.name ? el("span", { class: "sub" }, peer.endpoint) : null),
    el("td", {}, peer.zone ?? "–"),
    row.holds,
    row.fetches,
    row.sends,
    row.uploaded,
    row.lease,
  );
  return row;
}

function updateRow(row, peer, chunkCount) {
  const done = peer.bitfield === undefined;
  const said = done ? "seed" : percent(peer.held, chunkCount);
  if (row.said !== said) {
    row.said = said;
    row.holds.replaceChildren(
      ...(done ? [el("span", { class: "badge good" }, said)] : [progress(peer.held / chunkCount, `${labelOf(peer)} holds`), said]),
    );
  }
  setText(row.fetches, done ? "–" : rate(peer.fetchesPerSecond));
  setText(row.sends, rate(peer.sendsPerSecond));
  setText(row.uploaded, bytes(peer.uploadedBytes));
  setText(row.lease, `${count(peer.leaseSecondsLeft)} s`);
  return row.element;
}

let rows = new Map();

function rowsOf(peers, chunkCount) {
  const next = new Map();
  const elements = peers.map((peer) => {
    const key = `${peer.peerId} ${labelOf(peer)} ${peer.zone}`;
    const row = rows.get(key) ?? peerRow(peer);
    next.set(key, row);
    return updateRow(row, peer, chunkCount);
  });
  rows = next;
  return elements;
}

function showPeers() {
  const { file, peers } = state.swarm;
  const all = sorted(peers);
  const pages = Math.max(1, Math.ceil(all.length / ROWS_MAX));
  state.page = Math.min(state.page, pages - 1);
  const first = state.page * ROWS_MAX;
  const part = all.slice(first, first + ROWS_MAX);
  const body = byId("peer-rows");
  const shown = rowsOf(part, file.chunkCount);
  if (shown.length !== body.children.length || shown.some((row, i) => body.children[i] !== row)) {
    body.replaceChildren(...shown);
  }
  const total = file.seeds + file.leeches;
  setText(byId("peers-note"), peers.length < total ? `${count(peers.length)} of ${count(total)}` : count(total));
  byId("peer-pages").hidden = pages === 1;
  setText(byId("peer-range"), `${count(first + 1)}–${count(first + part.length)} of ${count(all.length)}`);
  byId("peer-previous").disabled = state.page === 0;
  byId("peer-next").disabled = state.page >= pages - 1;
  for (const button of document.querySelectorAll("[data-sort]")) {
    const heading = button.closest("th");
    if (button.dataset.sort === state.sort) {
      heading.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
    } else {
      heading.removeAttribute("aria-sort");
    }
  }
}

// ---- all together ----

function show() {
  byId("swarm").hidden = false;
  byId("gone").hidden = true;
  showFacts(state.swarm.file);
  showFigures();
  showMap();
  showRate();
  showPeers();
}

async function look() {
  try {
    state.swarm = await call(`/api/v1/files/${encodeURIComponent(fileId)}/swarm`);
  } catch (problem) {
    if (problem.status !== 404 && problem.status !== 400) {
      throw problem;
    }
    byId("swarm").hidden = true;
    byId("state").hidden = true;
    byId("gone").hidden = false;
    setText(byId("name"), fileId === "" ? "No file" : fileId);
    return 5000;
  }
  const gone = new Set(fields.keys());
  state.swarm.peers.forEach((peer) => gone.delete(peer.peerId));
  gone.forEach((id) => fields.delete(id));
  show();
  return state.swarm.pollAfterMillis;
}

function failed(problem) {
  setText(
    byId("away"),
    problem.status === 0
      ? "The tracker does not answer. What you see is how it was last; this page keeps trying."
      : `The tracker cannot say: ${problem.message}`,
  );
  byId("away").hidden = false;
}

showGuard(byId("guard")).catch(() => {}); // what is wrong with the tracker is said above
themeButton(byId("theme"), () => {
  map.recolour();
  redrawCopies();
  if (chart !== null) {
    makeChart();
  }
});
wireCopies();
new ResizeObserver(() => chart?.setSize({ width: Math.max(100, byId("rate").clientWidth), height: CHART_HEIGHT })).observe(byId("rate"));
for (const button of document.querySelectorAll("[data-sort]")) {
  button.addEventListener("click", () => {
    const key = button.dataset.sort;
    state.descending = state.sort === key ? !state.descending : !["name", "zone", "held", "lease"].includes(key);
    state.sort = key;
    state.page = 0;
    showPeers();
  });
}
byId("peer-previous").addEventListener("click", () => (state.page--, showPeers()));
byId("peer-next").addEventListener("click", () => (state.page++, showPeers()));
// Modules run once the page is read, after scripts that are deferred: the chart's library is there.
poll(look, { every: 1000, failed, worked: () => (byId("away").hidden = true) });
