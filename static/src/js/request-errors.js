// When an answer does not come or is a whole page of an error: the page stays as it is, nothing typed is lost, and a
// message says what is the matter.

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

// Nothing came: no network, or too late.
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx && !detail.ctx.response) show(navigator.onLine ? "toast-failed" : "toast-offline");
});

// An error page came where a part of this page was asked for. A form that came back with its errors is such a part.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status < 400 || !/^\s*<!doctype/i.test(ctx.text)) return;
  ctx.swap = "none";
  explain(ctx.text);
});
