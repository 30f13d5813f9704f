// If a request fails or returns a full error page, the page stays, nothing typed is lost, and a message says what
// happened.

const flash = () => document.getElementById("flash");

function show(template) {
  const toast = document.getElementById(template).content.firstElementChild.cloneNode(true);
  flash().append(toast);
  return toast;
}

function explain(answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  const words = ["h1", "[data-message]"].map((part) => page.querySelector(`[data-error] ${part}`)?.textContent.trim());
  if (words[0]) show("toast-failed").querySelector(".text").textContent = words.join(". ");
  else show("toast-failed");
}

addEventListener("offline", () => show("toast-offline"));
document.addEventListener("page:failed", () => show("toast-failed"));

// No response: no network, or a timeout.
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx && !detail.ctx.response) show(navigator.onLine ? "toast-failed" : "toast-offline");
});

// The response is an error page instead of a partial. A form with errors is a partial, so it is swapped in.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status < 400 || !/^\s*<!doctype/i.test(ctx.text)) return;
  ctx.swap = "none";
  explain(ctx.text);
});
