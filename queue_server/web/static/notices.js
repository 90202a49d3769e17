// The one-time notice: all that is missing, told once. The clerk picks from the guide's materials or
// writes others; the notice's own page prints itself.

import { ask, NoAnswer, Refused } from "./commands.js";
import { api, say, send } from "./desk.js";
import * as panel from "./panel.js";
import { fill, page } from "./texts.js";
import { actOf } from "./verbs.js";

const texts = page.texts.clerk;
const guidesOf = new Map(); // service -> its guides, null while they come
const language = document.documentElement.lang.slice(0, 2);

// Answers with what the server said, null when the clerk thought better of it.
export async function askNotice(view) {
  const act = actOf(view);
  const guides = guidesOf.get(act.service);
  if (!guides) {
    say(texts.guides_coming);
    fetchGuides(view);
    return null;
  }
  const guide = guides.length > 1 ? await chooseGuide(guides) : { found: guides[0] };
  const missing = guide && await chooseMissing(act, guide.found?.materials ?? []);
  if (!missing) return null;
  const body = { act_id: act.act_id, guide: guide.found?.guide ?? null, missing };
  const said = fill(texts.said.notice, { number: act.number });
  const answer = await send("notices", body, () => said, "notice");
  if (answer) window.open(answer.link, "hall-notice");
  return answer;
}

// Asked for before it is needed: a panel that comes late would leave its keys to the window's verbs.
export async function fetchGuides(view) {
  const service = view && actOf(view)?.service;
  if (!service || guidesOf.has(service)) return;
  guidesOf.set(service, null);
  try {
    const address = `${api}/guides?service=${encodeURIComponent(service)}`;
    guidesOf.set(service, (await ask("GET", address)).answer.guides);
  } catch (error) {
    guidesOf.delete(service);
    if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
  }
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
