// What a verb asks before it is sent, as options for the panel; the value of each is what the command
// says.

import { ask } from "./commands.js";
import { listen } from "./desk.js";
import { choose } from "./panel.js";
import { fill, page } from "./texts.js";
import { abandonable, callable, serviceName, serviceOf } from "./verbs.js";

const texts = page.texts.clerk;

const ASKED = {
  call: (view) => chooseNumber("call", callable, view),
  resume: (view) => chooseNumber("resume", (now) => now.held, view),
  abandon: (view) => chooseNumber("abandon", abandonable, view),
  transfer: chooseTarget,
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

// The list follows the queue. It has only the first of many: any number can be typed.
function chooseNumber(verb, listed, view) {
  return choose(texts.choose[verb], listed(view).map(asNumber), {
    ownWords: (number) => (number ? { number } : null),
    unlisted: texts.choose.unlisted,
    follow: (update) => listen((shown) => update(listed(shown.view).map(asNumber))),
  });
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

// Nobody is sent to an empty chair unseen: Enter alone goes back to the list.
async function chooseTarget(view) {
  const target = await choose(texts.choose.transfer, targets(view), { fresh: freshTargets(view) });
  const place = target && emptyPlace(target, view);
  if (!place) return target;
  const answers = [
    { value: false, what: "1", name: texts.choose.elsewhere, find: [], key: "1" },
    { value: true, what: "2", name: texts.choose.all_the_same, find: [], key: "2" },
  ];
  const sure = await choose(fill(texts.choose.nobody_there, { place }), answers);
  if (sure === null) return null;
  return sure ? target : chooseTarget(view);
}

// How the target is called where nobody sits who could call the visitor; "" as far as is known.
function emptyPlace(target, view) {
  const service = target.next_step ? view.ticket.next_step : target.service;
  const may = seats.filter((seat) => (service ? seat.services?.includes(service) : seat.window === target.window));
  if (!may.length || may.some((seat) => seat.status !== "closed")) return "";
  return service ? serviceName(service) : fill(texts.choose.window, { window: target.window });
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
