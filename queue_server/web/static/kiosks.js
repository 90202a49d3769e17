// The supervisor's hands at the kiosks: each form and button is one order, sent until it is heard.
//
// A kiosk's words are typed once; the same words go out in the page's language, and the kiosk shows
// them to visitors of every language that has none of its own. Ready phrases exist in both: "中 / en".

import { NoAnswer, press, Refused } from "./commands.js";
import { fill, page, problemText } from "./texts.js";

const said = document.getElementById("said");
const never = new AbortController().signal;
const FIELDS = { close: "reason", say: "message" };

async function order(kiosk, verb, words) {
  say(fill(page.texts.kiosks.sending, { id: kiosk }), false);
  try {
    await press(`/api/v1/kiosks/${kiosk}/${verb}`, bodyOf(verb, words), {
      csrf: page.csrf,
      onRetry: () => say(page.texts.kiosks.retrying, false),
      signal: never,
    });
    say(fill(page.texts.kiosks[verb], { id: kiosk }), false);
    document.dispatchEvent(new Event("visibilitychange")); // look again at once
  } catch (error) {
    if (error instanceof Refused) say(problemText(error.code), true);
    else if (error instanceof NoAnswer) say(page.texts.kiosks.gave_up, true);
    else throw error;
  }
}

// "机器维护 / Under maintenance" is said in both languages, anything else as it is.
function bodyOf(verb, words) {
  const field = FIELDS[verb];
  if (!field) return {};
  const [zh, en = ""] = words.split(" / ");
  return { [`${field}_zh`]: zh.trim(), [`${field}_en`]: en.trim() };
}

function say(text, fault) {
  said.textContent = text;
  said.classList.toggle("fault", fault);
  said.hidden = false;
}

for (const section of document.querySelectorAll("[data-kiosk]")) {
  const { kiosk } = section.dataset;
  for (const form of section.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      order(kiosk, form.dataset.verb, form.elements.words.value);
      form.reset();
    });
  }
  for (const button of section.querySelectorAll("button[data-verb]")) {
    button.addEventListener("click", () => order(kiosk, button.dataset.verb, ""));
  }
}
