// A window's tablet: asks when the server asks, sends each press at once, and gives the visitor some
// seconds to change it. Written for browsers of 2018: old tablets end their life at a window.

import { follow, Sender, newId, token } from "./evaluator_link.js";
import { fillFaces, show, showReasons, showWords } from "./evaluator_view.js";
import { chime, onTouch } from "./evaluator_sound.js";

const page = JSON.parse(document.getElementById("page").textContent);
const THANKS_MS = 4000;
const WHY_MS = 57000; // the server takes reasons for 60 s after the press
const SILENT_MS = 25000; // nobody touches: the visitor has gone
const TICK_MS = 300; // several ticks in a row are sent together
const TYPED_MS = 900;
const CHOSEN_MS = 120000; // a language that was chosen before anybody was asked
const LOW = [1, 2];

let view = null; // what the server said last
let untilMs = 0; // of its question, by this tablet's steady clock
let state = "loading";
let language = page.language;
let mine = null; // {act, number, about, level, at, reasons, comment}: what was pressed here
let done = null; // the act that was rated here last: not asked about again
let timers = [];
let choice = 0; // the timer of `forgetLanguage`

const sender = new Sender(
  (busy) => {
    document.getElementById("sending").hidden = !busy;
  },
  (command, refused) => {
    // Too late, or said at the keypad before: nothing of it is kept, so nothing more is asked.
    const waits = state === "pressed" || state === "why";
    if (refused && waits && command.act_id === mine.act) {
      mine = null;
      rest();
    }
  },
);

function enter(next) {
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  state = next;
  show(state);
}

function later(ms, then) {
  timers.push(setTimeout(then, ms));
}

// --- what the server says

function onView(fresh) {
  view = fresh;
  untilMs = performance.now() + (Date.parse(fresh.rating ? fresh.rating.until : fresh.at) - Date.parse(fresh.at));
  const asked = isAsked() ? view.rating.act_id : null;
  if (state === "pressed" || state === "why") {
    if (asked !== null && asked !== mine.act) ask();
    else if (asked === null && view.changing !== mine.act && !sender.busy) thank(); // the next call
    return;
  }
  if (isNews()) {
    if (state !== "asked" || words().number !== view.rating.number) ask();
    else later(untilMs - performance.now(), rest);
  } else if (state !== "thanks") rest();
}

// Whether the server asks, and not about what was just rated here.
function isNews() {
  return isAsked() && view.rating.act_id !== (mine ? mine.act : done);
}

function isAsked() {
  return view !== null && view.rating !== null && performance.now() < untilMs;
}

function onLink(up, paired) {
  if (!paired) enter("not_paired");
  else if (!up && (state === "idle" || state === "asked" || state === "loading")) enter("offline");
  say();
}

function ask() {
  if (mine || state === "asked") language = page.language; // it was chosen by another visitor
  mine = null;
  fillFaces(null);
  enter("asked");
  say();
  chime(page.texts[language].evaluator.spoken, language);
  later(untilMs - performance.now(), rest);
}

function rest() {
  if (view === null) return;
  if (isNews()) {
    if (state !== "asked") ask();
    return;
  }
  if (state !== "idle") forgetLanguage(state === "loading" || state === "offline" ? CHOSEN_MS : 0);
  enter("idle");
  say();
}

// A visitor may choose before being asked; the next one finds the hall's language again.
function forgetLanguage(afterMs) {
  clearTimeout(choice);
  choice = setTimeout(() => {
    if (state !== "idle") return;
    language = page.language;
    say();
  }, afterMs);
}

// --- what the visitor presses

function press(level) {
  if (state === "asked" && isAsked()) {
    mine = {
      act: view.rating.act_id,
      number: view.rating.number,
      about: view.rating.about,
      level,
      at: performance.now(),
      reasons: [],
      comment: "",
    };
    enter("pressed");
    count(page.change_s);
  } else if (state === "pressed" && mine.level !== level) mine.level = level;
  else return; // the same face again: a trembling finger
  fillFaces(mine.level);
  send(LOW.includes(mine.level));
  say();
}

