// Asks for the same page again now and then and puts its live parts in the place of the old ones.
//
// The server draws everything, so there is one way to draw. Nothing moves when nothing changed, a
// live region keeps its element (else no screen reader speaks), and a page that nobody looks at
// asks for nothing.

const TIMEOUT_MS = 8000;
const lost = document.getElementById("lost");

async function refresh() {
  if (document.hidden || document.body.dataset.ended === "true") return;
  try {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    // The ticket is gone: the whole page says so.
    if (response.redirected || response.status === 404) location.reload();
    else if (response.ok) replace(new DOMParser().parseFromString(await response.text(), "text/html"));
    lost.hidden = response.ok;
  } catch {
    lost.hidden = false;
  }
}

function replace(page) {
  document.title = page.title;
  document.body.dataset.ended = page.body.dataset.ended;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh) {
      location.reload(); // another page came instead: the session is over
      return;
    }
    if ("sparesTyping" in part.dataset && isTyped(part)) continue;
    for (const { name, value } of fresh.attributes) {
      if (part.getAttribute(name) !== value) part.setAttribute(name, value);
    }
    if (fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  }
}

// Whether somebody has begun to fill in a form here, or has opened one.
function isTyped(part) {
  if (part.querySelector("details[open]")) return true;
  const fields = [...part.querySelectorAll("input, textarea")];
  return fields.some((field) => field.checked !== field.defaultChecked || field.value !== field.defaultValue);
}

setInterval(refresh, Number(document.body.dataset.refreshS) * 1000);
document.addEventListener("visibilitychange", refresh);
