// Which key means which verb. The table is the server's (`console_keys.py`), the same that stands on
// the buttons: one hand on the number pad, letters for the rarer ones, 1 to 7 for what was done.

import { page } from "./texts.js";

const SINGLE_KEYS = "hall-single-keys";

const byKey = new Map(page.keys.flatMap((key) => key.keys.map((name) => [name, key.verb])));
// An input method may hide a letter behind "Process", and without Num Lock the pad's 0 is "Insert":
// the place on the keyboard is still known.
const byCode = new Map(page.keys.flatMap((key) => key.codes.map((code) => [code, key.verb])));

// A clerk who dictates, or uses a switch, needs none of them.
export function singleKeys() {
  return localStorage.getItem(SINGLE_KEYS) !== "off";
}

export function switchSingleKeys() {
  localStorage.setItem(SINGLE_KEYS, singleKeys() ? "off" : "on");
}

export function verbOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return null;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return byKey.get(name) ?? byCode.get(event.code) ?? null;
}

// The outcome that a digit stands for, null for another key.
export function outcomeOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return null;
  const digit = /^[1-9]$/.test(event.key) ? event.key : event.code?.match(/^Numpad([1-9])$/)?.[1];
  return page.outcomes[Number(digit) - 1] ?? null;
}

// Enter and keys typed on a control belong to the control, except the number pad's Enter on a
// button: there it always means "next".
export function belongsToControl(event) {
  const target = event.target;
  if (target.matches("input, select, textarea")) return true;
  if (!target.matches("button, a, summary")) return false;
  return event.key === "Enter" && event.code !== "NumpadEnter";
}
