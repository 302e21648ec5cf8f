// What this peer holds: links to pass on, and taking files back.

import { byId, bytes, count, counted, el, poll, setText } from "./common.js";
import { change, doing, lastSegment, pager, read, say, showLinks } from "./peer-common.js";

const EVERY_MILLIS = 3000;
const PAGE_SIZE = 25;
const TYPING_MILLIS = 200;

/** @param page what the parts of the page know of each other */
export function startShares(page) {
  let at = 0;
  let query = "";
  let shown = "";
  const showPage = pager("shares", PAGE_SIZE, (step) => {
    at = Math.max(0, at + step);
    polled.now();
  });

  async function look() {
    const asked = query;
    const [held, unshared] = await Promise.all([read("/shares", { q: query, page: at, size: PAGE_SIZE }), read("/shares/unshared")]);
    if (asked !== query) {
      return 0;
    }
    if (at > 0 && held.shares.length === 0) {
      at = 0;
      return 0;
    }
    show(held, unshared);
    return EVERY_MILLIS;
  }

  function show(held, unshared) {
    setText(byId("shares-total"), held.total === 0 ? "" : counted(held.total, "file"));
    byId("shares-table").hidden = held.shares.length === 0;
    byId("shares-empty").hidden = held.shares.length > 0;
    setText(byId("shares-empty"), query === "" ? "Nothing is shared yet. Drop a file onto this page, or put one into the share folder." : `No file’s name contains “${query}”.`);
    showPage(at, held.total);
    const picture = JSON.stringify([held.shares, unshared]);
    if (picture !== shown) { // or the focus would be lost with every look
      shown = picture;
      const focused = document.activeElement?.closest?.("#share-rows tr")?.dataset.file;
      byId("share-rows").replaceChildren(...held.shares.map(row));
      byId("share-rows").querySelector(`tr[data-file="${CSS.escape(focused ?? "")}"] button`)?.focus();
      byId("unshared").hidden = unshared.total === 0;
      setText(byId("unshared-total"), `(${count(unshared.total)})`);
      byId("unshared-rows").replaceChildren(...unshared.files.map(unsharedRow));
    }
  }

  const changed = () => {
    polled.now();
    page.listChanged();
  };

  async function shareAgain(fileId, name) {
    await change("DELETE", `/shares/unshared/${fileId}`);
    say(`${name} is shared again.`);
    setTimeout(changed, 400); // the scan that finds it begins within 200 ms
  }

  function row(share) {
    const name = share.names[0];
    const url = `${share.link}/${encodeURIComponent(lastSegment(name))}`;
    const stop = el("button", { type: "button", class: "plain", "aria-label": `Stop sharing ${name}`, title: "The file stays on disk", onclick: doing(async () => {
      await change("DELETE", `/shares/${share.fileId}`);
      say(`${name} is not shared any more; the file stays on disk.`, () => shareAgain(share.fileId, name).catch((problem) => say(problem.message)));
      changed();
    }, "Taking it back") }, "Stop sharing");
    return el("tr", { "data-file": share.fileId },
      el("td", { class: "name" }, share.complete ? el("a", { href: url, download: lastSegment(name) }, name) : name,
        el("span", { class: "sub", title: `SHA-256 ${share.sha256}` }, el("code", {}, share.sha256.slice(0, 16)), share.names.length > 1 ? `… also ${share.names.slice(1, 4).map(lastSegment).join(", ")}` : "…")),
      el("td", { class: "num" }, bytes(share.length)),
      el("td", { class: "num wide" }, share.complete ? count(share.chunkCount) : `${count(share.held)}/${count(share.chunkCount)}`),
      el("td", { class: "num wide" }, bytes(share.uploadedBytes)),
      el("td", { class: "num" }, el("span", { class: "actions" },
        el("button", { type: "button", "aria-label": `Link of ${name}`, onclick: () => showLinks(share.fileId, name, page.tracker, share.complete) }, "Link"),
        share.complete ? stop : el("span", { class: "badge accent" }, "in part"))));
  }

  const unsharedRow = ({ fileId, name }) =>
    el("li", {}, el("div", { class: "line" }, el("span", { class: "title" }, name), el("span", { class: "fill" }),
      el("button", { type: "button", "aria-label": `Share ${name} again`, onclick: doing(() => shareAgain(fileId, name), "Sharing again") }, "Share again")));

  let typing = 0;
  byId("shares-search").addEventListener("input", (event) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      query = event.target.value.trim();
      at = 0;
      polled.now();
    }, TYPING_MILLIS);
  });
  byId("rescan").addEventListener("click", doing(async () => {
    await change("POST", "/shares/rescan");
    say("The share folder is being looked through.");
    setTimeout(changed, 800);
  }, "The rescan"));

  const polled = poll(look, { every: EVERY_MILLIS });
  page.sharesChanged = () => polled.now();
}
