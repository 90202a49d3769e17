// The one-time notice: all that is missing, told once. The clerk picks from the guide's materials or
// writes others; the notice's own page prints itself.

import { ask, NoAnswer, Refused } from "./commands.js";
import { api, complain, say, send } from "./desk.js";
import * as panel from "./panel.js";
import { fill, page } from "./texts.js";
import { actOf } from "./verbs.js";

const texts = page.texts.clerk;
const guidesOf = new Map(); // service -> its guides
const coming = new Map(); // service -> the promise of them
const language = document.documentElement.lang.slice(0, 2);

// Answers with what the server said, null when the clerk thought better of it.
export async function askNotice(view) {
  const act = actOf(view);
  const guides = guidesOf.get(act.service) ?? await waitForGuides(view, act.service);
  if (!guides) return null;
  const guide = guides.length > 1 ? await chooseGuide(guides) : { found: guides[0] };
  const missing = guide && await chooseMissing(act, guide.found?.materials ?? []);
  if (!missing) return null;
  const body = { act_id: act.act_id, guide: guide.found?.guide ?? null, missing };
  const said = fill(texts.said.notice, { number: act.number });
  const answer = await send("notices", body, () => said, "notice");
  if (answer && !window.open(answer.link, "hall-notice")) {
    complain(fill(texts.notice_blocked, { number: act.number }), answer.link);
  }
  return answer;
}

// Asked for before it is needed. Never twice at once; a failure is asked again the next time.
export function fetchGuides(view) {
  const service = view && actOf(view)?.service;
  if (!service || guidesOf.has(service)) return null;
  if (!coming.has(service)) coming.set(service, fetched(service));
  return coming.get(service);
}

async function fetched(service) {
  try {
    const address = `${api}/guides?service=${encodeURIComponent(service)}`;
    guidesOf.set(service, (await ask("GET", address)).answer.guides);
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
  } finally {
    coming.delete(service);
  }
}

// The panel is there at once: keys typed on without looking must not become verbs of the window.
async function waitForGuides(view, service) {
  const stopped = panel.choose(texts.guides_coming, []);
  const first = await Promise.race([stopped, fetchGuides(view)]);
  if (first !== null) panel.close(null);
  const guides = first === null ? null : guidesOf.get(service);
  if (first !== null && !guides) say(texts.guides_missing);
  return guides ?? null;
}

function chooseGuide(guides) {
  const options = guides.map((found, index) => ({
    value: { found },
    what: String(index + 1),
    name: inLanguage(found.title),
    find: [inLanguage(found.title)],
    key: String(index + 1),
  }));
  return panel.choose(texts.choose.guide, options);
}

// One after the other, until Enter on "that is all". Own words are materials too.
async function chooseMissing(act, materials) {
  const chosen = new Map(); // name in Chinese -> name as shown
  for (;;) {
    const options = [...(chosen.size ? [allOf(chosen)] : []), ...lines(materials, chosen)];
    const question = fill(texts.choose.missing, { number: act.number, n: chosen.size });
    const picked = await panel.choose(question, options, { ownWords: (own) => ({ own }) });
    if (!picked) return null;
    if (picked.done) return [...chosen.keys()].map((name) => ({ name }));
    toggle(chosen, picked.own ?? picked.name, picked.own ?? picked.shown);
  }
}

function toggle(chosen, name, shown) {
  if (!name.trim()) return;
  if (!chosen.delete(name)) chosen.set(name, shown);
}

function allOf(chosen) {
  return {
    value: { done: true },
    what: "↵",
    name: fill(texts.choose.missing_all, { n: chosen.size }),
    find: [],
  };
}

function lines(materials, chosen) {
  const known = materials.map((material) => [material.name.zh, inLanguage(material.name)]);
  const own = [...chosen].filter(([name]) => !known.some(([listed]) => listed === name));
  return [...known, ...own].map(([name, shown], index) => ({
    value: { name, shown },
    what: `${chosen.has(name) ? "☑" : "☐"} ${index + 1}`,
    name: shown,
    find: [shown, String(index + 1)],
    key: String(index + 1),
  }));
}

function inLanguage(text) {
  return text[language] ?? text.zh;
}
