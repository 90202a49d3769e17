// Which key means which verb: one hand on the number pad, letters for the rarer ones.

const VERB_OF_KEY = {
  Enter: "call-next",
  ".": "recall",
  ",": "recall", // the number pad's point on some keyboards
  s: "start",
  "+": "finish",
  "=": "finish", // the same key without Shift
  0: "miss",
  "-": "hold",
  "*": "transfer",
  c: "call",
  r: "resume",
  a: "abandon",
  "/": "pause",
};

// An input method may hide a letter behind "Process", and without Num Lock the pad's 0 is "Insert":
// the key itself is still known.
const VERB_OF_CODE = {
  KeyS: "start",
  KeyC: "call",
  KeyR: "resume",
  KeyA: "abandon",
  Numpad0: "miss",
  NumpadDecimal: "recall",
};

export function verbOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return null;
  return VERB_OF_KEY[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    ?? VERB_OF_CODE[event.code]
    ?? null;
}

// Enter and keys typed on a control belong to the control, except the number pad's Enter on a
// button: there it always means "next".
export function belongsToControl(event) {
  const target = event.target;
  if (target.matches("input, select, textarea")) return true;
  if (!target.matches("button, a")) return false;
  return event.key === "Enter" && event.code !== "NumpadEnter";
}
