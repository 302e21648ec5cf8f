// A list by pages with a search, of which the peer's page has two.

import { byId, counted, poll, setText } from "./common.js";

const EVERY_MILLIS = 3000;
const PAGE_SIZE = 25;
const TYPING_MILLIS = 200;

/**
 * Asks for a page now and then and draws it when it has changed.
 *
 * @param prefix of the ids of the list's parts; `rows` is the id of the table's body
 * @param ask is given q, page and size, and returns `{entries, total, picture}`: what of them is drawn
 * @param row makes a table's row, with the attribute data-file, of an entry
 * @param drawn is called after rows were drawn
 * @param nothing what an empty list says
 * @returns {{now: function(): void}} `now` looks at once
 */
export function startTable(prefix, { rows, ask, row, drawn = () => {}, nothing, failed = () => {}, worked = () => {} }) {
  const part = (name) => byId(`${prefix}-${name}`);
  let at = 0;
  let query = "";
  let shown = "";

  async function look() {
    const asked = query;
    const found = await ask({ q: query, page: at, size: PAGE_SIZE });
    if (asked !== query) {
      return 0;
    }
    if (at > 0 && found.entries.length === 0) {
      at = 0;
      return 0;
    }
    show(found);
    return EVERY_MILLIS;
  }

  function show({ entries, total, picture }) {
    worked();
    setText(part("total"), total === 0 ? "" : counted(total, "file"));
    part("table").hidden = entries.length === 0;
    part("empty").hidden = entries.length > 0;
    setText(part("empty"), query === "" ? nothing : `No file’s name contains “${query}”.`);
    part("pages").hidden = total <= PAGE_SIZE;
    part("range").textContent = `${at * PAGE_SIZE + 1}–${Math.min(total, (at + 1) * PAGE_SIZE)} of ${total}`;
    part("previous").disabled = at === 0;
    part("next").disabled = (at + 1) * PAGE_SIZE >= total;
    const said = JSON.stringify(picture);
    if (said !== shown) { // or the focus would be lost with every look
      shown = said;
      const body = byId(rows);
      const focused = body.contains(document.activeElement) ? document.activeElement.closest("tr").dataset.file : "";
      body.replaceChildren(...entries.map(row));
      body.querySelector(`tr[data-file="${CSS.escape(focused)}"] button`)?.focus();
      drawn();
    }
  }

  function turn(step) {
    at = Math.max(0, at + step);
    polled.now();
  }

  part("previous").addEventListener("click", () => turn(-1));
  part("next").addEventListener("click", () => turn(1));
  let typing = 0;
  part("search").addEventListener("input", (event) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      query = event.target.value.trim();
      at = 0;
      polled.now();
    }, TYPING_MILLIS);
  });
  const polled = poll(look, { every: EVERY_MILLIS, failed });
  return polled;
}
