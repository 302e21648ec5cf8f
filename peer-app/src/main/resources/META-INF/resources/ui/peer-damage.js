// What the disk has damaged: a notice that stays until the files are right or gone, and a check at once.

import { byId, count, counted, el, poll, setText } from "./common.js";
import { change, doing, read, say } from "./peer-common.js";

const EVERY_MILLIS = 10_000;
const WHILE_CHECKING_MILLIS = 1000;
const SHOWN_MAX = 20;

/** @param page what the parts of the page know of each other */
export function startDamage(page) {
  let shown = "";
  let checking = false;

  function show(damaged) {
    const said = JSON.stringify(damaged.files);
    if (said !== shown) { // or a screen reader would speak it with every look
      shown = said;
      byId("damage").hidden = damaged.total === 0;
      setText(byId("damage-title"), `${counted(damaged.total, "file")} damaged on this disk, and no longer shared`);
      byId("damage-rows").replaceChildren(
        ...damaged.files.slice(0, SHOWN_MAX).map((file) => el("li", {}, el("strong", {}, file.name), `: ${file.detail}`)),
        ...(damaged.total > SHOWN_MAX ? [el("li", {}, `and ${count(damaged.total - SHOWN_MAX)} more`)] : []),
      );
      page.sharesChanged();
    }
    if (checking && !damaged.checking) {
      say(damaged.total === 0 ? "All that is shared was read again, and is right." : `All that is shared was read again; ${counted(damaged.total, "file")} damaged.`);
    }
    checking = damaged.checking;
    for (const button of [byId("check"), byId("damage-check")]) {
      button.disabled = checking;
      setText(button, checking ? "Checking…" : button.dataset.rest);
    }
  }

  /** What was restored is found by a scan, what was not yet found by reading. */
  const check = doing(async () => {
    await change("POST", "/shares/rescan");
    await change("POST", "/shares/recheck");
    say("What is shared is being read again.");
    polled.now();
  }, "The check");

  for (const button of [byId("check"), byId("damage-check")]) {
    button.dataset.rest = button.textContent;
    button.addEventListener("click", check);
  }

  const polled = poll(async () => {
    show(await read("/shares/damaged"));
    return checking ? WHILE_CHECKING_MILLIS : EVERY_MILLIS;
  }, { every: EVERY_MILLIS });
}
