// Draws the window's state. `draw` on each new state, `tick` each second for the running times.

import { asClock, now, secondsSince } from "./clock.js";
import { ratingState } from "./rating_watch.js";
import { element, fill, page } from "./texts.js";
import { isPossible, serviceName } from "./verbs.js";

const BOARD_PATIENCE_S = 3; // after this long without a display's word the clerk is warned
const LISTED = { queue: 12, held: 6, missed: 6 };

const texts = page.texts.clerk;
const at = (id) => document.getElementById(id);
let view = null;

export function draw(next) {
  view = next;
  const ticket = view.ticket;
  at("status").textContent = page.texts.state[view.status];
  at("status").dataset.status = view.status;
  at("clerk-name").textContent = view.clerk_name ?? view.clerk ?? "";
  at("current").dataset.state = ticket?.state ?? "idle";
  at("state").textContent = ticket ? page.texts.state[ticket.state] : "";
  at("service").textContent = ticket ? serviceName(ticket.service) : "";
  at("person").textContent = ticket?.masked_name ?? "";
  at("elder").hidden = ticket?.priority_reason !== "elder";
  at("number").textContent = ticket?.number ?? texts.idle;
  at("number").classList.toggle("idle", !ticket);
  at("hint").textContent = ticket ? "" : idleHint();
  at("times").hidden = !ticket;
  at("waiting").textContent = view.waiting;
  document.title = `${ticket?.number ?? page.texts.state[view.status]} · ${page.title}`;
  for (const name of Object.keys(LISTED)) list(name);
  drawVerbs();
  tick();
}

function idleHint() {
  if (view.status === "paused") return texts.paused_hint;
  if (view.status === "closed") return texts.closed;
  return view.waiting ? texts.idle_hint : texts.nobody;
}

function list(name) {
  const tickets = view[name];
  const shown = tickets.slice(0, LISTED[name]);
  at(name).replaceChildren(...shown.map(asLine));
  const count = at(`${name}-count`);
  if (count) count.textContent = tickets.length;
  const more = at(`${name}-more`);
  // `waiting` counts everybody; the server may list only the first of them.
  if (more) {
    const left = view.waiting - shown.length;
    more.textContent = left > 0 ? fill(texts.more, { n: left }) : "";
  }
}

function asLine(ticket) {
  const line = element("li");
  const name = element("span", "name", serviceName(ticket.service));
  if (ticket.priority_reason === "elder") name.prepend(element("span", "badge", texts.elder), " ");
  const waited = element("span", "waited");
  waited.dataset.since = ticket.issued_at;
  waited.dataset.service = ticket.service;
  line.append(element("span", "what", ticket.number), name, waited);
  return line;
}

export function drawVerbs() {
  for (const button of at("verbs").children) {
    const verb = verbOfButton(button.dataset.verb);
    button.setAttribute("aria-disabled", String(!isPossible(verb, view)));
    button.querySelector(".word").textContent = texts.verb[verb];
  }
}

// "Pause" and "reopen" are one key.
export function verbOfButton(verb) {
  return verb === "pause" && view?.status === "paused" ? "open" : verb;
}

export function tick() {
  if (!view) return;
  for (const cell of document.querySelectorAll(".waited[data-since]")) {
    showWait(cell, secondsSince(cell.dataset.since), cell.dataset.service);
  }
  tickCurrent();
  tickRating();
}

function showWait(cell, seconds, service) {
  const target = page.services.find((known) => known.id === service)?.target_wait_min;
  const over = target !== undefined && seconds > target * 60;
  cell.textContent = over ? `${asClock(seconds)} ${texts.over}` : asClock(seconds);
  cell.classList.toggle("over", over);
}

function tickCurrent() {
  const ticket = view.ticket;
  if (!ticket) {
    showBoard("", "");
    return;
  }
  const called = new Date(ticket.called_at ?? ticket.issued_at).getTime();
  const waited = Math.floor((called - new Date(ticket.issued_at).getTime()) / 1000);
  showWait(at("waited"), Math.max(0, waited), ticket.service);
  const serving = ticket.state === "serving" && ticket.started_at;
  at("busy-word").textContent = serving ? texts.serving_for : texts.called_for;
  at("busy").textContent = asClock(secondsSince(serving ? ticket.started_at : called));
  at("calls").textContent = ticket.calls > 1 ? fill(texts.calls, { n: ticket.calls }) : "";
  tickBoard(ticket, called);
}

function tickBoard(ticket, called) {
  if (view.shown_by.length) {
    showBoard("shown", `✓ ${texts.board_shows} (${view.shown_by.join(", ")})`);
  } else if (ticket.state !== "called") {
    showBoard("", "");
  } else if (!view.confirmable) {
    showBoard("unsure", texts.board_unsure);
  } else if (now() - Math.max(called, callSeen(ticket)) < BOARD_PATIENCE_S * 1000) {
    showBoard("waiting", texts.board_waiting);
  } else {
    showBoard("silent", `⚠ ${texts.board_silent}`);
  }
}

// A recall or a resumed ticket asks the board again.
let seen = { key: "", at: 0 };
function callSeen(ticket) {
  const key = `${ticket.ticket_id} ${ticket.calls} ${ticket.called_at}`;
  if (seen.key !== key) seen = { key, at: now() };
  return seen.at;
}

function showBoard(state, text) {
  const board = at("board");
  board.dataset.board = state;
  if (board.textContent !== text) board.textContent = text;
}

function tickRating() {
  const state = ratingState();
  const text = state ? fill(texts[state.word], { number: state.number }) : "";
  if (at("rating").textContent !== text) at("rating").textContent = text;
}
