// Refused ratings are tried anew: one, or all of a target. Then the page is looked at again.

import { NoAnswer, press, Refused } from "./commands.js";
import { page, problemText } from "./texts.js";

const said = document.getElementById("said");
const never = new AbortController().signal;
let sending = false;

async function retry({ target, act, number }) {
  if (sending) return;
  sending = true;
  say(page.texts.uploads.sending, false);
  const body = act ? { target, act_id: act, number: Number(number) } : { target };
  try {
    await press("/api/v1/uploads/retry", body, {
      csrf: page.csrf,
      onRetry: () => say(page.texts.uploads.retrying, false),
      signal: never,
    });
    location.reload();
  } catch (error) {
    sending = false;
    if (error instanceof Refused) say(problemText(error.code), true);
    else if (error instanceof NoAnswer) say(page.texts.uploads.gave_up, true);
    else throw error;
  }
}

function say(text, fault) {
  said.textContent = text;
  said.classList.toggle("fault", fault);
  said.hidden = false;
  said.scrollIntoView({ block: "nearest" });
}

for (const button of document.querySelectorAll("button[data-target]")) {
  button.addEventListener("click", () => retry(button.dataset));
}
