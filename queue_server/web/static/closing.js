// Closing a service for today, with a reason, and opening it again.
//
// One form serves all services: it stands below the row whose button was pressed.

import { NoAnswer, press, Refused } from "./commands.js";
import { fill, page, problemText } from "./texts.js";

const said = document.getElementById("said");
const closing = document.getElementById("closing");
const form = closing.querySelector("form");
const reason = document.getElementById("reason");
const label = closing.querySelector("label");
const never = new AbortController().signal;
let row = null; // the service whose reason is being given

async function order(service, verb, body, done) {
  say("sending", service);
  try {
    const answer = await press(`/api/v1/services/${service.dataset.service}/${verb}`, body, {
      csrf: page.csrf,
      onRetry: () => say("retrying", service),
      signal: never,
    });
    say(done(answer), service);
    const taking = service.querySelector(".word");
    taking.dataset.can = answer.closed ? (verb === "close" ? "reopen" : "nothing") : "close";
    document.dispatchEvent(new Event("visibilitychange")); // the page looks again at once
    service.querySelector(`button[data-verb="${taking.dataset.can}"]`)?.focus();
  } catch (error) {
    if (error instanceof Refused) tell(problemText(error.code), true);
    else if (error instanceof NoAnswer) tell(page.texts.closing.gave_up, true);
    else throw error;
  }
}

function open(service) {
  row?.querySelector('[data-verb="close"]').setAttribute("aria-expanded", "false");
  row = service;
  row.after(closing);
  row.querySelector('[data-verb="close"]').setAttribute("aria-expanded", "true");
  label.textContent = fill(page.texts.closing.reason_of, { service: row.dataset.name });
  form.reset();
  closing.hidden = false;
  reason.focus();
}

function shut() {
  const button = row.querySelector('[data-verb="close"]');
  button.setAttribute("aria-expanded", "false");
  closing.hidden = true;
  row = null;
  button.focus();
}

// "停电 / Power cut" is said in both languages, anything else as it is.
function words(text) {
  const [zh, en = ""] = text.split(" / ");
  return { reason_zh: zh.trim(), reason_en: en.trim() };
}

function say(sentence, service) {
  tell(fill(page.texts.closing[sentence], { service: service.dataset.name }), false);
}

function tell(text, fault) {
  said.textContent = text;
  said.classList.toggle("fault", fault);
  said.hidden = false;
}

for (const service of document.querySelectorAll("[data-service]")) {
  const [close, reopen] = service.querySelectorAll("button");
  close.addEventListener("click", () => (service === row ? shut() : open(service)));
  reopen.addEventListener("click", () =>
    order(service, "reopen", {}, (answer) => (answer.closed ? "still_closed" : "reopened")),
  );
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const service = row;
  const body = words(reason.value);
  if (!body.reason_zh) return;
  shut();
  order(service, "close", body, () => "closed");
});

document.getElementById("cancel").addEventListener("click", shut);
closing.addEventListener("keydown", (event) => {
  if (event.key === "Escape") shut();
});
