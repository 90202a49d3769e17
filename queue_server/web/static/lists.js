// Who waits, who is on hold, who was missed; and how many wait for each service.

import { element, fill, page } from "./texts.js";
import { serviceName, serviceOf } from "./verbs.js";

const LISTED = { queue: 12, held: 6, missed: 6 };

const texts = page.texts.clerk;
const at = (id) => document.getElementById(id);

export function drawLists(view) {
  at("waiting").textContent = view.waiting;
  at("waiting-zoomed").textContent = `${texts.queue} ${view.waiting}`;
  drawCounts(view);
  for (const name of Object.keys(LISTED)) drawList(name, view);
}

function drawCounts(view) {
  const counts = Object.entries(view.waiting_by_service).filter(
    ([service, waiting]) => waiting > 0 || page.own_services.includes(service),
  );
  at("by-service").replaceChildren(...counts.map(asCount));
}

function asCount([service, waiting]) {
  const line = element("li");
  line.append(
    element("span", "what", serviceOf(service)?.prefix ?? ""),
    element("span", "name", serviceName(service)),
    element("span", "count", waiting),
  );
  return line;
}

function drawList(name, view) {
  const tickets = view[name];
  const lines = tickets.slice(0, LISTED[name]);
  at(name).replaceChildren(...lines.map(asLine));
  const count = at(`${name}-count`);
  if (count) count.textContent = tickets.length;
  const more = at(`${name}-more`);
  // `waiting` counts everybody; the server may list only the first of them.
  const left = view.waiting - lines.length;
  if (more) more.textContent = left > 0 ? fill(texts.more, { n: left }) : "";
}

function asLine(ticket) {
  const line = element("li");
  const name = element("span", "name", serviceName(ticket.service));
  if (ticket.priority_reason === "elder") name.prepend(element("span", "badge", texts.elder_short), " ");
  const waited = element("span", "waited");
  waited.dataset.since = ticket.issued_at;
  waited.dataset.service = ticket.service;
  line.append(element("span", "what", ticket.number), name, waited);
  return line;
}
