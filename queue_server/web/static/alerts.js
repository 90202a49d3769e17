// Saying what was done about an alert. One form serves the list, which is drawn anew all the time.

import { NoAnswer, press, Refused } from "./commands.js";
import { fill, page, problemText } from "./texts.js";

const list = document.getElementById("alert-list");
const form = document.getElementById("handling");
const note = document.getElementById("note");
const label = form.querySelector("label");
const said = document.getElementById("alert-said");
const texts = page.texts.alert;
const never = new AbortController().signal;
let alertId = null;

async function handle(id, text) {
  tell(texts.sending, false);
  try {
    await press(`/api/v1/alerts/${id}/handle`, { note: text }, {
      csrf: page.csrf,
      onRetry: () => tell(texts.retrying, false),
      signal: never,
    });
    tell(texts.done, false);
    document.dispatchEvent(new Event("visibilitychange")); // the page looks again at once
  } catch (error) {
    if (error instanceof Refused) tell(problemText(error.code), true);
    else if (error instanceof NoAnswer) tell(texts.gave_up, true);
    else throw error;
  }
}

function tell(text, fault) {
  said.textContent = text;
  said.classList.toggle("fault", fault);
  said.hidden = false;
}

function shut() {
  form.hidden = true;
  list.querySelector(`[data-alert="${alertId}"] button`)?.focus();
  alertId = null;
}

list.addEventListener("click", (event) => {
  const row = event.target.closest("[data-handle]")?.closest("[data-alert]");
  if (!row) return;
  alertId = row.dataset.alert;
  label.textContent = fill(texts.note_of, { what: row.dataset.what });
  form.reset();
  form.hidden = false;
  said.hidden = true;
  note.focus();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [id, text] = [alertId, note.value.trim()];
  if (!text) return;
  shut();
  handle(id, text);
});

document.getElementById("not-handled").addEventListener("click", shut);
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") shut();
});
