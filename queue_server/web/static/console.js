// The clerk's console: keys and buttons become commands, the stream becomes the picture.

import { setServerTime } from "./clock.js";
import { ask, NoAnswer, press, Refused } from "./commands.js";
import { belongsToControl, verbOf } from "./keys.js";
import { follow } from "./live.js";
import * as panel from "./panel.js";
import { watchRating } from "./rating_watch.js";
import { fill, page, problemText } from "./texts.js";
import { isPossible, needsChoice, optionsFor } from "./verbs.js";
import { draw, drawVerbs, tick, verbOfButton } from "./view.js";

const SINGLE_KEYS = "hall-single-keys";
const texts = page.texts.clerk;
const api = `/api/v1/windows/${encodeURIComponent(page.window)}`;
const at = (id) => document.getElementById(id);

let view = null;
let sending = null; // the AbortController of the press under way
let singleKeys = localStorage.getItem(SINGLE_KEYS) !== "off";

function onState(next) {
  // An older answer that comes late must not paint over a newer state.
  if (view && next.version < view.version) return;
  view = next;
  watchRating(view);
  draw(view);
  if (view.status === "closed" || view.clerk !== page.account) lose(texts.closed);
}

function onLink(up) {
  at("link").dataset.link = up ? "up" : "lost";
  const text = up ? page.texts.page.connected : page.texts.page.connection_lost;
  if (at("link").textContent !== text) at("link").textContent = text;
}

function lose(sentence) {
  const again = document.createElement("a");
  again.href = "/clerk?again=1";
  again.className = "button primary";
  again.textContent = page.texts.page.log_in_again;
  at("lost").replaceChildren(`${sentence} `, again);
  at("lost").hidden = false;
}

function say(sentence) {
  at("problem").hidden = true;
  at("said").textContent = sentence;
}

function complain(sentence) {
  at("said").textContent = "";
  at("problem").textContent = sentence;
  at("problem").hidden = false;
}

async function act(verb) {
  if (sending) {
    say(texts.still_sending);
    return;
  }
  if (!isPossible(verb, view)) {
    say(fill(texts.not_now, { verb: texts.verb[verb] }));
    return;
  }
  const choice = needsChoice(verb) ? await chooseFor(verb) : {};
  if (choice) await send(verb, choice);
}

async function chooseFor(verb) {
  const choice = await panel.choose(texts.choose[verb], optionsFor(verb, view));
  at("main").focus({ preventScroll: true });
  window.scrollTo(0, 0); // at 200 % zoom the panel had moved the number out of sight
  return choice;
}

async function send(verb, body) {
  const number = body.number ?? view.ticket?.number ?? "";
  sending = new AbortController();
  markBusy(verb, true);
  say(texts.sending);
  try {
    const options = { csrf: page.csrf, onRetry: () => complain(texts.retrying), signal: sending.signal };
    const answer = await press(`${api}/${verb}`, body, options);
    onState(answer.window?.window ? answer.window : answer);
    say(outcome(verb, answer, number));
  } catch (error) {
    onRefusal(error);
  } finally {
    sending = null;
    markBusy(verb, false);
    drawVerbs();
  }
}

function outcome(verb, answer, number) {
  const word = answer.result && answer.result !== "called" ? answer.result : verb;
  return fill(texts.said[word], { number: answer.number ?? number });
}

function onRefusal(error) {
  if (error instanceof NoAnswer) complain(texts.gave_up);
  else if (!(error instanceof Refused)) throw error;
  else if (error.status === 401) lose(page.texts.page.session_lost);
  else complain(problemText(error.code));
  live.check();
}

function markBusy(verb, busy) {
  const button = at("verbs").querySelector(`[data-verb="${verb === "open" ? "pause" : verb}"]`);
  button.dataset.busy = String(busy);
}

function onKey(event) {
  if (event.key === "Escape" && sending) sending.abort();
  const verb = verbOf(event);
  if (!verb || !singleKeys || panel.isOpen() || belongsToControl(event)) return;
  event.preventDefault();
  act(verbOfButton(verb));
}

function onVerbClick(event) {
  const button = event.target.closest("[data-verb]");
  if (!button) return;
  // After the mouse, Enter must mean "next" again, not this button once more.
  if (event.detail > 0) at("main").focus({ preventScroll: true });
  if (!panel.isOpen()) act(verbOfButton(button.dataset.verb));
}

function showSingleKeys() {
  at("single-keys").setAttribute("aria-pressed", String(singleKeys));
  at("single-keys").textContent = singleKeys ? texts.keys_on : texts.keys_off;
}

at("single-keys").addEventListener("click", () => {
  singleKeys = !singleKeys;
  localStorage.setItem(SINGLE_KEYS, singleKeys ? "on" : "off");
  showSingleKeys();
});

at("log-out").addEventListener("click", async () => {
  try {
    await ask("DELETE", "/api/v1/sessions/current", { csrf: page.csrf });
    location.assign("/clerk");
  } catch (error) {
    onRefusal(error);
  }
});

at("verbs").addEventListener("click", onVerbClick);
document.addEventListener("keydown", onKey);
setServerTime(page.now);
showSingleKeys();
setInterval(tick, 1000);
at("main").focus({ preventScroll: true });
const live = follow({
  stream: `${api}/stream`,
  state: api,
  event: "window",
  onState,
  onLink,
  onClock: setServerTime,
  onRefused: (code) => lose(problemText(code)),
});
