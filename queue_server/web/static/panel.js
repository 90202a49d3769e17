// The inline panel in which a clerk answers by keys: a combobox whose list is always open, or a line
// to type. No dialog: the console stays visible and alive behind it.

import { element, page } from "./texts.js";

const root = document.getElementById("panel");
const question = document.getElementById("panel-question");
const input = document.getElementById("panel-text");
const list = document.getElementById("panel-list");
const none = document.getElementById("panel-none");
const hint = document.getElementById("panel-hint");

const SHOWN_AT_MOST = 60;
const texts = page.texts.clerk.choose;

let options = []; // {value, what, name, find, key}: `key` chooses at once while nothing is typed
let typed = null; // what a text that matches nothing means; null where only the list counts
let plus = null; // what "+" does; null where it is a sign like others
let matching = [];
let chosen = 0;
let finish = null; // resolves what was promised
let unfollow = null; // ends the news of better options
let latest = ""; // the options as they came last
let ownHint = ""; // what Enter does with a text that is in no option

export function isOpen() {
  return !root.hidden;
}

// Resolves to the chosen option's value, or null after Escape. `ownWords(text)`: the value of a text
// that is in no option, `unlisted` what Enter does with it. `fresh`: a promise of better options; the
// panel is there at once, because a clerk types on without looking. `follow(update)` tells the options
// as they change, and answers with what ends that. `more(value)`: what "+" means of the marked one.
export function choose(text, choices, how = {}) {
  options = choices;
  typed = how.ownWords ?? null;
  plus = how.more ? () => matching.length && close(how.more(matching[chosen].value)) : null;
  latest = JSON.stringify(choices);
  const usual = options.some((option) => option.key) ? texts.quick_hint : texts.hint;
  const answer = ask(text, how.help ?? usual);
  const asking = finish;
  ownHint = how.unlisted ?? "";
  how.fresh?.then((better) => finish === asking && update(better));
  unfollow = how.follow?.(update) ?? null;
  return answer;
}

// The cursor stays on what it was on. If that is gone it is shown as gone: Enter must never mean
// another one than the clerk has read.
function update(better) {
  if (latest === JSON.stringify(better)) return;
  latest = JSON.stringify(better);
  const marked = matching[chosen];
  const place = options.indexOf(marked);
  options = [...better];
  if (marked && !better.some((option) => isSame(option, marked))) {
    options.splice(place, 0, { ...marked, name: texts.gone, gone: true });
  }
  show(marked);
}

function isSame(one, other) {
  return JSON.stringify(one.value) === JSON.stringify(other.value);
}

// Shows `text` until what comes is there: keys typed on without looking must not become verbs of the
// window. Resolves to what came, or null after Escape.
export async function meanwhile(text, coming) {
  const stopped = choose(text, []);
  const first = await Promise.race([stopped, coming.then((value) => ({ value }))]);
  if (first === null) return null;
  close(null);
  return first.value;
}

// Resolves to {text, more}, or null after Escape. With `more` a "+" asks for one more.
export function line(text, { more = false, help } = {}) {
  options = [];
  typed = (words, again) => ({ text: words, more: again });
  plus = more ? () => accept(true) : null;
  return ask(text, help ?? texts.line_hint);
}

function ask(text, help) {
  close(null);
  question.textContent = text;
  hint.textContent = help;
  input.value = "";
  root.hidden = false;
  const listed = options.length > 0;
  list.hidden = !listed;
  input.setAttribute("aria-expanded", String(listed));
  show();
  input.focus({ preventScroll: true });
  root.scrollIntoView({ block: "nearest" });
  return new Promise((resolve) => {
    finish = (value) => resolve(value);
  });
}

export function close(value) {
  root.hidden = true;
  unfollow?.();
  unfollow = null;
  ownHint = "";
  const resolve = finish;
  finish = null;
  resolve?.(value);
}

function show(marked = null) {
  const text = input.value.trim().toLowerCase();
  matching = options.filter((option) => matches(option, text)).slice(0, SHOWN_AT_MOST);
  chosen = Math.max(0, marked ? matching.findIndex((option) => isSame(option, marked)) : 0);
  none.hidden = matching.length > 0 || (typed !== null && !ownHint);
  none.textContent = text && ownHint ? ownHint : texts.none;
  list.replaceChildren(...matching.map(asItem));
  mark();
}

function matches(option, text) {
  return !text || option.what.toLowerCase().startsWith(text)
    || option.find.some((word) => word.toLowerCase().startsWith(text));
}

function asItem(option, index) {
  const item = element("li");
  item.id = `panel-option-${index}`;
  item.setAttribute("role", "option");
  item.classList.toggle("gone", Boolean(option.gone));
  item.append(element("span", "what", option.what), element("span", "name", option.name));
  item.addEventListener("click", () => close(option.value));
  return item;
}

function mark() {
  Array.from(list.children).forEach((item, index) => {
    item.setAttribute("aria-selected", String(index === chosen));
    if (index === chosen) item.scrollIntoView({ block: "nearest" });
  });
  if (matching.length) input.setAttribute("aria-activedescendant", `panel-option-${chosen}`);
  else input.removeAttribute("aria-activedescendant");
}

function move(step) {
  if (!matching.length) return;
  chosen = (chosen + step + matching.length) % matching.length;
  mark();
}

function accept(more) {
  if (matching.length) close(matching[chosen].value);
  else if (typed) close(typed(input.value.trim(), more));
}

const ON_KEY = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: () => close(null),
  Enter: () => accept(false),
};

function meaningOf(event) {
  if (ON_KEY[event.key]) return ON_KEY[event.key];
  if (event.key === "+" && plus && (input.value === "" || !options.length)) return plus;
  const quick = input.value === "" && options.find((option) => option.key === event.key);
  return quick ? () => close(quick.value) : null;
}

input.addEventListener("input", () => show());
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const does = meaningOf(event);
  if (!does) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || event.key.startsWith("Arrow")) does();
});
