// What was done in a visit: one digit says it, "O" asks for more (several matters, case numbers). It
// is offered, never in the way: Enter still calls the next visitor.

import { asService } from "./choices.js";
import { ask } from "./commands.js";
import { api, complain, refused, send } from "./desk.js";
import * as panel from "./panel.js";
import { fill, page } from "./texts.js";
import { actOf, serviceOf } from "./verbs.js";

const texts = page.texts.clerk;
const PREVIOUS = "previous";
const ONE_MORE = "one more";
const strip = document.getElementById("outcomes");
let written = { act_id: null, matters: [] }; // what this page has written down, or asked for, last

// A digit says it of one matter: its case number stays. Of several nobody knows which is meant.
export async function recordOutcome(outcome, view) {
  const act = actOf(view);
  const before = act && await writtenFor(act);
  if (!before) return null;
  if (before.length > 1) {
    complain(fill(texts.several_written, { number: act.number, n: before.length }));
    return null;
  }
  const [{ service, case_number: caseNumber }] = [...before, matter(act.service, "", "")];
  return write(act, [matter(service, outcome, caseNumber)]);
}

// What stands there for this visit; null when the server did not say.
async function writtenFor(act) {
  if (act.matters === 0) return [];
  if (written.act_id === act.act_id && written.matters.length === act.matters) return written.matters;
  try {
    const address = `${api}/matters?act_id=${encodeURIComponent(act.act_id)}`;
    written = { act_id: act.act_id, matters: (await ask("GET", address)).answer.matters };
    return written.matters;
  } catch (error) {
    refused(error);
    return null;
  }
}

// Asks for one matter after the other; null when the clerk thought better of it. 0 adds to what is
// written already. While the next visitor is here, 9 goes back to the one who left with nothing
// written down.
export async function askOutcomes(view, act = actOf(view)) {
  const before = act !== view.ended && view.ended?.matters === 0 ? view.ended : null;
  let extra = [...(act.matters ? [asOneMore(act)] : []), ...(before ? [asPrevious(before)] : [])];
  let matters = [];
  let service = act.service;
  for (let more = true; more; ) {
    const values = { number: act.number, service: serviceOf(service)?.name ?? service };
    const options = [...page.outcomes.map(asOutcome), ...extra];
    const outcome = await panel.choose(fill(texts.choose.outcome, values), options);
    if (!outcome) return null;
    if (outcome === PREVIOUS) return askOutcomes(view, before);
    if (outcome === ONE_MORE) {
      const kept = await panel.meanwhile(texts.choose.matters_coming, writtenFor(act));
      if (!kept) return null;
      matters = [...kept];
    } else {
      const found = await panel.line(fill(texts.choose.case_number, values), { more: true });
      if (!found) return null;
      matters.push(matter(service, outcome, found.text));
      more = found.more;
    }
    extra = [];
    if (more) {
      const chosen = await panel.choose(texts.choose.matter, others(service));
      if (!chosen) return null;
      service = chosen.service;
    }
  }
  return write(act, matters);
}

function others(service) {
  const first = serviceOf(service);
  const rest = page.services.filter((known) => known !== first);
  return [...(first ? [first] : []), ...rest].map(asService);
}

function matter(service, outcome, caseNumber) {
  return { service, outcome, case_number: caseNumber };
}

function asOutcome(outcome, index) {
  const key = String(index + 1);
  const name = texts.outcome[outcome];
  return { value: outcome, what: key, name, find: [name], key };
}

function asOneMore(act) {
  const name = fill(texts.choose.one_more, { n: act.matters });
  return { value: ONE_MORE, what: "0", name, find: [], key: "0" };
}

function asPrevious(act) {
  const name = fill(texts.choose.previous, { number: act.number });
  return { value: PREVIOUS, what: "9", name, find: [act.number], key: "9" };
}

async function write(act, matters) {
  const words = matters.map((found) => texts.outcome[found.outcome]).join(texts.and);
  const said = fill(texts.said.outcome, { number: act.number, outcome: words });
  const told = (answer) => [said, ...answer.suggests.map((wish) => texts.suggests[wish])].join(" ");
  const body = { act_id: act.act_id, matters };
  const answer = await send("matters", body, told, "outcome");
  if (answer) written = { act_id: act.act_id, matters };
  return answer;
}

export function drawOutcomes(view) {
  if (!strip) return;
  const act = view && actOf(view);
  strip.classList.toggle("none", !act);
  if (!act) return;
  const own = act.act_id === written.act_id ? written.matters : [];
  const count = act.matters;
  const words = count ? fill(texts.outcomes_written, { number: act.number, n: count })
    : fill(texts.outcomes_open, { number: act.number });
  const line = document.getElementById("outcomes-of");
  if (line.textContent !== words) line.textContent = words;
  for (const button of strip.querySelectorAll("[data-outcome]")) {
    const on = own.some((found) => found.outcome === button.dataset.outcome);
    button.setAttribute("aria-pressed", String(on));
  }
}
