// The scripted day: the hall's time, what happened last, and what comes next.

import { get } from "./api.js";

const ASK_EVERY_MS = 1000;
const OVER = "剧本已演完 The day is over";

const words = (due) => {
  const body = Object.entries(due.with).map(([key, value]) => `${key} = ${value}`).join(", ");
  const refused = due.refused.length ? ` ✗ ${due.refused.join("; ")}` : "";
  return `${due.at} ${due.devices.join(", ")} ${due.do} ${body}${refused}`.trim();
};

export async function tell(section) {
  const place = (name) => section.querySelector(`[data-day="${name}"]`);
  for (;;) {
    try {
      const day = await (await get("/api/day")).json();
      place("now").textContent = day.now;
      place("last").textContent = day.done.length ? `刚才 last: ${words(day.done.at(-1))}` : "";
      place("next").textContent = day.coming.length ? `接着 next: ${words(day.coming[0])}` : OVER;
    } catch {
      place("now").textContent = "…";
    }
    await new Promise((done) => { setTimeout(done, ASK_EVERY_MS); });
  }
}
