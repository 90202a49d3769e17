// The bench page: asks for every device's state a few times a second, and passes on what is done.

import { act, get } from "./api.js";
import { tell } from "./day.js";
import { newestCode } from "./codes.js";
import { watch } from "./kiosk.js";
import { show } from "./show.js";

const ASK_EVERY_MS = 300;
const LOST_EVERY_MS = 1500;
const NOTICE_MS = 6000;

const states = new Map();
const pulse = document.getElementById("pulse");
const notice = document.getElementById("notice");
let noticeEnds;

function complain(error) {
  notice.textContent = error.message;
  notice.hidden = false;
  clearTimeout(noticeEnds);
  noticeEnds = setTimeout(() => { notice.hidden = true; }, NOTICE_MS);
}

function take(state) {
  states.set(state.name, state);
  show(state);
}

const order = (device, action, body) => act(device, action, body).then(take).catch(complain);

const typed = (card) => card.querySelector('[data-show="typed"]');

// One entry for each kind of button: the attribute that marks it, and what a click on it orders.
const CLICKS = {
  "data-act": (button, device) =>
    order(device, button.dataset.act, button.dataset.person ? { person: button.dataset.person } : {}),
  "data-toggle": (button, device) =>
    order(device, "fault", { [button.dataset.toggle]: button.getAttribute("aria-pressed") !== "true" }),
  "data-set": (button, device) => {
    const on = button.getAttribute("aria-pressed") === "true";
    const other = button.dataset.else ?? (button.dataset.set === "lift_at" ? "" : button.dataset.value);
    order(device, "fault", { [button.dataset.set]: on ? other : button.dataset.value });
  },
  "data-fault": (button, device) => order(device, "fault", JSON.parse(button.dataset.fault)),
  "data-plug": (_, device) => order(device, states.get(device)?.plugged ? "unplug" : "plug"),
  "data-newest": (button) => {
    const printers = [...states.values()].filter((state) => state.kind === "ticket-printer");
    const hand = button.closest("[data-hand]");
    newestCode(printers).then((code) => {
      hand.querySelector("[data-code]").value = code;
      hand.requestSubmit();
    }).catch(complain);
  },
  "data-digit": (button) => {
    const output = typed(button.closest(".desk"));
    output.textContent = (output.textContent + button.dataset.digit).slice(-6);
  },
  "data-erase": (button) => {
    const output = typed(button.closest(".desk"));
    output.textContent = output.textContent.slice(0, -1);
  },
  "data-key": (button) => {
    const output = typed(button.closest(".desk"));
    const body = { window: windowOf(button), digits: output.textContent, key: button.dataset.key };
    output.textContent = "";
    order(padOf(button), "press", body);
  },
  "data-grade": (button) =>
    order(padOf(button), "grade", { window: windowOf(button), grade: Number(button.dataset.grade) }),
};

const windowOf = (button) => button.closest("[data-window]").dataset.window;
const padOf = (button) => button.closest("[data-pad]").dataset.pad;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const kind = button && Object.keys(CLICKS).find((name) => button.hasAttribute(name));
  if (kind) CLICKS[kind](button, button.closest("[data-device]")?.dataset.device);
});

document.addEventListener("change", (event) => {
  const list = event.target;
  const device = list.closest("[data-device]")?.dataset.device;
  const { choose, answer } = list.dataset;
  if (choose) {
    const number = Number(list.value);
    order(device, "fault", { [choose]: Number.isNaN(number) ? list.value : number });
  }
  if (answer) order(device, "fault", { answers: { [answer]: list.value } });
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const device = event.target.closest("[data-device]").dataset.device;
  const text = event.target.querySelector("[data-code]").value;
  if (text) order(device, "hold", { text });
});

async function follow() {
  let tag = "";
  for (;;) {
    let wait = ASK_EVERY_MS;
    if (!document.hidden) {
      try {
        const answer = await get("/api/devices");
        const now = answer.headers.get("ETag");
        const moving = [...states.values()].some((s) => s.moving || s.strips?.some((x) => x.moving));
        if (now !== tag || moving) (await answer.json()).forEach(take);
        tag = now;
        pulse.replaceChildren(`在线 `, english("Live"));
        pulse.classList.remove("lost");
      } catch {
        pulse.replaceChildren(`硬件台没有应答 `, english("The bench does not answer"));
        pulse.classList.add("lost");
        wait = LOST_EVERY_MS;
      }
    }
    await new Promise((done) => { setTimeout(done, wait); });
  }
}

function english(text) {
  const span = document.createElement("span");
  span.lang = "en";
  span.textContent = text;
  return span;
}

for (const card of document.querySelectorAll("[data-kiosk]")) watch(card, complain);
for (const section of document.querySelectorAll("#day")) tell(section);
follow();
