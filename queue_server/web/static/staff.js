// Leave: entered in the form, removed by the button of its line.

import { NoAnswer, press, Refused } from "./commands.js";
import { fill, page, problemText } from "./texts.js";

const at = (id) => document.getElementById(id);
const said = at("said");
const form = at("enter");
const never = new AbortController().signal;
const SELECTS = { unknown_account: "account", malformed: "to" };

async function order(path, body, done, name) {
  tell(fill(page.texts.staff.sending, { name }), false);
  try {
    await press(`/api/v1/${path}`, body, {
      csrf: page.csrf,
      onRetry: () => tell(page.texts.staff.retrying, false),
      signal: never,
    });
    tell(fill(page.texts.staff[done], { name }), false);
    document.dispatchEvent(new Event("visibilitychange")); // the page looks again at once
    return true;
  } catch (error) {
    if (error instanceof NoAnswer) tell(page.texts.staff.gave_up, true);
    else if (!(error instanceof Refused)) throw error;
    else {
      tell(problemText(error.code, error.facts), true);
      at(SELECTS[error.code])?.focus();
    }
    return false;
  }
}

function tell(text, fault) {
  said.textContent = text;
  said.classList.toggle("fault", fault);
  said.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = Object.fromEntries(new FormData(form));
  if (body.to_date < body.from_date) {
    tell(page.texts.staff.backwards, true);
    at("to").focus();
    return;
  }
  const name = form.elements.account.selectedOptions[0].textContent.trim();
  if (await order("absences", body, "entered", name)) form.reset();
});

// The last day follows the first one; most leave is one day. Half a day is of one day.
at("from").addEventListener("change", () => {
  if (at("to").value < at("from").value) at("to").value = at("from").value;
  offerHalves();
});
at("to").addEventListener("change", offerHalves);
form.addEventListener("reset", () => { at("part").disabled = false; });

function offerHalves() {
  const several = at("to").value !== at("from").value;
  if (several) at("part").value = "day";
  at("part").disabled = several; // then it is not sent, and the server takes whole days
}

at("leave").addEventListener("click", async (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button || button.disabled) return;
  button.disabled = true;
  at("leave-title").focus(); // the line and its button will be gone
  await order(`absences/${button.dataset.remove}/remove`, {}, "removed", button.dataset.name);
  button.disabled = false;
});
