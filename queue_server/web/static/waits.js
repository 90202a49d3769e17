// How long somebody has waited against the target: as a time, a colour, a shape and a word.

import { asClock, secondsSince } from "./clock.js";
import { page } from "./texts.js";
import { serviceOf } from "./verbs.js";

const NEAR = 2 / 3; // of the target: from here on the wait is getting long

const texts = page.texts.clerk;

export function gradeOf(seconds, service) {
  const target = (serviceOf(service)?.target_wait_min ?? Infinity) * 60;
  if (seconds > target) return "over";
  return seconds >= target * NEAR ? "near" : "fine";
}

// The shape comes from the style sheet, by `data-wait`; nobody waits so long unless it is said.
export function showWait(cell, seconds, service) {
  const grade = gradeOf(seconds, service);
  const text = `${asClock(seconds)} ${texts.wait[grade]}`.trim();
  if (cell.textContent !== text) cell.textContent = text;
  cell.dataset.wait = grade;
}

export function tickWaits(root) {
  for (const cell of root.querySelectorAll(".waited[data-since]")) {
    showWait(cell, secondsSince(cell.dataset.since), cell.dataset.service);
  }
}

// Seconds that the visitor at the window had waited when the call came; calling again adds nothing.
export function waitedBeforeCall(ticket) {
  const called = new Date(ticket.first_called_at ?? ticket.called_at ?? ticket.issued_at).getTime();
  return Math.max(0, Math.floor((called - new Date(ticket.issued_at).getTime()) / 1000));
}
