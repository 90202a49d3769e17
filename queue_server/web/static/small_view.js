// The small window's picture, in whatever document it stands: a picture-in-picture or a page of its
// own. The same keys, the same words, the same state as the console.

import { asClock, asTimeLeft, secondsSince } from "./clock.js";
import { belongsToControl, singleKeys, verbOf } from "./keys.js";
import { confirmation } from "./shown_by.js";
import { element, fill, page } from "./texts.js";
import { isPossible, secondsToUndo } from "./verbs.js";
import { showWait, waitedBeforeCall } from "./waits.js";

const texts = page.texts.clerk;
const UNDO = page.keys.find((key) => key.verb === "undo");
const SHORT = page.keys.filter((key) => key.short);

// Only what asks nothing is done here: a question would open in the console, unseen behind the
// clerk's other program, and take the keys with it. `does`: {act, say, stopSending, close}.
export function onSmallKey(event, does) {
  if (event.key === "Escape") does.stopSending();
  const verb = verbOf(event);
  if (!verb || !singleKeys() || belongsToControl(event)) return;
  event.preventDefault();
  if (verb === "small") does.close();
  else if ([UNDO, ...SHORT].some((key) => key.verb === verb)) does.act(verb);
  else if (texts.verb[verb]) does.say(fill(texts.in_console, { verb: texts.verb[verb] }));
}

// Builds it into `doc`; `onVerb(verb)` when a button is pressed. Answers {draw, tick}.
export function smallView(doc, onVerb) {
  const part = (tag, name, text) => doc.adoptNode(element(tag, name, text));
  const title = part("h1", "unseen", page.title);
  const top = part("p", "small-top");
  const state = part("span", "state");
  const waiting = part("span", "small-waiting");
  const number = part("p", "number");
  const waited = part("p", "small-waited");
  const line = part("div", "small-line");
  const said = part("p", "said");
  const verbs = part("div", "small-verbs");
  said.setAttribute("role", "status");
  top.append(state, waiting);
  const asButton = (name) => (key) => {
    const button = part("button", name);
    button.type = "button";
    button.dataset.verb = key.verb;
    button.append(part("span", "word", texts.verb[key.verb]), " ", part("kbd", "", key.label));
    button.addEventListener("click", () => onVerb(key.verb));
    return button;
  };
  const buttons = SHORT.map(asButton("verb"));
  const undo = asButton("undo")(UNDO);
  const left = part("span", "left");
  left.setAttribute("aria-hidden", "true");
  undo.append(" ", left);
  line.append(said, undo);
  verbs.append(...buttons);
  doc.body.classList.add("small");
  const main = part("main", "small-main");
  main.tabIndex = -1;
  main.append(title, top, number, waited, line, verbs);
  doc.body.replaceChildren(main);
  let shown = null;

  function draw(next) {
    shown = next;
    const view = shown.view;
    say();
    if (!view) return;
    const ticket = view.ticket;
    state.textContent = shown.lost ? "" : shown.up ? page.texts.state[ticket?.state ?? view.status]
      : page.texts.page.connection_lost;
    main.dataset.state = ticket?.state ?? view.status;
    waiting.textContent = `${texts.waiting_count} ${view.waiting}`;
    number.textContent = ticket?.number ?? (view.status === "open" ? "—" : page.texts.state[view.status]);
    doc.title = `${ticket?.number ?? page.texts.state[view.status]} · ${page.title}`;
    for (const button of buttons) {
      button.setAttribute("aria-disabled", String(Boolean(shown.lost) || !isPossible(button.dataset.verb, view)));
      button.dataset.busy = String(shown.busy === button.dataset.verb);
    }
    tick();
  }

  // What goes wrong before what went well: also that neither board nor voice did it.
  function say() {
    const { state: heard, text } = shown.view ? confirmation(shown.view) : { state: "", text: "" };
    const fault = shown.lost || shown.fault || (heard === "silent" ? text : "");
    const told = fault || shown.said;
    if (said.textContent !== told) said.textContent = told;
    said.classList.toggle("fault", Boolean(fault));
  }

  function tick() {
    if (shown) say();
    const seconds = shown?.lost ? 0 : secondsToUndo(shown?.view);
    undo.hidden = !seconds;
    left.textContent = asTimeLeft(seconds);
    const ticket = shown?.view?.ticket;
    waited.hidden = !ticket;
    if (!ticket) return;
    const serving = ticket.state === "serving" && ticket.started_at;
    const busy = asClock(secondsSince(serving ? ticket.started_at : ticket.called_at ?? ticket.issued_at));
    const wait = part("span", "waited");
    showWait(wait, waitedBeforeCall(ticket), ticket.service);
    waited.replaceChildren(`${texts.waited} `, wait, ` · ${serving ? texts.serving_for : texts.called_for} ${busy}`);
  }

  return { draw, tick };
}
