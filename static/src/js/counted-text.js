// Shows how many characters are left in a field with a maximum length, or how many are too many. It never truncates.

import { counted, LANGUAGE } from "./fill.js";

const NEARLY = 0.8; // share of the maximum length

document.addEventListener("input", ({ target }) => {
  const longest = Number(target.dataset?.longest);
  if (!longest) return;
  const { length } = target.value;
  const line = target.parentElement.querySelector(":scope > .counted") ?? document.createElement("span");
  line.className = "hint counted";
  line.role = "status";
  if (!line.isConnected) target.after(line);
  if (length > longest) {
    line.textContent = counted(target.dataset, "over", length - longest, { longest: longest.toLocaleString(LANGUAGE) });
  } else line.textContent = length > longest * NEARLY ? counted(target.dataset, "left", longest - length) : "";
  line.hidden = !line.textContent;
});
