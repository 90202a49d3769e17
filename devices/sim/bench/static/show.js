// What a device's state looks like. Each function gets the device's elements and its state.

import { get } from "./api.js";
import { camera, scanner } from "./codes.js";
import { sign, wall } from "./dots.js";
import { lamp, once, part, picture, say } from "./show_parts.js";

const BEEP_LAMP_MS = 600;
const SLIPS_SHOWN = 8;

const PAPER_WORDS = {
  ok: "纸正常 Paper is in",
  near_end: "纸将尽 Paper is near its end",
  out: "缺纸 Out of paper",
};
const ERROR_WORDS = {
  mechanical: "机械故障 Mechanical error",
  overheated: "打印头过热 Head too hot",
  broken: "无法恢复的故障 Beyond recovery",
};
const POWER_WORDS = { off: "已关机 Switched off", booting: "正在启动 Starting" };
const RESULT_WORDS = { ok: "✓ 成功 Done", failed: "✗ 未成功 Refused" };

function press(root, state) {
  for (const button of root.querySelectorAll("[data-toggle]")) {
    const name = button.dataset.toggle;
    const on = name in state.faults ? state.faults[name] : state[name];
    button.setAttribute("aria-pressed", String(Boolean(on)));
  }
  for (const button of root.querySelectorAll("[data-set]")) {
    const on = state[button.dataset.set] === button.dataset.value;
    button.setAttribute("aria-pressed", String(on));
  }
}

// A list that is open under someone's hand is not moved.
const choose = (select, value) => {
  if (document.activeElement !== select) select.value = String(value);
};

function reader(root, state) {
  for (const select of root.querySelectorAll("[data-choose]")) {
    choose(select, state[select.dataset.choose]);
  }
  for (const select of root.querySelectorAll("[data-answer]")) {
    choose(select, state.answers[select.dataset.answer] ?? "");
  }
  once(part(root, "glass"), state.card, (glass, card) => {
    glass.classList.toggle("laid", Boolean(card));
    glass.replaceChildren();
    const lines = card ? [card.name, card.number] : ["没有放证件", "No card on the glass"];
    for (const text of lines) {
      const line = document.createElement("span");
      line.textContent = text;
      glass.append(line);
    }
  });
  for (const button of root.querySelectorAll("[data-person]")) {
    const laid = state.card?.id === button.dataset.person;
    button.setAttribute("aria-pressed", String(laid));
  }
}

function printer(root, state) {
  lamp(root, "online", state.online ? "on" : "bad");
  const words = [PAPER_WORDS[state.paper]];
  if (state.cover === "open") words.push("上盖打开 Cover open");
  if (state.cutter !== "ok") words.push("切刀卡住 Cutter jammed");
  if (state.error !== "none") words.push(ERROR_WORDS[state.error]);
  if (state.power !== "on") words.push(POWER_WORDS[state.power]);
  if (state.fails_in_bytes !== null) {
    words.push(`再收 ${state.fails_in_bytes} 字节后出故障 Fails in ${state.fails_in_bytes} bytes`);
  }
  for (const list of root.querySelectorAll("[data-choose]")) choose(list, state[list.dataset.choose]);
  say(root, "printer-words", words.join(" · "));
  once(part(root, "slips"), state.slips, (list) => slips(root, list, state.name));
}

async function slips(root, list, name) {
  const all = await (await get(`/api/printers/${encodeURIComponent(name)}/slips`)).json();
  part(root, "no-slips").hidden = all.length > 0;
  list.replaceChildren(...all.slice(0, SLIPS_SHOWN).map(slip));
  list.firstElementChild?.classList.add("fresh");
}

function slip(record) {
  const picture = document.createElement("img");
  picture.src = record.png;
  picture.alt = record.text.join(" ");
  const link = document.createElement("a");
  link.href = record.png;
  link.target = "_blank";
  link.append(picture);
  const note = document.createElement("p");
  note.textContent = `第 ${record.n} 张 · ${record.bytes} B${record.cut ? "" : " · 撕下 torn off"}`;
  const item = document.createElement("li");
  item.append(link, note);
  return item;
}

