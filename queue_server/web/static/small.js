// Opens and closes the small window, for a clerk whose other program has the focus: kept on top where
// the browser can (Document Picture-in-Picture), else a plain small window.

import { listen, say, shown, stopSending } from "./desk.js";
import { onSmallKey, smallView } from "./small_view.js";
import { page } from "./texts.js";

const SIZE = { width: 360, height: 220 };
const TICK_MS = 500;

// Only a secure origin may: https, or this very machine.
export const staysOnTop = window.isSecureContext && Boolean(window.documentPictureInPicture);

let open = null; // the window that is open

// `act(verb)` does a verb as in the console.
export async function toggleSmall(act) {
  if (open && !open.closed) {
    open.close();
    return;
  }
  if (staysOnTop) {
    try {
      dress(await window.documentPictureInPicture.requestWindow(SIZE), act);
      return;
    } catch {
      // refused by a policy of the hall's browsers: the plain window is left
    }
  }
  open = window.open("/clerk/small", "hall-small", `popup,width=${SIZE.width},height=${SIZE.height}`);
}

function dress(pip, act) {
  open = pip;
  const doc = pip.document;
  doc.documentElement.lang = document.documentElement.lang;
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) {
    doc.head.append(doc.importNode(sheet));
  }
  const picture = smallView(doc, act);
  const stop = listen(picture.draw);
  const ticking = setInterval(picture.tick, TICK_MS);
  const does = { act, say, stopSending, close: () => pip.close() };
  doc.addEventListener("keydown", (event) => onSmallKey(event, does));
  pip.addEventListener("pagehide", () => {
    stop();
    clearInterval(ticking);
    open = null;
  });
}

// The popup finds this by `window.opener` and needs no stream of its own.
export function hostSmallWindows(act) {
  window.hallDesk = { window: page.window, account: page.account, shown, listen, act, say, stopSending };
}
