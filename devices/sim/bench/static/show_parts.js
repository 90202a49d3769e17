// What every kind of device is shown with: texts, lamps and pictures that change only when they must.

const MOVING_EVERY_MS = 300;

const seen = new WeakMap(); // element -> what was last shown in it

export function once(element, value, draw) {
  const key = JSON.stringify(value);
  if (!element || seen.get(element) === key) return;
  seen.set(element, key);
  draw(element, value);
}

export const part = (root, name) => root.querySelector(`[data-show="${name}"]`);
export const say = (root, name, text) =>
  once(part(root, name), text, (element) => { element.textContent = text; });
export const lamp = (root, name, look) =>
  once(part(root, name), look, (element) => { element.className = `lamp ${look}`; });

export function picture(image, path, look, moving) {
  const turn = moving ? Math.floor(Date.now() / MOVING_EVERY_MS) : 0;
  once(image, [look, turn], () => {
    const next = new Image();
    next.onload = () => { image.src = next.src; };
    next.src = `${path}?v=${Date.now()}`;
  });
}
