// Which verb the window can take now. The server decides; this only greys out what it would refuse.

import { now } from "./clock.js";
import { page } from "./texts.js";

const ON_CURRENT = {
  recall: ["called"],
  start: ["called"],
  finish: ["called", "serving"],
  miss: ["called"],
  hold: ["called", "serving"],
  transfer: ["called", "serving"],
};
const NEEDS_OPEN = ["call-next", "call", "resume", "walk-in"];

const POSSIBLE = {
  call: (view) => callable(view).length > 0,
  resume: (view) => view.held.length > 0,
  abandon: (view) => abandonable(view).length > 0,
  pause: (view) => view.status === "open",
  open: (view) => view.status === "paused",
  undo: (view) => secondsToUndo(view) > 0,
  outcome: (view) => actOf(view) !== null,
  notice: (view) => actOf(view) !== null,
  "ask-rating": (view) => isToBeAsked(view.ticket ?? view.ended, view),
};

export function isPossible(verb, view) {
  if (!view || view.status === "closed") return false;
  if (NEEDS_OPEN.includes(verb) && view.status !== "open") return false;
  if (verb in ON_CURRENT) return ON_CURRENT[verb].includes(view.ticket?.state);
  return POSSIBLE[verb]?.(view) ?? true;
}

// "Pause" and "reopen" are one key.
export function verbOfButton(verb, view) {
  return verb === "pause" && view?.status === "paused" ? "open" : verb;
}

export function callable(view) {
  return [...view.queue, ...(page.missed_may_be_called ? view.missed : [])];
}

export function abandonable(view) {
  const here = view.ticket?.state === "called" ? [view.ticket] : [];
  return [...here, ...view.held, ...view.queue];
}

export function secondsToUndo(view) {
  if (!view?.can_undo) return 0;
  return Math.max(0, Math.ceil((new Date(view.can_undo.until).getTime() - now()) / 1000));
}

// Once for each visit.
function isToBeAsked(visit, view) {
  return Boolean(visit) && view.last_rating?.number !== visit.number;
}

// Whose visit a digit speaks of: the visitor who is here, else the one who just left.
export function actOf(view) {
  return view.ticket?.act_id ? view.ticket : view.ended;
}

export function serviceOf(id) {
  return page.services.find((known) => known.id === id);
}

export function serviceName(id) {
  return serviceOf(id)?.name ?? id;
}
