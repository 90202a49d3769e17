// Whether the board really shows the call and the voice really spoke it.

import { now } from "./clock.js";
import { page } from "./texts.js";

const PATIENCE_S = 3; // after this long without a display's word the clerk is warned

const texts = page.texts.clerk;

export function confirmation(view) {
  const ticket = view.ticket;
  if (!ticket) return { state: "", text: "" };
  const spoken = view.spoken_by.length ? `✓ ${texts.voice_spoke}` : "";
  const board = ofBoard(view, ticket);
  return { state: board.state, text: [board.text, spoken].filter(Boolean).join(" · ") };
}

function ofBoard(view, ticket) {
  if (view.shown_by.length) {
    return { state: "shown", text: `✓ ${texts.board_shows} (${view.shown_by.join(", ")})` };
  }
  if (ticket.state !== "called") return { state: "", text: "" };
  if (!view.confirmable) return { state: "unsure", text: texts.board_unsure };
  const called = new Date(ticket.called_at ?? ticket.issued_at).getTime();
  if (now() - Math.max(called, firstSeen(ticket)) < PATIENCE_S * 1000) {
    return { state: "waiting", text: texts.board_waiting };
  }
  return { state: "silent", text: `⚠ ${texts.board_silent}` };
}

// A recall or a resumed ticket asks the board again.
let seen = { key: "", at: 0 };
function firstSeen(ticket) {
  const key = `${ticket.ticket_id} ${ticket.calls} ${ticket.called_at}`;
  if (seen.key !== key) seen = { key, at: now() };
  return seen.at;
}
