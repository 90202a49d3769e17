// The small window's picture, in whatever document it stands: a picture-in-picture or a page of its
// own. The same keys, the same words, the same state as the console.

import { asClock, secondsSince } from "./clock.js";
import { element, page } from "./texts.js";
import { isPossible } from "./verbs.js";
import { showWait, waitedBeforeCall } from "./waits.js";

const texts = page.texts.clerk;

// Builds it into `doc`; `onVerb(verb)` when a button is pressed. Answers {draw, tick}.
export function smallView(doc, onVerb) {
  const part = (tag, name, text) => doc.adoptNode(element(tag, name, text));
  const title = part("h1", "unseen", page.title);
  const top = part("p", "small-top");
  const state = part("span", "state");
  const waiting = part("span", "small-waiting");
  const number = part("p", "number");
  const waited = part("p", "small-waited");
  const said = part("p", "said");
  const verbs = part("div", "small-verbs");
  said.setAttribute("role", "status");
  top.append(state, waiting);
  const buttons = page.keys.filter((key) => key.short).map((key) => {
    const button = part("button", "verb");
    button.type = "button";
    button.dataset.verb = key.verb;
    button.append(part("span", "word", texts.verb[key.verb]), " ", part("kbd", "", key.label));
    button.addEventListener("click", () => onVerb(key.verb));
    return button;
  });
  verbs.append(...buttons);
  doc.body.classList.add("small");
  const main = part("main", "small-main");
  main.tabIndex = -1;
  main.append(title, top, number, waited, said, verbs);
  doc.body.replaceChildren(main);
  let shown = null;

  function draw(next) {
    shown = next;
    const view = shown.view;
    const told = shown.lost || shown.fault || shown.said;
    if (said.textContent !== told) said.textContent = told;
    said.classList.toggle("fault", Boolean(shown.lost || shown.fault));
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

  function tick() {
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
