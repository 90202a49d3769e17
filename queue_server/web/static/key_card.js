// The card of keys, beside the work and not over it; on it the switch for single keys (a clerk who
// dictates or uses a switch needs none of them) and what this browser can do for the small window.

import { singleKeys, switchSingleKeys } from "./keys.js";
import { staysOnTop } from "./small.js";
import { page } from "./texts.js";

const texts = page.texts.clerk;
const card = document.getElementById("card");
const lists = document.getElementById("lists");
const button = document.getElementById("keys");
const single = document.getElementById("single-keys");

export function toggleCard(open = card.hidden) {
  card.hidden = !open;
  lists.hidden = open;
  button.setAttribute("aria-expanded", String(open));
  if (open) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  } else {
    document.getElementById("main").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

export function isCardOpen() {
  return !card.hidden;
}

function showSingleKeys() {
  const on = singleKeys();
  single.setAttribute("aria-pressed", String(on));
  single.textContent = on ? texts.keys_on : texts.keys_off;
}

single.addEventListener("click", () => {
  switchSingleKeys();
  showSingleKeys();
});

button.addEventListener("click", () => toggleCard());
document.getElementById("small-can").textContent = staysOnTop ? texts.small_on_top : texts.small_plain;
showSingleKeys();
