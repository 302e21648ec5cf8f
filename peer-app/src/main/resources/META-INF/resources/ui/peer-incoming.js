// Files that are dropped onto the page, or chosen: one after another they are sent to the peer.

import { ROOT, byId, bytes, el, percent, progress, setText } from "./common.js";
import { API, CONTROL, moveBar, read, say, showLinks } from "./peer-common.js";

/** @param page what the parts of the page know of each other */
export function startIncoming(page) {
  const waiting = [];
  let busy = false;

  function add(files) {
    for (const file of files) {
      waiting.push(makeRow(file));
    }
    next();
  }

  async function next() {
    if (busy || waiting.length === 0) {
      return;
    }
    busy = true;
    const row = waiting.shift();
    if (!row.dropped()) {
      await row.send().catch((problem) => row.failed(problem.message));
    }
    busy = false;
    next();
  }

  function makeRow(file) {
    const request = new XMLHttpRequest(); // fetch does not tell how far a body has gone
    let cancelled = false;
    const said = el("span", { class: "said" }, "waits its turn");
    const bar = progress(0, `Sending ${file.name}`);
    const cancel = el("button", { type: "button", class: "plain", "aria-label": `Cancel ${file.name}`, onclick: () => {
      cancelled = true;
      request.abort();
      row.remove();
    } }, "Cancel");
    const row = el("li", {}, el("div", { class: "line" }, el("span", { class: "title" }, file.name), said, el("span", { class: "fill" }), cancel), bar);
    byId("incoming").append(row);

    function failed(message) {
      if (!cancelled) {
        setText(said, message);
        said.className = "said bad";
        moveBar(bar, 1, "bad");
        setText(cancel, "Dismiss");
        say(`${file.name} is not shared: ${message}`);
      }
    }

    function done(share) {
      setText(said, `${bytes(file.size)}, shared`);
      bar.remove();
      cancel.replaceWith(
        el("button", { type: "button", onclick: () => showLinks(share.fileId, file.name, page.tracker, true) }, "Link"),
        el("button", { type: "button", class: "plain", onclick: () => row.remove() }, "Dismiss"));
      say(`${file.name} is shared.`);
      page.sharesChanged();
      page.listChanged();
    }

    /** Asks first: whoever sends a big body does not hear an early no. */
    async function send() {
      await read("/shares/upload", { name: file.name, length: file.size });
      await new Promise((ended) => {
        request.upload.addEventListener("progress", (event) => {
          moveBar(bar, event.total === 0 ? 1 : event.loaded / event.total, "");
          setText(said, `${bytes(event.loaded)} of ${bytes(event.total)} (${percent(event.loaded, event.total)})`);
        });
        request.addEventListener("load", () => {
          const answer = readAnswer(request);
          if (request.status === 201) {
            done(answer);
          } else {
            failed(answer?.detail ?? `HTTP ${request.status}`);
          }
        });
        request.addEventListener("error", () => failed("the peer ended the transfer, or cannot read the file"));
        request.addEventListener("loadend", ended);
        request.open("POST", `${ROOT}${API}/shares/upload?${new URLSearchParams({ name: file.name })}`);
        request.setRequestHeader("Content-Type", "application/octet-stream");
        Object.entries(CONTROL).forEach(([name, value]) => request.setRequestHeader(name, value));
        request.send(file);
      });
    }

    return { send, failed, dropped: () => cancelled };
  }

  wirePicker(add);
  wireDropping(add);
  addEventListener("beforeunload", (event) => {
    if (busy) {
      event.preventDefault();
    }
  });
}

function readAnswer(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

function wirePicker(add) {
  const picker = byId("picker");
  byId("pick").addEventListener("click", () => picker.click());
  const take = () => {
    add([...picker.files]);
    picker.value = ""; // so that the same file may be chosen again
  };
  picker.addEventListener("change", take);
  take(); // what was chosen before this ran: the page is painted first
}

function wireDropping(add) {
  let depth = 0; // enter and leave are told of every element on the way
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const cover = (shown) => (byId("dropping").hidden = !shown);
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) {
      depth++;
      cover(true);
    }
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    cover(depth > 0);
  });
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
    }
  });
  addEventListener("drop", (event) => {
    depth = 0;
    cover(false);
    if (!hasFiles(event)) {
      return;
    }
    event.preventDefault();
    const folders = [...event.dataTransfer.items].filter((item) => item.webkitGetAsEntry?.()?.isDirectory);
    if (folders.length > 0) {
      say("A folder cannot be dropped here; put it into the share folder, or choose its files.");
    } else {
      add([...event.dataTransfer.files]);
    }
  });
}
