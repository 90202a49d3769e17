// The clerk's console: keys and buttons become commands, the stream becomes the picture.

import { askFor, isAsked } from "./choices.js";
import { now, setServerTime } from "./clock.js";
import { ask } from "./commands.js";
import * as desk from "./desk.js";
import { isCardOpen, toggleCard } from "./key_card.js";
import { belongsToControl, outcomeOf, singleKeys, verbOf } from "./keys.js";
import { follow } from "./live.js";
import { askNotice, fetchGuides } from "./notices.js";
import { askOutcomes, recordOutcome } from "./outcomes.js";
import * as panel from "./panel.js";
import { hostSmallWindows, toggleSmall } from "./small.js";
import { fill, page, problemText } from "./texts.js";
import { isPossible, verbOfButton } from "./verbs.js";
import { draw, tick } from "./view.js";

const TICK_MS = 500;
const texts = page.texts.clerk;
const at = (id) => document.getElementById(id);
const view = () => desk.shown.view;

const OWN_WAY = { outcome: askOutcomes, notice: askNotice };
const OF_THE_PAGE = { small: () => toggleSmall(act), keys: () => toggleCard() };

async function act(verb) {
  if (!(await desk.turn(verb))) return;
  if (!isPossible(verb, view())) {
    desk.say(fill(texts.not_now, { verb: texts.verb[verb] }));
    return;
  }
  if (OWN_WAY[verb]) await inPanel(() => OWN_WAY[verb](view()));
  else await give(verb);
}

async function give(verb) {
  const { number = "", act_id: visit } = view().ticket ?? {};
  const body = isAsked(verb) ? await inPanel(() => askFor(verb, view())) : {};
  if (!body) return;
  // A keypad, or the hall itself, may have changed who is here while the clerk chose.
  if (view().ticket?.act_id !== visit) desk.say(fill(texts.changed_meanwhile, { verb: texts.verb[verb] }));
  else await desk.send(verb, body, (answer) => sentence(verb, answer, body.number ?? number));
}

async function inPanel(asking) {
  const chosen = await asking();
  at("main").focus({ preventScroll: true });
  window.scrollTo(0, 0); // at 200 % zoom the panel had moved the number out of sight
  return chosen;
}

function sentence(verb, answer, number) {
  const said = texts.said[answer.result && answer.result !== "called" ? answer.result : verb];
  return fill(said, { number: answer.number ?? (number || (view().ticket?.number ?? "")) });
}

async function sayOutcome(outcome) {
  if (!(await desk.turn("outcome"))) return;
  if (isPossible("outcome", view())) recordOutcome(outcome, view());
  else desk.say(fill(texts.not_now, { verb: texts.verb.outcome }));
}

function onKey(event) {
  if (event.key === "Escape") onEscape();
  const verb = verbOf(event);
  if (verb in OF_THE_PAGE && (singleKeys() || event.key === "F1")) {
    if (belongsToControl(event) && event.key !== "F1") return;
    event.preventDefault();
    OF_THE_PAGE[verb]();
    return;
  }
  if (!singleKeys() || panel.isOpen() || belongsToControl(event)) return;
  const outcome = outcomeOf(event);
  if (!verb && !(outcome && page.outcome !== "off")) return;
  event.preventDefault();
  if (verb) act(verbOfButton(verb, view()));
  else sayOutcome(outcome);
}

function onEscape() {
  if (desk.isSending()) desk.stopSending();
  else if (isCardOpen() && !panel.isOpen()) toggleCard(false);
}

function onClick(event) {
  const button = event.target.closest("[data-verb], [data-outcome]");
  if (!button) return;
  // After the mouse, Enter must mean "next" again, not this button once more.
  if (event.detail > 0) at("main").focus({ preventScroll: true });
  const { verb, outcome } = button.dataset;
  if (verb in OF_THE_PAGE) OF_THE_PAGE[verb]();
  else if (panel.isOpen()) return;
  else if (outcome) sayOutcome(outcome);
  else act(verbOfButton(verb, view()));
}

let leave = page.on_leave; // that is entered for this clerk, until it was said

function sayLeave() {
  if (leave) desk.say(fill(texts.on_leave_todo, { reason: leave }));
  leave = "";
}

at("log-out").addEventListener("click", async () => {
  try {
    await ask("DELETE", "/api/v1/sessions/current", { csrf: page.csrf });
    location.assign("/clerk");
  } catch (error) {
    desk.refused(error);
  }
});

for (const place of ["work", "small-open"]) at(place).addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
setServerTime(page.now);
desk.listen(draw);
desk.listen((shown) => fetchGuides(shown.view));
setInterval(tick, TICK_MS);
hostSmallWindows(act);
at("main").focus({ preventScroll: true });
const live = follow({
  stream: `${desk.api}/stream`,
  state: desk.api,
  event: "window",
  onState: (state) => {
    desk.change({ heard: now() });
    desk.take(state);
    sayLeave();
  },
  onLink: (up) => desk.change({ up }),
  onClock: setServerTime,
  onRefused: (code, facts) => desk.lose(problemText(code, facts)),
});
desk.lookAgainBy(live.check);
