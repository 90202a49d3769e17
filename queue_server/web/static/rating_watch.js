// Whether the last visitor was asked, has rated, or did not: never which level.

import { now } from "./clock.js";

let asked = null; // {act_id, number, until}
let outcome = null; // "rating_given" | "rating_not_given"
let next = null; // the ticket called after it; with the one after that, the outcome is old news

// The server withdraws the question when it was answered or when the next visitor was called.
export function watchRating(view) {
  if (view.rating) {
    asked = view.rating;
    outcome = null;
    next = null;
  } else if (asked && !outcome) {
    const withdrawn = view.ticket !== null || now() >= new Date(asked.until).getTime();
    outcome = withdrawn ? "rating_not_given" : "rating_given";
  }
  if (asked && outcome && view.ticket) {
    next ??= view.ticket.ticket_id;
    if (next !== view.ticket.ticket_id) asked = null;
  }
}

const WORDS = { asked: "rating_asked", rated: "rating_given", not_rated: "rating_not_given" };

// The word of the locale file that says it, with the number; null when there is nothing to say.
export function ratingState(view) {
  if (view.last_rating) {
    return { word: WORDS[view.last_rating.state], number: view.last_rating.number };
  }
  if (!asked) return null;
  if (!outcome && now() >= new Date(asked.until).getTime()) outcome = "rating_not_given";
  return { word: outcome ?? "rating_asked", number: asked.number };
}
