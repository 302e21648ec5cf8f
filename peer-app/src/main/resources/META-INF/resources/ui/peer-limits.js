// The form for what the peer may send and receive.

import { byId, setText } from "./common.js";
import { change, read } from "./peer-common.js";

const FIELDS = ["upload", "download", "exempt"];
const field = (name) => byId(`limit-${name}`);

export function startLimits() {
  const form = byId("limits");
  const said = byId("limits-said");

  const show = (limits) => FIELDS.forEach((name) => (field(name).value = limits[name]));

  function tell(text, kind) {
    said.className = kind;
    setText(said, text);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    FIELDS.forEach((name) => field(name).removeAttribute("aria-invalid"));
    try {
      const text = (name) => field(name).value.trim() || "none";
      show(await change("PUT", "/limits", Object.fromEntries(FIELDS.map((name) => [name, text(name)]))));
      tell("In force from now on.", "good");
    } catch (problem) {
      tell(problem.message, "bad");
      const wrong = FIELDS.find((name) => problem.message.startsWith(`${name}:`));
      if (wrong) {
        field(wrong).setAttribute("aria-invalid", "true");
        field(wrong).focus();
      }
    }
  });
  form.addEventListener("input", () => tell("", ""));
  read("/limits").then(show).catch((problem) => tell(problem.message, "bad"));
}
