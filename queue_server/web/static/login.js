// Logging in: the session stays in a cookie that no script can read.
//
// Where another clerk sits, and when one sits elsewhere oneself, the server refuses first and says
// who and where. Then the page asks, in its place, and what was said yes to goes along in the next
// try.

import { ask, NoAnswer, Refused } from "./commands.js";
import { fill, page, problemText } from "./texts.js";

const at = (id) => document.getElementById(id);
const form = at("login");
const texts = page.texts.login;

// What is asked at a refusal, and which word of the command says yes to it.
const QUESTIONS = { window_taken: "take_over", clerk_elsewhere: "move" };

let agreed = {}; // to what the clerk said yes for these fields
let asking = null; // the refusal that is asked about
let sending = false;

async function logIn() {
  if (sending) return;
  sending = true;
  at("problem").hidden = true;
  const { window, ...fields } = Object.fromEntries(new FormData(form));
  try {
    await ask("POST", "/api/v1/sessions", {
      body: { ...fields, ...(window ? { window } : {}), ...agreed },
    });
    location.assign(page.next);
  } catch (error) {
    sending = false;
    if (error instanceof Refused && QUESTIONS[error.code]) question(error);
    else complain(error);
  }
}

function question(refusal) {
  const { facts } = refusal;
  asking = refusal;
  // Who named no window sees which one it is about.
  if (refusal.code === "window_taken") at("window").value = facts.window;
  const parts = ["", "_since", "_number"].filter((part) => !part || facts[part.slice(1)]);
  const said = parts.map((part) => fill(texts[refusal.code + part], facts)).join("");
  at("asked").textContent = said + texts[`${refusal.code}_ask`];
  at("yes").textContent = texts[`${refusal.code}_yes`];
  at("submit").hidden = true;
  at("question").hidden = false;
  // Not on the button: the second press of a bouncing Enter must not say yes.
  at("question").focus();
}

function answered() {
  asking = null;
  at("question").hidden = true;
  at("submit").hidden = false;
}

function yes() {
  agreed[QUESTIONS[asking.code]] = true;
  answered();
  logIn();
}

function no() {
  agreed = {};
  answered();
  at("window").focus();
}

function complain(error) {
  at("problem").textContent = sentence(error);
  at("problem").hidden = false;
  if (namesNoWindow(error)) at("window").focus();
  else at("password").select();
}

// Who has no usual window and none today of a rota must say which.
function namesNoWindow(error) {
  return error.code === "malformed" && at("window")?.value === "";
}

function sentence(error) {
  if (namesNoWindow(error)) return texts.name_window;
  if (error instanceof Refused) {
    const own = error.code === "window_busy" ? fill(texts.busy_elsewhere, error.facts) : "";
    return own || problemText(error.code, error.facts);
  }
  if (error instanceof NoAnswer) return page.texts.page.connection_lost;
  throw error;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!asking) logIn();
});
form.addEventListener("input", () => {
  agreed = {}; // other fields, other questions
  if (asking) answered();
});
if (at("question")) {
  at("yes").addEventListener("click", yes);
  at("no").addEventListener("click", no);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asking) no();
  });
}
