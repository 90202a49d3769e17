// What the server put into the page: its texts in the chosen language, and the page's data.

export const page = JSON.parse(document.getElementById("page").textContent);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function problemText(code, facts = {}) {
  return fill(page.texts.problem[code] ?? page.texts.problem.other, facts);
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
