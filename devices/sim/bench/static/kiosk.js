// The live picture of a kiosk that runs without a screen; clicks become touches.

import { get, post } from "./api.js";

const LOOK_EVERY_MS = 250;
const NO_EYE_EVERY_MS = 2000;

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

export async function watch(card, complain) {
  const path = `/api/kiosks/${encodeURIComponent(card.dataset.kiosk)}`;
  const canvas = card.querySelector("canvas");
  const dark = card.querySelector(".dark");
  canvas.addEventListener("click", (event) => {
    if (!dark.hidden) return;
    const box = canvas.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left) * canvas.width / box.width);
    const y = Math.floor((event.clientY - box.top) * canvas.height / box.height);
    post(`${path}/touch`, { x, y }).catch(complain);
  });
  let tag = "";
  for (;;) {
    let wait = LOOK_EVERY_MS;
    if (!document.hidden) {
      try {
        tag = await look(`${path}/frame.png`, canvas, tag);
        dark.hidden = true;
      } catch {
        dark.hidden = false;
        tag = "";
        wait = NO_EYE_EVERY_MS;
      }
    }
    await pause(wait);
  }
}

async function look(path, canvas, tag) {
  const answer = await get(path); // the browser keeps the picture and asks only whether it changed
  const now = answer.headers.get("ETag");
  if (now === tag) return tag;
  const picture = await createImageBitmap(await answer.blob());
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    canvas.width = picture.width;
    canvas.height = picture.height;
  }
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return now;
}
