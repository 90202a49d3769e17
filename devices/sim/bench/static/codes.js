// Codes that a visitor holds before a scanner or a camera.

import { get } from "./api.js";
import { lamp, part, picture, say } from "./show_parts.js";

const NOBODY = "没有人 Nobody there";
const EMPTY = "没有码 No code before it";

export function scanner(root, state) {
  lamp(root, "reading", state.reading ? "on" : "");
  say(root, "held", state.held ?? EMPTY);
}

export function camera(root, state) {
  lamp(root, "reading", state.person ? "turn" : "");
  say(root, "held", state.held ?? (state.person ? EMPTY : NOBODY));
  const image = part(root, "view");
  image.alt = root.querySelector('[data-show="held"]').textContent;
  picture(image, `/api/cameras/${encodeURIComponent(state.name)}.jpg`, state.scene, state.person);
}

// What a click or Enter in a hand's form orders; `printers` are the states of the bench's printers.
export async function newestCode(printers) {
  for (const printer of printers) {
    const slips = await (await get(`/api/printers/${encodeURIComponent(printer.name)}/slips`)).json();
    const code = slips.flatMap((slip) => slip.qr)[0];
    if (code) return code;
  }
  throw new Error("还没有带码的号票 No slip with a code yet");
}
