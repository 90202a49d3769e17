// Which verb the window can take now, and what a verb may choose from. The server decides; this
// only greys out what it would refuse.

import { fill, page } from "./texts.js";

const ON_CURRENT = {
  recall: ["called"],
  start: ["called"],
  finish: ["called", "serving"],
  miss: ["called"],
  hold: ["called", "serving"],
  transfer: ["called", "serving"],
};

const CHOICES = {
  call: (view) => [...view.queue, ...(page.missed_may_be_called ? view.missed : [])],
  resume: (view) => view.held,
  abandon: (view) => [
    ...(view.ticket?.state === "called" ? [view.ticket] : []),
    ...view.held,
    ...view.queue,
  ],
};

const NEEDS_OPEN = ["call-next", "call"];

export function isPossible(verb, view) {
  if (!view || view.status === "closed") return false;
  if (NEEDS_OPEN.includes(verb) && view.status !== "open") return false;
  if (verb in ON_CURRENT) return ON_CURRENT[verb].includes(view.ticket?.state);
  if (verb in CHOICES) return CHOICES[verb](view).length > 0;
  if (verb === "pause") return view.status === "open";
  if (verb === "open") return view.status === "paused";
  return true;
}

export function needsChoice(verb) {
  return verb in CHOICES || verb === "transfer";
}

// Options for the panel; the value of each is what the command says.
export function optionsFor(verb, view) {
  return verb === "transfer" ? targets() : CHOICES[verb](view).map(asNumberOption);
}

export function serviceName(service) {
  return page.services.find((known) => known.id === service)?.name ?? service;
}

function asNumberOption(ticket) {
  const digits = ticket.number.replace(/^\D+/, "");
  return {
    value: { number: ticket.number },
    what: ticket.number,
    name: serviceName(ticket.service),
    find: [digits, digits.replace(/^0+/, "")],
  };
}

function targets() {
  const services = page.services.map((service) => ({
    value: { service: service.id },
    what: service.prefix,
    name: service.name,
    find: [service.name, service.id],
  }));
  const windows = page.windows.filter((window) => window !== page.window).map((window) => ({
    value: { window },
    what: window,
    name: fill(page.texts.clerk.choose.window, { window }),
    find: [],
  }));
  return [...services, ...windows];
}