function board(root, state) {
  const look = [state.areas, state.power, state.brightness];
  const image = part(root, "board");
  image.alt = state.texts.join(" · ") || "屏幕全黑 The board is dark";
  picture(image, `/api/boards/${encodeURIComponent(state.name)}.png`, look, state.moving);
  const power = state.power === "on" ? "亮 on" : "熄屏 off";
  const last = state.said?.at(-1);
  say(root, "board-said", last ? `语音 said: ${last.words}` : "");
  say(root, "board-words",
    `${power} · 亮度 brightness ${state.brightness}/15 · 点亮 lit ${state.lit} · 收到 frames ${state.frames}`);
}

function strips(state) {
  for (const strip of state.strips) {
    const panel = document.querySelector(
      `[data-strip="${CSS.escape(state.name)}"][data-address="${strip.address}"]`);
    const image = panel?.querySelector("img");
    if (!image) continue;
    image.alt = strip.text || "窗口屏全黑 The strip is dark";
    picture(image, `/api/strips/${encodeURIComponent(state.name)}/${strip.address}.png`,
      strip.runs, strip.moving);
  }
}

function desks(state) {
  for (const pad of state.pads) {
    const card = document.querySelector(`[data-window="${CSS.escape(pad.window)}"]`);
    if (card) desk(card, pad);
  }
}

function desk(card, pad) {
  say(card, "number", pad.number);
  say(card, "waiting", pad.waiting);
  const unheard = pad.unheard ? ` · 无人应答 unheard ${pad.unheard}` : "";
  say(card, "pad-words", `${RESULT_WORDS[pad.result] ?? `蜂鸣 beeps ${pad.beeps}`}${unheard}`);
  once(part(card, "beep"), pad.beeps, (light, beeps) => {
    if (!beeps) return;
    light.classList.add("turn");
    setTimeout(() => light.classList.remove("turn"), BEEP_LAMP_MS);
  });
  if (pad.evaluator) evaluator(card, pad.evaluator);
}

function evaluator(card, state) {
  lamp(card, "asked", state.asked ? "turn" : "");
  say(card, "evaluator-words", state.asked ? "请评价 Please rate" : "未请求评价 Not asked");
  say(card, "stars", "★".repeat(state.stars));
  for (const face of card.querySelectorAll("[data-grade]")) {
    face.classList.toggle("lit", state.asked);
    face.setAttribute("aria-pressed", String(state.grade === Number(face.dataset.grade)));
  }
}

function cable(root, state) {
  lamp(root, "plugged", !state.plugged ? "bad" : Object.values(state.faults).some(Boolean) ? "turn" : "on");
  const pull = root.querySelector("[data-plug]");
  pull.setAttribute("aria-pressed", String(!state.plugged));
  once(pull, state.plugged, () => {
    const [zh, en] = state.plugged ? ["拔下", "Unplug"] : ["插上", "Plug in"];
    pull.firstChild.textContent = `${zh} `;
    pull.querySelector("span").textContent = en;
  });
  say(root, "counts", `↓ ${state.bytes_in} B  ↑ ${state.bytes_out} B`);
  const details = root.querySelector("details");
  if (details.open) {
    once(part(root, "traffic"), [state.bytes_in, state.bytes_out], (list) => traffic(list, state.name));
  }
}

async function traffic(list, name) {
  const chunks = await (await get(`/api/devices/${encodeURIComponent(name)}/traffic`)).json();
  list.replaceChildren(...chunks.reverse().map((chunk) => {
    const item = document.createElement("li");
    item.className = chunk.direction;
    const more = chunk.hex.length < chunk.bytes * 3 - 1 ? " …" : "";
    item.textContent = `${chunk.direction === "in" ? "↓" : "↑"} ${chunk.hex}${more}`;
    return item;
  }));
}

const KINDS = { camera, scanner, "id-card": reader, "ticket-printer": printer, "led-onbon": board, alpha: sign, e131: wall };
const SPREAD = { "strip-bus": strips, "desk-bus": desks };

export function show(state) {
  SPREAD[state.kind]?.(state);
  for (const root of document.querySelectorAll(`[data-device="${CSS.escape(state.name)}"]`)) {
    press(root, state);
    root.classList.toggle("unplugged", !state.plugged);
    if (root.classList.contains("cable")) cable(root, state);
    else KINDS[state.kind]?.(root, state);
  }
}
