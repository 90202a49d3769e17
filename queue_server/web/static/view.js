// Draws the console. `draw` on each change, `tick` for the running times.

import { asClock, asTimeLeft, now, secondsSince } from "./clock.js";
import { drawLists } from "./lists.js";
import { drawOutcomes } from "./outcomes.js";
import { confirmation } from "./shown_by.js";
import { element, fill, page } from "./texts.js";
import { isPossible, secondsToUndo, serviceName, verbOfButton } from "./verbs.js";
import { showWait, tickWaits, waitedBeforeCall } from "./waits.js";

const AWAY_AFTER_S = 3; // a stream that is opened again at once is no news

const texts = page.texts.clerk;
const at = (id) => document.getElementById(id);
let shown = null;
let view = null;

export function draw(next) {
  shown = next;
  drawWords();
  if (!shown.view) return;
  if (view !== shown.view) {
    view = shown.view;
    drawSeat();
    drawTicket();
    drawLists(view);
  }
  drawVerbs();
  drawOutcomes(view);
  tick();
}

// A live region speaks whatever is put into it: only what is new.
function put(id, text) {
  if (at(id).textContent !== text) at(id).textContent = text;
}

function drawWords() {
  put("said", shown.said);
  put("problem", shown.fault);
  at("problem").hidden = !shown.fault;
  at("open-link").hidden = !shown.link;
  if (shown.link) at("open-link").href = shown.link;
  at("link").dataset.link = shown.up || shown.lost ? "up" : "lost";
  put("link", linkWords());
  if (shown.lost && at("lost").dataset.sentence !== shown.lost) drawLost();
}

// A page that is over is told nothing more, and does not try.
function linkWords() {
  if (shown.lost) return "";
  return shown.up ? page.texts.page.connected : page.texts.page.connection_lost;
}

function drawLost() {
  const again = element("a", "button primary", page.texts.page.log_in_again);
  again.href = "/clerk?again=1";
  at("lost").dataset.sentence = shown.lost;
  at("lost").replaceChildren(`${shown.lost} `, again);
  at("lost").hidden = false;
}

function drawSeat() {
  put("status", page.texts.state[view.status]);
  at("status").dataset.status = view.status;
  put("clerk-name", view.clerk_name ?? view.clerk ?? "");
  const whose = view.stands_in_for_name ?? view.stands_in_for;
  at("stand-in").hidden = !whose;
  put("stand-in", whose ? fill(texts.stands_in, { name: whose }) : "");
  document.title = `${view.ticket?.number ?? page.texts.state[view.status]} · ${page.title}`;
}

function drawTicket() {
  const ticket = view.ticket;
  at("current").dataset.state = ticket?.state ?? (view.status === "paused" ? "paused" : "idle");
  put("state", ticket ? page.texts.state[ticket.state] : "");
  put("service", ticket ? serviceName(ticket.service) : "");
  put("person", ticket?.masked_name ?? "");
  at("elder").hidden = ticket?.priority_reason !== "elder";
  at("appointment").hidden = ticket?.priority_reason !== "appointment";
  at("route").hidden = !ticket?.route;
  put("route", ticket?.route ? routeWords(ticket) : "");
  put("number", ticket?.number ?? idleWords());
  at("number").classList.toggle("idle", !ticket);
  at("times").hidden = !ticket;
}

// "2/3 → 收费": which step this is, and where the visitor goes from here.
function routeWords(ticket) {
  const steps = page.routes[ticket.route]?.length ?? ticket.step + 1;
  const words = `${texts.route} ${ticket.step + 1}/${steps}`;
  return ticket.next_step ? `${words} → ${serviceName(ticket.next_step)}` : words;
}

function idleWords() {
  if (view.status === "paused") return fill(texts.paused, { reason: pauseReason() });
  return texts.idle;
}

function pauseReason() {
  const known = page.pauses.find((reason) => reason.id === view.pause_reason);
  return known?.name ?? (view.pause_reason || page.texts.state.paused);
}

function hint() {
  if (view.ticket) return "";
  if (view.status === "paused") return pausedHint();
  if (view.status === "closed") return texts.closed;
  if (view.ready_at) return readyHint();
  return view.waiting ? texts.idle_hint : texts.nobody;
}

function pausedHint() {
  if (!view.paused_at) return texts.paused_hint;
  const minutes = Math.floor(secondsSince(view.paused_at) / 60);
  return `${fill(texts.paused_for, { minutes })} ${texts.paused_hint}`;
}

// The next visitor comes without a press: at once when there is one, or in some seconds.
function readyHint() {
  const left = Math.ceil((new Date(view.ready_at).getTime() - now()) / 1000);
  return left > 0 ? fill(texts.ready_in, { seconds: left }) : texts.ready;
}

function drawVerbs() {
  for (const button of at("verbs").children) {
    const verb = verbOfButton(button.dataset.verb, view);
    button.setAttribute("aria-disabled", String(Boolean(shown.lost) || !isPossible(verb, view)));
    button.dataset.busy = String(shown.busy !== "" && shown.busy === verb);
    button.querySelector(".word").textContent = texts.verb[verb];
  }
}

export function tick() {
  if (!view) return;
  tickWaits(document);
  put("hint", hint());
  tickCurrent();
  tickAway();
  tickUndo();
  put("rating", ratingWords());
}

// Whether the last visitor was asked, has rated, or did not: never which level. A case of another
// system is asked about before the visit itself.
function ratingWords() {
  const { evaluation, last_rating: rating } = view;
  if (evaluation) return fill(texts.evaluation_asked, { number: evaluation.case_number });
  return rating ? fill(texts.rating[rating.state], { number: rating.number }) : "";
}

function tickCurrent() {
  const ticket = view.ticket;
  const told = confirmation(view);
  at("board").dataset.board = told.state;
  put("board", told.text);
  if (!ticket) return;
  showWait(at("waited"), waitedBeforeCall(ticket), ticket.service);
  const serving = ticket.state === "serving" && ticket.started_at;
  put("busy-word", serving ? texts.serving_for : texts.called_for);
  put("busy", asClock(secondsSince(serving ? ticket.started_at : ticket.called_at ?? ticket.issued_at)));
  put("calls", fill(texts.calls, { n: ticket.calls }));
}

// Not the first second: a line that was opened again at once is no news.
function tickAway() {
  const away = !shown.up && shown.heard !== null && now() - shown.heard >= AWAY_AFTER_S * 1000;
  at("away").hidden = !away || Boolean(shown.lost);
  at("current").classList.toggle("stale", away || Boolean(shown.lost));
  if (away && !shown.lost) put("away", fill(texts.away, { time: new Date(shown.heard).toTimeString().slice(0, 8) }));
  else put("away", "");
}

function tickUndo() {
  const seconds = secondsToUndo(view);
  at("undo").hidden = !seconds;
  if (!seconds) return;
  const { verb, number, by_itself: byItself } = view.can_undo;
  const words = byItself ? texts.undoable.by_itself : texts.undoable[verb] ?? texts.undoable.other;
  put("undo-what", fill(words, { number }));
  put("undo-left", asTimeLeft(seconds));
}
