// What the parts of the peer's page share: calls that change something, bars that move, messages, links.

import { ROOT, byId, call, copyLine, el, filePath, shellQuoted, tokenOption } from "./common.js";

export const API = "/api/v1";

/** What the peer wants to see before it changes anything: no foreign page can send it. */
export const CONTROL = { "Rangeswarm-Control": "1" };

/** A call that changes something. */
export const change = (method, path, body) => call(API + path, { method, body, headers: CONTROL });

export const read = (path, parameters = {}) => {
  const query = new URLSearchParams(parameters).toString();
  return call(API + path + (query === "" ? "" : `?${query}`));
};

/** Moves a bar made by `progress` in its place, so that it glides and keeps its listener. */
export function moveBar(bar, share, kind) {
  bar.className = `progress ${kind}`;
  bar.setAttribute("aria-valuenow", Math.floor(100 * share));
  bar.firstChild.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
}

// ---- messages, which screen readers speak ----

const TOAST_MILLIS = 6000;
let toastTimer = 0;

/** Says something at the foot of the page for a while; with `undo`, a button that calls it. */
export function say(text, undo) {
  const toast = byId("toast");
  clearTimeout(toastTimer);
  const parts = [el("span", {}, text)];
  if (undo) {
    parts.push(el("button", { type: "button", onclick: () => { toast.replaceChildren(); undo(); } }, "Undo"));
  }
  toast.replaceChildren(...parts);
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MILLIS);
}

/** A listener that does something which may fail, and says so when it does; the button rests meanwhile. */
export const doing = (act, what) => async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  try {
    await act(event);
  } catch (problem) {
    say(`${what} did not work: ${problem.message}`);
  } finally {
    button.disabled = false;
  }
};

const CONFIRM_MILLIS = 4000;

/** A button that acts at the second click; the first only asks. */
export function twice(label, question, act) {
  const button = el("button", { type: "button" }, label);
  let asked = false;
  let timer = 0;
  const rest = () => {
    asked = false;
    button.textContent = label;
    button.classList.remove("danger");
  };
  button.addEventListener("click", (event) => {
    clearTimeout(timer);
    if (asked) {
      rest();
      act(event);
    } else {
      asked = true;
      button.textContent = question;
      button.classList.add("danger");
      timer = setTimeout(rest, CONFIRM_MILLIS);
    }
  });
  return button;
}

// ---- links ----

/** The last part of a path, which is what a file is called. */
export const lastSegment = (name) => name.slice(name.lastIndexOf("/") + 1);

async function links(fileId, name, tracker, here) {
  const path = await filePath(fileId); // the tracker's and the peers' are the same
  const option = await tokenOption();
  const link = tracker + path;
  byId("links-title").textContent = name;
  byId("links-body").replaceChildren(
    el("p", { class: "quiet" }, "One link for every client; the tracker sends each to a peer that has the file."),
    copyLine("Link", link),
    copyLine("rangeswarm", `rangeswarm get ${fileId} --tracker=${shellQuoted(tracker)}${option}`),
    copyLine("curl", `curl -fL -o ${shellQuoted(lastSegment(name))} ${shellQuoted(link)}`),
    copyLine("aria2c", `aria2c --follow-metalink=mem -k1M -s8 ${shellQuoted(link)}`),
    ...(here ? [copyLine("This peer", `${ROOT}${path}/${encodeURIComponent(lastSegment(name))}`)] : []),
  );
  byId("links").showModal();
}

/** Shows how anybody gets the file; `here`, from this peer too. */
export const showLinks = (...what) => links(...what).catch((problem) => say(`The link cannot be made: ${problem.message}`));

byId("links-close").addEventListener("click", () => byId("links").close());
