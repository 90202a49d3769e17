// Whether the board really shows the call and the voice really spoke it.

import { now } from "./clock.js";
import { page } from "./texts.js";

const PATIENCE_S = 3; // after this long without a display's word the clerk is warned
const NEVER_SPOKEN_S = 60; // voices say one call after the other, and none that is older

const texts = page.texts.clerk;

export function confirmation(view) {
  const ticket = view.ticket;
  if (!ticket) return { state: "", text: "" };
  const board = ofBoard(view, ticket);
  const voice = ofVoice(view, ticket);
  const state = voice.state === "silent" ? "silent" : board.state;
  return { state, text: [board.text, voice.text].filter(Boolean).join(" · ") };
}

function ofVoice(view, ticket) {
  if (view.spoken_by.length) return { state: "spoken", text: `✓ ${texts.voice_spoke}` };
  if (!view.voices.length || ticket.state !== "called") return { state: "", text: "" };
  if (secondsAwaited(ticket) < NEVER_SPOKEN_S) return { state: "waiting", text: texts.voice_waiting };
  return { state: "silent", text: `⚠ ${texts.voice_silent}` };
}

function ofBoard(view, ticket) {
  if (view.shown_by.length) {
    return { state: "shown", text: `✓ ${texts.board_shows} (${view.shown_by.join(", ")})` };
  }
  if (ticket.state !== "called") return { state: "", text: "" };
  if (!view.confirmable) return { state: "unsure", text: texts.board_unsure };
  if (secondsAwaited(ticket) < PATIENCE_S) {
    return { state: "waiting", text: texts.board_waiting };
  }
  return { state: "silent", text: `⚠ ${texts.board_silent}` };
}

function secondsAwaited(ticket) {
  const called = new Date(ticket.called_at ?? ticket.issued_at).getTime();
  return (now() - Math.max(called, firstSeen(ticket))) / 1000;
}

// A recall or a resumed ticket asks the board again.
let seen = { key: "", at: 0 };
function firstSeen(ticket) {
  const key = `${ticket.ticket_id} ${ticket.calls} ${ticket.called_at}`;
  if (seen.key !== key) seen = { key, at: now() };
  return seen.at;
}
