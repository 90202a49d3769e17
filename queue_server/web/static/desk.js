// The window as this browser knows it, and the one press under way; nothing of the screen.
//
// The console and the small window draw from the same `shown`, so that both say the same.

import { NoAnswer, press, Refused } from "./commands.js";
import { fill, page, problemText } from "./texts.js";

const texts = page.texts.clerk;
const listeners = new Set();

export const api = `/api/v1/windows/${encodeURIComponent(page.window)}`;

// `lost`: why this page is over; `up`: whether the server is heard, `heard` when it was last.
export const shown = {
  view: null, up: true, heard: null, said: "", fault: "", link: "", busy: "", lost: "",
};

let sending = null; // the press under way
let lookAgain = () => {};

export function change(part) {
  Object.assign(shown, part);
  for (const draw of listeners) draw(shown);
}

// Calls `draw` now and at each change; answers with what ends that.
export function listen(draw) {
  listeners.add(draw);
  draw(shown);
  return () => listeners.delete(draw);
}

// What asks the server for the state, after a refusal that may have been news.
export function lookAgainBy(check) {
  lookAgain = check;
}

export function take(view) {
  // An older answer that comes late must not paint over a newer state.
  if (shown.view && view.version < shown.view.version) return;
  const over = view.status === "closed" || view.clerk !== page.account;
  const before = visit();
  change({ view, lost: over ? whoIsThere(view) : shown.lost });
  // What was done by a keypad or by itself: the sentence on this page's last press is over.
  if (!sending && before !== visit()) change({ said: "" });
}

function whoIsThere(view) {
  return view.clerk && view.clerk !== page.account
    ? fill(texts.taken_over, { name: view.clerk_name ?? view.clerk })
    : texts.closed;
}

export function lose(sentence) {
  change({ lost: sentence });
}

export function say(said) {
  change({ said, fault: "", link: "" });
}

// `link`: what the clerk can open instead.
export function complain(fault, link = "") {
  change({ said: "", fault, link });
}

export function isSending() {
  return sending !== null;
}

// Whether a press of `verb` may be done. One that comes while another waits for its answer is told
// so, with one exception: the stream may paint what the first did before its answer is here, and the
// clerk acts on what stands on the screen. That second press waits for the answer, and goes on if
// there is one. The same verb never waits: it may be the same press, bounced.
export async function turn(verb) {
  if (!sending) return true;
  if (sending.follower || sending.verb === verb || sending.before === visit()) {
    say(texts.still_sending);
    return false;
  }
  sending.follower = verb;
  return sending.answered;
}

function visit() {
  return JSON.stringify([shown.view?.status, shown.view?.ticket]);
}

// Whoever presses Esc wants to act now.
export function stopSending() {
  sending?.stop.abort();
}

// Sends one command until it is answered. `told(answer)` is the sentence to say then. Answers with
// what the server said, or null when it refused or did not answer. A page that is over sends nothing.
export async function send(path, body, told, busy = path) {
  if (shown.lost) return null;
  if (sending) {
    say(texts.still_sending);
    return null;
  }
  let settle;
  const answered = new Promise((resolve) => { settle = resolve; });
  const stop = new AbortController();
  sending = { verb: busy, stop, answered, before: visit(), follower: null };
  change({ busy, said: texts.sending, fault: "" });
  let answer = null;
  try {
    const options = { csrf: page.csrf, onRetry: () => complain(texts.retrying), signal: stop.signal };
    answer = await press(`${api}/${path}`, body, options);
    takeFrom(answer);
    say(told(answer));
    return answer;
  } catch (error) {
    refused(error);
    return null;
  } finally {
    sending = null;
    change({ busy: "" });
    settle(answer !== null);
  }
}

function takeFrom(answer) {
  const view = answer?.window?.window ? answer.window : answer;
  if (view?.version !== undefined && view.queue) take(view);
  else lookAgain();
}

export function refused(error) {
  if (error instanceof NoAnswer) complain(texts.gave_up);
  else if (!(error instanceof Refused)) throw error;
  else if (error.status === 401) lose(problemText(error.code, error.facts));
  else complain(problemText(error.code, error.facts));
  lookAgain();
}
