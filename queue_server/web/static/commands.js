// Commands to the server. The id of a press stays the same in every try, so that a lost answer,
// a retry or a double press never counts twice.

const TRY_TIMEOUT_MS = 5000;
const PAUSES_MS = [400, 800, 1600, 3000]; // then every 3 s
const GIVE_UP_MS = 60000; // a press that comes true minutes later would surprise the clerk

export class Refused extends Error {
  constructor(status, code, facts = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.facts = facts; // who and what the refusal is about, for the sentence
  }
}

export class NoAnswer extends Error {}

// `crypto.randomUUID` exists only on https and loopback; a hall's LAN may be neither.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// One try; `signal` ends it. Throws Refused when the rules say no, NoAnswer when nobody knows whether
// it was done.
export async function ask(method, path, { body, csrf, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (csrf) headers["X-Hall-Csrf"] = csrf;
  let response;
  let text;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: inTime(signal),
    });
    text = await response.text();
  } catch {
    throw new NoAnswer();
  }
  const answer = parse(text);
  if (response.ok) return { answer, date: response.headers.get("Date") };
  if (response.status >= 500 || !answer?.code) throw new NoAnswer();
  throw new Refused(response.status, answer.code, answer.facts);
}

// Tries until there is an answer; `signal` stops it at once, also in the middle of a try: whoever
// presses Esc wants to act now. Throws Refused, or NoAnswer after giving up.
export async function press(path, body, { csrf, onRetry, signal }) {
  const command = { request_id: newId(), ...body };
  const until = performance.now() + GIVE_UP_MS;
  for (let tries = 0; ; tries += 1) {
    try {
      return (await ask("POST", path, { body: command, csrf, signal })).answer;
    } catch (error) {
      if (!(error instanceof NoAnswer) || signal.aborted || performance.now() > until) throw error;
    }
    onRetry();
    await pause(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)], signal);
    if (signal.aborted) throw new NoAnswer();
  }
}

// Aborts with `signal`, or when the try has lasted long enough. `AbortSignal.any` would do the same;
// it is younger than some browsers of a hall.
function inTime(signal) {
  const either = new AbortController();
  const stop = () => either.abort();
  AbortSignal.timeout(TRY_TIMEOUT_MS).addEventListener("abort", stop);
  signal?.addEventListener("abort", stop);
  return either.signal;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
