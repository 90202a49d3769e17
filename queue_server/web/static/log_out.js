// The supervisor's "log out".

import { ask } from "./commands.js";

const button = document.getElementById("log-out");

button.addEventListener("click", async () => {
  await ask("DELETE", "/api/v1/sessions/current", { csrf: button.dataset.csrf });
  location.assign(button.dataset.then);
});
