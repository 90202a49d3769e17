// The small window as a page of its own. It draws what the console that opened it knows; without one
// it follows the window itself.

import { setServerTime } from "./clock.js";
import * as desk from "./desk.js";
import { follow } from "./live.js";
import { onSmallKey, smallView } from "./small_view.js";
import { fill, page, problemText } from "./texts.js";
import { isPossible } from "./verbs.js";

const TICK_MS = 500;

let host = null; // the console's window, while it is there
let stop = () => {};
let following = null;

// While the console is there, it does everything; then this page sends nothing itself.
const own = { act, say: desk.say, stopSending: desk.stopSending };
const by = (name) => (given) => (host ?? own)[name](given);
const does = {
  act: by("act"), say: by("say"), stopSending: by("stopSending"), close: () => window.close(),
};
const picture = smallView(document, does.act);

async function act(verb) {
  if (!(await desk.turn(verb))) return;
  const number = desk.shown.view?.ticket?.number ?? "";
  if (isPossible(verb, desk.shown.view)) {
    desk.send(verb, {}, (answer) => sentence(verb, answer, number));
  } else desk.say(fill(page.texts.clerk.not_now, { verb: page.texts.clerk.verb[verb] }));
}

function sentence(verb, answer, number) {
  const said = page.texts.clerk.said[answer.result ?? verb] ?? page.texts.clerk.said[verb];
  return fill(said, { number: answer.number ?? number });
}

// The console may be closed or loaded anew at any time.
function lookForHost() {
  const found = consoleOfOpener();
  if (found !== host || (!found && !following)) {
    stop();
    host = found;
    stop = host ? host.listen(picture.draw) : desk.listen(picture.draw);
    if (host) following = following?.end() ?? null;
    else following ??= followAlone();
  }
  picture.tick();
}

function consoleOfOpener() {
  try {
    const found = window.opener && !window.opener.closed ? window.opener.hallDesk : null;
    return found?.account === page.account && found.window === page.window ? found : null;
  } catch {
    return null; // the opener went to another site
  }
}

function followAlone() {
  const live = follow({
    stream: `${desk.api}/stream`,
    state: desk.api,
    event: "window",
    onState: desk.take,
    onLink: (up) => desk.change({ up }),
    onClock: setServerTime,
    onRefused: (code, facts) => desk.lose(problemText(code, facts)),
  });
  desk.lookAgainBy(live.check);
  return live;
}

document.addEventListener("keydown", (event) => onSmallKey(event, does));
window.addEventListener("pagehide", () => stop());
setServerTime(page.now);
lookForHost();
setInterval(lookForHost, TICK_MS);
