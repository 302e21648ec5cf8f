// What this peer holds: links to pass on, and taking files back.

import { ROOT, byId, bytes, count, el, setText } from "./common.js";
import { change, doing, lastSegment, read, say, showLinks } from "./peer-common.js";
import { startTable } from "./peer-table.js";

/** @param page what the parts of the page know of each other */
export function startShares(page) {
  let unshared = { files: [], total: 0 };

  async function ask(asked) {
    const [held, takenBack] = await Promise.all([read("/shares", asked), read("/shares/unshared")]);
    unshared = takenBack;
    return { entries: held.shares, total: held.total, picture: [held.shares, takenBack] };
  }

  function showUnshared() {
    byId("unshared").hidden = unshared.total === 0;
    setText(byId("unshared-total"), `(${count(unshared.total)})`);
    byId("unshared-rows").replaceChildren(...unshared.files.map(unsharedRow));
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
    const url = `${ROOT}${share.link}/${encodeURIComponent(lastSegment(name))}`;
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
        el("button", { type: "button", class: "plain", "aria-label": `Link of ${name}`, onclick: () => showLinks(share.fileId, name, page.tracker, share.complete) }, "Link"),
        share.complete ? stop : el("span", { class: "badge accent" }, "in part"))));
  }

  const unsharedRow = ({ fileId, name }) =>
    el("li", {}, el("div", { class: "line" }, el("span", { class: "title" }, name), el("span", { class: "fill" }),
      el("button", { type: "button", "aria-label": `Share ${name} again`, onclick: doing(() => shareAgain(fileId, name), "Sharing again") }, "Share again")));

  byId("rescan").addEventListener("click", doing(async () => {
    await change("POST", "/shares/rescan");
    say("The share folder is being looked through.");
    setTimeout(changed, 800);
  }, "The rescan"));

  const polled = startTable("shares", {
    rows: "share-rows",
    ask,
    row,
    drawn: showUnshared,
    nothing: "Nothing is shared yet. Drop a file onto this page, or put one into the share folder.",
  });
  page.sharesChanged = () => polled.now();
}
