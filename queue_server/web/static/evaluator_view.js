// What a tablet draws: one section at a time, texts by their names.

export function show(state) {
  document.body.dataset.now = state;
  for (const section of document.querySelectorAll("[data-for]")) {
    section.hidden = !section.dataset.for.split(" ").includes(state);
  }
}

export function fillFaces(level) {
  for (const button of document.querySelectorAll("[data-level]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.level) === level));
  }
}

export function showWords(texts, levels) {
  for (const part of document.querySelectorAll("[data-text]")) {
    const text = texts[part.dataset.text];
    if (part.textContent !== text) part.textContent = text; // a live region speaks only what is new
  }
  for (const part of document.querySelectorAll("[data-level-text]")) {
    part.textContent = levels[part.dataset.levelText];
  }
}

export function showReasons(reasons, language, chosen, onTick) {
  const box = document.getElementById("reasons");
  box.textContent = "";
  for (const { code, text } of reasons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text[language];
    button.setAttribute("aria-pressed", String(chosen.includes(code)));
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      onTick(code, on);
    });
    box.appendChild(button);
  }
}
