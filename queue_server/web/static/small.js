// Opens and closes the small window, for a clerk whose other program has the focus: kept on top where
// the browser can (Document Picture-in-Picture), else a plain small window.

import { shown, listen } from "./desk.js";
import { smallView } from "./small_view.js";
import { page } from "./texts.js";

const SIZE = { width: 360, height: 220 };
const TICK_MS = 500;

// Only a secure origin may: https, or this very machine.
export const staysOnTop = window.isSecureContext && Boolean(window.documentPictureInPicture);

let open = null; // the window that is open

// `host` is what the small window may do here: {act, onKey}.
export async function toggleSmall(host) {
  if (open && !open.closed) {
    open.close();
    return;
  }
  if (staysOnTop) {
    try {
      dress(await window.documentPictureInPicture.requestWindow(SIZE), host);
      return;
    } catch {
      // refused by a policy of the hall's browsers: the plain window is left
    }
  }
  open = window.open("/clerk/small", "hall-small", `popup,width=${SIZE.width},height=${SIZE.height}`);
}

function dress(pip, host) {
  open = pip;
  const doc = pip.document;
  doc.documentElement.lang = document.documentElement.lang;
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) {
    doc.head.append(doc.importNode(sheet));
  }
  const picture = smallView(doc, host.act);
  const stop = listen(picture.draw);
  const ticking = setInterval(picture.tick, TICK_MS);
  doc.addEventListener("keydown", host.onKey);
  pip.addEventListener("pagehide", () => {
    stop();
    clearInterval(ticking);
    open = null;
  });
}

// The popup finds this by `window.opener` and needs no stream of its own.
export function hostSmallWindows(host) {
  window.hallDesk = { window: page.window, account: page.account, shown, listen, ...host };
}
