// A tablet's line to the server: the question as it changes, and presses that are sent until they
// are answered. No EventSource: it cannot show a token.

const SILENT_MS = 25000; // the server says something every 10 s
const AGAIN_MS = 2000;
const NOT_PAIRED_AGAIN_MS = 15000;
const LOST_AFTER_MS = 4000; // shorter cuts disturb nobody
const TRY_MS = 5000;
const TRY_AGAIN_MS = 700;
const GIVE_UP_MS = 60000; // by then the server would take none of it any more
const SHOWN_BUSY_MS = 1500;

const kept = (window) => `hall_tablet_${window}`;

// The token of the link's fragment, or the one that was kept. It goes out of the address at once, so
// that nobody reads it off the screen.
export function token(window) {
  const given = location.hash.slice(1);
  try {
    if (given) localStorage.setItem(kept(window), given);
    if (given) history.replaceState(null, "", location.pathname + location.search);
    return localStorage.getItem(kept(window)) || "";
  } catch (error) {
    return given; // a browser that keeps nothing works until it is closed
  }
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

let bearer = "";

function headers(more) {
  return Object.assign({ Authorization: `Bearer ${bearer}`, Accept: "application/json" }, more);
}

// `onView(view)` for each state; `onLink(up, paired)` when the line comes or goes.
export function follow(window, onView, onLink) {
  bearer = token(window);
  const address = `/api/v1/windows/${window}/question`;
  let lost = 0;

  function up() {
    clearTimeout(lost);
    lost = 0;
  }

  function down() {
    if (!lost) lost = setTimeout(() => onLink(false, true), LOST_AFTER_MS);
  }

  function refused(status) {
    if (status !== 401 && status !== 403 && status !== 404) return false;
    up();
    onLink(false, false);
    return true;
  }

  async function poll() {
    const response = await inTime(address, { headers: headers() });
    if (!response.ok) return response.status;
    onView(await response.json());
    up();
    return 200;
  }

  async function listen() {
    const stop = new AbortController();
    let silent = setTimeout(() => stop.abort(), SILENT_MS);
    try {
      const response = await fetch(`${address}/stream`, { headers: headers(), signal: stop.signal });
      if (!response.ok || !response.body || !response.body.getReader) {
        if (response.body) stop.abort();
        return response.ok || response.status === 503 ? poll() : response.status;
      }
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 0;
        clearTimeout(silent);
        silent = setTimeout(() => stop.abort(), SILENT_MS);
        text += decoder.decode(value, { stream: true });
        const events = text.split("\n\n");
        text = events.pop();
        for (const event of events) {
          const data = event.split("\n").find((line) => line.startsWith("data: "));
          if (data) onView(JSON.parse(data.slice(6)));
          up();
        }
      }
    } finally {
      clearTimeout(silent);
    }
  }

  async function round() {
    let status = 0;
    try {
      status = await listen();
    } catch (error) {
      status = 0;
    }
    const isRefused = refused(status);
    if (!isRefused && status !== 200) down();
    setTimeout(round, isRefused ? NOT_PAIRED_AGAIN_MS : AGAIN_MS);
  }

  round();
}

// One press after the other, each with the same id until it is answered.
export class Sender {
  constructor(onBusy, onAnswer) {
    this.waiting = [];
    this.busy = false;
    this.onBusy = onBusy;
    this.onAnswer = onAnswer;
  }

  send(command) {
    this.waiting.push({ command, from: performance.now() });
    if (!this.busy) this.work();
  }

  async work() {
    this.busy = true;
    while (this.waiting.length > 0) {
      const { command, from } = this.waiting[0];
      const slow = setTimeout(() => this.onBusy(true), SHOWN_BUSY_MS);
      const status = await this.deliver(command, from);
      clearTimeout(slow);
      this.onBusy(false);
      this.waiting.shift();
      const refused = status !== 201;
      if (refused) this.waiting = this.waiting.filter((other) => other.command.act_id !== command.act_id);
      this.onAnswer(command, refused);
    }
    this.busy = false;
  }

  async deliver(command, from) {
    const body = JSON.stringify(command);
    for (;;) {
      try {
        const more = { "Content-Type": "application/json" };
        const answer = await inTime("/api/v1/ratings", { method: "POST", headers: headers(more), body });
        if (answer.status < 500) return answer.status;
      } catch (error) {
        // No answer: nobody knows whether it was kept, so the same is sent again.
      }
      if (performance.now() - from > GIVE_UP_MS) return 0;
      await new Promise((done) => setTimeout(done, TRY_AGAIN_MS));
    }
  }
}

function inTime(address, asked) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TRY_MS);
  return fetch(address, Object.assign({ signal: stop.signal }, asked)).finally(() => clearTimeout(timer));
}
