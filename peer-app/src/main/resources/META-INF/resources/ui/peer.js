// The peer's page: how it does, and what starts its parts.

import { byId, bytes, count, el, poll, rate, setText, showGuard, themeButton } from "./common.js";
import { read } from "./peer-common.js";
import { startDamage } from "./peer-damage.js";
import { startDownloads } from "./peer-downloads.js";
import { startIncoming } from "./peer-incoming.js";
import { startLimits } from "./peer-limits.js";
import { startList } from "./peer-list.js";
import { startShares } from "./peer-shares.js";

const EVERY_MILLIS = 1000;

/** What the parts have to know of each other. */
const page = {
  tracker: "",
  ofDownloads: new Map(), // by file id, as last seen
  sharesChanged: () => {},
  listChanged: () => {},
  downloadsChanged: () => {},
};

let before = null;

function showRates(status) {
  const now = performance.now();
  const seconds = before === null ? 0 : (now - before.at) / 1000;
  if (seconds > 0.2 && status.uploadedBytes >= before.up && status.downloadedBytes >= before.down) {
    setText(byId("rate-up"), rate((status.uploadedBytes - before.up) / seconds));
    setText(byId("rate-down"), rate((status.downloadedBytes - before.down) / seconds));
  }
  before = { at: now, up: status.uploadedBytes, down: status.downloadedBytes };
}

function showStatus(status) {
  page.tracker = status.tracker;
  showRates(status);
  setText(byId("files-held"), count(status.shares));
  setText(byId("sent"), bytes(status.uploadedBytes));
  setText(byId("received"), bytes(status.downloadedBytes));
  setText(byId("free"), bytes(status.folderFreeBytes));
  setText(byId("folder"), status.folder);
  setText(byId("who"), [status.name, status.zone].filter(Boolean).join(" · "));
  document.title = status.unfinishedDownloads > 0 ? `(${status.unfinishedDownloads}) Rangeswarm peer` : "Rangeswarm peer";
  const membership = byId("membership");
  membership.hidden = false;
  membership.className = `badge ${status.trackerTrouble ? "bad" : status.registered ? "good" : "warn"}`;
  setText(membership, status.trackerTrouble ? "tracker away" : status.registered ? "registered" : "registering");
  membership.title = status.tracker;
  byId("trouble").hidden = !status.trackerTrouble;
  setText(byId("trouble"), status.trackerTrouble ? `${status.trackerTrouble}. Downloads go on with the sources they know.` : "");
}

async function showOptions() {
  const options = await read("/options");
  byId("options").replaceChildren(
    ...options.map((option) =>
      el("tr", {}, el("td", {}, el("code", {}, option.name)), el("td", {}, option.value === "" ? el("span", { class: "quiet" }, "not set") : option.value)),
    ),
  );
}

showGuard(byId("guard")).catch(() => {}); // what is wrong with the peer is said above
themeButton(byId("theme"), () => page.downloadsChanged());
poll(async () => showStatus(await read("/status")), {
  every: EVERY_MILLIS,
  failed: (problem) => {
    byId("away").hidden = false;
    setText(byId("away"), `This peer does not answer: ${problem.message}. What you see may be old; trying again.`);
    before = null;
  },
  worked: () => {
    if (!byId("away").hidden) {
      byId("away").hidden = true;
      showOptions().catch(() => {}); // it may be another process by now
    }
  },
});
showOptions().catch(() => {});
startDownloads(page);
startShares(page);
startDamage(page);
startList(page);
startIncoming(page);
startLimits();
