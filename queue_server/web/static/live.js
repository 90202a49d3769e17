// The server's event stream, and what to say while it is away.
//
// A browser's EventSource reconnects by itself after a cut, but not after a refusal, and it does not
// notice a silent network. So the state is also asked for now and then: that finds both, and a
// session that is over.

import { ask, Refused } from "./commands.js";

const CHECK_EVERY_MS = 10000;
const REOPEN_AFTER_MS = 2000;

// `onState(value)` for each state, `onLink(up)`, `onRefused(code, facts)` when the server says no for
// good. Answers with `check()`, which looks at once, and `end()`.
export function follow({ stream, state, event, onState, onLink, onClock, onRefused }) {
  let source = null;
  let reopening = 0;
  let over = false;
  let heard = 0; // how many states came by the stream

  function open() {
    if (over) return;
    source?.close();
    source = new EventSource(stream);
    source.addEventListener("open", () => onLink(true));
    source.addEventListener(event, (message) => {
      heard += 1;
      onLink(true);
      onState(JSON.parse(message.data));
    });
    source.addEventListener("error", () => {
      onLink(false);
      if (source.readyState === EventSource.CLOSED) reopenSoon();
      check();
    });
  }

  function reopenSoon() {
    clearTimeout(reopening);
    reopening = setTimeout(open, REOPEN_AFTER_MS);
  }

  async function check() {
    if (over) return;
    const before = heard;
    try {
      const { answer, date } = await ask("GET", state);
      if (date) onClock(date);
      if (heard === before) onState(answer); // else the stream knows better
      if (source.readyState === EventSource.OPEN) onLink(true);
    } catch (error) {
      onLink(false);
      if (error instanceof Refused) refused(error);
      else if (source.readyState === EventSource.OPEN) open(); // silent: the old line is dead
    }
  }

  function refused(error) {
    end();
    onRefused(error.code, error.facts);
  }

  function end() {
    over = true;
    source.close();
    clearInterval(checking);
  }

  open();
  check();
  const checking = setInterval(check, CHECK_EVERY_MS);
  return { check, end };
}
