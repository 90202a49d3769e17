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
let matching = [];
let chosen = 0;
let finish = null; // resolves what was promised

export function isOpen() {
  return !root.hidden;
}

// Resolves to the chosen option's value, or null after Escape. `ownWords(text)`: the value of a text
// that is in no option. `fresh`: a promise of better options; the panel is there at once, because a
// clerk types on without looking.
export function choose(text, choices, { ownWords = null, fresh = null } = {}) {
  options = choices;
  typed = ownWords;
  const answer = ask(text, options.some((option) => option.key) ? texts.quick_hint : texts.hint);
  const asking = finish;
  fresh?.then((better) => finish === asking && update(better));
  return answer;
}

function update(better) {
  const marked = matching[chosen];
  options = better;
  show();
  const again = matching.findIndex((option) => option.what === marked?.what);
  if (again > 0) move(again);
}

// Resolves to {text, more}, or null after Escape; `more` after "+", which asks for one more.
export function line(text) {
  options = [];
  typed = (words, more) => ({ text: words, more });
  return ask(text, texts.line_hint);
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
  const resolve = finish;
  finish = null;
  resolve?.(value);
}

function show() {
  const text = input.value.trim().toLowerCase();
  matching = options.filter((option) => matches(option, text)).slice(0, SHOWN_AT_MOST);
  chosen = 0;
  none.hidden = matching.length > 0 || typed !== null;
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
  if (event.key === "+" && typed && !options.length) return () => accept(true);
  const quick = input.value === "" && options.find((option) => option.key === event.key);
  return quick ? () => close(quick.value) : null;
}

input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const does = meaningOf(event);
  if (!does) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || event.key.startsWith("Arrow")) does();
});
