// A field whose text may be only so long says how much is left, or how much is too much. It cuts nothing.

const NEARLY = 0.8; // of what fits

document.addEventListener("input", ({ target }) => {
  const longest = Number(target.dataset?.longest);
  if (!longest) return;
  const { length } = target.value;
  const line = target.parentElement.querySelector(":scope > .counted") ?? document.createElement("span");
  line.className = "hint counted";
  line.role = "status";
  if (!line.isConnected) target.after(line);
  if (length > longest)
    line.textContent = `${(length - longest).toLocaleString("en-US")} over the limit of ${longest.toLocaleString("en-US")} characters`;
  else
    line.textContent = length > longest * NEARLY ? `${(longest - length).toLocaleString("en-US")} characters left` : "";
  line.hidden = !line.textContent;
});