// A visible second hand for changing one's mind; it does not start anew with a change.
function count(left) {
  document.getElementById("change").dataset.left = String(Math.ceil(left));
  say();
  if (left > 0) later(Math.min(left, 1) * 1000, () => count(left - 1));
  else if (LOW.includes(mine.level)) askWhy();
  else thank();
}

function askWhy() {
  enter("why");
  const box = document.getElementById("comment");
  box.value = "";
  showReasons(page.reasons[mine.level], language, mine.reasons, tick);
  say();
  waitForSilence();
}

function tick(code, on) {
  mine.reasons = mine.reasons.filter((other) => other !== code);
  if (on) mine.reasons.push(code);
  told(TICK_MS);
}

function told(waitMs) {
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  later(waitMs, () => send(true));
  waitForSilence();
}

function waitForSilence() {
  const left = mine.at + WHY_MS - performance.now();
  later(Math.min(SILENT_MS, left), finish);
}

// The rating is kept already. What was ticked is told once more, as all that was to be said.
function finish() {
  if (state !== "why") return;
  const hasWhy = mine.reasons.length > 0 || mine.comment.trim() !== "";
  if (hasWhy) send(false);
  thank();
}

function send(askingWhy) {
  const command = { request_id: newId(), act_id: mine.act, level: mine.level, channel: "tablet" };
  if (LOW.includes(mine.level)) {
    command.asking_why = askingWhy;
    command.reasons = mine.reasons.slice();
    command.comment = mine.comment;
  }
  sender.send(command);
}

// The same for every level: who looks on learns nothing.
function thank() {
  enter("thanks");
  say();
  later(THANKS_MS, () => {
    state = "loading"; // whatever is asked now is shown
    done = mine ? mine.act : done;
    mine = null;
    language = page.language;
    rest();
  });
}

// --- words

// Of the visit that is asked about, or of another system's case (`about`).
function words() {
  const asked = mine || (view && view.rating) || {};
  return { number: asked.number || "", about: asked.about || "" };
}

function say() {
  const said = page.texts[language];
  const text = said.evaluator;
  document.documentElement.lang = language === "zh" ? "zh-CN" : language;
  const clerk = view && view.clerk ? text.clerk.replace("{clerk}", view.clerk) : "";
  const { number, about } = words();
  const asked = number ? text.ask_hint.replace("{number}", number) : text.ask_hint_case;
  const hint =
    state === "pressed" ? text.pressed.replace("{level}", said.level[mine.level]) : asked;
  showWords(
    {
      ...text,
      hall: said.hall,
      window: text.window.replace("{window}", page.window),
      clerk,
      ask: about ? text.ask_about.replace("{about}", about) : text.ask,
      ask_hint: hint,
      thanks_hint: about || !page.slips ? text.thanks_hint : text.thanks_slip,
      not_paired_hint: text.not_paired_hint.replace("{window}", page.window),
    },
    said.level,
  );
  const change = document.getElementById("change");
  change.textContent = state === "pressed" ? text.change.replace("{n}", change.dataset.left) : "";
  document.getElementById("comment").placeholder = text.comment;
}

// --- start

for (const button of document.querySelectorAll("[data-level]")) {
  button.addEventListener("click", () => press(Number(button.dataset.level)));
}
document.getElementById("done").addEventListener("click", finish);
document.getElementById("comment").addEventListener("input", (event) => {
  mine.comment = event.target.value;
  told(TYPED_MS);
});
document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  if (state === "idle") forgetLanguage(CHOSEN_MS);
  if (state === "why") showReasons(page.reasons[mine.level], language, mine.reasons, tick);
  say();
});
document.addEventListener("pointerdown", () => onTouch());

async function stayAwake() {
  try {
    if (navigator.wakeLock && !document.hidden) await navigator.wakeLock.request("screen");
  } catch (error) {
    // The tablet's own setting keeps it lit then; over plain http a browser gives no lock.
  }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
window.addEventListener("hashchange", () => location.reload()); // a new link was opened here
say();
if (token(page.window)) follow(page.window, onView, onLink);
else onLink(false, false);
