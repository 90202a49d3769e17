// The inline panel in which a clerk chooses a number or a target by keys: a combobox whose list is
// always open. No dialog: the console stays visible and alive behind it.

import { element } from "./texts.js";

const root = document.getElementById("panel");
const question = document.getElementById("panel-question");
const input = document.getElementById("panel-text");
const list = document.getElementById("panel-list");
const none = document.getElementById("panel-none");

const SHOWN_AT_MOST = 60;

let options = []; // {value, what, name, find}
let matching = [];
let chosen = 0;
let finish = null; // resolves what `choose` promised

export function isOpen() {
  return !root.hidden;
}

// Resolves to the chosen option's value, or null after Escape.
export function choose(text, choices) {
  close(null);
  question.textContent = text;
  options = choices;
  input.value = "";
  root.hidden = false;
  show();
  input.focus({ preventScroll: true });
  root.scrollIntoView({ block: "nearest" });
  return new Promise((resolve) => {
    finish = resolve;
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
  none.hidden = matching.length > 0;
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

const ON_KEY = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: () => close(null),
  Enter: () => matching.length && close(matching[chosen].value),
};

input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.isComposing || !ON_KEY[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || event.key.startsWith("Arrow")) ON_KEY[event.key]();
});
