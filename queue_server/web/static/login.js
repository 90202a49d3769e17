// Logging in: the session stays in a cookie that no script can read.

import { ask, NoAnswer, Refused } from "./commands.js";
import { page, problemText } from "./texts.js";

const form = document.getElementById("login");
const problem = document.getElementById("problem");
const submit = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (submit.disabled) return;
  submit.disabled = true;
  problem.hidden = true;
  const fields = Object.fromEntries(new FormData(form));
  try {
    await ask("POST", "/api/v1/sessions", { body: fields });
    location.assign(page.next);
  } catch (error) {
    complain(error);
  }
});

function complain(error) {
  submit.disabled = false;
  problem.textContent = sentence(error);
  problem.hidden = false;
  document.getElementById("password").select();
}

function sentence(error) {
  if (error instanceof Refused) return problemText(error.code);
  if (error instanceof NoAnswer) return page.texts.page.connection_lost;
  throw error;
}
