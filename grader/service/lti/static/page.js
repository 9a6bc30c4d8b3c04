// the page works without this: it lets a file be dropped anywhere on the form, and looks again by itself
"use strict";
const form = document.querySelector("form.drop");
const input = document.getElementById("notebook");
let inside = 0;
const over = (change) => { inside = Math.max(0, inside + change); form.classList.toggle("over", inside > 0); };
form.addEventListener("dragenter", () => over(1));
form.addEventListener("dragleave", () => over(-1));
form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => {
  over(-inside);
  event.preventDefault();
  if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
});
form.addEventListener("submit", () => { form.querySelector("button").disabled = true; });
window.addEventListener("pageshow", () => { form.querySelector("button").disabled = false; });

const waiting = document.querySelector("[data-waiting]");
if (waiting) {
  let pause = 1000;
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.waiting, { cache: "no-store", credentials: "omit" });
      if (answer.ok && (await answer.json()).state !== waiting.dataset.state && !input.files.length) {
        location.replace(location.pathname + location.search);
        return;
      }
    } catch { /* the next look tells */ }
    pause = Math.min(pause * 1.3, 10000);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
}
