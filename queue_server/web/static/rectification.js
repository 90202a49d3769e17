// A case's steps. What was typed stays in its field until the server has taken it: after a refusal
// it can be read again beside the latest state of the case.

import { NoAnswer, press, Refused } from "./commands.js";
import { page, problemText } from "./texts.js";

const said = document.getElementById("said");
const never = new AbortController().signal;
const SAVED = "case-saved";
let sending = false;

async function send(form, submitter) {
  if (sending) return;
  sending = true;
  say(page.texts.rectifications.sending, false);
  try {
    await press(`${page.path}/${form.dataset.step}`, bodyOf(form, submitter), {
      csrf: page.csrf,
      onRetry: () => say(page.texts.rectifications.retrying, false),
      signal: never,
    });
    sessionStorage.setItem(SAVED, location.pathname);
    location.reload();
  } catch (error) {
    sending = false;
    if (error instanceof Refused) say(problemText(error.code), true);
    else if (error instanceof NoAnswer) say(page.texts.rectifications.gave_up, true);
    else throw error;
  }
}

function bodyOf(form, submitter) {
  const typed = new FormData(form);
  const body = { version: page.version, ...Object.fromEntries(typed) };
  if (typed.has("reasons")) body.reasons = typed.getAll("reasons");
  if (submitter?.name) body[submitter.name] = submitter.value;
  return body;
}

function say(text, fault) {
  said.textContent = text;
  said.classList.toggle("fault", fault);
  said.hidden = false;
  said.scrollIntoView({ block: "nearest" });
}

for (const form of document.querySelectorAll("form[data-step]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}

// Only whoever was spoken with has said something, and only the visitor gives reasons.
const reached = document.getElementById("reached");
function suit() {
  document.getElementById("said-words").required = reached.selectedOptions[0].dataset.spoken === "yes";
  const why = document.getElementById("told-reasons");
  if (why) why.disabled = reached.value !== "visitor";
}
if (reached) {
  reached.addEventListener("change", suit);
  suit();
}

if (sessionStorage.getItem(SAVED) === location.pathname) {
  sessionStorage.removeItem(SAVED);
  say(page.texts.rectifications.sent, false);
  document.getElementById("next").focus();
}
