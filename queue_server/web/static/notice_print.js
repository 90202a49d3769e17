// The sheet prints itself when it is opened, once in this tab; afterwards by the button or Enter.

const sheet = document.getElementById("sheet");
const PRINTED = `printed ${sheet.dataset.notice}`;
const MM_PER_PX = 25.4 / 96;
const SLACK_MM = 1; // a page that is a hair too short makes a second one

// A roll has no pages: the strip is as long as what stands on it.
function cutStrip() {
  if (!sheet.classList.contains("strip")) return;
  const height = Math.ceil(sheet.getBoundingClientRect().height * MM_PER_PX + SLACK_MM);
  const rules = document.getElementById("paper").sheet;
  rules.insertRule(`@page { size: 80mm ${height}mm; margin: 0; }`, rules.cssRules.length);
}

// Asked for again by the console, it prints itself again; not when the page is loaded anew.
function printOnce() {
  const again = new URLSearchParams(location.search).has("again");
  if (sessionStorage.getItem(PRINTED) && !again) return;
  if (again) history.replaceState(null, "", location.pathname);
  sessionStorage.setItem(PRINTED, "yes");
  window.print();
}

document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("close").addEventListener("click", () => window.close());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") window.close();
  else if (event.key === "Enter" && !event.repeat && !event.target.matches("a, button")) window.print();
});

await document.fonts.ready;
cutStrip();
printOnce();
