// While a form is being sent, ignores further submits and shows the button’s data-busy text at the same width.

const sent = new WeakMap(); // form -> function that re-enables it

function busy(form, button) {
  const label = button?.innerHTML;
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-disabled", "true");
  if (button?.dataset.busy) {
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    button.textContent = button.dataset.busy;
  }
  sent.set(form, () => {
    sent.delete(form);
    button?.removeAttribute("aria-busy");
    button?.removeAttribute("aria-disabled");
    if (button?.dataset.busy) {
      button.innerHTML = label;
      button.style.minWidth = "";
    }
  });
}

const free = (form) => sent.get(form)?.();

// In the capture phase, before htmx or the browser sends anything.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // In a later task, after the form was serialized: a disabled button’s name and value would be missing.
    const button = event.submitter;
    sent.set(form, () => sent.delete(form));
    setTimeout(() => sent.has(form) && busy(form, button));
  },
  true,
);

// The same for a button that sends a request of its own.
document.addEventListener(
  "click",
  (event) => {
    const asks = event.target.closest("button[hx-post]");
    if (!sent.has(asks?.form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// The response is here. If it redirects (HX-Redirect), the button stays busy until the page unloads.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.keepIndicators && ctx.sourceElement.matches("form")) setTimeout(() => free(ctx.sourceElement));
});

// The page was restored from the back-forward cache.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll("form").forEach(free);
});
