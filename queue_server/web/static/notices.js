// The one-time notice: all that is missing, told once. The clerk picks from the guide's materials or
// writes others; the notice's own page prints itself.

import { ask, NoAnswer, Refused } from "./commands.js";
import { api, complain, say, send } from "./desk.js";
import * as panel from "./panel.js";
import { fill, page } from "./texts.js";
import { actOf } from "./verbs.js";

const texts = page.texts.clerk;
const AGAIN = "again";
const NEW = "new";
const guidesOf = new Map(); // service -> its guides
const coming = new Map(); // service -> the promise of them
const made = new Map(); // visit -> the link of the notice that this page made for it
const language = document.documentElement.lang.slice(0, 2);

// Answers with what the server said, null when the clerk thought better of it.
export async function askNotice(view) {
  const act = actOf(view);
  const wish = made.has(act.act_id) ? await chooseAgain(act) : NEW;
  if (wish === AGAIN) show(act, `${made.get(act.act_id)}?again`);
  return wish === NEW ? makeNotice(view, act) : null;
}

async function makeNotice(view, act) {
  const guides = guidesOf.get(act.service) ?? await waitForGuides(view, act.service);
  if (!guides) return null;
  const guide = guides.length > 1 ? await chooseGuide(guides) : { found: guides[0] };
  const sheet = guide && await chooseMissing(act, guide.found?.materials ?? []);
  if (!sheet) return null;
  const body = { act_id: act.act_id, guide: guide.found?.guide ?? null, ...sheet };
  const said = fill(texts.said.notice, { number: act.number });
  const answer = await send("notices", body, () => said, "notice");
  if (!answer) return null;
  made.set(act.act_id, answer.link);
  show(act, answer.link);
  return answer;
}

function show(act, link) {
  if (!window.open(link, "hall-notice")) {
    complain(fill(texts.notice_blocked, { number: act.number }), link);
  }
}

// The printer had no paper, or the sheet is lost: the same one once more, not another one.
function chooseAgain(act) {
  const options = [[AGAIN, texts.choose.print_again], [NEW, texts.choose.new_notice]];
  return panel.choose(fill(texts.choose.notice_again, { number: act.number }), options.map(
    ([value, name], index) => {
      const key = String(index + 1);
      return { value, what: key, name, find: [], key };
    },
  ));
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
  const named = guides.map((found, index) => ({
    value: { found },
    what: String(index + 1),
    name: inLanguage(found.title),
    find: [inLanguage(found.title)],
    key: String(index + 1),
  }));
  const none = { value: { found: null }, what: "0", name: texts.choose.no_guide, find: [], key: "0" };
  return panel.choose(texts.choose.guide, [...named, none]);
}

// One after the other, until Enter on "that is all". Own words are materials too; "+" says more of
// the one that is marked, or was ticked last; "0" is a word for the whole sheet.
async function chooseMissing(act, materials) {
  const sheet = { chosen: new Map(), last: null, note: "" }; // name in Chinese -> {shown, remark}
  for (;;) {
    const { chosen } = sheet;
    const options = [
      ...(chosen.size ? [allOf(chosen)] : []), ...lines(materials, chosen), asNote(sheet.note),
    ];
    const question = fill(texts.choose.missing, { number: act.number, n: chosen.size });
    const picked = await panel.choose(question, options, {
      ownWords: (own) => ({ name: own, shown: own }),
      more: (value) => ({ ...value, says: true }),
      help: texts.choose.missing_hint,
    });
    if (!picked) return null;
    if (picked.note) sheet.note = await words(texts.choose.notice_note, sheet.note);
    else if (picked.says) await sayMore(sheet, picked);
    else if (picked.done) return told(sheet);
    else toggle(sheet, picked);
  }
}

function told({ chosen, note }) {
  const missing = [...chosen].map(([name, { remark }]) => ({ name, note: remark }));
  return { missing, note };
}

function toggle(sheet, { name, shown }) {
  if (!name.trim()) return;
  sheet.last = name;
  if (!sheet.chosen.delete(name)) sheet.chosen.set(name, { shown, remark: "" });
}

// What is remarked on is missing.
async function sayMore(sheet, { name = sheet.last, shown }) {
  const before = sheet.chosen.get(name) ?? (shown && { shown, remark: "" });
  if (!before) return;
  const question = fill(texts.choose.remark, { material: before.shown });
  sheet.chosen.set(name, { ...before, remark: await words(question, before.remark) });
  sheet.last = name;
}

// Escape leaves it as it was.
async function words(question, before) {
  const answer = await panel.line(question, { help: texts.choose.words_hint });
  return answer ? answer.text : before;
}

function allOf(chosen) {
  return {
    value: { done: true },
    what: "↵",
    name: fill(texts.choose.missing_all, { n: chosen.size }),
    find: [],
  };
}

function asNote(note) {
  const name = note ? `${texts.choose.note}${note}` : texts.choose.add_note;
  return { value: { note: true }, what: "0", name, find: [], key: "0" };
}

function lines(materials, chosen) {
  const known = materials.map((material) => [material.name.zh, inLanguage(material.name)]);
  const own = [...chosen]
    .filter(([name]) => !known.some(([listed]) => listed === name))
    .map(([name, { shown }]) => [name, shown]);
  return [...known, ...own].map(([name, shown], index) => ({
    value: { name, shown },
    what: `${chosen.has(name) ? "☑" : "☐"} ${index + 1}`,
    name: [shown, chosen.get(name)?.remark].filter(Boolean).join(" · "),
    find: [shown, String(index + 1)],
    key: String(index + 1),
  }));
}

function inLanguage(text) {
  return text[language] ?? text.zh;
}
