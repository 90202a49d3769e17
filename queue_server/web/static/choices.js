// What a verb asks before it is sent, as options for the panel; the value of each is what the command
// says.

import { ask } from "./commands.js";
import { choose } from "./panel.js";
import { fill, page } from "./texts.js";
import { abandonable, callable, serviceName, serviceOf } from "./verbs.js";

const texts = page.texts.clerk;

const ASKED = {
  call: (view) => choose(texts.choose.call, callable(view).map(asNumber)),
  resume: (view) => choose(texts.choose.resume, view.held.map(asNumber)),
  abandon: (view) => choose(texts.choose.abandon, abandonable(view).map(asNumber)),
  transfer: (view) => choose(texts.choose.transfer, targets(view), { fresh: freshTargets(view) }),
  "walk-in": () => choose(texts.choose["walk-in"], page.own_services.map(serviceOf).map(asService)),
  pause: () => choose(texts.choose.pause, page.pauses.map(asReason), {
    ownWords: (reason) => ({ reason }),
  }),
};

export function isAsked(verb) {
  return verb in ASKED;
}

// The command's body, null when the clerk thought better of it.
export function askFor(verb, view) {
  return ASKED[verb](view);
}

export function asService(service) {
  return {
    value: { service: service.id },
    what: service.prefix,
    name: service.name,
    find: [service.name, service.id],
  };
}

function asNumber(ticket) {
  const digits = ticket.number.replace(/^\D+/, "");
  return {
    value: { number: ticket.number },
    what: ticket.number,
    name: serviceName(ticket.service),
    find: [digits, digits.replace(/^0+/, "")],
  };
}

function asReason(reason, index) {
  const key = String(index + 1);
  return { value: { reason: reason.id }, what: key, name: reason.name, find: [reason.name], key };
}

// The next step of the visitor's route first: Enter alone sends there.
function targets(view) {
  const others = seats.filter((seat) => seat.window !== page.window);
  const next = view.ticket?.next_step;
  return [
    ...(next ? [nextStep(next)] : []),
    ...page.services.map(asService),
    ...others.map(asWindow),
    ...others.filter((seat) => seat.clerk).map(asPerson),
  ];
}

// Who sits where, as it was asked last; without an answer only the windows are known.
let seats = page.windows.map((window) => ({ window, status: null, clerk: null }));

async function freshTargets(view) {
  try {
    seats = (await ask("GET", "/api/v1/windows")).answer.windows;
  } catch {
    // the server is away: what was known last is offered
  }
  return targets(view);
}

function nextStep(service) {
  return {
    value: { next_step: true },
    what: "→",
    name: fill(texts.choose.next_step, { service: serviceName(service) }),
    find: [],
  };
}

function asWindow(seat) {
  const words = [
    fill(texts.choose.window, { window: seat.window }),
    seat.status && page.texts.state[seat.status],
    seat.clerk_name,
  ];
  return {
    value: { window: seat.window },
    what: seat.window,
    name: words.filter(Boolean).join(" · "),
    find: [],
  };
}

function asPerson(seat) {
  const name = seat.clerk_name ?? seat.clerk;
  return {
    value: { account: seat.clerk },
    what: name,
    name: fill(texts.choose.person, { window: seat.window }),
    find: [seat.clerk],
  };
}
